// The real server, as a process that is killed and started again at the same address. The next process stands by already, with the
// program loaded and neither store nor port touched, so that a restart takes no second.
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServiceProcess, spawnService } from '../services/process.ts';
import { type FromServer, LAST_WORDS, type Side, type ToServer } from './messages.ts';

const READY_WITHIN_MS = 90_000;
/** A connection that breaks tells of a death sooner than the process itself. */
const TOLD_WITHIN_MS = 2_000;
/** What main.ts prints when it listens. */
const LISTENING = /^ {2}store:/m;

/** Where and when a process killed itself. */
export interface Death {
  side: Side;
  at: number;
  place: string;
}

interface Started extends ServiceProcess {
  readonly standingBy: Promise<void>;
  /** Another one that waits for these answers. */
  readonly answers: ((message: FromServer) => void)[];
}

const START_TRIES = 3;

export interface ServerOptions {
  port: number;
  cwd: string;
  store: 'embedded' | 'mongodb';
  /** DATA_DIR, or MONGODB_URL; asked at each start. */
  env: () => Record<string, string>;
  /** How far the clock is ahead now; asked at each start. */
  shiftMs: () => number;
}

/** One address with a server behind it that can be killed and comes back. */
export class ServerProcess {
  readonly url: string;
  #options: ServerOptions;
  #now: Started | null = null;
  #next: Started;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.url = `http://localhost:${options.port}`;
    this.#next = this.#load();
  }

  get isAlive(): boolean {
    return this.#now !== null && !this.#now.isOver;
  }

  /** A kill that hits it while it starts is one more kill: it is started again. */
  async start(tries = START_TRIES): Promise<void> {
    if (this.isAlive) return;
    const started = this.#next;
    this.#now = started;
    await started.standingBy;
    const { env, shiftMs } = this.#options;
    post(started, { do: 'go', env: env(), shiftMs: shiftMs() });
    const last = performance.now() + READY_WITHIN_MS;
    while (!LISTENING.test(started.printed)) {
      if (started.child.signalCode === 'SIGKILL' && tries > 1) {
        await started.exit;
        this.#next = this.#load();
        return this.start(tries - 1);
      }
      if (started.isOver || performance.now() > last) {
        const { exitCode, signalCode } = started.child;
        throw new Error(
          `The server does not start (${exitCode ?? signalCode ?? 'alive'}).\n${started.printed}`,
        );
      }
      await Promise.race([once(started.child.stdout!, 'data'), started.exit, delay(1_000)]);
    }
    this.#next = this.#load();
  }

  async kill(): Promise<void> {
    this.#now?.child.kill('SIGKILL');
    await this.#now?.exit;
  }

  /** Whether it is dead, or dies in a moment: whoever's connection broke asks. */
  async isDying(): Promise<boolean> {
    if (this.#now && !this.#now.isOver) await Promise.race([this.#now.exit, delay(TOLD_WITHIN_MS)]);
    return !this.isAlive;
  }

  /** Null if it was killed from outside; throws if it ended in any other way. */
  death(): Death | null {
    const { child, printed } = this.#now!;
    if (child.signalCode !== 'SIGKILL')
      throw new Error(`The server ended by itself (${child.exitCode ?? child.signalCode}).\n${printed}`);
    const line = printed.split('\n').find((each) => each.startsWith(LAST_WORDS));
    if (line === undefined) return null;
    const [, side, at, place = ''] = line.split('\t');
    return { side: side as Side, at: Number(at), place };
  }

  async arm(kill: { at: number; side: Side } | null): Promise<void> {
    await this.#ask({ do: 'arm', kill }, 'arm');
  }

  async report(): Promise<string[]> {
    const answer = await this.#ask({ do: 'report' }, 'report');
    return answer?.did === 'report' ? answer.places : [];
  }

  async shift(): Promise<void> {
    await this.#ask({ do: 'shift', shiftMs: this.#options.shiftMs() }, 'shift');
  }

  /** Nobody is left behind, whatever becomes of this process. */
  killAtExit(): void {
    for (const started of [this.#now, this.#next]) started?.child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    for (const started of [this.#now, this.#next]) {
      started?.child.kill('SIGKILL');
      await started?.exit;
    }
  }

  /** Null from a process that is dead. */
  async #ask(message: ToServer, did: FromServer['did']): Promise<FromServer | null> {
    const started = this.#now;
    if (!started || started.isOver) return null;
    const answer = new Promise<FromServer>((resolve) => {
      const hear = (told: FromServer): void => {
        if (told.did !== did) return;
        started.answers.splice(started.answers.indexOf(hear), 1);
        resolve(told);
      };
      started.answers.push(hear);
    });
    post(started, message);
    return Promise.race([answer, started.exit.then(() => null)]);
  }

  #load(): Started {
    const { port, cwd, store } = this.#options;
    const service = spawnService({
      port,
      cwd,
      environment: { LOG_LEVEL: 'error', MESSAGE_SET_MAX: '4', CRASH_TEST_STORE: store },
      preload: path.join(import.meta.dirname, 'kill-at-write.ts'),
    });
    const answers: Started['answers'] = [];
    const standingBy = new Promise<void>((resolve) => {
      answers.push((message) => message.did === 'standBy' && resolve());
      service.exit.then(resolve);
    });
    service.child.on('message', (message: FromServer) => {
      for (const hear of [...answers]) hear(message);
    });
    return Object.assign(service, { answers, standingBy });
  }
}

/** A process that has just died does not hear it. */
function post({ child }: Started, message: ToServer): void {
  if (child.connected) child.send(message, () => {});
}
