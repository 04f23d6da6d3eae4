/** Tells what became of a company's connection: alarms, a connector that is late or back, what QuickBooks has been read. */
import type { Company } from '../codes/model.ts';
import type { New, Store } from '../store/port.ts';
import { headingOf } from '../sync/alarms.ts';
import type { Connection, Polls, RaisedAlarm } from '../sync/model.ts';
import { lateMsOf, syncStatusOf } from '../sync/read.ts';
import { eventID, newEvent } from './events.ts';
import { EVENTS, type Event, TELLERS, type Teller, type ToldAlarm } from './model.ts';

/** An alarm as it is told. */
export const toldAlarm = (alarm: RaisedAlarm): ToldAlarm => ({
  code: alarm.code,
  account: alarm.code === 'account' ? alarm.account : null,
  since: alarm.since,
  message: [headingOf(alarm), alarm.message].filter(Boolean).join(' '),
});

const keyOf = ({ code, account, since }: ToldAlarm) => `${code}/${account ?? ''}/${since}`;

/** What has changed between what was told and what is: events, and the teller that knows of them. Pure. */
export function connectionNews(
  company: string,
  { alarms, reading }: Pick<Connection, 'alarms' | 'reading'>,
  teller: Teller,
  at: string,
): { readonly events: readonly New<Event>[]; readonly teller: Teller } {
  const events: New<Event>[] = [];
  const present = alarms.map(toldAlarm);
  const [before, now] = [teller.alarms, present].map((all) => new Set(all.map(keyOf)));
  const tell = (type: 'alarm.raised' | 'alarm.lifted', alarm: ToldAlarm) =>
    events.push(newEvent(eventID(company, type, keyOf(alarm)), { company, type, at, alarm }));
  for (const alarm of present) if (!before?.has(keyOf(alarm))) tell('alarm.raised', alarm);
  for (const alarm of teller.alarms) if (!now?.has(keyOf(alarm))) tell('alarm.lifted', alarm);
  const { lastAt } = reading;
  if (lastAt !== null && lastAt !== teller.readingAt)
    events.push(
      newEvent(eventID(company, 'reading.completed', lastAt), {
        company,
        type: 'reading.completed',
        at: lastAt,
      }),
    );
  if (events.length === 0) return { events, teller };
  return { events, teller: { ...teller, alarms: present, readingAt: lastAt } };
}

/** Whether a silent connector may be asked about now: it costs more than a few documents. */
export type MayAsk = (company: string) => boolean;

/** The events first: what is not known to be told is told again, and that makes none a second time. Null as for tellCodes. */
export async function tellConnection(
  store: Store,
  company: Company,
  connection: Connection,
  polls: Polls | undefined,
  from: Teller,
  mayAsk: MayAsk,
): Promise<Teller | null> {
  const at = store.now().toISOString();
  const news = connectionNews(company.id, connection, from, at);
  const call = await callNews(store, company, connection, polls, news.teller, at, mayAsk);
  const events = [...news.events, ...call.events];
  if (events.length > 0) await store.insert(EVENTS, events);
  if (call.teller === from) return from;
  const [stored] = await store.replace(TELLERS, [call.teller]);
  return stored ?? null;
}

/** Late as `status` says it; back with the first call after. */
async function callNews(
  store: Store,
  company: Company,
  { openedAt }: Connection,
  polls: Polls | undefined,
  teller: Teller,
  at: string,
  mayAsk: MayAsk,
): Promise<{ readonly events: readonly New<Event>[]; readonly teller: Teller }> {
  const { id } = company;
  const called = [polls?.lastAt, openedAt ?? undefined]
    .filter((each) => each !== undefined)
    .sort()
    .at(-1);
  const isSilent = called !== undefined && Date.parse(at) - Date.parse(called) > lateMsOf(company);
  const { lateSince } = teller;
  if (lateSince !== null && called !== undefined && called > lateSince && !isSilent) {
    const key = eventID(id, 'connector.back', lateSince);
    const back = newEvent(key, { company: id, type: 'connector.back', at, lastSeenAt: called });
    return { events: [back], teller: { ...teller, lateSince: null } };
  }
  if (!isSilent || lateSince !== null || !mayAsk(id)) return { events: [], teller };
  const { state, lastSeenAt } = await syncStatusOf(store, company);
  if (state !== 'late' || lastSeenAt === null) return { events: [], teller };
  const key = eventID(id, 'connector.late', lastSeenAt);
  const late = newEvent(key, { company: id, type: 'connector.late', at, lastSeenAt });
  return { events: [late], teller: { ...teller, lateSince: lastSeenAt } };
}
