/**
 * Times of another clock, or of one that was set, keep nobody out: what was written is later than what was written before it,
 * whatever the clocks said. Where only a time can tell, one that lies too far ahead is taken for what it is, no time of ours.
 */

/** Whether a time is at most so far from now, on either side: a server whose clock is a little ahead has written it just now. */
export const isNear = (at: string, now: string, ms: number): boolean =>
  Math.abs(Date.parse(now) - Date.parse(at)) <= ms;

/** Whether a time lies more than so far ahead: the clock that told it has been set back since. */
export const isAhead = (at: string, now: string, ms: number): boolean =>
  Date.parse(at) - Date.parse(now) > ms;

/** The earlier of two times. */
export const earlier = (a: string, b: string): string => (Date.parse(a) < Date.parse(b) ? a : b);
