/**
 * The store of an installation without a database server: one SQLite file, for one process.
 *
 * A document is one row: its id, its rev and its JSON. Each indexed field is a virtual column computed from the JSON, so an
 * index cannot disagree with the documents: not when a later version adds it, nor when an older one has written in between.
 * SQLite compares text byte by byte in UTF-8, which is the order of code points.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { FORMAT, refuseNewer } from './format.ts';
import { type Collection, type New, type Query, type Store, type Stored, StoreUnavailable } from './port.ts';

export interface EmbeddedStoreOptions {
  /** Made if missing, readable by this user only. */
  readonly folder: string;
  readonly collections: readonly Collection<never>[];
  readonly clock: () => Date;
}

export class StoreInUse extends Error {
  override name = 'StoreInUse';
}

const FILE = 'cost-code-sync.db';
const STATEMENTS_MAX = 500;

/** Primary result codes of SQLite that say the file cannot be used now; any other error is a mistake in this program. */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  5, // SQLITE_BUSY
  6, // SQLITE_LOCKED
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  15, // SQLITE_PROTOCOL
  26, // SQLITE_NOTADB
]);
const SQLITE_BUSY = 5;
/** Those of them that say that the file is no sound database. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);
/** SQLITE_ERROR, with this text: the JSON of one document is broken, and a column that is computed from it cannot be. */
const BROKEN_JSON = 'malformed JSON';

/** The highest rev that a removed document had: no later insert goes below it, whatever the clock says. */
const REMOVED = '"#removed"';

