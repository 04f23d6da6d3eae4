/**
 * The whole service on a port of this machine, for black-box tests: over a fresh store, with a clock that the test sets forward.
 * `onBothStores` runs the same tests over each back end.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { afterEach, describe, expect } from 'vitest';
import {
  type Answer,
  call,
  type CallOptions as InterfaceCall,
  type SignIn,
} from '../../scripts/services/client.ts';
import { type AppOptions, COLLECTIONS, createApp } from '../../server/app.ts';
import { type Bodies, type BodyLimits, bodyLimits, createBodies } from '../../server/http/bodies.ts';
import { type Access, createAccess } from '../../server/identity/access.ts';
import { ensureAdmin } from '../../server/identity/first-admin.ts';
import type { PasswordCosts } from '../../server/identity/passwords.ts';
import type { SignedIn } from '../../server/identity/web-sessions.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { openEmbeddedStore } from '../../server/store/embedded.ts';
import { openMongoStore } from '../../server/store/mongo.ts';
import type { Collection, Store, Stored } from '../../server/store/port.ts';
import { connectionOf } from '../../server/sync/connection.ts';
import { CONNECTIONS } from '../../server/sync/model.ts';
import { newFolder } from './folder.ts';
import { freshDatabaseUrl, mongodbUrl } from './mongodb.ts';

export const ADMIN_PASSWORD = 'correct horse';

/** As cheap as scrypt gets: most tests start a service of their own. test/main.test.ts sees what the product takes. */
const PASSWORD_COSTS: PasswordCosts = { N: 2, r: 1, p: 1 };

export interface CallOptions extends Omit<InterfaceCall, 'as'> {
  readonly user?: string;
  readonly password?: string;
  /** An API token instead of user and password. */
  readonly token?: string;
  /** Without any sign-in. */
  readonly anonymous?: boolean;
}

export interface Service {
  /** PUBLIC_URL and base of every address, without a trailing slash. */
  readonly url: string;
  /** The store under the service, to look into or to break. */
  readonly store: Store;
  /** The sum of all bodies that are held. */
  readonly bodies: Bodies;
  /** Moves the clock that all servers of the store agree on. */
  advance(ms: number): void;
  /** What the throttle was made to wait, in ms; nobody really waits. */
  readonly waited: number[];
  /** From now on what the throttle makes wait waits until the function that this gives is called. */
  holdWaits(): () => void;
  api(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Stops the server and opens the store anew behind a new one, at the same address. */
  restart(): Promise<void>;
  /** A second server on the same store; only MongoDB has that. */
  second(): Promise<Service>;
  close(): Promise<void>;
}

export interface StartOptions {
  /** As TRUSTED_PROXIES; none by default. */
  readonly trustedProxies?: number;
  /** Other sums for the bodies of all requests. */
  readonly bodyLimits?: BodyLimits;
  /** As SOAP_BODY_MAX_MIB, in bytes; 64 MiB by default. */
  readonly soapBodyMaxBytes?: number;
  /** As METRICS_PUBLIC; false by default. */
  readonly metricsPublic?: boolean;
  /** As HSTS_SUBDOMAINS; false by default. */
  readonly hstsSubdomains?: boolean;
  /** As PUBLIC_URL, where that is another one than the address that it is called at. */
  readonly publicURL?: string;
}

export type { Answer };

export type Start = (options?: StartOptions) => Promise<Service>;

type Reopen = () => Promise<Store>;

/** The application of the tests, on this store: no log, no clock, hashes that cost nothing, where nothing else is said. */
export function appOn(store: Store, options: Partial<AppOptions> & { publicURL: string }): Promise<Express> {
  const { soapBodyMaxBytes = 64 * 1024 * 1024 } = options;
  return createApp({
    store,
    random: randomBytes,
    passwordCosts: PASSWORD_COSTS,
    timers: { now: () => 0, wait: async () => {} },
    log: createLog('silent'),
    metrics: createMetrics(),
    bodies: createBodies(bodyLimits(soapBodyMaxBytes), () => 0),
    soapBodyMaxBytes,
    setMax: 200,
    trustedProxies: 0,
    metricsPublic: false,
    hstsSubdomains: false,
    hasMail: false,
    webhookPrivate: false,
    version: 'Cost Code Sync test',
    ...options,
  });
}

async function embedded(): Promise<{ open: Reopen; drop: () => Promise<void> }> {
  const folder = newFolder('service');
  return {
    open: async () => openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() }),
    drop: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  };
}

