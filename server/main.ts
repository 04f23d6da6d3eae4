/** Starts the service: reads the environment, opens the store, listens, and stops cleanly. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import { setFlagsFromString } from 'node:v8';
import { COLLECTIONS, createApp } from './app.ts';
import { finishMoves } from './codes/moving.ts';
import { type Config, ConfigError, readConfig, withDotEnv } from './config.ts';
import { createCourier } from './courier.ts';
import { bodyLimits, createBodies } from './http/bodies.ts';
import { type Connections, connectionLimits, createConnections } from './http/connections.ts';
import { listen } from './http/listen.ts';
import { type CheckedTls, checkTls } from './http/tls.ts';
import type { TlsFile } from './http/tls-file.ts';
import { ensureAdmin } from './identity/first-admin.ts';
import { createLog, type Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createMailer } from './notices/mailer.ts';
import { purgeAll } from './retention.ts';
import { openEmbeddedStore } from './store/embedded.ts';
import { StoreInUse } from './store/file.ts';
import { openMongoStore } from './store/mongo.ts';
import { DamagedDocument, type Store, StoreUnavailable } from './store/port.ts';
import { realTimers } from './timers.ts';
import { createPost } from './webhooks/post.ts';

/** .NET keeps a connection for 100 s; one that we close earlier is one that its next call fails on. */
const KEEP_ALIVE_MS = 120_000;
/** Until a request's headers are there; whoever connects and sends nothing is in the way of others. */
const HEADERS_MS = 30_000;
const SLOW_BODIES_EVERY_MS = 1_000;
/** For a refused connection to get its answer. */
const REFUSED_MS = 1_000;
/** From the first to the last byte of a request: a large answer over a slow line takes its time. */
const REQUEST_MS = 10 * 60_000;
const PURGE_EVERY_MS = 60 * 60_000;
/** What a server that died has left half done is not for the next person to wait for. */
const FINISH_EVERY_MS = 60_000;
/** How soon people and programs hear of what is new. */
const COURIER_EVERY_MS = 2_000;
const DRAIN_MS = 10_000;

/**
 * The heap may grow by half of what lives in it before it is cleared. Left to itself V8 lets it grow fourfold where the machine has
 * memory: searches of a long list would leave half a gigabyte behind that nobody needs.
 */
const HEAP_GROWING_PERCENT = 50;

const clock = () => new Date();

