/** What can happen, as data that fast-check makes and shrinks; numbers name codes, items and tickets, whatever there is. */
import fc from 'fast-check';
import type { Death } from './fragile-store.ts';
import type { Memory } from './simulator.ts';
import type { Config } from './world.ts';

export type Which = 'all' | readonly number[];
export type Account = 'good' | 'bad' | 'none';

export type ConnectorAction =
  | { readonly do: 'authenticate'; readonly c: number; readonly wrong: boolean }
  | { readonly do: 'send'; readonly c: number; readonly hcp: 'told' | 'nothing' | 'cut' }
  | { readonly do: 'process'; readonly c: number }
  | {
      readonly do: 'receive';
      readonly c: number;
      readonly what: 'right' | 'again' | 'others' | 'empty' | 'hresult' | 'garbage';
    }
  | { readonly do: 'connectionError'; readonly c: number; readonly hresult: string }
  | { readonly do: 'lastError' | 'close'; readonly c: number }
  | {
      readonly do: 'stray';
      readonly ticket: number;
      readonly call: 'send' | 'receive' | 'connectionError' | 'lastError' | 'close';
    }
  /** A whole session, cut off after so many calls. */
  | { readonly do: 'session'; readonly c: number; readonly calls: number };

export type PeopleAction =
  | {
      readonly do: 'import';
      readonly rows: readonly {
        readonly code: number;
        readonly version: number;
        readonly parent: number | null | 'asItWas';
        readonly active?: boolean;
      }[];
    }
  | { readonly do: 'sendCodes'; readonly which: Which; readonly bob: boolean }
  | { readonly do: 'accept' | 'retry'; readonly which: Which; readonly account: Account | 'unnamed' }
  | { readonly do: 'reject' | 'recall' | 'discard'; readonly which: Which }
  /** Codes get other texts, and are sent and accepted. */
  | { readonly do: 'change'; readonly code: number; readonly version: number }
  | { readonly do: 'delete'; readonly code: number }
  /** The code and those above it are imported, sent and accepted. */
  | { readonly do: 'more'; readonly code: number }
  | { readonly do: 'approve' }
  | {
      readonly do: 'settings';
      readonly what: 'naming' | 'account' | 'expense' | 'rules' | 'fourEyes';
      readonly value: number;
    }
  | { readonly do: 'newPassword'; readonly told: boolean }
  | { readonly do: 'companyFile' | 'askReading' | 'pause' | 'resume' };

export type FaultAction = {
  readonly do: 'fault';
  readonly fault: (typeof FAULTS)[number];
  readonly code: number | 'any';
  readonly times: number;
};

export type QuickBooksAction =
  | { readonly do: 'rename' | 'takeName' | 'deactivate' | 'activate' | 'deleteItem'; readonly item: number }
  | { readonly do: 'edit'; readonly item: number; readonly version: number }
  | { readonly do: 'renameTo'; readonly item: number; readonly code: number }
  | { readonly do: 'moveItem' | 'mergeItem'; readonly item: number; readonly to: number }
  | { readonly do: 'makeAnew'; readonly item: number; readonly isService: boolean }
  /** Of the desktop. */
  | { readonly do: 'setClock'; readonly hours: number }
  /** With the name of a code, or one that QuickBooks takes for the same. */
  | {
      readonly do: 'addItem';
      readonly code: number;
      readonly isService: boolean;
      readonly spelling: 'ours' | 'alike';
    }
  | { readonly do: 'backup' | 'forgetAll' | 'clearFaults' | 'account' }
  | { readonly do: 'restore'; readonly backup: number; readonly memory: 'gone' | 'kept' | 'asInBackup' }
  | { readonly do: 'openFile'; readonly file: number }
  | { readonly do: 'memory'; readonly memory: Memory };

export type OfficeAction =
  | FaultAction
  | QuickBooksAction
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'restart'; readonly reopens: boolean };

export type Simple = ConnectorAction | PeopleAction | OfficeAction;
export type Action =
  | Simple
  /** A call while the clock of the servers is set wrong; then it is set right again. */
  | { readonly do: 'wrongClock'; readonly ms: number; readonly action: ConnectorAction }
  /** A second desktop polls with the other file while QuickBooks on the first one is at work, which then goes on. */
  | { readonly do: 'otherDesktop'; readonly ends: 'send' | 'connectionError' | 'close' | 'dies' }
  | { readonly do: 'dying'; readonly death: Death; readonly action: ConnectorAction | PeopleAction }
  | {
      readonly do: 'together';
      readonly first: ConnectorAction;
      readonly second: ConnectorAction | PeopleAction;
      readonly picks: readonly boolean[];
    };

