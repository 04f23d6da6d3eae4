/** Why codes wait: in one sentence where one passes by, in full where one looks for it. */
import { attributes, type Html, html, type Value } from '../../html.ts';
import { helpURL } from '../../sync/alarms.ts';
import { CAUSES, type Cause, type Chance, type Who } from '../../sync/diagnosis/causes.ts';
import type { Diagnosis, DiagnosisState } from '../../sync/diagnosis/diagnosis.ts';
import { empty } from './message.ts';
import { badge, type Tone } from './status.ts';
import { muted, unseen } from './text.ts';
import { relative, time } from './time.ts';

/** How each state is told. */
export const DIAGNOSIS: Readonly<Record<DiagnosisState, readonly [Tone, string, string]>> = {
  ok: ['good', '✓', 'Nothing waits'],
  working: ['good', '↑', 'Under way'],
  waiting: ['calm', '◔', 'Waiting'],
  stuck: ['bad', '!', 'Stuck'],
};

const WHO: Readonly<Record<Who, string>> = {
  office: 'whoever is at the computer with QuickBooks',
  admin: 'an admin of the company',
  approver: 'an approver',
  sender: 'a sender',
  service: 'nobody, it goes on by itself',
};

const CHANCE: Readonly<Record<Chance, string>> = {
  certain: 'certain',
  likely: 'likely',
  possible: 'possible',
};

/** The state and the first cause, in one sentence. What an alarm tells at length beside it is named only. */
export function diagnosisLine({ state, causes }: Diagnosis, more: Value): Html {
  const [first] = causes;
  const words =
    first && (first.isAlarm ? CAUSES[first.code].brief : html`${first.message} ${muted(`${first.advice}.`)}`);
  return html`<p class="diagnosis">${badge(...DIAGNOSIS[state])} ${words} ${causes.length > 0 && more}</p>`;
}

/** All causes, the most probable first. */
export function diagnosisInFull({ state, causes }: Diagnosis, publicURL: string, now: Date): Html {
  const shown = html`<p>${badge(...DIAGNOSIS[state])}</p>`;
  if (causes.length === 0)
    return html`${shown}
${empty('Nothing is in the way', 'All that was accepted is in QuickBooks.')}`;
  return html`${shown}
<ol class="causes">
${causes.map((cause) => shownCause(cause, publicURL, now))}</ol>`;
}

function shownCause(
  { code, chance, who, message, advice, help, since }: Cause,
  publicURL: string,
  now: Date,
) {
  const { brief, mends } = CAUSES[code];
  const link =
    help && html` <a href="${helpURL(help, publicURL)}">More help${unseen(` about: ${brief}`)}</a>`;
  const sinceWords = since && html`. Since ${time(since)} (${relative(since, now)})`;
  return html`<li${attributes({ class: mends && chance !== 'possible' ? 'cause mends' : 'cause' })}>
<h3>${brief} ${muted(`(${CHANCE[chance]})`)}</h3>
<p>${message}</p>
<p>${advice}.${link}</p>
<p class="muted">Who can do it: ${WHO[who]}${sinceWords}.</p>
</li>
`;
}
