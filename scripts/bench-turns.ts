/**
 * The longest turn of the service's loop while lists come in and many codes are worked on: imported, sent, accepted, searched, sorted,
 * downloaded, recalled, and watched by many pages, and while an answer of 20 MB comes and is looked at. The service has a process of its own.
 *
 *     node scripts/run.mjs scripts/bench-turns.ts [codes, 20000] [watching pages, 200]
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { costCodes } from './bench/cost-codes.ts';
import { filler, handOut } from './bench/large-answer.ts';
import { applicationOf, Caller } from './bench/player.ts';
import { ADMIN_PASSWORD, newCompany, withService } from './bench/servers.ts';
import type { Turns } from './bench/watch-loop.ts';
import { authorizationOf, type Client, type Company, call, signIn } from './services/client.ts';

const [codes = 20_000, pages = 200] = process.argv.slice(2).map(Number);
const ADMIN = { user: 'admin', password: ADMIN_PASSWORD };
const VIEWERS_PASSWORD = 'a viewer of the benchmark';
const ANSWER_BYTES = 20_000_000;
const BODY_BYTES = 16 * 1024 * 1024;

interface Stage {
  readonly url: string;
  readonly api: Client;
  /** Cookie of an admin's session. */
  readonly cookie: string;
  readonly company: Company;
  measured(what: string, work: () => Promise<unknown>): Promise<void>;
}

/** Runs work in the service, and prints what its loop went through meanwhile. */
const measuring = (child: ChildProcess) => async (what: string, work: () => Promise<unknown>) => {
  const heard = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T;
  await delay(100);
  child.send('start');
  await heard();
  const began = performance.now();
  await work();
  const took = performance.now() - began;
  // What came last has to be seen as well.
  await delay(20);
  child.send('stop');
  const { longestMs, busiestMs, cpuMs, peakMiB } = await heard<Turns>();
  const padded = (figure: number) => figure.toFixed(0).padStart(6);
  console.log(
    `${what.padEnd(32)} took ${padded(took)} ms, longest turn ${padded(longestMs)} ms, busiest ${padded(busiestMs)} ms, CPU ${padded(cpuMs)} ms, peak ${padded(peakMiB)} MiB`,
  );
};

/** Reads an answer of any length, and keeps nothing of it. */
async function read(address: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(address, { headers });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  for await (const _ of answer.body ?? []);
}

/** Into a list that nothing else measures: by the door of the interface, and by the form of the page. */
async function importLists({ url, api, cookie, measured }: Stage): Promise<void> {
  const { id } = await newCompany(api, 'Imports');
  const importing = async (what: string, type: string, body: string, query = ''): Promise<void> => {
    let status = 0;
    await measured(what, async () => {
      const address = `${url}/api/companies/${id}/import${query}`;
      ({ status } = await call('POST', address, { as: ADMIN, type, body }));
    });
    if (status >= 500) throw new Error(`${what}: ${status}`);
  };
  /** The file itself, then in letters within the page that asks for a confirmation. */
  const byForm = async (what: string, to: string, fields: Record<string, string | Blob>): Promise<void> => {
    const asked = await (await fetch(`${url}/companies/${id}/import`, { headers: { cookie } })).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(asked)?.[1] ?? '';
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf, ...fields })) body.append(name, value as string);
    await measured(what, async () => {
      const address = `${url}/companies/${id}${to}`;
      const answer = await fetch(address, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
      if (answer.status >= 400) throw new Error(`${what}: ${answer.status}`);
      for await (const _ of answer.body ?? []);
    });
  };

  console.log(`lists of ${codes} codes come in`);
  const list = costCodes(codes);
  await importing('CSV, dry run', 'text/csv', list, '?dryRun=true');
  await importing('CSV, import', 'text/csv', list);
  await importing('CSV, again', 'text/csv', list);
  await importing('CSV, all changed', 'text/csv', list.replaceAll('",', '!",'));
  const bad = { code: 'ä'.repeat(10), description: '', parent: 'none' };
  const allBad = JSON.stringify({ codes: Array.from({ length: 10 * codes }, () => bad) });
  await importing('JSON, ten times as many bad rows', 'application/json', allBad);
  const numbers = `{"codes":[${'0,'.repeat(BODY_BYTES / 2 - 20)}0]}`;
  await importing('16 MiB of JSON, numbers', 'application/json', numbers);
  const one = JSON.stringify({ codes: [{ code: '1', description: 'x'.repeat(BODY_BYTES - 100) }] });
  await importing('16 MiB of JSON, one row', 'application/json', one);
  await importing('16 MiB of line ends', 'text/csv', `code,description${'\n'.repeat(BODY_BYTES - 100)}`);
  const large = `code,description\n1,${'x'.repeat(BODY_BYTES - 100)}\n2,Two\n`;
  await byForm('16 MiB, form with a file', '/import', { file: new Blob([large]) });
  await byForm('16 MiB, form with its letters', '/import/confirm', {
    content: Buffer.from(large).toString('base64'),
  });
}