async function main(): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const config = readConfig(withDotEnv(process.env, readDotEnvFile()));
  const log = createLog(config.logLevel);
  const tls = config.tls === null ? null : readTls(config.tls, config.publicURL);
  const store = await openStore(config, log);
  const metrics = createMetrics();
  const connections = createConnections(
    connectionLimits(config.trustedProxies),
    () => metrics.refused.inc({ what: 'connection' }),
    (run) => void realTimers.after(REFUSED_MS, run),
  );
  // Before the password of admin is made, which is shown once: a port in use ends the start.
  const handler = Promise.withResolvers<RequestListener>();
  const listening = await listen({
    create: () =>
      createServer(tls, connections, (...call) => void handler.promise.then((handle) => handle(...call))),
    hosts: config.hosts,
    port: config.port,
    onError: (error) => log.error({ err: error }, 'the listener failed'),
  });
  const made = await ensureAdmin(store, randomBytes, config.adminPassword).catch((error: unknown) => {
    // Even if the first admin cannot be made, the service does its work for everybody else.
    if (error instanceof DamagedDocument) return null;
    throw error;
  });
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const bodies = createBodies(bodyLimits(config.soapBodyMaxBytes), realTimers.now);
  const stopping = new AbortController();
  const app = await createApp({
    store,
    random: randomBytes,
    timers: realTimers,
    log,
    metrics,
    bodies,
    publicURL: config.publicURL,
    soapBodyMaxBytes: config.soapBodyMaxBytes,
    setMax: config.setMax,
    trustedProxies: config.trustedProxies,
    metricsPublic: config.metricsPublic,
    hstsSubdomains: config.hstsSubdomains,
    hasMail: config.smtp !== null,
    webhookPrivate: config.webhookPrivate,
    version: `Cost Code Sync ${version}`,
    stopping: stopping.signal,
  });
  handler.resolve(app);

  const stopPurging = realTimers.every(PURGE_EVERY_MS, () => void purgeAll(store, config.sessionDays, log));

  const finish = () =>
    void finishMoves(store, randomBytes).catch((error: unknown) =>
      log.error({ err: error }, 'a code that was getting another text could not be completed'),
    );
  finish();
  const stopFinishing = realTimers.every(FINISH_EVERY_MS, finish);
  const { post, close: closePost } = createPost({
    allowsPrivate: config.webhookPrivate,
    after: realTimers.after,
    version: `Cost Code Sync ${version}`,
  });
  const mailer = config.smtp === null ? null : createMailer(config.smtp);
  const courier = createCourier({
    store,
    mailer,
    post,
    publicURL: config.publicURL,
    wait: realTimers.wait,
    log,
    stopping: stopping.signal,
  });
  const stopCourier = realTimers.every(COURIER_EVERY_MS, () => void courier());

  const stopDropping = realTimers.every(SLOW_BODIES_EVERY_MS, bodies.dropSlow);

  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    log.info('stopping');
    stopPurging();
    stopFinishing();
    stopDropping();
    stopCourier();
    closePost();
    mailer?.close();
    stopping.abort();
    listening
      .stop(DRAIN_MS)
      .then(() => store.close())
      .then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, stop);

  console.log(`Cost Code Sync ${version}`);
  console.log(`  page:           ${config.publicURL}/`);
  console.log(`  Web Connector:  ${config.publicURL}/qbwc`);
  console.log(
    `  store:          ${config.mongodbURL === null ? `embedded, in ${config.dataDir}` : 'MongoDB'}`,
  );
  console.log(`  listens on:     ${listening.hosts.join(' and ')}, port ${config.port}`);
  if (made !== null) console.log(`  sign in as:     admin, password ${made}   (shown this once)`);
  for (const warning of tls?.warnings ?? []) {
    console.warn(`Warning: ${warning}`);
    log.warn(warning);
  }
  log.info({ hosts: listening.hosts, port: config.port }, 'listening');
}

type Tls = Extract<CheckedTls, { kind: 'usable' }>;

function createServer(
  tls: Tls | null,
  connections: Connections,
  handle: RequestListener,
): http.Server | https.Server {
  const server = tls ? https.createServer({ cert: tls.cert, key: tls.key }) : http.createServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  connections.guard(server, handle);
  return server;
}

function readTls({ certFile, keyFile }: NonNullable<Config['tls']>, publicURL: string): Tls {
  const files = { cert: readTlsFile('TLS_CERT', certFile), key: readTlsFile('TLS_KEY', keyFile) };
  const checked = checkTls(files, clock(), publicURL);
  if (checked.kind === 'refused') throw new ConfigError(checked.message);
  return checked;
}

function readTlsFile(variable: string, name: string): TlsFile {
  try {
    return { name, bytes: readFileSync(name) };
  } catch (error) {
    throw unreadable(`${variable}: ${name}`, error);
  }
}

function readDotEnvFile(): Buffer | null {
  try {
    return readFileSync('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable('.env', error);
  }
}

function unreadable(what: string, error: unknown): ConfigError {
  return new ConfigError(`${what} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
}

async function openStore({ mongodbURL, dataDir }: Config, log: Logger): Promise<Store> {
  const onDamaged = ({ collection, id, reason }: DamagedDocument) =>
    log.error({ collection, id, reason }, 'a document in the store is damaged; it is passed over');
  const options = { collections: COLLECTIONS, clock, onDamaged };
  return mongodbURL === null
    ? openEmbeddedStore({ folder: dataDir, ...options })
    : openMongoStore({ url: mongodbURL, ...options });
}

/** What people can mend is told in one line; a bug with where it happened. */
function fail(error: unknown): never {
  const isPlain =
    error instanceof ConfigError || error instanceof StoreInUse || error instanceof StoreUnavailable;
  console.error(isPlain ? error.message : error);
  process.exit(1);
}

await main().catch(fail);
