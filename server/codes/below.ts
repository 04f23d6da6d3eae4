/** The codes below others, as their lists have them. */
import type { Store } from '../store/port.ts';
import { CODES, type CostCode, isInQuickBooks } from './model.ts';
import { pagesBelow } from './places.ts';

type Placed = Pick<CostCode, 'company' | 'list' | 'key'>;

/** The codes in QuickBooks below these (CostCode.id), at any depth; those above first. */
export async function codesBelow(store: Store, ids: readonly string[]): Promise<CostCode[]> {
  const below = new Map<string, CostCode>();
  let level: readonly CostCode[] = await store.getMany(CODES, ids);
  while (level.length > 0) {
    const next: CostCode[] = [];
    for (const code of level)
      for await (const page of pagesBelow(store, code, code.key))
        for (const child of page) if (isInQuickBooks(child) && !below.has(child.id)) next.push(child);
    for (const code of next) below.set(code.id, code);
    level = next;
  }
  return [...below.values()];
}

/** Whether an active item of a code is directly below that of this one, as QuickBooks was told. */
export async function hasActiveBelow(store: Store, code: Placed): Promise<boolean> {
  for await (const page of pagesBelow(store, code, code.key))
    if (page.some((child) => isInQuickBooks(child) && child.told?.active !== false)) return true;
  return false;
}
