/** How large sets are: the rule by itself, as properties, and what a session makes of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterAnswer,
  afterLoss,
  EXCHANGE_MS,
  FIRST_SIZE,
  NEW_PACE,
  type Pace,
  type Prices,
  setSize,
  sizeFor,
} from '../../server/sync/pace.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const AIM_MS = EXCHANGE_MS / 2;

/** What QuickBooks and the way there take for a set; `number` from 0. */
type Takes = (requests: number, number: number) => number;

interface Played {
  readonly sizes: readonly number[];
  readonly ms: readonly number[];
}

function played(codes: number, takes: Takes, max = 200): Played {
  const sizes: number[] = [];
  const ms: number[] = [];
  let pace: Pace = NEW_PACE;
  for (let left = codes; left > 0; ) {
    const requests = Math.min(left, setSize(pace, max));
    const took = takes(requests, sizes.length);
    sizes.push(requests);
    ms.push(took);
    left -= requests;
    pace = afterAnswer(pace, { requests, ms: took });
  }
  return { sizes, ms };
}

const priced =
  ({ fixed, perCode }: Prices): Takes =>
  (requests) =>
    fixed + perCode * requests;

/** How many adds the first set after this one has. */
async function nextSize(desktop: Desktop, ticket: string, before: string): Promise<number> {
  for (;;) {
    const text = await desktop.send(ticket);
    if (text !== before && addsIn(text) > 0) return addsIn(text);
    await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
  }
}

const prices = fc.record({
  fixed: fc.integer({ min: 0, max: 60_000 }),
  perCode: fc.integer({ min: 0, max: 5_000 }),
});
/** Of the sets that are as large as they should be, and those that lead there: it is doubled from ten on, and learnt by another size. */
const fewest = (codes: number, price: Prices) =>
  Math.ceil(codes / Math.min(Math.max(1, Math.floor(sizeFor(price))), 200));
const WAY_THERE = 8;

