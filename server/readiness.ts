/**
 * Whether this server can do its work: the store answers, is the one that was opened, and takes a write. It is asked by
 * anybody and as often as they like, so all askers within a second share one look, and there is never more than one.
 */
import { collectionOf, DamagedDocument, type Store, type Stored, StoreReplaced } from './store/port.ts';
import { type AllTimers, realTimers } from './timers.ts';

interface Sign extends Stored {
  readonly at: string;
}

/** One document of all servers; who loses against another one has seen the store at work. */
export const READINESS = collectionOf<Sign>()({ name: 'readiness', indexes: {}, mayBeLost: true });
const THE_SIGN = 'readiness';

export const PACE_MS = 1_000;
export const LIMIT_MS = 3_000;

/**
 * - `away`: the store does not answer.
 * - `file`: its file has been deleted or replaced.
 * - `write`: it takes no write.
 * - `time`: it has not answered in time.
 */
export type NotReady = 'away' | 'file' | 'write' | 'time';

/** Gives null when all is well. `now` is a clock that nobody sets, in ms. */
export function createReadiness(
  store: Store,
  now: () => number,
  after: AllTimers['after'] = realTimers.after,
): () => Promise<NotReady | null> {
  let look: Promise<NotReady | null> | null = null;
  let isUnderWay = false;
  let begunAt = 0;
  return () => {
    if (look === null || (!isUnderWay && now() - begunAt >= PACE_MS)) {
      begunAt = now();
      isUnderWay = true;
      look = lookAt(store).finally(() => {
        isUnderWay = false;
      });
    }
    return inTime(look, after);
  };
}

async function lookAt(store: Store): Promise<NotReady | null> {
  try {
    await store.ping();
  } catch (error) {
    return error instanceof StoreReplaced ? 'file' : 'away';
  }
  try {
    const at = store.now().toISOString();
    const known = await store.get(READINESS, THE_SIGN);
    if (known) await store.replace(READINESS, [{ ...known, at }]);
    else await store.insert(READINESS, [{ id: THE_SIGN, at }]);
    return null;
  } catch (error) {
    // The one document that nobody needs.
    return error instanceof DamagedDocument ? null : 'write';
  }
}

async function inTime(look: Promise<NotReady | null>, after: AllTimers['after']): Promise<NotReady | null> {
  const late = Promise.withResolvers<NotReady>();
  const callOff = after(LIMIT_MS, () => late.resolve('time'));
  try {
    return await Promise.race([look, late.promise]);
  } finally {
    callOff();
  }
}
