/**
 * Going through many codes: in pages, and changing each under its guard. Every page and every batch is a turn of its own, so
 * whatever goes through codes with these gives the thread back.
 */
import type { Store, Stored } from '../store/port.ts';
import { inTurns, SLICE, turn } from '../turns.ts';
import { CODES, type CodeStatus, type CostCode } from './model.ts';
import type { Step } from './transitions.ts';

/** Each time somebody else was quicker the code is read again; nobody is that unlucky for long. */
const ROUNDS_MAX = 20;

/** Reads at most `limit` documents beyond `after`. */
export type ReadPage<T> = (after: string | undefined, limit: number) => Promise<T[]>;

export interface Pages {
  /** Exclusive. */
  readonly after?: string | undefined;
  /** From the end to the beginning; `after` is then what they come before. */
  readonly descending?: boolean | undefined;
  readonly size?: number | undefined;
}

/** The documents of a query page by page. */
export async function* pagesOf<T extends Stored, K extends keyof T>(
  read: ReadPage<T>,
  sortedBy: K,
  { after: from, size = SLICE }: Pages = {},
): AsyncGenerator<T[]> {
  for (let after = from; ; ) {
    await turn();
    const page = await read(after, size);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    after = page.at(-1)?.[sortedBy] as string | undefined;
  }
}

/** All documents of a query. */
export async function allOf<T extends Stored, K extends keyof T>(
  read: ReadPage<T>,
  sortedBy: K,
): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pagesOf(read, sortedBy)) all.push(...page);
  return all;
}

/** The codes of a list in their order, or those in one state, or with a drift. What changes behind the present page is not seen again. */
export function codePages(
  store: Store,
  company: string,
  list: string,
  which: CodeStatus | 'all' | 'drifted',
  pages?: Pages,
): AsyncGenerator<CostCode[]> {
  const descending = pages?.descending;
  const read: ReadPage<CostCode> = (after, limit) =>
    which === 'all'
      ? store.find(CODES, 'byOrder', { equals: [company, list], after, descending, limit })
      : which === 'drifted'
        ? store.find(CODES, 'byDrift', { equals: [company, list, 'yes'], after, descending, limit })
        : store.find(CODES, 'byStatus', { equals: [company, list, which], after, descending, limit });
  return pagesOf(read, 'order', pages);
}

async function everyOne(pages: AsyncIterable<CostCode[]>): Promise<CostCode[]> {
  const all: CostCode[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** All codes of a list, in natural order. For lists that are read as a whole; else see codePages. */
export function everyCode(store: Store, company: string, list: string): Promise<CostCode[]> {
  return everyOne(codePages(store, company, list, 'all'));
}

/** All codes of a list in one state, in natural order. */
export function codesWith(
  store: Store,
  company: string,
  list: string,
  status: CodeStatus,
): Promise<CostCode[]> {
  return everyOne(codePages(store, company, list, status));
}

/** The codes with these ids that there are, in the order of the ids. */
export async function* codesByID(store: Store, ids: Iterable<string>): AsyncGenerator<CostCode[]> {
  for await (const slice of inTurns(ids)) {
    const found = new Map((await store.getMany(CODES, slice)).map((code) => [code.id, code]));
    yield slice.flatMap((id) => found.get(id) ?? []);
  }
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
  for await (const batch of inTurns(ids)) {
    let open = batch;
    for (let round = 1; open.length > 0; round++) {
      if (round > 1) await turn();
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
