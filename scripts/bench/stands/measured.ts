// What was measured in a phase: told as a table for people (Markdown, to be pasted), and held to the bounds.
import type { Latencies } from '../open-loop.ts';
import { type Result, resultOf } from '../report.ts';

export const P99_MAX_MS = 100;
export const MEMORY_MAX_MIB = 500;

export interface Measured {
  name: string;
  /** Null if it did less than it should, and its figures mean nothing. */
  did: string | null;
  tookMs: number;
  latencies: Latencies;
  /** Those of an idle service beside, at the same time: what the machine itself makes of them. */
  beside: Latencies;
  peakMiB: number;
  longestTurnMs: number;
}

const HEADS = [
  'phase',
  'took s',
  'calls',
  'failed',
  'p50 ms',
  'p99 ms',
  'max ms',
  'idle p99 ms',
  'p99 / idle',
  'MiB above idle',
  'longest turn ms',
  'what it did',
];

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

export function markdown(idleMiB: number, measured: readonly Measured[]): string {
  const rows = measured.map(({ name, did, tookMs, latencies, beside, peakMiB, longestTurnMs }) =>
    line([
      name,
      (tookMs / 1000).toFixed(1),
      latencies.calls,
      latencies.failed,
      ...[latencies.p50, latencies.p99, latencies.max, beside.p99].map(ms),
      (latencies.p99 / beside.p99).toFixed(1),
      Math.round(peakMiB - idleMiB),
      Math.round(longestTurnMs),
      did ?? 'FAILED',
    ]),
  );
  return [line(HEADS), line(HEADS.map(() => '---')), ...rows].join('\n');
}

/** In a phase, of the idle service: a machine with time for it answers in a few. */
const QUIET_P99_MS = 20;

/** Null where the machine had time enough for both services. */
export function busyMachine(measured: readonly Measured[]): string | null {
  const busy = measured.filter(({ beside }) => beside.p99 > QUIET_P99_MS).map(({ name }) => name);
  if (busy.length === 0) return null;
  return `The machine was busy: even the idle service took more than ${QUIET_P99_MS} ms (p99) during ${busy.join(', ')}. Measure those again.`;
}

/** A call that failed has no latency: what is told of the others does not hold then. No figure keeps no bound. */
export function resultsOf(idleMiB: number, { name, did, latencies, peakMiB }: Measured): Result[] {
  const p99 = did === null || latencies.failed > 0 ? Number.NaN : latencies.p99;
  return [
    resultOf(`${name}: p99 of authenticate / ${P99_MAX_MS} ms`, 1, [p99 / P99_MAX_MS]),
    resultOf(`${name}: memory above idle / ${MEMORY_MAX_MIB} MiB`, 1, [(peakMiB - idleMiB) / MEMORY_MAX_MIB]),
  ];
}
