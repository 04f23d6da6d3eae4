import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Buckets, bucketCount, digestOf } from '../../server/quickbooks/buckets.ts';
import { pageOf, tidy, writeBuckets } from '../../server/quickbooks/completing.ts';
import { createKept } from '../../server/quickbooks/kept.ts';
import {
  type Complete,
  type Item,
  READING_BUCKETS,
  READING_PAGES,
  READINGS,
  RECENT_ITEMS,
  type Reading,
} from '../../server/quickbooks/model.ts';
import { unpacked } from '../../server/quickbooks/packing.ts';
import { recentItem } from '../../server/quickbooks/recent.ts';
import { begun, newReading } from '../../server/quickbooks/running.ts';
import type { Store } from '../../server/store/port.ts';
import { onBothStores } from '../support/service.ts';
import { ACCOUNTS, FILE, item } from './has.ts';

const items = (count: number) => Array.from({ length: count }, (_, at) => item(`Item ${at}`));

describe('buckets', () => {
  const bucketsOf = (all: readonly Item[], count: number, group?: number, groups?: number) => {
    const buckets = new Buckets<Item>(count, group, groups);
    for (let at = 0; at < all.length; at += 7) buckets.take(all.slice(at, at + 7));
    return [...buckets.inOrder()];
  };
  const digest = (kind: string, all: readonly Item[]) => digestOf(kind, JSON.stringify(all));

  it('hold every entry once, in the same place whatever the order, sorted', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 5_000 })),
        fc.nat({ max: 6 }),
        (numbers, power) => {
          const all = numbers.map((at) => item(`Item ${at}`));
          const buckets = bucketsOf(all, 2 ** power);
          expect(buckets.flat().toSorted(byID)).toEqual(all.toSorted(byID));
          expect(bucketsOf(all.toReversed(), 2 ** power)).toEqual(buckets);
          const groups = [0, 1, 2].flatMap((group) => bucketsOf(all, 2 ** power, group, 3));
          expect(groups.toSorted(byFirst)).toEqual(buckets.toSorted(byFirst));
        },
      ),
    );
  });

  it('that hold the same have the same digest, others another one', () => {
    expect(digest('items', items(3))).toBe(digest('items', items(3)));
    expect(digest('items', items(3))).not.toBe(digest('accounts', items(3)));
    expect(digest('items', items(3))).not.toBe(digest('items', items(2)));
  });

  it('are as many as before, as long as that will do', () => {
    for (const [entries, before, count] of [
      [0, 0, 1],
      [500, 0, 1],
      [50_000, 0, 128],
      [50_000, 128, 128],
      [52_000, 128, 128],
      [200_000, 128, 512],
      [3_000, 128, 8],
      [0, 1, 1],
    ] as const)
      expect([entries, before, bucketCount(entries, before)]).toEqual([entries, before, count]);
  });
});

const byFirst = ([a]: readonly Item[], [b]: readonly Item[]) =>
  (a?.listID ?? '').localeCompare(b?.listID ?? '');
const byID = (a: Item, b: Item) => (a.listID < b.listID ? -1 : 1);
const COMPANY = 'acme';

