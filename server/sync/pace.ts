/**
 * How many requests a message set may have: so many that QuickBooks answers in about 15 seconds. A set has two prices, a fixed one and
 * one for each code; they are learnt from how long the last answers to sets of different sizes took, and kept over sessions.
 *
 * - Only one size is known: nobody can tell the two prices apart, so another size is tried, no larger than if all were paid by code.
 * - Something gets in the way of an answer now and then (a dialog that somebody left open), and nothing makes one shorter. So one that
 *   took far longer than expected makes the next set small, and is forgotten with the next answer; two in a row, or one that came far
 *   sooner, are news, and what was known before is forgotten.
 * - Nothing is asked for that is more than twice as large as what has been answered.
 */

/** No limit of QuickBooks is known; a connector that waits for long is one that times out. */
export const EXCHANGE_MS = 30_000;
/** Twice as slow as before is still within the half minute. */
const AIM_MS = EXCHANGE_MS / 2;
export const FIRST_SIZE = 10;
/** Bounds what is kept, whatever a clock says. */
const SIZE_MAX = 1_000;
const ANSWER_MAX_MS = 60 * 60_000;
const ANSWERS_KEPT = 8;
/** Sizes that differ by less tell no prices: what they differ by in time is chance. */
const OTHER_SIZE = 1.25;
/** So many times longer or shorter than expected is not chance. */
const SURPRISE = 2;
const GROWTH = 2;

/** The answer to so many requests, and how long QuickBooks and the way there took. */
export interface TimedAnswer {
  readonly requests: number;
  readonly ms: number;
}

export interface Pace {
  /** Twice as many as have been answered at once, or fewer after an answer was lost. */
  readonly most: number;
  /** The last ones, newest last. */
  readonly answers: readonly TimedAnswer[];
}

export const NEW_PACE: Pace = { most: FIRST_SIZE, answers: [] };

/** What a set costs, in milliseconds. */
export interface Prices {
  readonly fixed: number;
  readonly perCode: number;
}

/** How many requests the next set may have. */
export const setSize = ({ most, answers }: Pace, max: number): number =>
  Math.max(1, Math.floor(Math.min(most, fittingSize(answers), max)));

/** After the first answer to a set. */
export function afterAnswer(pace: Pace, { requests, ms }: TimedAnswer): Pace {
  // A clock was set in between.
  if (!(requests >= 1 && ms >= 0)) return pace;
  // Not -0 either, which a store gives back as 0.
  const answer = { requests, ms: Math.min(Math.max(0, ms), ANSWER_MAX_MS) };
  const most = Math.min(Math.max(pace.most, GROWTH * requests), SIZE_MAX);
  const last = pace.answers.at(-1);
  const earlier = pace.answers.slice(0, -1);
  const heldUp = last && surpriseOf(earlier, last) === 'slower' ? last : null;
  const known = heldUp ? earlier : pace.answers;
  const surprise = surpriseOf(known, answer);
  if (surprise === 'quicker') return { most, answers: [answer] };
  if (heldUp && surprise === 'slower')
    return { most: Math.min(most, GROWTH * requests), answers: [heldUp, answer] };
  return { most, answers: [...known, answer].slice(-ANSWERS_KEPT) };
}

/** After an answer that was lost: perhaps it was too much at once. */
export const afterLoss = (pace: Pace, max: number): Pace => ({
  ...pace,
  most: Math.max(1, Math.floor(setSize(pace, max) / 2)),
});

/** How large sets are best at these prices; not a whole number, and perhaps Infinity. */
export function sizeFor({ fixed, perCode }: Prices): number {
  // A high fixed price is paid by as many codes as cost as much again: smaller sets would only pay it more often.
  const forCodes = Math.min(Math.max(AIM_MS - fixed, fixed), EXCHANGE_MS);
  return forCodes / perCode;
}

