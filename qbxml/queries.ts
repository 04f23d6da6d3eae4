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
  /** The FileID that the Web Connector stamped under our OwnerID, as it stands there; null without one, or with several. */
  fileId: string | null;
}

/** A FileID in a company file, under the OwnerID of the .qwc that the Web Connector was given. */
export interface Stamp {
  readonly ownerID: string;
  readonly fileID: string;
}

/** Every FileID in a CompanyQueryRs, whoever it belongs to, each once. */
export function stampsIn(response: Response): Stamp[] {
  const stamps = elements(child(response.body, 'CompanyRet') ?? [], 'DataExtRet')
    .map((node) => contentOf(node, 'DataExtRet'))
    .filter((data) => childText(data, 'DataExtName')?.trim() === 'FileID')
    .map((data) => ({
      ownerID: childText(data, 'OwnerID')?.trim() ?? '',
      fileID: childText(data, 'DataExtValue')?.trim() ?? '',
    }))
    .filter(({ fileID }) => fileID !== '');
  const bare = (text: string) => text.replace(/[{}\s]/g, '').toLowerCase();
  const keyOf = ({ ownerID, fileID }: Stamp) => `${bare(ownerID)} ${bare(fileID)}`;
  // From the end, so that the first of the same ones stays as it is written.
  return [...new Map(stamps.reverse().map((stamp) => [keyOf(stamp), stamp])).values()].reverse();
}

/**
 * The computer whose Web Connector has the file: while it is at work it keeps `LOCKED:COMPUTER:time` there (seen in its log). Null
 * where nothing of that kind is told.
 */
export function lockedBy(response: Response, ownerID: string): string | null {
  const locks = elements(child(response.body, 'CompanyRet') ?? [], 'DataExtRet')
    .map((node) => contentOf(node, 'DataExtRet'))
    .filter((data) => childText(data, 'DataExtName')?.trim() === 'AppLock')
    .filter((data) => sameGuid(childText(data, 'OwnerID')?.trim() ?? '', ownerID));
  const value = childText(locks[0] ?? [], 'DataExtValue') ?? '';
  return /^LOCKED:([^:]{1,63}):/.exec(value.trim())?.[1] ?? null;
}

/** What QuickBooks says about the company file that is open. */
export function parseCompanyQueryRs(response: Response, ownerID: string): Company {
  const ret = child(response.body, 'CompanyRet') ?? [];
  const [ours, ...others] = stampsIn(response).filter((stamp) => sameGuid(stamp.ownerID, ownerID));
  return {
    companyName: childText(ret, 'CompanyName'),
    fileId: others.length > 0 ? null : (ours?.fileID ?? null),
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
  return set.ok ? hostAndCompanyIn(set.responses, ownerID) : set;
}

/** The same of an answer that has been read. */
export function hostAndCompanyIn(responses: readonly Response[], ownerID: string): HostAndCompany {
  const host = responses.find(({ type }) => type === 'HostQueryRs');
  const company = responses.find(({ type }) => type === 'CompanyQueryRs');
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

/** As it is called: "34.0" is 2024. Null where it was not told. */
export const releaseOf = ({
  majorVersion,
  minorVersion,
}: Pick<HostAndCompany, 'majorVersion' | 'minorVersion'>): string | null =>
  majorVersion === null ? null : `${majorVersion}.${minorVersion ?? '0'}`;

/**
 * The highest version that the host has and we want. Without a list, qbXMLMajorVers and qbXMLMinorVers of sendRequestXML tell
 * the highest one that the request processor has. Null: neither says.
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

/** Items by name (inactive ones may be found or not: unknown), all of them that match, or a page of all that there are. */
export type ItemQuery =
  | { fullNames: readonly string[] }
  | { listIDs: readonly string[] }
  | {
      /** Without it QuickBooks returns active items only; inactive ones hold their names all the same. */
      activeStatus: 'All' | 'ActiveOnly' | 'InactiveOnly';
      /** `yyyy-mm-ddThh:mm:ss` with or without offset. */
      fromModifiedDate?: string;
      nameFilter?: { matchCriterion: 'StartsWith' | 'Contains' | 'EndsWith'; name: string };
    }
  | {
      activeStatus: 'All' | 'ActiveOnly' | 'InactiveOnly';
      /** How many items; needs qbXML 5.0. */
      maxReturned: number;
      /** The page after the one that named it; the first one without. It lives as long as the session. */
      iteratorID: string | null;
      /** What of each item is told. */
      elements: readonly string[];
    };

/** All item types: any of them may hold the name that we want. */
export function buildItemQueryRq(requestID: string | null, query: ItemQuery): Element {
  return element('ItemQueryRq', queryFields(query), {
    ...requestAttributes(requestID),
    ...('maxReturned' in query ? iteratorAttributes(query.iteratorID) : {}),
  });
}

const iteratorAttributes = (iteratorID: string | null): Record<string, string> =>
  iteratorID === null ? { iterator: 'Start' } : { iterator: 'Continue', iteratorID };

function queryFields(query: ItemQuery): Element[] {
  if ('fullNames' in query) return many('FullName', query.fullNames);
  if ('listIDs' in query) return many('ListID', query.listIDs);
  if ('maxReturned' in query)
    return [
      element('MaxReturned', String(query.maxReturned)),
      element('ActiveStatus', query.activeStatus),
      ...query.elements.map((name) => element('IncludeRetElement', name)),
    ];
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

/** The items that QuickBooks found. */
export function parseItemQueryRs(response: Response): ItemQueryResult {
  const items: FoundItem[] = [];
  for (const node of response.body) {
    const type = nameOf(node);
    const item = type === null || !/^Item\w+Ret$/.test(type) ? null : readItem(contentOf(node, type));
    if (type !== null && item !== null) items.push({ type, ...item });
  }
  return { requestID: response.requestID, status: statusOf(response), items };
}
