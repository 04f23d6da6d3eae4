/**
 * What QuickBooks has, in memory: a complete reading with what we added since, made ready for the questions that are asked of
 * it. It is built once for each reading of a company and shared by all who ask.
 */
import type { Query, Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import {
  type Account,
  type Class,
  type Complete,
  type Item,
  READING_BUCKETS,
  READINGS,
  RECENT_ITEMS,
  type RecentItem,
} from './model.ts';
import { keyOf, leafOf, roughly } from './names.ts';

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
}

/** Names to entries. The first one of a name keeps it, active ones first: QuickBooks has each name once. */
function byName<E extends { readonly fullName: string; readonly isActive: boolean }>(entries: Iterable<E>) {
  const named = new Map<string, E>();
  for (const entry of entries) {
    const key = keyOf(entry.fullName);
    const known = named.get(key);
    if (!known || (entry.isActive && !known.isActive)) named.set(key, entry);
  }
  return (fullName: string): E | null => named.get(keyOf(fullName)) ?? null;
}

function into<E>(groups: Map<string, E[]>, key: string, entry: E): void {
  if (key === '') return;
  const group = groups.get(key);
  if (group) group.push(entry);
  else groups.set(key, [entry]);
}

/** `items` are those of the reading and ours since, by ListID. */
async function indexed(
  complete: Complete,
  items: ReadonlyMap<string, Item>,
  accounts: ReadonlyMap<string, Account>,
  classes: ReadonlyMap<string, Class>,
): Promise<QuickBooksHas> {
  const like = new Map<string, Item[]>();
  const described = new Map<string, Item[]>();
  for await (const slice of inTurns(items.values())) {
    for (const item of slice) {
      into(like, roughly(leafOf(item.fullName)), item);
      if (item.description !== null) into(described, roughly(item.description), item);
    }
  }
  return {
    at: complete.at,
    complete,
    items,
    accounts,
    classes,
    itemNamed: byName(items.values()),
    accountNamed: byName(accounts.values()),
    classNamed: byName(classes.values()),
    itemsLike: (name) => like.get(roughly(name)) ?? [],
    itemsDescribed: (description) => described.get(roughly(description)) ?? [],
  };
}

/** What makes one up: another reading, or something added since, makes another one. */
export interface Stamp {
  readonly complete: Complete;
  /** The last of our own items, '' without any. */
  readonly recent: string;
}

/** Null before the first complete reading. */
export async function stampOf(store: Store, company: string): Promise<Stamp | null> {
  const [reading, [last]] = await Promise.all([
    store.get(READINGS, company),
    store.find(RECENT_ITEMS, 'byOrder', { equals: [company], descending: true, limit: 1 }),
  ]);
  return reading?.complete ? { complete: reading.complete, recent: last?.order ?? '' } : null;
}

/** Reads all of it. Null where there is no complete reading. */
export async function readAll(
  store: Store,
  company: string,
): Promise<(Stamp & { has: QuickBooksHas }) | null> {
  for (let tries = 1; ; tries++) {
    const stamp = await stampOf(store, company);
    if (stamp === null) return null;
    const has = await readOne(store, company, stamp);
    if (has) return { ...stamp, has };
    if (tries === TRIES) throw new Error(`the reading of ${company} lacks some of what it is made of`);
  }
}

/** Null where a bucket has gone meanwhile: another reading has taken its place. */
async function readOne(store: Store, company: string, { complete }: Stamp): Promise<QuickBooksHas | null> {
  const items = new Map<string, Item>();
  const accounts = new Map<string, Account>();
  const classes = new Map<string, Class>();
  const names = new Set(Object.values(complete.buckets).flat());
  for await (const some of inTurns(names, BUCKETS_AT_ONCE)) {
    const ids = some.map((name) => `${company}/${name}`);
    const buckets = await store.getMany(READING_BUCKETS, ids);
    if (buckets.length < ids.length) return null;
    const into = { items, accounts, classes } as const;
    for (const { kind, entries } of buckets)
      for (const entry of entries) (into[kind] as Map<string, object>).set(entry.listID, entry);
  }
  for (let after: string | undefined = complete.startedAt; ; ) {
    const query: Query = { equals: [company], after, limit: RECENT_AT_ONCE };
    const recent: readonly RecentItem[] = await store.find(RECENT_ITEMS, 'byOrder', query);
    for (const { item } of recent) items.set(item.listID, item);
    if (recent.length < RECENT_AT_ONCE) return indexed(complete, items, accounts, classes);
    after = recent.at(-1)?.order;
  }
}
