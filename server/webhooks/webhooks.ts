/** A company's webhooks and their deliveries: what its admins see and do. */
import type { Random } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import { allOf } from '../codes/walk.ts';
import { dueAt, timeOf } from '../outbox/due.ts';
import { eventID, newEvent } from '../outbox/events.ts';
import { EVENTS } from '../outbox/model.ts';
import { listenTo } from '../outbox/tell.ts';
import type { Store } from '../store/port.ts';
import type { Page } from '../sync/read.ts';
import { newDelivery } from './delivery.ts';
import { DELIVERIES, type Delivery, WEBHOOKS, type Webhook, type WebhookEvent } from './model.ts';
import { newSecret } from './signing.ts';

/** Of one company. */
export const WEBHOOKS_MAX = 50;

/** Null if the company has too many. */
export async function addWebhook(
  store: Store,
  random: Random,
  company: Company,
  { url, events }: { readonly url: string; readonly events: readonly WebhookEvent[] },
): Promise<Webhook | null> {
  if ((await store.count(WEBHOOKS, 'byCompany', [company.id])) >= WEBHOOKS_MAX) return null;
  await listenTo(store, company.id);
  const id = random(12).toString('hex');
  const createdAt = store.now().toISOString();
  const [webhook] = await store.insert(WEBHOOKS, [
    {
      id,
      company: company.id,
      url,
      events: [...new Set(events)],
      secret: newSecret(random),
      createdAt,
      goneAt: null,
      order: `${createdAt}/${id}`,
    },
  ]);
  if (!webhook) throw new Error('a random webhook id came twice');
  return webhook;
}

/** The webhooks of a company, the oldest first. */
export const webhooksOf = (store: Store, { id }: Pick<Company, 'id'>): Promise<Webhook[]> =>
  allOf((after, limit) => store.find(WEBHOOKS, 'byCompany', { equals: [id], after, limit }), 'order');

/** The one with this id; null if the company has none. */
export async function webhookNamed(store: Store, company: Company, id: string): Promise<Webhook | null> {
  const webhook = await store.get(WEBHOOKS, id);
  return webhook?.company === company.id ? webhook : null;
}

/** False if the company has no such webhook. What still waits for it is given up when its turn comes. */
export async function deleteWebhook(store: Store, company: Company, id: string): Promise<boolean> {
  const webhook = await webhookNamed(store, company, id);
  return webhook !== null && (await store.remove(WEBHOOKS, [webhook]))[0] === true;
}

/** A delivery that says nothing, to see whether one arrives. */
export async function testWebhook(store: Store, random: Random, webhook: Webhook): Promise<Delivery> {
  const now = store.now();
  const { company } = webhook;
  const id = eventID(company, 'test', random(16).toString('hex'));
  const facts = { company, type: 'test', at: now.toISOString(), state: 'told' } as const;
  const [event] = await store.insert(EVENTS, [newEvent(id, facts)]);
  if (!event) throw new Error('a random event id came twice');
  const [delivery] = await store.insert(DELIVERIES, [newDelivery(event, webhook, now)]);
  if (!delivery) throw new Error('a new event had a delivery already');
  return delivery;
}

/** Deliveries of a webhook, the newest first. */
export async function deliveriesOf(
  store: Store,
  { id }: Webhook,
  after: string | undefined,
  limit: number,
): Promise<Page<Delivery>> {
  const query = { equals: [id], after, descending: true, limit: limit + 1 };
  const found = await store.find(DELIVERIES, 'byWebhook', query);
  const page = found.slice(0, limit);
  return { page, next: found.length > limit ? (page.at(-1)?.order ?? null) : null };
}

/** When the next try is; null when there is to be none. */
export const nextAtOf = ({ status, due }: Pick<Delivery, 'status' | 'due'>): string | null =>
  status === 'waiting' ? timeOf(due) : null;

/** The same delivery once more, under the same id, as if it had just come. Null if the webhook has no such delivery. */
export async function sendAgain(store: Store, webhook: Webhook, id: string): Promise<Delivery | null> {
  for (;;) {
    const known = await store.get(DELIVERIES, id);
    if (known?.webhook !== webhook.id) return null;
    const now = store.now();
    const { until } = newDelivery({ id: known.event, at: known.at, type: known.type }, webhook, now);
    const again = { status: 'waiting', tries: 0, due: dueAt(now, id), until } as const;
    const [stored] = await store.replace(DELIVERIES, [{ ...known, ...again }]);
    if (stored) return stored;
  }
}
