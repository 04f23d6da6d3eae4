// Somebody who calls `authenticate` all the time, seen from the benchmark.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Latencies } from '../open-loop.ts';
import type { Order, Target } from './authenticate-caller.ts';

const EVERY_MS = 10;

/** How long `authenticate` takes while `load` runs. */
export type During = (load: () => Promise<void>) => Promise<Latencies>;

/** Runs `work` while a process of its own can call `authenticate`; that process is gone afterwards. */
export async function withCaller<T>(target: Target, work: (during: During) => Promise<T>): Promise<T> {
  // Run directly, not by run.mjs: whoever runs this is on the right Node already.
  const child = fork(path.join(import.meta.dirname, 'authenticate-caller.ts'), {
    execArgv: process.execArgv,
    // JSON has no NaN.
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  const ended = exited.then(([code]): never => {
    throw new Error(`The caller of authenticate ended (${code}).`);
  });
  ended.catch(() => {});
  const tell = (order: Order): boolean => child.send(order);
  try {
    return await work(async (load) => {
      tell({ begin: target, everyMs: EVERY_MS });
      await Promise.race([load(), ended]);
      const measured = nextMessage(child);
      tell('end');
      return Promise.race([measured, ended]);
    });
  } finally {
    if (child.connected) child.disconnect();
    await exited;
  }
}

async function nextMessage(child: ChildProcess): Promise<Latencies> {
  const [message] = await once(child, 'message');
  return message as Latencies;
}
