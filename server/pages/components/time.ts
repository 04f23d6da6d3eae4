/** Times and days. The server knows no zone of the reader: it writes UTC, which the script turns into theirs. */
import { type Html, html } from '../../html.ts';
import { muted, plural } from './text.ts';

const DAY_PARTS = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
const DATE = new Intl.DateTimeFormat('en-GB', { ...DAY_PARTS, hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', DAY_PARTS);

/** A moment to the minute; "never" for null. */
export function time(at: string | null): Html {
  if (at === null) return muted('never');
  return html`<time datetime="${at}">${DATE.format(new Date(at))} UTC</time>`;
}

/** For tables, where the exact time is one click away: the day in UTC. */
export const day = (at: string): Html =>
  html`<time datetime="${at.slice(0, 10)}">${DAY.format(new Date(at))}</time>`;

/** "3 minutes ago", "in 2 hours". */
export function relative(at: string, now: Date): string {
  const seconds = Math.round((Date.parse(at) - now.getTime()) / 1_000);
  const words = wordsOf(Math.abs(seconds));
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

function wordsOf(seconds: number): string {
  if (seconds < 45) return 'a moment';
  if (seconds < 90 * 60) return plural(Math.max(1, Math.round(seconds / 60)), 'minute');
  if (seconds < 36 * 3_600) return plural(Math.round(seconds / 3_600), 'hour');
  return plural(Math.round(seconds / 86_400), 'day');
}
