/**
 * When QuickBooks may be written to: from a time of day to another one, on some days of the week, by the clock of the office. Pure.
 *
 * Where that clock is set forward it never shows some times, and where it is set back it shows some twice. So one rule for both
 * ends: the first moment of the day at which it shows that time, or a later one.
 */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Window {
  /** On which it begins. */
  readonly days: readonly Weekday[];
  /** "19:00"; to the same time or an earlier one: of the next day. */
  readonly from: string;
  readonly to: string;
  /** IANA, "America/Chicago". */
  readonly timeZone: string;
}

export interface WindowNow {
  readonly open: boolean;
  /** When it opens; null where it is open. */
  readonly opensAt: string | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** No clock is further from UTC, nor set by more. */
const FAR_MS = 26 * 60 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than a poll. There are as many as time zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

/** Whether there is a time zone of this name. An offset is none: it knows no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What the clock of the zone shows then, as if it were UTC. */
function shownAt(ms: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (ms % 1_000);
}

/** The first moment at which the clock of the zone shows `wanted` (as if it were UTC) or more. */
function firstAt(wanted: number, timeZone: string): number {
  const [before = 0, after = 0] = [wanted - FAR_MS, wanted + FAR_MS].map(
    (ms) => wanted - (shownAt(ms, timeZone) - ms),
  );
  if (before === after) return before;
  const exact = [before, after].filter((ms) => shownAt(ms, timeZone) === wanted);
  if (exact.length > 0) return Math.min(...exact);
  // It is not shown: the clock passes it between these two, when it is set forward.
  let least = wanted - FAR_MS;
  let most = wanted + FAR_MS;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (shownAt(middle, timeZone) >= wanted) most = middle;
    else least = middle;
  }
  return most;
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The midnight of a day is that of its date, as if it were UTC. */
function beginsAndEnds({ from, to, timeZone }: Window, midnight: number): readonly [number, number] {
  const last = minutesOf(to) > minutesOf(from) ? midnight : midnight + DAY_MS;
  return [
    firstAt(midnight + minutesOf(from) * MINUTE_MS, timeZone),
    firstAt(last + minutesOf(to) * MINUTE_MS, timeZone),
  ];
}

/** Monday is 0. 1970 began on a Thursday. */
const weekdayOf = (midnight: number) => WEEKDAYS[(((midnight / DAY_MS + 3) % 7) + 7) % 7];

/** Whether it is open, and when it opens. */
export function windowAt(window: Window, now: Date): WindowNow {
  const ms = now.getTime();
  const shown = shownAt(ms, window.timeZone);
  const today = shown - (((shown % DAY_MS) + DAY_MS) % DAY_MS);
  // From yesterday, which may last until today, to the same day of the next week.
  for (let day = -1; day <= 8; day++) {
    const midnight = today + day * DAY_MS;
    const weekday = weekdayOf(midnight);
    if (weekday === undefined || !window.days.includes(weekday)) continue;
    const [begins, ends] = beginsAndEnds(window, midnight);
    if (ms < begins) return { open: false, opensAt: new Date(begins).toISOString() };
    if (ms < ends) return { open: true, opensAt: null };
  }
  throw new Error('a window has no day');
}
