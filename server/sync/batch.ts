/** How many requests a message set may have: it starts small, grows as long as QuickBooks is quick, and shrinks when it is not. */

/** No limit of QuickBooks is known; a connector that waits for long is one that times out. */
export const EXCHANGE_MS = 30_000;
/** Twice as slow as before is still within the half minute. */
const AIM_MS = EXCHANGE_MS / 2;
/** Each session begins with it: what QuickBooks did last night says little about now. */
export const FIRST_BATCH = 10;

/** How many requests the first set of a session may have. */
export const firstBatch = (batch: number, max: number): number => Math.min(batch, FIRST_BATCH, max);

/** After an answer to `requests` adds that took QuickBooks and the way there `elapsedMs`. */
export function nextBatch(batch: number, requests: number, elapsedMs: number, max: number): number {
  const fitting = Math.max(1, Math.floor((AIM_MS * requests) / Math.max(elapsedMs, 1)));
  // A set that was smaller than it might have been says nothing about larger ones, unless it was slow.
  const wanted = requests >= batch ? batch * 2 : batch;
  return Math.max(1, Math.min(wanted, fitting, max));
}

/** After no answer, or one that cannot be read. */
export const afterFailure = (batch: number): number => Math.max(1, Math.floor(batch / 2));
