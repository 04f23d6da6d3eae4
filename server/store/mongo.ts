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
  type IndexDescriptionInfo,
  MongoBulkWriteError,
  MongoClient,
  type Collection as MongoCollection,
  MongoError,
  MongoInvalidArgumentError,
  MongoServerError,
  ReadConcern,
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
/** Callers have to answer in time, so they must learn soon that the database is away. */
const TIMEOUTS = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 10_000,
  socketTimeoutMS: 20_000,
};
/**
 * Given to the database and not to the client: there single ones would give way to options of the URL. What is read has reached a
 * majority, too: what a new primary may roll back guards no write, or its rev would come a second time.
 */
const CONCERNS: DbOptions = {
  readPreference: 'primary',
  readConcern: new ReadConcern('majority'),
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
};
/** For what may be lost: it is not waited for, and what was just written is read. */
const LIGHT_CONCERNS: DbOptions = {
  readPreference: 'primary',
  readConcern: new ReadConcern('local'),
  writeConcern: { w: 1, journal: false },
};
/** One document beside the collections, with the format of all of them. */
const FORMATS = 'format';
const CLOCK_CHECK_MS = 5 * 60_000;
const CLOCK_TRIES = 5;
/** No need to ask again. */
const CLOCK_QUICK_MS = 20;
const INSERTS_CHUNK = 1_000;
/** MongoDB gains little from larger ones, and some servers that pass for it need more for each that stands before it. */
const GUARDED_CHUNK = 64;
const WRITES_IN_FLIGHT = 4;
const WRITES_CHUNK_BYTES = 8 * 1024 * 1024;
const IDS_CHUNK = 1_000;
/**
 * A bulk write tells how many of its documents matched and not which. Each one that it writes carries this field with a value of
 * that bulk write's own, by which they are told apart when some were refused. It is no part of the document.
 */
const MARK = 'writtenBy';

const DUPLICATE_KEY = 11000;
const NAMESPACE_NOT_FOUND = 26;
/** What the server answers to a command that it will never take: BadValue, FailedToParse, BSONObjectTooLarge, and 17419 and 17420, an update whose result is too large. */
const MISTAKES: ReadonlySet<unknown> = new Set([2, 9, 10334, 17419, 17420]);

interface Row extends Document {
  _id: string;
  rev: number;
  [MARK]?: string;
}

type Formats = MongoCollection<{ _id: string; format: number }>;

/**
 * Connects and makes the indexes. Rejects with StoreUnavailable when the server cannot be reached or a newer version has
 * written to the database.
 */
