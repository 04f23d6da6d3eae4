/**
 * Which item of QuickBooks a code probably is, for those that are not linked yet. The surest first: the full name, then the same
 * name elsewhere (in a flat list, in another division), then the same description. Where several would do, none is proposed.
 */
import { inTurns } from '../turns.ts';
import type { QuickBooksHas } from './has.ts';
import type { Item } from './model.ts';
import { leafOf } from './names.ts';

export const HOWS = ['fullName', 'name', 'description'] as const;
export type How = (typeof HOWS)[number];

export const DIFFERING = [
  'name',
  'parent',
  'description',
  'incomeAccount',
  'expenseAccount',
  'class',
] as const;

export interface Difference {
  readonly field: (typeof DIFFERING)[number];
  readonly ours: string | null;
  readonly quickBooks: string | null;
}

/** What an item is found by. */
export interface Sought {
  readonly code: string;
  readonly fullName: string;
  readonly itemName: string;
  readonly description: string;
}

/** What of a code is compared. */
export interface Ours extends Pick<Sought, 'fullName' | 'description'> {
  readonly incomeAccount: string;
  readonly expenseAccount: string | null;
  readonly class: string | null;
}

export interface Match<C extends Sought> {
  readonly code: C;
  readonly item: Item;
  readonly how: How;
}

/** In the order of the codes; no item twice. `isLinked`: the item is a code's already. */
export async function matchesOf<C extends Sought>(
  codes: readonly C[],
  has: Pick<QuickBooksHas, 'itemNamed' | 'itemsLike' | 'itemsDescribed'>,
  isLinked: (listID: string) => boolean,
): Promise<Match<C>[]> {
  const found = new Map<string, { item: Item; how: How }>();
  const taken = new Set<string>();
  const isFree = (item: Item) => item.type === 'Service' && !isLinked(item.listID) && !taken.has(item.listID);
  for (const how of HOWS) {
    const proposed: { readonly code: string; readonly item: Item }[] = [];
    for await (const slice of inTurns(codes)) {
      for (const code of slice) {
        if (found.has(code.code)) continue;
        const item = onlyOne(candidates(code, how), isFree);
        if (item) proposed.push({ code: code.code, item });
      }
    }
    // Two codes that are like one item: a person has to say which of them it is.
    const byItem = Map.groupBy(proposed, ({ item }) => item.listID);
    for (const [listID, [only, ...others]] of byItem) {
      if (!only || others.length > 0) continue;
      found.set(only.code, { item: only.item, how });
      taken.add(listID);
    }
  }
  return codes.flatMap((code) => {
    const match = found.get(code.code);
    return match ? [{ code, ...match }] : [];
  });

  function candidates(code: Sought, how: How): readonly Item[] {
    switch (how) {
      case 'fullName': {
        const item = has.itemNamed(code.fullName);
        return item ? [item] : [];
      }
      case 'name': {
        const asCode = has.itemsLike(code.code);
        return asCode.length > 0 ? asCode : has.itemsLike(code.itemName);
      }
      case 'description':
        return has.itemsDescribed(code.description);
    }
  }
}

/** Null where there is none, or several. */
function onlyOne(items: readonly Item[], isMeant: (item: Item) => boolean): Item | null {
  const at = items.findIndex(isMeant);
  const isOnly = at >= 0 && !items.some((item, index) => index > at && isMeant(item));
  return isOnly ? (items[at] ?? null) : null;
}

/** What is not the same on both sides. Letter case counts in texts and not in names. */
export function differencesOf(code: Ours, item: Item): Difference[] {
  const parentOf = (fullName: string) => fullName.slice(0, Math.max(0, fullName.lastIndexOf(':'))) || null;
  const names: [Difference['field'], string | null, string | null][] = [
    ['name', leafOf(code.fullName), item.name],
    ['parent', parentOf(code.fullName), parentOf(item.fullName)],
    ['incomeAccount', code.incomeAccount, item.incomeAccount],
    ['expenseAccount', code.expenseAccount, item.expenseAccount],
    ['class', code.class, item.class],
  ];
  const differing = names
    .filter(([, ours, theirs]) => (ours ?? '').toLowerCase() !== (theirs ?? '').toLowerCase())
    .map(([field, ours, quickBooks]) => ({ field, ours, quickBooks }));
  const description = item.description ?? '';
  return description === code.description
    ? differing
    : [...differing, { field: 'description', ours: code.description, quickBooks: item.description }];
}
