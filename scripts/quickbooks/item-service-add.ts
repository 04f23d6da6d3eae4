// ItemServiceAddRq: a new service item, or the status that says why not.
import { type Account, EXPENSE_TYPES, INCOME_TYPES } from './accounts.ts';
import type { Class } from './classes.ts';
import {
  type CompanyFile,
  fullNameOf,
  type Item,
  type ItemSides,
  levelOf,
  type NewItem,
} from './company-file.ts';
import type { AccountType } from './grammar.ts';
import { STATUS, type Status } from './status.ts';
import { asBool } from './values.ts';
import { asStored, childOf, textOf, type XmlElement } from './xml.ts';

/** Documented: list types take up to four levels of children. */
export const LEVELS = 5;

export interface AddRules {
  /** Guessed either way, as nothing is known: whether an inactive parent, account or class is taken. */
  takesInactive: boolean;
  itemCapacity: number;
}

export type Added = { item: Item } | { status: Status };

/** In which order the real one checks is not known. */
export function addServiceItem(file: CompanyFile, request: XmlElement, rules: AddRules): Added {
  const add = childOf(request, 'ItemServiceAdd');
  const name = asStored(textOf(add, 'Name') ?? '');
  if (name.trim() === '' || name.includes(':')) return { status: STATUS.badName(name) };

  const parent = findParent(file, add, rules);
  if ('status' in parent) return parent;
  if (parent.item && levelOf(parent.item) + 1 >= LEVELS) return { status: STATUS.tooDeep(name) };
  if (file.holderOf(name, parent.item)) return { status: STATUS.nameInUse(name) };

  const itsClass = findClass(file, add, rules);
  if ('status' in itsClass) return itsClass;
  const unknown = unknownReference(add);
  if (unknown) return { status: unknown };
  const sides = findSides(file, add, rules);
  if ('status' in sides) return sides;
  if (file.items.length >= rules.itemCapacity) return { status: STATUS.listFull(name) };

  const item: NewItem = {
    name,
    parent: parent.item,
    isActive: asBool(textOf(add, 'IsActive')) ?? true,
    sides: sides.sides,
  };
  if (itsClass.class) item.class = itsClass.class;
  const barCode = textOf(childOf(add, 'BarCode'), 'BarCodeValue');
  if (barCode) item.barCode = asStored(barCode);
  const externalGUID = textOf(add, 'ExternalGUID');
  if (externalGUID) item.externalGUID = externalGUID;
  return { item: file.add(item) };
}

export function findParent(
  file: CompanyFile,
  add: XmlElement | undefined,
  { takesInactive }: AddRules,
): { item: Item | undefined } | { status: Status } {
  const ref = childOf(add, 'ParentRef');
  if (!ref) return { item: undefined };
  const { listID, fullName } = reference(ref);
  // Documented: with both, FullName is ignored.
  const item = listID ? file.itemByListID(listID) : file.itemByFullName(fullName);
  if (!item && listID) return { status: STATUS.invalidListID(listID) };
  // Documented by practitioners: a sub-item has the type of its parent.
  if (item?.kind !== 'Service') return { status: STATUS.badParent(fullName || listID) };
  if (!item.isActive && !takesInactive) return { status: STATUS.badParent(fullNameOf(item)) };
  return { item };
}

/** Guessed: taken whether classes are tracked or not; an unknown or inactive one gets the words recorded for other references. */
export function findClass(
  file: CompanyFile,
  add: XmlElement | undefined,
  { takesInactive }: AddRules,
): { class: Class | undefined } | { status: Status } {
  const ref = childOf(add, 'ClassRef');
  if (!ref) return { class: undefined };
  const { listID, fullName } = reference(ref);
  const found = listID ? file.classes.find((one) => one.listID === listID) : file.class(fullName);
  if (!found && listID) return { status: STATUS.invalidListID(listID) };
  if (!found) return { status: STATUS.badReference('Class', fullName) };
  if (!found.isActive && !takesInactive) return { status: STATUS.badReference('Class', found.fullName) };
  return { class: found };
}

/** The simulated file has no units, tax codes or vendors: whoever names one is told that it does not exist. */
export function unknownReference(
  add: XmlElement | undefined,
  bothSides = childOf(add, 'SalesAndPurchase'),
): Status | undefined {
  const places: [XmlElement | undefined, string, string][] = [
    [add, 'UnitOfMeasureSetRef', 'UnitOfMeasureSet'],
    [add, 'SalesTaxCodeRef', 'SalesTaxCode'],
    [bothSides, 'PurchaseTaxCodeRef', 'SalesTaxCode'],
    [bothSides, 'PrefVendorRef', 'Vendor'],
  ];
  for (const [element, name, kind] of places) {
    const ref = childOf(element, name);
    if (!ref) continue;
    const { listID, fullName } = reference(ref);
    return listID ? STATUS.invalidListID(listID) : STATUS.badReference(kind, fullName);
  }
  return undefined;
}

function findSides(
  file: CompanyFile,
  add: XmlElement | undefined,
  rules: AddRules,
): { sides: ItemSides } | { status: Status } {
  const one = childOf(add, 'SalesOrPurchase');
  if (one) {
    const account = findAccount(file, one, 'AccountRef', 'posting', rules);
    if ('status' in account) return account;
    return {
      sides: {
        one: { ...texts(one, { desc: 'Desc', price: 'Price', pricePercent: 'PricePercent' }), ...account },
      },
    };
  }
  const both = childOf(add, 'SalesAndPurchase');
  const income = findAccount(file, both, 'IncomeAccountRef', 'income', rules);
  if ('status' in income) return income;
  const expense = findAccount(file, both, 'ExpenseAccountRef', 'expense', rules);
  if ('status' in expense) return expense;
  const given = texts(both, {
    salesDesc: 'SalesDesc',
    salesPrice: 'SalesPrice',
    purchaseDesc: 'PurchaseDesc',
    purchaseCost: 'PurchaseCost',
  });
  return { sides: { both: { ...given, income: income.account, expense: expense.account } } };
}

const TYPES = {
  income: INCOME_TYPES,
  expense: EXPENSE_TYPES,
  posting: [...INCOME_TYPES, ...EXPENSE_TYPES],
} as const satisfies Record<string, readonly AccountType[]>;

export function findAccount(
  file: CompanyFile,
  side: XmlElement | undefined,
  field: string,
  kind: keyof typeof TYPES,
  { takesInactive }: AddRules,
): { account: Account } | { status: Status } {
  const ref = childOf(side, field);
  const { listID, fullName } = ref ? reference(ref) : { listID: '', fullName: '' };
  if (!listID && !fullName) return { status: STATUS.noAccount(field) };
  const account = listID ? file.accounts.find((one) => one.listID === listID) : file.account(fullName);
  if (!account && listID) return { status: STATUS.invalidListID(listID) };
  if (!account) return { status: STATUS.badReference('Account', fullName) };
  if (!TYPES[kind].includes(account.type)) return { status: STATUS.badAccountType(account.fullName, kind) };
  if (!account.isActive && !takesInactive)
    return { status: STATUS.badReference('Account', account.fullName) };
  return { account };
}

const reference = (ref: XmlElement): { listID: string; fullName: string } => ({
  listID: textOf(ref, 'ListID') ?? '',
  fullName: asStored(textOf(ref, 'FullName') ?? ''),
});

function texts<K extends string>(
  element: XmlElement | undefined,
  fields: Record<K, string>,
): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of Object.keys(fields) as K[]) {
    const text = textOf(element, fields[key]);
    if (text) found[key] = asStored(text);
  }
  return found;
}
