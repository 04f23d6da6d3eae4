/** Codes that wait stand aside: a poll costs the same whatever waits, and none of them is forgotten. */
import { expect, it } from 'vitest';
import { isAside } from '../../server/codes/aside.ts';
import { CODES, type CostCode } from '../../server/codes/model.ts';
import type { Store } from '../../server/store/port.ts';
import { FIRST_SIZE } from '../../server/sync/pace.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service, type Start } from '../support/service.ts';

const LIST = 'quickbooks';
const SOME = 24;
/** More than one step. */
const MANY = 450;

const below = (parent: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${parent} > ${parent}-${String(at).padStart(4, '0')} Code ${at}`);

const companyOf = ({ path }: Desktop) => path.split('/').at(-1) ?? '';

/** How many documents a call reads, and the most that it writes at once. */
function counting(store: Store): () => { read: number; atOnce: number } {
  let read = 0;
  let atOnce = 0;
  const counted = store as unknown as Record<string, (...args: never[]) => Promise<unknown>>;
  for (const name of ['get', 'getMany', 'find', 'findAmong', 'count', 'replace', 'insert']) {
    const own = counted[name] as (...args: unknown[]) => Promise<unknown>;
    counted[name] = async (...args: unknown[]) => {
      const result = await own(...args);
      if (name === 'replace' || name === 'insert') atOnce = Math.max(atOnce, (args[1] as unknown[]).length);
      else if (name === 'count') read += Math.min(1, Number(args[3] ?? 0) / 1_000);
      else read += Array.isArray(result) ? result.length : 1;
      return result;
    };
  }
  return () => {
    const since = { read, atOnce };
    read = 0;
    atOnce = 0;
    return since;
  };
}

async function poll(desktop: Desktop): Promise<string> {
  const [ticket = '', second = ''] = await desktop.authenticate();
  await desktop.close(ticket);
  return second;
}

async function wholeExport(desktop: Desktop): Promise<void> {
  while ((await desktop.session()).outcome !== 'noWork');
}

async function aside({ store }: Service, desktop: Desktop): Promise<string[]> {
  const equals = [companyOf(desktop), LIST, 'accepted'];
  const codes = await store.find(CODES, 'byQueue', { equals, limit: 10_000 });
  return codes.filter(isAside).map(({ code }) => code);
}

/** `03` has failed, and all below it wait. */
async function waitingBelowFailed(
  start: Start,
  count: number,
): Promise<{ service: Service; desktop: Desktop }> {
  const service = await start();
  const desktop = await newDesktop(service);
  desktop.quickbooks.faults.add({ kind: 'status', names: ['03'], code: '3070' });
  await desktop.accept('03 Concrete', ...below('03', count), '04 Masonry');
  await wholeExport(desktop);
  expect((await desktop.status()).counts).toMatchObject({ failed: 1, synced: 1, accepted: count });
  return { service, desktop };
}

/** An alarm holds all but those that have failed for it. */
async function heldByAccount(start: Start, count: number): Promise<{ service: Service; desktop: Desktop }> {
  const service = await start();
  const desktop = await newDesktop(service, { incomeAccount: 'Nowhere' });
  await desktop.accept('03 Concrete', ...Array.from({ length: count + 9 }, (_, at) => `A${at} Code`));
  await wholeExport(desktop);
  return { service, desktop };
}

const goOn = (start: Start, count: number) => {
  it('goes on with what waits once its parent is there, in steps', async () => {
    const { service, desktop } = await waitingBelowFailed(start, count);
    desktop.quickbooks.faults.clear();
    await desktop.do('retry', { codes: ['03'] });
    const cost = counting(service.store);
    await wholeExport(desktop);
    expect(cost().atOnce).toBeLessThanOrEqual(200);
    expect((await desktop.status()).counts).toMatchObject({ synced: count + 2, accepted: 0 });
    expect(desktop.quickbooks.adds).toHaveLength(count + 2);
  });

  it('goes on with what an alarm held once it is lifted, or the company has another account', async () => {
    for (const lift of ['retry', 'account'] as const) {
      const { service, desktop } = await heldByAccount(start, count);
      if (lift === 'retry') {
        desktop.quickbooks.addAccount({ fullName: 'Nowhere', type: 'Income' });
        await desktop.do('retry', { codes: 'all' });
      } else {
        await service.api('PATCH', desktop.path, { body: { incomeAccount: 'Construction Income' } });
      }
      expect(await poll(desktop)).not.toBe('none');
      const cost = counting(service.store);
      await wholeExport(desktop);
      expect(cost().atOnce).toBeLessThanOrEqual(200);
      expect((await desktop.status()).counts).toMatchObject({
        accepted: 0,
        failed: lift === 'retry' ? 0 : 10,
      });
    }
  });
};

onBothStores('a poll', (start) => {
  it.each([
    ['below a parent that failed', waitingBelowFailed],
    ['held for an account', heldByAccount],
  ])('reads the same whatever waits: %s', async (_, waiting) => {
    const costs: number[] = [];
    for (const count of [1, SOME]) {
      const { service, desktop } = await waiting(start, count);
      await poll(desktop);
      const cost = counting(service.store);
      expect(await poll(desktop)).toBe('none');
      costs.push(cost().read);
      expect(await aside(service, desktop)).toHaveLength(count);
    }
    expect(costs[1]).toBeLessThanOrEqual((costs[0] ?? 0) + 1);
  });

  goOn(start, SOME);
});

onEmbeddedStore('many that wait', (start) => goOn(start, MANY));

onEmbeddedStore('a code that stands aside', (start) => {
  it('is called back after a death behind each write of the call', async () => {
    for (let writes = 0; writes < 12; writes++) {
      const { service, desktop } = await waitingBelowFailed(start, 3);
      await poll(desktop);
      expect(await aside(service, desktop)).toHaveLength(3);
      desktop.quickbooks.faults.clear();
      await desktop.do('retry', { codes: ['03'] });
      const ticket = await desktop.open();
      const answer = desktop.quickbooks.processRequest(await desktop.send(ticket));
      dyingAfter(service.store, writes);
      await desktop.receive(ticket, answer).catch(() => {});
      await service.restart();
      service.advance(60_000);
      await wholeExport(desktop);
      expect((await desktop.status()).counts).toMatchObject({ synced: 5 });
    }
  });

  it('waits below another that does, and all come when the first one is there', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('03 Concrete', '03 > 03-300 Footings', '03-300 > 03-310 Forms');
    await desktop.do('recall', { codes: ['03'] });
    expect(await poll(desktop)).toBe('none');
    await poll(desktop);
    expect(await aside(service, desktop)).toEqual(['03-300', '03-310']);
    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 3 });
  });

  it.each([
    ['is waited for already', true],
    ['is not waited for yet', false],
  ])('is not put aside by a poll that began before its parent was there, which %s', async (_, isAwaited) => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('03 Concrete', ...(isAwaited ? below('03', 1) : []));
    await desktop.do('recall', { codes: ['03'] });
    await poll(desktop);
    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await desktop.accept(...below('03', 50));
    await desktop.do('recall', { codes: ['03'] });
    // Between what a poll has read and what it writes the parent is brought there, and some of its children are taken into a set.
    const { replace } = service.store;
    let falls = 0;
    let counts: unknown = null;
    service.store.replace = (async (...args: Parameters<typeof replace>) => {
      const writes = args[1] as unknown as CostCode[];
      const isWaiting = writes.some(({ awaited, queue }) => awaited === true || queue?.startsWith('~'));
      if (args[0].name === 'codes' && isWaiting && falls++ === 0) {
        await desktop.do('send');
        await desktop.do('accept', { codes: ['03'] });
        const ticket = await desktop.open();
        await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
        await desktop.send(ticket);
        counts = (await desktop.status()).counts;
      }
      return replace(...args);
    }) as typeof replace;
    await poll(desktop);
    expect(counts).toMatchObject({ synced: 1, exporting: FIRST_SIZE });
    expect(await aside(service, desktop)).toEqual([]);
  });

  it('is found by a few polls where an earlier version brought its parent there', async () => {
    const { service, desktop } = await waitingBelowFailed(start, 2);
    await poll(desktop);
    const parent = (await service.store.get(CODES, `${companyOf(desktop)}/${LIST}/03`)) as CostCode;
    const item = desktop.quickbooks.addItem('03');
    await service.store.replace(CODES, [
      {
        ...parent,
        status: 'synced',
        problem: null,
        listID: item.listID,
        item: { listID: item.listID, fullName: '03', editSequence: null },
      },
    ]);
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 4 });
  });

  it('is told by closeConnection, however many there are', async () => {
    const { desktop } = await waitingBelowFailed(start, 1_000);
    const [ticket = ''] = await desktop.authenticate();
    expect(await desktop.close(ticket)).toMatch(
      /^Nothing to export now: 1,000 or more accepted cost codes wait/,
    );
  });

  it('stays in its place in an item list, below its parent', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('03 Concrete', '03 > 03-300 Footings', '03-300 > 03-310 Forms');
    await desktop.do('recall', { codes: ['03', '03-310'] });
    await poll(desktop);
    expect(await aside(service, desktop)).toEqual(['03-300']);
    const list = (await service.api('GET', `${desktop.path}/codes.iif`)).text;
    const names = list.split(/\r?\n/).flatMap((line) => /^INVITEM\t([^\t]+)/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['03', '03:03-300', '03:03-300:03-310']);
  });
});

/** From now on the store takes so many more writes. */
function dyingAfter(store: Store, writes: number): void {
  let left = writes;
  for (const name of ['insert', 'replace'] as const) {
    const own = store[name] as (...args: unknown[]) => Promise<never>;
    (store as unknown as Record<string, unknown>)[name] = (...args: unknown[]) =>
      left-- > 0 ? own(...args) : Promise.reject(new Error('the process has died'));
  }
}
