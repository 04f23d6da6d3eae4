/**
 * Why nothing is written to a company's QuickBooks now: somebody has paused it, or it is outside of its window. What is asked of
 * QuickBooks goes on: a set that has been handed out is brought to its end as far as that is possible by asking, and what was asked
 * for by a person (a reading, a check) is done.
 */
import type { Company, Pause } from '../codes/model.ts';
import { windowAt } from '../codes/window.ts';

export type Closed =
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'window'; readonly opensAt: string };

/** Null where it may be written to. */
export function closedBy({ paused, window }: Company, now: string): Closed | null {
  if (paused) return { kind: 'paused', pause: paused };
  if (!window) return null;
  const { opensAt } = windowAt(window, new Date(now));
  return opensAt === null ? null : { kind: 'window', opensAt };
}

/** For the Web Connector's status column. */
export function closedWords(closed: Closed, { window }: Company, page: string): string {
  if (closed.kind === 'paused') {
    const { at, by, reason } = closed.pause;
    const why = reason === null ? '' : ` (${reason})`;
    return `The export is paused by ${by} since ${at}${why}; see ${page}`;
  }
  const zone = window?.timeZone ?? 'UTC';
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(closed.opensAt));
  return `Nothing is exported at this time of day: the window opens on ${shown} (${zone}).`;
}
