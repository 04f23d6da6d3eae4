/** The lists of a company file beside its items: accounts and classes. Neither query has an iterator in the XSD: each comes whole. */
import { requestAttributes } from './item-service.ts';
import type { Response } from './message-set.ts';
import { toBoolean } from './values.ts';
import { type Content, childText, contentOf, type Element, element, elements } from './xml.ts';

/** Active and inactive ones: an inactive account is not an unknown one. Balances and notes are nobody's business here. */
export function buildAccountQueryRq(requestID: string): Element {
  return wholeList('AccountQueryRq', requestID, ['AccountType', 'AccountNumber']);
}

/** Active and inactive ones. */
export function buildClassQueryRq(requestID: string): Element {
  return wholeList('ClassQueryRq', requestID, []);
}

/** IncludeRetElement is known from qbXML 4.0 on; below it QuickBooks tells all of each. */
function wholeList(name: string, requestID: string, more: readonly string[]): Element {
  const fields = ['ListID', 'FullName', 'IsActive', ...more];
  return element(
    name,
    [element('ActiveStatus', 'All'), ...fields.map((field) => element('IncludeRetElement', field))],
    requestAttributes(requestID),
  );
}

/** An entry of a list as QuickBooks tells it; what names nothing is left out. */
export interface Listed {
  readonly listID: string;
  /** With the names of those above it. */
  readonly fullName: string;
  readonly isActive: boolean;
}

export interface Account extends Listed {
  /** As in the XSD: `Income`, `CostOfGoodsSold`, ...; null where QuickBooks tells none. */
  readonly type: string | null;
  readonly number: string | null;
}

/** The accounts in an AccountQueryRs. */
export function parseAccountQueryRs(response: Response): Account[] {
  return contentsOf(response, 'AccountRet').flatMap((ret) => {
    const listed = readListed(ret);
    return listed === null
      ? []
      : [{ ...listed, type: filled(ret, 'AccountType'), number: filled(ret, 'AccountNumber') }];
  });
}

/** The classes in a ClassQueryRs. */
export function parseClassQueryRs(response: Response): Listed[] {
  return contentsOf(response, 'ClassRet').flatMap((ret) => readListed(ret) ?? []);
}

const contentsOf = (response: Response, name: string): Content[] =>
  elements(response.body, name).map((node) => contentOf(node, name));

function readListed(ret: Content): Listed | null {
  const listID = filled(ret, 'ListID');
  const fullName = childText(ret, 'FullName');
  if (listID === null || fullName === null || fullName === '') return null;
  return { listID, fullName, isActive: toBoolean(filled(ret, 'IsActive')) ?? true };
}

function filled(content: Content, name: string): string | null {
  return childText(content, name)?.trim() || null;
}
