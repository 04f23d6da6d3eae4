/** When people are written to, by the clock on their wall: by the rule that windows have, also in the nights in which it is set. */
import { WEEKDAYS, windowAt } from '../codes/window.ts';

/** For whoever looks for theirs. */
export const TIME_ZONES: readonly string[] = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC'),
];

/** Every day from one time to another, perhaps past midnight. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

const MINUTE_MS = 60_000;

const nowIn = (span: Span, timeZone: string, now: Date) =>
  windowAt({ days: WEEKDAYS, ...span, timeZone }, now);

/** When somebody may be disturbed: `now`, or the end of the quiet hours that it lies in. */
export function undisturbed(now: Date, quiet: Span | null, timeZone: string): Date {
  if (quiet === null) return now;
  const { opensAt } = nowIn({ from: quiet.to, to: quiet.from }, timeZone, now);
  return opensAt === null ? now : new Date(opensAt);
}

const minuteAfter = (time: string): string => {
  const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + 1;
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
};

/** The next moment after `now` at which the clock there shows this time. */
export function nextAt(now: Date, time: string, timeZone: string): Date {
  const minute = { from: time, to: minuteAfter(time) };
  const { opensAt } = nowIn(minute, timeZone, now);
  const next = opensAt ?? nowIn(minute, timeZone, new Date(now.getTime() + MINUTE_MS)).opensAt;
  if (next === null) throw new Error('a minute lasts longer than a minute');
  return new Date(next);
}
