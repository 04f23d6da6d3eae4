/**
 * How a code came to QuickBooks, and what was changed there since, as its history tells: accepted by whom, taken into message sets
 * how often, and what QuickBooks did. Pure.
 */
import type { CostCode, HistoryEntry } from './model.ts';

/** One way to QuickBooks: of the item itself first, then of each change. */
export interface Certified {
  /** By a person; null where that is not kept any more, or nobody did: a link needs no acceptance here. */
  readonly accepted: { readonly by: string; readonly at: string } | null;
  /** How often it was taken into a message set, the last time when; null for what was linked. */
  readonly sent: { readonly times: number; readonly at: string } | null;
  /** What QuickBooks did, or who linked it. */
  readonly answered: { readonly by: string; readonly at: string; readonly why: string };
}

export interface Certificate {
  readonly first: Certified | null;
  readonly since: readonly Certified[];
}

/** Entries stay `synced` where a reading found something or a person followed: those are no ways to QuickBooks. */
const isArrival = ({ from, to, why }: HistoryEntry): boolean =>
  to === 'synced' && (from === 'exporting' || why.startsWith('linked with '));

const takenOnceMore = (sent: Certified['sent'], times: number, at: string): Certified['sent'] => ({
  times: (sent?.times ?? 0) + times,
  at,
});

/** What the history of a code proves. */
export function certificateOf({ history }: Pick<CostCode, 'history'>): Certificate {
  const ways: Certified[] = [];
  let accepted: Certified['accepted'] = null;
  let sent: Certified['sent'] = null;
  for (const entry of history) {
    const { at, by, from, to, why, times = 1 } = entry;
    // Who retries it or gives it other accounts has not accepted it.
    if (from === 'pending' && to === 'accepted') accepted = { by, at };
    if (to === 'exporting') sent = takenOnceMore(sent, times, at);
    // Unlinked, it is another item's code from then on.
    if (to === 'unsynced' && why.startsWith('unlinked from ')) ways.length = 0;
    if (!isArrival(entry)) {
      // Of a change that was dropped nothing is told.
      if (to === 'synced' && from !== 'synced') [accepted, sent] = [null, null];
      continue;
    }
    const isLinked = from !== 'exporting';
    ways.push({
      accepted: isLinked ? null : accepted,
      sent: isLinked ? null : sent,
      answered: { by, at, why },
    });
    accepted = null;
    sent = null;
  }
  const [first = null, ...since] = ways;
  return { first, since };
}
