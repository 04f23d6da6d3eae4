/** The alarm `alike`: ten codes in a row that QuickBooks refuses for good, in the same words, are not the codes' fault. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { preset } from '../../scripts/quickbooks/presets.ts';
import { connectionOf } from '../../server/sync/connection.ts';
import { CONNECTIONS, type Connection } from '../../server/sync/model.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { dieAt } from '../support/dying.ts';
import { onBothStores, onEmbeddedStore, onMongoDB, type Service } from '../support/service.ts';
import { needShared } from '../support/shared.ts';

const numbered = (count: number, prefix = 'C', from = 0) =>
  Array.from(
    { length: count },
    (_, index) => `${prefix}${String(from + index).padStart(3, '0')} Code ${from + index}`,
  );

async function wholeExport(desktop: Desktop): Promise<void> {
  while ((await desktop.session()).outcome !== 'noWork');
}

const codesOf = (status: { alarms: { code: string }[] }) => status.alarms.map((alarm) => alarm.code);

/** What QuickBooks said in a sample of an office. */
function said(folder: string, file: string): { code: string; message: string } {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const [, code = '', message = ''] = /statusCode="(\d+)".* statusMessage="([^"]*)"/.exec(text) ?? [];
  return { code, message: message.replaceAll('&quot;', '"') };
}

onBothStores('ten codes in a row refused alike', (start) => {
  it('fail, the others are held until retry, and one alarm tells the words and the next step', async () => {
    const desktop = await newDesktop(await start());
    const off = desktop.quickbooks.faults.add(preset('taxCodeMissing'));
    await desktop.accept(...numbered(25));
    const session = await desktop.session();
    expect(session.statusText).toMatch(/10 cost codes failed.*refuses code after code.*#alike\)\.$/);
    const { alarm, alarms, counts } = await desktop.status();
    expect(alarms).toEqual([alarm]);
    expect(alarm.code).toBe('alike');
    expect(alarm.message).toMatch(/Sales Tax Code "" in the item service\. .*Preferences > Sales Tax/);
    expect(counts).toMatchObject({ failed: 10, accepted: 15, exporting: 0 });
    expect((await desktop.code('C024')).problem).toMatchObject({
      statusCode: '3140',
      message: 'There is an invalid reference to QuickBooks Sales Tax Code "" in the item service.',
      advice: expect.stringMatching(
        /retry the codes; Retry also lets the held codes go on \(help: .*#alike\)\.$/,
      ),
    });
    // Held codes are no work, and the poll is told why.
    const poll = await desktop.session();
    expect([poll.outcome, poll.exchanges]).toEqual(['noWork', 0]);
    expect(poll.statusText).toMatch(/refuses code after code/);

    off();
    expect(await desktop.do('retry', { codes: 'all' })).toEqual({ retried: 10, refused: [] });
    expect((await desktop.status()).alarms).toEqual([]);
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 25 });
    expect(desktop.quickbooks.adds).toHaveLength(25);
  });

  it('are let go on by retry of one of them, which counts anew', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add(preset('taxCodeMissing'));
    await desktop.accept(...numbered(45));
    await desktop.session();
    expect(await desktop.do('retry', { codes: ['C024'] })).toEqual({ retried: 1, refused: [] });
    expect((await desktop.status()).alarms).toEqual([]);
    await wholeExport(desktop);
    expect(codesOf(await desktop.status())).toEqual(['alike']);
    // A set of ten, and one of twenty.
    expect((await desktop.status()).counts).toMatchObject({ failed: 30, accepted: 15 });
  });

  it('are counted over sets, sessions and restarts', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset('taxCodeMissing'));
    for (const from of [0, 3, 6]) {
      await desktop.accept(...numbered(3, 'C', from));
      await wholeExport(desktop);
      expect((await desktop.status()).alarms).toEqual([]);
      await service.restart();
    }
    await desktop.accept(...numbered(3, 'C', 9));
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    await service.restart();
    await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    expect(codesOf(await desktop.status())).toEqual(['alike']);
    expect((await desktop.status()).counts).toMatchObject({ failed: 12 });
  });
});

onMongoDB('ten codes in a row refused alike', (start) => {
  it('are counted over two servers', async () => {
    const one = await start();
    const two = await one.second();
    const desktop = await newDesktop(one);
    desktop.quickbooks.faults.add(preset('taxCodeMissing'));
    await desktop.accept(...numbered(5));
    await wholeExport(desktop);
    desktop.use(two);
    await desktop.accept(...numbered(5, 'C', 5));
    await wholeExport(desktop);
    desktop.use(one);
    expect(codesOf(await desktop.status())).toEqual(['alike']);
  });
});

