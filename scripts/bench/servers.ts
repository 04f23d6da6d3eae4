// The processes that are measured: the service on an empty temporary folder, and the bare server.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Api, apiOf, type Company } from '../demo/api.ts';
import { startService } from '../services/service.ts';

export const ADMIN_PASSWORD = 'only for this benchmark';
const TOLD_WITHIN_MS = 500;

/** Runs `work` against a service with an empty embedded store of its own, which is gone afterwards. */
export async function withService<T>(
  work: (url: string, api: Api, pid: number) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const service = await startService({ adminPassword: ADMIN_PASSWORD, environment });
  try {
    const api = apiOf(service.url, 'admin', ADMIN_PASSWORD);
    return await during(work(service.url, api, service.pid), service.ended);
  } finally {
    await service.stop();
  }
}

/** Runs `work` against a bare server, which is gone afterwards. Rejects if the server ends before the work does. */
export async function withBareServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  // Run directly, not by run.mjs: whoever runs this is on the right Node already.
  const child = fork(path.join(import.meta.dirname, 'bare-server.ts'), { execArgv: process.execArgv });
  const exited = once(child, 'exit');
  try {
    const ended = exited.then(([code]): never => {
      throw new Error(`The bare server ended (${code}).`);
    });
    ended.catch(() => {});
    const [port] = await Promise.race([once(child, 'message'), ended]);
    return await during(work(`http://localhost:${port}`), ended);
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

/** A company with the accounts that all benchmarks use. */
export function newCompany(api: Api, name: string): Promise<Company> {
  return api.createCompany({ name, incomeAccount: 'Construction Income', expenseAccount: 'Job Expenses' });
}

/** Signs in at the page; what the Cookie header of its further requests is. */
export async function signIn(url: string, userName: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ userName, password }),
    redirect: 'manual',
  });
  const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
  await answer.body?.cancel();
  if (cookies.length === 0) throw new Error(`the sign-in of ${userName} was answered ${answer.status}`);
  return cookies.join('; ');
}
