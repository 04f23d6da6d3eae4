/** The file of the embedded store: opened for one process, checked if the last one did not close it, and its errors. */
import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { refuseNewer } from './format.ts';
import { StoreUnavailable } from './port.ts';

/** Another process has the folder. The message names it. */
export class StoreInUse extends Error {
  override name = 'StoreInUse';
}

const FILE = 'cost-code-sync.db';

/** Primary result codes of SQLite that say the file cannot be used now; any other error is a mistake in this program. */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  5, // SQLITE_BUSY
  6, // SQLITE_LOCKED
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  15, // SQLITE_PROTOCOL
]);
const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
/** Those that say that the file is no sound database: SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

export interface OpenedFile {
  readonly database: DatabaseSync;
  /** Its path, for messages. */
  readonly file: string;
  /** The last run did not close it, or not completely. */
  readonly endedUncleanly: boolean;
  /** False where it has been deleted, or another one stands in its place: what is written from then on is lost. */
  isStillThere(): Promise<boolean>;
}

/**
 * The file in the folder, made if missing and locked for this process until it is closed; the lock ends with the process,
 * however that ends. After an unclean end it is checked, which takes its time on a large one. Throws StoreInUse or
 * StoreUnavailable, each with one sentence for whoever starts the service.
 */
export function openFile(name: string): OpenedFile {
  const folder = resolve(name);
  const file = join(folder, FILE);
  let database: DatabaseSync | undefined;
  try {
    makeFolder(folder);
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
    const opened = statSync(file, { bigint: true });
    return {
      database,
      file,
      endedUncleanly,
      async isStillThere() {
        const found = await stat(file, { bigint: true }).catch(() => null);
        return found?.ino === opened.ino && found.dev === opened.dev;
      },
    };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (resultCode(error) === SQLITE_BUSY) {
      throw new StoreInUse(
        `The data folder ${folder} is in use by another process: stop that one, or give this one a folder of its own (DATA_DIR).`,
        { cause: error },
      );
    }
    const found = asUnavailable(error, file);
    if (found instanceof StoreUnavailable && (found === error || DAMAGED.has(resultCode(error)))) throw found;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreUnavailable(`The data folder ${folder} cannot be used: ${reason}`, { cause: error });
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

/** The error for a database file that cannot be used any more; it says what to do. */
export function fileDamaged(file: string, reason: string, cause?: unknown): StoreUnavailable {
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

/** A name as SQL takes it, whatever is in it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What SQLite calls the error, without the details that its extended codes add; 0 for errors of others. */
function resultCode(error: unknown): number {
  return ((error as { errcode?: number } | null)?.errcode ?? 0) & 0xff;
}

/** The JSON of one document is broken, so that a column that is computed from it cannot be. */
export const isBrokenJSON = (error: unknown): boolean =>
  resultCode(error) === SQLITE_ERROR && (error as Error).message.startsWith('malformed JSON');

/** StoreUnavailable where the file is at fault; any other error as it came. */
export function asUnavailable(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (DAMAGED.has(code)) return fileDamaged(file, (error as Error).message, error);
  if (!UNAVAILABLE.has(code)) return error;
  return new StoreUnavailable(`The database file cannot be used: ${(error as Error).message}`, {
    cause: error,
  });
}
