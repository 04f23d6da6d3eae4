// A MongoDB for tests: MONGODB_TEST_URL, or the program MONGOD (`mongod` on the PATH) on a temporary folder. Only one that was started
// here can be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { removeAtExit } from './folder.ts';
import { freePort } from './free-port.ts';

const START_MS = 60_000;

export interface Databases {
  /** The URL of a new database. */
  newDatabase(): string;
  drop(url: string): Promise<void>;
}

export interface MongoDB extends Databases {
  readonly url: string;
  /** Null where the server is not ours. */
  process: { kill(): Promise<void>; start(): Promise<void>; isAlive(): boolean } | null;
  stop(): Promise<void>;
}

/** Or why there is none. */
export async function findMongoDB(program = process.env.MONGOD): Promise<MongoDB | string> {
  const { MONGODB_TEST_URL: given } = process.env;
  if (given) {
    await answers(given);
    return { url: given, ...databasesOf(given), process: null, stop: async () => {} };
  }
  const started = await startMongod(program || 'mongod');
  if (started) return started;
  if (program) throw new Error(`${program}, which is to be MongoDB, cannot be started.`);
  return 'set MONGODB_TEST_URL to a server, or MONGOD to a mongod program, or have mongod on the PATH';
}

/** Of the server with this URL. */
export function databasesOf(base: string): Databases {
  const [, servers, database, options] = /^([^:]+:\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(base)!;
  const query = new URLSearchParams(options);
  // A user is looked up in the database of the URL unless it says otherwise.
  if (servers!.includes('@') && !query.has('authSource')) query.set('authSource', database || 'admin');
  return {
    newDatabase: () => `${servers}/test-${randomUUID()}?${query}`,
    async drop(url) {
      const client = new MongoClient(url);
      await client.db().dropDatabase();
      await client.close();
    },
  };
}

async function startMongod(program: string): Promise<MongoDB | null> {
  const port = await freePort();
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-mongod-'));
  const url = `mongodb://127.0.0.1:${port}/`;
  let server: ChildProcess | null = null;
  const isAlive = () => server !== null && server.exitCode === null && server.signalCode === null;
  const atExit = (): void => {
    server?.kill('SIGKILL');
    removeAtExit(folder);
  };
  process.once('exit', atExit);
  const start = async (): Promise<void> => {
    const child = spawn(program, ['--port', String(port), '--dbpath', folder, '--bind_ip', '127.0.0.1'], {
      stdio: 'ignore',
    });
    await once(child, 'spawn');
    server = child;
    const end = once(child, 'exit').then(() => {
      throw new Error('mongod ended before it answered.');
    });
    end.catch(() => {});
    await Promise.race([answers(url), end]);
  };
  const kill = async (): Promise<void> => {
    if (!server || !isAlive()) return;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  };
  const stop = async (): Promise<void> => {
    await kill();
    process.removeListener('exit', atExit);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return { url, ...databasesOf(url), process: { kill, start, isAlive }, stop };
}

async function answers(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: START_MS });
  try {
    await client.db('admin').command({ hello: 1 });
  } finally {
    await client.close();
  }
}
