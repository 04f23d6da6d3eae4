// How a benchmark tells what it found: a ratio, its bound and its spread, on the screen and to whoever started it.
import { colour, table } from '../terminal.ts';
import { median, quantile, rounded } from './measure.ts';

export interface Result {
  what: string;
  ratio: number;
  bound: number;
  /** The middle half of the rounds: how far the ratio can be believed. */
  from: number;
  to: number;
  rounds: number;
}

/** The median of the ratios of all rounds, with its spread. */
export function resultOf(what: string, bound: number, ratios: readonly number[]): Result {
  return {
    what,
    bound,
    ratio: median(ratios),
    from: quantile(ratios, 0.25),
    to: quantile(ratios, 0.75),
    rounds: ratios.length,
  };
}

/** Not `ratio > bound`: that lets a figure pass that is none. */
export const isMissed = ({ ratio, bound }: Result): boolean => !(ratio <= bound);

/** The results as a table for a terminal. */
export function resultTable(results: readonly Result[]): string {
  return table(
    ['bound', 'ratio', 'at most', 'middle half of the rounds', 'rounds', ''],
    results.map((result) => [
      result.what,
      rounded(result.ratio),
      result.bound,
      `${result.from.toFixed(2)} to ${result.to.toFixed(2)}`,
      result.rounds,
      isMissed(result) ? colour('MISSED', 'red') : colour('kept', 'green'),
    ]),
    70,
  );
}

/** Runs one benchmark as the whole of this process: prints its bounds, and fails if one is missed. */
export async function runBench(title: string, bench: () => Promise<Result[]>): Promise<void> {
  console.log(colour(title, 'bold'));
  try {
    const results = await bench();
    console.log(`\n${resultTable(results)}\n`);
    process.send?.(results);
    process.exitCode = results.some(isMissed) ? 1 : 0;
  } catch (error) {
    console.error(colour((error as Error).stack ?? String(error), 'red'));
    process.exitCode = 1;
  } finally {
    // Started by bench.ts, the channel to it would keep this process alive.
    if (process.connected) process.disconnect();
  }
}
