/** How the pages of webhooks look. */
import type { Random } from '../../codes/company.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { type Delivery, type DeliveryStatus, WEBHOOK_EVENTS, type Webhook } from '../../webhooks/model.ts';
import { URL_MAX } from '../../webhooks/targets.ts';
import { nextAtOf } from '../../webhooks/webhooks.ts';
import { deskPath, withQuery } from '../addresses.ts';
import { empty, remark } from '../components/message.ts';
import { paging } from '../components/navigation.ts';
import { section } from '../components/section.ts';
import { badge, type Tone } from '../components/status.ts';
import { table } from '../components/table.ts';
import { code, plural, unseen } from '../components/text.ts';
import { time } from '../components/time.ts';
import { errorSummary, fieldError, fieldId, tick } from '../forms/controls.ts';
import { defineForm } from '../forms/definition.ts';
import { keyField } from '../forms/once.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { settingsTabs } from './settings-tabs.ts';

export const webhookForm = defineForm({
  url: {
    control: 'line',
    label: 'Address',
    hint: 'Such as https://example.com/hooks/cost-codes.',
    missing: 'Enter the address of the program.',
    more: {
      maxlength: URL_MAX,
      autocomplete: 'off',
      autocapitalize: 'none',
      spellcheck: 'false',
      inputmode: 'url',
    },
  },
});

/** The list and the form of a new one. */
export interface WebhooksFacts {
  readonly webhooks: readonly Webhook[];
  readonly errors?: readonly FieldError[];
  readonly notice?: Value;
  readonly typed?: { readonly url: string; readonly events: readonly string[] };
}

export const webhooksPath = ({ company }: Visit): string => `${deskPath(company)}/settings/webhooks`;

/** All webhooks of a company. */
export function webhooksView(visit: Visit, random: Random, facts: WebhooksFacts): Content {
  const { webhooks, errors, notice } = facts;
  return {
    title: 'Webhooks',
    heading: 'Settings',
    wide: true,
    active: 'settings',
    body: html`${settingsTabs(visit, 'webhooks')}
${errorSummary(errors)}${notice}
<div class="prose">
<p>Other programs hear of what becomes of codes: each event is posted to their address, after
<a href="https://www.standardwebhooks.com/" rel="noreferrer">Standard Webhooks</a>, until it has arrived.</p>
</div>
${webhooks.length === 0 ? noWebhooks : webhookTable(visit, webhooks)}
${section('new', 'Add a webhook', newForm(visit, random, facts))}`,
  };
}

const noWebhooks = empty('No webhook yet', 'Add the address of a program below.');

function webhookTable(visit: Visit, webhooks: readonly Webhook[]): Html {
  const { href } = visit;
  const path = webhooksPath(visit);
  const address = ({
    id,
    url,
    goneAt,
  }: Webhook): Value => html`<a class="url" href="${href(`${path}/${id}`)}">${url}</a>
${goneAt !== null && badge('warn', '!', 'It wants nothing more')}`;
  const deleting = ({ id, url }: Webhook) =>
    postForm(
      visit,
      `${path}/${id}/delete`,
      html`<button class="small danger" type="submit">Delete${unseen(` the webhook to ${url}`)}</button>`,
    );
  return html`<div class="stacked">${table(
    'Webhooks of this company',
    [
      { label: 'Address' },
      { label: 'Events' },
      { label: 'Added' },
      { label: unseen('Delete'), className: 'end' },
    ],
    webhooks.map((webhook) => [
      address(webhook),
      webhook.events.join(', '),
      time(webhook.createdAt),
      deleting(webhook),
    ]),
  )}</div>`;
}

function newForm(visit: Visit, random: Random, { errors, typed }: WebhooksFacts): Html {
  const error = errors?.find(({ field }) => field === 'events')?.message ?? null;
  const filled = { errors, values: { url: typed?.url ?? '' } };
  const ticks = WEBHOOK_EVENTS.map((event, at) => {
    const id = at === 0 ? fieldId('events') : fieldId(`events-${event}`);
    return tick(
      id,
      `event.${event}`,
      event,
      typed ? typed.events.includes(event) : event.startsWith('code.'),
    );
  });
  return postForm(
    visit,
    webhooksPath(visit),
    html`${keyField(random)}
${webhookForm.draw('url', filled)}
<fieldset class="field">
<legend>Events</legend>
${fieldError(error, fieldId('events'))}
${ticks}
</fieldset>
${submit('Add the webhook')}`,
  );
}

/** One webhook with what was and is to be delivered. */
export interface DeliveriesFacts {
  readonly webhook: Webhook;
  readonly deliveries: readonly Delivery[];
  /** Not the first page. */
  readonly isLater: boolean;
  readonly next: string | null;
}

const STATUS: Readonly<Record<DeliveryStatus, readonly [Tone, string, string]>> = {
  waiting: ['calm', '◔', 'Waiting'],
  delivered: ['good', '✓', 'Delivered'],
  failed: ['bad', '✕', 'Given up'],
};

/** The page of one webhook. */
export function deliveriesView(visit: Visit, facts: DeliveriesFacts): Content {
  const { href } = visit;
  const { webhook, deliveries, isLater, next } = facts;
  const path = `${webhooksPath(visit)}/${webhook.id}`;
  const test = html`<button type="submit">Send a test</button>`;
  const told = `${plural(deliveries.length, 'delivery', 'deliveries')}${isLater || next ? ' on this page' : ''}`;
  return {
    title: 'Webhook',
    wide: true,
    active: 'settings',
    trail: [{ label: 'Webhooks', href: href(webhooksPath(visit)) }],
    aside: postForm(visit, `${path}/test`, test, { novalidate: false }),
    body: html`<p class="url">${code(webhook.url)}</p>
<p class="muted">${webhook.events.join(', ')}</p>
${webhook.goneAt !== null && remark('warn', html`It answered 410 at ${time(webhook.goneAt)}: it wants nothing more. It gets nothing until a test arrives.`)}
${
  deliveries.length === 0
    ? empty(isLater ? 'Nothing older' : 'Nothing was delivered yet', 'Send a test to see whether it works.')
    : html`<div class="stacked">${deliveryTable(visit, path, deliveries)}</div>
${paging(isLater ? href(path) : null, next === null ? null : href(withQuery(path, { after: next })), told)}`
}`,
  };
}

const COLUMNS = [
  { label: 'Event' },
  { label: 'At' },
  { label: 'State' },
  { label: 'Tries' },
  { label: 'Last answer' },
  { label: unseen('Send again'), className: 'end' },
];

function deliveryTable(visit: Visit, path: string, deliveries: readonly Delivery[]): Html {
  const rows = deliveries.map((delivery) => {
    const { id, type, at, status, tries, answer } = delivery;
    const next = nextAtOf(delivery);
    const again = html`<button class="small" type="submit">Send again${unseen(`: ${type}, ${id}`)}</button>`;
    return [
      type,
      time(at),
      html`${badge(...STATUS[status])}${next !== null && html` <span class="muted">next try ${time(next)}</span>`}`,
      String(tries),
      answer === null ? null : html`<span class="said">${answer}</span>`,
      status === 'waiting' && tries === 0 ? null : postForm(visit, `${path}/deliveries/${id}/again`, again),
    ];
  });
  return table('Deliveries, newest first', COLUMNS, rows);
}
