/**
 * Whether an item that an add was to make is there: by its FullName first; then among all items, inactive and renamed ones too,
 * by the ExternalGUID that was made for this attempt. What is there is settled: ours, adopted, or something that holds the name.
 */
import { takesClass } from '../../../qbxml/item-service.ts';
import type { WantedItems } from '../../../qbxml/long-answer.ts';
import type { FoundItem } from '../../../qbxml/queries.ts';
import { sameGuid } from '../../../qbxml/values.ts';
import type { AddRequest, ExportSet, Question, RequestOutcome, Word } from '../model.ts';
import { failed, notDone, problemOf } from '../outcomes.ts';
import type { Asked, Found, LookupQuery } from './request.ts';

/** A name is asked for again if its parent has another name by now; nobody renames that often. */
const ROUNDS_MAX = 3;
const DAY_MS = 24 * 60 * 60_000;

type AskedAdd = Asked<AddRequest>;
type Owner = (listID: string) => string | null;

const keyOf = (name: string) => name.toLowerCase();
const distinct = (names: readonly string[]) => [
  ...new Map(names.map((name) => [keyOf(name), name])).values(),
];

/** Of the items that a lookup finds those that these questions may be about. */
export const lookupWanted = (set: ExportSet, asked: readonly AskedAdd[]): WantedItems => ({
  listIDs: asked.flatMap(({ request }) => parentListID(set, request) ?? []),
  fullNames: asked.map(({ question }) => keyOf(question.fullName)),
  names: asked.map(({ request }) => keyOf(request.sent.name)),
  externalGUIDs: asked.flatMap(({ request }) => request.externalGUID ?? []),
});

/** The queries by which these requests are looked up. */
export function lookupQueries(set: ExportSet, by: Question['by'], asked: readonly AskedAdd[]): LookupQuery[] {
  const queries: LookupQuery[] = [];
  if (by === 'name') {
    const fullNames = distinct(asked.map(({ question }) => question.fullName));
    queries.push({ kind: 'names', query: { fullNames } });
    // A parent may have been renamed: its children are looked for below the name that it has now.
    const parents = distinct(asked.flatMap(({ request }) => parentListID(set, request) ?? []));
    if (parents.length > 0) queries.push({ kind: 'parents', query: { listIDs: parents } });
    return queries;
  }
  if (asked.some(({ question }) => isMaybeOurs(set, question))) {
    const since = new Date(Date.parse(set.firstAt ?? '') - DAY_MS).toISOString().slice(0, 19);
    queries.push({ kind: 'changed', query: { activeStatus: 'All', fromModifiedDate: since } });
  }
  const inUse = asked.filter(({ question }) => question.why === 'inUse' && question.candidate === null);
  for (const name of distinct(inUse.map(({ request }) => request.sent.name))) {
    const nameFilter = { matchCriterion: 'EndsWith', name } as const;
    queries.push({ kind: 'named', query: { activeStatus: 'All', nameFilter } });
  }
  return queries;
}

/** What the answer of a lookup means for a request. */
export function wordOfFound(set: ExportSet, asked: AskedAdd, found: Found, owner: Owner): Word {
  return asked.question.by === 'name' ? byName(set, asked, found, owner) : searched(set, asked, found, owner);
}

/** An earlier handing out, or this one, may have made the item. A name that was in use the first time was not of our making. */
const isMaybeOurs = (set: ExportSet, question: Question) => question.why !== 'inUse' || set.handouts > 1;

/** A parent of the same set was sent by its name; once it has its word, its ListID is known for it, too. */
function parentListID(set: ExportSet, { sent, parent }: AddRequest): string | null {
  if (sent.parent !== null && 'listID' in sent.parent) return sent.parent.listID;
  const word = parent === null ? undefined : set.words[parent];
  return word?.kind === 'synced' ? word.listID : null;
}

function byName(set: ExportSet, { request, question }: AskedAdd, found: Found, owner: Owner): Word {
  const parent = found.get('parents')?.find((item) => item.listID === parentListID(set, request));
  const fullName = parent?.fullName ? `${parent.fullName}:${request.sent.name}` : question.fullName;
  if (keyOf(fullName) !== keyOf(question.fullName) && question.rounds < ROUNDS_MAX) {
    return { ...question, fullName, rounds: question.rounds + 1 };
  }
  const item = found.get('names')?.find((each) => keyOf(each.fullName ?? '') === keyOf(question.fullName));
  if (!item) return { ...question, by: 'search' };
  // Ours may have been renamed, and another one may have been given its name since.
  const isInDoubt = isMaybeOurs(set, question) && request.externalGUID !== null && !isOurs(item, request);
  return isInDoubt
    ? { ...question, by: 'search', candidate: item }
    : settled(set, question, request, item, owner);
}

