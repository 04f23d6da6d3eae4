/** Rules with a mistake planted in each, to see that the explorer finds it: the product's own functions, wrapped. */

import type { FoundItem } from '../../../qbxml/queries.ts';
import type * as help from '../../../server/codes/once-failed.ts';
import type * as states from '../../../server/codes/transitions.ts';
import type * as codes from '../../../server/codes/view.ts';
import type * as completing from '../../../server/quickbooks/completing.ts';
import type * as answer from '../../../server/sync/answer.ts';
import type * as lookup from '../../../server/sync/lookup.ts';
import type { ExportSet, Word } from '../../../server/sync/model.ts';
import { failed, notDone, problemOf } from '../../../server/sync/outcomes.ts';
import type * as readings from '../../../server/sync/reading.ts';
import type * as items from '../../../server/sync/requests/item-state.ts';
import type * as kinds from '../../../server/sync/requests/kinds.ts';
import type * as parents from '../../../server/sync/requests/parent-lookup.ts';
import type * as select from '../../../server/sync/select.ts';
import type * as settle from '../../../server/sync/settle.ts';
import type * as vain from '../../../server/sync/vain.ts';
import type { Exploration } from './explore.ts';
import { breakingAt, CHANGED, HOPED, PARENT_AND_CHILD, THREE, TWO, unreadAt } from './settings.ts';

type Answers = typeof answer;
type Lookups = typeof lookup;
type Settles = typeof settle;
type Readings = typeof readings;
type Completes = typeof completing;
type Selects = typeof select;
type Parents = typeof parents;
type Items = typeof items;
type Kinds = typeof kinds;
type States = typeof states;
type Codes = typeof codes;
type Vains = typeof vain;
type Helps = typeof help;

/** Most mistakes need no more. */
export const SETTING: Exploration = {
  codes: PARENT_AND_CHILD,
  kind: HOPED,
  hangs: false,
  faults: 1,
  deeds: 1,
  stopsAtFirst: true,
};

/** Where nothing was read yet. */
const READS: Partial<Exploration> = { codes: [{ code: '03' }], deeds: 0, reads: true, sparesHresults: true };

export interface Mutant {
  readonly mistake: string;
  readonly items?: (real: Items) => Partial<Items>;
  readonly kinds?: (real: Kinds) => Partial<Kinds>;
  readonly parents?: (real: Parents) => Partial<Parents>;
  readonly states?: (real: States) => Partial<States>;
  readonly codes?: (real: Codes) => Partial<Codes>;
  readonly answers?: (real: Answers) => Partial<Answers>;
  readonly lookups?: (real: Lookups) => Partial<Lookups>;
  readonly vains?: (real: Vains) => Partial<Vains>;
  readonly helps?: (real: Helps) => Partial<Helps>;
  readonly settles?: (real: Settles) => Partial<Settles>;
  readonly readings?: (real: Readings) => Partial<Readings>;
  readonly completes?: (real: Completes) => Partial<Completes>;
  readonly selects?: (real: Selects) => Partial<Selects>;
  /** Where it shows. */
  readonly setting?: Partial<Exploration>;
}

/** As if QuickBooks had read an add in the session, or none. */
const reading = (real: Settles, hasRead: boolean): Pick<Settles, 'decideRefused'> => ({
  decideRefused: (facts, isLast) =>
    real.decideRefused({ ...facts, connection: { ...facts.connection, hasRead } }, isLast),
});

const withWords = (words: ReadonlyMap<string, Word>, change: (word: Word) => Word) =>
  new Map([...words].map(([requestID, word]) => [requestID, change(word)] as const));