describe('the size of a set', () => {
  it('is a whole number from 1 to the most allowed, whatever a clock says', () => {
    const requests = fc.integer({ min: 0, max: 1_000 });
    const ms = fc.oneof(
      fc.integer({ min: 0, max: 100_000 }),
      fc.double(),
      fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    const event = fc.oneof(
      { weight: 4, arbitrary: fc.record({ requests, ms }) },
      { weight: 1, arbitrary: fc.constant('lost' as const) },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 1_000 }), (events, max) => {
        let pace = NEW_PACE;
        for (const each of events) {
          pace = each === 'lost' ? afterLoss(pace, max) : afterAnswer(pace, each);
          const size = setSize(pace, max);
          expect(Number.isInteger(size) && size >= 1 && size <= max).toBe(true);
          expect(pace.answers.length).toBeLessThanOrEqual(8);
          expect(JSON.parse(JSON.stringify(pace))).toEqual(pace);
        }
      }),
      { examples: [[[{ requests: 1, ms: -0 }], 1]] },
    );
  });

  it('is learnt soon, from two sizes, whatever the fixed price and the one for each code', () => {
    fc.assert(
      fc.property(prices, (price) => {
        const codes = 1_000;
        const { sizes, ms } = played(codes, priced(price));
        // Now and then another size is tried, so that both prices stay known.
        expect(sizes.length).toBeLessThanOrEqual(fewest(codes, price) * 1.15 + WAY_THERE);
        // The first one cannot know better.
        const longest = Math.max(...ms.slice(2));
        expect(longest).toBeLessThanOrEqual(
          Math.max(EXCHANGE_MS, price.fixed + Math.min(price.fixed, EXCHANGE_MS) + price.perCode) + 1,
        );
      }),
    );
  });

  it('makes an answer take 15 seconds, where the fixed price is low', () => {
    const takes = priced({ fixed: 2_000, perCode: 500 });
    expect(played(1_000, takes).ms.filter((ms) => ms === AIM_MS).length).toBeGreaterThan(30);
  });

  it('falls with the price of a code, and grows with a high fixed price', () => {
    fc.assert(
      fc.property(prices, prices, (one, other) => {
        const dear = { fixed: one.fixed, perCode: Math.max(one.perCode, other.perCode) };
        const cheap = { fixed: one.fixed, perCode: Math.min(one.perCode, other.perCode) };
        expect(sizeFor(dear)).toBeLessThanOrEqual(sizeFor(cheap));
        const [low = 0, high = 0] = [one.fixed, other.fixed].sort((a, b) => a - b);
        const { perCode } = one;
        if (low >= AIM_MS)
          expect(sizeFor({ fixed: high, perCode })).toBeGreaterThanOrEqual(sizeFor({ fixed: low, perCode }));
      }),
    );
  });

  it.each([14, 15, 20, 60])('grows where each set takes %i seconds, whatever its size', (seconds) => {
    const { sizes } = played(300, () => seconds * 1_000);
    expect(sizes.length).toBeLessThanOrEqual(6);
  });

  it('suffers little from one answer that was held up for ten minutes', () => {
    fc.assert(
      fc.property(prices, fc.nat(12), (price, held) => {
        const takes = priced(price);
        const without = played(1_000, takes).sizes.length;
        const withIt = played(
          1_000,
          (requests, number) => takes(requests, number) + (number === held ? 600_000 : 0),
        );
        expect(withIt.sizes.length).toBeLessThanOrEqual(without * 1.1 + 4);
      }),
    );
  });

  it('follows a QuickBooks that becomes slow for good, after two answers', () => {
    let added = 0;
    const { sizes } = played(3_000, (requests) => {
      added += requests;
      return requests * (added < 1_500 ? 20 : 1_000);
    });
    const place = sizes.reduce(
      (found, _, at) => (sizes.slice(0, at + 1).reduce((a, b) => a + b) < 1_500 ? at + 1 : found),
      0,
    );
    expect(sizes.slice(place, place + 2)).toEqual([200, 100]);
    expect(Math.max(...sizes.slice(place + 2))).toBeLessThanOrEqual(20);
  });

  it('follows a QuickBooks that becomes quick again', () => {
    const { sizes } = played(2_000, (requests, number) => requests * (number < 20 ? 1_000 : 10));
    expect(sizes.indexOf(200)).toBeLessThan(28);
  });

  it('is halved by a loss, and doubled by the next full answer', () => {
    const known = Array.from({ length: 6 }, (_, at) => ({ requests: 20 * 2 ** at, ms: 400 * 2 ** at }));
    const pace = known.reduce(afterAnswer, NEW_PACE);
    expect(setSize(pace, 200)).toBe(200);
    const lost = afterLoss(pace, 200);
    expect(setSize(lost, 200)).toBe(100);
    expect(setSize(afterLoss(lost, 200), 200)).toBe(50);
    expect(setSize(afterAnswer(lost, { requests: 100, ms: 2_000 }), 200)).toBe(200);
  });
});

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${String(index).padStart(4, '0')} Code ${index}`);

/** How many adds the next set of a session has. */
const addsIn = (text: string) => text.split('<ItemServiceAddRq ').length - 1;

/** One session to its end; `takes` is played on the service's clock. Tells the adds of each exchange, 0 for a question. */
async function session(
  service: Service,
  desktop: Desktop,
  takes: (adds: number) => number,
): Promise<number[]> {
  const ticket = await desktop.open();
  const sizes: number[] = [];
  for (let percent = 0; percent < 100; ) {
    const text = await desktop.send(ticket);
    sizes.push(addsIn(text));
    service.advance(takes(addsIn(text)));
    percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    if (percent < 0) throw new Error(await desktop.lastError(ticket));
  }
  await desktop.close(ticket);
  return sizes;
}

onBothStores('the pace of QuickBooks', (start) => {
  it('is kept over sessions and restarts', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept(...numbered(15));
    expect(await session(service, desktop, (adds) => 20 * adds)).toEqual([10, 5]);
    await service.restart();
    await desktop.accept(...numbered(40).slice(15));
    expect(await session(service, desktop, (adds) => 20 * adds)).toEqual([20, 5]);
  });
});

onEmbeddedStore('the pace of QuickBooks, in detail', (start) => {
  it('is learnt from answers with questions in them', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const codes = numbered(300);
    for (const code of codes) desktop.quickbooks.addItem(code.split(' ')[0] ?? '');
    await desktop.accept(...codes);
    const sizes = await session(service, desktop, () => 1_000);
    expect(sizes.filter((adds) => adds > 0)).toEqual([10, 20, 40, 80, 150]);
    expect(sizes).toHaveLength(10);
  });

  it('is not learnt twice from an answer that came twice', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept(...numbered(40));
    const ticket = await desktop.open();
    const answer = desktop.quickbooks.processRequest(await desktop.send(ticket));
    service.advance(1_000);
    await desktop.receive(ticket, answer);
    service.advance(600_000);
    await desktop.receive(ticket, answer);
    expect(addsIn(await desktop.send(ticket))).toBe(20);
  });

  it('makes sets larger where a set has a high price of its own', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept(...numbered(300));
    expect((await session(service, desktop, () => 20_000)).length).toBeLessThanOrEqual(6);
  });

  it('does not suffer from a culprit: the others go on in large sets', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const codes = numbered(300);
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['C0123'] });
    await desktop.accept(...codes);
    const sizes = await session(service, desktop, () => 1_000);
    expect(sizes.length).toBeLessThanOrEqual(20);
    expect(await desktop.code('C0123')).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['a call that came twice', false],
    ['an answer that was lost', true],
  ])('is halved by what was lost alone: %s', async (_, isLost) => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept(...numbered(FIRST_SIZE + 20));
    let ticket = await desktop.open();
    const text = await desktop.send(ticket);
    if (isLost) {
      await desktop.close(ticket);
      ticket = await desktop.open();
    } else {
      await desktop.send(ticket);
      await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    }
    expect(await nextSize(desktop, ticket, text)).toBe(isLost ? FIRST_SIZE / 2 : 2 * FIRST_SIZE);
  });

  it('is not halved by a QuickBooks that is away for a night', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept(...numbered(FIRST_SIZE + 20));
    let lost = '';
    for (let hour = 0; hour < 2; hour++) {
      const ticket = await desktop.open();
      const text = await desktop.send(ticket);
      lost ||= text;
      await desktop.receive(ticket, {
        response: '',
        hresult: '0x80040408',
        message: 'Could not start QuickBooks.',
      });
      await desktop.lastError(ticket);
      await desktop.close(ticket);
      service.advance(60 * 60_000);
    }
    expect(await nextSize(desktop, await desktop.open(), lost)).toBe(FIRST_SIZE);
  });
});