onEmbeddedStore('codes refused alike', (start) => {
  const refusing = async (settings: Record<string, unknown> = {}, known?: Service) => {
    const service = known ?? (await start());
    const desktop = await newDesktop(service, settings);
    const refuse = (words: string | ((name: string) => string), names: RegExp, code = '3180') =>
      desktop.quickbooks.faults.add({ kind: 'status', code, message: words, names });
    const add = async (...codes: string[]) => {
      await desktop.accept(...codes);
      await wholeExport(desktop);
      return codesOf(await desktop.status());
    };
    return { service, desktop, refuse, add };
  };

  it('are in a row no more once QuickBooks takes an add, or refuses one otherwise', async () => {
    const { refuse, add } = await refusing();
    refuse('The list is full.', /^C/);
    refuse('Something else is wrong.', /^E/);
    expect(await add(...numbered(9))).toEqual([]);
    expect(await add('D1 Good')).toEqual([]);
    expect(await add(...numbered(9, 'C', 20))).toEqual([]);
    expect(await add('E1 Bad')).toEqual([]);
    expect(await add(...numbered(9, 'C', 40))).toEqual([]);
    expect(await add(...numbered(1, 'C', 60))).toEqual(['alike']);
  });

  it('are in a row no more after the same words under another code, or a name in use', async () => {
    const { desktop, refuse, add } = await refusing();
    refuse('The list is full.', /^C/);
    refuse('The list is full.', /^E/, '3290');
    desktop.quickbooks.addItem('F1', { kind: 'OtherCharge' });
    expect(await add(...numbered(9))).toEqual([]);
    expect(await add('E1 Bad')).toEqual([]);
    expect(await add(...numbered(9, 'C', 20))).toEqual([]);
    expect(await add('F1 Taken')).toEqual([]);
    expect(await add(...numbered(9, 'C', 40))).toEqual([]);
  });

  it('stay in a row over what QuickBooks did not come to, or was locked for', async () => {
    const { desktop, refuse, add } = await refusing();
    refuse('The list is full.', /^C/);
    desktop.quickbooks.faults.add({ kind: 'status', code: '3231', names: ['E1'], times: 1 });
    desktop.quickbooks.faults.add(preset('lockedByAnother', { names: ['E2'] }));
    await desktop.accept(...numbered(5), 'E1 Later', 'E2 Locked');
    await desktop.session();
    await desktop.do('recall', { codes: ['E1', 'E2'] });
    expect(await add(...numbered(5, 'C', 5))).toEqual(['alike']);
  });

  it('are codes: one that is retried ten times is one', async () => {
    const { desktop, refuse, add } = await refusing();
    refuse('The list is full.', /^C/);
    expect(await add('C1 One')).toEqual([]);
    for (let times = 1; times <= 12; times++) {
      await desktop.do('retry', { codes: 'all' });
      expect(await add()).toEqual([]);
    }
  });

  it.each<[string, (name: string) => string]>([
    ['in quotation marks', (name) => `Error for element "${name}". It cannot be saved.`],
    ['cut', (name) => `The string "${`${name} Code`.slice(0, 20)}" will not do.`],
    ['in the sentence', (name) => `The item ${name} cannot be saved.`],
  ])('have the same words also where their own texts stand in them, %s', async (_, words) => {
    const { refuse, add } = await refusing({ itemNaming: 'codeAndDescription' });
    refuse(words, /^C/);
    expect(await add(...numbered(10, 'CODE-WITH-DIGITS-'))).toEqual(['alike']);
  });

  it('have the same words also where one is called as a word of the sentence', async () => {
    const { refuse, add } = await refusing();
    refuse((name) => `There was an error when saving a Items list, element "${name}".`, /^/);
    expect(await add(...numbered(8), 'Items One', 'a Another')).toEqual(['alike']);
  });

  it('have other words where QuickBooks names other things', async () => {
    const { refuse, add } = await refusing();
    refuse((name) => `There is an invalid reference to QuickBooks Vendor "V ${name.length}".`, /^/, '3140');
    expect(await add(...numbered(5), ...numbered(5, 'DD'))).toEqual([]);
  });

  it('hold all codes with the alarm of an account beside it, whose codes are not counted', async () => {
    const { desktop, refuse, add } = await refusing({
      accountRules: [{ prefix: 'W', incomeAccount: 'Nowhere' }],
    });
    refuse('The list is full.', /^C/);
    await add(...numbered(9, 'W'));
    expect(codesOf(await desktop.status())).toEqual(['account']);
    expect(await add(...numbered(10))).toEqual(['alike', 'account']);
  });

  it('are counted from now on for a company that an earlier version has kept', async () => {
    const { service, desktop, refuse, add } = await refusing();
    refuse('The list is full.', /^C/);
    expect(await add('D1 Good')).toEqual([]);
    const id = desktop.path.split('/').at(-1) ?? '';
    const known = await connectionOf(service.store, id);
    const { alike, alarms, ...earlier } = known;
    expect([alike, alarms]).toEqual([null, []]);
    // As it was before alarms were a list, and before there was one of this kind.
    const before = { file: null, connection: null, permission: null, refused: null, accounts: [] };
    await service.store.replace(CONNECTIONS, [{ ...earlier, alarms: before } as unknown as Connection]);
    expect(await add(...numbered(9))).toEqual([]);
    expect(await add(...numbered(1, 'C', 9))).toEqual(['alike']);
  });

  it.each(['before', 'after'] as const)(
    'are counted exactly, also if the server dies %s any write',
    async (when) => {
      const service = await start();
      for (let fatal = 1; ; fatal++) {
        const { desktop, refuse, add } = await refusing({}, service);
        refuse('The list is full.', /^C/);
        await desktop.accept(...numbered(9));
        const death = dieAt(service.store, fatal, when);
        await desktop.session().catch(() => undefined);
        const writes = death.writes();
        death.undo();
        await service.restart();
        service.advance(16_000);
        expect(await add(), `dead ${when} write ${fatal}`).toEqual([]);
        expect((await desktop.status()).counts).toMatchObject({ failed: 9 });
        expect(await add(...numbered(1, 'C', 9)), `dead ${when} write ${fatal}`).toEqual(['alike']);
        if (writes < fatal) {
          expect(fatal).toBeGreaterThan(8);
          return;
        }
      }
    },
  );
});

