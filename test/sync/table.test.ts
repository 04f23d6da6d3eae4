/**
 * Every status code and hresult of the references through the real endpoint: what becomes of the code, what it is told, which
 * alarm is raised. Written down here once more, by the references and the contracts, not read from the product's table.
 */
import { expect, it } from 'vitest';
import { HRESULT_ROWS, STATUS_ROWS } from '../../server/sync/statuses.ts';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores } from '../support/service.ts';

type Alarm = 'account' | 'permission' | 'connection' | 'readOnly' | 'file' | null;

interface Expected {
  /** Of the code. `asked`: QuickBooks is asked for the item, and has it: synced. */
  readonly state: 'synced' | 'asked' | 'failed' | 'accepted';
  readonly help?: string;
  readonly alarm?: Alarm;
  /** The session ends with an error. */
  readonly stops?: true;
  /** The code has a parent. */
  readonly below?: true;
}

const saving = (words: string) =>
  `There was an error when saving a Items list, element "01". QuickBooks error message: ${words}`;
const reference = (to: string) => `There is an invalid reference to QuickBooks ${to} in the ItemService.`;

const WORDS: Readonly<Record<string, string>> = {
  '3140':
    'There is an invalid reference to QuickBooks Account "Construction Income" in the ItemService.  QuickBooks error message: Invalid argument.  The specified record does not exist in the list.',
  '3140 parent': reference('Item "00"'),
  '3140 parentless': reference('Item "03"'),
  '3140 tax': reference('Sales Tax Code ""'),
  '3140 class': reference('Class "Account fees"'),
  '3140 other': reference('Vendor "Smith"'),
  '3130 account': 'There is an invalid reference to the account "X" in the Item list.',
  '3180 lock': saving('This list has been modified by another user.'),
  '3180 account': saving('The posting account is invalid.'),
  '3180 account number': saving('The account number is already in use.'),
  '3180 tax': saving('The sales tax code is invalid.'),
  '3180 class': saving('The class is inactive.'),
  '3180 levels': saving('The parent has too many levels.'),
  '3180 named': 'There was an error when saving a Items list, element "Invalid account".',
  '3210 account': 'The "AccountRef" field has an invalid value "X".',
  '3210 name': 'The "Name" field has an invalid value "X".',
  '3070 value': 'The string "X" in the field "FullName" is too long.',
  '3999 account': 'The income account does not exist.',
  '3170 lock': 'The internals could not be locked. They are in use by another user.',
  '3175 lock':
    'There was an error adding, modifying or deleting 495-1 because it is already in use.  QuickBooks error message: The transaction could not be locked.  It is in use by another user.',
  '3176 lock': 'A related object could not be locked.',
  '3177 lock': 'The list element is in use.',
  '3180 view': saving('The company file is in view-only mode.'),
  '3260 view': 'This QuickBooks is read-only.',
  '4711 view': 'This company file is read only.',
};

const each = (codes: string, expected: Expected): [string, Expected][] =>
  codes.split(', ').map((code) => [code, expected]);

