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
];
