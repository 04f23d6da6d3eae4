/**
 * What QuickBooks has, in memory: a complete reading with what we added since, made ready for the questions that are asked of
 * it. It is built once for each reading of a company and shared by all who ask.
 */

import { fileKeyOf } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import { naturalOrder } from '../codes/order.ts';
import type { Query, Store } from '../store/port.ts';
import { inTurns, sortedInTurns } from '../turns.ts';
import {
  type Account,
  type Bucket,
  type Class,
  type Complete,
  type Entries,
  type EntryKind,
  type Item,
  READING_BUCKETS,
  READINGS,
  RECENT_ITEMS,
  type Reading,
  type RecentItem,
} from './model.ts';
import { keyOf, leafOf, roughly } from './names.ts';
import { unpacked } from './packing.ts';
import { sinceBegan } from './recent.ts';

const BUCKETS_AT_ONCE = 4;
const RECENT_AT_ONCE = 500;
/** A reading is replaced once a day; one that is replaced while it is being read is read again. */
const TRIES = 5;

export interface QuickBooksHas {
  /** When the reading was complete. */
  readonly at: string;
  readonly complete: Complete;
  readonly items: ReadonlyMap<string, Item>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly classes: ReadonlyMap<string, Class>;
  /** By name, in any letter case: of all types, since each of them holds its name. */
  itemNamed(fullName: string): Item | null;
  accountNamed(fullName: string): Account | null;
  classNamed(fullName: string): Class | null;
  /** Items whose own name is like this one, wherever they are. */
  itemsLike(name: string): readonly Item[];
  itemsDescribed(description: string): readonly Item[];
  /** All of them, by full names. */
  itemsInOrder(): Promise<readonly Item[]>;
}

/** Entries by their names. The first one of a name keeps it, active ones first: QuickBooks has each name once. */
class ByName<E extends { readonly fullName: string; readonly isActive: boolean }> {
  readonly #named = new Map<string, E>();

  constructor(entries: Iterable<E> = []) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: E): void {
    const key = keyOf(entry.fullName);
    const known = this.#named.get(key);
    if (!known || (entry.isActive && !known.isActive)) this.#named.set(key, entry);
  }

  remove(entry: E): void {
    const key = keyOf(entry.fullName);
    if (this.#named.get(key) === entry) this.#named.delete(key);
  }

  readonly of = (fullName: string): E | null => this.#named.get(keyOf(fullName)) ?? null;
}

/** Items that have something in common, by what that is; '' is nothing. */
class Alike {
  readonly #groups = new Map<string, Item[]>();

  add(key: string, item: Item): void {
    if (key === '') return;
    const group = this.#groups.get(key);
    if (group) group.push(item);
    else this.#groups.set(key, [item]);
  }

  remove(key: string, item: Item): void {
    this.#groups.set(
      key,
      this.of(key).filter((each) => each !== item),
    );
  }

  of(key: string): readonly Item[] {
    return this.#groups.get(key) ?? [];
  }
}

/** What QuickBooks has, and how an item that we have added or changed since comes into it. */
interface Indexed {
  readonly has: QuickBooksHas;
  put(item: Item): void;
}

async function indexed(
  complete: Complete,
  read: Iterable<Item>,
  accounts: ReadonlyMap<string, Account>,
  classes: ReadonlyMap<string, Class>,
): Promise<Indexed> {
  const items = new Map<string, Item>();
  const named = new ByName<Item>();
  const like = new Alike();
  const described = new Alike();
  let ordered: Promise<readonly Item[]> | null = null;

  function put(item: Item): void {
    const before = items.get(item.listID);
    if (before) {
      named.remove(before);
      like.remove(roughly(leafOf(before.fullName)), before);
      described.remove(roughly(before.description ?? ''), before);
    }
    items.set(item.listID, item);
    named.add(item);
    like.add(roughly(leafOf(item.fullName)), item);
    described.add(roughly(item.description ?? ''), item);
    ordered = null;
  }

  for await (const slice of inTurns(read)) for (const item of slice) put(item);
  const has: QuickBooksHas = {
    at: complete.at,
    complete,
    items,
    accounts,
    classes,
    itemNamed: named.of,
    accountNamed: new ByName(accounts.values()).of,
    classNamed: new ByName(classes.values()).of,
    itemsLike: (name) => like.of(roughly(name)),
    itemsDescribed: (description) => described.of(roughly(description)),
    itemsInOrder() {
      ordered ??= sortedByOrder(items.values());
      return ordered;
    },
  };
  return { has, put };
}