onBothStores('a reading', (start) => {
  async function begin(store: Store, session: string, count: number): Promise<Reading> {
    const before = await store.get(READINGS, COMPANY);
    const number = (before?.begun ?? 0) + 1;
    const running = {
      ...begun({ number, session, startedAt: '2026-03-01T08:00:00.000Z', fileKey: 'file' }, 0),
      next: 'complete',
      iteratorID: null,
      pages: 2,
      counts: { items: count, accounts: ACCOUNTS.length, classes: 0 },
      file: FILE,
    } as const;
    if (before)
      return (await store.replace(READINGS, [{ ...before, begun: number, running, untidy: true }]))[0]!;
    const fresh = { ...newReading(COMPANY), begun: number, running };
    return (await store.insert(READINGS, [fresh]))[0]!;
  }

  async function come(store: Store, session: string, all: readonly Item[]): Promise<Reading> {
    const reading = await begin(store, session, all.length);
    const half = Math.ceil(all.length / 2);
    await store.insert(READING_PAGES, [
      pageOf(COMPANY, session, 0, { accounts: ACCOUNTS, items: all.slice(0, half) }),
      pageOf(COMPANY, session, 1, { items: all.slice(half) }),
    ]);
    return reading;
  }

  async function complete(store: Store, reading: Reading): Promise<Complete> {
    const whole = await writeBuckets(store, reading, '2026-03-01T08:00:30.000Z');
    await store.replace(READINGS, [{ ...reading, running: null, complete: whole }]);
    return whole;
  }

  const names = async (store: Store) =>
    [...((await createKept(store).of({ id: COMPANY, fileID: '' }))?.items.values() ?? [])]
      .map(({ fullName }) => fullName)
      .sort();
  const countOf = async (store: Store) =>
    (await store.find(READING_BUCKETS, 'byCompany', { equals: [COMPANY], limit: 1_000 })).length;

  it('is what QuickBooks has once it is complete, and nothing of it before', async () => {
    const { store } = await start();
    const reading = await come(store, 'a', items(1_200));
    await writeBuckets(store, reading, '2026-03-01T08:00:30.000Z');
    expect(await createKept(store).of({ id: COMPANY, fileID: '' })).toBeNull();

    const { counts, buckets } = await complete(store, reading);
    expect(counts).toEqual({ items: 1_200, accounts: 4, classes: 0 });
    expect(buckets.items.length).toBe(4);
    const has = await createKept(store).of({ id: COMPANY, fileID: '' });
    expect(has?.items.size).toBe(1_200);
    expect(has?.itemNamed('ITEM 7')?.listID).toBe('80-Item 7');
    expect(has?.accountNamed('job expenses')?.type).toBe('CostOfGoodsSold');
  });

  it('writes only what has changed since the one before, and what nobody needs goes', async () => {
    const { store } = await start();
    await complete(store, await come(store, 'a', items(1_200)));
    await tidy(store, COMPANY);
    const insert = vi.spyOn(store, 'insert');
    const changed = items(1_200).map((each) =>
      each.fullName === 'Item 5' ? { ...each, isActive: false } : each,
    );
    const reading = await come(store, 'bb', changed);
    insert.mockClear();
    await complete(store, reading);

    const written = insert.mock.calls.filter(([collection]) => collection.name === READING_BUCKETS.name);
    expect(written.flatMap(([, documents]) => documents).length).toBe(1);
    expect(await countOf(store)).toBe(7);
    await tidy(store, COMPANY);
    expect(await countOf(store)).toBe(6);
    expect((await store.find(READING_PAGES, 'byCompany', { equals: [COMPANY], limit: 10 })).length).toBe(0);
    expect((await createKept(store).of({ id: COMPANY, fileID: '' }))?.itemNamed('Item 5')?.isActive).toBe(
      false,
    );
  });

  it('that an earlier version stored as it was is read as it is', async () => {
    const { store } = await start();
    await complete(store, await come(store, 'a', items(3)));
    const [bucket] = await store.find(READING_BUCKETS, 'byCompany', { equals: [COMPANY], limit: 10 });
    const { packed: text, ...rest } = bucket!;
    await store.replace(READING_BUCKETS, [{ ...rest, entries: unpacked<object>(text) } as never]);
    const all = await store.find(READING_BUCKETS, 'byCompany', { equals: [COMPANY], limit: 10 });
    expect(all.map((each) => unpacked(each.packed))).toContainEqual(unpacked(text));
    expect((await names(store)).length).toBe(3);
  });

  it('that breaks off anywhere leaves the one before as it was, and no trace after the next', async () => {
    const { store } = await start();
    await complete(store, await come(store, 'a', items(10)));
    await writeBuckets(store, await come(store, 'bb', items(20)), '2026-03-01T08:00:30.000Z');
    await tidy(store, COMPANY);
    expect((await names(store)).length).toBe(10);

    await complete(store, await come(store, 'ccc', items(30)));
    await tidy(store, COMPANY);
    expect((await names(store)).length).toBe(30);
    expect(await countOf(store)).toBe(3);
  });

  it('that is running is left alone when what is dead is removed', async () => {
    const { store } = await start();
    await complete(store, await come(store, 'a', items(10)));
    const running = await come(store, 'bb', items(20));
    await tidy(store, COMPANY);
    await complete(store, running);
    expect((await names(store)).length).toBe(20);
  });

  it('is joined by what we have added since it began, until the next one has it', async () => {
    const { store } = await start();
    const kept = createKept(store);
    const first = await come(store, 'a', items(1));
    // By a clock that was a year ahead for a moment: it counts what had begun.
    const added = (begun: number, name: string) =>
      recentItem({ id: COMPANY, begun }, '2027-03-01T08:00:00.000Z', item(name));
    await store.insert(RECENT_ITEMS, [added(0, 'long ago'), added(1, 'meanwhile')]);
    await complete(store, first);
    expect((await kept.of({ id: COMPANY, fileID: '' }))?.itemNamed('long ago')).toBeNull();
    expect((await kept.of({ id: COMPANY, fileID: '' }))?.itemNamed('meanwhile')).not.toBeNull();

    const second = await come(store, 'bb', [item('meanwhile')]);
    await store.insert(RECENT_ITEMS, [added(2, 'just now')]);
    await complete(store, second);
    await tidy(store, COMPANY);
    expect(await names(store)).toEqual(['just now', 'meanwhile']);
    const left = await store.find(RECENT_ITEMS, 'byOrder', { equals: [COMPANY], limit: 10 });
    expect(left.map((each) => each.item.fullName)).toEqual(['just now']);
  });

  it('that is replaced while it is read is read again', async () => {
    const { store } = await start();
    await complete(store, await come(store, 'a', items(10)));
    const next = await come(store, 'bb', items(20));
    const getMany = store.getMany;
    vi.spyOn(store, 'getMany').mockImplementationOnce(async (...args) => {
      await complete(store, next);
      await tidy(store, COMPANY);
      return getMany.apply(store, args);
    });
    expect((await names(store)).length).toBe(20);
  });

  it('is kept in memory for those who ask often, and read once for all who ask at once', async () => {
    const { store } = await start();
    await complete(store, await come(store, 'a', items(10)));
    const getMany = vi.spyOn(store, 'getMany');
    const kept = createKept(store, 20);
    const [one, other] = await Promise.all([
      kept.of({ id: COMPANY, fileID: '' }),
      kept.of({ id: COMPANY, fileID: '' }),
    ]);
    expect(one).toBe(other);
    expect(await kept.of({ id: COMPANY, fileID: '' })).toBe(one);
    expect(getMany.mock.calls.length).toBe(1);
    expect(await kept.of({ id: 'nobody', fileID: '' })).toBeNull();
  });
});
