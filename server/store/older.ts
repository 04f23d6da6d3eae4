/** What is over by its age alone. */
import type { Collection, Store, Stored } from './port.ts';

const BATCH = 100;

/** Removes the documents that were made longer ago than `ms`: their `order` begins with the time. */
export async function removeOlder<T extends Stored & { readonly order: string }>(
  store: Store,
  collection: Collection<T, 'byOrder'>,
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
