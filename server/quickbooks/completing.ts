/**
 * From portions to a complete reading. The buckets come first, under names that say what is in them; then one write says which
 * of them the reading is made of; then what nobody needs any more goes. Broken off anywhere, the reading before stays, and what
 * was left lying about goes after the next one.
 */
import type { Collection, New, Store } from '../store/port.ts';
import { inTurns, turn } from '../turns.ts';
import { bucketCount, digestOf, inBucket, intoBuckets } from './buckets.ts';
import {
  type Bucket,
  type Complete,
  ENTRY_KINDS,
  type Entries,
  type EntryKind,
  type Page,
  READING_BUCKETS,
  READING_PAGES,
  READINGS,
  RECENT_ITEMS,
  type Reading,
} from './model.ts';
import { packed, packedText, unpacked } from './packing.ts';
import { sinceBegan } from './recent.ts';
import { followRenames } from './renames.ts';

/** Each has some hundred entries; a few are read, or written, in some milliseconds. */
const PAGES_AT_ONCE = 4;
const BUCKETS_AT_ONCE = 4;
const REMOVED_AT_ONCE = 200;

const idOf = (company: string, name: string) => `${company}/${name}`;
const namesIn = (complete: Complete | null) => ENTRY_KINDS.flatMap((kind) => complete?.buckets[kind] ?? []);
const digestIn = (name: string) => name.slice(0, name.indexOf('.'));

/** The page of a running reading with this number, from 0. The same page again is the same document. */
export function pageOf(
  company: string,
  session: string,
  number: number,
  entries: Partial<Entries>,
): New<Page> {
  const order = String(number).padStart(8, '0');
  return { id: `${company}/${session}/${order}`, company, session, order, packed: packed(entries) };
}

/** Writes the buckets of a reading whose pages have all come, and tells the company what was renamed. Once it is stored as `complete`, that is what QuickBooks has. */
export async function writeBuckets(store: Store, reading: Reading, at: string): Promise<Complete> {
  const { id: company, running, complete: before } = reading;
  if (!running?.file) throw new Error(`the reading of ${company} has not come whole`);
  const { session } = running;
  const all = await entriesOf(store, company, session);
  const buckets: Record<EntryKind, string[]> = { items: [], accounts: [], classes: [] };
  const counts: Record<EntryKind, number> = { items: 0, accounts: 0, classes: 0 };
  // A name holds the session that wrote it: a bucket that no reading needs any more is never needed again, and can go.
  const known = new Map(namesIn(before).map((name) => [digestIn(name), name]));
  for (const kind of ENTRY_KINDS) {
    const count = bucketCount(all[kind].length, before?.buckets[kind].length ?? 0);
    const parts = await intoBuckets<Entries[EntryKind][number]>(all[kind], count);
    for await (const slice of inTurns(parts, BUCKETS_AT_ONCE)) {
      const fresh: New<Bucket>[] = [];
      for (const part of slice) {
        const entries = inBucket(part);
        const json = JSON.stringify(entries);
        const digest = digestOf(kind, json);
        const name = known.get(digest) ?? `${digest}.${session}`;
        buckets[kind].push(name);
        counts[kind] += entries.length;
        if (!known.has(digest))
          fresh.push({ id: idOf(company, name), company, session, kind, packed: packedText(json) });
      }
      // One that is there already was written by this reading, before the process died.
      await store.insert(READING_BUCKETS, fresh);
    }
  }
  await followRenames(store, company, before, all, at);
  return {
    at,
    session,
    startedAt: running.startedAt,
    number: running.number,
    file: running.file,
    counts,
    buckets,
  };
}

async function entriesOf(store: Store, company: string, session: string): Promise<Entries> {
  const all: { [K in EntryKind]: Entries[K][number][] } = { items: [], accounts: [], classes: [] };
  for (let after: string | undefined; ; ) {
    await turn();
    const query = { equals: [company, session], after, limit: PAGES_AT_ONCE };
    const pages = await store.find(READING_PAGES, 'bySession', query);
    for (const page of pages) {
      const entries = unpacked<Partial<Entries>>(page.packed);
      for (const item of entries.items ?? []) all.items.push(item);
      for (const account of entries.accounts ?? []) all.accounts.push(account);
      for (const each of entries.classes ?? []) all.classes.push(each);
    }
    if (pages.length < PAGES_AT_ONCE) return all;
    after = pages.at(-1)?.order;
  }
}

/**
 * Removes what no reading of the company needs any more: pages, buckets, and recent items that it has by now. In turns; nothing
 * where no reading has begun since the last time.
 */
export async function tidy(store: Store, company: string): Promise<void> {
  const before = await store.get(READINGS, company);
  if (before === null || before.untidy === false) return;
  await removeDead(store, READING_PAGES, company, () => true);
  await removeDead(store, READING_BUCKETS, company, ({ id }, needed) => !needed.has(id));
  for (;;) {
    await turn();
    const some = await store.find(RECENT_ITEMS, 'byOrder', { equals: [company], limit: REMOVED_AT_ONCE });
    const complete = (await store.get(READINGS, company))?.complete;
    const since = complete ? sinceBegan(complete) : '';
    const old = some.filter(({ order }) => order < since);
    if (old.length > 0) await store.remove(RECENT_ITEMS, old);
    if (old.length < REMOVED_AT_ONCE) break;
  }
  // Not if another one has begun meanwhile: its rev tells.
  if (before.running === null) await store.replace(READINGS, [{ ...before, untidy: false }]);
}

/** A reading is running before its first document is there: what was found before looking at it belongs to it, or is dead. */
async function removeDead<T extends Page | Bucket>(
  store: Store,
  collection: Collection<T, 'byCompany'>,
  company: string,
  isUnwanted: (document: T, needed: ReadonlySet<string>) => boolean,
): Promise<void> {
  for (let after: string | undefined; ; ) {
    await turn();
    const query = { equals: [company], after, limit: PAGES_AT_ONCE };
    const some = await store.find<T, 'byCompany'>(collection, 'byCompany', query);
    const reading = await store.get(READINGS, company);
    const needed = new Set(namesIn(reading?.complete ?? null).map((name) => idOf(company, name)));
    const unwanted = some.filter(
      (document) => document.session !== reading?.running?.session && isUnwanted(document, needed),
    );
    if (unwanted.length > 0) await store.remove(collection, unwanted);
    if (some.length < PAGES_AT_ONCE) return;
    after = some.at(-1)?.id;
  }
}
