/**
 * The rules by which an open set comes to its end, as pure functions.
 *
 *     what is known of its requests          what is sent             what the answer means
 *     ------------------------------------   ----------------------   --------------------------------------------------
 *     it was never handed out                the set's own bytes      wordsOf (answer.ts); nothing readable: it is lost
 *     one has no word: it is lost            queries by name          found as ours: synced, whatever its name
 *     one is asked for by name                                        its parent was renamed: asked by the new name
 *                                                                     else: looked for in the list, or settled
 *     one is looked for in the list          a page of all items      found as ours: synced, whatever its name
 *                                                                     at the end: its name is held, so asked by name again;
 *                                                                     or in use and not seen: searched; or it is not there
 *     one is searched                        items of its Name        what holds the name
 *     some are absent, none is asked for     the set's own bytes      what they claim is asked for (answer.ts)
 *     each has its outcome                   nothing: settled
 *
 * How a request is asked for and known again is its kind's (requests/).
 *
 * The same bytes under the same newMessageSetID are answered by QuickBooks from its memory, whole or in part, or done where it
 * has none. They are handed out again only where nothing of the set was found as ours: else what was renamed there would be made
 * a second time by a QuickBooks that remembers nothing, and what was not found goes into a new set. So it does not matter how much
 * QuickBooks remembers, nor how often any of it breaks off: each step starts from what is stored and can be repeated.
 */
import type { Wanted, WantedItems } from '../../qbxml/long-answer.ts';
import type { Page, ParsedMessageSet } from '../../qbxml/message-set.ts';
import { type FoundItem, type ItemQuery, parseItemQueryRs } from '../../qbxml/queries.ts';
import { bareGuid } from '../../qbxml/values.ts';
import { requestIDOf } from './answer.ts';
import type { Ask, CodeRequest, ExportSet, LookupSet, MessageSet, Question, Word } from './model.ts';
import { failed, isSettled, notDone, problemOf } from './outcomes.ts';
import { kindOf } from './requests/kinds.ts';
import type { Asked, Found, Paging } from './requests/request.ts';
import { readStatus } from './statuses.ts';

export type Step = 'send' | LookupStep | 'settled';

/** In this order: a name in use is asked for in all ways before it is somebody else's. */
const LOOKUP_STEPS = ['name', 'list', 'search'] as const satisfies readonly Question['by'][];
export type LookupStep = (typeof LOOKUP_STEPS)[number];

/** QuickBooks answers queries; if it does not, these many times, a person has to look. */
export const VAIN_LOOKUPS_MAX = 5;

/** What an open set is waiting for. */
export function stepOf(set: ExportSet): Step {
  if (set.phase !== 'open') return 'settled';
  if (set.handouts === 0) return 'send';
  for (const step of LOOKUP_STEPS) if (asked(set, step).length > 0) return step;
  const words = set.requests.map((request) => wordIn(set, request));
  return words.every(isSettled) ? 'settled' : 'send';
}

/** What is known of a request. A set that was handed out and has no answer is lost as long as none comes. */
function wordIn(set: ExportSet, request: CodeRequest): Word | undefined {
  const word = set.words[request.requestID];
  if (word !== undefined || set.handouts === 0) return word;
  return kindOf(request).question('lost', request, problemOf('not-answered', 'Its answer did not come.'));
}

/** Whether the set's answer has not come for some of its requests. */
export const isLost = (set: ExportSet): boolean =>
  set.phase === 'open' && set.requests.some(({ requestID }) => set.words[requestID] === undefined);

/** The requests with a question of this kind. */
function asked(set: ExportSet, by: LookupStep): Asked<CodeRequest>[] {
  return set.requests.flatMap((request) => {
    const word = wordIn(set, request);
    return word?.kind === 'question' && word.by === by ? [{ request, question: word }] : [];
  });
}

const allAsked = (set: ExportSet) => LOOKUP_STEPS.flatMap((step) => asked(set, step));

/** The queries of a lookup named `lookup`. `page`: where in the list it goes on. */
export function queriesOf(
  set: ExportSet,
  step: LookupStep,
  lookup: string,
  page: string | null,
): { ask: Ask; query: ItemQuery }[] {
  const ofKinds = Map.groupBy(asked(set, step), ({ request }) => kindOf(request));
  return [...ofKinds]
    .flatMap(([kind, all]) => kind.lookup.queries(step, all, page))
    .map(({ kind, query }, index) => ({ ask: { requestID: requestIDOf(lookup, index + 1), kind }, query }));
}

/** What a lookup asks: its queries tell. */
export const stepAskedBy = ({ asks }: LookupSet): LookupStep =>
  asks.some(({ kind }) => kind === 'names')
    ? 'name'
    : asks.some(({ kind }) => kind === 'list')
      ? 'list'
      : 'search';

/** The set as it is handed out once more: what was not there is lost again until the answer comes. */
export function withoutAbsent(set: ExportSet): ExportSet {
  const words = Object.entries(set.words).filter(([, word]) => word.kind !== 'absent');
  return { ...set, words: Object.fromEntries(words) };
}

const NO_ITEMS: WantedItems = { listIDs: [], fullNames: [], names: [], externalGUIDs: [] };

