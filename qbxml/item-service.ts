/** ItemServiceAdd: a cost code becomes a Service Item. But for ClassRef and ExternalGUID the grammar used is that of qbXML 2.0 to 16.0. */
import type { Response } from './message-set.ts';
import {
  ACCOUNT_FULL_NAME_MAX,
  CLASS_FULL_NAME_MAX,
  DESC_MAX,
  FULL_NAME_MAX,
  NAME_MAX,
  REQUEST_ID_MAX,
} from './text.ts';
import { compareVersions, isGuid, LIST_ID_MAX, type QbxmlVersion, toBoolean } from './values.ts';
import { type Content, child, childText, type Element, element } from './xml.ts';

/** ClassRef came with it (XSD). */
export const CLASS_VERSION: QbxmlVersion = '12.0';

/** Whether an item of this version can have a class. */
export const takesClass = (version: string): boolean =>
  compareVersions(version as QbxmlVersion, CLASS_VERSION) >= 0;

export interface ItemServiceAdd {
  /** The item's own name, without those of its parents; out of toName, without a colon. */
  name: string;
  /** Left out, QuickBooks makes the item active. */
  isActive?: true;
  /** Full name of a class, null for none; needs qbXML 12.0. */
  class: string | null;
  /** An item that QuickBooks has, or will have by an earlier request of the same set. */
  parent: { listID: string } | { fullName: string } | null;
  /** Out of toDescription; "" for none. */
  desc: string;
  /** Full names of accounts. With an expense account the item has two sides (SalesAndPurchase). */
  incomeAccount: string;
  expenseAccount: string | null;
  /** `{8-4-4-4-12}`; needs qbXML 8.0. */
  externalGUID?: string;
}

/** Elements in the order of the XSD; a wrong order loses the whole message set. */
export function buildItemServiceAddRq(requestID: string | null, item: ItemServiceAdd): Element {
  const fields: Element[] = [element('Name', limited('Name', item.name, NAME_MAX))];
  if (item.name.includes(':')) throw new Error('a colon in Name: it parts the names in a FullName');
  if (item.isActive === true) fields.push(element('IsActive', 'true'));
  if (item.class !== null) fields.push(reference('ClassRef', { fullName: item.class }, CLASS_FULL_NAME_MAX));
  if (item.parent !== null) fields.push(reference('ParentRef', item.parent, FULL_NAME_MAX));
  fields.push(item.expenseAccount === null ? oneSide(item) : twoSides(item, item.expenseAccount));
  if (item.externalGUID !== undefined) {
    if (!isGuid(item.externalGUID)) throw new Error('ExternalGUID is no GUID in braces');
    fields.push(element('ExternalGUID', item.externalGUID));
  }
  return element('ItemServiceAddRq', [element('ItemServiceAdd', fields)], requestAttributes(requestID));
}

/** What a request says of itself. */
export function requestAttributes(requestID: string | null): Record<string, string> {
  return requestID === null ? {} : { requestID: limited('requestID', requestID, REQUEST_ID_MAX) };
}

function oneSide(item: ItemServiceAdd): Element {
  return element('SalesOrPurchase', [
    ...description('Desc', item.desc),
    reference('AccountRef', { fullName: item.incomeAccount }, ACCOUNT_FULL_NAME_MAX),
  ]);
}

function twoSides(item: ItemServiceAdd, expenseAccount: string): Element {
  return element('SalesAndPurchase', [
    ...description('SalesDesc', item.desc),
    reference('IncomeAccountRef', { fullName: item.incomeAccount }, ACCOUNT_FULL_NAME_MAX),
    ...description('PurchaseDesc', item.desc),
    reference('ExpenseAccountRef', { fullName: expenseAccount }, ACCOUNT_FULL_NAME_MAX),
  ]);
}

function description(name: string, desc: string): Element[] {
  return desc === '' ? [] : [element(name, limited(name, desc, DESC_MAX))];
}

/** One of the two: given both, QuickBooks ignores FullName. */
export function reference(name: string, to: { listID: string } | { fullName: string }, max: number): Element {
  const field =
    'listID' in to
      ? element('ListID', limited('ListID', to.listID, LIST_ID_MAX))
      : element('FullName', limited(`FullName of ${name}`, to.fullName, max));
  return element(name, [field]);
}

/** Import and settings refuse such values long before: here it is a bug, and must not cost a message set. */
export function limited(what: string, text: string, max: number): string {
  if (text.trim() === '') throw new Error(`${what} is blank`);
  if (text.length > max) throw new Error(`${what} has ${text.length} characters, more than ${max}`);
  return text;
}

