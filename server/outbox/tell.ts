/** Goes through all companies that have listeners and tells what is new there. Any server may do it, also several at once. */
import { COMPANIES } from '../codes/model.ts';
import { pagesOf } from '../codes/walk.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/port.ts';
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

/** Tells what is new, each time it is called. Silent connectors are asked about once a minute. */
export function createTelling(store: Store, log: Logger): () => Promise<void> {
  const askedAt = new Map<string, number>();
  return () =>
    tellAll(store, log, (company) => {
      const now = store.now().getTime();
      // Backwards, too: a clock that was set must not keep anybody quiet.
      if (Math.abs(now - (askedAt.get(company) ?? 0)) < ASKED_EVERY_MS) return false;
      askedAt.set(company, now);
      return true;
    });
}

/** What cannot be told of one company is logged, tried again the next time, and does not keep the rest. */
async function tellAll(store: Store, log: Logger, mayAsk: MayAsk): Promise<void> {
  const read = (after: string | undefined, limit: number) =>
    store.find(TELLERS, 'byOrder', { equals: [], after, limit });
  for await (const tellers of pagesOf<Teller, 'order'>(read, 'order')) {
    const ids = tellers.map(({ id }) => id);
    const [companies, connections, polls] = await Promise.all([
      store.getMany(COMPANIES, ids),
      store.getMany(CONNECTIONS, ids),
      store.getMany(POLLS, ids),
    ]);
    for (const teller of tellers) {
      const company = companies.find(({ id }) => id === teller.id);
      const connection = connections.find(({ id }) => id === teller.id);
      if (!company || !connection) continue;
      try {
        const poll = polls.find(({ id }) => id === teller.id);
        const next = await tellConnection(store, company, connection, poll, teller, mayAsk);
        if (next) await tellCodes(store, company, connection, next);
      } catch (error) {
        log.error({ err: error, company: company.id }, 'what is new could not be told');
      }
    }
  }
}
