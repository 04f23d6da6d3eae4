/**
 * Every status code and hresult of the references through the real endpoint: what becomes of the code, what it is told, which
 * alarm is raised. Written down here once more, by the references and the contracts, not read from the product's table.
 */
import { expect, it } from 'vitest';
import { HRESULT_ROWS, STATUS_ROWS } from '../../qbxml/status.ts';
import { newDesktop } from '../desktop.ts';
import { onBothStores } from '../service.ts';

type Alarm = 'account' | 'permission' | 'connection' | 'file' | null;

interface Expected {
  /** Of the code. `asked`: QuickBooks is asked for the item, and has it: synced. */
  readonly state: 'synced' | 'asked' | 'failed' | 'accepted';
  readonly help?: string;
  readonly alarm?: Alarm;
  /** The session ends with an error. */
  readonly stops?: true;
}

const WORDS: Readonly<Record<string, string>> = {
  '3140':
    'There is an invalid reference to QuickBooks Account "Construction Income" in the ItemService.  QuickBooks error message: Invalid argument.  The specified record does not exist in the list.',
  '3180 lock':
    'There was an error when saving a Items list, element "01". QuickBooks error message: This list has been modified by another user.',
  '3140 other': 'There is an invalid reference to QuickBooks Item "03" in the ItemService.',
};

const each = (codes: string, expected: Expected): [string, Expected][] =>
  codes.split(', ').map((code) => [code, expected]);

const STATUSES: readonly [string, Expected][] = [
  // Done, but without the item in the answer: it is asked for.
  ...each('0, 1, 500, 501, 510, 530, 531, 540, 550, 560, 570, 600, 999', { state: 'asked' }),
  ...each('9001, 9002, 9003, 9004, 9005', { state: 'asked' }),
  // A lock, and what else passes: another try in the next session.
  ...each('3170, 3175, 3176, 3177, 3180 lock, 3200', { state: 'accepted', help: 'lock' }),
  ...each('1000', { state: 'accepted', help: 'internal-error' }),
  ...each('2000, 3999, 8000', { state: 'accepted', help: 'unknown-error' }),
  ...each('3230, 3231', { state: 'accepted', help: 'not-processed' }),
  ...each('1010', { state: 'accepted', help: 'not-reached', alarm: 'connection', stops: true }),
  // The company's faults.
  ...each('1030, 3250', { state: 'accepted', help: 'edition', alarm: 'permission' }),
  ...each('3220, 3260, 3261, 3262, 3263', { state: 'accepted', help: 'permission', alarm: 'permission' }),
  ...each('3140, 3270', { state: 'failed', help: 'account', alarm: 'account' }),
  // The code's own.
  ...each('3100', { state: 'failed', help: 'name-in-use' }),
  ...each('3000, 3120, 3130, 3140 other', { state: 'failed', help: 'parent' }),
  ...each('3070, 3080, 3101, 3210', { state: 'failed', help: 'text' }),
  ...each('1060, 3010, 3020, 3030, 3031, 3035, 3040, 3045, 3050, 3060, 3065', {
    state: 'failed',
    help: 'not-understood',
  }),
  ...each('3085, 3090, 3099, 3110, 3150, 3240, 3280', { state: 'failed', help: 'not-understood' }),
  ...each('3151, 3152, 3153, 3160, 3161, 3171, 3180, 3185, 3205, 3290, 3300', {
    state: 'failed',
    help: 'refused-once',
  }),
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
  it('by a statusCode moves the code, gives it words and advice, and raises the alarm', {
    timeout: 180_000,
  }, async () => {
    const service = await start();
    for (const [code, { state, help, alarm = null, stops }] of STATUSES) {
      const statusCode = code.split(' ')[0] ?? '';
      const message = WORDS[code] ?? `Words of QuickBooks for "${code}".`;
      const desktop = await newDesktop(service);
      await desktop.accept('01 General');
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

  it('by an hresult leaves the codes exporting, stops the session and raises the alarm', {
    timeout: 120_000,
  }, async () => {
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

  it('by an hresult at opening is told by an alarm, which the next good session lifts', {
    timeout: 120_000,
  }, async () => {
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
