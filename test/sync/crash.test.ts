/** The server dies before or after any one of its writes: whatever it was, every code ends in QuickBooks exactly once. */
import { expect, it } from 'vitest';
import { type Store, StoreUnavailable } from '../../server/store/port.ts';
import { newDesktop } from '../desktop.ts';
import { onEmbeddedStore } from '../service.ts';

const WRITES = ['insert', 'replace', 'remove'] as const;

/** From the given write on the store is out of reach, as it is for a process that is dead. Says how many writes there were. */
function dieAt(
  store: Store,
  fatal: number,
  when: 'before' | 'after',
): { writes: () => number; undo: () => void } {
  const own = store as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  let writes = 0;
  let isDead = false;
  const dead = () => Promise.reject(new StoreUnavailable('the process is dead'));
  const names = [...WRITES, 'get', 'getMany', 'find', 'count'] as const;
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

onEmbeddedStore('a server that dies', (start) => {
  it.each(['before', 'after'] as const)(
    '%s any write of a session loses no code and adds none twice',
    { timeout: 120_000 },
    async (when) => {
      for (let fatal = 1; ; fatal++) {
        const service = await start();
        const desktop = await newDesktop(service);
        await desktop.accept('01 General', '01 > 01-1 One', '02 Site');
        const death = dieAt(service.store, fatal, when);
        await desktop.session().catch(() => undefined);
        const writes = death.writes();
        death.undo();
        await service.restart();
        for (let session = 1; session <= 3; session++) {
          service.advance(16_000);
          await desktop.session();
        }
        expect(await desktop.codes(), `dead ${when} write ${fatal}`).toEqual({
          '01': 'synced',
          '01-1': 'synced',
          '02': 'synced',
        });
        expect([...desktop.quickbooks.adds].sort(), `dead ${when} write ${fatal}`).toEqual([
          '01',
          '01:01-1',
          '02',
        ]);
        if (writes < fatal) {
          expect(fatal).toBeGreaterThan(10);
          return;
        }
      }
    },
  );
});
