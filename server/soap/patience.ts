/** An answer of QuickBooks is in hand, and the store is away: it is tried again for longer than a MongoDB takes to choose a new primary. */
import { isAway } from '../doors/problem-of.ts';
import type { Timers } from '../timers.ts';

/** Each try may take the store's own five seconds as well; the connector may wait for 100 s. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000];
const LIMIT_MS = 20_000;

/** Rejects with what `work` rejects with: anything but a store that is away at once, that one when the time is up. */
export async function patiently<R>(work: () => Promise<R>, { now, wait }: Timers): Promise<R> {
  const started = now();
  for (const pause of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || now() - started + pause > LIMIT_MS) throw error;
      await wait(pause);
    }
  }
  return work();
}
