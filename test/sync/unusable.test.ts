/** What comes and cannot be used: a fact about the same bytes once it has come three times, and never the end of a company. */
import { expect, it } from 'vitest';
import type { Fault } from '../../scripts/quickbooks/faults.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${String(index).padStart(3, '0')} Code ${index}`);

const ALWAYS = Number.POSITIVE_INFINITY;
const BROKEN_OFF = 'Unexpected error. Check the qbsdklog.txt file for possible, additional information.';
const HRESULT = { hresult: '0x80040402', message: BROKEN_OFF } as const;

/** Sessions until nothing is left to do; gives how many there were. */
async function settle(service: Service, desktop: Desktop, onSession?: () => Promise<void>): Promise<number> {
  for (let sessions = 0; sessions < 60; sessions++) {
    const { outcome } = await desktop.session();
    if (outcome === 'noWork') return sessions;
    await onSession?.();
    service.advance(16_000);
  }
  throw new Error('it never comes to an end');
}

const notSynced = async (desktop: Desktop) =>
  Object.fromEntries(Object.entries(await desktop.codes()).filter(([, status]) => status !== 'synced'));

onBothStores('a code at which QuickBooks breaks off each time', (start) => {
  it('fails alone, with the words of QuickBooks; all others get through, once each', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add({ kind: 'hresult', ...HRESULT, names: ['C007'], times: ALWAYS });
    await desktop.accept(...numbered(30));
    await settle(service, desktop);
    expect(await notSynced(desktop)).toEqual({ C007: 'failed' });
    expect((await desktop.code('C007')).problem).toMatchObject({
      statusCode: '0x80040402',
      message: BROKEN_OFF,
      advice: expect.stringMatching(/#breaks-off\)\.$/),
    });
    expect(desktop.quickbooks.adds).toHaveLength(29);
    expect(new Set(desktop.quickbooks.adds).size).toBe(29);
    expect((await desktop.status()).alarms).toEqual([]);
  });
});

const FAULTS: readonly [string, Fault, Record<string, unknown>][] = [
  [
    'breaks off after it has done all',
    { kind: 'hresultAfter', ...HRESULT, names: ['C007'], times: ALWAYS },
    {},
  ],
  ['answers what is no XML, having done all', { kind: 'garbleAnswer', names: ['C007'], times: ALWAYS }, {}],
  [
    'gives an hresult that nobody knows',
    { kind: 'hresult', hresult: '0x80041234', message: 'New.', names: ['C007'], times: ALWAYS },
    { C007: 'failed' },
  ],
];

onEmbeddedStore('what cannot be used, in detail', (start) => {
  it.each(FAULTS)('has an end where QuickBooks %s', async (_, fault, left) => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(fault);
    await desktop.accept(...numbered(12));
    await settle(service, desktop);
    expect(await notSynced(desktop)).toEqual(left);
    for (const name of desktop.quickbooks.adds) expect(desktop.quickbooks.addsOf(name)).toBe(1);
  });

  it('is told by the alarm after three sessions, and is over once it is known what became of the codes', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add({ kind: 'hresult', ...HRESULT, names: ['C001'], times: 3 });
    await desktop.accept(...numbered(3));
    const seen: (string | undefined)[] = [];
    await settle(service, desktop, async () => {
      const { alarms } = await desktop.status();
      seen.push(alarms.find(({ code }: { code: string }) => code === 'unreadable')?.message);
    });
    expect(seen.slice(0, 2)).toEqual([undefined, undefined]);
    expect(seen[2]).toMatch(/could not be used in three sessions.*Unexpected error.*#unusable\)\.$/);
    expect((await desktop.status()).alarms).toEqual([]);
    expect(await notSynced(desktop)).toEqual({});
    expect(desktop.quickbooks.adds.toSorted()).toEqual(['C000', 'C001', 'C002']);
  });

  it('says nothing about the codes where QuickBooks may only be looked at, however often', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const message = 'The company file is read-only.';
    const off = desktop.quickbooks.faults.add({
      kind: 'hresult',
      hresult: '0x80040402',
      message,
      times: ALWAYS,
    });
    await desktop.accept('01 One');
    for (let session = 0; session < 8; session++) {
      await desktop.session();
      service.advance(16_000);
    }
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    off();
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });

  it('that comes twice by the way counts once', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One');
    const ticket = await desktop.open();
    await desktop.send(ticket);
    for (let time = 0; time < 4; time++) await desktop.receive(ticket, HRESULT);
    await desktop.close(ticket);
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });

  it.each(['0', '0x0', '0x00000000', ' 0 '])(
    'is no hresult of zero beside a good answer (%j)',
    async (zero) => {
      const desktop = await newDesktop(await start());
      await desktop.accept('01 One');
      const ticket = await desktop.open();
      const processed = desktop.quickbooks.processRequest(await desktop.send(ticket));
      if (!('response' in processed)) throw new Error('no answer');
      expect(await desktop.receive(ticket, { ...processed, hresult: zero })).toBe(100);
      expect(await desktop.codes()).toEqual({ '01': 'synced' });
      expect((await desktop.status()).alarms).toEqual([]);
    },
  );

  it('leaves no code of a set without its word where QuickBooks gives back everything', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add({ kind: 'hresult', ...HRESULT, names: () => true, times: ALWAYS });
    await desktop.accept(...numbered(4));
    await settle(service, desktop);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['failed']));
  });
});
