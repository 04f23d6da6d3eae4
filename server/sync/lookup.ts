/**
 * The rules by which an open set comes to its end, as pure functions.
 *
 *     what is known of its requests          what is sent             what the answer means
 *     ------------------------------------   ----------------------   --------------------------------------------------
 *     one has no word                        the set's own bytes      wordsOf (answer.ts); nothing readable: as before
 *     one is asked for by name               queries by name          found: settled, or searched for one that is ours
 *                                                                     its parent was renamed: asked by the new name
 *                                                                     not found: searched
 *     one is searched                        queries for what was     found as ours: synced, whatever its name
 *                                            changed since, and for   found by its name: settled
 *                                            items of its Name        not found: not there, so it is sent again, or failed
 *     each has its outcome                   nothing: settled
 *
 * How a request is asked for and known again is its kind's (requests/). A refusal of bytes that were handed out before is a
 * question, too: it counts only if the item is not there (answer.ts).
 *
 * The same bytes under the same newMessageSetID are answered by QuickBooks from its memory, or done (again) where it has none;
 * then names that were added before come back as in use (3100), and are asked for. So it does not matter how much QuickBooks
 * remembers, nor how often any of it breaks off: each step starts from what is stored and can be repeated.
 */
import type { Wanted, WantedItems } from '../../qbxml/long-answer.ts';
import type { ParsedMessageSet } from '../../qbxml/message-set.ts';
import { type FoundItem, type ItemQuery, parseItemQueryRs } from '../../qbxml/queries.ts';
import { requestIDOf } from './answer.ts';
import { TYPES_ASKED } from './answer-text.ts';
import type { Ask, CodeRequest, ExportSet, MessageSet, Question, Word } from './model.ts';
import { failed, isSettled, problemOf } from './outcomes.ts';
import { kindOf } from './requests/kinds.ts';
import type { Asked, Found } from './requests/request.ts';
import { readStatus } from './statuses.ts';

export type Step = 'send' | 'byName' | 'search' | 'settled';

/** QuickBooks answers queries; if it does not, these many times, a person has to look. */
export const VAIN_LOOKUPS_MAX = 5;

/** What an open set is waiting for. */
export function stepOf(set: ExportSet): Step {
  if (set.phase !== 'open') return 'settled';
  const words = set.requests.map((request) => set.words[request.requestID]);
  if (words.some((word) => word === undefined)) return 'send';
  if (words.some((word) => word?.kind === 'question' && word.by === 'name')) return 'byName';
  return words.every(isSettled) ? 'settled' : 'search';
}

/** The requests with a question of this kind. */
function asked(set: ExportSet, by: Question['by']): Asked<CodeRequest>[] {
  return set.requests.flatMap((request) => {
    const word = set.words[request.requestID];
    return word?.kind === 'question' && word.by === by ? [{ request, question: word }] : [];
  });
}

const BY = { byName: 'name', search: 'search' } as const;
export type LookupStep = keyof typeof BY;

/** The queries of a lookup named `lookup`. */
export function queriesOf(
  set: ExportSet,
  step: LookupStep,
  lookup: string,
): { ask: Ask; query: ItemQuery }[] {
  const ofKinds = Map.groupBy(asked(set, BY[step]), ({ request }) => kindOf(request));
  return [...ofKinds]
    .flatMap(([kind, all]) => kind.lookup.queries(set, BY[step], all))
    .map(({ kind, query }, index) => ({ ask: { requestID: requestIDOf(lookup, index + 1), kind }, query }));
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
    case 'forget':
      return { requestIDs: [], types: [], items: null };
  }
}

function itemsFor(set: ExportSet): WantedItems {
  const all = [...asked(set, 'name'), ...asked(set, 'search')];
  const wanted = [...Map.groupBy(all, ({ request }) => kindOf(request))].map(([kind, each]) =>
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

/** What QuickBooks found, query by query; null if one of them has no answer that tells. */
export function foundIn(parsed: ParsedMessageSet, asks: readonly Ask[]): Found | null {
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
export function listIDsIn(found: Found, set: ExportSet): string[] {
  const all = [...asked(set, 'name'), ...asked(set, 'search')];
  const keyOf = (name: string | null) => name?.toLowerCase() ?? '';
  const names = new Set(all.map(({ question }) => keyOf(question.fullName)));
  const candidates = all.flatMap(({ question }) => question.candidate ?? []);
  const items = [...candidates, ...[...found.values()].flat()];
  return [...new Set(items.filter((item) => names.has(keyOf(item.fullName))).map((item) => item.listID))];
}

/** New words for the questions that a lookup answered. `ownerOf`: the code that has a ListID already, as people know it. */
export function afterLookup(
  set: ExportSet,
  step: LookupStep,
  found: Found,
  ownerOf: (listID: string) => string | null,
): Map<string, Word> {
  const words = new Map<string, Word>();
  const taken = new Map<string, string>();
  const owner = (listID: string) => ownerOf(listID) ?? taken.get(listID) ?? null;
  for (const each of asked(set, BY[step])) {
    // Parents come before their children, so what has become of a parent is known by now.
    const known = { ...set, words: { ...set.words, ...Object.fromEntries(words) } };
    const word = kindOf(each.request).lookup.wordOf(known, each, found, owner);
    if (word.kind === 'synced') taken.set(word.listID, kindOf(each.request).nameOf(each.request));
    words.set(each.request.requestID, word);
  }
  return words;
}

/** Lookups in vain: a person has to look. */
export function givenUp(set: ExportSet, message: string): Map<string, Word> {
  const words = new Map<string, Word>();
  for (const { request } of [...asked(set, 'name'), ...asked(set, 'search')]) {
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
