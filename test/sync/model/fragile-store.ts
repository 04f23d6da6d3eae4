/** A store under a server that can die at any of its writes, and whose calls can be put in turn with another server's. */
import { type Store, StoreUnavailable } from '../../../server/store/port.ts';

const WRITES: ReadonlySet<string> = new Set(['insert', 'replace', 'remove']);
const CALLS: ReadonlySet<string> = new Set([...WRITES, 'get', 'getMany', 'find', 'findAmong', 'count']);

/** `part`: half of the batch has been written. */
export interface Death {
  readonly write: number;
  readonly when: 'before' | 'after' | 'part';
}

export interface Control {
  death: Death | null;
  writes: number;
  isDead: boolean;
  turn: Turn | null;
}

/** Runs a call to the store when it is its turn. */
export type Turn = <R>(call: () => Promise<R>) => Promise<R>;

export const newControl = (): Control => ({ death: null, writes: 0, isDead: false, turn: null });

type Call = (...args: unknown[]) => Promise<unknown>;

export function fragile(store: Store, now: () => Date, control: Control): Store {
  const dead = () => new StoreUnavailable('the process is dead');
  const wrapped = (name: string, call: Call): Call =>
    async function fragileCall(...args) {
      if (control.isDead) throw dead();
      if (!WRITES.has(name)) return call(...args);
      control.writes += 1;
      if (control.death === null || control.writes < control.death.write) return call(...args);
      control.isDead = true;
      const [collection, documents] = args as [unknown, unknown[]];
      if (control.death.when === 'after') await call(...args);
      if (control.death.when === 'part') await call(collection, documents.slice(0, documents.length / 2));
      throw dead();
    };
  return new Proxy(store, {
    get(target, key) {
      if (key === 'now') return now;
      const value = Reflect.get(target, key);
      if (typeof key !== 'string' || !CALLS.has(key)) return value;
      const call = wrapped(key, value.bind(target));
      return (...args: unknown[]) => (control.turn ? control.turn(() => call(...args)) : call(...args));
    },
  });
}

/** Runs two pieces of work at once, their calls to the store one by one in the order of `picks`. */
export async function interleaved(
  picks: readonly boolean[],
  works: readonly ((turn: Turn) => Promise<void>)[],
): Promise<void> {
  // A piece of work may ask for several things at once.
  const waiting = works.map((): (() => Promise<void>)[] => []);
  let unfinished = works.length;
  const turnOf =
    (work: number): Turn =>
    (call) =>
      new Promise((resolve, reject) => {
        waiting[work]!.push(() => call().then(resolve, reject));
      });
  const all = Promise.all(
    works.map((work, index) =>
      work(turnOf(index)).finally(() => {
        unfinished -= 1;
      }),
    ),
  );
  // Who fails is told by `all`; the other one is led to its end first.
  all.catch(() => {});
  for (let round = 0; unfinished > 0; ) {
    // Everything that can go on without the store does so first.
    await new Promise(setImmediate);
    const [first, second] = waiting.filter((calls) => calls.length > 0);
    const chosen = second !== undefined && picks[round++ % Math.max(picks.length, 1)] ? second : first;
    await chosen?.shift()?.();
  }
  await all;
}
