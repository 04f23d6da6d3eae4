/**
 * Which codes have moved since they were last looked through.
 *
 * A call stamps its moves with the time at which it began, and may write them a while later: what was looked through up to a time
 * may get something before that time. So there are three looks, one behind the other: the first one as soon as a call is usually
 * over, the next ones after what even a long one takes. Each goes through every move once, and what a later one finds again is known by
 * its event (codes.ts).
 */
import type { Company, CostCode } from '../codes/model.ts';
import { CODES } from '../codes/model.ts';
import { pagesOf } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';

/** How far each look stays behind the present. */
export const LOOKS_BEHIND_MS = [1_500, 60_000, 60 * 60_000] as const;

/** What every look of a company begins with: nothing before is told. */
export const looksFrom = (at: string): string[] => LOOKS_BEHIND_MS.map(() => at);

/** What a look comes to: codes, and where it stands behind them. */
export interface Looked {
  readonly codes: readonly CostCode[];
  readonly looks: readonly string[];
}

/** Every look of a company in turn, in pages. Those that have nothing to look through ask nothing. */
export async function* lookThrough(
  store: Store,
  company: Pick<Company, 'id'>,
  from: readonly string[],
): AsyncGenerator<Looked> {
  let looks = from;
  for (const [at, behind] of LOOKS_BEHIND_MS.entries()) {
    const start = looks[at] ?? '';
    const before = looks[at - 1];
    // Where the look before this one has been no further, there is nothing.
    if (before !== undefined && start >= before) continue;
    const end = new Date(store.now().getTime() - behind).toISOString();
    const pages = pagesOf<CostCode, 'moved'>(
      (after, limit) => store.find(CODES, 'byMove', { equals: [company.id], after, before: end, limit }),
      'moved',
      { after: start },
    );
    for await (const codes of pages) {
      looks = looks.with(at, codes.at(-1)?.moved ?? start);
      yield { codes, looks };
    }
    // All that the look before has seen has moved on, or is gone.
    if (before !== undefined && end >= before && (looks[at] ?? '') < before) {
      looks = looks.with(at, before);
      yield { codes: [], looks };
    }
  }
}
