/** How the page of the last thirty days looks. */
import { type Html, html, type Value } from '../../html.ts';
import type { Day } from '../../sync/days.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { number, plural } from '../components/text.ts';
import { day as dayWords } from '../components/time.ts';
import type { Content } from '../layout.ts';
import { chart } from './chart.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

/** "12 minutes", "3.5 hours", "2 days". */
function lasted(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 2 * HOUR_MINUTES) return plural(Math.max(1, minutes), 'minute');
  const hours = minutes / HOUR_MINUTES;
  return hours < 2 * DAY_HOURS ? `${hours.toFixed(1)} hours` : `${(hours / DAY_HOURS).toFixed(1)} days`;
}

const sumOf = (days: readonly Day[], of: (day: Day) => number) => days.reduce((sum, day) => sum + of(day), 0);
const mostOf = (days: readonly Day[], of: (day: Day) => number | null) =>
  Math.max(0, ...days.map((day) => of(day) ?? 0));

/** Three pictures over the same days, and the table behind them. */
export function daysView(days: readonly Day[]): Content {
  return {
    title: 'Thirty days',
    active: 'days',
    wide: true,
    body: html`<div class="days">
${codesPicture(days)}
${waitingPicture(days)}
${connectorPicture(days)}
</div>
${section('table', 'The same as a table', tableOf(days))}
<p class="hint">Days are those of UTC. A session counts for the day on which it began.</p>`,
  };
}

function picture(days: readonly Day[], title: string, words: Value, drawn: Html, key?: Html): Html {
  const [first, last] = [days[0], days.at(-1)];
  return html`<figure>
<figcaption><h2>${title}</h2>
<p>${words}</p>${key}</figcaption>
${drawn}
<p class="ends"><span>${first && dayWords(first.day)}</span> <span>${last && dayWords(last.day)}</span></p>
</figure>`;
}

function codesPicture(days: readonly Day[]): Html {
  const [arrived, failed] = [sumOf(days, (day) => day.arrived), sumOf(days, (day) => day.failed)];
  const most = mostOf(days, (day) => day.arrived + day.failed);
  const words = `${plural(arrived, 'code')} arrived in QuickBooks, ${number(failed)} failed; ${number(most)} on the fullest day.`;
  const drawn = chart({
    label: `Codes a day: ${words}`,
    series: [
      { kind: 'arrived', values: days.map((day) => day.arrived) },
      { kind: 'failed', values: days.map((day) => day.failed) },
    ],
  });
  const key = html`
<p class="key"><span class="swatch arrived"></span> arrived <span class="swatch failed"></span> failed (dashed, on top)</p>`;
  return picture(days, 'Codes', words, drawn, key);
}

function waitingPicture(days: readonly Day[]): Html {
  const most = mostOf(days, (day) => day.waitedMostMs);
  const words =
    most === 0
      ? 'How long codes waited from their acceptance to QuickBooks: nothing is known yet.'
      : `The longest wait of each day, from acceptance to QuickBooks: at most ${lasted(most)}.`;
  const values = days.map((day) => day.waitedMostMs ?? 0);
  return picture(days, 'Waiting time', words, chart({ label: words, series: [{ kind: 'waited', values }] }));
}

function connectorPicture(days: readonly Day[]): Html {
  const seen = days.filter(({ hours }) => hours > 0).length;
  const words = `The Web Connector called on ${plural(seen, 'day')}; a full bar is a day in whose every hour it called.`;
  const values = days.map(({ hours }) => hours);
  const drawn = chart({ label: words, series: [{ kind: 'seen', values }], most: DAY_HOURS });
  return picture(days, 'Web Connector', words, drawn);
}

const COLUMNS = [
  { label: 'Day', className: 'nowrap' },
  { label: 'Arrived', className: 'number' },
  { label: 'Failed', className: 'number' },
  { label: 'Waited on average', className: 'number' },
  { label: 'Waited at most', className: 'number' },
  { label: 'Hours with calls', className: 'number' },
];

const tableOf = (days: readonly Day[]): Html =>
  table(
    'The last thirty days, the latest first',
    COLUMNS,
    days
      .toReversed()
      .map(({ day, arrived, failed, waitedMeanMs, waitedMostMs, hours }) => [
        dayWords(day),
        number(arrived),
        number(failed),
        waitedMeanMs === null ? '–' : lasted(waitedMeanMs),
        waitedMostMs === null ? '–' : lasted(waitedMostMs),
        number(hours),
      ]),
  );
