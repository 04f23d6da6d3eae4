// ItemServiceModRq: an item is changed, or the status says why not.
import type { Account } from './accounts.ts';
import { type CompanyFile, fullNameOf, type Item, type ItemSides, levelOf } from './company-file.ts';
import {
  type AddRules,
  findAccount,
  findClass,
  findParent,
  LEVELS,
  unknownReference,
} from './item-service-add.ts';
import { STATUS, type Status } from './status.ts';
import { asBool } from './values.ts';
import { asStored, childOf, textOf, type XmlElement } from './xml.ts';

export type Changed = { item: Item } | { status: Status };
type Change = Partial<Pick<Item, 'name' | 'isActive' | 'parent' | 'class' | 'sides'>>;

/**
 * In which order the real one checks is not known, but that the EditSequence is looked at before anything is done (documented). Nothing of a
 * refused Mod is done.
 */
export function changeServiceItem(file: CompanyFile, request: XmlElement, rules: AddRules): Changed {
  const change = childOf(request, 'ItemServiceMod');
  const listID = textOf(change, 'ListID') ?? '';
  const item = file.itemByListID(listID);
  if (item?.kind !== 'Service') return { status: STATUS.notFound(listID) };
  const editSequence = textOf(change, 'EditSequence') ?? '';
  if (editSequence !== item.editSequence) return { status: STATUS.staleEditSequence(editSequence) };

  const name = asStored(textOf(change, 'Name') ?? item.name);
  if (name.trim() === '' || name.includes(':')) return { status: STATUS.badName(name) };
  const isActive = asBool(textOf(change, 'IsActive')) ?? item.isActive;
  const given: Change = { name, isActive };

  if (childOf(change, 'ParentRef')) {
    const parent = isEmptied(change, 'ParentRef') ? { item: undefined } : findParent(file, change, rules);
    if ('status' in parent) return parent;
    if (parent.item && isBelow(parent.item, item))
      return { status: STATUS.badParent(fullNameOf(parent.item)) };
    given.parent = parent.item;
  }
  const parent = 'parent' in given ? given.parent : item.parent;
  if ((parent ? levelOf(parent) + 1 : 0) + depthOf(file, item) >= LEVELS)
    return { status: STATUS.tooDeep(name) };
  const holder = file.holderOf(name, parent);
  if (holder && holder !== item) return { status: STATUS.nameInUse(name) };
  if (item.isActive && !isActive && file.items.some((each) => each.parent === item && each.isActive))
    return { status: STATUS.activeBelow(name) };
  if (isActive && parent && !parent.isActive) return { status: STATUS.inactiveAbove(name) };

  const both = childOf(change, 'SalesAndPurchaseMod');
  const unknown = unknownReference(change, both);
  if (unknown) return { status: unknown };
  const sides = findSides(file, change, item, rules);
  if ('status' in sides) return sides;
  if (sides.sides) given.sides = sides.sides;

  const isClassless = isEmptied(change, 'ClassRef');
  const itsClass = isClassless ? { class: undefined } : findClass(file, change, rules);
  if ('status' in itsClass) return itsClass;
  if (itsClass.class) given.class = itsClass.class;
  if (isClassless) delete item.class;
  file.change(item, given);
  return { item };
}

/** Documented: an empty element takes away what is there. Guessed: so does a reference in which nothing is named. */
function isEmptied(change: XmlElement | undefined, name: string): boolean {
  const ref = childOf(change, name);
  return ref !== undefined && !textOf(ref, 'ListID') && !textOf(ref, 'FullName');
}

/** How many levels are below an item. */
const depthOf = (file: CompanyFile, item: Item): number =>
  Math.max(-1, ...file.items.filter(({ parent }) => parent === item).map((each) => depthOf(file, each))) + 1;

const isBelow = (item: Item, above: Item): boolean =>
  item === above || (item.parent !== undefined && isBelow(item.parent, above));

/** What is not named stays. Documented by a practitioner: an item keeps the number of its sides. */
function findSides(
  file: CompanyFile,
  change: XmlElement | undefined,
  { name, sides }: Item,
  rules: AddRules,
): { sides: ItemSides | undefined } | { status: Status } {
  const one = childOf(change, 'SalesOrPurchaseMod');
  const both = childOf(change, 'SalesAndPurchaseMod');
  if (!one && !both) return { sides: undefined };
  if (!sides || 'one' in sides !== (one !== undefined)) return { status: STATUS.otherSides(name) };
  const account = (field: string, kind: 'posting' | 'income' | 'expense', now: Account) =>
    childOf(one ?? both, field) ? findAccount(file, one ?? both, field, kind, rules) : { account: now };
  if ('one' in sides) {
    const found = account('AccountRef', 'posting', sides.one.account);
    if ('status' in found) return found;
    const texts = changedTexts(one, sides.one, {
      desc: 'Desc',
      price: 'Price',
      pricePercent: 'PricePercent',
    });
    return { sides: { one: { ...texts, account: found.account } } };
  }
  const income = account('IncomeAccountRef', 'income', sides.both.income);
  if ('status' in income) return income;
  const expense = account('ExpenseAccountRef', 'expense', sides.both.expense);
  if ('status' in expense) return expense;
  const texts = changedTexts(both, sides.both, {
    salesDesc: 'SalesDesc',
    salesPrice: 'SalesPrice',
    purchaseDesc: 'PurchaseDesc',
    purchaseCost: 'PurchaseCost',
  });
  return { sides: { both: { ...texts, income: income.account, expense: expense.account } } };
}

/** Texts as they are after the change: an empty one is gone. */
function changedTexts<K extends string>(
  element: XmlElement | undefined,
  now: Partial<Record<NoInfer<K>, string>>,
  fields: Record<K, string>,
): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {};
  for (const key of Object.keys(fields) as K[]) {
    const text = textOf(element, fields[key]);
    const value = text === undefined ? now[key] : asStored(text);
    if (value) texts[key] = value;
  }
  return texts;
}