const STATUSES: readonly [string, Expected][] = [
  // Done, but without the item in the answer: it is asked for.
  ...each('0, 1, 500, 501, 510, 530, 531, 540, 550, 560, 570, 600, 999', { state: 'asked' }),
  ...each('9001, 9002, 9003, 9004, 9005', { state: 'asked' }),
  // A lock, and what else passes: another try in the next session.
  ...each('3170 lock, 3175 lock, 3176 lock, 3177 lock, 3180 lock', { state: 'accepted', help: 'lock' }),
  // Nothing in the words says that somebody has it open.
  ...each('3170, 3175, 3176, 3177, 3200', { state: 'accepted', help: 'not-now' }),
  ...each('1000', { state: 'accepted', help: 'internal-error' }),
  ...each('2000, 3999, 8000', { state: 'accepted', help: 'unknown-error' }),
  ...each('3230, 3231', { state: 'accepted', help: 'not-processed' }),
  ...each('1010', { state: 'accepted', help: 'not-reached', alarm: 'connection', stops: true }),
  // The company's faults.
  ...each('1030, 3250', { state: 'accepted', help: 'edition', alarm: 'permission' }),
  ...each('3220, 3260, 3261, 3262, 3263', { state: 'accepted', help: 'permission', alarm: 'permission' }),
  ...each('3140, 3270, 3130 account, 3180 account, 3210 account, 3999 account', {
    state: 'failed',
    help: 'account',
    alarm: 'account',
  }),
  ...each('3180 view, 3260 view, 4711 view', {
    state: 'accepted',
    help: 'read-only',
    alarm: 'readOnly',
    stops: true,
  }),
  // The code's own.
  ...each('3100', { state: 'failed', help: 'name-in-use' }),
  ...each('3000, 3120, 3130, 3140 parent, 3180 levels', { state: 'failed', help: 'parent', below: true }),
  // What has no parent needs no advice about one.
  ...each('3000, 3120, 3130, 3140 parentless, 3140 other, 3070 value', {
    state: 'failed',
    help: 'reference',
  }),
  ...each('3140 tax, 3180 tax', { state: 'failed', help: 'tax-code' }),
  ...each('3140 class, 3180 class', { state: 'failed', help: 'class' }),
  ...each('3070, 3080, 3101, 3210, 3210 name', { state: 'failed', help: 'text' }),
  ...each('1060, 3010, 3020, 3030, 3031, 3035, 3040, 3045, 3050, 3060, 3065', {
    state: 'failed',
    help: 'not-understood',
  }),
  ...each('3085, 3090, 3099, 3110, 3150, 3240, 3280', { state: 'failed', help: 'not-understood' }),
  ...each(
    '3151, 3152, 3153, 3160, 3161, 3171, 3180, 3180 account number, 3180 named, 3185, 3205, 3290, 3300',
    {
      state: 'failed',
      help: 'refused-once',
    },
  ),
];

const UNREACHED = { alarm: 'connection' } as const;
const HRESULTS: readonly [string, { readonly help: string; readonly alarm: Alarm }][] = [
  ...['0x80040401', '0x80040402', '0x80040408', '0x8004040D', '0x8004041C', '0x80040421', '0x80040424'].map(
    (code): [string, { help: string; alarm: Alarm }] => [code, { ...UNREACHED, help: 'not-reached' }],
  ),
  ['0x80040430', { ...UNREACHED, help: 'not-reached' }],
  ['0x80040438', { ...UNREACHED, help: 'not-reached' }],
  ['0x80040499', { ...UNREACHED, help: 'not-reached' }],
  ['0x80040403', { ...UNREACHED, help: 'cannot-open' }],
  ['0x80040409', { ...UNREACHED, help: 'cannot-open' }],
  ['0x8004040A', { help: 'other-file', alarm: 'file' }],
  ['0x80040410', { ...UNREACHED, help: 'single-user' }],
  ['0x8004041B', { ...UNREACHED, help: 'single-user' }],
  ['0x80040422', { ...UNREACHED, help: 'single-user' }],
  ['0x80040414', { ...UNREACHED, help: 'dialog' }],
  ['0x80040416', { ...UNREACHED, help: 'not-running' }],
  ['0x80040418', { ...UNREACHED, help: 'not-allowed' }],
  ['0x8004041A', { ...UNREACHED, help: 'not-allowed' }],
  ['0x80040420', { ...UNREACHED, help: 'not-allowed' }],
  ['0x8004041D', { ...UNREACHED, help: 'log-in' }],
  ['0x8004041E', { ...UNREACHED, help: 'certificate' }],
  ['0x8004042C', { ...UNREACHED, help: 'certificate' }],
  ['0x8004041F', { ...UNREACHED, help: 'edition' }],
  ['0x80040423', { ...UNREACHED, help: 'edition' }],
  ['0x80040427', { ...UNREACHED, help: 'edition' }],
  ['0x8004042A', { ...UNREACHED, help: 'remote' }],
];

