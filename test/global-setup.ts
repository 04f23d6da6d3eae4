/**
 * Finds a MongoDB for the suites that need one: MONGODB_TEST_URL, or the program MONGOD (`mongod` on the PATH) started on a
 * temporary folder. Without either those suites are skipped, and the last line of the run says so.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    mongodbUrl: string | null;
  }
}

const START_MS = 60_000;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { MONGODB_TEST_URL: given, MONGOD: program } = process.env;
  if (given) {
    await answers(given);
    project.provide('mongodbUrl', given);
    return async () => {};
  }
  const started = await startMongod(program || 'mongod');
  if (started === null && program) throw new Error(`MONGOD names ${program}, which cannot be started.`);
  project.provide('mongodbUrl', started?.url ?? null);
  return async () => {
    if (started) return started.stop();
    console.log(
      'MongoDB suite skipped: set MONGODB_TEST_URL to a server, or MONGOD to a mongod program, or have mongod on the PATH.',
    );
  };
}

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

/** Null where there is no such program. */
async function startMongod(program: string): Promise<Started | null> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'cost-code-sync-mongod-'));
  const server = spawn(program, ['--port', String(port), '--dbpath', folder, '--bind_ip', '127.0.0.1'], {
    stdio: 'ignore',
  });
  const removeFolder = () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
  try {
    await once(server, 'spawn');
  } catch {
    await removeFolder();
    return null;
  }
  const stop = async () => {
    await ended(server);
    await removeFolder();
  };
  const url = `mongodb://127.0.0.1:${port}/`;
  try {
    await Promise.race([answers(url), endsEarly(server)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** The driver asks again and again until the server is there or the time is up. */
async function answers(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: START_MS });
  try {
    await client.db('admin').command({ hello: 1 });
  } finally {
    await client.close();
  }
}

async function endsEarly(server: ChildProcess): Promise<never> {
  const [code, signal] = await once(server, 'exit');
  throw new Error(`mongod ended before it answered (${code ?? signal}).`);
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill();
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return (address as { port: number }).port;
}
