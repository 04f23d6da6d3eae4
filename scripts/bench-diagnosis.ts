// Why codes wait: what the page of 1,000 companies costs, and what the diagnosis adds to the status of one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COLLECTIONS } from '../server/app.ts';
import { quickBooksList } from '../server/codes/model.ts';
import { companyWith, countsOf } from '../server/codes/read.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import { diagnosisOf } from '../server/sync/diagnosis/read.ts';
import { syncStatusOf } from '../server/sync/read.ts';
import { cpuMsOf, median, overheadMs, ownCpuMsOf, rounded } from './bench/measure.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD, newCompany, withService } from './bench/servers.ts';
import { type Client, signIn } from './services/client.ts';

const COMPANIES = 1_000;
/** Made at once. */
const AT_ONCE = 10;
/** Of CPU. */
const PAGE_MAX_MS = 200;
const PAGES = 15;
const STATUS_BOUND = 1.2;
const ROUNDS = 25;
const CALL_ROUNDS = 9;
const STATUSES_A_ROUND = 200;

/** Of each ten companies three have codes that are accepted, three some that wait for an approver, and four nothing that waits. */
async function filled(api: Client, number: number): Promise<string> {
  const { id } = await newCompany(api, `Builders ${number}`);
  const place = number % AT_ONCE;
  if (place >= 6) return id;
  await api.importList(id, Buffer.from('code,description\n01,General\n02,Site\n03,Concrete\n'));
  await api.send(id);
  if (place < 3) await api.accept(id);
  return id;
}

async function fill(api: Client): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < COMPANIES; number += AT_ONCE)
    ids.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => filled(api, number + at)))));
  return ids;
}

async function pageOfAll(url: string): Promise<Result> {
  const cookie = await signIn(url, 'admin', ADMIN_PASSWORD);
  const look = async () => {
    const answer = await fetch(`${url}/`, { headers: { cookie } });
    const rows = (await answer.text()).split('<tr>').length - 2;
    if (rows !== COMPANIES) throw new Error(`the page has ${rows} companies`);
  };
  for (let page = 0; page < 5; page++) await look();
  const overhead = await overheadMs(url);
  const figures: number[] = [];
  for (let page = 0; page < PAGES; page++) figures.push((await cpuMsOf(url, look)) - overhead);
  console.log(`the page of ${COMPANIES} companies: ${Math.round(median(figures))} ms of CPU`);
  return resultOf(
    `overview of ${COMPANIES} companies: CPU / ${PAGE_MAX_MS} ms`,
    1,
    figures.map((ms) => ms / PAGE_MAX_MS),
  );
}

/** CPU of the whole call, as a program makes it. */
async function callOf(url: string, api: Client, ids: readonly string[]): Promise<number> {
  const calls = async () => {
    for (let at = 0; at < STATUSES_A_ROUND; at++) await api.status(ids[at % AT_ONCE] ?? '');
  };
  await calls();
  const overhead = await overheadMs(url);
  const figures: number[] = [];
  for (let round = 0; round < CALL_ROUNDS; round++) figures.push((await cpuMsOf(url, calls)) - overhead);
  return median(figures) / STATUSES_A_ROUND;
}

/** What the diagnosis adds to a call that costs so much with it: read and worked out here, from the same store. */
async function statusOfOne(folder: string, ids: readonly string[], callMs: number): Promise<Result> {
  const store = await openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
  try {
    const companies = (await Promise.all(ids.slice(0, AT_ONCE).map((id) => companyWith(store, id)))).flatMap(
      (company) => company ?? [],
    );
    const known = await Promise.all(
      companies.map(async (company) => ({
        company,
        counts: await countsOf(store, company, quickBooksList(company)),
        status: await syncStatusOf(store, company),
      })),
    );
    const diagnoses = async () => {
      for (let at = 0; at < STATUSES_A_ROUND; at++) {
        const { company, status, counts } = known[at % known.length]!;
        await diagnosisOf(store, company, status, counts);
      }
    };
    await diagnoses();
    const figures: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      figures.push((await ownCpuMsOf(diagnoses)) / STATUSES_A_ROUND);
    console.log(`a status: ${rounded(callMs, 3)} ms of CPU, its diagnosis ${rounded(median(figures), 3)}`);
    return resultOf(
      'status of a company: CPU / without its diagnosis',
      STATUS_BOUND,
      figures.map((ms) => callMs / (callMs - ms)),
    );
  } finally {
    await store.close();
  }
}

await runBench(`Why codes wait: ${COMPANIES} companies`, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-diagnosis-'));
  try {
    const results: Result[] = [];
    const { ids, callMs } = await withService(
      async (url, api) => {
        const all = await fill(api);
        results.push(await pageOfAll(url));
        return { ids: all, callMs: await callOf(url, api, all) };
      },
      { environment: { DATA_DIR: folder } },
    );
    return [...results, await statusOfOne(folder, ids, callMs)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
