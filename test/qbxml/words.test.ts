import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  accountIn,
  accountSideIn,
  quotable,
  saysReadOnly,
  subjectOf,
  wordsAside,
} from '../../qbxml/words.ts';
import { readStatus } from '../../server/sync/statuses.ts';
import { needShared } from '../support/shared.ts';

describe('what a refusal is about', () => {
  it.each<[string, ReturnType<typeof subjectOf>]>([
    ['There is an invalid reference to QuickBooks Account "X" in the item.', 'account'],
    ['There is an invalid reference to QuickBooks Sales Tax Code "" in the item service.', 'taxCode'],
    ['There is an invalid reference to QuickBooks SalesTaxCode "" in the ItemService.', 'taxCode'],
    ['There is an invalid reference to QuickBooks Class "My account" in the item.', 'class'],
    ['There is an invalid reference to QuickBooks Item "X" in the ItemService.', 'parent'],
    ['There is an invalid  reference to a\nparent "X" in the Item list.', 'parent'],
    ['There is an invalid reference to QuickBooks UnitOfMeasureSet "Account" in the item.', 'other'],
    ['There is an invalid reference to QuickBooks Vendor in the account of the item.', 'other'],
    ['There is a missing posting account: "AccountRef"', 'account'],
    ['The "IncomeAccountRef" field has an invalid value "X".', 'account'],
    ['The string "X" in the field "Name" is too long.', 'text'],
    ['The string "X" in the field "AccountNumber" is too long.', 'other'],
    ['The given object ID "X" in the field "list id" is invalid.', null],
    ['Object "My account is invalid" specified in the request cannot be found.', null],
    ['QuickBooks error message: The sales tax code is invalid.', 'taxCode'],
    ['QuickBooks error message: The account is of the wrong type.', 'account'],
    ['QuickBooks error message: The account number is already in use.', null],
    ['QuickBooks error message: An account was looked at.', null],
    ['Error with "Account". QuickBooks error message: Out of paper.', null],
    ['', null],
  ])('%j is about %s', (message, subject) => {
    expect(subjectOf(message)).toBe(subject);
  });

  it('is read of every recorded message as it is meant', (context) => {
    const folder = needShared(context, 'samples', 'qbxml');
    const [, ...rows] = readFileSync(`${folder}/status_messages_recorded.tsv`, 'utf8').trim().split('\n');
    const read = rows.map((row) => {
      const [code = '', , message = ''] = row.split('\t');
      const { means, help } = readStatus(code, message);
      return `${code} ${means} ${help}`;
    });
    expect(read).toEqual([
      '0 done unclear',
      '1 done unclear',
      '500 done unclear',
      '3045 fails not-understood',
      '3040 fails not-understood',
      // A field that no item has.
      '3070 fails reference',
      '3100 inUse name-in-use',
      '3120 parent parent',
      // A customer; an item, which can only be the parent.
      '3140 fails reference',
      '3140 parent parent',
      '3150 fails not-understood',
      '3170 locked lock',
      '3175 locked lock',
      '3180 locked lock',
      '3180 fails refused-once',
      '3200 passing not-now',
      '3231 notProcessed not-processed',
    ]);
  });
});

it('words of QuickBooks that are quoted have an end', () => {
  expect(quotable('x'.repeat(5_000), 'error').length).toBeLessThan(300);
});

it('an account is read out of the words of QuickBooks, by its name or by its side', () => {
  const reference = 'There is an invalid reference to QuickBooks Account "Income:Labor" in the ItemService.';
  expect(accountIn(reference)).toBe('Income:Labor');
  expect(accountIn('The expense account is invalid.')).toBeNull();
  expect(accountSideIn(`${reference}  QuickBooks error message: The expense account is invalid.`)).toBe(
    'expense',
  );
  expect(accountSideIn('There is a missing posting account: "IncomeAccountRef"')).toBe('income');
  expect(
    accountSideIn('Error with "The expense account". QuickBooks error message: The account is invalid.'),
  ).toBeNull();
});

it.each([
  ['The company file is READ-ONLY.', true],
  ['QuickBooks is in view only mode.', true],
  ['There was an error, element "Read-only". It is locked.', false],
  ['Only view it.', false],
])('%j: may only be looked at: %s', (message, is) => {
  expect(saysReadOnly(message)).toBe(is);
});

describe('words without the own texts of a code', () => {
  const alike = (a: [string, string[]], b: [string, string[]]) => {
    const [one, other] = [wordsAside(...a), wordsAside(...b)];
    return one.some((words, index) => words === other[index]);
  };

  it('are the same where only these differ, in any case and with any blanks', () => {
    expect(alike(['Bad  "A1".', ['A1']], ['bad "B2".', ['b2']])).toBe(true);
    expect(alike(['Bad A1.', ['A1']], ['Bad B2.', ['B2']])).toBe(true);
    expect(alike(['Bad "1/2" pipe".', ['1/2" pipe']], ['Bad "B".', ['B']])).toBe(true);
    expect(alike(['Is a bad "a".', ['a']], ['Is a bad "b".', ['b']])).toBe(true);
    expect(alike(['Bad "A long text that was c".', ['A long text that was cut']], ['Bad "B".', ['B']])).toBe(
      true,
    );
  });

  it('differ where anything else does', () => {
    expect(alike(['Bad "A1".', ['A1']], ['Bad "X".', ['B2']])).toBe(false);
    expect(alike(['Bad A12.', ['A1']], ['Bad B22.', ['B2']])).toBe(false);
    expect(alike(['Bad "A".', ['']], ['Bad "B".', ['']])).toBe(false);
  });
});
