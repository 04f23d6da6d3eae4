/**
 * The store of an installation without a database server: one SQLite file, for one process.
 *
 * A document is one row: its id, its rev and its JSON. Each indexed field is a virtual column computed from the JSON, so an
 * index cannot disagree with the documents: not when a later version adds it, nor when an older one has written in between.
 * SQLite compares text byte by byte in UTF-8, which is the order of code points.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { turn } from '../turns.ts';
import { createReader, type OnDamaged, whole } from './damaged.ts';
import { asUnavailable, fileDamaged, isBrokenJSON, openFile, quoted } from './file.ts';
import { FORMAT } from './format.ts';
import {
  type Collection,
  DamagedDocument,
  type New,
  type Query,
  type Store,
  type Stored,
  StoreReplaced,
  StoreUnavailable,
} from './port.ts';

export interface EmbeddedStoreOptions {
  /** Made if missing, readable by this user only. */
  readonly folder: string;
  readonly collections: readonly Collection<never>[];
  readonly clock: () => Date;
  /** Called once for each damaged document that is met, also while the store is opened. */
  readonly onDamaged?: OnDamaged;
}

interface Row {
  readonly id: string;
  readonly rev: number;
  readonly doc: string;
}

const STATEMENTS_MAX = 500;
/** Some of them have hundreds of KB. */
const LOOKED_AT_ONCE = 20;
/** To SQLite a negative limit is none. */
const ALL = -1;

/** The highest rev that a removed document had: no later insert goes below it, whatever the clock says. */
const REMOVED = '"#removed"';

