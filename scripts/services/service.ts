// The service as a process of its own, on a free port, with its data in a temporary folder.
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { spawnService } from './process.ts';

export interface Service {
  url: string;
  child: ChildProcess;
  /** Rejects when the process ends by itself. */
  ended: Promise<never>;
  /** Ends the process and removes the folder; may be called twice. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  adminPassword: string;
  mongodbUrl?: string | undefined;
  /** Further variables. */
  environment?: Readonly<Record<string, string>>;
  /** A module that is loaded before the program. */
  preload?: string;
}

/** An unfinished session counts as lost 15 s after its last call; until then the service says "busy". */
export const BUSY_MS = 16_000;

const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 50;
const GENTLE_MS = 5_000;
/** Of what the service has printed, this much is shown if it does not start. */
const SHOWN_CHARACTERS = 4_000;

/** Starts the service and resolves when it listens. Rejects with what it has printed if it ends before. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { adminPassword, mongodbUrl, environment, preload } = options;
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // Not the project's folder: a .env file there is the user's own.
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-demo-'));
  const service = spawnService({
    port,
    cwd: folder,
    environment: {
      ADMIN_PASSWORD: adminPassword,
      ...(mongodbUrl ? { MONGODB_URL: mongodbUrl } : { DATA_DIR: path.join(folder, 'data') }),
      ...environment,
    },
    ...(preload === undefined ? {} : { preload }),
  });
  const { child } = service;

  let isStopping = false;
  const ended = service.exit.then((): never => {
    const how = child.exitCode ?? child.signalCode;
    throw new Error(`The service ended (${how}).\n${service.printed.slice(-SHOWN_CHARACTERS)}`);
  });
  // Whoever waits for it hears of it; nobody has to.
  ended.catch(() => {});
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);

  const stop = async (): Promise<void> => {
    if (!isStopping) {
      isStopping = true;
      if (!service.isOver) {
        child.kill();
        const timer = setTimeout(kill, GENTLE_MS);
        await service.exit;
        clearTimeout(timer);
      }
      process.removeListener('exit', kill);
    }
    // Windows lets go of the files a moment after the process has ended.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await Promise.race([ready(url), ended]);
  } catch (error) {
    await stop();
    throw new Error(`The service does not start. ${(error as Error).message}`);
  }
  return { url, child, ended, stop };
}

async function ready(url: string): Promise<void> {
  const last = Date.now() + READY_WITHIN_MS;
  while (Date.now() < last) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(ASK_EVERY_MS);
  }
  throw new Error(`/readyz did not answer 200 within ${READY_WITHIN_MS / 1000} s.`);
}
