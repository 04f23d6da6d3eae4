/** What the model has found, shrunk. */
import type { Action } from './actions.ts';
import type { Config } from './world.ts';

interface Counterexample {
  readonly title: string;
  readonly config: Config;
  readonly actions: readonly Action[];
}

/** Of a company with one code. */
export const PLAIN: Config = {
  parents: [0, 0, 0],
  initial: 1,
  seed: 0,
  memory: 'none',
  version: '13.0',
  findsInactive: true,
  takesInactive: false,
  naming: 'description',
  hasExpense: false,
  fourEyes: false,
  setMax: 200,
  skewHours: 0,
  namesBy: 'case',
};

const wholeSession: Action = { do: 'session', c: 0, calls: 99 };
const supersede: Action = { do: 'advance', ms: 16_000 };
const loses: Action = { do: 'fault', fault: 'loseAnswer', code: 'any', times: 1 };

export const COUNTEREXAMPLES: readonly Counterexample[] = [
  {
    title: 'an error that the lost bytes get the second time says that the item is not there',
    config: PLAIN,
    actions: [
      loses,
      wholeSession,
      supersede,
      { do: 'fault', fault: 'tooLong', code: 0, times: 1 },
      wholeSession,
    ],
  },
  {
    title: 'a lock that the lost bytes get the second time, then another name, makes two items of one code',
    config: PLAIN,
    actions: [
      loses,
      wholeSession,
      supersede,
      { do: 'fault', fault: 'lockedByAnother', code: 0, times: 1 },
      wholeSession,
      { do: 'import', rows: [{ code: 0, version: 1, parent: 'asItWas' }] },
      { do: 'approve' },
      wholeSession,
    ],
  },
  {
    title: 'an answer that names one item for two codes, and comes a second time before the first is stored',
    config: { ...PLAIN, initial: 2, memory: 'full', naming: 'code' },
    actions: [
      { do: 'fault', fault: 'sameItem', code: 'any', times: 1 },
      { do: 'session', c: 0, calls: 5 },
      {
        do: 'dying',
        death: { write: 2, when: 'before' },
        action: { do: 'stray', ticket: 0, call: 'receive' },
      },
    ],
  },
  {
    title: 'a session that was superseded, and told 100 for an answer, has its place and its work again',
    config: { ...PLAIN, memory: 'full', naming: 'code', findsInactive: false, takesInactive: false },
    actions: [
      { do: 'fault', fault: 'garbleAnswer', code: 0, times: 1 },
      { do: 'session', c: 0, calls: 4 },
      supersede,
      { do: 'authenticate', c: 1, wrong: false },
      { do: 'stray', ticket: 0, call: 'receive' },
      { do: 'otherDesktop', ends: 'send' },
    ],
  },
  {
    title: 'a place is given back past a desktop that took it and was never seen to have the right file',
    config: { ...PLAIN, initial: 0, memory: 'full', naming: 'code' },
    actions: [
      { do: 'session', c: 0, calls: 3 },
      { do: 'otherDesktop', ends: 'dies' },
      { do: 'send', c: 1, hcp: 'cut' },
      { do: 'otherDesktop', ends: 'send' },
    ],
  },
  {
    title: 'a call of a session whose place was taken is none of it when it has its place again',
    config: {
      ...PLAIN,
      initial: 0,
      memory: 'full',
      naming: 'code',
      findsInactive: false,
    },
    actions: [
      { do: 'more', code: 0 },
      { do: 'wrongClock', ms: 60_000, action: { do: 'session', c: 0, calls: 2 } },
      { do: 'authenticate', c: 1, wrong: false },
      {
        do: 'dying',
        death: { write: 2, when: 'before' },
        action: { do: 'authenticate', c: 0, wrong: false },
      },
      { do: 'stray', ticket: 2, call: 'send' },
      { do: 'wrongClock', ms: 60_000, action: { do: 'close', c: 1 } },
      { do: 'authenticate', c: 0, wrong: false },
    ],
  },
  {
    title: 'an answer that was cut is to what its ticket was given last, so that the one before it is lost',
    config: { ...PLAIN, memory: 'full', naming: 'code', findsInactive: false },
    actions: [
      { do: 'fault', fault: 'cutAnswer', code: 'any', times: 1 },
      { do: 'session', c: 0, calls: 3 },
      { do: 'stray', ticket: 0, call: 'send' },
      { do: 'otherDesktop', ends: 'send' },
    ],
  },
  {
    title:
      'an answer that was cut, and comes under the ticket of another desktop, is to what that one was given',
    config: { ...PLAIN, memory: 'full', naming: 'code', findsInactive: false },
    actions: [
      { do: 'fault', fault: 'cutAnswer', code: 'any', times: 1 },
      {
        do: 'together',
        first: { do: 'session', c: 1, calls: 6 },
        second: { do: 'send', c: 0, hcp: 'told' },
        picks: [],
      },
      { do: 'wrongClock', ms: 60_000, action: { do: 'session', c: 0, calls: 10 } },
      { do: 'receive', c: 0, what: 'others' },
    ],
  },
  {
    title: 'a change of an item whose state nobody has read is not handed out before it is read',
    config: { ...PLAIN, initial: 1, memory: 'full', naming: 'code', findsInactive: false },
    actions: [
      { do: 'fault', fault: 'withoutRet', code: 'any', times: 1 },
      { do: 'session', c: 0, calls: 9 },
      { do: 'change', code: 0, version: 1 },
    ],
  },
  {
    title: 'a change that QuickBooks refused unread, and that was taken back, was told to nobody',
    config: { ...PLAIN, memory: 'full', naming: 'code', findsInactive: false },
    actions: [
      { do: 'session', c: 0, calls: 99 },
      { do: 'change', code: 0, version: 1 },
      { do: 'fault', fault: 'poison', code: 'any', times: 1 },
      { do: 'wrongClock', ms: 60_000, action: { do: 'session', c: 0, calls: 10 } },
      { do: 'more', code: 0 },
    ],
  },
  {
    title: 'which call was the last one of a session is not sure where several came at once',
    config: { ...PLAIN, initial: 0, memory: 'full', naming: 'code', findsInactive: false },
    actions: [
      { do: 'wrongClock', ms: -60_000, action: { do: 'session', c: 1, calls: 3 } },
      {
        do: 'together',
        first: { do: 'authenticate', c: 0, wrong: false },
        second: { do: 'receive', c: 0, what: 'right' },
        picks: [],
      },
      { do: 'together', first: { do: 'close', c: 0 }, second: { do: 'delete', code: 0 }, picks: [] },
      { do: 'wrongClock', ms: -60_000, action: { do: 'session', c: 0, calls: 1 } },
    ],
  },
  {
    title: 'what a backup brings back of an item is known if it was made so',
    config: { ...PLAIN, memory: 'full', naming: 'code', findsInactive: false },
    actions: [
      { do: 'wrongClock', ms: 60_000, action: { do: 'session', c: 0, calls: 6 } },
      { do: 'backup' },
      { do: 'change', code: 0, version: 1 },
      { do: 'edit', item: 0, version: 1 },
      { do: 'restore', backup: 0, memory: 'gone' },
    ],
  },
];
