/**
 * A store for the explorer: what is stored is a value that can be kept and gone back to. After each write that a crash could
 * follow, `onMoment` is given what would be found afterwards: of writes that are under way together, any may have been done.
 */
import type { Collection, New, Query, Store, Stored } from '../../../server/store/port.ts';

export type Stocks = ReadonlyMap<string, ReadonlyMap<string, Stored>>;

/** Of a batch any part may have been written: all parts of a small one are moments; codes come in batches, and are three. */
const parts = (count: number): number[] => Array.from({ length: 2 ** count - 1 }, (_, index) => index + 1);

/** What a write puts into its collection. */
interface Change {
  readonly collection: string;
  readonly documents: readonly Stored[];
}

function withChange(stocks: Stocks, { collection, documents }: Change): Stocks {
  const stock = new Map<string, Stored>(stocks.get(collection));
  for (const document of documents) stock.set(document.id, document);
  return new Map(stocks).set(collection, stock);
}

function subsetsOf<T>(all: readonly T[]): T[][] {
  const [first, ...rest] = all;
  if (first === undefined) return [[]];
  return subsetsOf(rest).flatMap((some) => [some, [first, ...some]]);
}

/** Whoever writes several things at once begins with all of them before the first is answered. */
const TICKS_UNDER_WAY = 8;

export class ValueStore implements Store {
  readonly run = null;
  readonly damaged = [];
  stocks: Stocks;
  readonly #onMoment: (stocks: Stocks) => void;
  readonly #now: Date;
  #underWay: Change[] = [];
  /** What was stored before any of them. */
  #before: Stocks;

  constructor(stocks: Stocks, now: Date, onMoment: (stocks: Stocks) => void = () => {}) {
    this.stocks = stocks;
    this.#before = stocks;
    this.#now = now;
    this.#onMoment = onMoment;
  }

  now(): Date {
    return this.#now;
  }

  #stock<T extends Stored>(collection: Collection<T>): ReadonlyMap<string, T> {
    return (this.stocks.get(collection.name) ?? new Map()) as ReadonlyMap<string, T>;
  }

  async #write<T extends Stored>({ name }: Collection<T>, documents: readonly T[]): Promise<void> {
    if (documents.length === 0) return;
    if (this.#underWay.length === 0) this.#before = this.stocks;
    const whole = { collection: name, documents };
    for (const without of subsetsOf(this.#underWay)) {
      const before = without.reduce(withChange, this.#before);
      for (const part of parts(documents.length)) {
        const some = documents.filter((_, index) => part & (1 << index));
        this.#onMoment(withChange(before, { collection: name, documents: some }));
      }
    }
    this.stocks = withChange(this.stocks, whole);
    this.#underWay.push(whole);
    for (let tick = 0; tick < TICKS_UNDER_WAY; tick++) await null;
    this.#underWay.splice(this.#underWay.indexOf(whole), 1);
  }

  async get<T extends Stored>(collection: Collection<T>, id: string): Promise<T | null> {
    return this.#stock(collection).get(id) ?? null;
  }

  async getMany<T extends Stored>(collection: Collection<T>, ids: readonly string[]): Promise<T[]> {
    const stock = this.#stock(collection);
    return [...new Set(ids)].flatMap((id) => stock.get(id) ?? []);
  }

  async insert<T extends Stored>(
    collection: Collection<T>,
    documents: readonly New<T>[],
  ): Promise<(T | null)[]> {
    const stock = this.#stock(collection);
    const stored = documents.map((each) =>
      stock.has(each.id) ? null : ({ ...each, rev: 1 } as unknown as T),
    );
    await this.#write(
      collection,
      stored.filter((each) => each !== null),
    );
    return stored;
  }

  async replace<T extends Stored>(collection: Collection<T>, documents: readonly T[]): Promise<(T | null)[]> {
    const stock = this.#stock(collection);
    const stored = documents.map((each) =>
      stock.get(each.id)?.rev === each.rev ? { ...each, rev: each.rev + 1 } : null,
    );
    await this.#write(
      collection,
      stored.filter((each) => each !== null),
    );
    return stored;
  }

  async remove<T extends Stored>(collection: Collection<T>, documents: readonly T[]): Promise<boolean[]> {
    const gone = new Set(documents.map((each) => each.id));
    const rest = [...this.#stock(collection)].filter(([id]) => !gone.has(id));
    this.stocks = new Map(this.stocks).set(collection.name, new Map(rest));
    return documents.map(() => true);
  }

  async find<T extends Stored>(collection: Collection<T>, index: string, query: Query): Promise<T[]> {
    const fields = collection.indexes[index] ?? [];
    const sortedBy = fields.at(-1) as keyof T & string;
    const textOf = (document: T) => String(document[sortedBy]);
    const sign = query.descending ? -1 : 1;
    const { after } = query;
    return this.#matching(collection, fields, query.equals)
      .filter((each) => after === undefined || (textOf(each) > after ? 1 : -1) * sign > 0)
      .filter((each) => after === undefined || textOf(each) !== after)
      .sort((a, b) => (textOf(a) < textOf(b) ? -sign : sign))
      .slice(0, query.limit);
  }

  async findAmong<T extends Stored>(
    collection: Collection<T>,
    index: string,
    equals: readonly string[],
    oneOf: readonly string[],
    limit?: number,
  ): Promise<T[]> {
    const fields = collection.indexes[index] ?? [];
    const among = fields[equals.length] as keyof T & string;
    return this.#matching(collection, fields, equals)
      .filter((document) => oneOf.includes(String(document[among])))
      .slice(0, limit);
  }

  async count<T extends Stored>(
    collection: Collection<T>,
    index: string,
    equals: readonly string[],
  ): Promise<number> {
    return this.#matching(collection, collection.indexes[index] ?? [], equals).length;
  }

  #matching<T extends Stored>(
    collection: Collection<T>,
    fields: readonly (keyof T & string)[],
    equals: readonly string[],
  ): T[] {
    return [...this.#stock(collection).values()].filter((document) =>
      equals.every((value, place) => document[fields[place] as keyof T] === value),
    );
  }

  async ping(): Promise<void> {}
  async close(): Promise<void> {}
}