onBothStores('an account that a refusal to save is about', (start) => {
  it('is known for an item with one account: the alarm names it, codes with others go on', async (context) => {
    const folder = needShared(context, 'samples', 'offices');
    const desktop = await newDesktop(await start(), {
      accountRules: [{ prefix: 'W', incomeAccount: 'Service Income' }],
    });
    const { code, message } = said(folder, 'rs-3180-posting-account.xml');
    desktop.quickbooks.faults.add({ kind: 'status', code, message, names: /^C/ });
    await desktop.accept(...numbered(60), ...numbered(2, 'W'));
    await wholeExport(desktop);
    const { alarm, alarms, counts } = await desktop.status();
    expect(alarms).toEqual([alarm]);
    expect(alarm.code).toBe('account');
    expect(alarm.message).toMatch(/the account "Construction Income".*The posting account is invalid\./);
    expect(counts).toMatchObject({ failed: 10, accepted: 50, synced: 2 });
  });

  it('cannot be told for one with two: ten in a row are alike', async (context) => {
    const folder = needShared(context, 'samples', 'offices');
    const desktop = await newDesktop(await start(), { expenseAccount: 'Job Expenses' });
    const { code, message } = said(folder, 'rs-3180-posting-account.xml');
    desktop.quickbooks.faults.add({ kind: 'status', code, message, names: /^C/ });
    await desktop.accept(...numbered(60));
    await wholeExport(desktop);
    expect(codesOf(await desktop.status())).toEqual(['alike']);
    expect((await desktop.status()).counts).toMatchObject({ failed: 10, accepted: 50 });
    expect((await desktop.code('C000')).problem.advice).toMatch(/Chart of Accounts.*#account\)\.$/);
  });

  it('is the one whose side is named, or the only one that stands on both', async () => {
    const service = await start();
    const settings = { incomeAccount: 'Construction Income', expenseAccount: 'Job Expenses' };
    for (const [words, expenseAccount, told] of [
      ['The expense account is invalid.', 'Job Expenses', 'Job Expenses'],
      ['The COGS account is inactive.', 'Job Expenses', 'Job Expenses'],
      ['The income account is missing.', 'Job Expenses', 'Construction Income'],
      ['The posting account is invalid.', 'construction income', 'Construction Income'],
    ] as const) {
      const desktop = await newDesktop(service, { ...settings, expenseAccount });
      const message = `There was an error when saving a Items list, element "01". QuickBooks error message: ${words}`;
      desktop.quickbooks.faults.add({ kind: 'status', code: '3180', message, names: ['01'] });
      await desktop.accept('01 One');
      await desktop.session();
      expect((await desktop.status()).alarm.message).toContain(`the account "${told}"`);
    }
  });
});

onBothStores('a tax code that QuickBooks misses', (start) => {
  it('is advised about as such, and is the company’s fault: ten in a row are alike', async (context) => {
    const folder = needShared(context, 'samples', 'offices');
    const desktop = await newDesktop(await start());
    const { code, message } = said(folder, 'rs-3140-tax-code.xml');
    desktop.quickbooks.faults.add({ kind: 'status', code, message, names: /^C/ });
    await desktop.accept(...numbered(60));
    await wholeExport(desktop);
    const { problem } = await desktop.code('C000');
    expect(problem).toMatchObject({ statusCode: '3140', message });
    expect(problem.advice).toMatch(/Sales Tax.*#tax-code\)\.$/);
    expect(problem.advice).not.toMatch(/parent/);
    expect(codesOf(await desktop.status())).toEqual(['alike']);
    expect((await desktop.status()).counts).toMatchObject({ failed: 10, accepted: 50 });
  });
});
