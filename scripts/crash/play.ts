// One case: a company in the middle of a scenario, a kill, the restart, and what is true when everything has settled.
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Detail } from '../services/client.ts';
import { type Violation, violations } from './check.ts';
import type { Side } from './messages.ts';
import { BUSY_MS, Office } from './office.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenarios.ts';
import type { ServerProcess } from './server-process.ts';
import type { Stage } from './stage.ts';

/** What QuickBooks remembers of message sets. */
export const MEMORIES = ['full', 'statuses', 'none'] as const;
export type Memory = (typeof MEMORIES)[number];

export type Kill =
  /** At the n-th write of that server since everything was accepted. */
  | { kind: 'write'; server: number; at: number; side: Side }
  /** That server, or MongoDB itself, at some moment within this time; then perhaps again, in the middle of the recovery. */
  | { kind: 'moment'; server: number | 'mongod'; withinMs: number; again: number };

export interface Case {
  scenario: Scenario;
  memory: Memory;
  kill: Kill | null;
}

export interface Played {
  violations: Violation[];
  /** Deaths before everything had settled, and those of them that left an open session behind. */
  tried: number;
  hit: number;
  /** By server, the places of its writes; only where nobody was killed. */
  places: string[][];
  /** Where it killed itself. */
  killedAt: { place: string; side: Side } | null;
  milliseconds: number;
  /** For whoever looks into a violation. */
  story: string[];
}

/** The connector comes again some minutes later; now and then at once, when its old session still counts. */
const COMES_LATER = 0.75;
/** Of two servers the dead one may stay so for a session, which the other one takes alone. */
const STAYS_DEAD = 0.5;
const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;

/** Plays one case and says how it went, violations and all. */
export async function play(stage: Stage, given: Case, random: Random): Promise<Played> {
  const played = new Play(stage, given, random);
  await played.run();
  return played;
}

class Play implements Played {
  readonly violations: Violation[] = [];
  tried = 0;
  hit = 0;
  places: string[][] = [];
  killedAt: Played['killedAt'] = null;
  milliseconds = 0;
  readonly story: string[] = [];
  #stage: Stage;
  #case: Case;
  #random: Random;
  #office: Office | null = null;
  /** The kill that comes, or is under way. */
  #timer: NodeJS.Timeout | undefined;
  #killing: Promise<void> | undefined;
  #killsLeft = 0;
  #isOver = false;
  /** Servers whose death has been told. */
  #known = new Set<ServerProcess>();
  #sessionsAlone = 0;
  #isAway = false;

  constructor(stage: Stage, given: Case, random: Random) {
    this.#stage = stage;
    this.#case = given;
    this.#random = random;
  }

