// Which kills are made on which store, and what came of them.

import type { MongoDB } from '../services/mongodb.ts';
import type { Kind, Violation } from './check.ts';
import { type Case, type Kill, MEMORIES, type Memory, type Played, play } from './play.ts';
import { oneOf, type Random, randomOf, shuffled } from './random.ts';
import type { Scenario } from './scenarios.ts';
import { Stage } from './stage.ts';

export const STORES = ['embedded', 'mongodb', 'two-servers', 'mongod'] as const;
export type StoreName = (typeof STORES)[number];

export const TITLES: Record<StoreName, string> = {
  embedded: 'embedded store',
  mongodb: 'MongoDB',
  'two-servers': 'MongoDB, two servers in turn',
  mongod: 'MongoDB itself killed',
};

export interface Options {
  seed: number;
  /** Kills at random moments that have to hit an open session. */
  moments: number;
  /** Kills before or after a write: so many; each place that writes once before and once after; or each write of each scenario. */
  writes: number | 'places' | 'every';
  scenarios: readonly Scenario[];
  /** Plays this case alone. */
  only: string | null;
}

export interface Row {
  store: StoreName;
  kills: 'moments' | 'writes';
  cases: number;
  tried: number;
  hit: number;
  wanted: number;
  found: Record<Kind, number>;
  startedAt: number;
  milliseconds: number;
  note: string;
}

export interface Listener {
  begin(row: Row): void;
  progress(percent: number, row: Row): void;
  end(row: Row): void;
  violation(id: string, given: Case, violations: Violation[], story: string[]): void;
}

/** A random kill may come between two sessions or after the last one. */
const MOST_TRIES = 5;
/** MongoDB is killed once for so many kills of servers; each costs seconds. */
const KILLS_FOR_ONE_OF_MONGODB = 20;
const MOST_KILLS_OF_MONGODB = 5;
/** The stand-in for MongoDB reads whole collections. */
const CASES_IN_A_DATABASE = 4;
const MOST_AGAIN = 2;

/** All cases that the options ask for on one store, told to the listener one by one. */
export async function runStore(
  store: StoreName,
  mongodb: MongoDB | null,
  options: Options,
  listener: Listener,
): Promise<void> {
  const stage = await Stage.open(store === 'embedded' ? null : mongodb, store === 'two-servers' ? 2 : 1);
  try {
    const run = new Run(store, stage, options, listener);
    const [, kills] = options.only?.split('/') ?? [];
    const { writes, moments } = options;
    if (kills !== 'moments' && store !== 'mongod' && writes !== 0) await run.writes();
    if (kills !== 'writes' && moments !== 0) await run.moments();
  } finally {
    await stage.stop();
  }
}

interface Point {
  scenario: Scenario;
  memory: Memory;
  server: number;
  at: number;
  side: 'before' | 'after';
  place: string;
}

const placeKey = ({ place, side }: { place: string; side: string }): string => `${side} ${place}`;

class Run {
  #store: StoreName;
  #stage: Stage;
  #options: Options;
  #listener: Listener;
  #casesHere = 0;
  #undisturbed = new Map<string, Played>();

  constructor(store: StoreName, stage: Stage, options: Options, listener: Listener) {
    this.#store = store;
    this.#stage = stage;
    this.#options = options;
    this.#listener = listener;
  }

