/**
 * A second desktop, with another company file open, while QuickBooks on the first one works longer than 15 seconds on a set: it takes
 * the first one's place with `authenticate`, as the protocol has it, and gives it back as soon as its file is known.
 */
import { expect, it } from 'vitest';
import { type Desktop, desktopOf } from '../support/desktop.ts';
import { newCompany, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const OTHER_FILE = '{11111111-2222-4333-8444-555555555555}';
const NOT_OPEN = '0x8004040A';

/** Twelve codes are two sets. */
const CODES = Array.from({ length: 12 }, (_, index) => `${String(index + 1).padStart(2, '0')} Code`);

async function twoDesktops(service: Service): Promise<{ right: Desktop; wrong: Desktop }> {
  const company = await newCompany(service);
  const right = await desktopOf(service, company);
  const wrong = await desktopOf(service, company, { companyFile: 'D:\\Other.qbw' });
  wrong.quickbooks.setDataExt(wrong.qwc.OwnerID, 'FileID', OTHER_FILE);
  return { right, wrong };
}

/** The first one has its set, and QuickBooks is at work. */
async function atWork(service: Service) {
  const { right, wrong } = await twoDesktops(service);
  await right.accept(...CODES);
  const ticket = await right.open();
  const text = await right.send(ticket);
  const answer = right.quickbooks.processRequest(text);
  service.advance(16_000);
  return { right, wrong, ticket, answer };
}

/** The first one's answer comes, and it goes on to the end. */
async function goesOn(
  right: Desktop,
  ticket: string,
  answer: Parameters<Desktop['receive']>[1],
): Promise<void> {
  expect(await right.receive(ticket, answer)).toBe(83);
  for (let percent = 83; percent < 100; ) {
    const text = await right.send(ticket, { hcp: '' });
    expect(text).toContain('ItemServiceAddRq');
    percent = await right.receive(ticket, right.quickbooks.processRequest(text));
    expect(percent).toBeGreaterThan(83);
  }
  expect(await right.close(ticket)).toMatch(/^12 cost codes added to QuickBooks\./);
  expect(new Set(Object.values(await right.codes()))).toEqual(new Set(['synced']));
  expect((await right.status()).lastSession).toMatchObject({ outcome: 'file' });
}

onBothStores('a desktop with the wrong file', (start) => {
  it('does not keep the place of a session that has verified its own, which goes on', async () => {
    const service = await start();
    const { right, wrong, ticket, answer } = await atWork(service);
    const other = await wrong.open();
    expect(await wrong.send(other)).toBe('');
    expect(await wrong.lastError(other)).toMatch(/^Another company file is open: D:\\Other.qbw/);
    await wrong.close(other);
    expect((await right.status()).alarms.map(({ code }: { code: string }) => code)).toEqual(['file']);

    await goesOn(right, ticket, answer);
    expect(wrong.quickbooks.adds).toEqual([]);
    const { sessions } = (await service.api('GET', `${right.path}/sessions`)).body;
    expect(sessions.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['file', 'done']);
    await right.accept('13 Code');
    await right.session();
    expect((await right.status()).alarms).toEqual([]);
  });

  it('comes again and again, and the first one still goes on', async () => {
    const service = await start();
    const { right, wrong, ticket, answer } = await atWork(service);
    // One that died before it showed its file is superseded by the next one, which gives the place back for both.
    await wrong.open();
    for (let poll = 1; poll <= 3; poll++) {
      service.advance(60_000);
      const other = await wrong.open();
      expect(await wrong.send(other)).toBe('');
    }
    await goesOn(right, ticket, answer);
  });
});

onEmbeddedStore('the place of a session that has verified its file', (start) => {
  it.each<readonly [string, (wrong: Desktop, other: string) => Promise<unknown>]>([
    ['could not open its file', (wrong, other) => wrong.connectionError(other, NOT_OPEN)],
    ['was closed before it asked for anything', (wrong, other) => wrong.close(other)],
    [
      'has a QuickBooks that does not tell its file',
      async (wrong, other) => {
        wrong.quickbooks.faults.add({ kind: 'query', request: 'CompanyQueryRq', code: '1010' });
        expect(await wrong.send(other)).toBe('');
      },
    ],
  ])('is given back by a session that %s', async (_, ends) => {
    const service = await start();
    const { right, wrong, ticket, answer } = await atWork(service);
    await ends(wrong, await wrong.open());
    expect(await right.receive(ticket, answer)).toBe(83);
    expect(await right.send(ticket, { hcp: '' })).toContain('ItemServiceAddRq');
  });

  it('is kept by one that has the right file', async () => {
    const service = await start();
    const { right, ticket, answer } = await atWork(service);
    const fresh = await right.open();
    await right.send(fresh);
    expect(await right.receive(ticket, answer)).toBe(100);
    expect(await right.send(ticket)).toBe('');
    await right.close(fresh);
    expect(await right.send(ticket)).toBe('');
  });

  it('is another one’s as long as its file is not known: an answer is applied, and told 100', async () => {
    const service = await start();
    const { right, wrong, ticket, answer } = await atWork(service);
    const other = await wrong.open();
    expect(await right.receive(ticket, answer)).toBe(100);
    expect(await right.send(ticket)).toBe('');
    await right.close(ticket);
    // It is over for good.
    expect(await wrong.send(other)).toBe('');
    expect(await right.send(ticket)).toBe('');
    expect(Object.values(await right.codes()).filter((status) => status === 'synced')).toHaveLength(10);
  });

  it('is worth nothing once another file is accepted: nothing more goes to the one before', async () => {
    const service = await start();
    const { right, wrong, ticket, answer } = await atWork(service);
    expect(await wrong.send(await wrong.open())).toBe('');
    await service.api('POST', `${right.path}/company-file`, { body: { fileId: OTHER_FILE } });
    expect(await right.send(ticket, { hcp: '' })).toBe('');
    expect(await right.receive(ticket, answer)).toBe(100);
    expect(await right.send(ticket, { hcp: '' })).toBe('');
    // And keeps nobody out.
    expect(await wrong.open()).not.toBe('');
  });

  it('is not given back after a new connector password', async () => {
    const service = await start();
    const { right, wrong, ticket, answer } = await atWork(service);
    wrong.password = (await service.api('POST', `${right.path}/connector-password`)).body.password;
    expect(await wrong.send(await wrong.open())).toBe('');
    expect(await right.send(ticket)).toBe('');
    // It stays superseded: its answer is applied.
    expect(await right.receive(ticket, answer)).toBe(100);
  });
});
