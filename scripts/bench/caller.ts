// Somebody who calls the service at a fixed pace, in a process of their own, seen from the benchmark.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Latencies, openLoop } from './open-loop.ts';

/** How long the calls take while `load` runs. */
export type During = (load: () => Promise<void>) => Promise<Latencies>;

/** `begin` is answered by nothing, `end` by what was measured since. */
export type Order<Target> = { begin: Target; everyMs: number } | 'end';

/** Runs `work` while the process of `module`, beside this one, takes orders; it is gone afterwards. */
export async function withCaller<Target, T>(
  module: string,
  target: Target,
  everyMs: number,
  work: (during: During) => Promise<T>,
): Promise<T> {
  // Run directly, not by run.mjs: whoever runs this is on the right Node already.
  const child = fork(path.join(import.meta.dirname, module), {
    execArgv: process.execArgv,
    // JSON has no NaN.
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  const ended = exited.then(([code]): never => {
    throw new Error(`The caller ${module} ended (${code}).`);
  });
  ended.catch(() => {});
  const tell = (order: Order<Target>): boolean => child.send(order as object);
  try {
    return await work(async (load) => {
      tell({ begin: target, everyMs });
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

/** The caller's side: `begin` gives what is called each time. */
export function takeOrders<Target>(begin: (target: Target) => () => Promise<void>): void {
  let running: ReturnType<typeof openLoop> | null = null;
  process.on('message', async (order: Order<Target>) => {
    if (order !== 'end') {
      running = openLoop(order.everyMs, begin(order.begin));
      return;
    }
    const measured = await running?.stop();
    running = null;
    process.send?.(measured);
  });
  process.once('disconnect', () => process.exit(0));
}
