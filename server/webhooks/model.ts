/**
 * Glossary (events: outbox/model.ts)
 *
 * - webhook: an address of somebody else's program that hears of a company's events, by standardwebhooks.com.
 * - delivery: one event for one webhook, from when it is known until it has arrived, or three days have passed.
 */
import { collectionOf, type Stored } from '../store/port.ts';

export const WEBHOOK_EVENTS = [
  'code.accepted',
  'code.synced',
  'code.failed',
  'code.rejected',
  'alarm.raised',
  'alarm.lifted',
  'connector.late',
  'connector.back',
  'reading.completed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface Webhook extends Stored {
  readonly company: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  /** It signs each delivery, so it has to be kept as it is. */
  readonly secret: string;
  readonly createdAt: string;
  /** It has answered 410: it wants nothing any more, until a test arrives again. */
  readonly goneAt: string | null;
  readonly order: string;
}

export const WEBHOOKS = collectionOf<Webhook>()({
  name: 'webhooks',
  indexes: { byCompany: ['company', 'order'], byOrder: ['order'] },
});

export const DELIVERY_STATUSES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface Delivery extends Stored {
  readonly webhook: string;
  /** Event.id */
  readonly event: string;
  readonly type: WebhookEvent | 'test';
  readonly at: string;
  readonly status: DeliveryStatus;
  readonly tries: number;
  /** When the next try is due, and which delivery it is. While one is under way: when it is taken to have died. */
  readonly due: string;
  /** When it is given up. */
  readonly until: string;
  /** What came of the last try. */
  readonly answer: string | null;
  readonly order: string;
}

export const DELIVERIES = collectionOf<Delivery>()({
  name: 'deliveries',
  indexes: {
    byDue: ['status', 'due'],
    byWebhookDue: ['webhook', 'status', 'due'],
    byWebhook: ['webhook', 'order'],
    byOrder: ['order'],
  },
});
