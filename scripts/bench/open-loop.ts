// Calls at a fixed pace, whether they are answered or not, each measured from the moment at which it was due: what waits for a server that
// is away counts as long as it waited (no coordinated omission).
import { quantile, rounded } from './measure.ts';

export interface Latencies {
  calls: number;
  failed: number;
  /** Of the first one that failed. */
  why: string | null;
  p50: number;
  p99: number;
  max: number;
}

/** Its cells below LATENCY_HEADINGS, in a table of the terminal. */
export const latencyCells = ({ calls, failed, p50, p99, max }: Latencies): (string | number)[] => [
  calls,
  failed,
  rounded(p50, 1),
  rounded(p99, 1),
  rounded(max, 1),
];

export const LATENCY_HEADINGS = ['polls', 'failed', 'p50 ms', 'p99 ms', 'longest ms'] as const;

/** Calls until it is told to stop; resolves when the last call is answered. One that fails is counted as such, and has no latency. */
export function openLoop(everyMs: number, call: () => Promise<void>): { stop(): Promise<Latencies> } {
  const from = performance.now();
  const latencies: number[] = [];
  const open = new Set<Promise<void>>();
  let due = from;
  let failed = 0;
  let why: string | null = null;

  async function one(dueAt: number): Promise<void> {
    try {
      await call();
      latencies.push(performance.now() - dueAt);
    } catch (error) {
      failed++;
      why ??= (error as Error).message;
    }
  }

  function sendDue(): void {
    for (; due <= performance.now(); due += everyMs) {
      const sent: Promise<void> = one(due).finally(() => open.delete(sent));
      open.add(sent);
    }
    timer = setTimeout(sendDue, Math.max(1, due - performance.now()));
  }
  let timer = setTimeout(sendDue, 0);

  return {
    async stop() {
      clearTimeout(timer);
      await Promise.all(open);
      return {
        calls: latencies.length + failed,
        failed,
        why,
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
        max: quantile(latencies, 1),
      };
    },
  };
}
