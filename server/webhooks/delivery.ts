/** One event for one webhook. */
import { createHash } from 'node:crypto';
import { dueAt } from '../outbox/due.ts';
import type { Event, EventType } from '../outbox/model.ts';
import type { New } from '../store/port.ts';
import { type Delivery, WEBHOOK_EVENTS, type Webhook, type WebhookEvent } from './model.ts';

/** So long a delivery is tried. */
export const TRIED_MS = 3 * 24 * 60 * 60_000;
type ForWebhooks = Pick<Event, 'id' | 'at'> & { readonly type: WebhookEvent | 'test' };

/** Whether webhooks may hear of events of this type. */
export const isForWebhooks = (type: EventType): type is WebhookEvent | 'test' =>
  type === 'test' || (WEBHOOK_EVENTS as readonly EventType[]).includes(type);

/** A delivery before its first write. Its id follows from the event and the webhook, and receivers know it by that. */
export function newDelivery(
  event: ForWebhooks | Event,
  { id: webhook }: Pick<Webhook, 'id'>,
  now: Date,
): New<Delivery> {
  const { type } = event;
  if (!isForWebhooks(type)) throw new Error(`${type} is for no webhook`);
  const id = `msg_${createHash('sha256').update(`${event.id}\n${webhook}`).digest('hex').slice(0, 32)}`;
  return {
    id,
    webhook,
    event: event.id,
    type,
    at: event.at,
    status: 'waiting',
    tries: 0,
    due: dueAt(now, id),
    until: new Date(now.getTime() + TRIED_MS).toISOString(),
    answer: null,
    order: `${event.at}/${id}`,
  };
}
