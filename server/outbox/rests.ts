/** Pauses that grow with each failure in a row, and who is left alone meanwhile: one address that is away is not asked for each thing. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** After the first failure, the second, ...; the last one from then on. */
const PAUSES_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
];

/** How long to wait after so many failures in a row. */
export const pauseMs = (failures: number, most = Number.POSITIVE_INFINITY): number =>
  Math.min(most, PAUSES_MS[Math.min(Math.max(failures, 1), PAUSES_MS.length) - 1] ?? 0);

export interface Rests {
  /** Whether it is left alone for now. */
  isResting(what: string): boolean;
  /** Whether it failed the last time: then it is asked for one thing first. */
  hasFailed(what: string): boolean;
  failed(what: string): void;
  worked(what: string): void;
}

/** In the memory of one server: another one finds out by itself. `now` in ms. */
export function createRests(now: () => number, most: number): Rests {
  const known = new Map<string, { readonly failures: number; readonly until: number }>();
  return {
    isResting: (what) => (known.get(what)?.until ?? 0) > now(),
    hasFailed: (what) => known.has(what),
    failed(what) {
      // Several that were under way at once have failed for one reason.
      if ((known.get(what)?.until ?? 0) > now()) return;
      const failures = (known.get(what)?.failures ?? 0) + 1;
      known.set(what, { failures, until: now() + pauseMs(failures, most) });
    },
    worked: (what) => void known.delete(what),
  };
}
