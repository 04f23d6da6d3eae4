/**
 * The clock and the timers of this machine, the one place that touches them: whoever sleeps or gives up is given them, and a test
 * gives others. When something was is told by the store's clock, which all servers agree on.
 */
export interface Timers {
  /** In ms; never goes back, and only differences count. */
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as `isOver` is aborted. */
  readonly wait: (ms: number, isOver?: AbortSignal) => Promise<void>;
}

export interface AllTimers extends Timers {
  /** Runs `late` after `ms`, unless the function that this gives is called before. */
  readonly after: (ms: number, late: () => void) => () => void;
  /** Until the function that this gives is called. */
  readonly every: (ms: number, run: () => void) => () => void;
}

/** None of them keeps the process from ending. */
export const realTimers: AllTimers = {
  now: () => performance.now(),
  wait: (ms, isOver) =>
    new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        isOver?.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, ms).unref();
      isOver?.addEventListener('abort', over);
      if (isOver?.aborted) over();
    }),
  after: (ms, late) => {
    const timer = setTimeout(late, ms).unref();
    return () => clearTimeout(timer);
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
};