const severityOf = (code: string) => (Number(code) < 500 ? 'Info' : Number(code) < 1000 ? 'Warn' : 'Error');
const oneSentence = /^[A-Z].*[^.] \(help: http:\/\/localhost:\d+\/support#[a-z-]+\)\.$/;

it('the tables of the product hold no code that is not looked at here', () => {
  const statuses = new Set(STATUSES.map(([code]) => code));
  expect(STATUS_ROWS.map(({ code }) => code).filter((code) => !statuses.has(code))).toEqual([]);
  const hresults = new Set(['0x80040400', ...HRESULTS.map(([code]) => code)]);
  expect(HRESULT_ROWS.map(({ code }) => code).filter((code) => !hresults.has(code))).toEqual([]);
});

onBothStores('what QuickBooks says', (start) => {
  it('by a statusCode moves the code, gives it words and advice, and raises the alarm', async () => {
    const service = await start();
    for (const [code, { state, help, alarm = null, stops, below }] of STATUSES) {
      const statusCode = code.split(' ')[0] ?? '';
      const message = WORDS[code] ?? `Words of QuickBooks for "${code}".`;
      const desktop = await newDesktop(service);
      await desktop.accept(...(below ? ['00 Above', '00 > 01 General'] : ['01 General']));
      desktop.quickbooks.faults.add({
        kind: 'status',
        code: statusCode,
        message,
        severity: severityOf(statusCode),
        names: ['01'],
      });
      if (state === 'asked') desktop.quickbooks.addItem('01', { incomeAccount: 'Construction Income' });
      const ticket = await desktop.open();
      let percent = 0;
      for (let exchanges = 0; percent >= 0 && percent < 100 && exchanges < 5; exchanges++) {
        const answer = desktop.quickbooks.processRequest(await desktop.send(ticket));
        percent = await desktop.receive(ticket, answer);
      }
      expect([code, percent]).toEqual([code, stops ? -1 : 100]);
      const shown = await desktop.code('01');
      expect([code, shown.status]).toEqual([code, state === 'asked' ? 'synced' : state]);
      if (help === undefined) expect(shown.problem).toBeNull();
      else {
        expect(shown.problem).toEqual({ statusCode, message, advice: expect.stringMatching(oneSentence) });
        expect(shown.problem.advice).toContain(`/support#${help})`);
      }
      const { alarm: told, alarms } = await desktop.status();
      expect([code, alarms.map((each: { code: string }) => each.code)]).toEqual([
        code,
        alarm === null ? [] : [alarm],
      ]);
      expect(told?.code ?? null).toBe(alarm);
      // The words of QuickBooks are in what the connector shows, if there is an alarm.
      if (alarm !== null && help !== undefined) {
        expect(told.message).toContain(message);
        expect(await desktop.close(ticket)).toContain(message);
      }
    }
  });

  it('by an hresult leaves the codes exporting, stops the session and raises the alarm', async () => {
    const service = await start();
    for (const [hresult, { help, alarm }] of HRESULTS) {
      const desktop = await newDesktop(service);
      await desktop.accept('01 General');
      const ticket = await desktop.open();
      await desktop.send(ticket);
      const message = `Words of QuickBooks for ${hresult}.`;
      expect(await desktop.receive(ticket, { hresult, message })).toBeLessThan(0);
      expect(await desktop.lastError(ticket)).toContain(message);
      expect(await desktop.codes()).toEqual({ '01': 'exporting' });
      const { alarm: told } = await desktop.status();
      expect([hresult, told.code]).toEqual([hresult, alarm]);
      expect(told.message).toContain(`/support#${help})`);
      expect(told.message).toContain(message);
    }
  });

  it('by an hresult at opening is told by an alarm, which the next good session lifts', async () => {
    const service = await start();
    for (const [hresult, { help, alarm }] of HRESULTS) {
      const desktop = await newDesktop(service);
      await desktop.accept('01 General');
      const message = `Words of QuickBooks for ${hresult}.`;
      expect(await desktop.connectionError(await desktop.open(), hresult, message)).toBe('done');
      const { alarm: told } = await desktop.status();
      expect([hresult, told.code]).toEqual([hresult, alarm]);
      expect(told.message).toContain(`/support#${help})`);
      expect(await desktop.codes()).toEqual({ '01': 'accepted' });
      await desktop.session();
      expect(await desktop.codes()).toEqual({ '01': 'synced' });
      expect((await desktop.status()).alarms).toEqual([]);
    }
  });
});
