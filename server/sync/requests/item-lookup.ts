/**
 * Whether an item that an add was to make is there: by its FullName, and by the ListID that QuickBooks says it has; then for ours,
 * which may have been renamed, moved or made inactive, by the ExternalGUID that was made for this attempt; then for what else has
 * its name. What is there is settled: ours, adopted, or something that holds the name.
 *
 * An ExternalGUID cannot be asked for, only looked for in what QuickBooks tells. That is all its items, page by page, and not those
 * that were changed since some time: the times of items come from clocks of desktops, which may be days off or have been set.
 */
import { takesClass } from '../../../qbxml/item-service.ts';
import type { WantedItems } from '../../../qbxml/long-answer.ts';
import type { FoundItem } from '../../../qbxml/queries.ts';
import { alikeKey, sendablePart } from '../../../qbxml/text.ts';
import { sameGuid } from '../../../qbxml/values.ts';
import type { AddRequest, ExportSet, Question, RequestOutcome, ShownItem, Word } from '../model.ts';
import { failed, inItsWords, isDone, notDone, problemOf } from '../outcomes.ts';
import { inDoubt } from '../vain.ts';
import { parentNameOf, parentWord } from './parent-lookup.ts';
import type { Asked, Found, LookupQuery, PageAsked, Paging } from './request.ts';

/** A name is asked for again if its parent has another name by now; nobody renames that often. */
const ROUNDS_MAX = 3;
/** An item is some 400 bytes with these: a page stays below a megabyte, and a list of 14,500 items is eight of them. */
const PAGE_ITEMS = 2_000;
const PAGE_ELEMENTS = [
  ...['ListID', 'EditSequence', 'Name', 'FullName', 'IsActive', 'ParentRef'],
  'ExternalGUID',
] as const;

/** Asked for where nothing of a name can be sent: QuickBooks stores such letters as this. */
const NO_NAME = '?';

type AskedAdd = Asked<AddRequest>;
type Owner = (listID: string) => string | null;

const keyOf = (name: string) => name.toLowerCase();
const distinct = (names: readonly string[]) => [
  ...new Map(names.map((name) => [keyOf(name), name])).values(),
];

/** Of the items that a lookup finds those that these questions may be about. */
export const lookupWanted = (_set: ExportSet, asked: readonly AskedAdd[]): WantedItems => ({
  listIDs: asked.flatMap((each) => [...(aboveOf(each) ?? []), ...(each.question.listID ?? [])]),
  fullNames: asked.map((each) => alikeKey(nameAskedFor(each))),
  names: asked.map(({ request }) => alikeKey(request.sent.name)),
  externalGUIDs: asked.flatMap(({ request }) => request.externalGUID ?? []),
});

const nameAskedFor = (asked: AskedAdd): string =>
  asked.question.why === 'parent' ? parentNameOf(asked) : asked.question.fullName;

/** Which may have been renamed, so that what is asked for has another name than is known. */
const aboveOf = ({ request, question }: AskedAdd): string | null =>
  question.why === 'parent' ? (request.above ?? null) : parentListID(request);

/** The queries by which these requests are looked up. */
export function lookupQueries(
  by: Question['by'],
  asked: readonly AskedAdd[],
  { iteratorID, part }: PageAsked,
): LookupQuery[] {
  switch (by) {
    case 'name':
      return byNameQueries(asked);
    case 'list': {
      const query = {
        activeStatus: 'All',
        maxReturned: Math.ceil(PAGE_ITEMS / part),
        iteratorID,
        elements: PAGE_ELEMENTS,
      } as const;
      return [{ kind: 'list', query }];
    }
    case 'search':
      return distinct(asked.map(({ request }) => request.sent.name)).map((name) => ({
        kind: 'named',
        query: { activeStatus: 'All', nameFilter: { matchCriterion: 'EndsWith', name } },
      }));
  }
}

function byNameQueries(asked: readonly AskedAdd[]): LookupQuery[] {
  const names = distinct(asked.map(nameAskedFor));
  const sendable = names.filter((name) => sendablePart(name) === name);
  const queries: LookupQuery[] =
    sendable.length > 0 ? [{ kind: 'names', query: { fullNames: sendable } }] : [];
  // A person may have given what is above it a name with letters that cannot be sent: then by what of its own name can be.
  const parts = names.filter((name) => !sendable.includes(name)).map((name) => sendablePart(lastOf(name)));
  for (const name of distinct(parts.map((part) => part || NO_NAME)))
    queries.push({
      kind: 'names',
      query: { activeStatus: 'All', nameFilter: { matchCriterion: 'Contains', name } },
    });
  // A parent may have been renamed: its children are looked for below the name that it has now.
  const parents = distinct(asked.flatMap((each) => aboveOf(each) ?? []));
  if (parents.length > 0) queries.push({ kind: 'parents', query: { listIDs: parents } });
  const claimed = distinct(asked.flatMap(({ question }) => question.listID ?? []));
  if (claimed.length > 0) queries.push({ kind: 'claimed', query: { listIDs: claimed } });
  return queries;
}

