import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differencesOf, matchesOf, type Ours, type Sought } from '../../server/quickbooks/matching.ts';
import { roughly } from '../../server/quickbooks/names.ts';
import { had, item } from './has.ts';

const code = (fullName: string, description: string, values: Partial<Ours> = {}): Sought & Ours => ({
  code: fullName.split(':').at(-1)!,
  fullName,
  itemName: fullName.split(':').at(-1)!,
  description,
  incomeAccount: 'Construction Income',
  expenseAccount: null,
  class: null,
  ...values,
});
const told = async (codes: Sought[], items: Parameters<typeof had>[0], linked: string[] = []) =>
  (await matchesOf(codes, had(items), (id) => linked.includes(id))).map((match) => [
    match.code.code,
    match.item.fullName,
    match.how,
  ]);

it.each([
  ['by its full name', '03:03-300', '03:03-300', '', 'fullName'],
  ['by its name in a flat list', '03:03-300', '03-300', '', 'name'],
  ['by its name without zeros and dashes', '03:03-300', 'Old:3 300', '', 'name'],
  ['by its description', '03:03-300', 'Footings and walls', 'FOOTINGS', 'description'],
] as const)('finds an item %s', async (_, fullName, itemName, described, how) => {
  expect(
    await told([code(fullName, 'Footings')], [item(itemName, { description: described || null })]),
  ).toEqual([['03-300', itemName, how]]);
});

it('proposes nothing where several would do, on either side', async () => {
  expect(await told([code('03:03-300', 'x')], [item('A:03-300'), item('B:03-300')])).toEqual([]);
  expect(await told([code('03:03-300', 'x'), code('04:03.300', 'y')], [item('A:03-300')])).toEqual([]);
});

it('gives an item to the surest code, and to none twice', async () => {
  const codes = [code('04:1', 'Footings'), code('03:2', 'Footings')];
  expect(await told(codes, [item('03:2', { description: 'Footings' })])).toEqual([['2', '03:2', 'fullName']]);
});

it('leaves out items of other types and those that are linked already', async () => {
  expect(await told([code('03:1', 'x')], [item('1', { type: 'Group' }), item('03:1')], ['80-03:1'])).toEqual(
    [],
  );
});

it('tells what differs, field by field', () => {
  const there = item('3', {
    description: 'footings',
    incomeAccount: 'Sales',
    expenseAccount: 'Job Expenses',
    class: 'East',
  });
  const ours = code('03:3', 'Footings', { class: 'east' });
  expect(differencesOf(ours, there)).toEqual([
    { field: 'parent', ours: '03', quickBooks: null },
    { field: 'incomeAccount', ours: 'Construction Income', quickBooks: 'Sales' },
    { field: 'expenseAccount', ours: null, quickBooks: 'Job Expenses' },
    { field: 'description', ours: 'Footings', quickBooks: 'footings' },
  ]);
});

it('takes plain names as it takes all others', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (name) => {
      // An accent counts for nothing, and makes it one of the others.
      expect(roughly(`${name}\u0301`)).toBe(roughly(name));
    }),
  );
  expect(roughly('  03-0300. Slab  (S.O.G.) ')).toBe('3300slabsog');
});
