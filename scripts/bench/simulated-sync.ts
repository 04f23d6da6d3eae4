// The exchange and a simulated QuickBooks in this process, in simulated time: the clock of the store moves by what QuickBooks takes, so
// exchanges and seconds are the same on every machine. CPU time is that of the exchange alone.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COLLECTIONS } from '../../server/app.ts';
import { createCompany } from '../../server/codes/company.ts';
import { importCodes } from '../../server/codes/importing/importing.ts';
import { createImportRoom } from '../../server/codes/importing/room.ts';
import { acceptCodes, sendCodes } from '../../server/codes/queue.ts';
import { openEmbeddedStore } from '../../server/store/embedded.ts';
import { connectionOf } from '../../server/sync/connection.ts';
import { createExchange } from '../../server/sync/exchange.ts';
import { CONNECTIONS, OWNER_ID } from '../../server/sync/model.ts';
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import { ownCpuMsOf } from './measure.ts';

const EXCHANGES_MAX = 100_000;

export interface Setting {
  readonly codes: number;
  /** The most requests that a set may have. */
  readonly setMax: number;
  /** What a set takes besides its requests, and a request, by how many were added before. */
  readonly setMs?: number;
  readonly requestMs?: (added: number) => number;
  /** QuickBooks has all the items already. */
  readonly areThere?: boolean;
  /** Of such a number no set is read. */
  readonly isPoisoned?: (number: number) => boolean;
}

export interface Played {
  readonly exchanges: number;
  readonly longestMs: number;
  readonly cpuMs: number;
}

const nameOf = (number: number): string => `${number}`.padStart(5, '0');

/** All of the codes in one session; throws where not each of them ends as it should. */
export const playSync = async (setting: Setting): Promise<Played> => (await play(setting, false)).adds;

/** The same, and then all of them with another description in a second session. */
export async function playChanges(setting: Setting): Promise<{ adds: Played; changes: Played }> {
  const { adds, changes } = await play(setting, true);
  if (!changes) throw new Error('nothing was changed');
  return { adds, changes };
}

async function play(
  setting: Setting,
  changesAll: boolean,
): Promise<{ adds: Played; changes: Played | null }> {
  const { codes, setMax, setMs = 0, requestMs = () => 0, areThere = false, isPoisoned } = setting;
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-bench-'));
  let nowMs = Date.parse('2026-03-02T08:00:00Z');
  const store = openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date(nowMs) });
  try {
    const { company, connector } = await createCompany(store, randomBytes, {
      name: 'Sample Builders',
      incomeAccount: 'Construction Income',
    });
    // What QuickBooks has counts as read: the session is for the codes alone.
    const connection = await connectionOf(store, company.id);
    const reading = { ...connection.reading, isDue: false, lastAt: store.now().toISOString() };
    await store.replace(CONNECTIONS, [{ ...connection, reading }]);
    const by = { at: store.now().toISOString(), by: 'admin' };
    const place = { store, random: randomBytes, room: createImportRoom() };
    const accept = async (word: string): Promise<void> => {
      const rows = Array.from({ length: codes }, (_, index) => ({
        row: index + 1,
        code: nameOf(index),
        description: `${word} ${index}`,
      }));
      await importCodes(place, company, 'quickbooks', { kind: 'rows', rows }, by, { why: 'by import' });
      await sendCodes(store, company, by, null);
      await acceptCodes(store, company, by, 'all', {});
    };
    await accept('Code');

    const quickbooks: SimulatedQuickBooks = new SimulatedQuickBooks({
      clock: () => new Date(nowMs),
      requestTakes: () => requestMs(quickbooks.adds.length),
      onTime: (ms) => {
        nowMs += ms;
      },
    });
    quickbooks.setDataExt(OWNER_ID, 'FileID', company.fileID);
    if (areThere) for (let number = 0; number < codes; number++) quickbooks.addItem(nameOf(number));
    if (isPoisoned) quickbooks.faults.add({ kind: 'poison', names: (name) => isPoisoned(Number(name)) });
    const exchange = createExchange({ store, random: randomBytes, page: 'http://localhost', setMax });
    let cpuMs = 0;
    const measured = async <T>(call: () => Promise<T>): Promise<T> => {
      let result: Promise<T> | null = null;
      cpuMs += await ownCpuMsOf(() => {
        result = call();
        return result;
      });
      return result as unknown as Promise<T>;
    };
    const session = async (): Promise<Played> => {
      cpuMs = 0;
      const { ticket } = await measured(() => exchange.authenticate(connector.userName, connector.password));
      let exchanges = 0;
      let longestMs = 0;
      for (let percent = 0; percent < 100; exchanges++) {
        if (exchanges === EXCHANGES_MAX) throw new Error(`no end after ${exchanges} exchanges`);
        const call = {
          ticket,
          strHCPResponse: quickbooks.hostCompanyPreferences(OWNER_ID),
          strCompanyFileName: quickbooks.companyFile,
        };
        const sent = await measured(() => exchange.sendRequestXML(call));
        if (sent.kind !== 'request') throw new Error(`nothing was handed out at ${percent} %`);
        const startedMs = nowMs;
        const processed = quickbooks.processRequest(sent.text);
        nowMs += setMs;
        longestMs = Math.max(longestMs, nowMs - startedMs);
        const answer = { response: '', hresult: '', message: '', ...processed };
        const received = await measured(() => exchange.receiveResponseXML({ ticket, ...answer }));
        if (received.kind !== 'percent') throw new Error(await exchange.getLastError(ticket));
        percent = received.percent;
      }
      return { exchanges, longestMs, cpuMs };
    };
    const adds = await session();
    const poisoned = Array.from({ length: codes }, (_, index) => index).filter((each) =>
      isPoisoned?.(each),
    ).length;
    const added = areThere ? 0 : codes - poisoned;
    if (quickbooks.adds.length !== added)
      throw new Error(`${quickbooks.adds.length} of ${added} codes were added`);
    if (!changesAll) return { adds, changes: null };
    await accept('Changed');
    const changes = await session();
    if (quickbooks.changes.length !== codes)
      throw new Error(`${quickbooks.changes.length} of ${codes} codes were changed`);
    return { adds, changes };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