  /** One by one, before and after writes. */
  async writes(): Promise<void> {
    const { writes, scenarios, only } = this.#options;
    const row = this.#row('writes', 0);
    const random = this.#random('writes');
    const all = shuffled(
      random,
      scenarios.flatMap((scenario) => MEMORIES.map((memory) => ({ scenario, memory }))),
    );
    // A few kills need no look at every scenario first.
    const looked = typeof writes === 'number' ? all.slice(0, Math.max(1, Math.ceil(writes / 3))) : all;
    const points: Point[] = [];
    for (const [done, { scenario, memory }] of looked.entries()) {
      const { places } = await this.#without(row, scenario, memory);
      for (const [server, ofServer] of places.entries())
        for (const [before, place] of ofServer.entries())
          for (const side of ['before', 'after'] as const)
            points.push({ scenario, memory, server, at: before + 1, side, place });
      this.#listener.progress((10 * (done + 1)) / looked.length, row);
    }
    // Each place once, then (if all are wanted) the other writes that are made there.
    const mixed = shuffled(random, points);
    const first = new Map(mixed.map((point) => [placeKey(point), point]));
    const chosen =
      writes === 'every'
        ? [...new Set([...first.values(), ...mixed])]
        : [...first.values()].slice(0, writes === 'places' ? first.size : writes);
    const killed = new Set<string>();
    for (const [number, { scenario, memory, server, at, side }] of chosen.entries()) {
      const id = `${this.#store}/writes/${number}`;
      if (only !== null && only !== id) continue;
      const kill = { kind: 'write', server, at, side } as const;
      const { killedAt } = await this.#play(row, id, { scenario, memory, kill });
      if (killedAt) killed.add(placeKey(killedAt));
      this.#listener.progress(10 + (90 * (number + 1)) / chosen.length, row);
    }
    const known = new Set([...first.keys()]);
    const reached = [...known].filter((key) => killed.has(key)).length;
    row.note = `${known.size / 2} places in the program write, ${points.length / 2} writes in ${looked.length} plays; killed before and after: ${reached} of ${known.size}`;
    this.#listener.end(row);
  }

  async moments(): Promise<void> {
    const { moments, scenarios, only } = this.#options;
    const isMongod = this.#store === 'mongod';
    const wanted = isMongod
      ? Math.min(MOST_KILLS_OF_MONGODB, Math.ceil(moments / KILLS_FOR_ONE_OF_MONGODB))
      : moments;
    const row = this.#row('moments', only === null ? wanted : 0);
    const most = wanted * MOST_TRIES;
    for (let number = 0; number < most && (row.hit < wanted || only !== null); number += 1) {
      const id = `${this.#store}/moments/${number}`;
      if (only !== null && only !== id) continue;
      const random = this.#random(id);
      const scenario = oneOf(random, scenarios);
      const memory = MEMORIES[number % MEMORIES.length]!;
      const { milliseconds } = await this.#without(row, scenario, memory);
      const kill: Kill = {
        kind: 'moment',
        server: isMongod ? 'mongod' : Math.floor(random() * this.#stage.servers.length),
        withinMs: milliseconds,
        again: isMongod ? 0 : Math.floor(random() * (MOST_AGAIN + 1)),
      };
      await this.#play(row, id, { scenario, memory, kill });
      this.#listener.progress((100 * row.hit) / wanted, row);
    }
    this.#listener.end(row);
  }

  #row(kills: Row['kills'], wanted: number): Row {
    const found = { duplicate: 0, lost: 0, stuck: 0, overwritten: 0, wrong: 0 };
    const row: Row = {
      store: this.#store,
      kills,
      cases: 0,
      tried: 0,
      hit: 0,
      wanted,
      found,
      startedAt: performance.now(),
      milliseconds: 0,
      note: '',
    };
    this.#listener.begin(row);
    return row;
  }

  #random(about: string): Random {
    return randomOf(this.#options.seed, about);
  }

  /** The same when nobody is killed: how long it takes, and what it writes. */
  async #without(row: Row, scenario: Scenario, memory: Memory): Promise<Played> {
    const key = `${scenario.name}, ${memory}`;
    const known = this.#undisturbed.get(key);
    if (known) return known;
    const played = await this.#play(row, `${this.#store}/without a kill`, { scenario, memory, kill: null });
    this.#undisturbed.set(key, played);
    return played;
  }

  async #play(row: Row, id: string, given: Case): Promise<Played> {
    if (this.#casesHere >= CASES_IN_A_DATABASE) {
      await this.#stage.renew();
      this.#casesHere = 0;
    }
    this.#casesHere += 1;
    const played = await play(this.#stage, given, this.#random(`${id}, in play`));
    row.cases += 1;
    row.milliseconds = performance.now() - row.startedAt;
    row.tried += played.tried;
    row.hit += played.hit;
    for (const { kind } of played.violations) row.found[kind] += 1;
    if (played.violations.length > 0) this.#listener.violation(id, given, played.violations, played.story);
    return played;
  }
}
