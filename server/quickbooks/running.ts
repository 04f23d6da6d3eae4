/** A reading from its beginning to its end, as values: what is stored of it at each step. */
import type { New } from '../store/port.ts';
import { pageOf } from './completing.ts';
import type { Check, Complete, Entries, FileFacts, Page, Reading, Running } from './model.ts';

/** Of a company whose readings nobody knows yet. */
export const newReading = (company: string): New<Reading> => ({
  id: company,
  askedAt: null,
  begun: 0,
  running: null,
  complete: null,
  broken: null,
  check: null,
});

const FIRST_PORTION = 100;
/** Of the first try, and of those after one that broke off: perhaps it was too much at once. */
const PORTIONS_MAX = [2_000, 200, 20] as const;
/** An answer of QuickBooks takes about so long at most. */
const AIM_MS = 15_000;
/** A portion that was answered quickly says little about one that is much larger. */
const GROWTH = 4;

/** A reading that nothing has come of. `broken`: so many before it broke off, one after the other. */
export function begun(
  from: Pick<Running, 'number' | 'session' | 'startedAt' | 'fileKey'>,
  broken: number,
): Running {
  const portionMax = PORTIONS_MAX[Math.min(broken, PORTIONS_MAX.length - 1)] ?? FIRST_PORTION;
  return {
    ...from,
    next: 'lists',
    asked: null,
    iteratorID: null,
    remaining: null,
    portion: Math.min(FIRST_PORTION, portionMax),
    portionMax,
    pages: 0,
    counts: { items: 0, accounts: 0, classes: 0 },
    file: null,
  };
}

/** Of the next portion, after one that took so long. */
function nextPortion({ portion, portionMax }: Running, elapsedMs: number): number {
  const fitting = Math.floor((AIM_MS * portion) / Math.max(elapsedMs, 1));
  return Math.max(1, Math.min(portion * GROWTH, fitting, portionMax));
}

/** So many entries share a document: with the longest texts it stays below what MongoDB takes (16 MB). */
const PAGE_ENTRIES = 500;

function pagesFor(company: string, { session, pages }: Running, entries: Partial<Entries>): New<Page>[] {
  const parts: Partial<Entries>[] = [];
  for (const kind of ['accounts', 'classes', 'items'] as const) {
    const all = entries[kind] ?? [];
    for (let at = 0; at < all.length; at += PAGE_ENTRIES)
      parts.push({ [kind]: all.slice(at, at + PAGE_ENTRIES) });
  }
  return parts.map((part, index) => pageOf(company, session, pages + index, part));
}

/** What has come of a reading, and what it is from then on. */
export interface Advanced {
  readonly pages: readonly New<Page>[];
  readonly running: Running;
}

/** The lists have come. */
export function withLists(
  company: string,
  running: Running,
  file: FileFacts,
  lists: Pick<Entries, 'accounts' | 'classes'>,
): Advanced {
  const pages = pagesFor(company, running, lists);
  const { accounts, classes } = lists;
  const counts = { items: 0, accounts: accounts.length, classes: classes.length };
  return {
    pages,
    running: { ...running, next: 'items', asked: null, file, counts, pages: running.pages + pages.length },
  };
}

/** A portion of the items has come. `next`: where they go on; null at their end. */
export function withItems(
  company: string,
  running: Running,
  items: Entries['items'],
  next: { readonly iteratorID: string; readonly remaining: number } | null,
  elapsedMs: number,
): Advanced {
  const pages = pagesFor(company, running, { items });
  return {
    pages,
    running: {
      ...running,
      next: next === null ? 'complete' : 'items',
      asked: null,
      iteratorID: next?.iteratorID ?? null,
      remaining: next?.remaining ?? 0,
      portion: nextPortion(running, elapsedMs),
      pages: running.pages + pages.length,
      counts: { ...running.counts, items: running.counts.items + items.length },
    },
  };
}

/** It is what QuickBooks has from now on, and nobody waits for one any more. */
export const completed = (reading: Reading, complete: Complete): Reading => ({
  ...reading,
  askedAt: null,
  running: null,
  complete,
  broken: null,
});

/** The one before it stays, and what was asked for stays asked for. */
export const dropped = (reading: Reading, at: string, why: string): Reading => ({
  ...reading,
  running: null,
  broken: { at, why },
});

/** How a check has ended. */
export const checked = (
  reading: Reading & { readonly check: Check },
  finishedAt: string,
  outcome: 'ok' | 'failed',
  message: string,
): Reading => ({ ...reading, check: { ...reading.check, finishedAt, outcome, message } });
