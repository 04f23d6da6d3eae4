// The processes that are measured: the service on an empty temporary folder, and the bare server.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import { type Client, type Company, clientOf } from '../services/client.ts';
import { type ServiceOptions, startService } from '../services/service.ts';
import { rawTransport, readQwcFile, runSession } from '../web-connector.ts';

export const ADMIN_PASSWORD = 'only for this benchmark';
const TOLD_WITHIN_MS = 500;

/** Runs `work` against a service with an empty store of its own, the embedded one unless `mongodbUrl` is given, which is gone afterwards. */
export async function withService<T>(
  work: (url: string, api: Client, child: ChildProcess) => Promise<T>,
  options: Omit<ServiceOptions, 'adminPassword'> = {},
): Promise<T> {
  const service = await startService({ ...options, adminPassword: ADMIN_PASSWORD });
  try {
    const api = clientOf(service.url, 'admin', ADMIN_PASSWORD);
    return await during(work(service.url, api, service.child), service.ended);
  } finally {
    await service.stop();
  }
}

/** Runs `work` against a bare server, which is gone afterwards. Rejects if the server ends before the work does. */
export async function withBareServer<T>(work: (url: string, pid: number) => Promise<T>): Promise<T> {
  // Run directly, not by run.mjs: whoever runs this is on the right Node already.
  const child = fork(path.join(import.meta.dirname, 'bare-server.ts'), { execArgv: process.execArgv });
  const exited = once(child, 'exit');
  try {
    const ended = exited.then(([code]): never => {
      throw new Error(`The bare server ended (${code}).`);
    });
    ended.catch(() => {});
    const [port] = await Promise.race([once(child, 'message'), ended]);
    return await during(work(`http://localhost:${port}`, child.pid ?? 0), ended);
  } finally {
    if (child.connected) child.disconnect();
    await exited;
  }
}

/** A process that ends breaks its connections first: that it has ended is the better message. */
async function during<T>(work: Promise<T>, ended: Promise<never>): Promise<T> {
  try {
    return await Promise.race([work, ended]);
  } catch (error) {
    await Promise.race([ended, delay(TOLD_WITHIN_MS)]);
    throw error;
  }
}

/** A company with the accounts that all benchmarks use. Nothing of its QuickBooks has been read: its first session does that. */
export const newUnreadCompany = (api: Client, name: string): Promise<Company> =>
  api.createCompany({ name, incomeAccount: 'Construction Income', expenseAccount: 'Job Expenses' });

/** The same, and its QuickBooks has been read, so that its next session is for codes. */
export async function newCompany(api: Client, name: string): Promise<Company> {
  const company = await newUnreadCompany(api, name);
  const qwc = readQwcFile(await api.qwc(company.id));
  const transport = rawTransport(qwc.AppURL, { expectContinue: false });
  try {
    const { password } = company.connector;
    await runSession({ qwc, password, quickbooks: new SimulatedQuickBooks(), transport });
  } finally {
    transport.close();
  }
  return company;
}
