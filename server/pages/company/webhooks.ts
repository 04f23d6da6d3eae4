/** A company's webhooks: which there are, what was delivered, and sending it again. */
import { newWebhook } from '../../doors/notice-schemas.ts';
import { html } from '../../html.ts';
import { cursorOf, readCursor } from '../../http/cursor.ts';
import { notFound } from '../../http/problem.ts';
import { WEBHOOK_EVENTS, type Webhook } from '../../webhooks/model.ts';
import {
  addWebhook,
  deleteWebhook,
  deliveriesOf,
  sendAgain,
  testWebhook,
  WEBHOOKS_MAX,
  webhookNamed,
  webhooksOf,
} from '../../webhooks/webhooks.ts';
import { facts } from '../components/facts.ts';
import { copied, shownOnce } from '../components/secret.ts';
import { done, notDone } from '../flash.ts';
import { claimForm } from '../forms/once.ts';
import type { PageModule, PageRoute, Visit } from '../visit.ts';
import {
  deliveriesView,
  type WebhooksFacts,
  webhookForm,
  webhooksPath,
  webhooksView,
} from './webhooks-view.ts';

const PATH = '/companies/:company/settings/webhooks';
const PAGE = 50;

const SHOWN_BEFORE =
  'The webhook was added, and its secret shown once. If that is lost, delete it and add it again.';

/** The pages of webhooks, and what their forms post to. */
export const webhookPages: PageModule = ({ store, random, webhookPrivate }) => {
  const schema = newWebhook(webhookPrivate);

  async function show(visit: Visit, news: Omit<WebhooksFacts, 'webhooks'> = {}): Promise<void> {
    const webhooks = await webhooksOf(store, visit.company);
    const status = news.errors ? 422 : 200;
    await visit.render({ status, ...webhooksView(visit, random, { webhooks, ...news }) });
  }

  async function named(visit: Visit): Promise<Webhook> {
    const webhook = await webhookNamed(store, visit.company, visit.param('id'));
    if (!webhook) throw notFound('such webhook');
    return webhook;
  }

  async function add(visit: Visit): Promise<void> {
    const { url } = webhookForm.read(visit.form);
    const events = WEBHOOK_EVENTS.filter((event) => visit.form.has(`event.${event}`));
    const checked = webhookForm.check(schema, { url, events });
    const typed = { url, events };
    if (!checked.ok) {
      // What is not about the address is about the events.
      const errors = checked.errors.map((error) =>
        error.field === '' ? { ...error, field: 'events' } : error,
      );
      return show(visit, { errors, typed });
    }
    if (!(await claimForm(store, visit))) return visit.redirect(webhooksPath(visit), notDone(SHOWN_BEFORE));
    const made = await addWebhook(store, random, visit.company, checked.value);
    if (!made) {
      const message = `There are ${WEBHOOKS_MAX} webhooks. Delete one that is no longer used.`;
      return show(visit, { errors: [{ field: '', message }], typed });
    }
    const notice = shownOnce(
      'The webhook has been added. Copy its secret now: it is shown this once.',
      html`<p>The program checks by it that what comes is ours.</p>
${facts([['Secret', copied('webhook-secret', 'secret', made.secret)]])}`,
    );
    await show(visit, { notice });
  }

  async function showOne(visit: Visit): Promise<void> {
    const webhook = await named(visit);
    const after = visit.query('after') || undefined;
    const { page, next } = await deliveriesOf(store, webhook, readCursor('deliveries', after), PAGE);
    await visit.render(
      deliveriesView(visit, {
        webhook,
        deliveries: page,
        isLater: after !== undefined,
        next: next === null ? null : cursorOf('deliveries', next),
      }),
    );
  }

  async function remove(visit: Visit): Promise<void> {
    if (!(await deleteWebhook(store, visit.company, visit.param('id')))) throw notFound('such webhook');
    await visit.redirect(webhooksPath(visit), done('The webhook has been deleted.'));
  }

  async function test(visit: Visit): Promise<void> {
    const webhook = await named(visit);
    await testWebhook(store, random, webhook);
    const words = 'A test is on its way. Open the page again to see what came of it.';
    await visit.redirect(`${webhooksPath(visit)}/${webhook.id}`, done(words));
  }

  async function again(visit: Visit): Promise<void> {
    const webhook = await named(visit);
    if (!(await sendAgain(store, webhook, visit.param('delivery')))) throw notFound('such delivery');
    await visit.redirect(
      `${webhooksPath(visit)}/${webhook.id}`,
      done('It is sent once more, under the same id.'),
    );
  }

  const post = (path: string, handle: PageRoute['handle']): PageRoute => ({
    method: 'post',
    path: PATH + path,
    right: 'companyAdmin',
    handle,
  });
  return [
    { method: 'get', path: PATH, right: 'companyAdmin', handle: (visit) => show(visit) },
    { method: 'get', path: `${PATH}/:id`, right: 'companyAdmin', handle: showOne },
    post('', add),
    post('/:id/delete', remove),
    post('/:id/test', test),
    post('/:id/deliveries/:delivery/again', again),
  ];
};
