/**
 * Clocks on the wall. A night on which they are set has times that come twice and times that do not come: of the former both count,
 * of the latter the moment at which the clock jumps over them.
 */

/** Minutes since midnight, "07:00" as people write it. */
export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Null for a text that names no time zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
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
  } catch {
    return null;
  }
}

/** The longest name of a zone has some thirty letters. */
const ZONE_MAX = 64;

/** A name of the time zone database, such as America/Chicago; no mere offset, which knows no summer. */
export const isTimeZone = (text: string): boolean =>
  text.length <= ZONE_MAX && /^[A-Za-z]/.test(text) && formatOf(text) !== null;

/** For whoever looks for theirs. */
export const TIME_ZONES: readonly string[] = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((each) => each !== 'UTC'),
];

/** What the clock on the wall shows, as if it were UTC. */
function wallOf(ms: number, timeZone: string): number {
  const parts = formatOf(timeZone)?.formatToParts(ms) ?? [];
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

const offsetAt = (ms: number, timeZone: string): number =>
  wallOf(ms, timeZone) - Math.floor(ms / 1_000) * 1_000;

/** The moments at which the clock shows `wall`: one, two, or the one at which it jumps over it. */
function momentsAt(wall: number, timeZone: string): number[] {
  const offsets = new Set([offsetAt(wall - DAY_MS, timeZone), offsetAt(wall + DAY_MS, timeZone)]);
  const moments = [...offsets].map((offset) => wall - offset);
  const real = moments.filter((ms) => wallOf(ms, timeZone) === wall);
  if (real.length > 0) return real;
  // Before the jump it shows less, after it more.
  let [before, after] = [Math.min(...moments), Math.max(...moments)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallOf(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return [after];
}

/** The next moment after `now` at which the clock there shows this time. */
export function nextAt(now: Date, time: string, timeZone: string): Date {
  const here = now.getTime();
  const midnight = Math.floor(wallOf(here, timeZone) / DAY_MS) * DAY_MS;
  const moments = [-1, 0, 1, 2]
    .flatMap((day) => momentsAt(midnight + day * DAY_MS + minutesOf(time) * MINUTE_MS, timeZone))
    .filter((ms) => ms > here);
  return new Date(Math.min(...moments));
}

/** From one time to another, perhaps past midnight. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Whether the clock there is within the span. */
export function isWithin(now: Date, { from, to }: Span, timeZone: string): boolean {
  const minute = Math.floor((wallOf(now.getTime(), timeZone) % DAY_MS) / MINUTE_MS);
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

/** When somebody may be disturbed: `now`, or the end of the quiet hours that it lies in. */
export const undisturbed = (now: Date, quiet: Span | null, timeZone: string): Date =>
  quiet !== null && isWithin(now, quiet, timeZone) ? nextAt(now, quiet.to, timeZone) : now;
