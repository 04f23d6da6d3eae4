/** The server dies before or after any one of its writes: whatever it was, every code ends in QuickBooks exactly once. */
import { expect, it } from 'vitest';
import { newDesktop } from '../support/desktop.ts';
import { dieAt } from '../support/dying.ts';
import { onEmbeddedStore } from '../support/service.ts';

onEmbeddedStore('a server that dies', (start) => {
  it.each(['before', 'after'] as const)(
    '%s any write of a session loses no code and adds none twice',
    async (when) => {
      const service = await start();
      for (let fatal = 1; ; fatal++) {
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