async function mongo(): Promise<{ open: Reopen; drop: () => Promise<void> }> {
  const url = freshDatabaseUrl();
  return {
    open: () => openMongoStore({ url, collections: COLLECTIONS, clock: () => new Date() }),
    drop: async () => {},
  };
}

export function onBothStores(title: string, tests: (start: Start) => void): void {
  for (const [name, backEnd, isThere] of [
    ['embedded store', embedded, () => true],
    ['MongoDB', mongo, () => mongodbUrl() !== null],
  ] as const) {
    describe.skipIf(!isThere())(`${title} (${name})`, () => tests(starter(backEnd)));
  }
}

/** For what does not depend on the store. */
export function onEmbeddedStore(title: string, tests: (start: Start) => void): void {
  describe(title, () => tests(starter(embedded)));
}

/** For several servers on one store, which the embedded one is not for. */
export function onMongoDB(title: string, tests: (start: Start) => void): void {
  describe.skipIf(mongodbUrl() === null)(`${title} (MongoDB)`, () => tests(starter(mongo)));
}

function starter(backEnd: typeof embedded): Start {
  const started: Service[] = [];
  const dropped: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const service of started.splice(0)) await service.close();
    for (const drop of dropped.splice(0)) await drop();
  });
  return async (options = {}) => {
    const { open, drop } = await backEnd();
    dropped.push(drop);
    const clock = { skewMs: 0 };
    const service = await startService(open, clock, options, (other) => started.push(other));
    started.push(service);
    return service;
  };
}

async function startService(
  open: Reopen,
  clock: { skewMs: number },
  options: StartOptions,
  onSecond: (service: Service) => void,
): Promise<Service> {
  const waited: number[] = [];
  let millis = 0;
  let held: Promise<void> = Promise.resolve();
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://localhost:${port}`;
  let store: Store;
  let stopping = new AbortController();

  const { soapBodyMaxBytes = 64 * 1024 * 1024 } = options;
  const bodies = createBodies(options.bodyLimits ?? bodyLimits(soapBodyMaxBytes), () => millis);

  async function serve(): Promise<void> {
    stopping = new AbortController();
    store = moved(await open(), clock);
    await ensureAdmin(store, randomBytes, ADMIN_PASSWORD, PASSWORD_COSTS);
    const app = await appOn(store, {
      timers: {
        now: () => millis,
        wait: async (ms) => {
          waited.push(ms);
          await held;
          millis += ms;
        },
      },
      bodies,
      publicURL: options.publicURL ?? url,
      soapBodyMaxBytes,
      trustedProxies: options.trustedProxies ?? 0,
      metricsPublic: options.metricsPublic ?? false,
      hstsSubdomains: options.hstsSubdomains ?? false,
      stopping: stopping.signal,
    });
    server.removeAllListeners('request');
    server.on('request', app);
  }
  await serve();

  return {
    url,
    get store() {
      return store;
    },
    waited,
    holdWaits() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    bodies,
    advance(ms) {
      clock.skewMs += ms;
      millis += ms;
    },
    api: (method, path, call = {}) => callOf(url + path, method, call),
    async restart() {
      stopping.abort();
      server.closeAllConnections();
      await store.close();
      await serve();
    },
    async second() {
      const other = await startService(open, clock, options, onSecond);
      onSecond(other);
      return other;
    },
    async close() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
  };
}