export const FAULTS = [
  'poison',
  'unexpectedError',
  'otherFileBefore',
  'lockedByAnother',
  'recordInUse',
  'listModified',
  'recordHasError',
  'internalError',
  'internalErrorAlsoOfQueries',
  'applicationMayNot',
  'unavailable',
  'notProcessed',
  'inUse',
  'tooLong',
  'badAccount',
  'taxCodeMissing',
  'viewOnly',
  'companyNotTold',
  'companyLocked',
  'warning',
  'withoutRet',
  'sameItem',
  'dropResponses',
  'doubleResponses',
  'shuffleResponses',
  'foreignRequestIDs',
  'hresultAfter',
  'loseAnswer',
  'cutAnswer',
  'garbleAnswer',
  'notReached',
  'otherFileOpen',
] as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const number = fc.nat({ max: 7 });
const c = fc.constantFrom(0, 0, 0, 1);
const which: fc.Arbitrary<Which> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Which>('all') },
  { weight: 3, arbitrary: fc.uniqueArray(number, { minLength: 1, maxLength: 3 }) },
);
const account = fc.constantFrom<Account | 'unnamed'>('unnamed', 'unnamed', 'good', 'bad', 'none');
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model) as fc.Arbitrary<T>;
const is = <D extends string>(name: D) => fc.constant(name);

