/** What is kept for a while and then goes. Any server may do it, also several at once. */
import { purgeKeyedCalls } from './identity/keyed-calls.ts';
import { purgeWebSessions } from './identity/web-sessions.ts';
import type { Logger } from './log.ts';
import { purgeLetters } from './notices/letters.ts';
import { purgeEvents } from './outbox/fan-out.ts';
import type { Store } from './store/port.ts';
import { purge as purgeSyncSessions } from './sync/retention.ts';
import { purgeDeliveries } from './webhooks/fan-out.ts';

/** Deletes what is over. What cannot be deleted is logged and does not keep the rest. */
export async function purgeAll(store: Store, sessionDays: number, log: Logger): Promise<void> {
  for (const [what, purge] of [
    ['sessions with QuickBooks', () => purgeSyncSessions(store, sessionDays)],
    ['sessions of the page', () => purgeWebSessions(store)],
    ['answers for an Idempotency-Key', () => purgeKeyedCalls(store)],
    ['notices', () => purgeLetters(store)],
    ['deliveries of webhooks', () => purgeDeliveries(store)],
    ['events', () => purgeEvents(store)],
  ] as const) {
    try {
      await purge();
    } catch (error) {
      log.error({ err: error }, `old ${what} could not be deleted`);
    }
  }
}
