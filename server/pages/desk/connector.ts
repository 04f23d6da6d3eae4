/** The connector at a glance, and what is in the way of the whole company: what it holds, and what lifts it. */

import { sessionView } from '../../api/views.ts';
import { CODES, type Company, quickBooksList } from '../../codes/model.ts';
import { adviceOf } from '../../help/advice.ts';
import type { CompanyRight } from '../../identity/rights.ts';
import type { Store } from '../../store/port.ts';
import { headingOf, helpURL, rowOf } from '../../sync/alarms.ts';
import type { Alarm, Session } from '../../sync/model.ts';
import { connectionOf, type SyncStatus, syncStatusOf } from '../../sync/read.ts';
import { attributes, type Html, html, NOTHING, type Value } from '../html.ts';
import { badge, number, plural, relative, time, withQuery } from '../parts.ts';
import { deskPath } from './filter.ts';

export interface ConnectorFacts {
  readonly store: Store;
  readonly company: Company;
  readonly publicURL: string;
  readonly href: (path: string) => string;
  readonly csrf: Html;
  readonly may: (right: CompanyRight) => boolean;
}

/** What the panel tells, the same for everybody. */
export interface ConnectorNow {
  readonly status: SyncStatus;
  readonly accepted: number;
  /** The company's present session, by name. */
  readonly present: string | null;
}

export async function connectorNow(store: Store, company: Company): Promise<ConnectorNow> {
  return {
    status: await syncStatusOf(store, company),
    accepted: await store.count(CODES, 'byStatus', [company.id, quickBooksList(company).id, 'accepted']),
    present: (await connectionOf(store, company.id)).session,
  };
}

/** For one person: with what they may do about it. */
export function connectorPanel({ status, accepted, present }: ConnectorNow, facts: ConnectorFacts): Html {
  const last = status.lastSession && sessionView(status.lastSession, present);
  return html`${status.alarms.map((alarm) => alarmMessage(facts, alarm, accepted))}
<section class="connector" aria-label="Web Connector"><dl>
<div><dt>Web Connector</dt><dd>${stateBadge(status)}${wrongPassword(facts, status)}</dd></div>
<div><dt>Last seen</dt><dd>${seen(facts, status)}</dd></div>
<div><dt>QuickBooks</dt><dd>${
    last?.product
      ? html`${last.product}${last.companyFile && html`<span class="sub" title="${last.companyFile}">${fileName(last.companyFile)}</span>`}`
      : html`<span class="muted">not known before the first session</span>`
  }</dd></div>
<div><dt>Last session</dt><dd>${last && status.lastSession ? session(facts, status.lastSession, last) : html`<span class="muted">none yet</span>`}</dd></div>
</dl>${progress(status)}</section>`;
}

const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? path;

function stateBadge({ state }: SyncStatus): Html {
  switch (state) {
    case 'never':
      return badge('calm', '○', 'Not seen yet');
    case 'inSession':
      return badge('good', '↑', 'Exporting now');
    case 'idle':
      return badge('good', '✓', 'Connected');
    case 'late':
      return badge('bad', '!', 'Late');
  }
}

/** Those who can do something about it are led there. */
function wrongPassword({ store, company, href, may }: ConnectorFacts, { wrongPassword }: SyncStatus): Value {
  if (wrongPassword === null) return null;
  const words = `wrong password ${relative(wrongPassword.at, store.now())}`;
  return html`<span class="sub">${
    may('companyAdmin') ? html`<a href="${href(`${deskPath(company)}/connector`)}">${words}</a>` : words
  }</span>`;
}

function seen(
  { store, company, href, may }: ConnectorFacts,
  { lastSeenAt, nextExpectedAt, state }: SyncStatus,
): Value {
  if (lastSeenAt === null)
    return may('companyAdmin')
      ? html`<a href="${href(`${deskPath(company)}/setup`)}">Set it up</a>`
      : html`<span class="muted">never</span>`;
  const now = store.now();
  const isDue = nextExpectedAt !== null && Date.parse(nextExpectedAt) < now.getTime();
  return html`${relative(lastSeenAt, now)}<span class="sub">${time(lastSeenAt)}</span>${
    nextExpectedAt !== null &&
    state !== 'inSession' &&
    html`<span class="sub">${isDue ? 'was expected' : 'next'} ${relative(nextExpectedAt, now)}</span>`
  }`;
}

function session(
  { href, company, may }: ConnectorFacts,
  { adopted }: Session,
  view: ReturnType<typeof sessionView>,
): Value {
  const parts = [
    `${number(view.synced)} synced`,
    adopted > 0 ? `${number(adopted)} of them were there already` : [],
    view.failed > 0 ? `${number(view.failed)} failed` : [],
    view.notDone > 0 ? `${number(view.notDone)} to be tried again` : [],
  ].flat();
  const words = parts.join(', ');
  return html`${
    may('companyAdmin')
      ? html`<a href="${href(`${deskPath(company)}/sessions/${view.id}`)}">${words}</a>`
      : words
  }<span class="sub">${view.endedAt === null ? 'since' : ''} ${time(view.startedAt)}</span>`;
}

function progress({ state, lastSession }: SyncStatus): Html {
  if (state !== 'inSession' || !lastSession) return NOTHING;
  const done = lastSession.synced + lastSession.failed + lastSession.notDone;
  const total = Math.max(lastSession.total, done);
  return html`<div class="progress"><progress${attributes({ max: Math.max(total, 1), value: done })} aria-label="Export"></progress><span>${number(done)} of ${plural(total, 'code')}</span></div>`;
}

function alarmMessage(
  { company, href, publicURL, csrf, may }: ConnectorFacts,
  alarm: Alarm,
  accepted: number,
): Html {
  const { code, message, statusCode } = alarm;
  const heading = headingOf(alarm);
  const account = code === 'account' ? alarm.account : null;
  const { holds, liftedBy, lifts } = rowOf(alarm);
  const canRetry = liftedBy === 'retry' && may('approver');
  const held = deskPath(company);
  return html`<div class="message bad alarm"><p class="message-title"><span aria-hidden="true">!</span> ${heading || message}</p>
${heading && html`<p>QuickBooks says: <q>${message}</q>${statusCode !== null && html` <span class="muted">(${statusCode})</span>`}</p>`}
<p>${adviceOf(alarm)}. <a href="${helpURL(alarm.help, publicURL)}">More help<span class="visually-hidden"> about this</span></a></p>
<p class="muted">Since ${time(alarm.since)}. ${
    holds === 'all'
      ? html`<a href="${href(withQuery(held, { status: 'accepted' }))}">${plural(accepted, 'accepted code')}</a> held. `
      : account !== null &&
        html`<a href="${href(withQuery(held, { status: 'accepted', account }))}">See the codes that it holds</a>. `
  }${lifts}</p>
${
  canRetry &&
  html`<form method="post" action="${href(`${deskPath(company)}/lift`)}">${csrf}<input type="hidden" name="alarm" value="${code}">${
    account !== null && html`<input type="hidden" name="account" value="${account}">`
  }<button type="submit">Retry</button></form>`
}
${code === 'file' && may('companyAdmin') && html`<p><a class="button" href="${href(`${deskPath(company)}/connector`)}">Look at the company file</a></p>`}</div>`;
}
