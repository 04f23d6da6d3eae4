/** The next step for a problem is derived from what is kept of it. */
import { describe, expect, it } from 'vitest';
import { type Advised, adviceOf } from '../../server/help/advice.ts';
import { hours, InWords, inWords } from '../../server/help/numbers.ts';
import { HELP } from '../../server/help/topics.ts';
import { readStatus } from '../../server/sync/statuses.ts';

it.each(Object.entries(HELP))('topic %s has an advice of one plain sentence', (_, { advice }) => {
  expect(advice).toMatch(/^[A-Z][^.]*(\.qwc[^.]*)?[^.]$/);
});

const told = (statusCode: string, message: string): Advised => ({
  statusCode,
  message,
  help: readStatus(statusCode, message).help,
});

describe('an advice', () => {
  it('quotes QuickBooks where it is general: what a reference is to, or what is wrong', () => {
    const vendor =
      'There is an invalid reference to QuickBooks Vendor "" in the item.  QuickBooks error message: Invalid argument.';
    expect(adviceOf(told('3140', vendor))).toBe(
      'QuickBooks says “There is an invalid reference to QuickBooks Vendor "" in the item”: in QuickBooks create or correct what its message names, then retry the code',
    );
    expect(
      adviceOf(told('3180', 'Error with "A".  QuickBooks error message:  The list is\n full. ')),
    ).toMatch(/^QuickBooks says “The list is full”: in QuickBooks open /);
  });

  it('quotes nothing where QuickBooks gave no words', () => {
    expect(adviceOf({ ...told('3180', ''), message: 'QuickBooks answered 3180.' })).toBe(
      HELP['refused-once'].advice,
    );
  });

  it('names what has the name', () => {
    const problem = { statusCode: '3100', message: 'In use.', help: 'name-in-use' } as const;
    expect(adviceOf({ ...problem, holder: 'an inactive item' })).toMatch(
      /^The name is held by an inactive item: in QuickBooks open /,
    );
    expect(adviceOf(problem)).toBe(HELP['name-in-use'].advice);
  });

  it('of codes that are refused alike is that of their topic, and says what a retry does besides', () => {
    const alarm = { statusCode: '3140', message: 'No.', help: 'alike' } as const;
    expect(adviceOf({ ...alarm, cause: 'tax-code' })).toBe(
      `${HELP['tax-code'].advice}; Retry also lets the held codes go on`,
    );
    expect(adviceOf({ ...alarm, cause: 'alike' })).toBe(HELP.alike.advice);
  });

  it('offers to take the open file only where it is known', () => {
    const alarm = { statusCode: null, message: 'Another file.', help: 'other-file' } as const;
    expect(adviceOf({ ...alarm, fileId: '{1}' })).toMatch(/have an admin accept it here$/);
    expect(adviceOf({ ...alarm, fileId: null })).toBe(HELP['other-file'].advice);
  });
});

it('numbers in sentences are words as long as they are small', () => {
  expect([inWords(5), InWords(10), inWords(40)]).toEqual(['five', 'Ten', '40']);
  expect([hours(3_600_000), hours(3_600_000, 'whole'), hours(7_200_000, 'whole')]).toEqual([
    'an hour',
    'a whole hour',
    'two whole hours',
  ]);
});
