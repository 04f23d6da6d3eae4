/** What goes on beside the doors: what is new is told to its listeners, and what waits for them is sent. */
import type { Logger } from './log.ts';
import { peopleOf } from './notices/letters.ts';
import type { Mailer } from './notices/mailer.ts';
import { createSending } from './notices/send.ts';
import { fanOut, type Listener } from './outbox/fan-out.ts';
import { createTelling } from './outbox/tell.ts';
import type { Store } from './store/port.ts';
import type { Timers } from './timers.ts';
import { createDelivering } from './webhooks/deliver.ts';
import { tellWebhooks } from './webhooks/fan-out.ts';
import type { Post } from './webhooks/post.ts';

export interface CourierOptions {
  readonly store: Store;
  readonly mailer: Mailer | null;
  readonly post: Post;
  readonly publicURL: string;
  readonly wait: Timers['wait'];
  readonly log: Logger;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal;
}

/** One round each time it is called; a call while one is under way is none. What goes wrong is logged and tried again with the next. */
export function createCourier({
  store,
  mailer,
  post,
  publicURL,
  wait,
  log,
  stopping,
}: CourierOptions): () => Promise<void> {
  const listeners = (): Listener[] => [(event) => tellWebhooks(store, event), peopleOf(store)];
  const tell = createTelling(store, log);
  // Where nobody has ever listened, nothing can wait: that costs one question each time.
  let listenedTo = 0;
  const tellOn = async () => {
    listenedTo = await tell();
    if (listenedTo > 0) await fanOut(store, listeners, log);
  };
  // Mail and webhooks are waited for by nobody but themselves.
  const lines = [
    lineOf(tellOn, log, 'what is new could not be told'),
    lineOf(() => deliver(stopping), log, 'webhooks could not be sent'),
    lineOf(() => send(stopping), log, 'notices could not be sent'),
  ];
  const deliver = createDelivering({ store, post, log, wait });
  const send = createSending({ store, mailer, publicURL, log });
  return async () => {
    if (stopping.aborted) return;
    const [telling, ...sending] = lines;
    await telling?.();
    if (listenedTo > 0) await Promise.all(sending.map((line) => line()));
  };
}

/** Never twice at once. */
function lineOf(work: () => Promise<void>, log: Logger, words: string): () => Promise<void> {
  let isBusy = false;
  return async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, words);
    } finally {
      isBusy = false;
    }
  };
}
