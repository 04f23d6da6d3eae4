/**
 * The rules by which an open set comes to its end, as pure functions.
 *
 *     what is known of its requests          what is sent             what the answer means
 *     ------------------------------------   ----------------------   --------------------------------------------------
 *     one has no word                        the set's own bytes      wordsOf (answer.ts); nothing readable: as before
 *     one is asked for by name               queries by FullName      found: settled, or searched for one that is ours
 *                                                                     its parent was renamed: asked by the new name
 *                                                                     not found: searched
 *     one is searched                        queries for what was     found by our ExternalGUID: synced, whatever its name
 *                                            changed since, and for   found by FullName: settled
 *                                            items of its Name        not found: not there, so it is added again, or failed
 *     each has its outcome                   nothing: settled
 *
 * A refusal of bytes that were handed out before is a question, too: it counts only if the item is not there (answer.ts).
 *
 * The same bytes under the same newMessageSetID are answered by QuickBooks from its memory, or done (again) where it has none;
 * then names that were added before come back as in use (3100), and are asked for. So it does not matter how much QuickBooks
 * remembers, nor how often any of it breaks off: each step starts from what is stored and can be repeated.
 */
import { HELP } from '../../qbxml/help.ts';
import type { Wanted } from '../../qbxml/long-answer.ts';
import type { ParsedMessageSet } from '../../qbxml/message-set.ts';
import { type FoundItem, type ItemQuery, parseItemQueryRs } from '../../qbxml/queries.ts';
import { readStatus } from '../../qbxml/status.ts';
import { sameGuid } from '../../qbxml/values.ts';
import { failed, isSettled, notDone, problemOf, requestIDOf } from './answer.ts';
import type { AddRequest, Ask, MessageSet, Question, RequestOutcome, Word } from './model.ts';

export type Step = 'send' | 'byName' | 'search' | 'settled';

/** QuickBooks answers queries; if it does not, these many times, a person has to look. */
export const VAIN_LOOK_UPS_MAX = 5;
/** A name is asked for again if its parent has another name by now; nobody renames that often. */
const ROUNDS_MAX = 3;
const DAY_MS = 24 * 60 * 60_000;

export function stepOf(set: MessageSet): Step {
  if (set.phase !== 'open') return 'settled';
  const words = set.requests.map((request) => set.words[request.requestID]);
  if (words.some((word) => word === undefined)) return 'send';
  if (words.some((word) => word?.kind === 'question' && word.by === 'name')) return 'byName';
  return words.every(isSettled) ? 'settled' : 'search';
}

/** The requests with a question of this kind. */
function asked(set: MessageSet, by: Question['by']): { request: AddRequest; question: Question }[] {
  return set.requests.flatMap((request) => {
    const word = set.words[request.requestID];
    return word?.kind === 'question' && word.by === by ? [{ request, question: word }] : [];
  });
}

const keyOf = (name: string) => name.toLowerCase();
const distinct = (names: readonly string[]) => [
  ...new Map(names.map((name) => [keyOf(name), name])).values(),
];

/** The queries of a look-up named `lookUp`. */
export function queriesOf(
  set: MessageSet,
  step: 'byName' | 'search',
  lookUp: string,
): { ask: Ask; query: ItemQuery }[] {
  const queries: { kind: Ask['kind']; query: ItemQuery }[] = [];
  if (step === 'byName') {
    const all = asked(set, 'name');
    queries.push({
      kind: 'names',
      query: { fullNames: distinct(all.map(({ question }) => question.fullName)) },
    });
    // A parent may have been renamed: its children are looked for below the name that it has now.
    const parents = distinct(all.flatMap(({ request }) => parentListID(set, request) ?? []));
    if (parents.length > 0) queries.push({ kind: 'parents', query: { listIDs: parents } });
  } else {
    const all = asked(set, 'search');
    if (all.some(({ question }) => isMaybeOurs(set, question))) {
      const since = new Date(Date.parse(set.firstAt ?? '') - DAY_MS).toISOString().slice(0, 19);
      queries.push({ kind: 'changed', query: { activeStatus: 'All', fromModifiedDate: since } });
    }
    const inUse = all.filter(({ question }) => question.why === 'inUse' && question.candidate === null);
    for (const name of distinct(inUse.map(({ request }) => request.sent.name))) {
      const nameFilter = { matchCriterion: 'EndsWith', name } as const;
      queries.push({ kind: 'named', query: { activeStatus: 'All', nameFilter } });
    }
  }
  return queries.map(({ kind, query }, index) => ({
    ask: { requestID: requestIDOf(lookUp, index + 1), kind },
    query,
  }));
}

/** An earlier handing out, or this one, may have made the item. A name that was in use the first time was not of our making. */
const isMaybeOurs = (set: MessageSet, question: Question) => question.why !== 'inUse' || set.handouts > 1;

/** A parent of the same set was sent by its name; once it has its word, its ListID is known for it, too. */
function parentListID(set: MessageSet, { sent, parent }: AddRequest): string | null {
  if (sent.parent !== null && 'listID' in sent.parent) return sent.parent.listID;
  const word = parent === null ? undefined : set.words[parent];
  return word?.kind === 'synced' ? word.listID : null;
}

