/** Links with items as somebody names them by their ListIDs: those that the last reading has, or that we have added since. */
import { linkCodes } from '../codes/links.ts';
import type { Item as CodeItem, Company } from '../codes/model.ts';
import type { Outcome, Refusal } from '../codes/queue.ts';
import type { By } from '../codes/transitions.ts';
import type { Store } from '../store/port.ts';
import type { QuickBooksHas } from './has.ts';
import type { Item } from './model.ts';

export interface NamedLink {
  readonly code: string;
  readonly listID: string;
}

/** Links each code with the service item of this ListID. */
export async function linkNamed(
  store: Store,
  has: QuickBooksHas | null,
  company: Company,
  by: By,
  links: readonly NamedLink[],
): Promise<Outcome> {
  const refused: Refusal[] = [];
  const found: { readonly code: string; readonly item: CodeItem }[] = [];
  for (const { code, listID } of links) {
    const item = has?.items.get(listID);
    const reason = whyNot(has, item, listID);
    if (reason !== null) refused.push({ code, reason });
    else if (item) found.push({ code, item: itemOf(item) });
  }
  const done = await linkCodes(store, company, by, found);
  return { count: done.count, refused: [...refused, ...done.refused] };
}

/** Null for an item that a code can be linked with. */
export function whyNot(has: QuickBooksHas | null, item: Item | undefined, listID: string): string | null {
  if (has === null) return 'Nothing has been read from QuickBooks yet. Ask for a reading first.';
  if (!item) return `QuickBooks had no item with the ListID ${listID} when it was read.`;
  if (item.type === 'Service') return null;
  return `The item ${item.fullName} is no service item (${item.type}).`;
}

/** What a code keeps of its item. */
export const itemOf = ({ listID, fullName, editSequence }: Item): CodeItem => ({
  listID,
  fullName,
  editSequence,
});