/** The three levels of an answer stay visible: this is the response's own. */
export interface Status {
  statusCode: string;
  statusSeverity: string;
  statusMessage: string;
}

/** The status of a response. */
export function statusOf({ statusCode, statusSeverity, statusMessage }: Response): Status {
  return { statusCode, statusSeverity, statusMessage };
}

/** An item as QuickBooks returns it. All but ListID may be missing (XSD: minOccurs 0 throughout). */
export interface ServiceItem {
  listID: string;
  editSequence: string | null;
  name: string | null;
  fullName: string | null;
  isActive: boolean | null;
  /** Full name; null also from versions that have no ClassRef. */
  class: string | null;
  parentListID: string | null;
  parentFullName: string | null;
  /** 0 for an item without a parent. */
  sublevel: number | null;
  sides: 'SalesOrPurchase' | 'SalesAndPurchase' | null;
  /** Of two sides that of sales; what stands on purchases may be another one. */
  desc: string | null;
  purchaseDesc: string | null;
  /** Full names. SalesOrPurchase has one account only, the incomeAccount here. */
  incomeAccount: string | null;
  expenseAccount: string | null;
  externalGUID: string | null;
  timeCreated: string | null;
  timeModified: string | null;
}

/** What comes of an ItemServiceAddRq or an ItemServiceModRq. */
export interface ItemServiceResult {
  requestID: string | null;
  status: Status;
  /** Null without an ItemServiceRet, or with one that has no ListID: nothing could be done with it. */
  item: ServiceItem | null;
  /** From qbXML 11.0 a stored answer may hold this in place of the item. */
  recovered: { listID: string; editSequence: string | null; externalGUID: string | null } | null;
}

/** What QuickBooks says of an ItemServiceAddRq. */
export function parseItemServiceAddRs(response: Response): ItemServiceResult {
  const ret = child(response.body, 'ItemServiceRet');
  const recovery = child(response.body, 'ErrorRecovery');
  const recoveredID = recovery === null ? null : filled(recovery, 'ListID');
  return {
    requestID: response.requestID,
    status: statusOf(response),
    item: ret === null ? null : readItem(ret),
    recovered:
      recovery === null || recoveredID === null
        ? null
        : {
            listID: recoveredID,
            editSequence: filled(recovery, 'EditSequence'),
            externalGUID: filled(recovery, 'ExternalGUID'),
          },
  };
}

/** An Item...Ret of any type; the types without accounts or parents simply lack them. */
export function readItem(ret: Content): ServiceItem | null {
  const listID = filled(ret, 'ListID');
  if (listID === null) return null;
  const parent = child(ret, 'ParentRef') ?? [];
  const one = child(ret, 'SalesOrPurchase');
  const two = child(ret, 'SalesAndPurchase');
  const sublevel = filled(ret, 'Sublevel');
  return {
    listID,
    editSequence: filled(ret, 'EditSequence'),
    name: childText(ret, 'Name'),
    fullName: childText(ret, 'FullName'),
    isActive: toBoolean(filled(ret, 'IsActive')),
    class: fullNameIn(ret, 'ClassRef'),
    parentListID: filled(parent, 'ListID'),
    parentFullName: filled(parent, 'FullName'),
    sublevel: sublevel !== null && /^\d+$/.test(sublevel) ? Number(sublevel) : null,
    sides: two !== null ? 'SalesAndPurchase' : one !== null ? 'SalesOrPurchase' : null,
    desc: two !== null ? childText(two, 'SalesDesc') : childText(one ?? [], 'Desc'),
    purchaseDesc: childText(two ?? [], 'PurchaseDesc'),
    incomeAccount: two !== null ? fullNameIn(two, 'IncomeAccountRef') : fullNameIn(one ?? [], 'AccountRef'),
    expenseAccount: fullNameIn(two ?? [], 'ExpenseAccountRef'),
    externalGUID: filled(ret, 'ExternalGUID'),
    timeCreated: filled(ret, 'TimeCreated'),
    timeModified: filled(ret, 'TimeModified'),
  };
}

function fullNameIn(content: Content, name: string): string | null {
  return childText(child(content, name) ?? [], 'FullName');
}

/** A value without the white space around it; null also for an empty element. */
function filled(content: Content, name: string): string | null {
  return childText(content, name)?.trim() || null;
}
