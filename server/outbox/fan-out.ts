/** Tells events to their listeners. Each of them keeps what it was told by the event's id, so being told twice is being told once. */
import { pagesOf } from '../codes/walk.ts';
import type { Logger } from '../log.ts';
import { removeOlder } from '../store/older.ts';
import type { Store } from '../store/port.ts';
import { EVENTS, type Event } from './model.ts';

/** Has kept what it was told when it resolves. */
export type Listener = (event: Event) => Promise<void>;

const AT_ONCE = 20;

/**
 * One that cannot be told is tried again the next time, and does not keep the others. `listeners` gives new ones for every few events,
 * once these are there: whoever listened when something happened is among them.
 */
export async function fanOut(store: Store, listeners: () => readonly Listener[], log: Logger): Promise<void> {
  const read = (after: string | undefined, limit: number) =>
    store.find(EVENTS, 'byState', { equals: ['new'], after, limit });
  for await (const events of pagesOf<Event, 'order'>(read, 'order', { size: AT_ONCE })) {
    const all = listeners();
    const told: Event[] = [];
    for (const event of events) {
      try {
        for (const tell of all) await tell(event);
        told.push({ ...event, state: 'told' });
      } catch (error) {
        log.error({ err: error, event: event.id }, 'an event could not be told to all');
      }
    }
    if (told.length > 0) await store.replace(EVENTS, told);
  }
}

/** Webhooks are tried for three days, and everything is looked through again within an hour. */
const KEPT_MS = 14 * 24 * 60 * 60_000;

/** Deletes events that nobody needs any more. */
export const purgeEvents = (store: Store): Promise<void> => removeOlder(store, EVENTS, KEPT_MS);
