/** One watch for all listeners, with a clock that only the test moves: how often the store is looked at. */
import { expect, it } from 'vitest';
import { createWatch } from '../../server/pages/codes/live/watch.ts';
import type { Timers } from '../../server/timers.ts';

/** Whoever waits is woken when the test has moved the clock so far. */
function manualTimers() {
  let now = 0;
  const asleep = new Map<() => void, number>();
  const timers: Timers = {
    now: () => now,
    wait: (ms, isOver) =>
      new Promise((resolve) => {
        const wake = () => {
          asleep.delete(wake);
          resolve();
        };
        asleep.set(wake, now + ms);
        isOver?.addEventListener('abort', wake);
      }),
  };
  const settled = async () => {
    for (let times = 0; times < 20; times++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    timers,
    settled,
    asleep: () => asleep.size,
    takes: (ms: number) => {
      now += ms;
    },
    async advance(ms: number) {
      const end = now + ms;
      await settled();
      for (;;) {
        const [next] = [...asleep].sort((a, b) => a[1] - b[1]);
        if (!next || next[1] > end) break;
        now = Math.max(now, next[1]);
        next[0]();
        await settled();
      }
      now = Math.max(now, end);
    },
  };
}

function watching({ costMs = 0 } = {}) {
  const clock = manualTimers();
  const looks: string[] = [];
  const told: [company: string, listeners: number, facts: number][] = [];
  const errors: unknown[] = [];
  let isAway = false;
  const watch = createWatch<string, number>({
    look: async (company) => {
      if (isAway) throw new Error('the store is away');
      looks.push(company);
      clock.takes(costMs);
      return looks.length;
    },
    tell: async (company, listeners, facts) => void told.push([company, listeners.length, facts]),
    onError: (error) => errors.push(error),
    timers: clock.timers,
  });
  return { ...clock, watch, looks, told, errors, storeIsAway: (away: boolean) => (isAway = away) };
}

it('looks once an interval, however many listen', async () => {
  const { watch, looks, told, advance } = watching();
  for (let each = 0; each < 50; each++) watch.join('acme', `listener ${each}`);
  await advance(0);
  expect(looks).toHaveLength(1);
  await advance(10_000);
  expect(looks).toHaveLength(6);
  expect(told.at(-1)).toEqual(['acme', 50, 6]);
});

it('tells who comes later at the next look, which is no sooner for them, and nothing older than they are', async () => {
  const { watch, looks, told, settled, advance } = watching();
  watch.join('acme', 'first');
  await advance(0);
  for (let each = 0; each < 50; each++) watch.join('acme', `later ${each}`);
  await settled();
  expect(looks).toHaveLength(1);
  expect(told).toEqual([['acme', 1, 1]]);
  await advance(2_000);
  expect(looks).toHaveLength(2);
  expect(told.at(-1)).toEqual(['acme', 51, 2]);
});

it('does not run while nobody listens, and begins anew when somebody does', async () => {
  const { watch, looks, advance, asleep } = watching();
  await advance(10_000);
  expect(looks).toHaveLength(0);
  watch.join('acme', 'one');
  await advance(0);
  watch.leave('acme', 'one');
  await advance(60_000);
  expect(looks).toHaveLength(1);
  expect(asleep()).toBe(0);
  watch.join('acme', 'another');
  await advance(0);
  expect(looks).toHaveLength(2);
});

it('takes a tenth of the time at most, also when listeners come and go', async () => {
  const { watch, looks, advance } = watching({ costMs: 500 });
  watch.join('acme', 'one');
  await advance(49_000);
  expect(looks).toHaveLength(10);
  for (let each = 0; each < 80; each++) {
    watch.join('brown', 'comes and goes');
    await advance(50);
    watch.leave('brown', 'comes and goes');
  }
  // Four seconds more: one look of half a second and its rest.
  expect(looks.length).toBeLessThanOrEqual(11);
});

it('looks at one company after the other, none of them left out', async () => {
  const { watch, looks, advance } = watching({ costMs: 100 });
  for (let each = 0; each < 10; each++) watch.join(`company ${each}`, 'one');
  await advance(29_500);
  for (let each = 0; each < 10; each++)
    expect(looks.filter((company) => company === `company ${each}`)).toHaveLength(3);
});

it('goes on after a look that failed', async () => {
  const { watch, looks, told, errors, advance, storeIsAway } = watching();
  storeIsAway(true);
  watch.join('acme', 'one');
  await advance(10_000);
  expect(errors).toHaveLength(6);
  expect(told).toHaveLength(0);
  storeIsAway(false);
  await advance(2_000);
  expect(looks).toHaveLength(1);
  expect(told).toEqual([['acme', 1, 1]]);
});