/** As people count and read: by full names, each entry in a place of its own. */
export const orderOf = ({ fullName, listID }: { readonly fullName: string; readonly listID: string }) =>
  `${naturalOrder(keyOf(fullName))}\u0001${listID}`;

/** Entries in the order of their names. */
export async function sortedByOrder<E extends { readonly fullName: string; readonly listID: string }>(
  entries: Iterable<E>,
): Promise<readonly E[]> {
  const all: { readonly order: string; readonly entry: E }[] = [];
  for await (const slice of inTurns(entries))
    for (const entry of slice) all.push({ order: orderOf(entry), entry });
  const sorted = await sortedInTurns(all, (a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)));
  return sorted.map(({ entry }) => entry);
}

/** The company, and which file is its own. */
export type OfFile = Pick<Company, 'id' | 'fileID'>;

/**
 * What is known of a company's readings; null before there was any, and before one was asked for. One of another file is none, whether
 * or not whoever accepted the present file has come to removing it.
 */
export async function readingOf(store: Store, { id, fileID }: OfFile): Promise<Reading | null> {
  const reading = await store.get(READINGS, id);
  const read = reading?.complete?.file.fileId ?? null;
  return reading && read !== null && fileKeyOf(read) !== fileKeyOf(fileID)
    ? { ...reading, complete: null }
    : reading;
}

/** What makes one up: another reading, or something added since, makes another one. */
export interface Stamp {
  readonly complete: Complete;
  /** The order of the last of our own items since the reading, or what is before all of them. */
  readonly recent: string;
}

/** Null before the first complete reading. */
export async function stampOf(store: Store, company: OfFile): Promise<Stamp | null> {
  const [reading, [last]] = await Promise.all([
    readingOf(store, company),
    store.find(RECENT_ITEMS, 'byOrder', { equals: [company.id], descending: true, limit: 1 }),
  ]);
  const complete = reading?.complete;
  if (!complete) return null;
  const since = sinceBegan(complete);
  return { complete, recent: last && last.order > since ? last.order : since };
}

/** What was read, and up to where. */
export interface Known extends Stamp, Indexed {}

/** Reads all of it. Null where there is no complete reading. */
export async function readAll(store: Store, company: OfFile): Promise<Known | null> {
  for (let tries = 1; ; tries++) {
    const reading = await readingOf(store, company);
    if (!reading?.complete) return null;
    const { complete } = reading;
    const read = await readOne(store, company.id, complete);
    if (read) return readOn(store, company.id, { ...read, complete, recent: sinceBegan(complete) });
    if (tries === TRIES) throw new Error(`the reading of ${company.id} lacks some of what it is made of`);
  }
}

/** What was read, with those of our own items that have come since. */
export async function readOn(store: Store, company: string, known: Known): Promise<Known> {
  for (let after = known.recent; ; ) {
    const query: Query = { equals: [company], after, limit: RECENT_AT_ONCE };
    const recent: readonly RecentItem[] = await store.find(RECENT_ITEMS, 'byOrder', query);
    for (const { item } of recent) known.put(item);
    after = recent.at(-1)?.order ?? after;
    if (recent.length < RECENT_AT_ONCE) return { ...known, recent: after };
  }
}

/** Null where a bucket has gone meanwhile: another reading has taken its place. */
async function readOne(store: Store, company: string, complete: Complete): Promise<Indexed | null> {
  const items: Item[] = [];
  const accounts = new Map<string, Account>();
  const classes = new Map<string, Class>();
  const names = new Set(Object.values(complete.buckets).flat());
  for await (const some of inTurns(names, BUCKETS_AT_ONCE)) {
    const ids = some.map((name) => `${company}/${name}`);
    const buckets = await store.getMany(READING_BUCKETS, ids);
    if (buckets.length < ids.length) return null;
    for (const bucket of buckets) takeBucket(bucket);
  }
  return indexed(complete, items, accounts, classes);

  function takeBucket({ kind, packed }: Bucket): void {
    const entries = unpacked<Entries[EntryKind]>(packed);
    if (kind === 'items') items.push(...(entries as readonly Item[]));
    else
      for (const entry of entries)
        (kind === 'accounts' ? accounts : (classes as Map<string, object>)).set(
          entry.listID,
          entry as Account,
        );
  }
}
