/**
 * The rules by which an open set comes to its end, as pure functions.
 *
 *     what is known of its requests          what is sent             what the answer means
 *     ------------------------------------   ----------------------   --------------------------------------------------
 *     it was never handed out                the set's own bytes      wordsOf (answer.ts); nothing readable: it is lost
 *     of all its codes it has to be asked    queries by ListID        how their items are now (requests/)
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
import { alikeKey } from '../../qbxml/text.ts';
import { bareGuid } from '../../qbxml/values.ts';
import type { Problem } from '../codes/model.ts';
import { withoutWords } from '../help/advice.ts';
import type { HelpTopic } from '../help/topics.ts';
import { requestIDOf } from './answer.ts';
import { TYPES_ASKED } from './answer-text.ts';
import {
  ASKS,
  type Ask,
  type CodeRequest,
  type ExportSet,
  type LookupSet,
  type MessageSet,
  type Question,
  type Word,
} from './model.ts';
import { failed, inItsWords, isSettled, notDone, problemOf } from './outcomes.ts';
import { kindOf } from './requests/kinds.ts';
import type { Asked, Found, Paging } from './requests/request.ts';
import { readStatus, type StatusMeaning } from './statuses.ts';
import { inTheWay } from './vain.ts';

export type Step = 'send' | LookupStep | 'settled';

/** In this order: a name in use is asked for in all ways before it is somebody else's. */
const LOOKUP_STEPS = ['name', 'list', 'search'] as const satisfies readonly Question['by'][];
export type LookupStep = (typeof LOOKUP_STEPS)[number];

/** A page of the list is halved so often at most. */
const LIST_HALVINGS_MAX = 2;

