/**
 * The longest turn of the loop while the service works in a test: the most processor time that this thread spent from one round of the loop
 * to the next while a server of this process had a request. Processor time, because other test files want the machine as well. What
 * the test itself does meanwhile counts too, so the figure is an upper bound, to be looked into rather than held to.
 */
import { subscribe } from 'node:diagnostics_channel';

/** The timer's own pace: so much may be added of turns that are not the longest. */
const EVERY_MS = 1;

// Before a test puts clocks of its own in their place.
const { setTimeout } = globalThis;

let longestMs = 0;
let openRequests = 0;
let isMeasuring = false;
let isWatching = false;

function measure(before: NodeJS.CpuUsage): void {
  setTimeout(() => {
    const { user, system } = process.threadCpuUsage(before);
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    // Once more after the last request: the turn in which it was answered has to be seen as well.
    if (openRequests > 0) measure(process.threadCpuUsage());
    else isMeasuring = false;
  }, EVERY_MS).unref();
}

/** From now on, in this process; may be called for each of its files. */
export function measureTurns(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe('http.server.request.start', (message) => {
    const { response } = message as { response: NodeJS.EventEmitter };
    openRequests++;
    response.once('close', () => openRequests--);
    if (isMeasuring) return;
    isMeasuring = true;
    measure(process.threadCpuUsage());
  });
}

/** Since it was asked last. */
export function takeLongestTurnMs(): number {
  const taken = longestMs;
  longestMs = 0;
  return taken;
}
