// Loaded into the server process by the crash test, before the server (`node --import`): it counts the writes at the lowest level
// that a program reaches, SQLite's statements and the MongoDB driver's collections, and kills the process with SIGKILL right before
// or right after the one that it is told. The product does not know of it. It also moves the clock, so that nobody waits.
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite';
import type { Collection, Document } from 'mongodb';
import { type FromServer, LAST_WORDS, type Side, type ToServer } from './messages.ts';

const FRAMES = 60;
/** Of the program's own frames these tell which write it is; the rest is common to all. */
const FRAME =
  /at (?:async )?(?:(\S+) )?\(?file:.*\/server\/(sync|codes|api|pages|identity)\/([\w-]+)\.ts:(\d+):\d+/;
const INSIDE_DRIVER = path.join('mongodb', 'lib', 'collection.js');
const COMMON = new Set(['commit', 'exchange', 'walk', 'lock', 'api', 'door', 'calls']);

let shiftMs = 0;
let kill: { at: number; side: Side } | null = null;
let places: string[] | null = null;

function tell(message: FromServer): void {
  process.send?.(message);
}

// --- the clock ---

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct(target, args, newTarget) {
    const given = args.length === 0 ? [RealDate.now() + shiftMs] : args;
    return Reflect.construct(target, given, newTarget === Date ? target : newTarget);
  },
  get: (target, key) => (key === 'now' ? () => RealDate.now() + shiftMs : Reflect.get(target, key)),
});

// --- the writes ---

/** In which state a document is: where one function writes many of them, this tells its writes apart. */
const STATES = ['kind', 'phase', 'status', 'outcome'] as const;
const MARKS = ['openSet', 'answeredAt', 'given', 'verified', 'finished', 'toForget'] as const;

function stateOf(document: Record<string, unknown>): string {
  const states = STATES.flatMap((key) => (typeof document[key] === 'string' ? [document[key]] : []));
  const marks = MARKS.filter(
    (key) => document[key] !== undefined && document[key] !== null && document[key] !== false,
  );
  return [...states, ...marks].join(' ');
}

const whatOf = (collection: string, documents: readonly Record<string, unknown>[]): string =>
  `${collection} ${[...new Set(documents.map(stateOf))].sort().join(', ')}`.trim();

function placeOfThis(what: string): string {
  const frames = (new Error().stack ?? '').split('\n').flatMap((line) => {
    const [, name, , file = '', at] = FRAME.exec(line) ?? [];
    return at === undefined || COMMON.has(file) ? [] : [`${name ?? '?'} ${file}.ts:${at}`];
  });
  return [what, ...frames].join(' < ');
}

/** The number of the write, for `after`; 0 where nobody counts. */
function before(what: () => string): number {
  if (!places) return 0;
  const number = places.push(placeOfThis(what()));
  dieAt('before', number);
  return number;
}

const after = (number: number): void => dieAt('after', number);

function dieAt(side: Side, number: number): void {
  if (!kill || kill.side !== side || kill.at !== number) return;
  writeSync(2, `${LAST_WORDS}\t${side}\t${number}\t${places?.[number - 1]}\n`);
  process.kill(process.pid, 'SIGKILL');
  // Not one more instruction of the program.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function whatOfSQL(sql: string, values: readonly SQLInputValue[]): string {
  const table = /(?:INTO|UPDATE|FROM) "?(\w+)/.exec(sql)?.[1] ?? '';
  const json = values.find((value) => typeof value === 'string' && value.startsWith('{'));
  return whatOf(table, json === undefined ? [] : [JSON.parse(String(json))]);
}

function watchSQLite(): void {
  // What stands between BEGIN and COMMIT is nothing before the COMMIT: that is the write.
  let isInTransaction = false;
  let within: string[] = [];
  type Run = (this: StatementSync, ...values: SQLInputValue[]) => ReturnType<StatementSync['run']>;
  const run = StatementSync.prototype.run as Run;
  StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
    const what = () => whatOfSQL(this.sourceSQL, values);
    if (isInTransaction) {
      if (places) within.push(what());
      return run.apply(this, values);
    }
    const number = before(what);
    const result = run.apply(this, values);
    after(number);
    return result;
  } as StatementSync['run'];
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    const isCommit = sql === 'COMMIT';
    const number = isCommit ? before(() => [...new Set(within)].sort().join(', ')) : 0;
    exec.call(this, sql);
    if (sql.startsWith('BEGIN')) {
      isInTransaction = true;
      within = [];
    }
    if (isCommit || sql === 'ROLLBACK') isInTransaction = false;
    if (isCommit) after(number);
  };
}

async function watchMongoDB(): Promise<void> {
  const mongodb = await import('mongodb');
  type Method = (this: Collection, ...args: unknown[]) => Promise<unknown>;
  const methods = mongodb.Collection.prototype as unknown as Record<string, Method>;
  const writes = ['insertOne', 'insertMany', 'replaceOne', 'updateOne', 'updateMany', 'deleteOne'];
  for (const name of [...writes, 'deleteMany', 'bulkWrite', 'findOneAndUpdate', 'findOneAndReplace']) {
    const method = methods[name];
    if (!method) throw new Error(`the MongoDB driver has no ${name}`);
    methods[name] = async function (...args) {
      // One method of the driver may call another: insertMany is a bulkWrite.
      if (places && new Error().stack?.includes(INSIDE_DRIVER)) return method.apply(this, args);
      const documents = args.flat().filter((each) => typeof each === 'object' && each !== null);
      const number = before(() => whatOf(this.collectionName, documents as Record<string, unknown>[]));
      const result = await method.apply(this, args);
      after(number);
      return result;
    };
  }
  // The store takes the time from the database's server: that one's clock goes ahead as well.
  const { command } = mongodb.Admin.prototype;
  mongodb.Admin.prototype.command = async function (...args): Promise<Document> {
    const result = await command.apply(this, args);
    if (!(result.localTime instanceof RealDate)) return result;
    return { ...result, localTime: new RealDate(result.localTime.getTime() + shiftMs) };
  };
}

// --- the orders ---

const going = new Promise<void>((go) => {
  process.on('message', (message: ToServer) => {
    switch (message.do) {
      case 'go':
        shiftMs = message.shiftMs;
        Object.assign(process.env, message.env);
        go();
        break;
      case 'arm':
        Error.stackTraceLimit = FRAMES;
        kill = message.kill;
        places = [];
        tell({ did: 'arm' });
        break;
      case 'report':
        tell({ did: 'report', places: places ?? [] });
        break;
      case 'shift':
        shiftMs = message.shiftMs;
        tell({ did: 'shift' });
    }
  });
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit(1));

watchSQLite();
if (process.env.CRASH_TEST_STORE === 'mongodb') await watchMongoDB();
// All that main.ts will want. Who is killed never writes the cache that makes the next start quick, so it is done here.
for (const file of ['app', 'config', 'store/embedded', 'store/mongo', 'sync/retention'])
  await import(`../../server/${file}.ts`);
flushCompileCache();
tell({ did: 'standBy' });
await going;