async function workOnCodes({ url, api, cookie, company: { id }, measured }: Stage): Promise<void> {
  const rows = Array.from({ length: codes }, (_, at) => ({
    code: `${1 + Math.floor(at / 200)}-${at % 200}`,
    description: `Work of kind ${at % 200} in division ${1 + Math.floor(at / 200)}`,
  }));
  const names = rows.map(({ code }) => code);
  await api.importCodes(id, rows);
  const company = `${url}/companies/${id}`;
  const page = (address: string) => read(company + address, { cookie });

  console.log(`${codes} codes`);
  await measured('send all by name', () => api.send(id, names));
  await measured('recall', () => api.recall(id));
  await measured('send', () => api.send(id));
  await measured('accept', () => api.accept(id));
  await measured('search (interface)', () => api.ask('GET', `/companies/${id}/codes?search=nothing`));
  await measured('search (page)', () => page('?status=all&search=kind'));
  await measured('sorted by description', () => page('?status=all&sort=description'));
  await measured('CSV', () => page('/codes.csv'));
  await measured('IIF', () => read(`${url}/api/companies/${id}/codes.iif`, { ...authorizationOf(ADMIN) }));
  await measured('ten searches at once', () =>
    Promise.all(Array.from({ length: 10 }, () => page('?status=all&search=kind'))),
  );
  await measured('gate of all', () => api.ask('POST', `/companies/${id}/gate`, { codes: names }));
}

/** To a message set on its way in a session of the Web Connector; the answer is made before anything is measured. */
async function answerAtLength({ url, api, cookie, company, measured }: Stage): Promise<void> {
  const caller = new Caller(await applicationOf(api, company));
  const { envelope } = await handOut(caller, filler(ANSWER_BYTES));
  await measured('an answer of 20 MB', () => caller.receive(envelope));
  await measured('the same, when it comes again', () => caller.receive(envelope));
  caller.close();
  const [session] = await api.sessions(company.id);
  const address = `/companies/${company.id}/sessions/${session?.id}`;
  await measured('the session (page)', () => read(`${url}${address}`, { cookie }));
  await measured('the answer (download)', () => read(`${url}${address}/000001/answer.xml`, { cookie }));
  await measured('the session (interface)', () => read(`${url}/api${address}`, { cookie }));
  await measured('recall', () => api.recall(company.id));
}

/** Four pages a session, five sessions a user, as the service allows. */
async function watchPages({ url, api, company: { id }, measured }: Stage): Promise<void> {
  const cookies: string[] = [];
  for (let at = 0; at * 4 < pages; at++) {
    const userName = `viewer-${Math.floor(at / 5)}`;
    if (at % 5 === 0)
      await api.ask('POST', '/users', { userName, password: VIEWERS_PASSWORD, roles: { [id]: 'viewer' } });
    cookies.push(await signIn(url, userName, VIEWERS_PASSWORD));
  }
  const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
  let messages = 0;
  const requests: http.ClientRequest[] = [];
  await measured(`${pages} pages begin to watch`, async () => {
    for (let at = 0; at < pages; at++) {
      const headers = { cookie: cookies[Math.floor(at / 4)] ?? '' };
      const request = http.get(`${url}/companies/${id}/events`, { agent, headers }, (answer) =>
        answer.on('data', () => messages++).on('error', () => {}),
      );
      requests.push(request.on('error', () => {}));
    }
    await delay(2_000);
  });
  await measured(`${pages} pages watch for 10 s`, () => delay(10_000));
  for (const request of requests) request.destroy();
  console.log(`${messages} messages`);
}

await withService(
  async (url, api, child) => {
    const company = await newCompany(api, 'Bench');
    const cookie = await signIn(url, 'admin', ADMIN_PASSWORD);
    const stage: Stage = { url, api, cookie, company, measured: measuring(child) };
    await importLists(stage);
    await workOnCodes(stage);
    await answerAtLength(stage);
    await watchPages(stage);
  },
  {
    environment: { LOG_LEVEL: 'silent' },
    preload: path.join(import.meta.dirname, 'bench', 'watch-loop.ts'),
  },
);
