/** Events for the webhooks of their company. */
import type { Event } from '../outbox/model.ts';
import { removeOlder } from '../store/older.ts';
import type { Store } from '../store/port.ts';
import { isForWebhooks, newDelivery } from './delivery.ts';
import { DELIVERIES } from './model.ts';
import { webhooksOf } from './webhooks.ts';

/** So long deliveries are shown. */
const KEPT_MS = 10 * 24 * 60 * 60_000;

/** Keeps an event for each webhook that wants it and was there when it happened. */
export async function tellWebhooks(store: Store, event: Event): Promise<void> {
  const { type, at } = event;
  if (!isForWebhooks(type) || type === 'test') return;
  const wanting = (await webhooksOf(store, { id: event.company })).filter(
    ({ events, createdAt, goneAt }) => goneAt === null && createdAt <= at && events.includes(type),
  );
  if (wanting.length === 0) return;
  const now = store.now();
  await store.insert(
    DELIVERIES,
    wanting.map((webhook) => newDelivery(event, webhook, now)),
  );
}

/** Deletes old deliveries, arrived or not. */
export const purgeDeliveries = (store: Store): Promise<void> => removeOlder(store, DELIVERIES, KEPT_MS);