function searched(set: ExportSet, { request, question }: AskedAdd, found: Found, owner: Owner): Word {
  const items = [...(found.get('changed') ?? []), ...(found.get('named') ?? [])];
  const ours = items.find((item) => isOurs(item, request));
  const named = items.find((item) => keyOf(item.fullName ?? '') === keyOf(question.fullName));
  const item = ours ?? question.candidate ?? named;
  if (item) return settled(set, question, request, item, owner);
  switch (question.why) {
    case 'inUse': {
      const holder = items.find((each) => keyOf(each.name ?? '') === keyOf(request.sent.name));
      return held(
        question,
        holder ? `the item ${holder.fullName}, below another parent` : 'something that it does not show',
      );
    }
    case 'done':
      // Without an ExternalGUID a renamed item cannot be told from a deleted one.
      if (request.externalGUID === null) {
        const message = 'QuickBooks says that it added the item, but does not show it under its name.';
        return failed(problemOf('needs-a-look', message));
      }
      return notDone(
        'passing',
        'now',
        problemOf('not-answered', 'QuickBooks added the item, but it is gone again.'),
      );
    case 'unclear': {
      if (question.otherwise) return question.otherwise;
      const problem = problemOf('not-answered', 'QuickBooks was asked for the item and does not have it.');
      // A lost set that was not executed is no try; an answer that left the code out is one.
      return notDone(set.handouts > 1 ? 'no' : 'passing', 'now', problem);
    }
  }
}

const isOurs = (item: FoundItem, { externalGUID }: AddRequest) =>
  externalGUID !== null && item.externalGUID !== null && sameGuid(item.externalGUID, externalGUID);

/** What an item that was found means for the request. */
function settled(
  set: ExportSet,
  question: Question,
  request: AddRequest,
  item: FoundItem,
  owner: Owner,
): RequestOutcome {
  const fullName = item.fullName ?? question.fullName;
  const { listID, editSequence } = item;
  const synced = (how: 'found' | 'adopted', why: string) =>
    ({ kind: 'synced', listID, fullName, editSequence, why, how }) as const;
  const other = owner(listID);
  if (other !== null) return held(question, `the item of another code, ${other}`);
  if (isOurs(item, request)) {
    const notes = [
      item.isActive === false ? ['it has been made inactive there'] : [],
      keyOf(fullName) === keyOf(question.fullName) ? [] : ['it has been renamed or moved there'],
    ].flat();
    const note = notes.length === 0 ? '' : `; ${notes.join(', ')}`;
    return synced('found', `found in QuickBooks as ${fullName}, ListID ${listID}, added by us before${note}`);
  }
  if (item.type !== 'ItemServiceRet')
    return held(question, `an item of another type (${typeName(item.type)})`);
  if (!isBelowParent(set, item, request)) return held(question, `the item ${fullName}, below another parent`);
  if (item.isActive === false) return held(question, 'an inactive item', 'inactive-item');
  const differences = differencesOf(item, request);
  const differs = differences.length === 0 ? '' : `; it differs: ${differences.join(', ')}`;
  return synced('adopted', `adopted: it is already in QuickBooks as ${fullName}, ListID ${listID}${differs}`);
}

/** The words stay QuickBooks'; who holds the name is told beside them. */
function held(
  question: Question,
  holder: string,
  help: 'name-in-use' | 'inactive-item' = 'name-in-use',
): RequestOutcome {
  return failed(
    { ...question.problem, help, holder },
    `${question.problem.message} The name is held by ${holder}.`,
  );
}

function isBelowParent(set: ExportSet, item: FoundItem, request: AddRequest): boolean {
  if (request.sent.parent === null) return item.parentListID === null && item.parentFullName === null;
  // Sought by its FullName, which holds its parents' names: only a ListID tells more.
  const listID = parentListID(set, request);
  return listID === null || item.parentListID === null || item.parentListID === listID;
}

function differencesOf(item: FoundItem, { sent }: AddRequest): string[] {
  const isSame = (a: string | null, b: string | null) => keyOf(a ?? '') === keyOf(b ?? '');
  const sides = sent.expenseAccount === null ? 'SalesOrPurchase' : 'SalesAndPurchase';
  const shown = (text: string | null) => (text ? `"${text}"` : 'none');
  return [
    (item.desc ?? '') === sent.description ? [] : [`description ${shown(item.desc)}`],
    isSame(item.incomeAccount, sent.incomeAccount) ? [] : [`income account ${shown(item.incomeAccount)}`],
    isSame(item.expenseAccount, sent.expenseAccount) ? [] : [`expense account ${shown(item.expenseAccount)}`],
    !takesClass(sent.version) || isSame(item.class, sent.class ?? null) ? [] : [`class ${shown(item.class)}`],
    item.sides === null || item.sides === sides
      ? []
      : [item.sides === 'SalesAndPurchase' ? 'two sides instead of one' : 'one side instead of two'],
  ].flat();
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  ItemNonInventoryRet: 'Non-inventory Part',
  ItemOtherChargeRet: 'Other Charge',
  ItemInventoryRet: 'Inventory Part',
  ItemInventoryAssemblyRet: 'Inventory Assembly',
  ItemFixedAssetRet: 'Fixed Asset',
  ItemSubtotalRet: 'Subtotal',
  ItemDiscountRet: 'Discount',
  ItemPaymentRet: 'Payment',
  ItemSalesTaxRet: 'Sales Tax Item',
  ItemSalesTaxGroupRet: 'Sales Tax Group',
  ItemGroupRet: 'Group',
};

const typeName = (type: string) => TYPE_NAMES[type] ?? type.replace(/^Item|Ret$/g, '');
