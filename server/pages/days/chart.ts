/** Bars over days, drawn by the server. Words stand beside the picture and not in it, so that it may be as wide as the page. */
import { attributes, type Html, html } from '../../html.ts';

/** One part of each day's bar. `kind`: how the style sheet draws it. */
export interface Series {
  readonly kind: string;
  readonly values: readonly number[];
}

/** All days side by side, the parts of each on top of each other. */
export interface ChartFacts {
  /** What it shows, for who does not see it. */
  readonly label: string;
  readonly series: readonly Series[];
  /** The top of the picture; the highest bar where there is none. */
  readonly most?: number;
}

const STEP = 10;
const BAR = 8;
const HEIGHT = 100;
/** What is there at all is seen. */
const LEAST = 1.5;

/** The picture alone. */
export function chart({ label, series, most }: ChartFacts): Html {
  const days = series[0]?.values.length ?? 0;
  const sums = Array.from({ length: days }, (_, at) =>
    series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  );
  const top = Math.max(most ?? 0, ...sums, Number.MIN_VALUE);
  const bars = Array.from({ length: days }, (_, at) => barsOf(series, at, top));
  const box = attributes({
    class: 'chart',
    viewBox: `0 0 ${days * STEP} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': label,
  });
  return html`<svg${box}>
<line class="axis" x1="0" x2="${days * STEP}" y1="${HEIGHT}" y2="${HEIGHT}"></line>
${bars}</svg>`;
}

function barsOf(series: readonly Series[], at: number, top: number): Html[] {
  let below = 0;
  return series.flatMap(({ kind, values }) => {
    const value = values[at] ?? 0;
    if (value === 0) return [];
    const height = Math.max(LEAST, (value / top) * (HEIGHT - 1));
    below += height;
    const bar = attributes({
      class: `bar ${kind}`,
      x: at * STEP + (STEP - BAR) / 2,
      y: Math.max(0, HEIGHT - below).toFixed(1),
      width: BAR,
      height: height.toFixed(1),
    });
    return html`<rect${bar}></rect>\n`;
  });
}
