/** What a service does beside its doors, done when the test says so, by the test's clock. */
import { createCourier } from '../../server/courier.ts';
import { createLog, type Logger } from '../../server/log.ts';
import { createMailer } from '../../server/notices/mailer.ts';
import type { Store } from '../../server/store/port.ts';
import { realTimers } from '../../server/timers.ts';
import { createPost, type PostOptions } from '../../server/webhooks/post.ts';
import type { Service } from './service.ts';

export interface CourierOptions extends Partial<Omit<PostOptions, 'version'>> {
  readonly smtp?: string;
  /** Another one than the service's, such as one that dies. */
  readonly store?: Store;
  readonly log?: Logger;
}

/** Rounds of a courier over the service's store. */
export function courierOf(
  service: Pick<Service, 'store' | 'url'>,
  { smtp, store = service.store, log = createLog('silent'), ...post }: CourierOptions = {},
): () => Promise<void> {
  return createCourier({
    store,
    mailer: smtp === undefined ? null : createMailer({ url: smtp, from: 'Sync <sync@example.com>' }),
    post: createPost({
      allowsPrivate: false,
      after: realTimers.after,
      version: 'Cost Code Sync test',
      ...post,
    }).post,
    publicURL: service.url,
    wait: async () => {},
    log,
    stopping: new AbortController().signal,
  });
}

/** Long enough for what was done to be told, and to be due. */
export const SOON_MS = 15_000;
