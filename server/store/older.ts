/** What is over by its age alone. */
import { turn } from '../turns.ts';
import type { Collection, Store, Stored } from './port.ts';

/** Each in a turn of its own, of what may hold some hundred KB. */
const STEP = 10;

/** Removes the documents that were made longer ago than `ms`: their `order` begins with the time. */
export async function removeOlder<T extends Stored & { readonly order: string }>(
  store: Store,
  collection: Collection<T, 'byOrder'>,
  ms: number,
): Promise<void> {
  const before = new Date(store.now().getTime() - ms).toISOString();
  for (let after: string | undefined; ; ) {
    await turn();
    const old = await store.find(collection, 'byOrder', { equals: [], after, before, limit: STEP });
    await store.remove(collection, old);
    if (old.length < STEP) return;
    after = old.at(-1)?.order;
  }
}
