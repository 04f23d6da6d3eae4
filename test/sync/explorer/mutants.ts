/** Rules with a mistake planted in each, to see that the explorer finds it: the product's own functions, wrapped. */

import type { FoundItem } from '../../../qbxml/queries.ts';
import type * as answer from '../../../server/sync/answer.ts';
import type * as lookup from '../../../server/sync/lookup.ts';
import type { ExportSet, Word } from '../../../server/sync/model.ts';
import { failed, notDone, problemOf } from '../../../server/sync/outcomes.ts';

type Answers = typeof answer;
type Lookups = typeof lookup;

export interface Mutant {
  readonly mistake: string;
  readonly answers?: (real: Answers) => Partial<Answers>;
  readonly lookups?: (real: Lookups) => Partial<Lookups>;
}

const withWords = (words: ReadonlyMap<string, Word>, change: (word: Word) => Word) =>
  new Map([...words].map(([requestID, word]) => [requestID, change(word)] as const));

/** A lookup in which the items look different. */
const seeing = (
  real: Lookups,
  look: (item: FoundItem, set: ExportSet) => FoundItem,
): Pick<Lookups, 'afterLookup'> => ({
  afterLookup: (set, step, found, paging, ownerOf) => {
    const seen = [...found].map(([kind, items]) => [kind, items.map((item) => look(item, set))] as const);
    return real.afterLookup(set, step, new Map(seen), paging, ownerOf);
  },
});

export const MUTANTS: readonly Mutant[] = [
  {
    mistake: 'what QuickBooks does not remember is added again without asking',
    answers: (real) => ({
      wordsOf: (told, set) =>
        withWords(real.wordsOf(told, set), (word) =>
          word.kind === 'question' && word.why !== 'inUse' ? notDone('no', 'now', word.problem) : word,
        ),
    }),
  },
  {
    mistake: 'a name in use is a failure',
    answers: (real) => ({
      wordsOf: (told, set) =>
        withWords(real.wordsOf(told, set), (word) =>
          word.kind === 'question' && word.why === 'inUse' ? failed(word.problem) : word,
        ),
    }),
  },
  {
    mistake: 'an item is adopted whatever type it is',
    lookups: (real) => seeing(real, (item) => ({ ...item, type: 'ItemServiceRet' })),
  },
  {
    mistake: 'an item is adopted without a look at its parent',
    lookups: (real) =>
      seeing(real, (item, set) => {
        const request = set.requests.find(({ sent }) => sent.name === item.name);
        return request ? { ...item, fullName: request.fullName, parentListID: null } : item;
      }),
  },
  {
    mistake: 'an item of ours is not known by its GUID',
    lookups: (real) => seeing(real, (item) => ({ ...item, externalGUID: null })),
  },
  {
    mistake: 'an answer that cannot be read means that nothing was done',
    answers: (real) => ({
      wordsOf: (told, set) =>
        told.kind === 'unreadable'
          ? new Map(
              set.requests.map((request) => [
                request.requestID,
                notDone('no', 'now', problemOf('not-answered', '')),
              ]),
            )
          : real.wordsOf(told, set),
    }),
  },
  {
    mistake: 'an answer without an item says that it was done, so it is asked for and asked for',
    lookups: (real) => ({
      afterLookup: (set, step, found, paging, ownerOf) =>
        new Map(
          [...real.afterLookup(set, step, found, paging, ownerOf)].map(([requestID, word]) => {
            const before = set.words[requestID];
            return [requestID, word.kind === 'notDone' && before ? before : word] as const;
          }),
        ),
    }),
  },
];