function fittingSize(answers: readonly TimedAnswer[]): number {
  const newest = answers.at(-1);
  if (!newest) return Number.POSITIVE_INFINITY;
  if (surpriseOf(answers.slice(0, -1), newest) === 'slower') return newest.requests / 2;
  const prices = pricesOf(answers);
  if (!prices) return otherSize(newest.requests, usual(answers.map(({ ms }) => ms)));
  // Prices tell little of much larger sets than those that they were learnt from, unless these are cheap in any case.
  return Math.min(sizeFor(prices), Math.max(GROWTH * largestOf(answers), AIM_MS / usualPerCode(answers)));
}

/** A size that will tell the prices, after answers to sets of one size. */
function otherSize(known: number, ms: number): number {
  const fitting = (AIM_MS * known) / ms;
  if (known === 1 || fitting >= known * OTHER_SIZE) return Math.max(Math.ceil(known * OTHER_SIZE), fitting);
  return Math.min(Math.max(fitting, known / 2), Math.floor(known / OTHER_SIZE));
}

/**
 * The prices that most of the answers agree on (repeated medians: up to half of them may have been held up); null where they have one
 * size.
 */
function pricesOf(answers: readonly TimedAnswer[]): Prices | null {
  const slopes = answers.flatMap((one) => {
    const others = answers.filter((other) => isOtherSize(one, other));
    return others.length > 0 ? median(others.map((other) => slopeBetween(one, other))) : [];
  });
  if (slopes.length === 0) return null;
  const perCode = Math.max(0, usual(slopes));
  const fixed = usual(answers.map(({ requests, ms }) => ms - perCode * requests));
  // Nothing costs less than nothing: the larger sets were held up.
  return fixed >= 0 ? { fixed, perCode } : { fixed: 0, perCode: usualPerCode(answers) };
}

const isOtherSize = (one: TimedAnswer, other: TimedAnswer): boolean =>
  Math.max(one.requests, other.requests) >= OTHER_SIZE * Math.min(one.requests, other.requests);

/** If there were no fixed price. */
const usualPerCode = (answers: readonly TimedAnswer[]): number =>
  usual(answers.map(({ requests, ms }) => ms / requests));

/** The further apart two sizes are, the less of it is chance. */
const slopeBetween = (one: TimedAnswer, other: TimedAnswer): Weighed => ({
  figure: (other.ms - one.ms) / (other.requests - one.requests),
  weight: Math.abs(other.requests - one.requests),
});

interface Weighed {
  readonly figure: number;
  readonly weight: number;
}

/** The lower one of two in the middle: what gets in the way makes answers longer, nothing makes them shorter. */
function median(figures: readonly Weighed[]): number {
  const sorted = figures.toSorted((a, b) => a.figure - b.figure);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let passed = 0;
  for (const { figure, weight } of sorted) {
    passed += weight;
    if (passed >= half) return figure;
  }
  return 0;
}

const usual = (figures: readonly number[]): number =>
  median(figures.map((figure) => ({ figure, weight: 1 })));

/** Whether an answer was far from what the ones before it let expect. */
function surpriseOf(
  before: readonly TimedAnswer[],
  { requests, ms }: TimedAnswer,
): 'slower' | 'quicker' | null {
  if (before.length === 0) return null;
  const expected = expectedMs(before, requests);
  // What is within the aim needs no care.
  if (ms > AIM_MS && ms > SURPRISE * Math.max(...expected)) return 'slower';
  return ms < Math.min(...expected) / SURPRISE ? 'quicker' : null;
}

/** By the prices as far as they are known; and by the largest set, if all were paid by code, which a larger one may prove. */
function expectedMs(answers: readonly TimedAnswer[], requests: number): number[] {
  const usualMs = (of: readonly TimedAnswer[]) => usual(of.map(({ ms }) => ms));
  const prices = pricesOf(answers);
  const largest = largestOf(answers);
  const ofLargest = usualMs(answers.filter((answer) => answer.requests === largest));
  return [
    prices ? prices.fixed + prices.perCode * requests : usualMs(answers),
    (ofLargest * requests) / largest,
  ];
}

const largestOf = (answers: readonly TimedAnswer[]): number =>
  Math.max(...answers.map(({ requests }) => requests));
