/**
 * What a code in QuickBooks has, and what of it is to be changed. Pure.
 *
 * - told: what QuickBooks was last told of its item, or has told of it.
 * - wanted: as the item is to be. Accounts and class are those that somebody named, else those that were told: a changed rule or
 *   account of the company changes nothing that is in QuickBooks.
 * - change: the fields in which the two differ.
 */
import { toDescription } from '../../qbxml/text.ts';
import { accountsOf, classOf, ownNow, type Rules } from './accounts.ts';
import {
  type Accounts,
  type CostCode,
  ITEM_FIELDS,
  type ItemField,
  type ItemValues,
  type SentItem,
} from './model.ts';
import { followed } from './renames.ts';

/** The codes above, by key. */
export type Parents = ReadonlyMap<string, Pick<CostCode, 'item'>>;

/** Of a parent that is not in QuickBooks yet: no item has this ListID. */
export const NO_ITEM_YET = '?';

/** What an add said of a code; null where nothing was sent, or a change was. */
export const sentItem = ({ sent }: Pick<CostCode, 'sent'>): SentItem | null =>
  sent === null || 'kind' in sent ? null : sent;

/** As Desc takes it. What cannot be written at all is found out before it is sent. */
export function descriptionOf({ description }: Pick<CostCode, 'description'>): string {
  const sendable = toDescription(description);
  return sendable.ok ? sendable.text : description;
}

/** Accounts and class of a code. */
export type Assignable = Accounts & Pick<ItemValues, 'class'>;

/** Those that QuickBooks was told, as they are called by now; those of the rules where nothing was told. */
export function toldAssigned(code: CostCode, company: Rules): Assignable {
  const told = code.told ?? sentItem(code);
  if (told === null) return { ...accountsOf(code, company), class: classOf(code, company) };
  const { renames = [] } = company;
  // When an earlier version sent it is not known; what was renamed before is not called so any more.
  const since = code.toldAt ?? '';
  const { incomeAccount, expenseAccount, class: itsClass = null } = told;
  return {
    incomeAccount: followed('account', incomeAccount, since, renames),
    expenseAccount: expenseAccount && followed('account', expenseAccount, since, renames),
    class: itsClass && followed('class', itsClass, since, renames),
  };
}

/** What QuickBooks was last told of the item, or has told of it; null of a code without one. */
export function toldOf(code: CostCode, parents: Parents, company: Rules): ItemValues | null {
  if (code.item === null) return null;
  const assigned = toldAssigned(code, company);
  if (code.told !== null) {
    // A code that was linked before its parent was.
    const parent = code.told.parent === NO_ITEM_YET ? parentOf(code, parents) : code.told.parent;
    return { ...code.told, parent, ...assigned };
  }
  const sent = sentItem(code);
  const below = sent?.parent;
  const parent = below && 'listID' in below ? below.listID : parentOf(code, parents);
  return {
    name: sent?.name ?? code.itemName,
    parent: below === null ? '' : parent,
    description: sent?.description ?? descriptionOf(code),
    ...assigned,
    active: true,
  };
}

function parentOf({ parent }: Pick<CostCode, 'parent'>, parents: Parents): string {
  return parent === '' ? '' : (parents.get(parent)?.item?.listID ?? NO_ITEM_YET);
}

/** The accounts and the class that a code in QuickBooks is to have. */
export function wantedAssigned(code: CostCode, company: Rules): Assignable {
  const told = toldAssigned(code, company);
  const { incomeAccount, expenseAccount, class: itsClass } = ownNow(code, company);
  return {
    incomeAccount: incomeAccount ?? told.incomeAccount,
    expenseAccount: expenseAccount === undefined ? told.expenseAccount : expenseAccount,
    class: itsClass === undefined ? told.class : itsClass,
  };
}

/** What the item of a code is to have; of one that has none yet, what the rules give it. */
export function wantedOf(code: CostCode, parents: Parents, company: Rules): ItemValues {
  return {
    name: code.itemName,
    parent: parentOf(code, parents),
    description: descriptionOf(code),
    ...(code.item === null
      ? { ...accountsOf(code, company), class: classOf(code, company) }
      : wantedAssigned(code, company)),
    active: code.active,
  };
}

/** The fields in which a code in QuickBooks differs from what was told; none of one that is not there. */
export function changeOf(code: CostCode, parents: Parents, company: Rules): ItemField[] {
  const told = toldOf(code, parents, company);
  return told === null ? [] : differing(wantedOf(code, parents, company), told);
}

/** The fields that differ. Accounts and classes are the same in any letter case, as they are to QuickBooks. */
export function differing(a: ItemValues, b: ItemValues): ItemField[] {
  return ITEM_FIELDS.filter((field) => !isAlike(field, a[field], b[field]));
}

const ANY_CASE: readonly ItemField[] = ['incomeAccount', 'expenseAccount', 'class'];

/** Whether two values of a field are the same. */
export function isAlike<F extends ItemField>(field: F, a: ItemValues[F], b: ItemValues[F]): boolean {
  if (a === b) return true;
  const isName = typeof a === 'string' && typeof b === 'string' && ANY_CASE.includes(field);
  return isName && a.toLowerCase() === b.toLowerCase();
}

/** Only these fields of what an item has. */
export function only(fields: readonly ItemField[], values: ItemValues): Partial<ItemValues> {
  return Object.fromEntries(fields.map((field) => [field, values[field]]));
}

/** What a code keeps of what QuickBooks was told, or has told. */
export const withTold = (told: ItemValues, at: string): Pick<CostCode, 'told' | 'toldAt'> => ({
  told,
  toldAt: at,
});
