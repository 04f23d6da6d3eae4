/**
 * What a code has been through, with an end to its length: what comes again and again is one entry that says how often, since
 * when and the last time, and of a history that is too long for all that the first and the latest entries stay.
 *
 * A round may be several entries (taken into a set, not processed; failed, retried, taken again), so the end of a history is
 * compared with what stands right before it, for each length of a round.
 */
import type { HistoryEntry } from './model.ts';

/** The longest round that people and QuickBooks walk: changed, sent, accepted, taken, and two ways back. */
const ROUND_MAX = 6;
/** Who wonders how a code came to where it is looks at its beginning and at what was lately. */
const FIRST_KEPT = 20;
const LATEST_KEPT = 100;
/** QuickBooks' words have no end; the whole of its last ones is the code's problem. */
const WHY_MAX = 4_000;
/** Of the latest; a few are kept whatever they say. */
const CHARACTERS_MAX = 100_000;
const LATEST_AT_LEAST = 10;

/** The number of a try is no other entry: the last one counts them. */
const wordsOf = ({ why }: HistoryEntry): string => why.replace(/ \(try \d+\)$/, '');

const isSame = (a: HistoryEntry, b: HistoryEntry): boolean =>
  a.from === b.from &&
  a.to === b.to &&
  a.by === b.by &&
  a.leftOut === undefined &&
  b.leftOut === undefined &&
  wordsOf(a) === wordsOf(b);

const timesOf = ({ times = 1 }: HistoryEntry): number => times;

/** The same entry once more: as the later one, with how often and since when. */
const folded = (earlier: HistoryEntry, later: HistoryEntry): HistoryEntry => ({
  ...later,
  times: timesOf(earlier) + timesOf(later),
  since: earlier.since ?? earlier.at,
});

/** The history with one more entry. */
export function withEntry(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  return shortened(foldedAtEnd([...history, { ...entry, why: cut(entry.why) }]));
}

const cut = (why: string) => (why.length > WHY_MAX ? `${why.slice(0, WHY_MAX).toWellFormed()}...` : why);

function foldedAtEnd(history: HistoryEntry[]): HistoryEntry[] {
  for (let round = 1; round <= ROUND_MAX && 2 * round <= history.length; round++) {
    const later = history.slice(-round);
    const earlier = history.slice(-2 * round, -round);
    if (later.every((entry, at) => isSame(earlier[at] as HistoryEntry, entry)))
      return [
        ...history.slice(0, -2 * round),
        ...later.map((entry, at) => folded(earlier[at] as HistoryEntry, entry)),
      ];
  }
  return history;
}

function shortened(history: HistoryEntry[]): HistoryEntry[] {
  const most = FIRST_KEPT + 1 + LATEST_KEPT;
  let characters = 0;
  let latest = 0;
  for (const { why } of history.slice(FIRST_KEPT).reverse()) {
    characters += why.length;
    if (characters > CHARACTERS_MAX && latest >= LATEST_AT_LEAST) break;
    latest++;
  }
  const isLong = history.length > most || FIRST_KEPT + latest < history.length;
  const gap = isLong ? history.slice(FIRST_KEPT, -Math.min(latest, LATEST_KEPT)) : [];
  // A gap of its own is no gain.
  if (gap.length < 2) return history;
  return [...history.slice(0, FIRST_KEPT), leftOut(gap), ...history.slice(FIRST_KEPT + gap.length)];
}

/** In place of entries: from the state before them to the one after, so that the rest still hangs together. */
function leftOut(gap: readonly HistoryEntry[]): HistoryEntry {
  const first = gap[0] as HistoryEntry;
  const last = gap.at(-1) as HistoryEntry;
  const count = gap.reduce((sum, entry) => sum + (entry.leftOut ?? timesOf(entry)), 0);
  return {
    at: last.at,
    by: last.by,
    from: first.from,
    to: last.to,
    why: `${count.toLocaleString('en-US')} entries are left out here`,
    since: first.since ?? first.at,
    leftOut: count,
  };
}
