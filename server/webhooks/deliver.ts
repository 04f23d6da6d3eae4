/**
 * Sends what waits. Each webhook has its turn by itself, so that one that is slow or away holds up no other; and one that failed is
 * left alone for a while, then tried with one delivery before the rest.
 *
 * A delivery is claimed by moving its `due` ahead: whoever dies with it leaves it to be claimed again. What came of a try is stored
 * after it, so a delivery may come twice, under the same id.
 */
import { pagesOf } from '../codes/walk.ts';
import type { Logger } from '../log.ts';
import { dueAt, dueUntil } from '../outbox/due.ts';
import { EVENTS, type Event } from '../outbox/model.ts';
import { createRests, pauseMs } from '../outbox/rests.ts';
import type { Store } from '../store/port.ts';
import type { Timers } from '../timers.ts';
import { atMost, turn } from '../turns.ts';
import { DELIVERIES, type Delivery, WEBHOOKS, type Webhook } from './model.ts';
import { payloadOf } from './payload.ts';
import { CALLS_AT_ONCE, type Called, type Post } from './post.ts';
import { signedHeaders } from './signing.ts';

/** So many of one webhook are claimed together, and what came of them is stored together. */
const CLAIMED = 128;
/** One such batch after the other, at most so often: each is two writes to the disk, which connectors must not wait for all the time. */
const BATCH_EVERY_MS = 400;
/** More than all of them can take. */
const CLAIM_MS = 5 * 60_000;
/** Of all webhooks together. */
const IN_FLIGHT = 32;
/** One that is away is asked at least so often whether it is there again. */
const REST_MOST_MS = 30 * 60_000;

const GONE = 410;

export interface DeliverOptions {
  readonly store: Store;
  readonly post: Post;
  readonly log: Logger;
  readonly wait: Timers['wait'];
}

/** Sends all that is due each time it is called, until nothing is, or `isOver`. */
export function createDelivering({
  store,
  post,
  log,
  wait,
}: DeliverOptions): (isOver: AbortSignal) => Promise<void> {
  const now = () => store.now().getTime();
  const rests = createRests(now, REST_MOST_MS);
  const inFlight = atMost(IN_FLIGHT);
  let free = Promise.resolve();
  const paced = (): Promise<void> => {
    const mine = free;
    free = free.then(() => wait(BATCH_EVERY_MS));
    return mine;
  };

  const nextDue = (webhook: string, limit: number): Promise<Delivery[]> =>
    store.find(DELIVERIES, 'byWebhookDue', {
      equals: [webhook, 'waiting'],
      before: dueUntil(store.now()),
      limit,
    });

  async function claim(due: readonly Delivery[]): Promise<Delivery[]> {
    const until = new Date(now() + CLAIM_MS);
    const claimed = due.map((each) => ({ ...each, tries: each.tries + 1, due: dueAt(until, each.id) }));
    return (await store.replace(DELIVERIES, claimed)).filter((each) => each !== null);
  }

  /** As it is to be stored. */
  async function tried(delivery: Delivery, webhook: Webhook, event: Event | undefined): Promise<Delivery> {
    if (!event) return { ...delivery, status: 'failed', answer: 'What it told of is not kept any more.' };
    // Somebody else's failure meanwhile: this one has not been tried.
    if (rests.isResting(webhook.id))
      return { ...delivery, tries: delivery.tries - 1, due: dueAt(store.now(), delivery.id) };
    const body = payloadOf(event);
    const headers = signedHeaders(webhook.secret, delivery.id, Math.floor(now() / 1_000), body);
    const called = await post({ url: webhook.url, headers, body });
    return afterCall(delivery, webhook, called);
  }

  async function afterCall(delivery: Delivery, webhook: Webhook, called: Called): Promise<Delivery> {
    const answer = 'status' in called ? String(called.status) : called.why;
    if ('status' in called && called.status >= 200 && called.status < 300) {
      rests.worked(webhook.id);
      if (webhook.goneAt !== null) await store.replace(WEBHOOKS, [{ ...webhook, goneAt: null }]);
      return { ...delivery, status: 'delivered', answer };
    }
    if ('status' in called && called.status === GONE) {
      await store.replace(WEBHOOKS, [{ ...webhook, goneAt: store.now().toISOString() }]);
      return { ...delivery, status: 'failed', answer };
    }
    rests.failed(webhook.id);
    const at = new Date(now() + pauseMs(delivery.tries));
    const isOver = at.toISOString() > delivery.until;
    return { ...delivery, answer, ...(isOver ? { status: 'failed' } : { due: dueAt(at, delivery.id) }) };
  }

  async function sendAllOf(webhook: Webhook, isOver: AbortSignal): Promise<void> {
    for (;;) {
      await turn();
      if (rests.isResting(webhook.id)) return;
      const due = await nextDue(webhook.id, rests.hasFailed(webhook.id) ? 1 : CLAIMED);
      if (due.length === 0) return;
      await paced();
      if (isOver.aborted) return;
      const claimed = await claim(due);
      const events = await store.getMany(EVENTS, [...new Set(claimed.map(({ event }) => event))]);
      const few = atMost(CALLS_AT_ONCE);
      const done = await Promise.all(
        claimed.map((delivery) =>
          few(() =>
            inFlight(() =>
              tried(
                delivery,
                webhook,
                events.find(({ id }) => id === delivery.event),
              ),
            ),
          ),
        ),
      );
      await turn();
      await store.replace(DELIVERIES, done);
    }
  }

  /** What waits for webhooks that are there no more, or that want nothing more. */
  async function giveUp(webhook: string, why: string): Promise<void> {
    for (;;) {
      await turn();
      const due = await nextDue(webhook, CLAIMED);
      if (due.length === 0) return;
      await store.replace(
        DELIVERIES,
        due.map((each) => ({ ...each, status: 'failed', answer: why }) as const),
      );
    }
  }

  return async (isOver) => {
    const query = { equals: ['waiting'], before: dueUntil(store.now()), limit: 1 };
    const [first] = await store.find(DELIVERIES, 'byDue', query);
    if (!first) return;
    const read = (after: string | undefined, limit: number) =>
      store.find(WEBHOOKS, 'byOrder', { equals: [], after, limit });
    const working: Promise<void>[] = [];
    const guarded = (id: string, work: Promise<void>) =>
      work.catch((error) => log.error({ err: error, webhook: id }, 'a webhook could not be served'));
    for await (const page of pagesOf<Webhook, 'order'>(read, 'order'))
      for (const webhook of page) working.push(guarded(webhook.id, sendAllOf(webhook, isOver)));
    await Promise.all(working);
    if (!(await store.get(WEBHOOKS, first.webhook)))
      await guarded(first.webhook, giveUp(first.webhook, 'The webhook has been deleted.'));
  };
}
