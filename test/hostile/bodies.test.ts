/** What strangers and slow senders can make the service hold: counted, with harmless sizes. */
import { describe, expect, it } from 'vitest';
import { createBodies, type Dropped, WINDOW_LEAST_BYTES, WINDOW_MS } from '../../server/http/bodies.ts';
import { createPlaces } from '../../server/http/places.ts';

const LIMITS = { totalBytes: 1_000, callerBytes: 500, strangersBytes: 100 };

function sum(limits = LIMITS) {
  let nowMs = 0;
  const bodies = createBodies(limits, () => nowMs);
  const dropped: string[] = [];
  return {
    bodies,
    dropped,
    pass: (ms: number) => {
      nowMs += ms;
      bodies.dropSlow();
    },
    open: (name: string, caller: string | null = null) =>
      bodies.open(caller, (why: Dropped) => dropped.push(`${name}: ${why}`)),
  };
}

describe('the sum of all bodies', () => {
  it('has no room beyond its total, whoever asks; what is released is free again, once', () => {
    const { bodies, open } = sum();
    const [a, b, c] = ['a', 'b', 'c'].map((caller) => open(caller, caller));
    expect([a?.hold(500), b?.hold(500), c?.hold(1)]).toEqual([true, true, false]);
    expect(bodies.heldBytes()).toBe(1_000);
    a?.release();
    a?.release();
    expect(bodies.heldBytes()).toBe(500);
    expect(c?.hold(500)).toBe(true);
  });

  it('gives one caller a part of it, in however many bodies', () => {
    const { bodies, open } = sum();
    for (let count = 0; count < 5; count++) expect(open('a', 'a').hold(100)).toBe(true);
    expect(open('a', 'a').hold(1)).toBe(false);
    expect(open('b', 'b').hold(500)).toBe(true);
    expect(bodies.heldBytes()).toBe(1_000);
  });

  it('counts a body that is whole until it is released', () => {
    const { bodies, open } = sum();
    const body = open('a', 'a');
    body.hold(500);
    body.finish();
    expect([bodies.unfinished(), bodies.heldBytes()]).toEqual([0, 500]);
    expect(open('a', 'a').hold(1)).toBe(false);
  });

  it('gives up the oldest unfinished body of a stranger for that of another one', () => {
    const { bodies, open, dropped } = sum();
    for (const name of ['1', '2', '3']) open(name).hold(33);
    expect(open('4').hold(60)).toBe(true);
    expect(dropped).toEqual(['1: overloaded', '2: overloaded']);
    expect(bodies.heldBytes()).toBe(93);
  });

  it('gives up no stranger’s body that is whole, and no known caller’s', () => {
    const { open, dropped } = sum();
    const whole = open('whole');
    whole.hold(100);
    whole.finish();
    open('known', 'a').hold(500);
    expect(open('late').hold(1)).toBe(false);
    expect(dropped).toEqual([]);
  });

  it('gives up strangers where a known caller needs the room', () => {
    const { open, dropped } = sum({ totalBytes: 100, callerBytes: 100, strangersBytes: 100 });
    open('stranger').hold(50);
    expect(open('known', 'a').hold(100)).toBe(true);
    expect(dropped).toEqual(['stranger: overloaded']);
  });

  it('counts a stranger’s body with its caller as soon as that is known', () => {
    const { bodies, open, dropped } = sum();
    const body = open('first');
    body.hold(100);
    expect(body.belongsTo('a')).toBe(true);
    expect(body.hold(400)).toBe(true);
    expect(body.hold(1)).toBe(false);
    expect(open('stranger').hold(100)).toBe(true);
    expect(dropped).toEqual([]);
    body.release();
    expect(bodies.heldBytes()).toBe(100);
  });
});

describe('the least pace', () => {
  it('has to be kept in each window, not on average', () => {
    const { bodies, open, dropped, pass } = sum();
    const body = open('fast and then silent', 'a');
    body.hold(10);
    body.came(100 * WINDOW_LEAST_BYTES);
    pass(WINDOW_MS);
    expect(dropped).toEqual([]);
    body.came(WINDOW_LEAST_BYTES - 1);
    pass(WINDOW_MS);
    expect(dropped).toEqual(['fast and then silent: too-slow']);
    expect([bodies.heldBytes(), bodies.unfinished()]).toEqual([0, 0]);
  });

  it('lets 10 MiB over a line of 128 kbit/s through, and a small body take its whole window', () => {
    const { open, dropped, pass } = sum();
    open('small').came(1);
    pass(WINDOW_MS - 1);
    const large = open('large', 'a');
    for (let sent = 0; sent < 10 * 1024 * 1024; sent += 16_000) {
      large.came(16_000);
      pass(1_000);
    }
    expect(dropped).toEqual(['small: too-slow']);
  });

  it('does not matter to a body that is whole', () => {
    const { open, dropped, pass } = sum();
    open('whole').finish();
    pass(10 * WINDOW_MS);
    expect(dropped).toEqual([]);
  });
});

describe('places', () => {
  it('are bounded together and for one address, and free again when given back, once', () => {
    const places = createPlaces({ total: 3, ofOneAddress: 2 });
    const first = places.take('192.0.2.1');
    expect(places.take('192.0.2.1')).not.toBeNull();
    expect(places.take('192.0.2.1')).toBeNull();
    expect(places.take('192.0.2.2')).not.toBeNull();
    expect(places.take('192.0.2.3')).toBeNull();
    first?.();
    first?.();
    expect(places.taken()).toBe(2);
    expect(places.take('192.0.2.1')).not.toBeNull();
    expect(places.take('192.0.2.1')).toBeNull();
  });
});