/** The store with its clock moved. */
function moved(store: Store, clock: { readonly skewMs: number }): Store {
  return new Proxy(store, {
    get(target, key) {
      if (key === 'now') return () => new Date(target.now().getTime() + clock.skewMs);
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Resolves with the first that is answered with this status, or rejects once all have been answered otherwise. */
export async function firstOf<T extends { readonly status: number }>(
  status: number,
  answers: readonly Promise<T>[],
): Promise<T> {
  return Promise.any(
    answers.map(async (each) => {
      const answer = await each;
      if (answer.status !== status) throw new Error(`answered ${answer.status}`);
      return answer;
    }),
  );
}

/** As admin, unless it says otherwise. */
function callOf(address: string, method: string, options: CallOptions): Promise<Answer> {
  const { user = 'admin', password = ADMIN_PASSWORD, token, anonymous = false, ...rest } = options;
  const known: SignIn = token === undefined ? { user, password } : { token };
  return call(method, address, { ...rest, as: anonymous ? null : known });
}

/** What every error must be, whatever it is. */
export function problemShape(status: number, code: string) {
  return { type: expect.any(String), title: expect.any(String), status, code, detail: expect.any(String) };
}

/** Makes a document unreadable, as a failing disk does. The store does not look at what it is given. */
export async function damage<T extends Stored>(
  service: Service,
  collection: Collection<T>,
  id: string,
): Promise<void> {
  const found = await service.store.get(collection, id);
  if (!found) throw new Error(`no ${id} in ${collection.name}`);
  const [done] = await service.store.replace(collection, [
    { ...found, toJSON: () => ({ ...found, rev: 'x' }) },
  ]);
  if (!done) throw new Error(`${id} in ${collection.name} has changed`);
}

/** A company with an income account, by the HTTP interface. Its QuickBooks counts as read already: what a first session reads is in the way of most tests. */
export async function newCompany(
  service: Service,
  settings: Record<string, unknown> = {},
): Promise<{ id: string; path: string; userName: string; password: string }> {
  const made = await service.api('POST', '/api/companies', {
    body: { name: 'Acme Builders', incomeAccount: 'Construction Income', ...settings },
  });
  if (made.status !== 201) throw new Error(`no company: ${made.text}`);
  const { id, connector } = made.body;
  await countAsRead(service.store, id);
  return { id, path: `/api/companies/${id}`, ...connector };
}

/** As after a reading: no session is opened for one, nor goes on for one before the next day. */
export async function countAsRead(store: Store, company: string): Promise<void> {
  const connection = await connectionOf(store, company);
  const reading = { ...connection.reading, isDue: false, lastAt: store.now().toISOString() };
  await store.replace(CONNECTIONS, [{ ...connection, reading }]);
}

export const USER_PASSWORD = 'battery staple';

/** A user, by the HTTP interface; gives what signs them in. */
export async function newUser(
  service: Service,
  userName: string,
  settings: { roles?: Record<string, string>; admin?: boolean } = {},
): Promise<{ user: string; password: string }> {
  const made = await service.api('POST', '/api/users', {
    body: { userName, password: USER_PASSWORD, ...settings },
  });
  if (made.status !== 201) throw new Error(`no user: ${made.text}`);
  return { user: userName, password: USER_PASSWORD };
}

/** Signs in on the page, at whatever server of this store; gives the headers of a browser's later calls. */
export async function pageOf(
  service: Service,
  { user, password }: { user: string; password: string },
  publicURL = service.url,
): Promise<{ session: SignedIn; cookie: string; headers: { cookie: string; 'x-csrf-token': string } }> {
  const access = accessTo(service, publicURL);
  const signedIn = await access.signInWithPassword(user, password, '127.0.0.1');
  if (signedIn.kind !== 'signedIn') throw new Error(`no sign-in: ${signedIn.kind}`);
  const cookie = signedIn.cookie.split(';')[0] ?? '';
  return {
    session: signedIn.session,
    cookie: signedIn.cookie,
    headers: { cookie, 'x-csrf-token': access.csrfTokenOf(signedIn.session) },
  };
}

export function accessTo({ store, url }: Service, publicURL = url): Access {
  const timers = { now: () => 0, wait: async () => {} };
  return createAccess({
    store,
    random: randomBytes,
    timers,
    passwordCosts: PASSWORD_COSTS,
    publicURL,
    onWrong: () => {},
  });
}
