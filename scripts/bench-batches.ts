// How many exchanges 1,000 codes take, and how long the longest one is, with a QuickBooks that is fast, slow, or suddenly slow. Its time
// is simulated: the clock of the store moves by what QuickBooks takes, so the figures are the same on every machine.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COLLECTIONS } from '../server/app.ts';
import { createCompany } from '../server/codes/company.ts';
import { importCodes } from '../server/codes/importing/importing.ts';
import { createImportRoom } from '../server/codes/importing/room.ts';
import { acceptCodes, sendCodes } from '../server/codes/queue.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import { createExchange } from '../server/sync/exchange.ts';
import { OWNER_ID } from '../server/sync/model.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { SimulatedQuickBooks } from './quickbooks/simulated-quickbooks.ts';
import { table } from './terminal.ts';

const CODES = 1_000;
const SET_MAX = 200;
const HALF_A_MINUTE_S = 30;
/** Of sets that are all as large as they may be. */
const FEWEST = CODES / SET_MAX;

interface Pace {
  name: string;
  /** What a request takes, by how many codes are in QuickBooks already. */
  requestMs: (added: number) => number;
  /** At most so many times the exchanges of the largest sets that fit into half a minute. */
  exchangesBound: number;
  longestBound: number;
  why: string;
}

const PACES: readonly Pace[] = [
  {
    name: 'fast: 20 ms a code',
    requestMs: () => 20,
    exchangesBound: 2,
    longestBound: 1,
    why: 'sets of 200, after five that grow',
  },
  {
    name: 'slow: 1.5 s a code',
    requestMs: () => 1_500,
    exchangesBound: 2.2,
    longestBound: 1,
    why: 'sets that take half of the half minute',
  },
  {
    name: 'suddenly ten times slower, after 600 codes',
    requestMs: (added) => (added < 600 ? 50 : 500),
    exchangesBound: 3,
    // The one set that is on its way when it happens cannot be made smaller any more.
    longestBound: 3.5,
    why: 'one set too large, then small ones',
  },
];

async function play({ requestMs }: Pace): Promise<{ exchanges: number; longestMs: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-bench-'));
  let nowMs = Date.parse('2026-03-02T08:00:00Z');
  const store = openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date(nowMs) });
  try {
    const { company, connector } = await createCompany(store, randomBytes, {
      name: 'Sample Builders',
      incomeAccount: 'Construction Income',
    });
    const by = { at: store.now().toISOString(), by: 'admin' };
    const rows = Array.from({ length: CODES }, (_, index) => ({
      row: index + 1,
      code: `${index}`.padStart(4, '0'),
      description: `Code ${index}`,
    }));
    const place = { store, random: randomBytes, room: createImportRoom() };
    const source = { kind: 'rows', rows } as const;
    await importCodes(place, company, 'quickbooks', source, by, { why: 'by import' });
    await sendCodes(store, company, by, null);
    await acceptCodes(store, company, by, 'all', {});

    const quickbooks: SimulatedQuickBooks = new SimulatedQuickBooks({
      clock: () => new Date(nowMs),
      requestTakes: () => requestMs(quickbooks.adds.length),
      onTime: (ms) => {
        nowMs += ms;
      },
    });
    quickbooks.setDataExt(OWNER_ID, 'FileID', company.fileID);
    const exchange = createExchange({
      store,
      random: randomBytes,
      page: 'http://localhost',
      setMax: SET_MAX,
    });
    const { ticket } = await exchange.authenticate(connector.userName, connector.password);
    let exchanges = 0;
    let longestMs = 0;
    for (let percent = 0; percent < 100; exchanges++) {
      const sent = await exchange.sendRequestXML({
        ticket,
        strHCPResponse: quickbooks.hostCompanyPreferences(OWNER_ID),
        strCompanyFileName: quickbooks.companyFile,
      });
      if (sent.kind !== 'request') throw new Error(`nothing was handed out at ${percent} %`);
      const startedMs = nowMs;
      const processed = quickbooks.processRequest(sent.text);
      longestMs = Math.max(longestMs, nowMs - startedMs);
      const answer = { response: '', hresult: '', message: '', ...processed };
      const received = await exchange.receiveResponseXML({ ticket, ...answer });
      if (received.kind !== 'percent') throw new Error(await exchange.getLastError(ticket));
      percent = received.percent;
    }
    if (quickbooks.adds.length !== CODES)
      throw new Error(`${quickbooks.adds.length} of ${CODES} codes were added`);
    return { exchanges, longestMs };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The exchanges of sets that fill the half minute, or are as large as they may be. */
function fewest({ requestMs }: Pace): number {
  let exchanges = 0;
  for (let added = 0; added < CODES; exchanges++)
    added += Math.min(SET_MAX, Math.floor((HALF_A_MINUTE_S * 1_000) / requestMs(added)));
  return Math.max(exchanges, FEWEST);
}

await runBench(`${CODES} codes, sets of up to ${SET_MAX}`, async () => {
  const results: Result[] = [];
  const rows: (string | number)[][] = [];
  for (const pace of PACES) {
    const { exchanges, longestMs } = await play(pace);
    rows.push([pace.name, exchanges, fewest(pace), (longestMs / 1_000).toFixed(1), pace.why]);
    results.push(
      resultOf(`${pace.name}: exchanges / the fewest possible`, pace.exchangesBound, [
        exchanges / fewest(pace),
      ]),
      resultOf(`${pace.name}: longest exchange / half a minute`, pace.longestBound, [
        longestMs / 1_000 / HALF_A_MINUTE_S,
      ]),
    );
  }
  console.log(table(['QuickBooks', 'exchanges', 'fewest', 'longest, s', ''], rows));
  return results;
});