export function openEmbeddedStore({ folder, collections, clock, onDamaged }: EmbeddedStoreOptions): Store {
  const { database, file, endedUncleanly, isStillThere } = openFile(folder);
  const reader = createReader(onDamaged);
  const statements = new Map<string, StatementSync>();
  let closed = false;

  function prepared(sql: string): StatementSync {
    const statement = statements.get(sql) ?? database.prepare(sql);
    // Limits stand in the text (a bound one makes SQLite plan anew each time), so there may be many.
    if (statements.size >= STATEMENTS_MAX) statements.clear();
    statements.set(sql, statement);
    return statement;
  }

  function rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return prepared(sql).all(...values) as unknown as Row[];
  }

  function read<T>(collection: Collection<never>, { id, rev, doc }: Row): T | DamagedDocument {
    let found: unknown;
    try {
      found = JSON.parse(doc);
    } catch {
      return reader.broken(collection, id, 'its JSON is broken');
    }
    return reader.read<T>(collection, id, found, rev);
  }

  // The ids travel as one JSON text, so that the statement is the same for any number of them.
  function named<T>(collection: Collection<never>, ids: readonly string[]): (T | DamagedDocument)[] {
    const sql = `SELECT id, rev, doc FROM ${table(collection)} WHERE id IN (SELECT value FROM json_each(?))`;
    return rows(sql, JSON.stringify(ids)).map((row) => read<T>(collection, row));
  }

  /** Throws where one of them is damaged. */
  function refuseDamaged(collection: Collection<never>, ids: readonly string[]): void {
    for (const each of named(collection, ids)) if (each instanceof DamagedDocument) throw each;
  }

  /** What an index gave: one or none, none too where the document has other values than the index. */
  function readAt<T>(
    collection: Collection<never>,
    row: Row,
    fields: readonly string[],
    equals: readonly string[],
  ): T[] {
    const found = read<Record<string, unknown>>(collection, row);
    if (found instanceof DamagedDocument) return [];
    // As SQLite keeps them.
    const other = fields.find(
      (field, at) => at < equals.length && String(found[field]).toWellFormed() !== equals[at]?.toWellFormed(),
    );
    if (other === undefined) return [found as T];
    reader.broken(collection, row.id, `its field ${other} is not that under which it is found`);
    return [];
  }

  /** A page is full for as long as there are more: to a caller a short one is the last one. */
  function fullPage<T>(
    collection: Collection<never>,
    most: number,
    fields: readonly string[],
    equals: readonly string[],
    sql: string,
    values: readonly SQLInputValue[],
  ): T[] {
    const limit = most === ALL ? ALL : Math.max(0, Math.trunc(most));
    for (let damaged = 0; ; ) {
      const page = rows(`${sql} LIMIT ${limit + damaged}`, ...values);
      const found = page.flatMap((row) => readAt<T>(collection, row, fields, equals));
      if (limit === ALL) return found;
      if (found.length >= limit || page.length < limit + damaged) return found.slice(0, limit);
      damaged = page.length - found.length;
    }
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
    // The log is one file: the next synchronised write brings this one to the disk as well.
    database.exec('PRAGMA synchronous = NORMAL');
    try {
      return all();
    } finally {
      database.exec('PRAGMA synchronous = FULL');
    }
  }

  /** SQLite cannot take a document out of its indexes that it cannot read. */
  function overwriting<R>(collection: Collection<never>, over: readonly Stored[], work: () => R): R {
    try {
      return work();
    } catch (error) {
      if (isBrokenJSON(error))
        refuseDamaged(
          collection,
          over.map(({ id }) => id),
        );
      throw error;
    }
  }

  async function call<R>(work: () => R | Promise<R>): Promise<R> {
    if (closed) throw new StoreUnavailable('The store is closed.');
    try {
      return await work();
    } catch (error) {
      throw asUnavailable(error, file);
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
    if (isBrokenJSON(error)) throw fileDamaged(file, 'a document in it cannot be indexed', error);
    throw asUnavailable(error, file);
  }

  /**
   * After an unclean end, beside the work: which documents are damaged is told soon, and nobody waits for it. What cannot even be
   * read is met by whoever reads it.
   */
  async function lookThrough(): Promise<void> {
    for (const collection of collections) {
      for (let after = ''; ; ) {
        await turn();
        if (closed) return;
        const sql = `SELECT id, rev, doc FROM ${table(collection)} WHERE id > ? ORDER BY id LIMIT ${LOOKED_AT_ONCE}`;
        const some = rows(sql, after);
        for (const row of some) read(collection, row);
        const last = some.at(-1);
        if (!last) break;
        after = last.id;
      }
    }
  }

  if (endedUncleanly) lookThrough().catch(() => {});

  return {
    now: clock,
    run: randomUUID(),
    get damaged() {
      return reader.damaged;
    },

    get: <T extends Stored>(collection: Collection<T>, id: string) =>
      call(() => {
        const [row] = rows(`SELECT id, rev, doc FROM ${table(collection)} WHERE id = ?`, id);
        const found = row === undefined ? null : read<T>(collection, row);
        if (found instanceof DamagedDocument) throw found;
        return found;
      }),

    getMany: <T extends Stored>(collection: Collection<T>, ids: readonly string[]) =>
      call(() => whole(named<T>(collection, ids))),

    insert: <T extends Stored>(collection: Collection<T>, added: readonly New<T>[]) =>
      call(() =>
        together(collection, added, () => {
          const floor = prepared(`SELECT rev FROM ${REMOVED}`).get()!.rev as number;
          const rev = Math.max(clock().getTime(), floor + 1);
          const results = added.map((document) => {
            const json = JSON.stringify({ ...document, rev });
            const sql = `INSERT INTO ${table(collection)} (id, rev, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING`;
            return changedOne(sql, idOf(document), rev, json) ? ({ ...document, rev } as unknown as T) : null;
          });
          const taken = added.filter((_, at) => results[at] === null).map(idOf);
          if (taken.length > 0) refuseDamaged(collection, taken);
          return results;
        }),
      ),

    replace: <T extends Stored>(collection: Collection<T>, changed: readonly T[]) =>
      call(() =>
        overwriting(collection, changed, () =>
          together(collection, changed, () =>
            changed.map((document) => {
              const rev = document.rev + 1;
              const json = JSON.stringify({ ...document, rev });
              const sql = `UPDATE ${table(collection)} SET rev = ?, doc = ? WHERE id = ? AND rev = ?`;
              return changedOne(sql, rev, json, document.id, document.rev) ? { ...document, rev } : null;
            }),
          ),
        ),
      ),

    remove: <T extends Stored>(collection: Collection<T>, unwanted: readonly T[]) =>
      call(() =>
        overwriting(collection, unwanted, () =>
          transaction(() =>
            unwanted.map(({ id, rev }) => {
              const gone = changedOne(`DELETE FROM ${table(collection)} WHERE id = ? AND rev = ?`, id, rev);
              if (gone) prepared(`UPDATE ${REMOVED} SET rev = MAX(rev, ?)`).run(rev);
              return gone;
            }),
          ),
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
        if (query.before !== undefined) {
          conditions.push(`${last} < ?`);
          values.push(query.before);
        }
        const sql = `SELECT id, rev, doc FROM ${table(collection)} WHERE ${conditions.join(' AND ') || 'TRUE'}
          ORDER BY ${last} ${query.descending ? 'DESC' : 'ASC'}`;
        return fullPage<T>(collection, query.limit, fields, query.equals, sql, values);
      }),

    findAmong: <T extends Stored>(
      collection: Collection<T>,
      index: string,
      equals: readonly string[],
      oneOf: readonly string[],
      atMost = ALL,
    ) =>
      call(() => {
        const fields = fieldsOf(collection, index);
        const among = fields[equals.length];
        if (among === undefined)
          throw new Error(`${collection.name}.${index} has only ${fields.length} fields.`);
        const conditions = equals.map((_, at) => `${quoted(fields[at]!)} = ?`);
        conditions.push(`${quoted(among)} IN (SELECT value FROM json_each(?))`);
        const sql = `SELECT id, rev, doc FROM ${table(collection)} WHERE ${conditions.join(' AND ')}`;
        const values = [...equals, JSON.stringify(oneOf)];
        return fullPage<T>(collection, atMost, fields, equals, sql, values);
      }),

    count: <T extends Stored>(
      collection: Collection<T>,
      index: string,
      equals: readonly string[],
      atMost?: number,
    ) =>
      call(() => {
        const fields = fieldsOf(collection, index);
        if (equals.length > fields.length) {
          throw new Error(`${collection.name}.${index} takes ${fields.length} values, not ${equals.length}.`);
        }
        const conditions = equals.map((_, at) => `${quoted(fields[at]!)} = ?`);
        const counted = `${table(collection)} WHERE ${conditions.join(' AND ') || 'TRUE'}`;
        const from =
          atMost === undefined ? counted : `(SELECT 1 FROM ${counted} LIMIT ${Math.trunc(atMost)})`;
        const sql = `SELECT COUNT(*) AS n FROM ${from}`;
        return prepared(sql).get(...equals)!.n as number;
      }),

    ping: () =>
      call(async () => {
        prepared(`SELECT rev FROM ${REMOVED}`).get();
        if (!(await isStillThere()))
          throw new StoreReplaced(`The database file ${file} has been deleted or replaced.`);
      }),

    async close() {
      if (closed) return;
      closed = true;
      database.close();
    },
  };
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

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const table = (collection: { readonly name: string }): string => quoted(collection.name);

/** Omit on a type parameter hides even the fields that it keeps. */
const idOf = (document: object): string => (document as { id: string }).id;

function fieldsOf(collection: Collection<never>, index: string): readonly string[] {
  const fields = collection.indexes[index];
  if (fields === undefined) throw new Error(`${collection.name} has no index ${index}.`);
  return fields;
}