/** A lookup in which the items look different. */
const seeing = (
  real: Lookups,
  look: (item: FoundItem, set: ExportSet) => FoundItem,
): Pick<Lookups, 'afterLookup'> => ({
  afterLookup: (set, step, found, paging, ownerOf, questions) => {
    const seen = [...found].map(([kind, items]) => [kind, items.map((item) => look(item, set))] as const);
    return real.afterLookup(set, step, new Map(seen), paging, ownerOf, questions);
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
      afterLookup: (set, step, found, paging, ownerOf, questions) =>
        new Map(
          [...real.afterLookup(set, step, found, paging, ownerOf, questions)].map(([requestID, word]) => {
            const before = set.words[requestID];
            return [requestID, word.kind === 'notDone' && before ? before : word] as const;
          }),
        ),
    }),
  },
  {
    mistake: 'one item is two codes',
    answers: () => ({ withoutOthersItems: (words) => new Map(words) }),
    setting: { codes: THREE, deeds: 0 },
  },
  {
    mistake: 'an answer of the company file before counts',
    answers: () => ({ wentTo: () => true }),
    setting: { otherFile: true },
  },
  {
    mistake: 'what always comes to nothing is sent again and again',
    vains: (real) => ({ vainBy: (...told) => ({ ...real.vainBy(...told), isFact: false }) }),
    setting: { codes: THREE, kind: breakingAt('breaksOff', '04'), faults: 0, deeds: 0 },
  },
  {
    mistake: 'all codes of a set fail at which QuickBooks breaks off',
    vains: () => ({ inTheWay: (_set, { problem }) => failed(problem) }),
    setting: { codes: THREE, kind: breakingAt('breaksOff', '04'), faults: 0, deeds: 0 },
  },
  {
    mistake: 'a look-up that is given back unread is given up for all that it asks',
    lookups: () => ({ isSmallest: () => true }),
    setting: { codes: THREE, kind: breakingAt('unasked', '04'), deeds: 0 },
  },
  {
    mistake: 'a code that has failed is told that it is tried again',
    helps: () => ({ onceFailed: (problem) => problem }),
    setting: { kind: breakingAt('passing', '03-300'), faults: 0, deeds: 0 },
  },
  {
    mistake: 'a code that is refused by itself has failed, although QuickBooks reads none',
    settles: (real) => reading(real, true),
    setting: { kind: unreadAt('03', '03-300'), faults: 0, deeds: 0 },
  },
  {
    mistake: 'a code that is refused by itself holds all others, although QuickBooks reads them',
    settles: (real) => reading(real, false),
    setting: { codes: THREE, kind: unreadAt('04'), faults: 0, deeds: 0 },
  },
  {
    mistake: 'a lost set is handed out again without asking',
    lookups: (real) => ({
      stepOf: (set) => (real.isUntold(set) && set.lookup === null ? 'send' : real.stepOf(set)),
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
    setting: { codes: TWO },
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
    setting: { codes: THREE },
  },
  {
    mistake: 'a change goes over what somebody has changed meanwhile',
    items: (real) => ({
      stateOf: (...told) => (real.stateOf(...told) === 'other' ? 'before' : real.stateOf(...told)),
    }),
    setting: { codes: CHANGED, faults: 0 },
  },
  {
    mistake: 'a change that was done is told once more',
    items: (real) => ({
      stateOf: (...told) => (real.stateOf(...told) === 'done' ? 'before' : real.stateOf(...told)),
    }),
    setting: { codes: CHANGED, deeds: 0 },
  },
  {
    mistake: 'what somebody else has changed is a reason to fail, whatever it is',
    items: (real) => ({
      stateOf: (...told) => (real.stateOf(...told) === 'before' ? 'other' : real.stateOf(...told)),
    }),
    setting: { codes: CHANGED },
  },
  {
    mistake: 'a code in QuickBooks is added',
    kinds: (real) => ({ kindFor: () => real.kindFor({ item: null }) }),
    setting: { codes: CHANGED, faults: 0, deeds: 0 },
  },
  {
    mistake: 'a change that QuickBooks refused for its EditSequence counts as done',
    answers: (real) => ({
      wordsOf: (told, set) =>
        withWords(real.wordsOf(told, set), (word) =>
          word.kind === 'question' && word.why === 'stale' && word.listID !== null
            ? {
                kind: 'synced',
                listID: word.listID,
                fullName: word.fullName,
                editSequence: null,
                why: '',
                how: 'changed',
              }
            : word,
        ),
    }),
    setting: { codes: CHANGED, deeds: 2, faults: 0 },
  },
  {
    mistake: 'a change whose answer was lost counts as done',
    lookups: (real) => ({
      afterLookup: (set, ...rest) =>
        withWords(real.afterLookup(set, ...rest), (word) =>
          word.kind === 'absent'
            ? { kind: 'synced', listID: '8000-1', fullName: '', editSequence: null, why: '', how: 'found' }
            : word,
        ),
    }),
    setting: { codes: CHANGED, deeds: 0 },
  },
  {
    mistake: 'the new ListID of a parent is not kept',
    states: () => ({ relink: () => ({ ok: false, reason: '' }) }),
  },
  {
    mistake: 'what did not come of a reading is taken for nothing more to come',
    readings: (real) => ({
      prepared: (facts) => {
        const { reading } = facts.known;
        const running = reading?.running;
        return real.prepared(
          reading && running?.file && running.asked !== null
            ? {
                ...facts,
                known: {
                  ...facts.known,
                  reading: { ...reading, running: { ...running, asked: null, next: 'complete' } },
                },
              }
            : facts,
        );
      },
    }),
    setting: READS,
  },
  {
    mistake: 'a reading counts before all that it is made of is there',
    completes: (real) => ({
      writeBuckets: async (...all) => {
        const complete = await real.writeBuckets(...all);
        return { ...complete, buckets: { ...complete.buckets, items: [...complete.buckets.items, 'x.x'] } };
      },
    }),
    setting: READS,
  },
  {
    mistake: 'QuickBooks is read before codes are exported',
    selects: (real) => ({
      chooseCodes: async (store, company, connection, of) =>
        connection.reading.isDue
          ? { codes: [], above: [], cursor: '', suspicious: [], aside: { parents: [], codes: [] } }
          : real.chooseCodes(store, company, connection, of),
    }),
    setting: READS,
  },
];
