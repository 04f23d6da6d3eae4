import { describe, expect, it } from 'vitest';
import { adviceFor, classOf, saysLocked } from '../../qbxml/status.ts';

describe('a status code', () => {
  it.each<[string | number, string]>([
    ['0', 'done'],
    [0, 'done'],
    ['1', 'done'],
    ['530', 'done'],
    ['999', 'done'],
    ['1000', 'error'],
    ['3100', 'error'],
    ['3231', 'notProcessed'],
    [3231, 'notProcessed'],
    ['9100', 'error'],
    ['', 'error'],
    ['-1', 'error'],
    ['0x80040400', 'error'],
  ])('%j is %s', (code, meaning) => {
    expect(classOf(code)).toBe(meaning);
  });
});

describe('the words of a lock', () => {
  it.each([
    'It could not be locked.',
    'They are in use  by\nanother user.',
    'This LIST has been modified by another user.',
  ])('are heard in %j', (message) => {
    expect(saysLocked(message)).toBe(true);
  });

  it.each(['', 'This record has an error in it.', 'The account number is already in use.'])(
    'are not heard in %j',
    (message) => {
      expect(saysLocked(message)).toBe(false);
    },
  );
});

describe('advice', () => {
  const known = [
    ...[
      '1000',
      '1010',
      '1030',
      '1060',
      '3000',
      '3070',
      '3100',
      '3120',
      '3130',
      '3140',
      '3150',
      '3170',
      '3175',
      '3176',
    ],
    ...['3180', '3200', '3210', '3230', '3231', '3250', '3260', '3261', '3262', '3263'],
    ...['0x80040400', '0x80040401', '0x80040402', '0x80040403', '0x80040408', '0x80040409', '0x8004040A'],
    ...['0x80040414', '0x80040416', '0x80040418', '0x8004041A', '0x8004041D', '0x80040420', '0x80040422'],
  ];

  it.each([...known, '3333', '3045', '0x80049999', '', null])(
    'for %j is one sentence with a next step',
    (code) => {
      expect(adviceFor(code)).toMatch(/^[A-Z][^.]*: [^.]+\.$/);
    },
  );

  it('is not the same for what differs', () => {
    expect(
      new Set(['3100', '3070', '3130', '3140', '3175', '3260', '1030', '1000'].map((c) => adviceFor(c))).size,
    ).toBe(8);
  });

  it('goes by the message where the code says two things', () => {
    const locked = adviceFor('3175');
    expect(adviceFor('3180', 'This list has been modified by another user.')).toBe(locked);
    expect(adviceFor('3170', 'The internals could not be locked.')).toBe(locked);
    expect(adviceFor('3180', 'This record has an error in it.')).not.toBe(locked);
    expect(adviceFor('3140', 'invalid reference to QuickBooks Account "X"')).toContain('account');
    expect(adviceFor('3140', 'invalid reference to QuickBooks Item "X"')).not.toContain('account');
  });

  it('knows an hresult in any letter case, and a number', () => {
    expect(adviceFor('0X8004040a')).toBe(adviceFor('0x8004040A'));
    expect(adviceFor(' 0x8004040A ')).not.toBe(adviceFor('0x80049999'));
    expect(adviceFor(3100)).toBe(adviceFor('3100'));
  });

  it('has a word for names that mean something to JavaScript', () => {
    expect(adviceFor('constructor')).toBe(adviceFor('3333'));
    expect(adviceFor('toString')).toBe(adviceFor('3333'));
  });
});
