/** Where codes hang: below which parent, on which level. To be called under the company's lock. */
import type { Store } from '../store/port.ts';
import { ownPlace } from './aside.ts';
import { CODES, type CostCode } from './model.ts';
import type { Place } from './transitions.ts';
import { pagesOf } from './walk.ts';

/** Each page of the codes directly below a key. */
export const pagesBelow = (
  store: Store,
  { company, list }: Pick<CostCode, 'company' | 'list'>,
  key: string,
) =>
  pagesOf<CostCode, 'order'>(
    (after, limit) => store.find(CODES, 'byParent', { equals: [company, list, key], after, limit }),
    'order',
  );

/** Hangs a code that was below `from` at its place; whatever it waited for, it is looked at again. */
export async function hang(store: Store, id: string, from: string, { parent, level }: Place): Promise<void> {
  for (;;) {
    const code = await store.get(CODES, id);
    if (code?.parent !== from || (code.parent === parent && code.level === level)) return;
    const next = { ...code, parent, level };
    if ((await store.replace(CODES, [{ ...next, queue: ownPlace(next) }]))[0]) return;
  }
}

/** Gives everything below a code the level that it has there. */
export async function levelBelow(store: Store, top: CostCode): Promise<void> {
  for await (const page of pagesBelow(store, top, top.key)) {
    for (const child of page) {
      const level = top.level + 1;
      await hang(store, child.id, top.key, { parent: top.key, level });
      await levelBelow(store, { ...child, level });
    }
  }
}

/** How many levels there are below a code. */
export async function depthBelow(store: Store, top: CostCode): Promise<number> {
  let depth = 0;
  for await (const page of pagesBelow(store, top, top.key))
    for (const child of page) depth = Math.max(depth, 1 + (await depthBelow(store, child)));
  return depth;
}
