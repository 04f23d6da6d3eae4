/** The clock that waits are measured by: whoever waits is given it. */
export interface Timers {
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}
