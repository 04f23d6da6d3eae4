// What is going on when the server is killed. Message sets have at most four requests here (MESSAGE_SET_MAX), so that a few codes
// make several of them.
import { type ItemView, preset, type SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import { type Client, Refused, type Row } from '../services/client.ts';

/** `adopted`: in QuickBooks before; `renamed`: ours, under whatever name; `waits`: accepted, below a parent that has failed. */
export type End = 'synced' | 'adopted' | 'renamed' | 'failed' | 'waits' | 'unsynced';

/** What a person does; done once more from the start if the server dies in the middle of it. */
export type Action = (client: Client, company: string, quickbooks: SimulatedQuickBooks) => Promise<void>;

export interface Scenario {
  name: string;
  codes: Row[];
  settings?: object;
  prepare?(quickbooks: SimulatedQuickBooks): void;
  /** Done in QuickBooks when a session has broken off; again after the next one as long as it says false. */
  whenBroken?(quickbooks: SimulatedQuickBooks): boolean;
  /** Done within a session, when the connector has brought the first answer. */
  inSession?: Action;
  /** Done one after the other, each when there is no work left. */
  afterwards?: Action[];
  /** What the items of codes in QuickBooks are to be by changes, each made once; and what a person has made of others. */
  changes?: Record<string, Partial<ItemView>>;
  byHand?: Record<string, Partial<ItemView>>;
  /** How each code may end. */
  ends: Record<string, readonly End[]>;
}

/** "01 > 01-1" is 01-1 below 01. */
function codesOf(...texts: string[]): Row[] {
  return texts.map((text) => {
    const [code = '', parent] = text.split(' > ').reverse();
    return { code, description: `Work of ${code}`, ...(parent === undefined ? {} : { parent }) };
  });
}

/** The first portion has a hundred, those after it four times as many. */
const ITEMS = 250;

const ending = (end: End, ...codes: string[]): Record<string, readonly End[]> =>
  Object.fromEntries(codes.map((code) => [code, [end]]));

/** A person who is told "not now" leaves it at that. */
const unlessRefused = (error: unknown): void => {
  if (!(error instanceof Refused) || error.status !== 409) throw error;
};

const retryAll: Action = async (client, company) => {
  await client.retry(company);
};

/** Changes codes in QuickBooks and accepts them; `first`: what a person does there in between, once. */
const changing =
  (changes: Record<string, object>, first: (quickbooks: SimulatedQuickBooks) => void = () => {}): Action =>
  async (client, company, quickbooks) => {
    for (const [code, change] of Object.entries(changes)) await client.change(company, code, change);
    first(quickbooks);
    await client.send(company, Object.keys(changes)).catch(unlessRefused);
    await client.accept(company);
  };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'plain',
    codes: codesOf('01', '01 > 01-1', '01 > 01-2', '02', '02 > 02-1'),
    ends: ending('synced', '01', '01-1', '01-2', '02', '02-1'),
  },
  {
    // What is read of it comes in several portions, between two of which codes are accepted.
    name: 'a long list in QuickBooks',
    codes: codesOf('01', '01 > 01-1', '02', '02 > 02-1'),
    prepare(quickbooks) {
      for (let at = 1; at <= ITEMS; at++) quickbooks.addItem(`Item ${at}`, { isActive: at % 10 > 0 });
    },
    async inSession(client, company) {
      await client.recall(company, ['02-1']).catch(unlessRefused);
      await client.send(company, ['02-1']).catch(unlessRefused);
      await client.accept(company);
    },
    ends: ending('synced', '01', '01-1', '02', '02-1'),
  },
  {
    name: 'names in use',
    codes: codesOf('01', '02', '02 > 02-1', '03', '03 > 03-1'),
    prepare(quickbooks) {
      quickbooks.addItem('02', { description: 'There before' });
      quickbooks.addItem('03', { kind: 'NonInventory' });
    },
    ends: {
      ...ending('synced', '01', '02-1'),
      ...ending('adopted', '02'),
      ...ending('failed', '03'),
      ...ending('waits', '03-1'),
    },
  },
  {
    name: 'a poisoned code',
    codes: codesOf('01', '02', '03', '04', '04 > 04-1'),
    prepare({ faults }) {
      faults.add({ kind: 'poison', names: ['03'] });
    },
    ends: { ...ending('synced', '01', '02', '04', '04-1'), ...ending('failed', '03') },
  },
  {
    name: 'answers lost before',
    codes: codesOf('01', '01 > 01-1', '02', '03', '03 > 03-1'),
    prepare({ faults }) {
      faults.add({ kind: 'loseAnswer', names: () => true, times: 2 });
    },
    ends: ending('synced', '01', '01-1', '02', '03', '03-1'),
  },
  {
    // What only ListID and ExternalGUID tell: going by the name would make a second item of the same code.
    name: 'renamed in QuickBooks',
    codes: codesOf('01', '02', '03', '03 > 03-1'),
    prepare({ faults }) {
      faults.add({ kind: 'loseAnswer', names: () => true, times: 1 });
    },
    whenBroken(quickbooks) {
      if (!quickbooks.itemByFullName('02')) return false;
      quickbooks.renameItem('02', 'Site work');
      // Without a memory QuickBooks would take the same request once more, whoever sends it: then the name is taken.
      if (quickbooks.messageSets.memory === 'none') quickbooks.addItem('02', { kind: 'NonInventory' });
      return true;
    },
    ends: { ...ending('synced', '01', '03', '03-1'), ...ending('renamed', '02') },
  },
  {
    name: 'changes',
    codes: codesOf('01', '01 > 01-1', '02', '02 > 02-1', '03', '04', '05'),
    afterwards: [
      changing(
        {
          '01-1': { description: 'Changed' },
          '02': { description: 'Changed' },
          '02-1': { active: false },
          '03': { description: 'Changed' },
          '04': { parent: '01' },
        },
        (quickbooks) => {
          // The same, and something else.
          if (quickbooks.itemByFullName('02')?.description !== 'By hand')
            quickbooks.editItem('02', { description: 'By hand' });
          if (quickbooks.itemByFullName('03')) quickbooks.renameItem('03', 'By hand');
        },
      ),
    ],
    changes: {
      '01-1': { description: 'Changed' },
      '02-1': { isActive: false },
      '03': { description: 'Changed', name: 'By hand' },
      '04': { fullName: '01:04' },
    },
    byHand: { '02': { description: 'By hand' } },
    ends: {
      ...ending('synced', '01', '01-1', '02-1', '05'),
      ...ending('renamed', '03', '04'),
      ...ending('failed', '02'),
    },
  },
  {
    name: 'changes, answers lost',
    codes: codesOf('01', '01 > 01-1', '02', '03', '04', '05'),
    afterwards: [
      changing(
        Object.fromEntries(
          ['01', '01-1', '02', '03', '04'].map((code) => [code, { description: 'Changed' }]),
        ),
        ({ faults }) => {
          faults.clear();
          faults.add({ kind: 'loseAnswer', names: () => true, times: 2 });
        },
      ),
    ],
    changes: Object.fromEntries(
      ['01', '01-1', '02', '03', '04'].map((code) => [code, { description: 'Changed' }]),
    ),
    ends: ending('synced', '01', '01-1', '02', '03', '04', '05'),
  },
  {
    name: 'account alarm',
    codes: codesOf('01', '01 > 01-1', '02', '03', '05', '057'),
    settings: { accountRules: [{ prefix: '05', incomeAccount: 'Consulting Income' }] },
    afterwards: [
      async (client, company, quickbooks) => {
        if (!quickbooks.file.account('Consulting Income'))
          quickbooks.addAccount({ fullName: 'Consulting Income', type: 'Income' });
        await retryAll(client, company, quickbooks);
      },
    ],
    ends: ending('synced', '01', '01-1', '02', '03', '05', '057'),
  },
  {
    name: 'every code refused',
    codes: codesOf('01', '01 > 01-1', '02', '03', '04', '05', '06'),
    prepare({ faults }) {
      faults.add({ kind: 'poison', names: /^0/ });
    },
    afterwards: [
      async (client, company, quickbooks) => {
        quickbooks.faults.clear();
        await retryAll(client, company, quickbooks);
      },
    ],
    ends: ending('synced', '01', '01-1', '02', '03', '04', '05', '06'),
  },
  {
    name: 'QuickBooks not ready',
    codes: codesOf('01', '01 > 01-1', '02', '03', '04', '05'),
    prepare({ faults }) {
      faults.add(preset('dialogShowing', { times: 2 }));
      faults.add(preset('unexpectedError', { times: 1 }));
      faults.add(preset('lockedByAnother', { names: ['02'], times: 1 }));
      faults.add({ kind: 'withoutRet', names: ['03'] });
      faults.add({ kind: 'cutAnswer', names: ['04'] });
      faults.add({ kind: 'dropResponses', names: ['05'] });
    },
    ends: ending('synced', '01', '01-1', '02', '03', '04', '05'),
  },
  {
    name: 'approver in the middle',
    codes: codesOf('01', '01 > 01-1', '02', '03', '04', '05', '06'),
    prepare({ faults }) {
      faults.add(preset('recordHasError', { names: ['02'], times: 1 }));
    },
    async inSession(client, company) {
      await client.recall(company, ['06', '01-1']);
      await client.retry(company, ['02']);
    },
    afterwards: [
      async (client, company) => {
        await client.send(company, ['01-1']).catch(unlessRefused);
        await client.accept(company);
        await client.retry(company);
      },
    ],
    ends: {
      ...ending('synced', '01', '01-1', '02', '03', '04', '05'),
      // A kill can make the recall come after the export.
      '06': ['unsynced', 'synced'],
    },
  },
];
