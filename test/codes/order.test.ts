import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder } from '../../server/codes/order.ts';

const sorted = (keys: readonly string[]) =>
  [...keys].sort((a, b) =>
    naturalOrder(a) < naturalOrder(b) ? -1 : naturalOrder(a) > naturalOrder(b) ? 1 : 0,
  );

const ORDERS: string[][] = [
  ['1', '2', '10', '20', '100'],
  ['01-002', '01-010', '01-100', '02-001'],
  ['03', '03-300', '03-300-1', '03-300-2', '03-300-10', '03-310', '04'],
  ['a1', 'a2', 'a10', 'b1'],
  ['a', 'a1', 'a1b', 'a2'],
  ['9', '010', '11'],
  ['1.2', '1.10', '2.1'],
  ['x99999999999999999998', 'x99999999999999999999', 'x100000000000000000000'],
];

describe('natural order', () => {
  it.each(ORDERS)('is as people count: %s', (...order) => {
    expect(sorted(order.toReversed())).toEqual(order);
  });

  it('never takes two codes for one, and what comes first does not depend on where one begins', () => {
    const key = fc.stringMatching(/^[0-9a-c.\- ]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 12 }), (keys) => {
        expect(new Set(keys.map(naturalOrder)).size).toBe(keys.length);
        expect(sorted(keys)).toEqual(sorted(keys.toReversed()));
      }),
    );
  });

  it('orders numbers of any length with the same text before them by their value', () => {
    const number = fc.bigInt({ min: 0n, max: 10n ** 200n });
    fc.assert(
      fc.property(number, number, fc.stringMatching(/^[a-z-]{0,3}$/), (a, b, before) => {
        fc.pre(a !== b);
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(sorted([`${before}${more}`, `${before}${less}`])).toEqual([
          `${before}${less}`,
          `${before}${more}`,
        ]);
      }),
    );
  });
});
