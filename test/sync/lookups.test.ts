/** What QuickBooks says to a question: judged like everything it says, and never the fault of a code that it is not about. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop, settle } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const NO_PERMISSION = 'The integrated application has no permission to access this data.';
const ALWAYS = Number.POSITIVE_INFINITY;

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${String(index).padStart(3, '0')} Code ${index}`);

/** A desktop on which each of the codes is there already, so that QuickBooks is asked for them all. */
async function allThere(service: Service, count: number, options = {}): Promise<Desktop> {
  const desktop = await newDesktop(service, {}, options);
  for (const each of numbered(count))
    desktop.quickbooks.addItem(each.slice(0, 4), { incomeAccount: 'Construction Income' });
  await desktop.accept(...numbered(count));
  return desktop;
}

const codesOf = (status: { alarms: { code: string }[] }) => status.alarms.map((alarm) => alarm.code);

onBothStores('a question that QuickBooks refuses', (start) => {
  it('for want of permission is the alarm permission, and no code fails for it', async () => {
    const service = await start();
    const desktop = await allThere(service, 2);
    const query = { kind: 'query', request: 'ItemQueryRq', code: '3261', message: NO_PERMISSION } as const;
    const off = desktop.quickbooks.faults.add(query);
    for (let session = 0; session < 7; session++) {
      expect((await desktop.session()).statusText).toMatch(/3261.*no permission.*#permission\)\./);
      service.advance(16_000);
    }
    expect(codesOf(await desktop.status())).toEqual(['permission']);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['exporting']));
    off();
    await desktop.do('retry', { codes: 'all' });
    await settle(service, desktop, { most: 60 });
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
    expect((await desktop.status()).alarms).toEqual([]);
  });

  it('unread, for one name, fails that code alone, in the words of QuickBooks about it', async () => {
    const service = await start();
    const desktop = await allThere(service, 10);
    desktop.quickbooks.faults.add({ kind: 'unreadQuery', names: ['C004'] });
    await settle(service, desktop, { most: 60 });
    const { C004, ...others } = await desktop.codes();
    expect(C004).toBe('failed');
    expect(new Set(Object.values(others))).toEqual(new Set(['synced']));
    expect((await desktop.code('C004')).problem).toMatchObject({
      statusCode: '3100',
      message: 'The name "C004" of the list element is already in use.',
      advice: expect.stringMatching(/#needs-a-look\)\.$/),
    });
  });
});

onEmbeddedStore('a question that QuickBooks does not answer', (start) => {
  it.each([
    ['1010', 'System not available.', 'connection', 'not-reached'],
    ['3170', 'The internals could not be locked. They are in use by another user.', 'connection', 'lock'],
    ['3231', 'The request has not been processed.', 'connection', 'not-processed'],
    ['3180', 'The company file is in view-only mode.', 'readOnly', 'read-only'],
  ])(
    'by %s is what the table says of it, and asked again as long as it is so',
    async (code, message, alarm, help) => {
      const service = await start();
      const desktop = await allThere(service, 2);
      const off = desktop.quickbooks.faults.add({ kind: 'query', request: 'ItemQueryRq', code, message });
      for (let session = 0; session < 7; session++) {
        expect((await desktop.session()).statusText).toContain(`#${help})`);
        service.advance(16_000);
      }
      expect(codesOf(await desktop.status())).toEqual([alarm]);
      off();
      await settle(service, desktop, { most: 60 });
      expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
      expect((await desktop.status()).alarms).toEqual([]);
    },
  );

  it.each([
    ['an error', { kind: 'query', request: 'ItemQueryRq', code: '3210', message: 'No.', times: ALWAYS }],
    ['an hresult', { kind: 'hresult', hresult: '0x80040402', message: 'No.', times: ALWAYS }],
    ['what is no XML', { kind: 'garbleAnswer', times: ALWAYS }],
  ] as const)('by %s has an end: less is asked at once, then a person has to look', async (_, fault) => {
    const service = await start();
    const desktop = await allThere(service, 4);
    const ticket = await desktop.open();
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    desktop.quickbooks.faults.add(fault);
    const names: number[] = [];
    let open = ticket;
    for (let time = 0; time < 60; time++) {
      const text = await desktop.send(open);
      if (!text.includes('<ItemQueryRq ')) break;
      names.push(text.split('<FullName>').length - 1);
      await desktop.receive(open, desktop.quickbooks.processRequest(text));
      await desktop.close(open);
      service.advance(16_000);
      const [next = '', second] = await desktop.authenticate();
      if (second === 'none') break;
      open = next;
    }
    expect(names.slice(0, 9)).toEqual([4, 4, 4, 2, 2, 2, 1, 1, 1]);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['failed']));
    const { problem } = await desktop.code('C000');
    expect(problem.statusCode).toBe('3100');
    expect(problem.advice).toMatch(/#needs-a-look\)\.$/);
  });

  it('is written for the QuickBooks of the session, also where the set was for a newer one', async () => {
    const service = await start();
    const desktop = await newDesktop(service, {}, { memory: 'none' });
    await desktop.accept('01 One', '02 Two');
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    await desktop.session();
    service.advance(16_000);
    const older = ['1.0', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0', '8.0', '10.0'];
    desktop.quickbooks.downgrade(older);
    const { calls } = await desktop.session();
    const lookup = calls.map(({ result }) => String(result)).find((text) => text.includes('<ItemQueryRq '));
    expect(lookup).toContain('<?qbxml version="10.0"?>');
    await settle(service, desktop, { most: 60 });
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });

  it('nor reads any more what it was sent: new bytes are written for it', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One', '02 Two');
    await desktop.send(await desktop.open());
    service.advance(16_000);
    desktop.quickbooks.downgrade(['1.0', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0', '8.0', '10.0']);
    await settle(service, desktop, { most: 60 });
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });
});
