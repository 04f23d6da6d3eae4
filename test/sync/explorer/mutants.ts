/** Rules with a mistake planted in each, to see that the explorer finds it: the product's own functions, wrapped. */

import type { FoundItem } from '../../../qbxml/queries.ts';
import type * as states from '../../../server/codes/transitions.ts';
import type * as codes from '../../../server/codes/view.ts';
import type * as answer from '../../../server/sync/answer.ts';
import type * as lookup from '../../../server/sync/lookup.ts';
import type { ExportSet, Word } from '../../../server/sync/model.ts';
import { failed, notDone, problemOf } from '../../../server/sync/outcomes.ts';
import type * as parents from '../../../server/sync/requests/parent-lookup.ts';

import type { CodeRow } from './server.ts';
import { THREE, TWO } from './settings.ts';

type Answers = typeof answer;
type Lookups = typeof lookup;
type Parents = typeof parents;
type States = typeof states;
type Codes = typeof codes;

export interface Mutant {
  readonly mistake: string;
  readonly parents?: (real: Parents) => Partial<Parents>;
  readonly states?: (real: States) => Partial<States>;
  readonly codes?: (real: Codes) => Partial<Codes>;
  /** Where it takes more than a parent and its child to see it. */
  readonly rows?: readonly CodeRow[];
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
  {
    mistake: 'a lost set is handed out again without asking',
    lookups: (real) => ({
      stepOf: (set) => (real.isLost(set) && set.lookup === null ? 'send' : real.stepOf(set)),
    }),
  },
  {
    mistake: 'the same bytes go out again although one of ours is there',
    lookups: (real) => ({
      afterLookup: (set, ...rest) =>
        withWords(real.afterLookup(set, ...rest), (word) =>
          word.kind === 'notDone' && word.counts === 'no' && set.handouts === 1
            ? { kind: 'absent', problem: word.problem }
            : word,
        ),
    }),
    rows: TWO,
  },
  {
    mistake: 'what a repeated set claims counts unasked',
    answers: (real) => ({
      wordsOf: (told, set) =>
        withWords(real.wordsOf(told, set), (word) =>
          word.kind === 'question' && word.why === 'claimed' && word.listID !== null
            ? {
                kind: 'synced',
                listID: word.listID,
                fullName: word.fullName,
                editSequence: null,
                why: '',
                how: 'added',
              }
            : word,
        ),
    }),
  },
  {
    mistake: 'what is not found by its name is not looked for in the list',
    lookups: (real) => ({
      afterLookup: (set, ...rest) =>
        withWords(real.afterLookup(set, ...rest), (word) =>
          word.kind === 'question' && word.by === 'list' ? { kind: 'absent', problem: word.problem } : word,
        ),
    }),
  },
  {
    mistake: 'a parent is named by its name, whoever has that by now',
    codes: (real) => ({
      sentItemOf: (code, company, above, version) => {
        const sent = real.sentItemOf(code, company, above, version);
        const parent = above.get(code.parent);
        return parent ? { ...sent, parent: { fullName: real.fullNameOf(parent, above) } } : sent;
      },
    }),
  },
  {
    mistake: 'a parent whose ListID is gone is not asked for',
    parents: () => ({ parentWord: ({ question }) => failed(question.problem) }),
  },
  {
    mistake: "what has a parent's name is its item, whoever's that is",
    parents: (real) => ({ parentWord: (asked, found) => real.parentWord(asked, found, () => null) }),
    rows: THREE,
  },
  {
    mistake: 'the new ListID of a parent is not kept',
    states: () => ({ relink: () => ({ ok: false, reason: '' }) }),
  },
];