/** What the answer of a lookup means for a request. */
export function wordOfFound(
  set: ExportSet,
  asked: AskedAdd,
  found: Found,
  paging: Paging,
  owner: Owner,
): Word {
  if (asked.question.why === 'parent') {
    const fullName = renamedAbove(asked, found);
    return fullName === null
      ? parentWord(asked, found, owner)
      : { ...asked.question, fullName, rounds: asked.question.rounds + 1 };
  }
  switch (asked.question.by) {
    case 'name':
      return byName(set, asked, found, owner);
    case 'list':
      return listed(set, asked, found, paging, owner);
    case 'search':
      return searched(set, asked, found, owner);
  }
}

/** An earlier handing out, or this one, may have made the item. A name that was in use the first time was not of our making. */
const isMaybeOurs = (set: ExportSet, question: Question) => question.why !== 'inUse' || set.handouts > 1;

const parentListID = ({ sent: { parent } }: AddRequest): string | null =>
  parent !== null && 'listID' in parent ? parent.listID : null;

function byName(set: ExportSet, asked: AskedAdd, found: Found, owner: Owner): Word {
  const { request, question } = asked;
  const claimed = found.get('claimed')?.find((item) => item.listID === question.listID);
  if (claimed) return settled(asked, claimed, owner, true);
  const fullName = renamedAbove(asked, found);
  if (fullName !== null) return { ...question, fullName, rounds: question.rounds + 1 };
  const item = itemNamed(question.fullName, found.get('names') ?? []);
  // Ours may have been renamed, and another one may have been given its name since.
  const isInList = request.externalGUID !== null && isMaybeOurs(set, question) && !question.isListed;
  if (isInList && !(item && isOurs(item, request)))
    return { ...question, by: 'list', isHeld: item !== undefined };
  return item ? settled(asked, item, owner) : unfound(set, asked);
}

/** What is asked for has another FullName by now, since what is above it has been renamed. */
function renamedAbove(asked: AskedAdd, found: Found): string | null {
  const { question, request } = asked;
  const above = found.get('parents')?.find((item) => item.listID === aboveOf(asked));
  if (!above?.fullName || question.rounds >= ROUNDS_MAX) return null;
  const below =
    question.why === 'parent' ? [lastOf(parentNameOf(asked)), request.sent.name] : [request.sent.name];
  const fullName = [above.fullName, ...below].join(':');
  return keyOf(fullName) === keyOf(question.fullName) ? null : fullName;
}

const lastOf = (fullName: string) => fullName.slice(fullName.lastIndexOf(':') + 1);

/**
 * The item of this name among those that QuickBooks gave for it, or because it is in use: if none has it but for case, one that is
 * alike. QuickBooks itself takes that for the same name then, an accent or a blank more.
 */
function itemNamed(fullName: string, items: readonly FoundItem[]): FoundItem | undefined {
  const has = (item: FoundItem, key: (name: string) => string) => key(item.fullName ?? '') === key(fullName);
  return items.find((item) => has(item, keyOf)) ?? items.find((item) => has(item, alikeKey));
}

function listed(set: ExportSet, asked: AskedAdd, found: Found, paging: Paging, owner: Owner): Word {
  const { request, question } = asked;
  const ours = found.get('list')?.find((item) => isOurs(item, request));
  if (ours) return settled(asked, ours, owner);
  if (!paging.isLast) return question;
  const { isHeld } = question;
  return isHeld ? { ...question, by: 'name', isListed: true } : unfound(set, asked);
}

function searched(_set: ExportSet, asked: AskedAdd, found: Found, owner: Owner): Word {
  const { request, question } = asked;
  const items = found.get('named') ?? [];
  const named = itemNamed(question.fullName, items);
  if (named) return settled(asked, named, owner);
  const holder = items.find((each) => keyOf(each.name ?? '') === keyOf(request.sent.name));
  return held(
    question,
    holder ? `the item ${holder.fullName}, below another parent` : 'something that it does not show',
  );
}

/** Neither by its name, nor by its ListID, nor as ours. */
function unfound(set: ExportSet, { request, question }: AskedAdd): Word {
  switch (question.why) {
    case 'inUse':
      return { ...question, by: 'search' };
    case 'lost':
      return { kind: 'absent', problem: question.problem };
    case 'done':
      // Without an ExternalGUID a renamed item cannot be told from a deleted one.
      if (request.externalGUID === null) {
        const message = 'QuickBooks says that it added the item, but does not show it under its name.';
        return failed(problemOf('needs-a-look', message));
      }
      return isGone(question.listID);
    case 'claimed':
      return isGone(question.listID);
    case 'unclear': {
      if (question.otherwise) return question.otherwise;
      const asked = problemOf('not-answered', 'QuickBooks was asked for the item and does not have it.');
      const problem = inItsWords(question, asked);
      if (set.vain) return inDoubt(set, problem);
      // A lost set that was not executed is no try; an answer that left the code out is one.
      return notDone(set.handouts > 1 ? 'no' : 'passing', 'now', problem);
    }
    case 'parent':
      throw new Error('a parent is asked for by its name alone');
    case 'stale':
      throw new Error('what is added has no state that could be another one');
  }
}

