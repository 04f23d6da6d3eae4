/**
 * The store for several servers, or for whoever has MongoDB already: documents as they are, with `id` as `_id`.
 *
 * It asks little of MongoDB, so that a stand-alone server and compatible services will do: single-document writes, each
 * acknowledged by a majority and in the journal, and plain queries on the primary, so that everyone reads what was written.
 */
import {
  BSON,
  type DbOptions,
  type Document,
  type Filter,
  MongoBulkWriteError,
  MongoClient,
  type Collection as MongoCollection,
  MongoError,
  MongoInvalidArgumentError,
  MongoServerError,
} from 'mongodb';
import { createReader, type OnDamaged, whole } from './damaged.ts';
import { FORMAT, refuseNewer } from './format.ts';
import {
  type Collection,
  DamagedDocument,
  type New,
  type Query,
  type Store,
  type Stored,
  StoreUnavailable,
} from './port.ts';

export interface MongoStoreOptions {
  /** `mongodb://` or `mongodb+srv://`; without a database name in it the database is `cost-code-sync`. */
  readonly url: string;
  readonly collections: readonly Collection<never>[];
  readonly clock: () => Date;
  /** Called once for each damaged document that is met. */
  readonly onDamaged?: OnDamaged;
}

const DEFAULT_DATABASE = 'cost-code-sync';
/** A caller that has to answer somebody else in time learns soon that the database is away. */
const TIMEOUTS = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 10_000,
  socketTimeoutMS: 20_000,
};
/** Given to the database and not to the client: there single ones would give way to options of the URL. */
const CONCERNS: DbOptions = {
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
};
/** One document beside the collections, with the format of all of them. */
const FORMATS = 'format';
const CLOCK_CHECK_MS = 5 * 60_000;
const INSERT_CHUNK = 1_000;
const INSERT_CHUNK_BYTES = 8 * 1024 * 1024;
const IDS_CHUNK = 1_000;
/** Guarded writes go one by one, since a bulk write does not tell which of its documents matched. */
const WRITES_IN_FLIGHT = 32;

const DUPLICATE_KEY = 11000;
/** What the server answers to a command that it will never take: BadValue, FailedToParse, BSONObjectTooLarge. */
const MISTAKES: ReadonlySet<unknown> = new Set([2, 9, 10334]);

interface Row extends Document {
  _id: string;
  rev: number;
}

type Formats = MongoCollection<{ _id: string; format: number }>;

