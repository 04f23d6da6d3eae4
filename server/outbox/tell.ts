/** Goes through all companies that have listeners and tells what is new there. Any server may do it, also several at once. */
import { COMPANIES } from '../codes/model.ts';
import { pagesOf } from '../codes/walk.ts';
import type { Logger } from '../log.ts';
import type { Store, Stored } from '../store/port.ts';
import { connectionOf } from '../sync/connection.ts';
import { CONNECTIONS, POLLS } from '../sync/model.ts';
import { tellCodes } from './codes.ts';
import { type MayAsk, tellConnection, toldAlarm } from './connection.ts';
import { looksFrom } from './looks.ts';
import { TELLERS, type Teller } from './model.ts';

/**
 * From now on the company is listened to. To be called before the first listener is stored: whatever happens once it is there
 * is told.
 */
export async function listenTo(store: Store, company: string): Promise<void> {
  if (await store.get(TELLERS, company)) return;
  const at = store.now().toISOString();
  const { alarms, reading } = await connectionOf(store, company);
  await store.insert(TELLERS, [
    {
      id: company,
      looks: looksFrom(at),
      alarms: alarms.map(toldAlarm),
      lateSince: null,
      readingAt: reading.lastAt,
      order: company,
    },
  ]);
}

const ASKED_EVERY_MS = 60_000;
/** The codes of so many companies are looked through each time; with more of them each has its turn. */
const COMPANIES_AT_ONCE = 50;

/** Tells what is new, each time it is called, and gives how many companies are listened to. Silent connectors are asked about once a minute. */
export function createTelling(store: Store, log: Logger): () => Promise<number> {
  const askedAt = new Map<string, number>();
  let companies = 0;
  let times = 0;
  return async () => {
    const turns = Math.max(1, Math.ceil(companies / COMPANIES_AT_ONCE));
    const mine = times++ % turns;
    companies = await tellAll(store, log, {
      mayAsk(company) {
        const now = store.now().getTime();
        // Backwards, too: a clock that was set must not keep anybody quiet.
        if (Math.abs(now - (askedAt.get(company) ?? 0)) < ASKED_EVERY_MS) return false;
        askedAt.set(company, now);
        return true;
      },
      isItsTurn: (number) => number % turns === mine,
    });
    return companies;
  };
}

interface Bounds {
  readonly mayAsk: MayAsk;
  /** Of a company by its number. */
  readonly isItsTurn: (number: number) => boolean;
}

const byID = <T extends Stored>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((each) => [each.id, each]));

/** What cannot be told of one company is logged, tried again the next time, and does not keep the rest. Gives how many there are. */
async function tellAll(store: Store, log: Logger, { mayAsk, isItsTurn }: Bounds): Promise<number> {
  let number = 0;
  const read = (after: string | undefined, limit: number) =>
    store.find(TELLERS, 'byOrder', { equals: [], after, limit });
  for await (const tellers of pagesOf<Teller, 'order'>(read, 'order')) {
    const ids = tellers.map(({ id }) => id);
    const [companies, connections, polls] = [
      byID(await store.getMany(COMPANIES, ids)),
      byID(await store.getMany(CONNECTIONS, ids)),
      byID(await store.getMany(POLLS, ids)),
    ];
    for (const teller of tellers) {
      number++;
      const company = companies.get(teller.id);
      const connection = connections.get(teller.id);
      if (!company || !connection) continue;
      try {
        const next = await tellConnection(store, company, connection, polls.get(teller.id), teller, mayAsk);
        if (next && isItsTurn(number)) await tellCodes(store, company, connection, next);
      } catch (error) {
        log.error({ err: error, company: company.id }, 'what is new could not be told');
      }
    }
  }
  return number;
}
