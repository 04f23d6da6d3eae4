/**
 * Work that takes its time, in a thread of its own: one piece of work at a time, step by step, with bounds on memory and time;
 * exceeding them costs only that work. Those who come meanwhile wait their turn; beyond a short queue they are sent away.
 *
 * The thread starts with the first work and stays for the next one, warm; idle for a while, it ends and gives its memory back.
 */
import { parentPort, Worker } from 'node:worker_threads';
import { type AllTimers, realTimers } from './timers.ts';

/** What the thread can do: each step is a function there. What one step leaves behind, the next one of the same work finds. */
// biome-ignore lint/suspicious/noExplicitAny: steps take and give whatever can be cloned
export type Steps = Readonly<Record<string, (...given: any[]) => unknown>>;

/** Bytes that have a buffer of their own are handed over, not copied, in both directions. */
export type Ask<S extends Steps> = <N extends keyof S & string>(
  step: N,
  ...given: Parameters<S[N]>
) => Promise<Awaited<ReturnType<S[N]>>>;

export interface WorkerThread<S extends Steps> {
  /** Runs `work` alone. Throws ThreadAway; `ask` throws that, too, and WorkFailed. */
  run<T>(work: (ask: Ask<S>) => Promise<T>): Promise<T>;
  /** Ends the thread; its present work fails, and later work starts another one. */
  close(): Promise<void>;
}

/** Too many wait already, the thread was ended, or none could be started. It says nothing about the work: later it may be done. */
export class ThreadAway extends Error {
  override name = 'ThreadAway';
}

/** The work itself failed there, and would again; `cause` for the log. The next work finds a thread that is as good as new. */
export class WorkFailed extends Error {
  override name = 'WorkFailed';
}

/** It took more memory or time than a step may have. */
export class TooMuch extends WorkFailed {
  override name = 'TooMuch';
}

/** A thread as it is used here: `node:worker_threads` has it. */
export type Thread = Pick<Worker, 'postMessage' | 'on' | 'ref' | 'unref' | 'terminate'>;

export interface ThreadOptions {
  /** The module that calls `serve`. */
  readonly module: URL;
  /** Of the thread's heap. */
  readonly memoryMiB: number;
  readonly stepMs: number;
  readonly idleMs: number;
  readonly waitingMax: number;
  readonly start?: (module: URL, memoryMiB: number) => Thread;
  readonly after?: AllTimers['after'];
}

interface Asked {
  readonly step: string;
  readonly given: readonly unknown[];
}

type Answered =
  | { readonly kind: 'done'; readonly answer: unknown }
  | { readonly kind: 'tooMuch' | 'fault'; readonly why: string };

export function createWorkerThread<S extends Steps>(options: ThreadOptions): WorkerThread<S> {
  const {
    module,
    memoryMiB,
    stepMs,
    idleMs,
    waitingMax,
    start = startThread,
    after = realTimers.after,
  } = options;
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  let hand: Hand<S> | null = null;
  let stayNoLonger = () => {};

  function take(): Hand<S> {
    stayNoLonger();
    if (!hand?.isAlive()) hand = handOf(started(), stepMs, after);
    return hand;
  }

  /** The machine may have no thread or memory left. That says nothing about the work, and those who wait have their turn. */
  function started(): Thread {
    try {
      return start(module, memoryMiB);
    } catch (error) {
      throw new ThreadAway('the thread could not be started', { cause: error });
    }
  }

  async function aloneWith<T>(taken: Hand<S>, work: (ask: Ask<S>) => Promise<T>): Promise<T> {
    taken.hold();
    try {
      return await work(taken.ask);
    } finally {
      taken.letGo();
      stayNoLonger = after(idleMs, () => void taken.end());
    }
  }

  return {
    async run(work) {
      if (waiting > waitingMax) throw new ThreadAway(`${waitingMax} wait already`);
      waiting++;
      const before = last;
      const mine = Promise.withResolvers<void>();
      last = mine.promise;
      await before;
      try {
        return await aloneWith(take(), work);
      } finally {
        waiting--;
        mine.resolve();
      }
    },
    async close() {
      stayNoLonger();
      await hand?.end();
    },
  };
}

interface Hand<S extends Steps> {
  readonly ask: Ask<S>;
  isAlive(): boolean;
  hold(): void;
  letGo(): void;
  end(): Promise<void>;
}

function handOf<S extends Steps>(
  thread: Thread,
  stepMs: number,
  after: NonNullable<ThreadOptions['after']>,
): Hand<S> {
  let open: PromiseWithResolvers<unknown> | null = null;
  let dead: Error | null = null;
  const die = (error: Error): void => {
    dead ??= error;
    open?.reject(dead);
    open = null;
  };
  thread.on('message', (answered: Answered) => {
    const asked = open;
    open = null;
    if (answered.kind === 'done') asked?.resolve(answered.answer);
    else if (answered.kind === 'fault')
      asked?.reject(new WorkFailed('a step failed', { cause: answered.why }));
    else asked?.reject(new TooMuch('a step took too much', { cause: answered.why }));
  });
  thread.on('error', (error: NodeJS.ErrnoException) =>
    die(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? new TooMuch('out of memory', { cause: error })
        : new WorkFailed('the thread failed', { cause: error }),
    ),
  );
  // It does not end by itself: some bound of the machine has ended it.
  thread.on('exit', (code) => die(new TooMuch('the thread ended', { cause: `exit ${code}` })));

  async function ask(step: string, ...given: unknown[]): Promise<unknown> {
    if (dead) throw dead;
    if (open) throw new Error('one step at a time');
    const asked = Promise.withResolvers<unknown>();
    open = asked;
    const callOff = after(stepMs, () => {
      die(new TooMuch(`${step} took more than ${stepMs} ms`));
      void thread.terminate();
    });
    try {
      thread.postMessage({ step, given } satisfies Asked, givenAway(given));
      return await asked.promise;
    } finally {
      open = null;
      callOff();
    }
  }

  return {
    ask: ask as Ask<S>,
    isAlive: () => dead === null,
    hold: () => thread.ref(),
    letGo: () => thread.unref(),
    async end() {
      die(new ThreadAway('the thread was ended'));
      await thread.terminate();
    },
  };
}

/** The thread's side. What a step throws fails that step alone. */
export function serve(steps: Steps): void {
  if (!parentPort) throw new Error('this is a thread of the server, not a program');
  const port = parentPort;
  port.on('message', async ({ step, given }: Asked) => {
    const answered = await answerOf(steps, step, given);
    port.postMessage(answered, answered.kind === 'done' ? givenAway([answered.answer]) : []);
  });
}

async function answerOf(steps: Steps, step: string, given: readonly unknown[]): Promise<Answered> {
  try {
    const work = Object.hasOwn(steps, step) ? steps[step] : undefined;
    if (!work) throw new Error(`no step ${step}`);
    return { kind: 'done', answer: await work(...given) };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // A text or a list that no memory could hold.
    return { kind: error instanceof RangeError ? 'tooMuch' : 'fault', why };
  }
}

/** A buffer that others use as well is copied. */
function givenAway(all: readonly unknown[]): ArrayBuffer[] {
  return all.flatMap((each) =>
    each instanceof Uint8Array && each.byteLength > 0 && each.byteLength === each.buffer.byteLength
      ? [each.buffer as ArrayBuffer]
      : [],
  );
}

function startThread(module: URL, memoryMiB: number): Thread {
  return new Worker(module, {
    // Nothing of the process's settings and secrets is any business of the thread.
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
  });
}
