/** What a code in QuickBooks has, and what of it is to be changed. */
import { describe, expect, it } from 'vitest';
import { changeOf, differing, only, toldOf, wantedOf } from '../../server/codes/change.ts';
import type { CostCode, ItemValues, SentItem } from '../../server/codes/model.ts';
import { codeOfBefore } from '../../server/codes/upgrade.ts';

const RULES = { incomeAccount: 'Income', expenseAccount: null, accountRules: [] };
const ITEM = { listID: 'A1', fullName: '03:03-300', editSequence: '5' };
const SENT: SentItem = {
  version: '13.0',
  name: '03-300',
  parent: { listID: 'P1' },
  description: 'Footings',
  incomeAccount: 'Income',
  expenseAccount: 'Job Expenses',
  class: 'East',
};
const TOLD: ItemValues = {
  name: '03-300',
  parent: 'P1',
  description: 'Footings',
  incomeAccount: 'Income',
  expenseAccount: 'Job Expenses',
  class: 'East',
  active: true,
};

/** As an earlier version stored it. */
const BEFORE = {
  id: 'c/quickbooks/03-300',
  rev: 1,
  company: 'c',
  list: 'quickbooks',
  key: '03-300',
  code: '03-300',
  description: 'Footings',
  parent: '03',
  status: 'synced',
  level: 2,
  order: '03-300',
  queue: '2',
  itemName: '03-300',
  sentBy: null,
  rejection: null,
  problem: null,
  messageSet: null,
  skipSession: null,
  tries: 0,
  firstTryAt: null,
  sent: SENT,
  item: ITEM,
  listID: 'A1',
  history: [],
  updatedAt: '2026-01-01T00:00:00.000Z',
} as const;

const codeWith = (more: Partial<CostCode> = {}): CostCode => ({ ...codeOfBefore(BEFORE), ...more });
const parent = (more: Partial<CostCode> = {}) =>
  codeWith({ key: '03', code: '03', parent: '', item: { ...ITEM, listID: 'P1' }, listID: 'P1', ...more });
const PARENTS = new Map([['03', parent()]]);

describe('of a code that an earlier version brought to QuickBooks', () => {
  it('what was told follows from what was sent, and nothing is changed', () => {
    const code = codeWith();
    expect(code).toMatchObject({ told: null, toldAt: null, active: true, settled: null });
    expect(toldOf(code, PARENTS, RULES)).toEqual(TOLD);
    expect(changeOf(code, PARENTS, RULES)).toEqual([]);
  });

  it('the parent that was named by its full name is the one that it has', () => {
    const code = codeWith({ sent: { ...SENT, parent: { fullName: '03' } } });
    expect(toldOf(code, PARENTS, RULES)?.parent).toBe('P1');
    expect(toldOf(codeWith({ sent: { ...SENT, parent: null } }), PARENTS, RULES)?.parent).toBe('');
  });

  it('a linked one was told what the code and the rules say', () => {
    expect(toldOf(codeWith({ sent: null }), PARENTS, RULES)).toEqual({
      ...TOLD,
      expenseAccount: null,
      class: null,
    });
  });

  it('one that is not in QuickBooks was told nothing', () => {
    const code = codeWith({ item: null, listID: '', status: 'failed' });
    expect(toldOf(code, PARENTS, RULES)).toBeNull();
    expect(changeOf(code, PARENTS, RULES)).toEqual([]);
  });
});

describe('a change', () => {
  it.each<[string, Partial<CostCode>, string[]]>([
    ['another description', { description: 'Footing' }, ['description']],
    ['another name', { itemName: '03-301' }, ['name']],
    [
      'another letter case of the name',
      { itemName: '03-300A', told: { ...TOLD, name: '03-300a' } },
      ['name'],
    ],
    ['no parent', { parent: '' }, ['parent']],
    ['a parent that is not in QuickBooks', { parent: '04' }, ['parent']],
    ['another account', { incomeAccount: 'Other' }, ['incomeAccount']],
    ['the same account in other letter case', { incomeAccount: 'INCOME' }, []],
    ['no expense account any more', { expenseAccount: null }, ['expenseAccount']],
    ['no class any more', { class: null }, ['class']],
    ['inactive', { active: false }, ['active']],
  ])('%s', (_, more, fields) => {
    const code = codeWith({ told: TOLD, toldAt: '2026-01-01T00:00:00.000Z', ...more });
    expect(changeOf(code, PARENTS, RULES)).toEqual(fields);
  });

  it('is none by other accounts of the company or other rules', () => {
    const rules = {
      ...RULES,
      incomeAccount: 'Other',
      expenseAccount: 'Other',
      accountRules: [{ prefix: '03', incomeAccount: 'Third', class: 'West' }],
    };
    expect(changeOf(codeWith(), PARENTS, rules)).toEqual([]);
    expect(changeOf(codeWith({ sent: null, told: TOLD }), PARENTS, rules)).toEqual([]);
  });

  it('is none by an account or a class that was renamed in QuickBooks', () => {
    const at = '2026-02-01T00:00:00.000Z';
    const renames = [
      { kind: 'account', at, listID: 'X', from: 'Income', to: 'Income:Labor' },
      { kind: 'class', at, listID: 'Y', from: 'East', to: 'North' },
    ] as const;
    const code = codeWith({ told: TOLD, toldAt: '2026-01-01T00:00:00.000Z' });
    expect(wantedOf(code, PARENTS, { ...RULES, renames })).toEqual({
      ...TOLD,
      incomeAccount: 'Income:Labor',
      class: 'North',
    });
    expect(changeOf(code, PARENTS, { ...RULES, renames })).toEqual([]);
  });

  it('says only what differs', () => {
    const wanted = { ...TOLD, description: 'Footing', active: false };
    const fields = differing(wanted, TOLD);
    expect(only(fields, wanted)).toEqual({ description: 'Footing', active: false });
    expect(only(fields, TOLD)).toEqual({ description: 'Footings', active: true });
  });
});
