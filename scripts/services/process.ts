// The program of the service as a process of its own, with nothing in its environment that somebody has set for a server of their own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What config.ts reads. */
const SETTINGS = [
  'ADMIN_PASSWORD',
  'DATA_DIR',
  'HOST',
  'HSTS_SUBDOMAINS',
  'LOG_LEVEL',
  'MESSAGE_SET_MAX',
  'METRICS_PUBLIC',
  'MONGODB_URL',
  'PORT',
  'PUBLIC_URL',
  'SESSION_DAYS',
  'SOAP_BODY_MAX_MIB',
  'TLS_CERT',
  'TLS_KEY',
  'TRUSTED_PROXIES',
];
/** Of what it prints, so much is kept. */
const KEPT_CHARACTERS = 100_000;

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** What it has printed so far, on both streams. */
  readonly printed: string;
  readonly isOver: boolean;
  /** Resolves when it is over and all that it printed has been read. */
  readonly exit: Promise<void>;
}

export interface ProcessOptions {
  readonly port: number;
  readonly cwd: string;
  /** Settings and further variables; an undefined one is left out. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A module that is loaded before the program (`node --import`). It may be talked to by messages. */
  readonly preload?: string;
  /** What is inherited, but for the settings. */
  readonly inherited?: NodeJS.ProcessEnv;
}

/** Listens on loopback unless HOST says otherwise; not ready yet. */
export function spawnService(options: ProcessOptions): ServiceProcess {
  const { port, cwd, environment, preload, inherited = process.env } = options;
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => !SETTINGS.includes(name)));
  const child = spawn(
    process.execPath,
    [
      ...(preload === undefined ? [] : ['--import', preload]),
      path.join(ROOT, 'scripts/run.mjs'),
      path.join(ROOT, 'server/main.ts'),
    ],
    {
      cwd,
      env: {
        ...own,
        PORT: String(port),
        HOST: '127.0.0.1',
        // A bare machine name: the Web Connector takes no IP address, and http on localhost only.
        PUBLIC_URL: `http://localhost:${port}`,
        // Half of what a start costs is reading TypeScript.
        NODE_COMPILE_CACHE: path.join(tmpdir(), 'cost-code-sync-compile-cache'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', ...(preload === undefined ? [] : ['ipc' as const])],
    },
  );
  const told = { printed: '', isOver: false };
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      told.printed = (told.printed + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
    });
  const exit = once(child, 'close').then(
    () => {
      told.isOver = true;
    },
    (error: Error) => {
      told.printed += error.message;
      told.isOver = true;
    },
  );
  return {
    child,
    exit,
    get printed() {
      return told.printed;
    },
    get isOver() {
      return told.isOver;
    },
  };
}