const isGone = (listID: string | null): RequestOutcome => ({
  ...notDone('passing', 'now', problemOf('not-answered', 'QuickBooks added the item, but it is gone again.')),
  ...(listID === null ? {} : { gone: listID }),
});

const isOurs = (item: FoundItem, { externalGUID }: AddRequest) =>
  externalGUID !== null && item.externalGUID !== null && sameGuid(item.externalGUID, externalGUID);

/** What an item that was found means for the request. */
function settled(
  { request, question }: AskedAdd,
  item: FoundItem,
  owner: Owner,
  isClaimed = false,
): RequestOutcome {
  const fullName = item.fullName ?? question.fullName;
  const { listID, editSequence } = item;
  const synced = (how: 'added' | 'found' | 'adopted', why: string) =>
    ({ kind: 'synced', listID, fullName, editSequence, why, how, shown: shownOf(item, request) }) as const;
  const other = owner(listID);
  if (other !== null) return held(question, `the item of another code, ${other}`);
  if (isOurs(item, request) || (isClaimed && item.type === 'ItemServiceRet')) {
    const notes = [
      item.isActive === false ? ['it has been made inactive there'] : [],
      alikeKey(fullName) === alikeKey(question.fullName) ? [] : ['it has been renamed or moved there'],
      otherSpelling(item.name, request),
    ].flat();
    const note = notes.length === 0 ? '' : `; ${notes.join(', ')}`;
    const why = `found in QuickBooks as ${fullName}, ListID ${listID}, added by us before${note}`;
    return synced(isClaimed ? 'added' : 'found', why);
  }
  if (item.type !== 'ItemServiceRet')
    return held(question, `an item of another type (${typeName(item.type)})`);
  if (!isBelowParent(item, request)) return held(question, `the item ${fullName}, below another parent`);
  if (item.isActive === false) return held(question, 'an inactive item', 'inactive-item');
  const differences = differencesOf(item, request);
  const differs = differences.length === 0 ? '' : `; it differs: ${differences.join(', ')}`;
  return synced('adopted', `adopted: it is already in QuickBooks as ${fullName}, ListID ${listID}${differs}`);
}

/** A page of the list of all items tells less of each: then it is as it was sent. */
function shownOf(item: FoundItem, { sent }: AddRequest): ShownItem {
  const isWhole = item.sides !== null;
  const { description, incomeAccount, expenseAccount, class: itsClass = null } = sent;
  const isTwoSided = isWhole ? item.sides === 'SalesAndPurchase' : expenseAccount !== null;
  return {
    isActive: item.isActive ?? true,
    parentListID: item.parentListID,
    sides: isTwoSided ? 'two' : 'one',
    description: (isWhole ? item.desc : description) || null,
    incomeAccount: isWhole ? item.incomeAccount : incomeAccount,
    expenseAccount: isWhole ? item.expenseAccount : expenseAccount,
    class: isWhole ? item.class : itsClass,
  };
}

/** The words stay QuickBooks'; who holds the name is told beside them. */
function held(
  question: Question,
  holder: string,
  help: 'name-in-use' | 'inactive-item' = 'name-in-use',
): RequestOutcome {
  const problem = isDone(question.problem)
    ? problemOf(help, 'QuickBooks says that it added the item, but shows another one under its name.')
    : { ...question.problem, help };
  return failed({ ...problem, holder }, `${problem.message} The name is held by ${holder}.`);
}

function isBelowParent(item: FoundItem, request: AddRequest): boolean {
  if (request.sent.parent === null) return item.parentListID === null && item.parentFullName === null;
  // Sought by its FullName, which holds its parents' names: only a ListID tells more.
  const listID = parentListID(request);
  return listID === null || item.parentListID === null || item.parentListID === listID;
}

/** What its name is there, where it is not ours letter for letter, and what ours is. */
export const otherSpelling = (name: string | null, { sent }: Pick<AddRequest, 'sent'>): string[] =>
  name === null || name === sent.name || alikeKey(name) !== alikeKey(sent.name)
    ? []
    : [`its name there is "${name}", ours is "${sent.name}"`];

function differencesOf(item: FoundItem, { sent }: AddRequest): string[] {
  const isSame = (a: string | null, b: string | null) => keyOf(a ?? '') === keyOf(b ?? '');
  const sides = sent.expenseAccount === null ? 'SalesOrPurchase' : 'SalesAndPurchase';
  const shown = (text: string | null) => (text ? `"${text}"` : 'none');
  return [
    otherSpelling(item.name, { sent }),
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