export function openEmbeddedStore({ folder, collections, clock }: EmbeddedStoreOptions): Store {
  const { database } = openAlone(resolve(folder));
  const statements = new Map<string, StatementSync>();
  let closed = false;

  function prepared(sql: string): StatementSync {
    const statement = statements.get(sql) ?? database.prepare(sql);
    // Limits stand in the text (a bound one makes SQLite plan anew each time), so there may be many.
    if (statements.size >= STATEMENTS_MAX) statements.clear();
    statements.set(sql, statement);
    return statement;
  }

  function documents<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return prepared(sql)
      .all(...values)
      .map((row) => JSON.parse(row.doc as string) as T);
  }

  function changedOne(sql: string, ...values: SQLInputValue[]): boolean {
    return Number(prepared(sql).run(...values).changes) === 1;
  }

  function transaction<R>(work: () => R): R {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // After some errors, a full disk among them, SQLite has rolled back by itself.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Each document is guarded by itself, so one alone is a transaction already. */
  function together<T, R>(collection: Collection<never>, each: readonly T[], work: () => R): R {
    const all = () => (each.length === 1 ? work() : transaction(work));
    if (!collection.mayBeLost) return all();
    // The log is one file: the next write that is synchronised takes this one along.
    database.exec('PRAGMA synchronous = NORMAL');
    try {
      return all();
    } finally {
      database.exec('PRAGMA synchronous = FULL');
    }
  }

  async function call<R>(work: () => R): Promise<R> {
    if (closed) throw new StoreUnavailable('The store is closed.');
    try {
      return work();
    } catch (error) {
      throw sorted(error);
    }
  }

  try {
    transaction(() => {
      for (const collection of collections) prepareTable(database, collection);
      database.exec(`CREATE TABLE IF NOT EXISTS ${REMOVED} (rev INTEGER NOT NULL)`);
      database.exec(`INSERT INTO ${REMOVED} SELECT 0 WHERE NOT EXISTS (SELECT * FROM ${REMOVED})`);
      database.exec(`PRAGMA user_version = ${FORMAT}`);
    });
  } catch (error) {
    database.close();
    if (DAMAGED.has(resultCode(error)))
      throw fileDamaged(join(resolve(folder), FILE), messageOf(error), error);
    throw sorted(error);
  }

  return {
    now: clock,
    run: randomUUID(),

    get: <T extends Stored>(collection: Collection<T>, id: string) =>
      call(() => documents<T>(`SELECT doc FROM ${table(collection)} WHERE id = ?`, id)[0] ?? null),

    // The ids travel as one JSON text, so that the statement is the same for any number of them.
    getMany: <T extends Stored>(collection: Collection<T>, ids: readonly string[]) =>
      call(() =>
        documents<T>(
          `SELECT doc FROM ${table(collection)} WHERE id IN (SELECT value FROM json_each(?))`,
          JSON.stringify(ids),
        ),
      ),

    insert: <T extends Stored>(collection: Collection<T>, added: readonly New<T>[]) =>
      call(() =>
        together(collection, added, () => {
          const floor = prepared(`SELECT rev FROM ${REMOVED}`).get()!.rev as number;
          const rev = Math.max(clock().getTime(), floor + 1);
          return added.map((document) => {
            const json = JSON.stringify({ ...document, rev });
            const sql = `INSERT INTO ${table(collection)} (id, rev, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING`;
            return changedOne(sql, idOf(document), rev, json) ? ({ ...document, rev } as unknown as T) : null;
          });
        }),
      ),

    replace: <T extends Stored>(collection: Collection<T>, changed: readonly T[]) =>
      call(() =>
        together(collection, changed, () =>
          changed.map((document) => {
            const rev = document.rev + 1;
            const json = JSON.stringify({ ...document, rev });
            const sql = `UPDATE ${table(collection)} SET rev = ?, doc = ? WHERE id = ? AND rev = ?`;
            return changedOne(sql, rev, json, document.id, document.rev) ? { ...document, rev } : null;
          }),
        ),
      ),

    remove: <T extends Stored>(collection: Collection<T>, unwanted: readonly T[]) =>
      call(() =>
        transaction(() =>
          unwanted.map(({ id, rev }) => {
            const gone = changedOne(`DELETE FROM ${table(collection)} WHERE id = ? AND rev = ?`, id, rev);
            if (gone) prepared(`UPDATE ${REMOVED} SET rev = MAX(rev, ?)`).run(rev);
            return gone;
          }),
        ),
      ),

    find: <T extends Stored>(collection: Collection<T>, index: string, query: Query) =>
      call(() => {
        const fields = fieldsOf(collection, index);
        if (query.equals.length !== fields.length - 1) {
          throw new Error(
            `${collection.name}.${index} takes ${fields.length - 1} values, not ${query.equals.length}.`,
          );
        }
        const last = quoted(fields.at(-1)!);
        const conditions = fields.slice(0, -1).map((field) => `${quoted(field)} = ?`);
        const values: SQLInputValue[] = [...query.equals];
        if (query.after !== undefined) {
          conditions.push(`${last} ${query.descending ? '<' : '>'} ?`);
          values.push(query.after);
        }
        return documents<T>(
          `SELECT doc FROM ${table(collection)} WHERE ${conditions.join(' AND ') || 'TRUE'}
            ORDER BY ${last} ${query.descending ? 'DESC' : 'ASC'} LIMIT ${Math.max(0, Math.trunc(query.limit))}`,
          ...values,
        );
      }),

    count: <T extends Stored>(collection: Collection<T>, index: string, equals: readonly string[]) =>
      call(() => {
        const fields = fieldsOf(collection, index);
        if (equals.length > fields.length) {
          throw new Error(`${collection.name}.${index} takes ${fields.length} values, not ${equals.length}.`);
        }
        const conditions = equals.map((_, at) => `${quoted(fields[at]!)} = ?`);
        const sql = `SELECT COUNT(*) AS n FROM ${table(collection)} WHERE ${conditions.join(' AND ') || 'TRUE'}`;
        return prepared(sql).get(...equals)!.n as number;
      }),

    ping: () =>
      call(() => {
        prepared(`SELECT rev FROM ${REMOVED}`).get();
      }),

    async close() {
      if (closed) return;
      closed = true;
      database.close();
    },
  };
}

interface OpenedFile {
  readonly database: DatabaseSync;
  /** The last run did not close it, or not completely. */
  readonly endedUncleanly: boolean;
}

/**
 * The file, locked for this process until it is closed; the lock ends with the process, however that ends. After an end that
 * was not clean it is looked over: that takes its time on a large one.
 */