export async function openMongoStore({
  url,
  collections,
  clock,
  onDamaged,
}: MongoStoreOptions): Promise<Store> {
  const reader = createReader(onDamaged);
  const client = clientFor(url);
  const database = client.db(namesDatabase(url) ? undefined : DEFAULT_DATABASE, CONCERNS);
  const rows = (collection: { readonly name: string }) => database.collection<Row>(collection.name);
  /** The highest rev that was removed here: the next insert goes above it even within the same millisecond. */
  let removed = 0;
  let closed = false;

  function read<T>(collection: Collection<never>, row: Row): T | DamagedDocument {
    return reader.read<T>(collection, String(row._id), documentOf(row));
  }

  async function named<T>(
    collection: Collection<never>,
    ids: readonly string[],
  ): Promise<(T | DamagedDocument)[]> {
    const found: (T | DamagedDocument)[] = [];
    for (const _ids of slices([...new Set(ids)], IDS_CHUNK)) {
      const some = rows(collection).find({ _id: { $in: _ids } }, { batchSize: IDS_CHUNK });
      for (const row of await some.toArray()) found.push(read<T>(collection, row));
    }
    return found;
  }

  async function call<R>(work: () => Promise<R>): Promise<R> {
    if (closed) throw new StoreUnavailable('The store is closed.');
    try {
      return await work();
    } catch (error) {
      throw sorted(error);
    }
  }

  let offset = 0;
  let measuredAt = 0;
  let measuring = false;
  async function measureOffset(): Promise<void> {
    measuring = true;
    try {
      const sent = clock().getTime();
      const { localTime } = await database.admin().command({ hello: 1 });
      measuredAt = clock().getTime();
      offset = (localTime as Date).getTime() - (sent + measuredAt) / 2;
    } finally {
      measuring = false;
    }
  }

  function now(): Date {
    const here = clock().getTime();
    // Backwards too: a clock that was set has to be compared again.
    if (Math.abs(here - measuredAt) > CLOCK_CHECK_MS && !measuring && !closed)
      measureOffset().catch(() => {});
    return new Date(Math.round(here + offset));
  }

  try {
    await client.connect();
    await measureOffset();
    await checkFormat(database.collection(FORMATS));
    for (const collection of collections) {
      // One a command: some servers that pass for MongoDB fall over two that they have already.
      for (const key of indexKeys(collection)) await rows(collection).createIndex(key);
    }
  } catch (error) {
    await client.close();
    if (error instanceof StoreUnavailable) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreUnavailable(`MongoDB cannot be used: ${reason}`, { cause: error });
  }

  return {
    now,
    run: null,
    get damaged() {
      return reader.damaged;
    },

    get: <T extends Stored>(collection: Collection<T>, id: string) =>
      call(async () => {
        const row = await rows(collection).findOne({ _id: id });
        const found = row && read<T>(collection, row);
        if (found instanceof DamagedDocument) throw found;
        return found;
      }),

    getMany: <T extends Stored>(collection: Collection<T>, ids: readonly string[]) =>
      call(async () => whole(await named<T>(collection, ids))),

    insert: <T extends Stored>(collection: Collection<T>, added: readonly New<T>[]) =>
      call(async () => {
        const rev = Math.max(now().getTime(), removed + 1);
        const stored = added.map((document) => plain<T>({ ...document, rev }));
        const result: (T | null)[] = [];
        for (const chunk of insertChunks(stored)) {
          const taken = await insertUnlessTaken(chunk.map(rowOf));
          result.push(...chunk.map((document, at) => (taken.has(at) ? null : document)));
        }
        const taken = stored.filter((_, at) => result[at] === null).map(({ id }) => id);
        for (const each of await named(collection, taken)) if (each instanceof DamagedDocument) throw each;
        return result;

        async function insertUnlessTaken(chunk: Row[]): Promise<Set<number>> {
          try {
            await rows(collection).insertMany(chunk, { ordered: false });
            return new Set();
          } catch (error) {
            if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
            const errors = [error.writeErrors].flat();
            const worse = errors.find((each) => each.code !== DUPLICATE_KEY);
            if (errors.length === 0 || worse) throw error;
            return new Set(errors.map((each) => each.index));
          }
        }
      }),

    replace: <T extends Stored>(collection: Collection<T>, changed: readonly T[]) =>
      call(() =>
        eachInFlight(changed, async (document) => {
          const stored = plain<T>({ ...document, rev: document.rev + 1 });
          const { _id, ...row } = rowOf(stored);
          const { matchedCount } = await rows(collection).replaceOne({ _id, rev: document.rev }, row);
          return matchedCount === 1 ? stored : null;
        }),
      ),

    remove: <T extends Stored>(collection: Collection<T>, unwanted: readonly T[]) =>
      call(() =>
        eachInFlight(unwanted, async ({ id, rev }) => {
          const { deletedCount } = await rows(collection).deleteOne({ _id: id, rev });
          if (deletedCount === 1) removed = Math.max(removed, rev);
          return deletedCount === 1;
        }),
      ),

    find: <T extends Stored>(collection: Collection<T>, index: string, query: Query) =>
      call(async () => {
        const fields = fieldsOf(collection, index);
        if (query.equals.length !== fields.length - 1) {
          throw new Error(
            `${collection.name}.${index} takes ${fields.length - 1} values, not ${query.equals.length}.`,
          );
        }
        if (query.limit < 1) return []; // to MongoDB 0 means all
        const last = fields.at(-1)!;
        const { after, before, descending } = query;
        const beyond = after === undefined ? {} : { [descending ? '$lt' : '$gt']: after };
        const bounds = before === undefined ? beyond : { ...beyond, $lt: before };
        const filter: Filter<Row> = {
          ...equal(fields, query.equals),
          ...(Object.keys(bounds).length > 0 && { [last]: bounds }),
        };
        // A page is full for as long as there are more: to a caller a short one is the last one.
        for (let damaged = 0; ; ) {
          const limit = query.limit + damaged;
          const some = rows(collection)
            .find(filter, { limit, batchSize: limit })
            .sort({ [last]: query.descending ? -1 : 1 });
          const page = (await some.toArray()).map((row) => read<T>(collection, row));
          const found = whole(page);
          if (found.length >= query.limit || page.length < limit) return found.slice(0, query.limit);
          damaged = page.length - found.length;
        }
      }),

    count: <T extends Stored>(
      collection: Collection<T>,
      index: string,
      equals: readonly string[],
      atMost?: number,
    ) =>
      call(async () => {
        const fields = fieldsOf(collection, index);
        if (equals.length > fields.length) {
          throw new Error(`${collection.name}.${index} takes ${fields.length} values, not ${equals.length}.`);
        }
        const options = atMost === undefined ? {} : { limit: atMost };
        return await rows(collection).countDocuments(equal(fields, equals), options);
      }),

    ping: () =>
      call(async () => {
        await database.command({ ping: 1 });
      }),

    async close() {
      closed = true;
      await client.close();
    },
  };
}

