/** Web sessions and answers for Idempotency-Keys go when they are over. Any server may do it, also several at once. */

import { SESSION_MAX_MS, WEB_SESSIONS } from '../identity/web-sessions.ts';
import type { Collection, Store, Stored } from '../store/port.ts';
import { KEY_MS, KEYED_CALLS } from './idempotency.ts';

const BATCH = 100;

export async function purgeWeb(store: Store): Promise<void> {
  await purgeOlder(store, WEB_SESSIONS, SESSION_MAX_MS);
  await purgeOlder(store, KEYED_CALLS, KEY_MS);
}

/** `order` begins with the time that a document was made. */
async function purgeOlder<T extends Stored & { readonly order: string }>(
  store: Store,
  collection: Collection<T>,
  ms: number,
): Promise<void> {
  const before = new Date(store.now().getTime() - ms).toISOString();
  for (let after: string | undefined; ; ) {
    const page = await store.find(collection, 'byOrder', { equals: [], after, limit: BATCH });
    const old = page.filter(({ order }) => order < before);
    await store.remove(collection, old);
    if (old.length < BATCH) return;
    after = page.at(-1)?.order;
  }
}
