/**
 * In which hours of the last thirty days a connector has polled: a bit for each hour (UTC), six hexadecimal digits for each day, the
 * last one first. It is kept with what a poll writes anyway, and changes once an hour.
 */
export interface Seen {
  /** The day of the first six digits. */
  readonly day: string;
  readonly hours: string;
}

export const SEEN_DAYS = 30;
const DIGITS = 6;
const DAY_MS = 24 * 60 * 60_000;

const dayOf = (at: string) => at.slice(0, 10);
const apart = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** With a poll at this time. A clock that was ahead for a while begins anew: what it told of the future is not true. */
export function withPoll(seen: Seen | undefined, at: string): Seen {
  const day = dayOf(at);
  const passed = seen ? apart(seen.day, day) : SEEN_DAYS;
  const before = seen && passed >= 0 ? seen.hours : '';
  const hours = '0'.repeat(Math.min(Math.max(passed, 0), SEEN_DAYS) * DIGITS) + before;
  const today = Number.parseInt(hours.slice(0, DIGITS) || '0', 16);
  const bit = 1 << Number(at.slice(11, 13));
  if (seen && passed === 0 && (today & bit) !== 0) return seen;
  const digits = (today | bit).toString(16).padStart(DIGITS, '0');
  return { day, hours: (digits + hours.slice(DIGITS)).slice(0, SEEN_DAYS * DIGITS) };
}

/** The hours of a day in which it polled, as bits. */
export function hoursSeen(seen: Seen | undefined, day: string): number {
  const at = seen ? apart(day, seen.day) : -1;
  if (!seen || at < 0) return 0;
  return Number.parseInt(seen.hours.slice(at * DIGITS, (at + 1) * DIGITS) || '0', 16);
}
