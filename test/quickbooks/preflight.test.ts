import { describe, expect, it } from 'vitest';
import { type Planned, preflightOf } from '../../server/quickbooks/preflight.ts';
import { had, item } from './has.ts';

const code: Planned = {
  fullName: '03 Concrete:03-300 Footings',
  above: [{ fullName: '03 Concrete', listID: null }],
  incomeAccount: 'Construction Income',
  expenseAccount: null,
};
const division = item('03 Concrete');
const footings = item('03 Concrete:03-300 Footings');

describe('what will happen to a code', () => {
  it.each([
    ['a new item is made where nothing has its name', [division], {}, 'new', null],
    [
      'the very item is taken over, whatever its letter case',
      [division, { ...footings, fullName: '03 CONCRETE:03-300 footings' }],
      {},
      'adopt',
      footings.listID,
    ],
    [
      'an inactive item holds the name',
      [division, { ...footings, isActive: false }],
      {},
      'inactive',
      footings.listID,
    ],
    [
      'an item of another type holds the name',
      [division, { ...footings, type: 'NonInventory' }],
      {},
      'otherType',
      footings.listID,
    ],
    [
      'one like it in another place',
      [division, item('Old:3-300 FOOTINGS')],
      {},
      'similar',
      '80-Old:3-300 FOOTINGS',
    ],
    [
      'one that differs by blanks and dashes',
      [item('03.300 footings')],
      { above: [], fullName: '03-300  Footings' },
      'similar',
      '80-03.300 footings',
    ],
    [
      'an item of another type is no twin',
      [division, item('Old:3-300 Footings', { type: 'Group' })],
      {},
      'new',
      null,
    ],
    [
      'what is above its parent is of another type, and the parent is not there yet',
      [item('Site', { type: 'Group' })],
      {
        fullName: 'Site:03 Concrete:03-300 Footings',
        above: [
          { fullName: 'Site:03 Concrete', listID: null },
          { fullName: 'Site', listID: null },
        ],
      },
      'parent',
      '80-Site',
    ],
    ['its parent is of another type', [{ ...division, type: 'OtherCharge' }], {}, 'parent', division.listID],
    ['its parent is inactive', [{ ...division, isActive: false }], {}, 'parent', division.listID],
    [
      'its parent was there and is gone',
      [],
      { above: [{ fullName: '03 Concrete', listID: 'gone' }] },
      'parent',
      'gone',
    ],
    [
      'its parent was renamed and is still the same',
      [{ ...division, fullName: 'Div 3' }],
      { parent: { fullName: '03 Concrete', listID: division.listID } },
      'new',
      null,
    ],
    ['its parent is made before it', [], {}, 'new', null],
    ['no such account', [division], { incomeAccount: 'Sales' }, 'account', null],
    ['an inactive account', [division], { incomeAccount: 'Old Income' }, 'account', null],
    ['an account of a kind that no item has', [division], { incomeAccount: 'Checking' }, 'account', null],
    ['an expense account is right for one side', [division], { incomeAccount: 'Job Expenses' }, 'new', null],
    [
      'and wrong for the sales side of two',
      [division],
      { incomeAccount: 'Job Expenses', expenseAccount: 'Job Expenses' },
      'account',
      null,
    ],
    ['two sides, each with its own', [division], { expenseAccount: 'Job Expenses' }, 'new', null],
    [
      'income is wrong for the purchase side',
      [division],
      { expenseAccount: 'Construction Income' },
      'account',
      null,
    ],
    [
      'what is there is taken over without its account',
      [division, footings],
      { incomeAccount: 'Sales' },
      'adopt',
      footings.listID,
    ],
  ] as const)('%s', (_, items, planned, verdict, listId) => {
    expect(preflightOf({ ...code, ...planned }, had(items))).toMatchObject({ verdict, listId });
  });

  it('a full list takes no new item, and what is there can still be taken over', () => {
    const has = had([division], undefined, { capacity: 1 });
    expect(preflightOf(code, has)).toEqual({
      verdict: 'full',
      listId: null,
      message: 'The list of items is full: QuickBooks takes 1 of them.',
    });
    expect(preflightOf({ ...code, fullName: '03 Concrete', above: [] }, has).verdict).toBe('adopt');
  });

  it("another code's item is no twin", () => {
    const twin = item('Old:03-300 Footings');
    const ownerOf = (id: string) => (id === twin.listID ? '04-300' : null);
    expect(preflightOf(code, had([division, twin]), ownerOf).verdict).toBe('new');
  });

  it("another code's item that holds the very name is in the way", () => {
    expect(preflightOf(code, had([division, footings]), () => '04-300')).toEqual({
      verdict: 'otherType',
      listId: footings.listID,
      message: 'The name is held by the item of the code 04-300.',
    });
  });

  it('is told in a sentence with the name that counts', () => {
    const held = preflightOf(code, had([division, { ...footings, type: 'Inventory', isActive: false }]));
    expect(held.message).toBe(
      'The name is held by an inventory item that is inactive, 03 Concrete:03-300 Footings.',
    );
  });
});
