/** How long codes have waited for QuickBooks, from when somebody accepted them. Pure. */
import type { CostCode } from '../codes/model.ts';
import type { Waited } from './model.ts';

export const NOBODY_WAITED: Waited = { codes: 0, sumMs: 0, mostMs: 0 };

export const together = (one: Waited, other: Waited): Waited => ({
  codes: one.codes + other.codes,
  sumMs: one.sumMs + other.sumMs,
  mostMs: Math.max(one.mostMs, other.mostMs),
});

/** Of codes as they were moved just now, those that are in QuickBooks by it. A clock that was set back makes nobody wait less than not. */
export function waitedBy(moved: readonly CostCode[], now: string): Waited {
  return moved.reduce((waited, { status, history }) => {
    const accepted = history.findLast(
      ({ from, to }) => to === 'accepted' && from !== 'exporting' && from !== to,
    );
    if (status !== 'synced' || !accepted) return waited;
    const ms = Math.max(0, Date.parse(now) - Date.parse(accepted.at));
    return together(waited, { codes: 1, sumMs: ms, mostMs: ms });
  }, NOBODY_WAITED);
}
