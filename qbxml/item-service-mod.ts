/**
 * ItemServiceMod: an item of QuickBooks is changed. Only what is named changes; an empty element empties (Intuit, "Modify, delete and
 * void requests"). Items can be changed from qbXML 3.0 on, their accounts from 7.0 on.
 */
import {
  type ItemServiceResult,
  limited,
  parseItemServiceAddRs,
  reference,
  requestAttributes,
} from './item-service.ts';
import type { Response } from './message-set.ts';
import { ACCOUNT_FULL_NAME_MAX, CLASS_FULL_NAME_MAX, DESC_MAX, NAME_MAX } from './text.ts';
import { compareVersions, LIST_ID_MAX, type QbxmlVersion } from './values.ts';
import { type Element, element } from './xml.ts';

/** AccountRef came into SalesOrPurchaseMod, and its kin into SalesAndPurchaseMod, with it (XSD). */
export const ACCOUNT_MOD_VERSION: QbxmlVersion = '7.0';

/** Whether the accounts of an item can be changed in this version. */
export const changesAccounts = (version: string): boolean =>
  compareVersions(version as QbxmlVersion, ACCOUNT_MOD_VERSION) >= 0;

/** EditSequence (XSD). */
const EDIT_SEQUENCE_MAX = 16;

/** What is left out stays as it is. */
export interface ItemServiceMod {
  listID: string;
  /** Of the item as it was read last: QuickBooks changes no other one (3200). */
  editSequence: string;
  /** Without those of its parents. */
  name?: string;
  isActive?: boolean;
  /** Full name; null takes it away. Needs qbXML 12.0. */
  class?: string | null;
  /** The ListID of another parent; null makes it an item without one. */
  parent?: string | null;
  /** Which sides the item is to have. */
  sides: 'one' | 'two';
  /** Of two sides it is that of both; "" takes it away. */
  desc?: string;
  /** Full names; need qbXML 7.0. */
  incomeAccount?: string;
  expenseAccount?: string;
}

/** Elements in the order of the XSD; a wrong order loses the whole message set. */
export function buildItemServiceModRq(requestID: string | null, item: ItemServiceMod): Element {
  const fields: Element[] = [
    element('ListID', limited('ListID', item.listID, LIST_ID_MAX)),
    element('EditSequence', limited('EditSequence', item.editSequence, EDIT_SEQUENCE_MAX)),
  ];
  if (item.name !== undefined) fields.push(element('Name', limited('Name', item.name, NAME_MAX)));
  if (item.name?.includes(':')) throw new Error('a colon in Name: it parts the names in a FullName');
  if (item.isActive !== undefined) fields.push(element('IsActive', String(item.isActive)));
  if (item.class !== undefined)
    fields.push(
      item.class === null
        ? emptied('ClassRef')
        : reference('ClassRef', { fullName: item.class }, CLASS_FULL_NAME_MAX),
    );
  if (item.parent !== undefined)
    fields.push(
      item.parent === null
        ? emptied('ParentRef')
        : reference('ParentRef', { listID: item.parent }, LIST_ID_MAX),
    );
  const side = item.sides === 'one' ? oneSide(item) : twoSides(item);
  if (side.length > 0)
    fields.push(element(item.sides === 'one' ? 'SalesOrPurchaseMod' : 'SalesAndPurchaseMod', side));
  return element('ItemServiceModRq', [element('ItemServiceMod', fields)], requestAttributes(requestID));
}

/** A reference to nothing: the element by which it is made is emptied, and stays a reference by the XSD. */
const emptied = (name: string): Element => element(name, [element('ListID', [])]);

function oneSide({ desc, incomeAccount, expenseAccount }: ItemServiceMod): Element[] {
  if (expenseAccount !== undefined) throw new Error('an item of one side has one account');
  return [
    ...description('Desc', desc),
    ...account('AccountRef', 'ApplyAccountRefToExistingTxns', incomeAccount),
  ];
}

function twoSides({ desc, incomeAccount, expenseAccount }: ItemServiceMod): Element[] {
  return [
    ...description('SalesDesc', desc),
    ...account('IncomeAccountRef', 'ApplyIncomeAccountRefToExistingTxns', incomeAccount),
    ...description('PurchaseDesc', desc),
    ...account('ExpenseAccountRef', 'ApplyExpenseAccountRefToExistingTxns', expenseAccount),
  ];
}

const description = (name: string, desc: string | undefined): Element[] =>
  desc === undefined ? [] : [desc === '' ? element(name, []) : element(name, limited(name, desc, DESC_MAX))];

/**
 * What was posted before keeps its account: to post it anew is a person's decision in QuickBooks, which asks them. It is said, since
 * what QuickBooks takes for granted is not known.
 */
const account = (name: string, applyName: string, fullName: string | undefined): Element[] =>
  fullName === undefined
    ? []
    : [reference(name, { fullName }, ACCOUNT_FULL_NAME_MAX), element(applyName, 'false')];

/** What QuickBooks says of an ItemServiceModRq: the same as of an add (XSD). */
export const parseItemServiceModRs = (response: Response): ItemServiceResult =>
  parseItemServiceAddRs(response);
