/** Items of all types as a list of them is read: what each type calls the same thing is told under one name. */
import { readItem, takesClass } from './item-service.ts';
import type { Response } from './message-set.ts';
import type { QbxmlVersion } from './values.ts';
import { type Content, child, childText, contentOf, nameOf } from './xml.ts';

/** The iterator attributes of queries came with it (XSD). */
export const ITERATOR_VERSION: QbxmlVersion = '5.0';

/** What is asked for of each item. Those of other types than Service have texts and accounts of their own beside the two sides. */
export const elementsOf = (version: string): readonly string[] => [
  'ListID',
  'EditSequence',
  'Name',
  'FullName',
  'IsActive',
  ...(takesClass(version) ? ['ClassRef'] : []),
  'ParentRef',
  'SalesOrPurchase',
  'SalesAndPurchase',
  'SalesDesc',
  'ItemDesc',
  'IncomeAccountRef',
  'COGSAccountRef',
  'AccountRef',
];

/** An item of any type. Accounts and class by full names. */
export interface ReadItem {
  readonly listID: string;
  readonly editSequence: string | null;
  readonly name: string;
  readonly fullName: string;
  /** The element's name without `Item` and `Ret`: `Service`. */
  readonly type: string;
  readonly isActive: boolean;
  readonly parentListID: string | null;
  readonly sides: 'one' | 'two' | null;
  readonly description: string | null;
  readonly incomeAccount: string | null;
  readonly expenseAccount: string | null;
  readonly class: string | null;
}

/** The items in an ItemQueryRs; what names nothing is left out. */
export function parseReadItems(response: Response): ReadItem[] {
  return response.body.flatMap((node) => {
    const element = nameOf(node);
    const type = element === null ? undefined : /^Item(\w+)Ret$/.exec(element)?.[1];
    return element === null || type === undefined ? [] : (readOne(type, contentOf(node, element)) ?? []);
  });
}

function readOne(type: string, ret: Content): ReadItem | null {
  const item = readItem(ret);
  // Groups have neither a parent nor a FullName (XSD).
  const fullName = item?.fullName ?? item?.name ?? '';
  if (item === null || fullName === '') return null;
  const { listID, editSequence, isActive, parentListID, sides, class: itsClass } = item;
  return {
    listID,
    editSequence,
    name: item.name ?? fullName.slice(fullName.lastIndexOf(':') + 1),
    fullName,
    type,
    isActive: isActive ?? true,
    parentListID,
    sides: sides === null ? null : sides === 'SalesAndPurchase' ? 'two' : 'one',
    description: item.desc ?? childText(ret, 'SalesDesc') ?? childText(ret, 'ItemDesc'),
    incomeAccount:
      item.incomeAccount ?? accountNamed(ret, 'IncomeAccountRef') ?? accountNamed(ret, 'AccountRef'),
    expenseAccount: item.expenseAccount ?? accountNamed(ret, 'COGSAccountRef'),
    class: itsClass,
  };
}

const accountNamed = (ret: Content, name: string): string | null =>
  childText(child(ret, name) ?? [], 'FullName');
