// The desk of 10,000 codes: what a page weighs, and how long it takes to its first row, beside the desk of 200 codes, which is one page;
// and beside the same desk with a preflight for each code, of what was read from QuickBooks.

import { costCodes } from './bench/cost-codes.ts';
import { median, rounded } from './bench/measure.ts';
import { applicationOf } from './bench/player.ts';
import { bringReading } from './bench/reading.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD, type newCompany, newUnreadCompany, withService } from './bench/servers.ts';
import { SimulatedQuickBooks } from './quickbooks/simulated-quickbooks.ts';
import { type Client, signIn } from './services/client.ts';
import { table } from './terminal.ts';

const MANY = 10_000;
const FEW = 200;
const ROUNDS = 25;
/** Of the desk without a preflight. */
const PREFLIGHT_MAX = 1.3;
/** Items that nobody's codes are. */
const OTHER_ITEMS = 20_000;
/** Uncompressed HTML. */
const PAGE_MAX_BYTES = 100_000;

interface View {
  name: string;
  query: string;
  /** At most so many times what the same view of the short list takes; views that read the whole list are told only. */
  bound?: number;
  /** Whether it is compared with the desk without a preflight. */
  preflight?: true;
}

const VIEWS: readonly View[] = [
  { name: 'first page', query: '', bound: 2, preflight: true },
  { name: 'all states', query: '?status=all', bound: 2, preflight: true },
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

type Make = typeof newCompany;

async function deskOf(url: string, api: Client, count: number, make: Make): Promise<string> {
  const { id } = await make(api, `Builders of ${count}`);
  await api.importList(id, Buffer.from(costCodes(count)));
  await api.send(id);
  return `${url}/companies/${id}`;
}

/** Nothing was read of its QuickBooks. */
const unread: Make = newUnreadCompany;

/** A third of the codes is there, another one elsewhere, and much else. */
const readFull: Make = async (api, name) => {
  const company = await newUnreadCompany(api, name);
  const quickbooks = new SimulatedQuickBooks({ itemCapacity: 4 * OTHER_ITEMS });
  quickbooks.addItem('Elsewhere');
  for (const [at, line] of costCodes(MANY).trim().split('\n').slice(1).entries()) {
    const [code = ''] = line.split(',');
    const parent = /,(\d\d)$/.exec(line)?.[1];
    if (parent === undefined) quickbooks.addItem(code);
    else if (at % 3 === 1) quickbooks.addItem(`${parent}:${code}`);
    else if (at % 3 === 2) quickbooks.addItem(`Elsewhere:${code}`);
  }
  for (let at = 0; at < OTHER_ITEMS; at++) quickbooks.addItem(`Part ${at}`, { kind: 'NonInventory' });
  await bringReading(await applicationOf(api, company), quickbooks);
  return company;
};

await runBench(`The desk of ${MANY} codes, beside that of ${FEW}: ${ROUNDS} rounds`, () =>
  withService(async (url, api) => {
    const many = await deskOf(url, api, MANY, unread);
    const few = await deskOf(url, api, FEW, unread);
    const read = await deskOf(url, api, MANY, readFull);
    const cookie = await signIn(url, 'admin', ADMIN_PASSWORD);
    const results: Result[] = [];
    const rows: (string | number)[][] = [];
    for (const { name, query, bound, preflight } of VIEWS) {
      const ratios: number[] = [];
      /** Beside the same view without a preflight. */
      const judged: number[] = [];
      const times: number[] = [];
      let bytes = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const beside = await look(few + query, cookie);
        const seen = await look(many + query, cookie);
        if (preflight) judged.push((await look(read + query, cookie)).firstRowMs / seen.firstRowMs);
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
      if (preflight)
        results.push(
          resultOf(`${name}: time to the first row, with preflight / without`, PREFLIGHT_MAX, judged),
        );
      results.push(resultOf(`${name}: weight / 100 kB`, 1, [bytes / PAGE_MAX_BYTES]));
    }
    console.log(table(['view', 'weight', 'first row, ms', `ratio to ${FEW} codes`], rows));
    return results;
  }),
);