function openAlone(folder: string): OpenedFile {
  let database: DatabaseSync | undefined;
  try {
    makeFolder(folder);
    const file = join(folder, FILE);
    makeFile(file);
    // Closing empties the log into the file and removes it.
    const endedUncleanly = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
    database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    // A transaction is on the disk before it is acknowledged; on macOS that takes fullfsync.
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA fullfsync = ON');
    const { user_version: format } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    refuseNewer(`The data folder ${folder}`, format);
    if (endedUncleanly) lookOver(database, file);
    return { database, endedUncleanly };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (error instanceof StoreUnavailable) throw error;
    const code = resultCode(error);
    if (code === SQLITE_BUSY) {
      throw new StoreInUse(
        `The data folder ${folder} is in use by another process: stop that one, or give this one a folder of its own (DATA_DIR).`,
        { cause: error },
      );
    }
    if (DAMAGED.has(code)) throw fileDamaged(join(folder, FILE), messageOf(error), error);
    throw new StoreUnavailable(`The data folder ${folder} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Whether the pages of the file fit together, table by table. Throws where they do not. */
function lookOver(database: DatabaseSync, file: string): void {
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  for (const { name } of tables) {
    try {
      const [first] = database.prepare(`PRAGMA quick_check(${quoted(name as string)})`).all();
      const found = Object.values(first ?? {})[0];
      if (found !== 'ok') throw fileDamaged(file, String(found).replaceAll(/\s+/g, ' '));
    } catch (error) {
      // One document, and it ends the check of its table: the documents are looked at one by one later.
      if (!isBrokenJSON(error)) throw error;
    }
  }
}

function fileDamaged(file: string, reason: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(
    `The database file ${file} is damaged (${reason}): keep a copy of its folder, restore the last backup of it, and start again.`,
    { cause },
  );
}

/** A new folder is an entry in the one above, which has to reach the disk as well. SQLite sees to the rest. */
function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined || process.platform === 'win32') return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    const above = openSync(dirname(made), 'r');
    fsyncSync(above);
    closeSync(above);
  }
}

/** SQLite would let others read a file that it makes. An existing one is not opened here: closing it would end SQLite's locks. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function prepareTable(database: DatabaseSync, collection: Collection<never>): void {
  const name = table(collection);
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${name} (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, doc TEXT NOT NULL)`,
  );
  const columns = new Set(
    database
      .prepare(`PRAGMA table_xinfo(${name})`)
      .all()
      .map((row) => row.name),
  );
  for (const fields of Object.values(collection.indexes)) {
    for (const field of fields) {
      if (field === 'rev' || field === 'doc')
        throw new Error(`${collection.name} cannot have an index on ${field}.`);
      if (columns.has(field)) continue;
      columns.add(field);
      const path = literal(`$.${quoted(field)}`);
      // Strings only: anything else is found by no query, as in MongoDB, where 5 is not '5'.
      database.exec(
        `ALTER TABLE ${name} ADD COLUMN ${quoted(field)} TEXT
          GENERATED ALWAYS AS (CASE json_type(doc, ${path}) WHEN 'text' THEN doc ->> ${path} END) VIRTUAL`,
      );
    }
    const index = quoted(`${collection.name}(${fields.join(',')})`);
    database.exec(`CREATE INDEX IF NOT EXISTS ${index} ON ${name} (${fields.map(quoted).join(', ')})`);
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const table = (collection: { readonly name: string }): string => quoted(collection.name);

/** Omit on a type parameter hides even the fields that it keeps. */
const idOf = (document: object): string => (document as { id: string }).id;

function fieldsOf(collection: Collection<never>, index: string): readonly string[] {
  const fields = collection.indexes[index];
  if (fields === undefined) throw new Error(`${collection.name} has no index ${index}.`);
  return fields;
}

/** What SQLite calls the error, without the details that its extended codes add; 0 for errors of others. */
function resultCode(error: unknown): number {
  return ((error as { errcode?: number } | null)?.errcode ?? 0) & 0xff;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isBrokenJSON = (error: unknown): boolean =>
  resultCode(error) === 1 && (error as Error).message.startsWith(BROKEN_JSON);

function sorted(error: unknown): unknown {
  if (!UNAVAILABLE.has(resultCode(error))) return error;
  return new StoreUnavailable(`The database file cannot be used: ${(error as Error).message}`, {
    cause: error,
  });
}
