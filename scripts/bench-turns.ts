/**
 * The longest turn of the loop while many codes are worked on: sent, accepted, searched, sorted, downloaded, recalled, and watched by
 * many pages, and while an answer of 20 MB comes and is looked at. Everything in one process, the client too, over an embedded store of its own.
 *
 *     node scripts/run.mjs scripts/bench-turns.ts [codes, 20000] [watching pages, 200]
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { COLLECTIONS, createApp } from '../server/app.ts';
import { bodyLimits, createBodies } from '../server/bodies.ts';
import { createLog } from '../server/log.ts';
import { createMetrics } from '../server/metrics.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import { ensureAdmin } from '../server/web/people.ts';
import { Books, Caller, itemServiceAddRs, openSession, sendRequest } from './bench/player.ts';
import { envelopeOf } from './web-connector/dotnet-http.ts';

const SOAP_BODY_MAX_BYTES = 64 * 1024 * 1024;
const ANSWER_BYTES = 20_000_000;

const [codes = 20_000, pages = 200] = process.argv.slice(2).map(Number);
const PASSWORD = 'correct horse battery';

const folder = mkdtempSync(join(tmpdir(), 'cost-code-sync-bench-'));
const store = openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
await ensureAdmin(store, randomBytes, PASSWORD);
const server = http.createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://localhost:${(server.address() as AddressInfo).port}`;
server.on(
  'request',
  await createApp({
    store,
    random: randomBytes,
    timers: { now: () => performance.now(), wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    log: createLog('silent'),
    metrics: createMetrics(),
    bodies: createBodies(bodyLimits(SOAP_BODY_MAX_BYTES), () => performance.now()),
    metricsPublic: false,
    hstsSubdomains: false,
    publicURL: url,
    soapBodyMaxBytes: SOAP_BODY_MAX_BYTES,
    setMax: 200,
    trustedProxies: 0,
    version: 'Cost Code Sync bench',
  }),
);

const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
async function api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Record<string, unknown>;
}

const made = await api('POST', '/api/companies', {
  name: 'Bench',
  incomeAccount: 'Income',
  expenseAccount: 'Job',
});
const company = `/companies/${String(made.id)}`;
const rows = Array.from({ length: codes }, (_, at) => ({
  code: `${1 + Math.floor(at / 200)}-${at % 200}`,
  description: `Work of kind ${at % 200} in division ${1 + Math.floor(at / 200)}`,
}));
await api('POST', `/api${company}/import`, { codes: rows });

async function signIn(userName: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ userName, password: PASSWORD }),
    redirect: 'manual',
  });
  const given = answer.headers.getSetCookie()[0];
  if (given === undefined) throw new Error(`no sign-in: ${answer.status}`);
  return given.split(';')[0] ?? '';
}
const cookie = await signIn('admin');

/** Reads an answer of any length, and keeps nothing of it. */
async function page(path: string): Promise<void> {
  const answer = await fetch(url + path, { headers: { cookie } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  for await (const _ of answer.body ?? []);
}

/** The most processor time that the thread spent between two rounds of the loop: other programs do not count, waiting for a disk neither. */
function busiestRound(): () => number {
  let busiest = 0;
  let before = process.threadCpuUsage();
  let next = setImmediate(function again() {
    const { user, system } = process.threadCpuUsage(before);
    busiest = Math.max(busiest, user + system);
    before = process.threadCpuUsage();
    next = setImmediate(again);
  });
  return () => {
    clearImmediate(next);
    return busiest / 1_000;
  };
}

async function measured(what: string, work: () => Promise<unknown>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const busiest = busiestRound();
  const began = performance.now();
  await work();
  const took = performance.now() - began;
  // What came last has to be seen as well.
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  const padded = (ms: number) => ms.toFixed(0).padStart(6);
  console.log(
    `${what.padEnd(30)} took ${padded(took)} ms, longest turn ${padded(delay.max / 1e6)} ms, busiest ${padded(busiest())} ms`,
  );
}

console.log(`${codes} codes`);
await measured('send', () => api('POST', `/api${company}/send`, {}));
await measured('accept', () => api('POST', `/api${company}/accept`, { codes: 'all' }));
await measured('search (interface)', () => api('GET', `/api${company}/codes?search=nothing`));
await measured('search (page)', () => page(`${company}?status=all&search=kind`));
await measured('sorted by description', () => page(`${company}?status=all&sort=description`));
await measured('CSV', () => page(`${company}/codes.csv`));
await measured('ten searches at once', () =>
  Promise.all(Array.from({ length: 10 }, () => page(`${company}?status=all&search=kind`))),
);
await measured('gate of all', () =>
  api('POST', `/api${company}/gate`, { codes: rows.map(({ code }) => code) }),
);
/** A message set on its way in a session of the Web Connector; its answer is made before anything is measured. */
const qwc = await (await fetch(`${url}/api${company}/QBWC.qwc`, { headers: { authorization } })).text();
const told = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(qwc)?.[1] ?? '';
const application = {
  url: `${url}/qbwc`,
  ...(made.connector as { userName: string; password: string }),
  ownerID: told('OwnerID'),
  fileID: told('FileID'),
};
const caller = new Caller();
const ticket = (await openSession(caller, application)) ?? '';
const request = await sendRequest(caller, application, ticket, true);
const others: string[] = [];
for (let number = 1, length = 0; length < ANSWER_BYTES; number++) {
  const name = `03-${number}`;
  const desc = `Slab on Grade &amp; Footings, B&#233;ton ${number}`;
  others.push(
    itemServiceAddRs({ requestID: `z${number}`, number, name, fullName: `03:${name}`, parent: '03', desc }),
  );
  length += others.at(-1)?.length ?? 0;
}
const response = new Books()
  .answer(request)
  .replace('</QBXMLMsgsRs>', () => `${others.join('')}</QBXMLMsgsRs>`);
const longAnswer = Buffer.from(
  envelopeOf('receiveResponseXML', { ticket, response, hresult: '', message: '' }),
);
async function answerAtLength(): Promise<void> {
  const percent = await caller.post(application.url, 'receiveResponseXML', longAnswer);
  if (!(Number(percent) >= 0)) throw new Error(`receiveResponseXML was answered ${percent}`);
}
const idleRss = process.memoryUsage.rss();
let mostRss = 0;
const watchingRss = setInterval(() => {
  mostRss = Math.max(mostRss, process.memoryUsage.rss());
}, 20);
await measured('an answer of 20 MB', answerAtLength);
await measured('the same, when it comes again', answerAtLength);
caller.close();
const session = (await api('GET', `/api${company}/sessions`)).sessions as { id: string }[];
await measured('the session (page)', () => page(`${company}/sessions/${session[0]?.id}`));
await measured('the answer (download)', () =>
  page(`${company}/sessions/${session[0]?.id}/000001/answer.xml`),
);
await measured('the session (interface)', () => page(`/api${company}/sessions/${session[0]?.id}`));
clearInterval(watchingRss);
console.log(`${((mostRss - idleRss) / 1024 / 1024).toFixed(0)} MiB above what was there before`);

await measured('recall', () => api('POST', `/api${company}/recall`, { codes: 'all' }));

/** Four pages a session, five sessions a user, as the service allows. */
const cookies: string[] = [];
for (let at = 0; at * 4 < pages; at++) {
  const userName = `viewer-${Math.floor(at / 5)}`;
  if (at % 5 === 0)
    await api('POST', '/api/users', { userName, password: PASSWORD, roles: { [String(made.id)]: 'viewer' } });
  cookies.push(await signIn(userName));
}
const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
let messages = 0;
const requests: http.ClientRequest[] = [];
await measured(`${pages} pages begin to watch`, async () => {
  for (let at = 0; at < pages; at++) {
    const headers = { cookie: cookies[Math.floor(at / 4)] ?? '' };
    const request = http.get(`${url}${company}/events`, { agent, headers }, (answer) =>
      answer.on('data', () => messages++),
    );
    requests.push(request.on('error', () => {}));
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
});
await measured(`${pages} pages watch for 10 s`, () => new Promise((resolve) => setTimeout(resolve, 10_000)));
for (const request of requests) request.destroy();
console.log(`${messages} messages`);

server.closeAllConnections();
server.close();
await store.close();
rmSync(folder, { recursive: true, force: true });
