/** Which items the codes probably are that are not in QuickBooks yet, of a whole list at once: no item comes twice. */
import { accountsOf, classOf } from '../codes/accounts.ts';
import { type Company, type CostCode, isInQuickBooks, quickBooksList } from '../codes/model.ts';
import { fullNameOf } from '../codes/view.ts';
import { everyCode } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import type { QuickBooksHas } from './has.ts';
import { type Difference, differencesOf, type How, matchesOf, type Sought } from './matching.ts';
import type { Item } from './model.ts';
import type { Page, PageWanted } from './pages.ts';

/** A code and the item that is probably its own. */
export interface ToldMatch {
  readonly code: string;
  readonly item: Item;
  readonly how: How;
  readonly differences: readonly Difference[];
}

/** In the order of the codes. */
export async function matchesPage(
  store: Store,
  has: QuickBooksHas | null,
  company: Company,
  { after = '', limit }: PageWanted,
): Promise<Page<ToldMatch>> {
  if (has === null) return { page: [], next: null };
  const codes = await everyCode(store, company.id, quickBooksList(company).id);
  const known = new Map<string, CostCode>();
  const linked = new Set<string>();
  for (const code of codes) {
    known.set(code.key, code);
    if (isInQuickBooks(code)) linked.add(code.listID);
  }
  const sought: (Sought & { readonly own: CostCode })[] = [];
  for await (const slice of inTurns(codes))
    for (const own of slice)
      if (!isInQuickBooks(own)) {
        const { code, itemName, description } = own;
        sought.push({ own, code, itemName, description, fullName: fullNameOf(own, known) });
      }
  const all = await matchesOf(sought, has, (listID) => linked.has(listID));
  const found = all.filter(({ code }) => code.own.order > after).slice(0, limit + 1);
  const page = found.slice(0, limit);
  return {
    page: page.map(({ code, item, how }) => {
      const ours = { ...code, ...accountsOf(code.own, company), class: classOf(code.own, company) };
      return { code: code.code, item, how, differences: differencesOf(ours, item) };
    }),
    next: found.length > limit ? (page.at(-1)?.code.own.order ?? null) : null,
  };
}