export async function openMongoStore({
  url,
  collections,
  clock,
  onDamaged,
}: MongoStoreOptions): Promise<Store> {
  const reader = createReader(onDamaged);
  const client = clientFor(url);
  const database = client.db(namesDatabase(url) ? undefined : DEFAULT_DATABASE, CONCERNS);
  const light = client.db(database.databaseName, LIGHT_CONCERNS);
  const rows = ({ name, mayBeLost }: Pick<Collection<never>, 'name' | 'mayBeLost'>) =>
    (mayBeLost ? light : database).collection<Row>(name);
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

  /** A page is full for as long as there are more: to a caller a short one is the last one. */
  async function fullPage<T>(
    collection: Collection<never>,
    most: number,
    some: (limit: number) => Promise<Row[]>,
  ): Promise<T[]> {
    for (let damaged = 0; ; ) {
      const page = (await some(most + damaged)).map((row) => read<T>(collection, row));
      const found = whole(page);
      if (found.length >= most || page.length < most + damaged) return found.slice(0, most);
      damaged = page.length - found.length;
    }
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
  /** The quickest answer of a few counts: by half of what one took its time may be wrong. */
  async function measureOffset(): Promise<void> {
    measuring = true;
    try {
      let quickest = Number.POSITIVE_INFINITY;
      let measured = offset;
      for (let tries = 0; tries < CLOCK_TRIES && quickest > CLOCK_QUICK_MS; tries++) {
        const sent = clock().getTime();
        const { localTime } = await database.admin().command({ hello: 1 });
        const came = clock().getTime();
        // A clock of ours that was set meanwhile measures nothing.
        if (came < sent || came - sent >= quickest) continue;
        quickest = came - sent;
        // A Date to MongoDB, a number to some that pass for it.
        measured = Number(localTime) - (sent + came) / 2;
      }
      if (!Number.isFinite(measured)) throw new StoreUnavailable('MongoDB does not tell its time.');
      offset = measured;
      measuredAt = clock().getTime();
    } finally {
      measuring = false;
    }
  }

  function now(): Date {
    const here = clock().getTime();
    // Backwards too: a clock that has been set has to be compared again.
    if (Math.abs(here - measuredAt) > CLOCK_CHECK_MS && !measuring && !closed)
      measureOffset().catch(() => {});
    return new Date(Math.round(here + offset));
  }

  try {
    await client.connect();
    await measureOffset();
    await checkFormat(database.collection(FORMATS));
    const isReplicaSet = 'setName' in (await database.admin().command({ hello: 1 }));
    await Promise.all(
      collections.map((collection) => ensureIndexes(rows(collection), collection, isReplicaSet)),
    );
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
        for (const chunk of chunks(stored, INSERTS_CHUNK)) {
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
      call(async () => {
        const writes = changed.map((document) => ({
          id: document.id,
          /** The guard. */
          rev: document.rev,
          stored: plain<T>({ ...document, rev: document.rev + 1 }),
        }));
        const written = new Set((await eachInFlight([...chunks(writes, GUARDED_CHUNK)], replaced)).flat());
        return writes.map((write) => (written.has(write) ? write.stored : null));

        async function replaced(chunk: typeof writes): Promise<typeof writes> {
          const mark = new BSON.ObjectId().toHexString();
          const all = chunk.map(({ rev, stored }) => {
            const { _id, ...row } = rowOf(stored);
            const replacement = chunk.length === 1 ? row : { ...row, [MARK]: mark };
            return { replaceOne: { filter: { _id, rev }, replacement } };
          });
          const { matchedCount } = await rows(collection).bulkWrite(all, { ordered: false });
          if (matchedCount === chunk.length) return chunk;
          if (matchedCount === 0) return [];
          const marked = rows(collection).find(
            { _id: { $in: chunk.map(({ id }) => id) }, [MARK]: mark },
            { projection: { _id: 1 }, batchSize: chunk.length },
          );
          const ids = new Set((await marked.toArray()).map(({ _id }) => _id));
          // Somebody has written over one of them since: whether it was written before that cannot be told any more.
          if (ids.size !== matchedCount)
            throw new StoreUnavailable('Others have written over what was being written.');
          return chunk.filter(({ id }) => ids.has(id));
        }
      }),

    remove: <T extends Stored>(collection: Collection<T>, unwanted: readonly T[]) =>
      call(async () => {
        const gone = new Set((await eachInFlight([...chunks(unwanted, GUARDED_CHUNK)], deleted)).flat());
        return unwanted.map((document) => gone.has(document));

        async function deleted(chunk: readonly T[]): Promise<readonly T[]> {
          const deletes = chunk.map(({ id, rev }) => ({ deleteOne: { filter: { _id: id, rev } } }));
          const { deletedCount } = await rows(collection).bulkWrite(deletes, { ordered: false });
          if (deletedCount > 0) removed = Math.max(removed, ...chunk.map(({ rev }) => rev));
          const left = deletedCount === chunk.length || deletedCount === 0 ? new Set() : await present(chunk);
          // Where somebody else has removed some of them at the same moment, nobody can say which.
          if (chunk.length - left.size !== deletedCount) return [];
          return chunk.filter(({ id }) => !left.has(id));
        }

        async function present(chunk: readonly T[]): Promise<Set<string>> {
          const some = rows(collection).find(
            { _id: { $in: chunk.map(({ id }) => id) } },
            { projection: { _id: 1 }, batchSize: chunk.length },
          );
          return new Set((await some.toArray()).map(({ _id }) => _id));
        }
      }),

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
        return fullPage<T>(collection, query.limit, (limit) =>
          rows(collection)
            .find(filter, { limit, batchSize: limit })
            .sort({ [last]: query.descending ? -1 : 1 })
            .toArray(),
        );
      }),

    findAmong: <T extends Stored>(
      collection: Collection<T>,
      index: string,
      equals: readonly string[],
      oneOf: readonly string[],
      limit = Number.POSITIVE_INFINITY,
    ) =>
      call(async () => {
        const fields = fieldsOf(collection, index);
        const among = fields[equals.length];
        if (among === undefined)
          throw new Error(`${collection.name}.${index} has only ${fields.length} fields.`);
        const found: T[] = [];
        for (const values of slices([...new Set(oneOf)], IDS_CHUNK)) {
          if (found.length >= limit) break;
          const filter: Filter<Row> = { ...equal(fields, equals), [among]: { $in: values } };
          const some = await fullPage<T>(collection, limit - found.length, (most) => {
            const pages = Number.isFinite(most) ? { limit: most, batchSize: most } : { batchSize: IDS_CHUNK };
            return rows(collection).find(filter, pages).toArray();
          });
          found.push(...some);
        }
        return found;
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

/** Those that are there already are not sent: a start costs one question for each collection. */
async function ensureIndexes(
  rows: MongoCollection<Row>,
  collection: Collection<never>,
  isReplicaSet: boolean,
): Promise<void> {
  const keys = indexKeys(collection);
  if (keys.length === 0) return;
  const known = new Set((await knownIndexes(rows)).map((index) => Object.keys(index.key).join()));
  for (const key of keys.filter((each) => !known.has(Object.keys(each).join()))) {
    // One a command: some servers that pass for MongoDB fall over two that they have already. A member that is down is not waited
    // for; a stand-alone server refuses to be told so.
    await rows.createIndex(key, isReplicaSet ? { commitQuorum: 'majority' } : {});
  }
}

async function knownIndexes(rows: MongoCollection<Row>): Promise<IndexDescriptionInfo[]> {
  try {
    return await rows.indexes();
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
    throw error;
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

function documentOf({ _id, [MARK]: _mark, ...rest }: Row): Stored {
  return { id: _id, ...rest };
}

/** What JSON keeps of a document, so that both stores keep the same. */
function plain<T>(document: object): T {
  return JSON.parse(JSON.stringify(document)) as T;
}

function* slices<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/** What one command takes: at most so many, of so many bytes, each id once. */
function* chunks<T extends { readonly id: string }>(documents: readonly T[], most: number): Generator<T[]> {
  let chunk: T[] = [];
  let ids = new Set<string>();
  let bytes = 0;
  for (const document of documents) {
    const size = BSON.calculateObjectSize(document);
    const isFull = chunk.length === most || bytes + size > WRITES_CHUNK_BYTES || ids.has(document.id);
    if (chunk.length > 0 && isFull) {
      yield chunk;
      chunk = [];
      ids = new Set();
      bytes = 0;
    }
    chunk.push(document);
    ids.add(document.id);
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
