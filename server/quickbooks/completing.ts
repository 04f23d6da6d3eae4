/**
 * From portions to a complete reading. The buckets come first, under names that say what is in them; then one write says which
 * of them the reading is made of; then what nobody needs any more goes. Broken off anywhere, the reading before stays, and what
 * was left lying about goes after the next one.
 */
import type { Collection, New, Store } from '../store/port.ts';
import { inTurns, turn } from '../turns.ts';
import { Buckets, bucketCount, digestOf } from './buckets.ts';
import { compareCodes, hasCodes, ServiceItems } from './drift.ts';
import {
  type Account,
  type Bucket,
  type Class,
  type Complete,
  ENTRY_KINDS,
  type Entries,
  type EntryKind,
  type Item,
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
/** Half a kilobyte each. */
const ITEMS_IN_HAND = 50_000;

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

/**
 * Writes the buckets of a reading whose pages have all come, tells the company what was renamed, and each code what is not as it was
 * told. Once it is stored as `complete`, that is what QuickBooks has. Its pages are gone through once for so many items: no list of
 * them is held whole.
 */
export async function writeBuckets(store: Store, reading: Reading, at: string): Promise<Complete> {
  const { id: company, running, complete: before } = reading;
  if (!running?.file) throw new Error(`the reading of ${company} has not come whole`);
  const { session } = running;
  const writing = new Writing(store, company, session, before);
  const groups = Math.max(1, Math.ceil(running.counts.items / ITEMS_IN_HAND));
  const lists = { accounts: [] as Account[], classes: [] as Class[] };
  const count = bucketCount(running.counts.items, before?.buckets.items.length ?? 0);
  // Most of a reading's items are nobody's; where there are no codes none of them has to be held.
  const services = (await hasCodes(store, company)) ? new ServiceItems() : null;
  for (let group = 0; group < groups; group++) {
    const items = new Buckets<Item>(count, group, groups);
    for await (const entries of entriesOf(store, company, session)) {
      items.take(entries.items ?? []);
      if (group > 0) continue;
      services?.take(entries.items ?? []);
      lists.accounts.push(...(entries.accounts ?? []));
      lists.classes.push(...(entries.classes ?? []));
    }
    await writing.write('items', items);
  }
  for (const kind of ['accounts', 'classes'] as const) {
    const entries: readonly (Account | Class)[] = lists[kind];
    const buckets = new Buckets<Account | Class>(
      bucketCount(entries.length, before?.buckets[kind].length ?? 0),
    );
    buckets.take(entries);
    await writing.write(kind, buckets);
  }
  await followRenames(store, company, before, lists, at);
  const { number, file } = running;
  const lost =
    services &&
    (await compareCodes(
      store,
      company,
      { number, before: before?.number ?? 0, file, items: services.byListID },
      at,
    ));
  return {
    at,
    session,
    startedAt: running.startedAt,
    number: running.number,
    file: running.file,
    counts: writing.counts,
    buckets: writing.names,
    ...(lost === null ? {} : { lost }),
  };
}

/** The buckets of one reading: what the one before does not have is written. */
class Writing {
  readonly names: Record<EntryKind, string[]> = { items: [], accounts: [], classes: [] };
  readonly counts: Record<EntryKind, number> = { items: 0, accounts: 0, classes: 0 };
  readonly #store: Store;
  readonly #company: string;
  readonly #session: string;
  /** A name holds the session that wrote it: a bucket that no reading needs any more is never needed again, and can go. */
  readonly #known: ReadonlyMap<string, string>;

  constructor(store: Store, company: string, session: string, before: Complete | null) {
    this.#store = store;
    this.#company = company;
    this.#session = session;
    this.#known = new Map(namesIn(before).map((name) => [digestIn(name), name]));
  }

  async write(kind: EntryKind, buckets: Buckets<Item> | Buckets<Account | Class>): Promise<void> {
    for await (const slice of inTurns<readonly object[]>(buckets.inOrder(), BUCKETS_AT_ONCE)) {
      const fresh: New<Bucket>[] = [];
      for (const entries of slice) {
        const json = JSON.stringify(entries);
        const digest = digestOf(kind, json);
        const name = this.#known.get(digest) ?? `${digest}.${this.#session}`;
        this.names[kind].push(name);
        this.counts[kind] += entries.length;
        if (!this.#known.has(digest))
          fresh.push({
            id: idOf(this.#company, name),
            company: this.#company,
            session: this.#session,
            kind,
            packed: packedText(json),
          });
      }
      // One that is there already was written by this reading, before the process died.
      await this.#store.insert(READING_BUCKETS, fresh);
    }
  }
}

async function* entriesOf(store: Store, company: string, session: string): AsyncGenerator<Partial<Entries>> {
  for (let after: string | undefined; ; ) {
    await turn();
    const query = { equals: [company, session], after, limit: PAGES_AT_ONCE };
    const pages = await store.find(READING_PAGES, 'bySession', query);
    for (const page of pages) yield unpacked<Partial<Entries>>(page.packed);
    if (pages.length < PAGES_AT_ONCE) return;
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
