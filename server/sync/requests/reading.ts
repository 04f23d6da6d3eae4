/** What a reading asks QuickBooks, and what its answers tell: host, company file, preferences, accounts and classes; then the items. */
import {
  buildHostQueryRq,
  buildPreferencesQueryRq,
  itemCapacityIn,
  parsePreferencesQueryRs,
} from '../../../qbxml/host.ts';
import {
  buildAccountQueryRq,
  buildClassQueryRq,
  parseAccountQueryRs,
  parseClassQueryRs,
} from '../../../qbxml/lists.ts';
import type { Page, ParsedMessageSet, Response } from '../../../qbxml/message-set.ts';
import {
  buildCompanyQueryRq,
  buildItemQueryRq,
  hostAndCompanyIn,
  releaseOf,
} from '../../../qbxml/queries.ts';
import { elementsOf, parseReadItems, type ReadItem } from '../../../qbxml/read-items.ts';
import {
  ACCOUNT_FULL_NAME_MAX,
  CLASS_FULL_NAME_MAX,
  DESC_MAX,
  FULL_NAME_MAX,
  NAME_MAX,
} from '../../../qbxml/text.ts';
import { LIST_ID_MAX, type QbxmlVersion, sameGuid } from '../../../qbxml/values.ts';
import type { Element } from '../../../qbxml/xml.ts';
import type { Account, Class, FileFacts, Item, Running } from '../../quickbooks/model.ts';
import { requestIDOf } from '../answer.ts';
import { OWNER_ID, type ReadingAsk, type ReadingSet, type Session } from '../model.ts';
import { readStatus } from '../statuses.ts';

type Kind = ReadingAsk['kind'];

const LISTS: readonly Kind[] = ['host', 'company', 'preferences', 'accounts', 'classes'];

const RESPONSES: Readonly<Record<Kind, string>> = {
  host: 'HostQueryRs',
  company: 'CompanyQueryRs',
  preferences: 'PreferencesQueryRs',
  accounts: 'AccountQueryRs',
  classes: 'ClassQueryRs',
  items: 'ItemQueryRs',
};

/** What is asked next, in a set of this name. */
export function requestsFor(
  running: Running,
  set: string,
  version: QbxmlVersion,
): { readonly asks: readonly ReadingAsk[]; readonly requests: readonly Element[] } {
  const kinds: readonly Kind[] = running.next === 'lists' ? LISTS : ['items'];
  const asks = kinds.map((kind, index) => ({ kind, requestID: requestIDOf(set, index + 1) }));
  return { asks, requests: asks.map((ask) => elementFor(ask, running, version)) };
}

function elementFor({ kind, requestID }: ReadingAsk, running: Running, version: QbxmlVersion): Element {
  switch (kind) {
    case 'host':
      return buildHostQueryRq(requestID, version);
    case 'company':
      return buildCompanyQueryRq(requestID, OWNER_ID);
    case 'preferences':
      return buildPreferencesQueryRq(requestID);
    case 'accounts':
      return buildAccountQueryRq(requestID);
    case 'classes':
      return buildClassQueryRq(requestID);
    case 'items':
      return buildItemQueryRq(requestID, {
        activeStatus: 'All',
        maxReturned: running.portion,
        iteratorID: running.iteratorID,
        elements: elementsOf(version),
      });
  }
}

/** Lists that come whole: QuickBooks takes 10,000 accounts and as many classes. */
const LIST_MAX = 20_000;
/** QuickBooks Enterprise takes some hundred thousand items. */
const ITEMS_MAX = 250_000;
const TEXT_MAX = 255;

export type Told =
  | {
      readonly kind: 'lists';
      readonly file: FileFacts;
      readonly accounts: readonly Account[];
      readonly classes: readonly Class[];
    }
  | { readonly kind: 'items'; readonly items: readonly Item[]; readonly next: Page | null }
  /** It is of no use; `why` in words. */
  | { readonly kind: 'nothing'; readonly why: string };

/** `fileID`: of the company. */
export function toldIn(
  parsed: ParsedMessageSet,
  { asks, version }: ReadingSet,
  running: Running,
  session: Session,
  fileID: string,
): Told {
  const responses = new Map<Kind, Response>();
  for (const { kind, requestID } of asks) {
    const response = parsed.responses.find(
      (each) => each.requestID === requestID && each.type === RESPONSES[kind],
    );
    if (response) responses.set(kind, response);
  }
  return running.next === 'lists'
    ? listsIn(responses, version, session, fileID)
    : itemsIn(responses.get('items'), running);
}

