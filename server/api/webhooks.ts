/** Webhooks of a company: other programs that hear of its events. */
import { z } from 'zod';
import type { Company } from '../codes/model.ts';
import { newWebhook } from '../doors/notice-schemas.ts';
import { cursorOf, readCursor } from '../http/cursor.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import type { Store } from '../store/port.ts';
import { DELIVERY_STATUSES, type Delivery, WEBHOOK_EVENTS, type Webhook } from '../webhooks/model.ts';
import {
  addWebhook,
  deleteWebhook,
  deliveriesOf,
  nextAtOf,
  sendAgain,
  testWebhook,
  WEBHOOKS_MAX,
  webhookNamed,
  webhooksOf,
} from '../webhooks/webhooks.ts';
import { count, text, textOrNull, time, timeOrNull } from './answers.ts';
import { type Call, call } from './call.ts';
import { limit, one } from './queries.ts';

const event = z.enum(WEBHOOK_EVENTS);
const webhook = z.object({ id: text, url: text, events: z.array(event), createdAt: time });
const delivery = z.object({
  id: text,
  event: z.enum([...WEBHOOK_EVENTS, 'test']),
  at: time,
  status: z.enum(DELIVERY_STATUSES),
  tries: count,
  nextAt: timeOrNull,
  answer: textOrNull,
});

const webhookView = ({ id, url, events, createdAt }: Webhook) => ({ id, url, events, createdAt });

const deliveryView = (delivery: Delivery) => ({
  id: delivery.id,
  event: delivery.type,
  at: delivery.at,
  status: delivery.status,
  tries: delivery.tries,
  nextAt: nextAtOf(delivery),
  answer: delivery.answer,
});

async function named(store: Store, company: Company, id: string): Promise<Webhook> {
  const found = await webhookNamed(store, company, id);
  if (!found) throw notFound('such webhook');
  return found;
}

const ID = { id: "The webhook's id" };

export const WEBHOOK_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/webhooks',
    id: 'listWebhooks',
    right: 'companyAdmin',
    summary: 'Webhooks: programs that hear of what becomes of codes',
    answer: { status: 200, schema: z.object({ webhooks: z.array(webhook) }) },
    async handle({ store }, { company }) {
      return { webhooks: (await webhooksOf(store, company)).map(webhookView) };
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/webhooks',
    id: 'createWebhook',
    right: 'companyAdmin',
    summary: 'Add a webhook; its secret is shown this once',
    notes:
      'Each event comes as a POST after standardwebhooks.com, {type, timestamp, data}, at least once, under the same webhook-id each time; any status from 200 to 299 ends it. Only https, or http to this machine.',
    body: newWebhook(true),
    example: { url: 'https://example.com/hooks/cost-codes', events: ['code.synced', 'code.failed'] },
    answer: { status: 201, schema: webhook.extend({ secret: text }) },
    problems: ['too-many-webhooks'],
    once: true,
    secret: ['answer'],
    async handle({ store, random, webhookPrivate }, { company, body }) {
      const checked = newWebhook(webhookPrivate).safeParse(body);
      if (!checked.success)
        throw notValid(checked.error.issues.map(({ message }) => ({ field: 'url', message })));
      const made = await addWebhook(store, random, company, checked.data);
      if (!made)
        throw new HttpProblem(
          'too-many-webhooks',
          `The company has ${WEBHOOKS_MAX} webhooks. Delete one that is no longer used.`,
        );
      return { ...webhookView(made), secret: made.secret };
    },
  }),
  call({
    method: 'delete',
    path: '/companies/:company/webhooks/:id',
    params: ID,
    id: 'deleteWebhook',
    right: 'companyAdmin',
    summary: 'Delete a webhook; what waits for it is given up',
    answer: { status: 204 },
    async handle({ store }, { company, params }) {
      if (!(await deleteWebhook(store, company, params.id))) throw notFound('such webhook');
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/webhooks/:id/test',
    params: ID,
    id: 'testWebhook',
    right: 'companyAdmin',
    summary: 'Send an event of the type test',
    answer: { status: 202, schema: delivery },
    once: true,
    async handle({ store, random }, { company, params }) {
      return deliveryView(await testWebhook(store, random, await named(store, company, params.id)));
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/webhooks/:id/deliveries',
    params: ID,
    id: 'listDeliveries',
    right: 'companyAdmin',
    summary: 'What was and is to be delivered, newest first',
    query: z.object({ limit, after: one }),
    answer: { status: 200, schema: z.object({ deliveries: z.array(delivery), next: textOrNull }) },
    async handle({ store }, { company, params, query: { limit, after } }) {
      const found = await named(store, company, params.id);
      const { page, next } = await deliveriesOf(store, found, readCursor('deliveries', after), limit);
      return { deliveries: page.map(deliveryView), next: next && cursorOf('deliveries', next) };
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/webhooks/:id/deliveries/:delivery/again',
    params: { ...ID, delivery: "The delivery's id" },
    id: 'sendDeliveryAgain',
    right: 'companyAdmin',
    summary: 'Send the same once more, under the same webhook-id',
    answer: { status: 202, schema: delivery },
    async handle({ store }, { company, params }) {
      const again = await sendAgain(store, await named(store, company, params.id), params.delivery);
      if (!again) throw notFound('such delivery');
      return deliveryView(again);
    },
  }),
];
