/** Going through many codes: in pages, and changing each under its guard. */
import type { Store, Stored } from '../store/port.ts';
import { CODES, type CodeStatus, type CostCode } from './model.ts';
import type { Step } from './transitions.ts';

const PAGE = 1_000;
const BATCH = 500;
/** Each time somebody else was quicker the code is read again; nobody is that unlucky for long. */
const ROUNDS_MAX = 20;

/** All documents of a query, page by page. */
export async function allOf<T extends Stored, K extends keyof T>(
  page: (after: string | undefined, limit: number) => Promise<T[]>,
  sortedBy: K,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1)?.[sortedBy] as string | undefined;
    const next = await page(last, PAGE);
    all.push(...next);
    if (next.length < PAGE) return all;
  }
}

export function everyCode(store: Store, company: string, list: string): Promise<CostCode[]> {
  return allOf(
    (after, limit) => store.find(CODES, 'byOrder', { equals: [company, list], after, limit }),
    'order',
  );
}

export function codesWith(
  store: Store,
  company: string,
  list: string,
  status: CodeStatus,
): Promise<CostCode[]> {
  return allOf(
    (after, limit) => store.find(CODES, 'byStatus', { equals: [company, list, status], after, limit }),
    'order',
  );
}

export function* batches<T>(all: readonly T[], size = BATCH): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

export interface Changed {
  /** As stored now. */
  readonly changed: readonly CostCode[];
  readonly refused: ReadonlyMap<string, string>;
  readonly missing: ReadonlySet<string>;
}

/**
 * Takes each code through `step`, which may run again with a newer state of the code: what counts is the state that it is
 * stored over. A step of null leaves the code as it is.
 */
export async function changeEach(
  store: Store,
  ids: readonly string[],
  step: (code: CostCode) => Step | null,
): Promise<Changed> {
  const changed: CostCode[] = [];
  const refused = new Map<string, string>();
  const missing = new Set<string>();
  for (const batch of batches(ids)) {
    let open = batch;
    for (let round = 1; open.length > 0; round++) {
      const read = new Map((await store.getMany(CODES, open)).map((code) => [code.id, code]));
      const writes: CostCode[] = [];
      for (const id of open) {
        const code = read.get(id);
        const next = code && step(code);
        if (!code) missing.add(id);
        else if (next?.ok) writes.push(next.code);
        else if (next) refused.set(id, next.reason);
      }
      const stored = await store.replace(CODES, writes);
      changed.push(...stored.filter((code) => code !== null));
      open = writes.filter((_, index) => stored[index] === null).map((code) => code.id);
      if (round === ROUNDS_MAX) {
        for (const id of open)
          refused.set(id, 'It is being changed by others over and over. Try again in a moment.');
        open = [];
      }
    }
  }
  return { changed, refused, missing };
}