/** What is of use in the answer to a set: what it asked, and of the items that a lookup finds those that its questions may be about. */
export function wantedIn(set: MessageSet, about: MessageSet | null): Wanted {
  switch (set.kind) {
    case 'export':
      return { requestIDs: set.requests.map(({ requestID }) => requestID), types: [], items: null };
    case 'lookup': {
      const requestIDs = set.asks.map(({ requestID }) => requestID);
      return { requestIDs, types: [], items: about?.kind === 'export' ? itemsFor(about) : NO_ITEMS };
    }
    case 'companyQuery':
      return { requestIDs: [], types: ['HostQueryRs', 'CompanyQueryRs'], items: null };
    case 'reading':
      return { requestIDs: set.asks.map(({ requestID }) => requestID), types: [], items: null };
    case 'forget':
      return { requestIDs: [], types: [], items: null };
  }
}

function itemsFor(set: ExportSet): WantedItems {
  const wanted = [...Map.groupBy(allAsked(set), ({ request }) => kindOf(request))].map(([kind, each]) =>
    kind.lookup.wanted(set, each),
  );
  const every = (of: keyof WantedItems) => wanted.flatMap((items) => items[of]);
  return {
    listIDs: every('listIDs'),
    fullNames: every('fullNames'),
    names: every('names'),
    externalGUIDs: every('externalGUIDs'),
  };
}

/** What QuickBooks found, query by query, and where it goes on if that was a page; null if one of them has no answer that tells. */
export function foundIn(
  parsed: ParsedMessageSet,
  asks: readonly Ask[],
): { readonly found: Found; readonly next: Page | null } | null {
  const found = new Map<Ask['kind'], FoundItem[]>();
  let next: Page | null = null;
  for (const { requestID, kind } of asks) {
    const response = parsed.responses.find(
      (each) => each.requestID === requestID && each.type === 'ItemQueryRs',
    );
    if (!response || readStatus(response.statusCode, response.statusMessage).means !== 'done') return null;
    found.set(kind, [...(found.get(kind) ?? []), ...parseItemQueryRs(response).items]);
    if (kind === 'list' && response.page && response.page.remaining > 0) next = response.page;
  }
  return { found, next };
}

/** ListIDs that may be adopted: whoever applies the answer finds out which codes have them already. */
export function listIDsIn(found: Found, set: ExportSet): string[] {
  const { listIDs, fullNames, externalGUIDs } = itemsFor(set);
  const [ids, names, guids] = [new Set(listIDs), new Set(fullNames), new Set(externalGUIDs.map(bareGuid))];
  const items = [...found.values()]
    .flat()
    .filter(
      ({ listID, fullName, externalGUID }) =>
        ids.has(listID) ||
        names.has(fullName?.toLowerCase() ?? '') ||
        guids.has(bareGuid(externalGUID ?? '')),
    );
  return [...new Set(items.map((item) => item.listID))];
}

/** New words for the questions that a lookup answered. `ownerOf`: the code that has a ListID already, as people know it. */
export function afterLookup(
  set: ExportSet,
  step: LookupStep,
  found: Found,
  paging: Paging,
  ownerOf: (listID: string) => string | null,
): Map<string, Word> {
  const words = new Map<string, Word>();
  const taken = new Map<string, string>();
  const owner = (listID: string) => ownerOf(listID) ?? taken.get(listID) ?? null;
  for (const each of asked(set, step)) {
    const word = kindOf(each.request).lookup.wordOf(set, each, found, paging, owner);
    if (word.kind === 'synced') taken.set(word.listID, kindOf(each.request).nameOf(each.request));
    words.set(each.request.requestID, word);
  }
  return unlessRepeated(set, words);
}

/** Once all questions are answered: what is absent is sent again with the set, or in a new one. */
function unlessRepeated(set: ExportSet, told: ReadonlyMap<string, Word>): Map<string, Word> {
  const words = new Map(told);
  const all = set.requests.map((request) => ({
    request,
    word: words.get(request.requestID) ?? wordIn(set, request),
  }));
  if (all.some(({ word }) => word?.kind === 'question')) return words;
  // One of ours is there, so what was looked for in the same way and not found is not.
  const isFound = all.some(({ word }) => word?.kind === 'synced' && word.how === 'found');
  if (!isFound && all.every(({ request }) => kindOf(request).isRepeatable(request))) return words;
  for (const { request, word } of all)
    if (word?.kind === 'absent') words.set(request.requestID, notDone('no', 'now', word.problem));
  return words;
}

/** Lookups in vain: a person has to look. */
export function givenUp(set: ExportSet, message: string): Map<string, Word> {
  const words = new Map<string, Word>();
  for (const { request } of allAsked(set)) {
    words.set(request.requestID, failed(problemOf('needs-a-look', message)));
  }
  return words;
}

/** The set went to another company file than the company's of today: what became of it there cannot be asked here. */
export function leftBehind(set: ExportSet): Map<string, Word> {
  const words = new Map<string, Word>();
  const message = 'It was sent to another company file, and its answer never came.';
  for (const request of set.requests) {
    if (!isSettled(set.words[request.requestID]))
      words.set(request.requestID, failed(problemOf('needs-a-look', message)));
  }
  return words;
}
