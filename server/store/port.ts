/**
 * The store port: documents in collections, each written by itself.
 *
 * There are no transactions: a document is the unit of atomicity, its `rev` guards it, and inserting an `id` that is taken
 * is refused. Where two writes belong together, one of them is the truth and is written first; whoever comes next completes
 * the other from it. Batches save round trips; after a crash any part of a batch may have been written.
 */

/** What every document has. `rev` belongs to the store: it changes with every write and is never used twice for an id. */
export interface Stored {
  readonly id: string;
  readonly rev: number;
}

/** A document before its first write. */
export type New<T extends Stored> = Omit<T, 'rev'>;

/**
 * A kind of document. Each index is a list of its top-level fields: equal ones first, then one string to sort and page by,
 * unique among documents that share the equal ones. Every query names an index, one of `Index`.
 */
export interface Collection<T extends Stored, Index extends string = string> {
  readonly name: string;
  /** A power cut may take the last writes back: for what is cheap to lose and written often. A crash of the process never does. */
  readonly mayBeLost?: true;
  readonly indexes: Readonly<Record<Index, readonly (keyof T & string)[]>>;
  /** A document as an earlier version may have stored it, in its present form: whatever is read has gone through this. */
  readonly upgrade?: (stored: never) => Stored;
}

/** A collection of `T` that knows its indexes by their names: a query of another one does not compile. */
export const collectionOf =
  <T extends Stored>() =>
  <const Index extends string>(collection: Collection<T, Index>): Collection<T, Index> =>
    collection;

export interface Query {
  /** A value for each field of the index but the last. */
  readonly equals: readonly string[];
  /** Exclusive: only documents beyond this value of the sort field, in the order of the query. */
  readonly after?: string | undefined;
  readonly descending?: boolean | undefined;
  /** Exclusive, too, and for ascending order: only documents before this value of the sort field. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Every method rejects with StoreUnavailable when the store cannot be reached; a write may then have happened or not. */
export interface Store {
  /**
   * Those met since the start that are there and cannot be read, each once. `find` and `getMany` pass over them; what names
   * one by its id rejects with DamagedDocument, and nothing is written over it.
   */
  readonly damaged: readonly DamagedDocument[];
  /** The time that all servers on this store agree on. */
  now(): Date;
  /** This opening of a store that one process has: whatever carries another one's name is dead. Null where servers share it. */
  readonly run: string | null;
  get<T extends Stored>(collection: Collection<T>, id: string): Promise<T | null>;
  /** Those that exist, in no particular order. */
  getMany<T extends Stored>(collection: Collection<T>, ids: readonly string[]): Promise<T[]>;
  /** One result a document: as stored, or null where the id is taken. */
  insert<T extends Stored>(collection: Collection<T>, documents: readonly New<T>[]): Promise<(T | null)[]>;
  /** One result a document: as stored, or null where it has changed (another rev) or gone since it was read. */
  replace<T extends Stored>(collection: Collection<T>, documents: readonly T[]): Promise<(T | null)[]>;
  /** One result a document: false where it has changed or gone since it was read. */
  remove<T extends Stored>(collection: Collection<T>, documents: readonly T[]): Promise<boolean[]>;
  find<T extends Stored, Index extends string>(
    collection: Collection<T, Index>,
    index: NoInfer<Index>,
    query: Query,
  ): Promise<T[]>;
  /**
   * Those that have these values in the first few fields of an index, and one of `oneOf` in the field after them: at most `limit`
   * in all, in no particular order.
   */
  findAmong<T extends Stored, Index extends string>(
    collection: Collection<T, Index>,
    index: NoInfer<Index>,
    equals: readonly string[],
    oneOf: readonly string[],
    limit?: number,
  ): Promise<T[]>;
  /** `equals` may hold values for the first few fields only, or for all. With `atMost` it counts no further. */
  count<T extends Stored, Index extends string>(
    collection: Collection<T, Index>,
    index: NoInfer<Index>,
    equals: readonly string[],
    atMost?: number,
  ): Promise<number>;
  /** Resolves when the store answers; rejects with StoreReplaced where it is not the one that was opened. */
  ping(): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** The store cannot do it now. A write may have been done or not; later it may work again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** What the store was opened on is gone or is something else by now: only a restart helps. */
export class StoreReplaced extends StoreUnavailable {
  override name = 'StoreReplaced';
}

/** One document cannot be read. The others can; writing it anew, or removing it, mends it. */
export class DamagedDocument extends StoreUnavailable {
  override name = 'DamagedDocument';
  readonly collection: string;
  readonly id: string;
  readonly reason: string;

  constructor(collection: string, id: string, reason: string) {
    super(`The document ${id} of ${collection} is damaged (${reason}).`);
    this.collection = collection;
    this.id = id;
    this.reason = reason;
  }
}
