/**
 * What there is to say of a version of QuickBooks. Intuit supports one for about three years. The Web Connector goes on working
 * after it; what stops is what Intuit does for it.
 */

/** The last day of support by the year in the product's name. */
const LAST_DAY: Readonly<Record<number, string>> = {
  2021: '2024-05-31',
  2022: '2025-05-31',
  2023: '2026-05-31',
};
const OLDEST = 2021;
/** An end that is nearer than that is told. */
const NEAR_MS = 365 * 24 * 60 * 60_000;

/** The last Pro and Premier. Of the end of its support the year is expected, and no day is known. */
const LAST = { year: 2024, until: 2027 } as const;

export interface Version {
  readonly product: string | null;
  /** As HostRet tells it, MajorVersion first: "34.0". */
  readonly version: string | null;
}

/** One sentence about a version that is out of support, or soon will be; null where there is nothing to say, or it is not known. */
export function supportOf({ product, version }: Version, now: Date): string | null {
  const year = yearOf({ product, version });
  if (year === null) return null;
  const name = `QuickBooks Desktop ${year}`;
  if (year < OLDEST) return `Intuit does not support ${name} any more, and it gets no updates.`;
  if (year === LAST.year) {
    const isLast = /\b(?:pro|premier)\b/i.test(product ?? '');
    const last = isLast ? '; it is the last Pro and Premier, after it there is only Enterprise' : '';
    return `Intuit is expected to end its support of ${name} in ${LAST.until}${last}.`;
  }
  const lastDay = LAST_DAY[year];
  if (lastDay === undefined) return null;
  const end = Date.parse(`${lastDay}T24:00:00Z`);
  const day = new Date(lastDay).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
  if (now.getTime() >= end) return `Intuit has not supported ${name} since ${day}, and it gets no updates.`;
  return end - now.getTime() > NEAR_MS ? null : `Intuit supports ${name} until ${day}.`;
}

/** MajorVersion 34 is 2024 (recorded: 24.0 is QuickBooks 2014), or as the name says: "QuickBooks Pro 2023", "Enterprise 24". */
function yearOf({ product, version }: Version): number | null {
  const major = /^(\d{2})(?:\.|$)/.exec(version ?? '')?.[1];
  if (major !== undefined) return 1990 + Number(major);
  const named = /\b(20)?([012]\d)(?:\.\d+)?\b/.exec(product ?? '')?.[2];
  return named === undefined ? null : 2000 + Number(named);
}
