/**
 * Where imports are planned: a thread of its own, one import at a time in the process, with bounds on memory and time;
 * exceeding them costs only the import.
 */
import {
  type Ask,
  createWorkerThread,
  type Thread,
  ThreadAway,
  TooMuch as TooMuchThere,
  WorkFailed,
} from '../../worker-thread.ts';
import { Busy } from '../lock.ts';
import { type Planner, type Source, TooMuch } from './steps.ts';
import type { PlanningSteps } from './worker.ts';

/** Enough for 200,000 rows over a list of as many codes. */
const MEMORY_MIB = 1_024;
/** No step of an import that can succeed takes that long; a lock of the company lasts longer. */
const STEP_MS = 50_000;
const IDLE_MS = 10_000;
const WAITING_MAX = 4;

export interface ImportRoom {
  /** Runs `work` alone, with a planner that is its own until it ends. Throws Busy, or TooMuch from a step. */
  run<T>(work: (planner: Planner) => Promise<T>): Promise<T>;
  /** The server stops: no import begins any more. The one that runs goes on, and the thread ends with it. */
  close(): Promise<void>;
}

export interface RoomOptions {
  readonly memoryMiB?: number;
  readonly start?: (module: URL, memoryMiB: number) => Thread;
  /** Runs `late` after a time unless it is called off. */
  readonly after?: (ms: number, late: () => void) => () => void;
}

/** The room for imports. Its thread starts with the first of them and ends when it has been idle. */
export function createImportRoom({ memoryMiB = MEMORY_MIB, ...given }: RoomOptions = {}): ImportRoom {
  const thread = createWorkerThread<PlanningSteps>({
    module: new URL('./worker.ts', import.meta.url),
    memoryMiB,
    stepMs: STEP_MS,
    idleMs: IDLE_MS,
    waitingMax: WAITING_MAX,
    ...given,
  });
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async run(work) {
      const running = thread.run((ask) => {
        if (isClosed) throw new Busy('The server is stopping. Try again in a minute; nothing was changed.');
        return work(plannerOf(ask));
      });
      last = Promise.allSettled([last, running]);
      try {
        return await running;
      } catch (error) {
        if (error instanceof ThreadAway)
          throw new Busy(
            'Several imports are under way already. Try again in a minute; nothing was changed.',
          );
        throw error;
      }
    },
    async close() {
      isClosed = true;
      await last;
      await thread.close();
    },
  };
}

function plannerOf(there: Ask<PlanningSteps>): Planner {
  const ask = (async (step, ...given) => {
    try {
      return await there(step, ...given);
    } catch (error) {
      throw inWords(error);
    }
  }) as Ask<PlanningSteps>;
  return {
    open: (source) => ask('open', ...handedOver(source)),
    know: (codes) => ask('know', codes),
    plan: (facts) => ask('plan', facts),
    inserts: () => ask('inserts'),
    replaces: () => ask('replaces'),
    relevels: () => ask('relevels'),
    lost: (keys) => ask('lost', keys),
    firstProblems: () => ask('firstProblems'),
    show: () => ask('show'),
    tell: (what) => ask('tell', what),
    close: () => ask('close'),
  };
}

/** The bytes of a list are not copied, unless they lie in a buffer that others use as well. */
function handedOver(source: Source): Parameters<PlanningSteps['open']> {
  if (source.kind === 'rows') return [source];
  const { bytes, ...rest } = source;
  return [rest, bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)];
}

function inWords(error: unknown): unknown {
  if (error instanceof TooMuchThere)
    return new TooMuch(
      'The list is too large or too complicated to be read at once. Nothing was changed; import it in parts.',
      { cause: error },
    );
  if (!(error instanceof WorkFailed)) return error;
  return error.cause instanceof Error ? error.cause : new Error(String(error.cause));
}
