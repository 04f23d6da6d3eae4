/** What each step of the checklist tells. */
import type { Company } from '../../codes/model.ts';
import { type Html, html, type Value } from '../../html.ts';
import { buttonLink, code, plural } from '../components/text.ts';
import { relative, time } from '../components/time.ts';
import { loadingSteps, wrongPasswordParts } from './connector-steps.ts';
import type { SetupFacts, StepKey } from './setup-steps.ts';

/** What one step tells. */
export interface StepWords {
  /** Once it is done. */
  readonly done: Value;
  /** What to do, if it is next or somebody is needed. */
  readonly todo: Value;
}

/** Of what and where it is told. `at`: the address of a page of the company. */
export interface SetupPlace {
  readonly facts: SetupFacts;
  readonly company: Company;
  readonly at: (path: string) => string;
  readonly href: (path: string) => string;
  readonly now: Date;
}

const WORDS: Readonly<Record<StepKey, (place: SetupPlace) => StepWords>> = {
  company: ({ facts, at }) => ({
    done: html`<p>Items get the income account <strong>${facts.incomeAccount}</strong>
unless a rule or an approver names another. <a href="${at('/settings')}">Settings</a></p>`,
    todo: null,
  }),

  connector: (place) => ({ done: connected(place), todo: toConnect(place) }),

  list: ({ facts: { counts }, at }) => ({
    done: html`<p>${plural(totalOf(counts), 'code')} in the QuickBooks list. <a href="${at('')}">Cost codes</a></p>`,
    todo: html`<p>A CSV with the columns ${code('code')} and ${code('description')},
or Procore's own template, works as it is.</p>
${button(at('/import'), 'Import the list')}`,
  }),

  sent: ({ company, at }) => ({
    done: html`<p>Sent first ${time(company.firstSentAt)}.</p>`,
    todo: html`<p>Nothing goes to QuickBooks that was not sent for approval and accepted.
Open the codes and press <em>Send to ERP</em>.</p>
${button(at(''), 'Open the cost codes')}`,
  }),

  accepted: ({ facts: { counts }, at }) => {
    const underWay = counts.accepted + counts.exporting;
    return {
      done:
        underWay > 0
          ? html`<p>${plural(underWay, 'code')} on the way to QuickBooks.</p>`
          : html`<p>All that was accepted has been to QuickBooks.</p>`,
      todo: html`<p>${plural(counts.pending, 'code')} ready to export.
An approver picks them and presses <em>Accept</em>; accounts come from the rules.</p>
${button(at('?status=pending'), 'Look at what waits')}`,
    };
  },

  file: ({ facts: { companyFile, fileAlarm }, at }) => ({
    done: html`<p>The right file was open: ${code(companyFile)}</p>`,
    todo: fileAlarm ? wrongFile(fileAlarm, at) : fileIsLookedAt,
  }),

  synced: ({ facts: { counts }, at }) => ({
    done: html`<p>${plural(counts.synced, 'code is', 'codes are')} in QuickBooks.
<a href="${at('?status=synced')}">Look at ${counts.synced === 1 ? 'it' : 'them'}</a></p>`,
    todo:
      counts.failed > 0 ? someFailed(counts.failed, at) : html`<p>Comes by itself with the next export.</p>`,
  }),
};

/** What every step tells of a company as it is now. */
export const setupWords = (place: SetupPlace): Readonly<Record<StepKey, StepWords>> =>
  Object.fromEntries(Object.entries(WORDS).map(([key, of]) => [key, of(place)])) as Record<
    StepKey,
    StepWords
  >;

const totalOf = (counts: SetupFacts['counts']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const button = (href: string, label: string): Html =>
  html`<p>${buttonLink(href, label, { kind: 'primary' })}</p>`;

function connected({ facts: { lastSeenAt }, at, now }: SetupPlace): Html {
  const ago = lastSeenAt && html` (${relative(lastSeenAt, now)})`;
  return html`<p>Last seen ${time(lastSeenAt)}${ago}. <a href="${at('/connector')}">Connector</a></p>`;
}

function toConnect({ facts: { wrongPassword }, company, at, href, now }: SetupPlace): Html {
  if (wrongPassword)
    return html`<p><strong>The Web Connector gave a wrong password.</strong></p>
${wrongPasswordParts(wrongPassword, { href, newPassword: at('/connector#password'), now })}`;
  return html`${loadingSteps(href, company)}
<p>It has worked when this step turns to <em>Done</em>:
the Web Connector calls within ${plural(company.runEveryMinutes, 'minute')}, or at once with <em>Update Selected</em>.
Password lost? <a href="${at('/connector')}">Make a new one</a>.</p>`;
}

const fileIsLookedAt = html`<p>The first export looks which company file is open before anything is written.
Wait for the Web Connector's next call, or press <em>Update Selected</em> in it.</p>`;

function wrongFile(
  { title, companyFile, advice }: NonNullable<SetupFacts['fileAlarm']>,
  at: SetupPlace['at'],
): Html {
  const which = companyFile && html` (${code(companyFile)})`;
  return html`<p>${title}${which}, so nothing was written. ${advice}.</p>
${button(at('/connector#company-file'), 'Compare the two files')}`;
}

const someFailed = (count: number, at: SetupPlace['at']): Html =>
  html`<p>${plural(count, 'code has', 'codes have')} failed; each says why and what to do.</p>
${button(at('?status=failed'), 'Look at what failed')}`;
