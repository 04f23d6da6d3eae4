/** How the page of one session looks. */

import { type Html, html, type Value } from '../../html.ts';
import type { KeptStart } from '../../sync/keep.ts';
import type { Handout, MessageSet } from '../../sync/model.ts';
import { deskPath, withQuery } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { hostChanges } from '../components/host-changes.ts';
import { paging } from '../components/navigation.ts';
import { code, muted, number, unseen } from '../components/text.ts';
import { time } from '../components/time.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { outcomeBadge } from './outcome-badge.ts';
import { countsOf, duration, durationOf, type SessionView } from './session-words.ts';
import { shown } from './xml-shown.ts';

/** What is shown of a request or an answer; the rest is behind a link. */
export const SHOWN_CHARACTERS = 20_000;

/** One message set that was handed out, and what came back. */
export interface HandoutFacts {
  readonly handout: Handout;
  readonly set: MessageSet | null;
  /** Null where it is not kept any more. */
  readonly request: KeptStart | null;
  /** Null where none came. */
  readonly answer: KeptStart | null;
}

/** What the page tells. */
export interface SessionFacts {
  readonly name: string;
  readonly view: SessionView;
  readonly handouts: readonly HandoutFacts[];
  /** Not the first page. */
  readonly isLater: boolean;
  /** Where the next page begins. */
  readonly next: string | null | undefined;
}

/** The whole page. */
export function sessionPage({ href, company }: Visit, all: SessionFacts): Content {
  const { view, handouts, isLater, next } = all;
  const list = `${deskPath(company)}/sessions`;
  const path = `${list}/${all.name}`;
  const nextPage = next ? href(withQuery(path, { after: next })) : null;
  return {
    title: 'Session',
    heading: html`Session of ${time(view.startedAt)}`,
    active: 'sessions',
    wide: true,
    trail: [{ label: 'Sessions', href: href(list) }],
    aside: outcomeBadge(view),
    body: html`${sessionFacts(view)}
${handouts.length === 0 && nothingHandedOut(isLater)}
${handouts.map((each) => setPart(each, href(path)))}
${(isLater || next) && paging(isLater ? href(path) : null, nextPage, `${number(view.exchanges)} message sets in all`)}`,
  };
}

const sessionFacts = (view: SessionView): Html =>
  facts([
    ['Started', time(view.startedAt)],
    ['Ended', view.endedAt === null ? html`not yet; last call ${time(view.lastCallAt)}` : time(view.endedAt)],
    ['Took', durationOf(view)],
    ['Codes', countsOf(view)],
    ['What was said', view.message],
    ['QuickBooks', [view.product, view.country].filter(Boolean).join(', ')],
    ['qbXML version', view.qbxmlVersion],
    ['Company file', view.companyFile && code(view.companyFile)],
    ['Changed since the session before', view.changes.length > 0 && hostChanges(view.changes)],
  ]);

const nothingHandedOut = (isLater: boolean): Html =>
  html`<p class="none">Nothing was handed out in this session${isLater && ' after that'}.</p>`;

const KINDS = {
  export: 'Codes to be added',
  lookup: 'Asking what became of codes',
  companyQuery: 'Asking which company file is open',
  reading: 'Reading what QuickBooks has',
  forget: 'Letting QuickBooks forget a finished set',
} as const;

function setPart({ handout, set, request, answer }: HandoutFacts, address: string): Html {
  const count = Number(handout.order);
  const raw = `${address}/${handout.order}`;
  const all = facts([
    ['What for', set && whatFor(set)],
    ['Handed out', time(handout.at)],
    ['Answered', answered(handout)],
    ['hresult', handout.hresult && code(handout.hresult)],
    ['Message', handout.message],
  ]);
  return html`<section class="set" aria-labelledby="set-${count}">
<h2 id="set-${count}">Message set ${count}</h2>
${all}
<div class="pair">
${xmlPart('Request', request, `${raw}/request.xml`, count)}
${xmlPart('Answer', answer, `${raw}/answer.xml`, count)}
</div>
</section>`;
}

const whatFor = (set: MessageSet): string =>
  set.kind === 'export' ? `${KINDS.export} (${number(set.requests.length)})` : KINDS[set.kind];

function answered({ at, answeredAt }: Handout): Value {
  if (answeredAt === null) return html`<strong>not answered</strong>`;
  const took = duration(Date.parse(answeredAt) - Date.parse(at));
  return html`${time(answeredAt)} ${muted(`(${took} later)`)}`;
}

const MISSING = { Request: 'It is not kept any more.', Answer: 'None came.' } as const;

function xmlPart(title: keyof typeof MISSING, xml: KeptStart | null, raw: string, count: number): Html {
  const what = title.toLowerCase();
  const id = `${what}-${count}`;
  const heading = html`<h3 id="${id}">${title}</h3>`;
  if (xml === null) return html`<div>${heading}<p class="none">${MISSING[title]}</p></div>`;
  const { text, cutFrom } = shown(xml.text, SHOWN_CHARACTERS, xml.characters);
  const which = unseen(` (${what} of message set ${count})`);
  return html`<div>
<div class="pair-title">
${heading}
<a href="${raw}">As it was, to the byte${which}</a>
</div>
<pre class="xml" tabindex="0" role="region" aria-labelledby="set-${count} ${id}"><code>${text}</code></pre>
${cutFrom !== null && isCut(cutFrom, what, raw)}
</div>`;
}

const isCut = (characters: number, what: string, raw: string): Html =>
  html`<p>The first ${number(SHOWN_CHARACTERS)} of ${number(characters)} characters.
<a href="${raw}">The whole ${what}</a></p>`;
