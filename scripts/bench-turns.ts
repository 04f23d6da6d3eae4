/**
 * The longest turn of the service's loop while lists come in and many codes are worked on: imported, sent, accepted, searched, sorted,
 * downloaded, recalled, and watched by many pages, and while an answer of 20 MB comes and is looked at. The service has a process of its own.
 *
 *     node scripts/run.mjs scripts/bench-turns.ts [codes, 20000] [watching pages, 200]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { join } from 'node:path';
import { costCodes } from './bench/cost-codes.ts';
import { Books, Caller, itemServiceAddRs, openSession, sendRequest } from './bench/player.ts';
import type { Turns } from './bench/turns-server.ts';
import { envelopeOf } from './web-connector/dotnet-http.ts';

const [codes = 20_000, pages = 200] = process.argv.slice(2).map(Number);
const PASSWORD = 'correct horse battery';
const ANSWER_BYTES = 20_000_000;
const BODY_BYTES = 16 * 1024 * 1024;

const child = fork(join(import.meta.dirname, 'bench', 'turns-server.ts'), [PASSWORD]);
const heard = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T;
const url = await heard<string>();

const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
async function post(path: string, type: string, body: string): Promise<{ status: number; text: string }> {
  const headers = { authorization, 'content-type': type };
  const answer = await fetch(url + path, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}
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

async function measured(what: string, work: () => Promise<unknown>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.send('start');
  await heard();
  const began = performance.now();
  await work();
  const took = performance.now() - began;
  // What came last has to be seen as well.
  await new Promise((resolve) => setTimeout(resolve, 20));
  child.send('stop');
  const { longestMs, busiestMs, cpuMs, peakMiB } = await heard<Turns>();
  const padded = (figure: number) => figure.toFixed(0).padStart(6);
  console.log(
    `${what.padEnd(32)} took ${padded(took)} ms, longest turn ${padded(longestMs)} ms, busiest ${padded(busiestMs)} ms, CPU ${padded(cpuMs)} ms, peak ${padded(peakMiB)} MiB`,
  );
}

/** An import by its own door, into a list that nothing else measures. */
const other = `/api/companies/${String((await api('POST', '/api/companies', { name: 'Imports', incomeAccount: 'Income' })).id)}`;
async function importing(what: string, type: string, body: string, query = ''): Promise<void> {
  let status = 0;
  await measured(what, async () => {
    ({ status } = await post(`${other}/import${query}`, type, body));
  });
  if (status >= 500) throw new Error(`${what}: ${status}`);
}

/** By the form of the page: the file itself, then in letters within the page that asks for a confirmation. */
async function byForm(what: string, path: string, fields: Record<string, string | Blob>): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ csrf: await csrf(), ...fields }))
    form.append(name, value as string);
  await measured(what, async () => {
    const to = `${url}${other.replace('/api', '')}${path}`;
    const answer = await fetch(to, { method: 'POST', headers: { cookie }, body: form, redirect: 'manual' });
    if (answer.status >= 400) throw new Error(`${what}: ${answer.status}`);
    for await (const _ of answer.body ?? []);
  });
}

async function csrf(): Promise<string> {
  const answer = await fetch(`${url}${other.replace('/api', '')}/import`, { headers: { cookie } });
  return /name="csrf" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
}

console.log(`lists of ${codes} codes come in`);
const list = costCodes(codes);
await importing('CSV, dry run', 'text/csv', list, '?dryRun=true');
await importing('CSV, import', 'text/csv', list);
await importing('CSV, again', 'text/csv', list);
await importing('CSV, all changed', 'text/csv', list.replaceAll('",', '!",'));
const bad = Array.from({ length: 10 * codes }, () => ({
  code: 'ä'.repeat(10),
  description: '',
  parent: 'none',
}));
await importing('JSON, ten times as many bad rows', 'application/json', JSON.stringify({ codes: bad }));
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

console.log(`${codes} codes`);
await measured('send all by name', () =>
  api('POST', `/api${company}/send`, { codes: rows.map(({ code }) => code) }),
);
await measured('recall', () => api('POST', `/api${company}/recall`, { codes: 'all' }));
await measured('send', () => api('POST', `/api${company}/send`, {}));
await measured('accept', () => api('POST', `/api${company}/accept`, { codes: 'all' }));
await measured('search (interface)', () => api('GET', `/api${company}/codes?search=nothing`));
await measured('search (page)', () => page(`${company}?status=all&search=kind`));
await measured('sorted by description', () => page(`${company}?status=all&sort=description`));
await measured('CSV', () => page(`${company}/codes.csv`));
await measured('IIF', async () => {
  const answer = await fetch(`${url}/api${company}/codes.iif`, { headers: { authorization } });
  for await (const _ of answer.body ?? []);
});
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
await measured('an answer of 20 MB', answerAtLength);
await measured('the same, when it comes again', answerAtLength);
caller.close();
const session = (await api('GET', `/api${company}/sessions`)).sessions as { id: string }[];
await measured('the session (page)', () => page(`${company}/sessions/${session[0]?.id}`));
await measured('the answer (download)', () =>
  page(`${company}/sessions/${session[0]?.id}/000001/answer.xml`),
);
await measured('the session (interface)', () => page(`/api${company}/sessions/${session[0]?.id}`));

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

child.disconnect();
