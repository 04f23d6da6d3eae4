// Loaded into the service's process before the service (`node --import`), which does not know of it: asked `start` and `stop`, it
// tells what the loop went through between.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Turns {
  readonly longestMs: number;
  /** The most processor time that the thread spent between two rounds of the loop: other programs do not count, waiting for a disk neither. */
  readonly busiestMs: number;
  /** Of all threads. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

function watchLoop(): () => Turns {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const beforeAll = process.cpuUsage();
  let busiest = 0;
  let before = process.threadCpuUsage();
  let next = setImmediate(function again() {
    const { user, system } = process.threadCpuUsage(before);
    busiest = Math.max(busiest, user + system);
    before = process.threadCpuUsage();
    next = setImmediate(again);
  });
  return () => {
    clearImmediate(next);
    delay.disable();
    const { user, system } = process.cpuUsage(beforeAll);
    return {
      longestMs: delay.max / 1e6,
      busiestMs: busiest / 1_000,
      cpuMs: (user + system) / 1_000,
      peakMiB: process.resourceUsage().maxRSS / 1_024,
    };
  };
}

let told = (): Turns | null => null;
process.on('message', (message) => {
  if (message === 'start') {
    told = watchLoop();
    process.send?.('started');
  } else process.send?.(told());
});
