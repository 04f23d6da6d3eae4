/**
 * A store as the version before this house was drawn anew has left it, in the middle of everything: what it showed is shown still,
 * and the exchange goes on. fixtures/earlier-version.json was written by that version: its documents, and what it said of them.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COLLECTIONS } from '../../server/app.ts';
import type { Collection, Stored } from '../../server/store/port.ts';
import { desktopOf } from '../support/desktop.ts';
import { onBothStores, type Service } from '../support/service.ts';

interface Left {
  readonly companies: readonly { name: string; path: string; userName: string; password: string }[];
  readonly shown: Readonly<
    Record<string, { alarms: { code: string }[]; problems: Record<string, readonly [string, object | null]> }>
  >;
  readonly documents: Readonly<Record<string, readonly Stored[]>>;
}

const { companies, shown, documents }: Left = JSON.parse(
  readFileSync(new URL('fixtures/earlier-version.json', import.meta.url), 'utf8'),
);

/** When it was left. The clock goes back to it: what is overdue today was not then. */
const LEFT_AT = new Date('2026-11-28T09:06:00Z');

async function putBack({ store, advance }: Service): Promise<void> {
  advance(LEFT_AT.getTime() - store.now().getTime());
  for (const [name, stored] of Object.entries(documents)) {
    const collection = COLLECTIONS.find((each) => each.name === name);
    if (!collection) throw new Error(`no collection is called ${name}`);
    await store.insert(collection as unknown as Collection<Stored>, stored);
  }
}

const companyOf = (name: string) => companies.find((company) => company.name === name)!;

onBothStores('a store of an earlier version', (start) => {
  it.each(companies.map(({ name }) => name))('shows what it showed: %s', async (name) => {
    const service = await start();
    await putBack(service);
    const { path } = companyOf(name);
    const text = (await service.api('GET', `${path}/codes?limit=100`)).text.replaceAll(service.url, '{url}');
    type Shown = { code: string; status: string; problem: object | null; class: string | null };
    const codes: Shown[] = JSON.parse(text).codes;
    expect(Object.fromEntries(codes.map(({ code, status, problem }) => [code, [status, problem]]))).toEqual(
      shown[name]?.problems,
    );
    // Classes came later: nobody has one, until somebody names it.
    expect(new Set(codes.map((code) => code.class))).toEqual(new Set([null]));
    expect((await service.api('GET', path)).body.class).toBeNull();
    const status = (await service.api('GET', `${path}/status`)).text.replaceAll(service.url, '{url}');
    // Meanwhile nobody has called.
    const alarms = JSON.parse(status).alarms.filter(({ code }: { code: string }) => code !== 'late');
    expect(alarms).toEqual(shown[name]?.alarms);
  });

  it('goes on with an open set about which QuickBooks was to be asked', async () => {
    const service = await start();
    await putBack(service);
    const desktop = await desktopOf(service, companyOf('Acme'));
    for (const item of ['02', '03', '07']) desktop.quickbooks.addItem(item);
    desktop.quickbooks.addItem('03:03-300');
    expect((await desktop.session()).outcome).toBe('done');
    expect(desktop.quickbooks.adds).toEqual([]);
    expect(await desktop.codes()).toMatchObject({
      '02': 'synced',
      '03': 'synced',
      '03-300': 'synced',
      '07': 'synced',
    });
    expect((await desktop.status()).alarms.map(({ code }: { code: string }) => code)).toEqual(['account']);
  });

  it('decides about a code that was refused by itself', async () => {
    const service = await start();
    await putBack(service);
    const desktop = await desktopOf(service, companyOf('Carp'));
    await service.api('PATCH', desktop.path, { body: { class: 'Region:East' } });
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'failed', '02': 'synced' });
    expect(desktop.quickbooks.itemByFullName('02')?.class).toBe('Region:East');
  });

  it('lets go of what an alarm held, and takes the file that an alarm told', async () => {
    const service = await start();
    await putBack(service);
    const alike = await desktopOf(service, companyOf('Bolt'));
    await alike.do('retry', { codes: 'all' });
    expect((await alike.session()).outcome).toBe('done');
    expect(new Set(Object.values(await alike.codes()))).toEqual(new Set(['synced']));
    const other = companyOf('Dune');
    const fileId = '{11111111-2222-4333-8444-555555555555}';
    expect((await service.api('POST', `${other.path}/company-file`, { body: { fileId } })).status).toBe(200);
    expect((await service.api('GET', `${other.path}/status`)).body.alarms).toEqual([]);
  });
});