/** Throws StoreUnavailable for a newer one; else the database carries this one from now on, whoever else is starting. */
async function checkFormat(formats: Formats): Promise<void> {
  const known = await formats.findOne({ _id: FORMATS });
  refuseNewer('The database of MONGODB_URL', known?.format ?? 0);
  try {
    await formats.updateOne({ _id: FORMATS }, { $max: { format: FORMAT } }, { upsert: true });
  } catch (error) {
    // Another server has just made it.
    if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
  }
}

function clientFor(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      ...TIMEOUTS,
      appName: 'cost-code-sync',
    });
  } catch {
    // Without the cause: what the driver quotes of a URL that it cannot read may be the password.
    const reason = /^mongodb(\+srv)?:\/\//.test(url)
      ? 'special characters in user name and password have to be percent-encoded, options spelt as MongoDB does'
      : 'it has to begin with mongodb:// or mongodb+srv://';
    throw new StoreUnavailable(`The URL of MongoDB cannot be read: ${reason}.`);
  }
}

/** The driver itself does not tell a URL without a name from one that names its default, `test`. */
function namesDatabase(url: string): boolean {
  return /^[^:]+:\/\/[^/?]+\/[^?]/.test(url);
}

/** One key a list of fields; `_id` by itself has its index already. */
function indexKeys(collection: Collection<never>): Record<string, 1>[] {
  const keys = Object.values(collection.indexes).map((fields) => fields.map(fieldName));
  return keys
    .filter((fields) => fields.join() !== '_id')
    .map((fields) => Object.fromEntries(fields.map((field) => [field, 1])));
}

function fieldsOf(collection: Collection<never>, index: string): readonly string[] {
  const fields = collection.indexes[index];
  if (fields === undefined) throw new Error(`${collection.name} has no index ${index}.`);
  return fields.map(fieldName);
}

function equal(fields: readonly string[], values: readonly string[]): Filter<Row> {
  return Object.fromEntries(values.map((value, at) => [fields[at], value]));
}

const fieldName = (field: string): string => (field === 'id' ? '_id' : field);

function rowOf({ id, ...rest }: Stored): Row {
  return { _id: id, ...rest };
}

function documentOf({ _id, ...rest }: Row): Stored {
  return { id: _id, ...rest };
}

/** What JSON keeps of a document, so that both stores keep the same. */
function plain<T>(document: object): T {
  return JSON.parse(JSON.stringify(document)) as T;
}

function* slices<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

function* insertChunks<T extends object>(documents: readonly T[]): Generator<T[]> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const document of documents) {
    const size = BSON.calculateObjectSize(document);
    if (chunk.length === INSERT_CHUNK || (chunk.length > 0 && bytes + size > INSERT_CHUNK_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(document);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

/** In order, a few at a time. After a failure no more are begun, and it is told when none is under way any longer. */
async function eachInFlight<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = all.entries();
  let failed = false;
  async function worker(): Promise<void> {
    for (const [at, one] of queue) {
      try {
        results[at] = await work(one);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  }
  const ends = await Promise.allSettled(
    Array.from({ length: Math.min(WRITES_IN_FLIGHT, all.length) }, worker),
  );
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}

function sorted(error: unknown): unknown {
  const mistake =
    !(error instanceof MongoError) ||
    error instanceof MongoInvalidArgumentError ||
    (error instanceof MongoServerError && MISTAKES.has(error.code));
  return mistake
    ? error
    : new StoreUnavailable(`MongoDB does not answer: ${error.message}`, { cause: error });
}
