/** The connector at a glance, and what is in the way of the whole company: what it holds, and what lifts it. */

import type { Company } from '../../codes/model.ts';
import { sessionView } from '../../doors/views.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { CompanyRight } from '../../identity/rights.ts';
import type { Store } from '../../store/port.ts';
import type { Diagnosis } from '../../sync/diagnosis/diagnosis.ts';
import type { Counts } from '../../sync/diagnosis/facts.ts';
import { diagnosisOf } from '../../sync/diagnosis/read.ts';
import type { Session } from '../../sync/model.ts';
import { type SyncStatus, syncStatusOf } from '../../sync/read.ts';
import { deskPath } from '../addresses.ts';
import { connectorBadge } from '../components/connector-state.ts';
import { diagnosisLine } from '../components/diagnosis.ts';
import { definitions } from '../components/facts.ts';
import { fileName, muted, number, plural, unseen } from '../components/text.ts';
import { relative, time } from '../components/time.ts';
import type { FormPlace } from '../forms/post.ts';
import { alarmMessage } from './alarm-message.ts';

/** What the panel tells, the same for everybody. */
export interface ConnectorNow {
  readonly company: Company;
  readonly status: SyncStatus;
  readonly accepted: number;
  readonly diagnosis: Diagnosis;
  /** The company's present session, by name. */
  readonly present: string | null;
  readonly now: Date;
}

/** Reads it. `counts`: of the QuickBooks list. */
export async function connectorNow(store: Store, company: Company, counts: Counts): Promise<ConnectorNow> {
  const status = await syncStatusOf(store, company);
  return {
    company,
    status,
    accepted: counts.accepted,
    diagnosis: await diagnosisOf(store, company, status, counts),
    present: status.connection.session,
    now: store.now(),
  };
}

/** Whom it is told: what they may do about it. */
export interface Reader extends FormPlace {
  readonly publicURL: string;
  readonly may: (right: CompanyRight) => boolean;
}

/** For one person. */
export function connectorPanel(facts: ConnectorNow, reader: Reader): Html {
  const { company, status, accepted } = facts;
  const all = definitions(null, [
    ['Web Connector', html`${connectorBadge(status.state)}${wrongPassword(facts, reader)}`],
    ['Last seen', lastSeen(facts, reader)],
    ['QuickBooks', quickBooks(facts)],
    ['Last session', lastSession(facts, reader)],
  ]);
  return html`${diagnosisLine(facts.diagnosis, wayIn(reader, company, '/connector#diagnosis', moreWords(facts)))}
${status.alarms.map((alarm) => alarmMessage(alarm, { company, accepted, reader }))}
<section class="connector" aria-label="Web Connector">
${all}
${progress(status)}
</section>`;
}

const moreWords = ({ diagnosis: { causes } }: ConnectorNow): Value =>
  causes.length > 1
    ? `${plural(causes.length - 1, 'more cause')}`
    : html`More${unseen(' about why codes wait')}`;

const sub = (words: Value): Html => html`<span class="sub">${words}</span>`;

/** For admins of the company it leads to where more is told. */
const way = (reader: Reader, company: Company, path: string, words: string): Value =>
  wayIn(reader, company, path, words) || words;

const wayIn = ({ href, may }: Reader, company: Company, path: string, words: Value): Value =>
  may('companyAdmin') && html`<a href="${href(deskPath(company) + path)}">${words}</a>`;

function wrongPassword({ company, status, now }: ConnectorNow, reader: Reader): Value {
  if (status.wrongPassword === null) return null;
  const words = `wrong password ${relative(status.wrongPassword.at, now)}`;
  return sub(way(reader, company, '/connector', words));
}

function lastSeen({ company, status, now }: ConnectorNow, reader: Reader): Value {
  const { lastSeenAt, nextExpectedAt, state } = status;
  if (lastSeenAt === null)
    return reader.may('companyAdmin') ? way(reader, company, '/setup', 'Set it up') : muted('never');
  const isDue = nextExpectedAt !== null && Date.parse(nextExpectedAt) < now.getTime();
  const next =
    nextExpectedAt !== null &&
    state !== 'inSession' &&
    sub(`${isDue ? 'was expected' : 'next'} ${relative(nextExpectedAt, now)}`);
  return html`${relative(lastSeenAt, now)}${sub(time(lastSeenAt))}${next}`;
}

const viewOf = ({ status: { lastSession }, present }: ConnectorNow) =>
  lastSession && sessionView(lastSession, present);

function quickBooks(facts: ConnectorNow): Value {
  const { product, companyFile } = viewOf(facts) ?? {};
  if (!product) return muted('not known before the first session');
  const file = companyFile && html`<span class="sub" title="${companyFile}">${fileName(companyFile)}</span>`;
  return html`${product}${file}`;
}

function lastSession(facts: ConnectorNow, reader: Reader): Value {
  const { lastSession: session } = facts.status;
  const view = viewOf(facts);
  if (!session || !view) return muted('none yet');
  const words = sessionWords(session, view);
  const since = html`${view.endedAt === null && 'since'} ${time(view.startedAt)}`;
  return html`${way(reader, facts.company, `/sessions/${view.id}`, words)}${sub(since)}`;
}

function sessionWords({ adopted }: Session, view: ReturnType<typeof sessionView>): string {
  const parts = [
    `${number(view.synced)} synced`,
    adopted > 0 ? `${number(adopted)} of them were there already` : [],
    view.failed > 0 ? `${number(view.failed)} failed` : [],
    view.notDone > 0 ? `${number(view.notDone)} to be tried again` : [],
  ];
  return parts.flat().join(', ');
}

function progress({ state, lastSession: session }: SyncStatus): Html | null {
  if (state !== 'inSession' || !session) return null;
  const done = session.synced + session.failed + session.notDone;
  const total = Math.max(session.total, done);
  const bar = attributes({ max: Math.max(total, 1), value: done, 'aria-label': 'Export' });
  return html`<div class="progress"><progress${bar}></progress><span>${number(done)} of ${plural(total, 'code')}</span></div>`;
}
