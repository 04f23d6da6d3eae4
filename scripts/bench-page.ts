// The desk of 10,000 codes: what a page weighs, and how long it takes to its first row, beside the desk of 200 codes, which is one page.

import { costCodes } from './bench/cost-codes.ts';
import { median, rounded } from './bench/measure.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD, newCompany, withService } from './bench/servers.ts';
import { type Client, signIn } from './services/client.ts';
import { table } from './terminal.ts';

const MANY = 10_000;
const FEW = 200;
const ROUNDS = 25;
/** Uncompressed HTML. */
const PAGE_MAX_BYTES = 100_000;

interface View {
  name: string;
  query: string;
  /** At most so many times what the same view of the short list takes; views that read the whole list are told only. */
  bound?: number;
}

const VIEWS: readonly View[] = [
  { name: 'first page', query: '', bound: 2 },
  { name: 'all states', query: '?status=all', bound: 2 },
  { name: 'search', query: '?status=pending&search=steel' },
  { name: 'by description', query: '?status=pending&sort=description' },
];

/** A page as a browser gets it: when its first row is there, and what it weighs. */
async function look(address: string, cookie: string): Promise<{ firstRowMs: number; bytes: number }> {
  const from = performance.now();
  const answer = await fetch(address, { headers: { cookie } });
  if (answer.status !== 200 || !answer.body) throw new Error(`${address} was answered ${answer.status}`);
  const decoder = new TextDecoder();
  let text = '';
  let firstRowMs = Number.NaN;
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (Number.isNaN(firstRowMs) && /<tbody[^>]*>[\s\S]*?<\/tr>/.test(text))
      firstRowMs = performance.now() - from;
  }
  if (Number.isNaN(firstRowMs)) throw new Error(`${address} has no row`);
  return { firstRowMs, bytes: Buffer.byteLength(text) };
}

async function deskOf(url: string, api: Client, count: number): Promise<string> {
  const { id } = await newCompany(api, `Builders of ${count}`);
  await api.importList(id, Buffer.from(costCodes(count)));
  await api.send(id);
  return `${url}/companies/${id}`;
}

await runBench(`The desk of ${MANY} codes, beside that of ${FEW}: ${ROUNDS} rounds`, () =>
  withService(async (url, api) => {
    const many = await deskOf(url, api, MANY);
    const few = await deskOf(url, api, FEW);
    const cookie = await signIn(url, 'admin', ADMIN_PASSWORD);
    const results: Result[] = [];
    const rows: (string | number)[][] = [];
    for (const { name, query, bound } of VIEWS) {
      const ratios: number[] = [];
      const times: number[] = [];
      let bytes = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const beside = await look(few + query, cookie);
        const seen = await look(many + query, cookie);
        ratios.push(seen.firstRowMs / beside.firstRowMs);
        times.push(seen.firstRowMs);
        bytes = Math.max(bytes, seen.bytes);
      }
      rows.push([
        name,
        `${Math.round(bytes / 1_000)} kB`,
        Math.round(median(times)),
        rounded(median(ratios)),
      ]);
      if (bound !== undefined)
        results.push(resultOf(`${name}: time to the first row, ${MANY} / ${FEW} codes`, bound, ratios));
      results.push(resultOf(`${name}: weight / 100 kB`, 1, [bytes / PAGE_MAX_BYTES]));
    }
    console.log(table(['view', 'weight', 'first row, ms', `ratio to ${FEW} codes`], rows));
    return results;
  }),
);