/** What is of use in the answer to a set: what it asked, and of the items that a look-up finds those that its questions may be about. */
export function wantedIn(set: MessageSet, about: MessageSet | null): Wanted {
  const requestIDs = [...set.requests, ...set.asks].map(({ requestID }) => requestID);
  switch (set.kind) {
    case 'companyQuery':
      return { requestIDs: [], types: ['HostQueryRs', 'CompanyQueryRs'], items: null };
    case 'lookUp': {
      const open = about === null ? [] : [...asked(about, 'name'), ...asked(about, 'search')];
      const items = {
        listIDs: about === null ? [] : open.flatMap(({ request }) => parentListID(about, request) ?? []),
        fullNames: open.map(({ question }) => keyOf(question.fullName)),
        names: open.map(({ request }) => keyOf(request.sent.name)),
        externalGUIDs: open.flatMap(({ request }) => request.externalGUID ?? []),
      };
      return { requestIDs, types: [], items };
    }
    default:
      return { requestIDs, types: [], items: null };
  }
}

/** What QuickBooks found, query by query; null if one of them has no answer that tells. */
export function foundIn(
  parsed: ParsedMessageSet,
  asks: readonly Ask[],
): Map<Ask['kind'], FoundItem[]> | null {
  const found = new Map<Ask['kind'], FoundItem[]>();
  for (const { requestID, kind } of asks) {
    const response = parsed.responses.find(
      (each) => each.requestID === requestID && each.type === 'ItemQueryRs',
    );
    if (!response || readStatus(response.statusCode, response.statusMessage).means !== 'done') return null;
    found.set(kind, [...(found.get(kind) ?? []), ...parseItemQueryRs(response).items]);
  }
  return found;
}

/** ListIDs that may be adopted: whoever applies the answer finds out which codes have them already. */
export function listIDsIn(found: ReadonlyMap<Ask['kind'], readonly FoundItem[]>, set: MessageSet): string[] {
  const all = [...asked(set, 'name'), ...asked(set, 'search')];
  const names = new Set(all.map(({ question }) => keyOf(question.fullName)));
  const candidates = all.flatMap(({ question }) => question.candidate ?? []);
  const items = [...candidates, ...[...found.values()].flat()];
  return [
    ...new Set(items.filter((item) => names.has(keyOf(item.fullName ?? ''))).map((item) => item.listID)),
  ];
}

/** New words for the questions that a look-up answered. `ownerOf`: the code that has a ListID already, as people know it. */
export function afterLookUp(
  set: MessageSet,
  step: 'byName' | 'search',
  found: ReadonlyMap<Ask['kind'], readonly FoundItem[]>,
  ownerOf: (listID: string) => string | null,
): Map<string, Word> {
  const words = new Map<string, Word>();
  const taken = new Map<string, string>();
  const owner = (listID: string) => ownerOf(listID) ?? taken.get(listID) ?? null;
  for (const { request, question } of asked(set, step === 'byName' ? 'name' : 'search')) {
    // Parents come before their children, so what has become of a parent is known by now.
    const known = { ...set, words: { ...set.words, ...Object.fromEntries(words) } };
    const word =
      step === 'byName'
        ? byName(known, request, question, found, owner)
        : searched(known, request, question, found, owner);
    if (word.kind === 'synced') taken.set(word.listID, request.sent.name);
    words.set(request.requestID, word);
  }
  return words;
}

type Found = ReadonlyMap<Ask['kind'], readonly FoundItem[]>;
type Owner = (listID: string) => string | null;

function byName(set: MessageSet, request: AddRequest, question: Question, found: Found, owner: Owner): Word {
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

function searched(
  set: MessageSet,
  request: AddRequest,
  question: Question,
  found: Found,
  owner: Owner,
): Word {
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
  set: MessageSet,
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

/** The words stay QuickBooks'; who holds the name stands in the advice, and in the history. */
function held(
  question: Question,
  holder: string,
  help: 'name-in-use' | 'inactive-item' = 'name-in-use',
): RequestOutcome {
  const { advice } = HELP[help];
  const step = `${advice.charAt(0).toLowerCase()}${advice.slice(1)}`;
  return failed(
    { ...question.problem, help, advice: `The name is held by ${holder}: ${step}` },
    `${question.problem.message} The name is held by ${holder}.`,
  );
}

function isBelowParent(set: MessageSet, item: FoundItem, request: AddRequest): boolean {
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

/** Look-ups in vain: a person has to look. */
export function givenUp(set: MessageSet, message: string): Map<string, Word> {
  const words = new Map<string, Word>();
  for (const { request } of [...asked(set, 'name'), ...asked(set, 'search')]) {
    words.set(request.requestID, failed(problemOf('needs-a-look', message)));
  }
  return words;
}

/** The set went to another company file than the company's of today: what became of it there cannot be asked here. */
export function leftBehind(set: MessageSet): Map<string, Word> {
  const words = new Map<string, Word>();
  const message = 'It was sent to another company file, and its answer never came.';
  for (const request of set.requests) {
    if (!isSettled(set.words[request.requestID]))
      words.set(request.requestID, failed(problemOf('needs-a-look', message)));
  }
  return words;
}