const isDone = ({ statusCode, statusMessage }: Response) =>
  readStatus(statusCode, statusMessage).means === 'done';

const nothing = (why: string): Told => ({ kind: 'nothing', why });

/** Why a response cannot be used. */
const refusal = (what: string, response: Response | undefined): Told =>
  nothing(
    response === undefined
      ? `QuickBooks did not tell its ${what}.`
      : `QuickBooks did not tell its ${what}: ${shortened(response.statusMessage, TEXT_MAX)} (${shortened(response.statusCode, TEXT_MAX)})`,
  );

function listsIn(
  responses: ReadonlyMap<Kind, Response>,
  version: string,
  session: Session,
  fileID: string,
): Told {
  const told = hostAndCompanyIn([...responses.values()], OWNER_ID);
  if (told.fileId === null || !sameGuid(told.fileId, fileID))
    return nothing('Another company file was open.');
  const accounts = responses.get('accounts');
  if (!accounts || !isDone(accounts)) return refusal('accounts', accounts);
  // Whether a company without classes is told of none or refused is not known: it has none.
  const classes = responses.get('classes');
  const lists = {
    accounts: parseAccountQueryRs(accounts).map(boundedAccount),
    classes: classes && isDone(classes) ? parseClassQueryRs(classes).map(boundedClass) : [],
  };
  if (lists.accounts.length > LIST_MAX || lists.classes.length > LIST_MAX)
    return nothing(`QuickBooks told more than ${LIST_MAX} accounts or classes.`);
  const host = responses.get('host');
  const preferences = responses.get('preferences');
  const { usesAccountNumbers = null, usesClasses = null } = preferences
    ? parsePreferencesQueryRs(preferences)
    : {};
  const { product, country, companyName } = told;
  const file: FileFacts = {
    product: short(product ?? session.host?.product ?? null),
    country: short(country ?? session.host?.country ?? null),
    version: short(releaseOf(told)),
    qbxmlVersion: version,
    companyName: short(companyName),
    companyFile: short(session.host?.companyFile || null),
    fileId: fileID,
    capacity: host ? itemCapacityIn(host) : null,
    usesAccountNumbers,
    usesClasses,
  };
  return { kind: 'lists', file, ...lists };
}

function itemsIn(response: Response | undefined, running: Running): Told {
  if (!response || !isDone(response)) return refusal('items', response);
  const items = parseReadItems(response).map(boundedItem);
  const next = response.page && response.page.remaining > 0 ? response.page : null;
  if (running.counts.items + items.length > ITEMS_MAX)
    return nothing(`QuickBooks told more than ${ITEMS_MAX} items.`);
  // A list that does not become shorter would be read for ever.
  if (next && running.remaining !== null && next.remaining >= running.remaining)
    return nothing('The list of items did not come to its end.');
  if (next && next.iteratorID.length > TEXT_MAX)
    return nothing('QuickBooks did not tell how its items go on.');
  // Of an answer that does not tell how many are left, a whole portion may not be all.
  if (!response.page && items.length >= running.portion)
    return nothing('QuickBooks did not tell how its items go on.');
  return { kind: 'items', items, next };
}

const shortened = (text: string, max: number) =>
  text.length > max ? text.slice(0, max).toWellFormed() : text;
const short = (text: string | null, max = TEXT_MAX) => (text === null ? null : shortened(text, max));

const boundedAccount = ({ listID, fullName, type, number, isActive }: Account): Account => ({
  listID: shortened(listID, LIST_ID_MAX),
  fullName: shortened(fullName, ACCOUNT_FULL_NAME_MAX),
  type: short(type),
  number: short(number),
  isActive,
});

const boundedClass = ({ listID, fullName, isActive }: Class): Class => ({
  listID: shortened(listID, LIST_ID_MAX),
  fullName: shortened(fullName, CLASS_FULL_NAME_MAX),
  isActive,
});

const boundedItem = (item: ReadItem): Item => ({
  listID: shortened(item.listID, LIST_ID_MAX),
  editSequence: short(item.editSequence),
  name: shortened(item.name, NAME_MAX),
  fullName: shortened(item.fullName, FULL_NAME_MAX),
  type: shortened(item.type, TEXT_MAX),
  isActive: item.isActive,
  parentListID: short(item.parentListID, LIST_ID_MAX),
  sides: item.sides,
  description: short(item.description, DESC_MAX) || null,
  incomeAccount: short(item.incomeAccount, ACCOUNT_FULL_NAME_MAX),
  expenseAccount: short(item.expenseAccount, ACCOUNT_FULL_NAME_MAX),
  class: short(item.class, CLASS_FULL_NAME_MAX),
});
