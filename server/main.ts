/** Starts the service: reads the environment, opens the store, listens, and stops cleanly. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { COLLECTIONS, createApp } from './app.ts';
import { type Config, ConfigError, readConfig, withDotEnv } from './config.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openEmbeddedStore, StoreInUse } from './store/embedded.ts';
import { openMongoStore } from './store/mongo.ts';
import { type Store, StoreUnavailable } from './store/port.ts';
import { purge } from './sync/retention.ts';
import { ensureAdmin } from './web/people.ts';
import { purgeWeb } from './web/retention.ts';

/** .NET keeps a connection for 100 s; one that we close earlier is one that its next call fails on. */
const KEEP_ALIVE_MS = 120_000;
/** From the first to the last byte of a request: a large answer over a slow line takes its time. */
const REQUEST_MS = 10 * 60_000;
const PURGE_EVERY_MS = 60 * 60_000;
const DRAIN_MS = 10_000;

const clock = () => new Date();

async function main(): Promise<void> {
  const config = readConfig(
    withDotEnv(process.env, existsSync('.env') ? readFileSync('.env', 'utf8') : null),
  );
  const log = createLog(config.logLevel);
  const server = createServer(config);
  const store = await openStore(config);
  const made = await ensureAdmin(store, randomBytes, config.adminPassword);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const timers = {
    now: () => performance.now(),
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const app = await createApp({
    store,
    random: randomBytes,
    timers,
    log,
    metrics: createMetrics(),
    publicURL: config.publicURL,
    soapBodyMaxBytes: config.soapBodyMaxBytes,
    setMax: config.setMax,
    trustedProxies: config.trustedProxies,
    version: `Cost Code Sync ${version}`,
  });
  server.on('request', app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  server.on('error', (error) => log.error({ err: error }, 'the listener failed'));

  const purging = setInterval(() => {
    purge(store, config.sessionDays).catch((error: unknown) =>
      log.error({ err: error }, 'old sessions could not be deleted'),
    );
    purgeWeb(store).catch((error: unknown) =>
      log.error({ err: error }, 'what is over of sign-ins and keys could not be deleted'),
    );
  }, PURGE_EVERY_MS);

  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    log.info('stopping');
    clearInterval(purging);
    server.close(() => {
      store.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, stop);

  console.log(`Cost Code Sync ${version}`);
  console.log(`  page:           ${config.publicURL}/`);
  console.log(`  Web Connector:  ${config.publicURL}/qbwc`);
  console.log(
    `  store:          ${config.mongodbURL === null ? `embedded, in ${config.dataDir}` : 'MongoDB'}`,
  );
  if (made !== null) console.log(`  sign in as:     admin, password ${made}   (shown this once)`);
  log.info({ host: config.host, port: config.port }, 'listening');
}

function createServer({ tls }: Config): http.Server | https.Server {
  const server = tls ? createTlsServer(tls) : http.createServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = REQUEST_MS;
  return server;
}

function createTlsServer({ certFile, keyFile }: NonNullable<Config['tls']>): https.Server {
  const pair = { cert: readPem('TLS_CERT', certFile), key: readPem('TLS_KEY', keyFile) };
  try {
    return https.createServer(pair);
  } catch (error) {
    throw new ConfigError(
      `TLS_CERT and TLS_KEY are not a certificate and its key (${(error as Error).message}).`,
    );
  }
}

function readPem(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(`${name}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

async function openStore({ mongodbURL, dataDir }: Config): Promise<Store> {
  return mongodbURL === null
    ? openEmbeddedStore({ folder: dataDir, collections: COLLECTIONS, clock })
    : openMongoStore({ url: mongodbURL, collections: COLLECTIONS, clock });
}

/** What people can mend is told in one line; a bug with where it happened. */
function fail(error: unknown): never {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const isPlain =
    error instanceof ConfigError || error instanceof StoreInUse || error instanceof StoreUnavailable;
  if (isPlain) console.error(error.message);
  else if (code === 'EADDRINUSE')
    console.error('The port is in use by another program. Choose another one with PORT.');
  else if (code === 'EACCES')
    console.error('The port may not be used by this user. Choose one above 1023 with PORT.');
  else console.error(error);
  process.exit(1);
}

await main().catch(fail);