const connectorAction: fc.Arbitrary<ConnectorAction> = fc.oneof(
  {
    weight: 4,
    arbitrary: record({
      do: is('authenticate'),
      c,
      wrong: fc.constantFrom(false, false, false, false, true),
    }),
  },
  {
    weight: 6,
    arbitrary: record({ do: is('send'), c, hcp: fc.constantFrom('told', 'told', 'told', 'nothing', 'cut') }),
  },
  { weight: 6, arbitrary: record({ do: is('process'), c }) },
  {
    weight: 6,
    arbitrary: record({
      do: is('receive'),
      c,
      what: fc.constantFrom(
        'right',
        'right',
        'right',
        'right',
        'again',
        'others',
        'empty',
        'hresult',
        'garbage',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      do: is('connectionError'),
      c,
      hresult: fc.constantFrom('0x80040401', '0x8004040A', 'x'),
    }),
  },
  { weight: 1, arbitrary: record({ do: fc.constantFrom('lastError', 'close'), c }) },
  {
    weight: 3,
    arbitrary: record({
      do: is('stray'),
      ticket: fc.nat({ max: 12 }),
      call: fc.constantFrom('send', 'receive', 'receive', 'connectionError', 'lastError', 'close'),
    }),
  },
  {
    weight: 10,
    arbitrary: record({
      do: is('session'),
      c,
      calls: fc.constantFrom(1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 10, 99, 99, 99),
    }),
  },
) as fc.Arbitrary<ConnectorAction>;

const peopleAction: fc.Arbitrary<PeopleAction> = fc.oneof(
  {
    weight: 3,
    arbitrary: record({
      do: is('import'),
      rows: fc.array(
        record({
          code: number,
          version: fc.nat({ max: 2 }),
          parent: fc.oneof(fc.constant('asItWas'), fc.constant(null), number),
          active: fc.constantFrom(true, true, true, false),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  { weight: 4, arbitrary: record({ do: is('approve') }) },
  { weight: 8, arbitrary: record({ do: is('more'), code: number }) },
  { weight: 1, arbitrary: record({ do: is('sendCodes'), which, bob: fc.boolean() }) },
  { weight: 2, arbitrary: record({ do: is('accept'), which, account }) },
  { weight: 2, arbitrary: record({ do: is('retry'), which, account }) },
  { weight: 8, arbitrary: record({ do: is('change'), code: number, version: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: record({ do: is('discard'), which }) },
  { weight: 1, arbitrary: record({ do: is('reject'), which }) },
  { weight: 3, arbitrary: record({ do: is('recall'), which }) },
  { weight: 1, arbitrary: record({ do: is('delete'), code: number }) },
  {
    weight: 2,
    arbitrary: record({
      do: is('settings'),
      what: fc.constantFrom('naming', 'account', 'expense', 'rules', 'fourEyes'),
      value: fc.nat({ max: 2 }),
    }),
  },
  { weight: 1, arbitrary: record({ do: is('newPassword'), told: fc.boolean() }) },
  { weight: 1, arbitrary: record({ do: is('companyFile') }) },
  { weight: 2, arbitrary: record({ do: is('askReading') }) },
  { weight: 1, arbitrary: record({ do: is('pause') }) },
  { weight: 3, arbitrary: record({ do: is('resume') }) },
) as fc.Arbitrary<PeopleAction>;

const faultAction: fc.Arbitrary<FaultAction> = record({
  do: is('fault'),
  fault: fc.constantFrom(...FAULTS),
  code: fc.oneof(number, fc.constant('any')),
  times: fc.constantFrom(1, 1, 1, 2, 5, 1_000),
}) as fc.Arbitrary<FaultAction>;

const officeAction: fc.Arbitrary<OfficeAction> = fc.oneof(
  { weight: 12, arbitrary: faultAction },
  {
    weight: 6,
    arbitrary: record({
      do: fc.constantFrom(
        'rename',
        'rename',
        'takeName',
        'deactivate',
        'activate',
        'deleteItem',
        'deleteItem',
      ),
      item: number,
    }),
  },
  { weight: 5, arbitrary: record({ do: is('edit'), item: number, version: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: record({ do: is('renameTo'), item: number, code: number }) },
  {
    weight: 4,
    arbitrary: record({ do: fc.constantFrom('moveItem', 'mergeItem'), item: number, to: number }),
  },
  { weight: 3, arbitrary: record({ do: is('makeAnew'), item: number, isService: fc.boolean() }) },
  { weight: 1, arbitrary: record({ do: is('setClock'), hours: fc.constantFrom(0, -300, 300, 9_000) }) },
  {
    weight: 2,
    arbitrary: record({
      do: is('addItem'),
      code: number,
      isService: fc.boolean(),
      spelling: fc.constantFrom('ours', 'alike'),
    }),
  },
  { weight: 4, arbitrary: record({ do: fc.constantFrom('backup', 'forgetAll', 'clearFaults', 'account') }) },
  {
    weight: 2,
    arbitrary: record({
      do: is('restore'),
      backup: number,
      memory: fc.constantFrom('gone', 'kept', 'asInBackup'),
    }),
  },
  { weight: 1, arbitrary: record({ do: is('openFile'), file: fc.constantFrom(0, 0, 1) }) },
  {
    weight: 1,
    arbitrary: record({
      do: is('memory'),
      memory: fc.constantFrom('full', 'statuses', 'errorRecovery', 'none', 'refused'),
    }),
  },
  {
    weight: 6,
    arbitrary: record({
      do: is('advance'),
      ms: fc.constantFrom(SECOND, 16 * SECOND, 16 * SECOND, 10 * MINUTE, 61 * MINUTE, 3 * 24 * 60 * MINUTE),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      do: is('restart'),
      reopens: fc.constantFrom(false, false, false, false, false, false, false, true),
    }),
  },
) as fc.Arbitrary<OfficeAction>;

/** Something goes wrong with the first set already. */
const firstFaults = fc.array(faultAction, { maxLength: 2 });

const YEAR = 365 * 24 * 60 * MINUTE;

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: record({
      do: is('wrongClock'),
      ms: fc.constantFrom(MINUTE, YEAR, -MINUTE, -YEAR),
      action: connectorAction,
    }),
  },
  {
    weight: 3,
    arbitrary: record({
      do: is('otherDesktop'),
      ends: fc.constantFrom('send', 'send', 'connectionError', 'close', 'dies'),
    }),
  },
  { weight: 28, arbitrary: connectorAction },
  { weight: 18, arbitrary: peopleAction },
  { weight: 24, arbitrary: officeAction },
  {
    weight: 8,
    arbitrary: record({
      do: is('dying'),
      death: record({
        write: fc.integer({ min: 1, max: 14 }),
        when: fc.constantFrom('before', 'after', 'part'),
      }),
      action: fc.oneof({ weight: 4, arbitrary: connectorAction }, { weight: 1, arbitrary: peopleAction }),
    }),
  },
  {
    weight: 6,
    arbitrary: record({
      do: is('together'),
      first: connectorAction,
      second: fc.oneof(connectorAction, peopleAction),
      picks: fc.array(fc.boolean(), { maxLength: 24 }),
    }),
  },
) as fc.Arbitrary<Action>;

export const actions: fc.Arbitrary<Action[]> = fc
  .tuple(firstFaults, fc.array(action, { maxLength: 40, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest]);

export const config: fc.Arbitrary<Config> = fc.record({
  parents: fc.array(number, { minLength: 3, maxLength: 8 }).map((choices) => {
    const levels: number[] = [];
    return choices.map((choice, index) => {
      const parent = choice % (index + 1);
      const level = parent === 0 ? 1 : levels[parent - 1]! + 1;
      levels.push(level > 3 ? 1 : level);
      return level > 3 ? 0 : parent;
    });
  }),
  seed: fc.nat(),
  memory: fc.constantFrom('full', 'full', 'statuses', 'errorRecovery', 'none', 'refused'),
  version: fc.constantFrom('13.0', '13.0', '7.0'),
  findsInactive: fc.boolean(),
  takesInactive: fc.boolean(),
  naming: fc.constantFrom('code', 'code', 'codeAndDescription', 'description'),
  hasExpense: fc.boolean(),
  fourEyes: fc.constantFrom(false, false, false, true),
  setMax: fc.constantFrom(200, 3, 2, 1),
  initial: fc.nat({ max: 8 }),
  skewHours: fc.constantFrom(0, 0, 5, -5, -200),
  namesBy: fc.constantFrom('case', 'folded'),
});
