import { describe, expect, it } from 'vitest';
import { HRESULT_ROWS, readHresult, readStatus, STATUS_ROWS } from '../../server/sync/statuses.ts';

describe('the tables', () => {
  it('have each code once', () => {
    for (const rows of [STATUS_ROWS, HRESULT_ROWS]) {
      const codes = rows.map(({ code }) => code);
      expect(codes).toEqual([...new Set(codes)]);
    }
  });
});

describe('a status code', () => {
  it.each([
    ['0', 'done'],
    [' 0 ', 'done'],
    ['999', 'done'],
    ['2000', 'passing'],
    ['3099', 'fails'],
    ['3333', 'passing'],
    ['9100', 'passing'],
    ['', 'unclear'],
    ['-1', 'unclear'],
    ['constructor', 'unclear'],
  ])('%j that is in no table is %s', (code, meaning) => {
    expect(readStatus(code, '').means).toBe(meaning);
  });

  it.each([
    ['3180', 'This LIST has been  modified by\nanother user.', 'locked'],
    ['3180', 'It could not be locked.', 'locked'],
    ['3180', 'This record has an error in it.', 'fails'],
    ['3180', 'The account number is already in use.', 'fails'],
    ['3140', 'invalid reference to QuickBooks Account "X"', 'account'],
    ['3140', 'invalid reference to QuickBooks Item "X"', 'parent'],
    ['3140', 'Nobody has recorded these words.', 'fails'],
    ['3180', 'The posting account is invalid.', 'account'],
    ['3261', 'The account is invalid.', 'permission'],
    ['1000', 'The account is invalid.', 'passing'],
    ['3999', 'The account is invalid.', 'account'],
    ['3999', 'The parent is invalid.', 'passing'],
    ['0', 'The account is invalid, and read-only.', 'done'],
  ])('%s with the words %j is %s', (code, words, meaning) => {
    expect(readStatus(code, words).means).toBe(meaning);
  });

  it.each([
    'The posting account is invalid.',
    'The account is not an income account.',
    'The income account has been deleted.',
    'Please select another account.',
  ])('%j is about the account, whichever code of a reference it comes with', (words) => {
    const whole = `There was an error when saving a Items list, element "01".  QuickBooks error message: ${words}`;
    const told = ['3120', '3140', '3180', '3210'].map((code) => readStatus(code, whole));
    expect(told).toEqual(told.map(({ code }) => ({ code, means: 'account', help: 'account' })));
    expect(readStatus('3180', 'An account could not be locked. It is in use by another user.').means).toBe(
      'locked',
    );
  });
});

describe('an hresult', () => {
  it('is the same in any letter case, and with white space around it', () => {
    expect(readHresult(' 0X8004040a ', '')).toMatchObject({ code: '0x8004040A', means: 'otherFile' });
  });

  it.each(['0x80049999', 'E_FAIL', '-2147220480'])(
    '%j that is in no table means that QuickBooks was not reached',
    (code) => {
      expect(readHresult(code, '')).toMatchObject({ code, means: 'unreachable', help: 'not-reached' });
    },
  );
});