  async run(): Promise<void> {
    const { scenario, memory, kill } = this.#case;
    const stage = this.#stage;
    const { client, servers } = stage;
    const quickbooks = new SimulatedQuickBooks({ memory, clock: () => stage.now(), random: this.#random });
    const around = {
      client,
      urls: () => this.#urls(),
      advance: (ms: number) => stage.advance(ms),
      revived: () => this.#revived(),
    };
    try {
      const office = await Office.open(around, scenario, quickbooks);
      this.#office = office;
      for (const [at, server] of servers.entries())
        await server.arm(kill?.kind === 'write' && kill.server === at ? kill : null);
      this.#killsLeft = kill?.kind === 'moment' ? 1 + kill.again : 0;
      const started = performance.now();
      this.#killSoon();
      const why = await office.settle();
      this.milliseconds = performance.now() - started;
      if (why !== null) this.violations.push({ kind: 'stuck', what: why });
      await this.#end();
      if (kill === null) this.places = await Promise.all(servers.map((server) => server.report()));
      for (const server of servers) await server.arm(null);
      const items = await client.items(office.company);
      this.violations.push(...violations(scenario, await this.#codes(), items, quickbooks));
    } catch (error) {
      this.violations.push({ kind: 'stuck', what: (error as Error).message });
      // Whatever state they are in, the next case begins with sound ones.
      for (const server of servers) await server.kill();
      await this.#end();
    }
    if (this.violations.length > 0) this.story.push(...(await this.#lookInto()));
  }

  /** No more kills, and all that is dead lives again. */
  async #end(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#killing;
    const mongod = this.#stage.mongodb?.process;
    if (mongod && !mongod.isAlive()) {
      await mongod.start();
      await this.#ready();
    }
    await this.#startAll();
  }

  async #startAll(): Promise<void> {
    await this.#stage.startAll();
    this.#known.clear();
  }

  #killSoon(): void {
    const { kill } = this.#case;
    if (kill?.kind !== 'moment' || this.#killsLeft === 0) return;
    this.#killsLeft -= 1;
    const victim = kill.server === 'mongod' ? this.#stage.mongodb?.process : this.#stage.servers[kill.server];
    this.#timer = setTimeout(() => {
      if (!this.#isOver) this.#killing = victim?.kill();
    }, this.#random() * kill.withinMs);
  }

  async #urls(): Promise<string[]> {
    const { servers } = this.#stage;
    if (!this.#isAway) {
      await this.#lookAfter();
      if (this.#sessionsAlone > 0) this.#sessionsAlone -= 1;
      else await this.#startAll();
    }
    return servers.filter((server) => server.isAlive).map(({ url }) => url);
  }

  /** After a call that failed. */
  async #revived(): Promise<boolean> {
    if (this.#isAway) return false;
    const { servers, mongodb } = this.#stage;
    const watched = servers.filter((server) => !this.#known.has(server));
    if (mongodb?.process?.isAlive() !== false) await Promise.race(watched.map((server) => server.isDying()));
    return this.#lookAfter();
  }

  /** Restarts what has died and looks at what it left behind; false if nothing has. */
  async #lookAfter(): Promise<boolean> {
    const { servers, mongodb } = this.#stage;
    if (mongodb?.process?.isAlive() === false) {
      await this.#whileAway();
      await mongodb.process.start();
      await this.#ready();
      await this.#count('MongoDB');
      return true;
    }
    const dead = servers.filter((server) => !server.isAlive && !this.#known.has(server));
    if (dead.length === 0) return false;
    for (const server of dead) {
      this.#known.add(server);
      const death = server.death();
      if (death) this.killedAt = death;
      const where = death ? `${death.side} its write ${death.at}: ${death.place}` : 'from outside';
      this.story.push(`server ${servers.indexOf(server) + 1} is killed ${where}`);
    }
    if (this.#random() < COMES_LATER) this.#stage.shiftMs += BUSY_MS;
    if (servers.some((server) => server.isAlive) && this.#random() < STAYS_DEAD) this.#sessionsAlone = 1;
    else await this.#startAll();
    await this.#stage.advance(0);
    for (const _ of dead) await this.#count('the server');
    return true;
  }

  async #count(what: string): Promise<void> {
    this.tried += 1;
    const [newest] = await this.#stage.client.sessions(this.#office!.company);
    const isOpen = newest !== undefined && newest.endedAt === null;
    if (isOpen) this.hit += 1;
    const session = isOpen ? 'it left a session open' : `the last session: ${newest?.outcome ?? 'none'}`;
    this.story.push(`${what} is gone, ${session}`);
    this.#killSoon();
  }

  /** MongoDB is dead: the connector that calls now is sent away, and nothing is made up. */
  async #whileAway(): Promise<void> {
    const { quickbooks } = this.#office!;
    const adds = quickbooks.adds.length;
    this.#isAway = true;
    const outcome = await this.#office!.session().catch((error: Error) => error.message);
    this.#isAway = false;
    this.story.push(`while MongoDB is away: ${outcome}`);
    if (outcome !== 'busy')
      this.violations.push({ kind: 'wrong', what: `while MongoDB was away the connector got "${outcome}"` });
    if (quickbooks.adds.length !== adds)
      this.violations.push({ kind: 'wrong', what: 'items were added while MongoDB was away' });
  }

  /** The servers find the database again by themselves. */
  async #ready(): Promise<void> {
    const last = performance.now() + READY_WITHIN_MS;
    for (const server of this.#stage.servers) {
      for (;;) {
        if (!server.isAlive || (await fetch(`${server.url}/readyz`).catch(() => null))?.status === 200) break;
        if (performance.now() > last) throw new Error('the server does not find MongoDB again');
        await delay(ASK_EVERY_MS);
      }
    }
  }

  /** Each with its history. */
  async #codes(): Promise<Detail[]> {
    const { client } = this.#stage;
    const { company } = this.#office!;
    return Promise.all((await client.codes(company)).map(({ code }) => client.code(company, code)));
  }

  async #lookInto(): Promise<string[]> {
    const office = this.#office;
    if (!office) return [];
    const { client } = this.#stage;
    try {
      const codes = await this.#codes();
      return [
        ...office.shown.map((text) => `connector: ${text}`),
        ...codes.flatMap((code) => [
          `${code.code} ${code.status}, ListID ${code.listId}, ${JSON.stringify(code.problem)}`,
          ...code.history.map(({ at, by, from, to, why }) => `  ${at} ${by}: ${from} -> ${to}: ${why}`),
        ]),
        `alarms: ${JSON.stringify((await client.status(office.company)).alarms)}`,
        `added in QuickBooks: ${office.quickbooks.adds.join(', ')}`,
      ];
    } catch (error) {
      return [`and it could not be looked at: ${(error as Error).message}`];
    }
  }
}
