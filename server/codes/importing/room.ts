/**
 * Where imports are planned: a thread of its own, one import at a time in the process, with bounds on memory and time that take only
 * the import along. Those who come meanwhile wait their turn; beyond a short queue they are sent away.
 *
 * The thread starts with the first import and stays for the next one, warm; idle for a while, it ends and gives its memory back.
 */
import { Worker } from 'node:worker_threads';
import { Busy } from '../lock.ts';
import { type Answer, type Ask, type Planner, type Planning, type StepName, TooMuch } from './steps.ts';

/** Enough for 200,000 rows over a list of as many codes. */
const MEMORY_MIB = 1_024;
/** No step of an import that can be taken at all is that long; a lock of the company lasts longer. */
const STEP_MS = 50_000;
const IDLE_MS = 10_000;
const WAITING_MAX = 4;

export interface ImportRoom {
  /** Runs `work` alone, with a planner that is its own until it ends. Throws Busy, or TooMuch from a step. */
  run<T>(work: (planner: Planner) => Promise<T>): Promise<T>;
  /** The server stops: no import begins any more. The one that runs goes on, and the thread ends with it. */
  close(): Promise<void>;
}

/** A thread as the room needs it: `node:worker_threads` has it. */
export type Thread = Pick<Worker, 'postMessage' | 'on' | 'ref' | 'unref' | 'terminate'>;

export interface RoomOptions {
  readonly memoryMiB?: number;
  readonly start?: (memoryMiB: number) => Thread;
  /** Runs `late` after a time unless it is called off. */
  readonly after?: (ms: number, late: () => void) => () => void;
}

export function createImportRoom({
  memoryMiB = MEMORY_MIB,
  start = startThread,
  after = afterMs,
}: RoomOptions = {}): ImportRoom {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  let isClosed = false;
  let hand: Hand | null = null;
  let stayNoLonger = () => {};

  function take(): Hand {
    stayNoLonger();
    if (!hand?.isAlive()) hand = handOf(start(memoryMiB), after);
    return hand;
  }

  async function aloneWith<T>(taken: Hand, work: (planner: Planner) => Promise<T>): Promise<T> {
    taken.hold();
    try {
      return await work(taken.planner);
    } finally {
      taken.letGo();
      stayNoLonger = after(IDLE_MS, () => void taken.end());
    }
  }

  return {
    async run(work) {
      if (waiting > WAITING_MAX)
        throw new Busy('Several imports are under way already. Try again in a minute; nothing was changed.');
      waiting++;
      const before = last;
      const mine = Promise.withResolvers<void>();
      last = mine.promise;
      await before;
      try {
        if (isClosed) throw new Busy('The server is stopping. Try again in a minute; nothing was changed.');
        return await aloneWith(take(), work);
      } finally {
        waiting--;
        mine.resolve();
      }
    },
    async close() {
      isClosed = true;
      await last;
      stayNoLonger();
      await hand?.end();
    },
  };
}

interface Hand {
  readonly planner: Planner;
  isAlive(): boolean;
  hold(): void;
  letGo(): void;
  end(): Promise<void>;
}

const TOO_MUCH =
  'The list is too large or too complicated to be read at once. Nothing was changed; import it in parts.';

function handOf(thread: Thread, after: NonNullable<RoomOptions['after']>): Hand {
  let open: PromiseWithResolvers<never> | null = null;
  let dead: Error | null = null;
  const die = (error: Error): void => {
    dead ??= error;
    open?.reject(dead);
    open = null;
  };
  thread.on('message', (answer: Answer) => {
    const asked = open;
    open = null;
    if (answer.kind === 'done') asked?.resolve(answer.answer as never);
    else
      asked?.reject(
        answer.kind === 'tooMuch' ? new TooMuch(TOO_MUCH, { cause: answer.why }) : new Error(answer.why),
      );
  });
  thread.on('error', (error: NodeJS.ErrnoException) =>
    die(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooMuch(TOO_MUCH, { cause: error }) : error),
  );
  thread.on('exit', () => die(new TooMuch(TOO_MUCH)));

  async function ask(step: StepName, given: readonly unknown[]): Promise<never> {
    if (dead) throw dead;
    if (open) throw new Error('an import asks for one step at a time');
    const asked = Promise.withResolvers<never>();
    open = asked;
    const callOff = after(STEP_MS, () => {
      die(new TooMuch(TOO_MUCH));
      void thread.terminate();
    });
    try {
      const { message, given: away } = messageOf(step, given);
      thread.postMessage(message, away);
      return await asked.promise;
    } finally {
      open = null;
      callOff();
    }
  }

  const step =
    <S extends StepName>(name: S) =>
    (...given: Parameters<Planning[S]>): Promise<ReturnType<Planning[S]>> =>
      ask(name, given);
  return {
    planner: {
      open: step('open'),
      know: step('know'),
      plan: step('plan'),
      inserts: step('inserts'),
      replaces: step('replaces'),
      relevels: step('relevels'),
      lost: step('lost'),
      firstProblems: step('firstProblems'),
      show: step('show'),
      tell: step('tell'),
      close: step('close'),
    },
    isAlive: () => dead === null,
    hold: () => thread.ref(),
    letGo() {
      thread.unref();
    },
    async end() {
      die(new TooMuch(TOO_MUCH));
      await thread.terminate();
    },
  };
}

/** The bytes of a list are handed over, not copied, unless they lie in a buffer that others use as well. */
function messageOf(step: StepName, given: readonly unknown[]): { message: Ask; given: ArrayBuffer[] } {
  const [source] = given as readonly [{ readonly bytes?: Uint8Array }?];
  if (step !== 'open' || source?.bytes === undefined)
    return { message: { step, given } as unknown as Ask, given: [] };
  const isWhole = source.bytes.byteLength === source.bytes.buffer.byteLength;
  const bytes = isWhole ? new Uint8Array(source.bytes.buffer) : new Uint8Array(source.bytes);
  return {
    message: { step, given: [{ ...source, bytes }] } as unknown as Ask,
    given: [bytes.buffer as ArrayBuffer],
  };
}

function startThread(memoryMiB: number): Thread {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    // Nothing of the process's settings and secrets is any business of the thread.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
  });
}

function afterMs(ms: number, late: () => void): () => void {
  const timer = setTimeout(late, ms).unref();
  return () => clearTimeout(timer);
}