/** What an open set is waiting for. */
export function stepOf(set: ExportSet): Step {
  if (set.phase !== 'open') return 'settled';
  // Without a text it is to be asked first about all that it holds.
  if (set.handouts === 0 && set.text !== '') return 'send';
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

/** Whether nothing has been told of the set, by its answer or by asking. */
export const isUntold = ({ requests, words }: ExportSet): boolean =>
  requests.every((request) => {
    const word = words[request.requestID];
    return word === undefined || word.kind === 'failed' || kindOf(request).unsent(request) !== null;
  });

/** The requests with a question of this kind. */
function asked(set: ExportSet, by: LookupStep): Asked<CodeRequest>[] {
  return set.requests.flatMap((request) => {
    const word = wordIn(set, request);
    return word?.kind === 'question' && word.by === by ? [{ request, question: word }] : [];
  });
}

const allAsked = (set: ExportSet) => LOOKUP_STEPS.flatMap((step) => asked(set, step));

/** The queries of a lookup named `lookup`, and the requests that they are about. `page`: where in the list it goes on. */
export function queriesOf(
  set: ExportSet,
  step: LookupStep,
  lookup: string,
  page: string | null,
): { questions: string[]; queries: { ask: Ask; query: ItemQuery }[] } {
  const all = asked(set, step);
  const part = 2 ** set.halvings;
  // However few they are, ours are looked for in the whole list: there the pages are smaller.
  const now = step === 'list' ? all : all.slice(0, Math.ceil(all.length / part));
  const queries = [...Map.groupBy(now, ({ request }) => kindOf(request))]
    .flatMap(([kind, each]) => kind.lookup.queries(step, each, { iteratorID: page, part }))
    .map(({ kind, query }, index) => ({ ask: { requestID: requestIDOf(lookup, index + 1), kind }, query }));
  return { questions: now.map(({ request }) => request.requestID), queries };
}

/** Less cannot be asked at once than by this lookup. */
export const isSmallest = (set: ExportSet, step: LookupStep, { questions }: LookupSet): boolean =>
  step === 'list' ? set.halvings >= LIST_HALVINGS_MAX : (questions ?? asked(set, step)).length <= 1;

/** The set after a lookup that told something: what is asked next may be more. */
export function afterTold(set: ExportSet, step: LookupStep, isLast: boolean): ExportSet {
  // As long as the list is being read, nothing is settled by it.
  if (step === 'list') return isLast ? { ...set, vainLookups: 0 } : set;
  return { ...set, vainLookups: 0, halvings: Math.max(0, set.halvings - 1) };
}

/** Which of the questions about its set a lookup asks: all its queries are of one kind. */
export const stepAskedBy = ({ asks: [first] }: LookupSet): LookupStep => (first ? ASKS[first.kind] : 'name');

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
      return { requestIDs: [], types: TYPES_ASKED, items: null };
    case 'reading':
      return { requestIDs: set.asks.map(({ requestID }) => requestID), types: [], items: 'read' };
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

/** What the answer to a lookup tells; null where one of its queries has none. */
export type Told =
  | {
      readonly kind: 'found';
      /** Query by query. */
      readonly found: Found;
      /** Where the list goes on. */
      readonly next: Page | null;
    }
  /** By the status of a query, which says this. */
  | { readonly kind: 'refused'; readonly means: StatusMeaning; readonly problem: Problem };

/** What a status that refuses a query says of the company. Any other says that it is not answered (vain.ts). */
export const FAULT_OF_QUERY: Partial<Record<StatusMeaning, 'permission' | 'readOnly' | 'connection'>> = {
  permission: 'permission',
  readOnly: 'readOnly',
  unavailable: 'connection',
  locked: 'connection',
  notProcessed: 'connection',
};

/** What QuickBooks found, or why it does not say. */
export function toldBy(parsed: ParsedMessageSet, asks: readonly Ask[]): Told | null {
  const found = new Map<Ask['kind'], FoundItem[]>();
  let next: Page | null = null;
  for (const { requestID, kind } of asks) {
    const response = parsed.responses.find(
      (each) => each.requestID === requestID && each.type === 'ItemQueryRs',
    );
    if (!response) return null;
    const { statusCode, statusMessage } = response;
    const { means, help } = readStatus(statusCode, statusMessage);
    if (means !== 'done') {
      const message = statusMessage.trim() || withoutWords(statusCode);
      return { kind: 'refused', means, problem: problemOf(help, message, statusCode || null) };
    }
    found.set(kind, [...(found.get(kind) ?? []), ...parseItemQueryRs(response).items]);
    if (kind === 'list' && response.page && response.page.remaining > 0) next = response.page;
  }
  return { kind: 'found', found, next };
}

/** ListIDs that may be adopted: whoever applies the answer finds out which codes have them already. */
export function listIDsIn(found: Found, set: ExportSet): string[] {
  const { listIDs, fullNames, externalGUIDs } = itemsFor(set);
  const [ids, names, guids] = [new Set(listIDs), new Set(fullNames), new Set(externalGUIDs.map(bareGuid))];
  const items = [...found.values()]
    .flat()
    .filter(
      ({ listID, fullName, externalGUID }) =>
        ids.has(listID) || names.has(alikeKey(fullName ?? '')) || guids.has(bareGuid(externalGUID ?? '')),
    );
  return [...new Set(items.map((item) => item.listID))];
}

/** New words for the questions that a lookup answered; `questions`: the requests that it was about. `ownerOf`: the code that has a ListID already, as people know it. */
export function afterLookup(
  set: ExportSet,
  step: LookupStep,
  found: Found,
  paging: Paging,
  ownerOf: (listID: string) => string | null,
  questions: readonly string[] | undefined,
): Map<string, Word> {
  const words = new Map<string, Word>();
  // Parents come before their children, so what has become of a parent is known by then.
  const soFar: Record<string, Word> = { ...set.words };
  // Those that the set has found already may not be moved yet.
  const taken = new Map(
    set.requests.flatMap((request) => {
      const word = set.words[request.requestID];
      return word?.kind === 'synced' ? [[word.listID, kindOf(request).nameOf(request)] as const] : [];
    }),
  );
  const owner = (listID: string) => ownerOf(listID) ?? taken.get(listID) ?? null;
  const isAbout = ({ request }: Asked<CodeRequest>) => questions?.includes(request.requestID) ?? true;
  for (const each of asked(set, step).filter(isAbout)) {
    const word = kindOf(each.request).lookup.wordOf(set, each, found, paging, owner);
    if (word.kind === 'synced') taken.set(word.listID, kindOf(each.request).nameOf(each.request));
    words.set(each.request.requestID, word);
    soFar[each.request.requestID] = word;
  }
  return unlessRepeated(set, words);
}

/** A person is to look for it, or to say whether it is to be written after all: its bytes say so already. */
const NOT_ONCE_MORE: ReadonlySet<HelpTopic> = new Set(['needs-a-look', 'changed-there', 'item-gone']);

/** Once all questions are answered: what is absent is sent again with the set, or in a new one; or is in the way (vain.ts). */
export function unlessRepeated(set: ExportSet, told: ReadonlyMap<string, Word>): Map<string, Word> {
  const words = new Map(told);
  const all = set.requests.map((request) => ({
    request,
    word: words.get(request.requestID) ?? wordIn(set, request),
  }));
  if (all.some(({ word }) => word?.kind === 'question')) return words;
  if (set.vain?.isFact) {
    const { vain } = set;
    for (const { request, word } of all)
      if (word?.kind === 'absent') words.set(request.requestID, inTheWay(set, vain));
    return words;
  }
  // One is there: its add, should it be renamed, would be done again with the rest; and what was looked for and not found is not there.
  const isDone = all.some(({ word }) => word?.kind === 'synced');
  // What a person has to look for is not to be sent once more either.
  const isOpen = all.some(({ word }) => word?.kind === 'failed' && NOT_ONCE_MORE.has(word.problem.help));
  if (!isDone && !isOpen && all.every(({ request }) => kindOf(request).isRepeatable(request))) return words;
  for (const { request, word } of all)
    if (word?.kind === 'absent') words.set(request.requestID, notDone('no', 'now', word.problem));
  return words;
}

/** The set went to another company file than the company's of today: what became of it there cannot be asked here. */
export function leftBehind(set: ExportSet): Map<string, Word> {
  const words = new Map<string, Word>();
  const message = 'It was sent to another company file, and its answer never came.';
  for (const request of set.requests) {
    const word = set.words[request.requestID];
    if (isSettled(word)) continue;
    words.set(request.requestID, failed(inItsWords(word, problemOf('needs-a-look', message)), message));
  }
  return words;
}
