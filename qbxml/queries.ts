/** What QuickBooks is asked: which company file is open, what it can do, which items it has. */
import { readItem, requestAttributes, type ServiceItem, type Status, statusOf } from './item-service.ts';
import { parseMessageSet, type Response, type Unreadable } from './message-set.ts';
import {
  compareVersions,
  isDateTime,
  isGuid,
  isQbxmlVersion,
  type QbxmlVersion,
  sameGuid,
} from './values.ts';
import { child, childText, contentOf, type Element, element, elements, nameOf, textOf } from './xml.ts';

/** With our OwnerID, CompanyRet also holds what the Web Connector stamped into the file for us. */
export function buildCompanyQueryRq(requestID: string | null, ownerID: string): Element {
  if (!isGuid(ownerID)) throw new Error('OwnerID is no GUID in braces');
  return element('CompanyQueryRq', [element('OwnerID', ownerID)], requestAttributes(requestID));
}

export interface Company {
  companyName: string | null;
  /** The FileID that the Web Connector stamped under our OwnerID, as it stands there; null without one. */
  fileId: string | null;
}

export function parseCompanyQueryRs(response: Response, ownerID: string): Company {
  const ret = child(response.body, 'CompanyRet') ?? [];
  const stamp = elements(ret, 'DataExtRet')
    .map((node) => contentOf(node, 'DataExtRet'))
    .find(
      (data) =>
        sameGuid(childText(data, 'OwnerID') ?? '', ownerID) &&
        childText(data, 'DataExtName')?.trim() === 'FileID',
    );
  return {
    companyName: childText(ret, 'CompanyName'),
    fileId: childText(stamp ?? [], 'DataExtValue')?.trim() || null,
  };
}

export interface HostAndCompany extends Company {
  ok: true;
  product: string | null;
  majorVersion: string | null;
  minorVersion: string | null;
  country: string | null;
  /** Of the qbXML of all countries; entries such as "CA3.0" don't count. */
  qbxmlVersions: QbxmlVersion[];
}

/** strHCPResponse of a session's first sendRequestXML: answers to HostQuery, CompanyQuery, PreferencesQuery. */
export function parseHostAndCompany(strHCPResponse: string, ownerID: string): HostAndCompany | Unreadable {
  const set = parseMessageSet(strHCPResponse);
  if (!set.ok) return set;
  const host = set.responses.find(({ type }) => type === 'HostQueryRs');
  const company = set.responses.find(({ type }) => type === 'CompanyQueryRs');
  const ret = child(host?.body ?? [], 'HostRet') ?? [];
  return {
    ok: true,
    product: childText(ret, 'ProductName'),
    majorVersion: childText(ret, 'MajorVersion'),
    minorVersion: childText(ret, 'MinorVersion'),
    country: childText(ret, 'Country'),
    qbxmlVersions: elements(ret, 'SupportedQBXMLVersion')
      .map((node) => textOf(contentOf(node, 'SupportedQBXMLVersion')).trim())
      .filter(isQbxmlVersion),
    ...(company === undefined ? { companyName: null, fileId: null } : parseCompanyQueryRs(company, ownerID)),
  };
}

/**
 * The highest version that the host has and we want. Without a list, qbXMLMajorVers and qbXMLMinorVers of
 * sendRequestXML tell the highest one that the request processor has. Null: nobody told.
 */
export function chooseVersion(
  supported: readonly string[],
  majorVers?: number,
  minorVers = 0,
  max: QbxmlVersion = '13.0',
): QbxmlVersion | null {
  const listed = supported.filter(isQbxmlVersion);
  if (listed.length > 0) {
    const usable = listed.filter((version) => compareVersions(version, max) <= 0);
    return usable.sort(compareVersions).at(-1) ?? null;
  }
  const told = `${majorVers}.${minorVers}`;
  if (!isQbxmlVersion(told)) return null;
  return compareVersions(told, max) < 0 ? told : max;
}

/** Items by name (inactive ones may be found or not: unknown), or all of them that match. */
export type ItemQuery =
  | { fullNames: readonly string[] }
  | { listIDs: readonly string[] }
  | {
      /** Without it QuickBooks tells active items only; inactive ones hold their names all the same. */
      activeStatus: 'All' | 'ActiveOnly' | 'InactiveOnly';
      /** `yyyy-mm-ddThh:mm:ss` with or without offset. */
      fromModifiedDate?: string;
      nameFilter?: { matchCriterion: 'StartsWith' | 'Contains' | 'EndsWith'; name: string };
    };

/** All item types: any of them may hold the name that we want. */
export function buildItemQueryRq(requestID: string | null, query: ItemQuery): Element {
  return element('ItemQueryRq', queryFields(query), requestAttributes(requestID));
}

function queryFields(query: ItemQuery): Element[] {
  if ('fullNames' in query) return many('FullName', query.fullNames);
  if ('listIDs' in query) return many('ListID', query.listIDs);
  const fields = [element('ActiveStatus', query.activeStatus)];
  if (query.fromModifiedDate !== undefined) {
    if (!isDateTime(query.fromModifiedDate)) throw new Error('FromModifiedDate is no qbXML date');
    fields.push(element('FromModifiedDate', query.fromModifiedDate));
  }
  if (query.nameFilter !== undefined) {
    const { matchCriterion, name } = query.nameFilter;
    fields.push(element('NameFilter', [element('MatchCriterion', matchCriterion), element('Name', name)]));
  }
  return fields;
}

function many(name: string, values: readonly string[]): Element[] {
  if (values.length === 0) throw new Error(`an ItemQueryRq without a ${name} asks for every item`);
  return values.map((value) => element(name, value));
}

export interface FoundItem extends ServiceItem {
  /** "ItemServiceRet", "ItemNonInventoryRet", ... */
  type: string;
}

export interface ItemQueryResult {
  requestID: string | null;
  /** 1: none matches a filter; 500: some of the names asked for are missing, `items` holds the others. */
  status: Status;
  items: FoundItem[];
}

export function parseItemQueryRs(response: Response): ItemQueryResult {
  const items: FoundItem[] = [];
  for (const node of response.body) {
    const type = nameOf(node);
    const item = type === null || !/^Item\w+Ret$/.test(type) ? null : readItem(contentOf(node, type));
    if (type !== null && item !== null) items.push({ type, ...item });
  }
  return { requestID: response.requestID, status: statusOf(response), items };
}
