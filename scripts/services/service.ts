// The service as a process of its own, on a free port, with its data in a temporary folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export interface Service {
  url: string;
  pid: number;
  /** Rejects when the process ends by itself. */
  ended: Promise<never>;
  /** Ends the process and removes the folder; may be called twice. */
  stop(): Promise<void>;
}

/** An unfinished session counts as lost 15 s after its last call; until then the service says "busy". */
export const BUSY_MS = 16_000;

const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 50;
const GENTLE_MS = 5_000;
/** Of what the service has printed, this much is shown if it does not start. */
const SHOWN_CHARACTERS = 4_000;

/** Starts the service and resolves when it listens. Rejects with what it has printed if it ends before. */
export async function startService(options: {
  adminPassword: string;
  mongodbUrl?: string | undefined;
  /** Further variables. */
  environment?: Readonly<Record<string, string>>;
}): Promise<Service> {
  const root = path.resolve(import.meta.dirname, '../..');
  const port = await freePort();
  // A bare machine name: the Web Connector takes no IP address, and http on localhost only.
  const url = `http://localhost:${port}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-demo-'));
  const {
    TLS_CERT: _certificate,
    TLS_KEY: _key,
    MONGODB_URL: _mongodb,
    DATA_DIR: _dataDir,
    ...inherited
  } = process.env;
  const child = spawn(
    process.execPath,
    [path.join(root, 'scripts/run.mjs'), path.join(root, 'server/main.ts')],
    {
      // Not the project's folder: a .env file there is the user's own.
      cwd: folder,
      env: {
        ...inherited,
        PORT: String(port),
        HOST: '127.0.0.1',
        PUBLIC_URL: url,
        ADMIN_PASSWORD: options.adminPassword,
        ...options.environment,
        ...(options.mongodbUrl
          ? { MONGODB_URL: options.mongodbUrl }
          : { DATA_DIR: path.join(folder, 'data') }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString('utf8')).slice(-SHOWN_CHARACTERS);
    });

  let isStopping = false;
  const exit = once(child, 'exit').catch((error: Error) => [error.message]);
  const ended = exit.then(([code, signal]): never => {
    throw new Error(`The service ended (${code ?? signal}).\n${printed}`);
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
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        const timer = setTimeout(kill, GENTLE_MS);
        await exit;
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
  return { url, pid: child.pid ?? 0, ended, stop };
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
