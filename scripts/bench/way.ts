// A list all the way into QuickBooks, step by step, and what each step costs the service.
import type { Client, Company } from '../services/client.ts';
import { costCodes } from './cost-codes.ts';
import { cpuMsOf } from './measure.ts';
import { applicationOf, Caller, playSession } from './player.ts';
import { newCompany } from './servers.ts';

/** A listing is short. */
const LISTINGS = 5;

export const STEPS = ['import', 'send', 'accept', 'list', 'sync'] as const;

export type Step = (typeof STEPS)[number];

export interface Way {
  readonly company: Company;
  /** CPU milliseconds of the service. */
  cpuMs: Record<Step, number>;
  exchanges: number;
  syncSeconds: number;
}

/** One list all the way, in a company of its own. */
export async function wayOf(url: string, api: Client, count: number, overhead: number): Promise<Way> {
  const company = await newCompany(api, `Builders with ${count} codes`);
  const { id } = company;
  const csv = Buffer.from(costCodes(count));
  const isRight = (what: string, number: number): void => {
    if (number !== count) throw new Error(`${what}: ${number} of ${count} codes`);
  };
  const cpuOf = async (work: () => Promise<void>): Promise<number> => (await cpuMsOf(url, work)) - overhead;
  const cpuMs = { import: 0, send: 0, accept: 0, list: 0, sync: 0 };
  cpuMs.import = await cpuOf(async () => isRight('import', (await api.importList(id, csv)).added));
  cpuMs.send = await cpuOf(async () => isRight('send', (await api.send(id)).sent));
  cpuMs.accept = await cpuOf(async () => isRight('accept', (await api.accept(id)).accepted));
  cpuMs.list =
    (await cpuOf(async () => {
      for (let time = 0; time < LISTINGS; time++) isRight('list', (await api.codes(id)).length);
    })) / LISTINGS;
  const caller = new Caller(await applicationOf(api, company));
  let exchanges = 0;
  const started = performance.now();
  cpuMs.sync = await cpuOf(async () => {
    const played = await playSession(caller);
    exchanges = played.exchanges;
    isRight('sync', played.added);
  });
  const syncSeconds = (performance.now() - started) / 1000;
  caller.close();
  isRight('status', (await api.status(id)).counts.synced);
  return { company, cpuMs, exchanges, syncSeconds };
}

/** Microseconds a code, over several lists of `count` codes. */
export const perCode = (ways: readonly Way[], count: number, step: Step): number =>
  (ways.reduce((sum, way) => sum + way.cpuMs[step], 0) * 1000) / (ways.length * count);
