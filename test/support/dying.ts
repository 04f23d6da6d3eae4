/** A server that dies in the middle of its work, as its store sees it. */
import { type Store, StoreUnavailable } from '../../server/store/port.ts';

const WRITES = ['insert', 'replace', 'remove'] as const;

/** From the given write on the store is out of reach, as it is for a process that is dead. Says how many writes there were. */
export function dieAt(
  store: Store,
  fatal: number,
  when: 'before' | 'after',
): { writes: () => number; undo: () => void } {
  const own = store as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  let writes = 0;
  let isDead = false;
  const dead = () => Promise.reject(new StoreUnavailable('the process is dead'));
  const names = [...WRITES, 'get', 'getMany', 'find', 'findAmong', 'count'] as const;
  const before = names.map((name) => [name, own[name]] as const);
  for (const [name, method] of before) {
    own[name] = async (...args) => {
      if (isDead) return dead();
      if (!(WRITES as readonly string[]).includes(name)) return method?.(...args);
      writes += 1;
      if (writes < fatal) return method?.(...args);
      isDead = true;
      if (when === 'after') await method?.(...args);
      return dead();
    };
  }
  return {
    writes: () => writes,
    undo: () => {
      for (const [name, method] of before) if (method) own[name] = method;
    },
  };
}
