/** What will happen to a code in QuickBooks, as far as the last reading tells: said before somebody accepts it. */
import type { Accounts } from '../codes/model.ts';
import { accountFault } from './accounts.ts';
import type { QuickBooksHas } from './has.ts';
import type { Item } from './model.ts';
import { leafOf } from './names.ts';

export const VERDICTS = [
  'new',
  'adopt',
  'inactive',
  'otherType',
  'similar',
  'parent',
  'account',
  'full',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Preflight {
  readonly verdict: Verdict;
  /** Of the item that the verdict is about; null where there is none. */
  readonly listId: string | null;
  readonly message: string;
}

/** What of a code counts. */
export interface Planned extends Accounts {
  /** As it is or would be in QuickBooks. */
  readonly fullName: string;
  /** Those above it, the nearest first. */
  readonly above: readonly Above[];
}

export interface Above {
  readonly fullName: string;
  /** Where it is in QuickBooks. */
  readonly listID: string | null;
}

export type Judged = Pick<QuickBooksHas, 'items' | 'complete' | 'itemNamed' | 'accountNamed' | 'itemsLike'>;

/**
 * The first that is in the way, else what becomes of it. `ownerOf`: the code that an item is linked with, so that it is neither
 * taken over nor a likely twin of another one.
 */
export function preflightOf(
  planned: Planned,
  has: Judged,
  ownerOf: (listID: string) => string | null = () => null,
): Preflight {
  for (const [index, above] of planned.above.entries()) {
    const fault = faultOf(above, index === 0 ? 'parent' : 'division', has);
    if (fault) return { verdict: 'parent', ...fault };
  }
  const there = has.itemNamed(planned.fullName);
  const account = accountFault(planned, has.accountNamed);
  if (there) {
    if (there.type !== 'Service') return about('otherType', there, `The name is held by ${anItem(there)}.`);
    const owner = ownerOf(there.listID);
    if (owner !== null)
      return about('otherType', there, `The name is held by the item of the code ${owner}.`);
    if (!there.isActive)
      return about(
        'inactive',
        there,
        `The item ${there.fullName} is there and inactive. It can be made active again.`,
      );
    return about('adopt', there, `The item ${there.fullName} is there already and will be taken over.`);
  }
  if (account !== null) return { verdict: 'account', listId: null, message: account };
  const { capacity } = has.complete.file;
  if (capacity !== null && has.items.size >= capacity) {
    const message = `The list of items is full: QuickBooks takes ${capacity.toLocaleString('en-US')} of them.`;
    return { verdict: 'full', listId: null, message };
  }
  const twin = has
    .itemsLike(leafOf(planned.fullName))
    .find((item) => item.type === 'Service' && ownerOf(item.listID) === null);
  if (twin) {
    const inactive = twin.isActive ? '' : ', inactive';
    return about(
      'similar',
      twin,
      `A new item will be made. One like it is there: ${twin.fullName}${inactive}.`,
    );
  }
  return { verdict: 'new', listId: null, message: 'A new item will be made.' };
}

/** Why nothing can be made below it; `what` it is to the code. */
function faultOf(
  { fullName, listID }: Above,
  what: 'parent' | 'division',
  has: Judged,
): { readonly listId: string | null; readonly message: string } | null {
  const item = listID === null ? has.itemNamed(fullName) : (has.items.get(listID) ?? null);
  if (item === null)
    return listID === null
      ? null
      : { listId: listID, message: `Its ${what} ${fullName} is no longer in QuickBooks.` };
  if (item.type !== 'Service')
    return { listId: item.listID, message: `The name of its ${what} is held by ${anItem(item)}.` };
  if (!item.isActive)
    return { listId: item.listID, message: `Its ${what} ${item.fullName} is inactive in QuickBooks.` };
  return null;
}

const about = (verdict: Verdict, item: Item, message: string): Preflight => ({
  verdict,
  listId: item.listID,
  message,
});

/** "a non inventory item, Concrete". */
function anItem({ type, fullName, isActive }: Item): string {
  const kind = type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} item${isActive ? '' : ' that is inactive'}, ${fullName}`;
}
