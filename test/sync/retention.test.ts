/** Old sessions go; what people and recovery still need stays. */
import { expect, it } from 'vitest';
import { MESSAGE_SETS } from '../../server/sync/model.ts';
import { purge } from '../../server/sync/retention.ts';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores } from '../support/service.ts';

const DAY_MS = 24 * 3_600_000;

onBothStores('sessions', (start) => {
  it('are deleted with their messages after the days that they are kept for, but what was sent for a code is still shown', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    await desktop.session();
    const preview = async () => (await service.api('GET', `${desktop.path}/codes/01/preview`)).text;
    const sent = await preview();
    const list = async () => (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;
    const [{ id }] = await list();

    service.advance(89 * DAY_MS);
    await desktop.accept('02 Site');
    await desktop.session();
    service.advance(2 * DAY_MS);
    await purge(service.store, 90);
    expect((await list()).map((session: { synced: number }) => session.synced)).toEqual([1]);
    expect((await service.api('GET', `${desktop.path}/sessions/${id}`)).status).toBe(404);
    expect(await preview()).toBe(sent);
    expect(await service.store.count(MESSAGE_SETS, 'byOrder', [desktop.path.split('/').at(-1) ?? ''])).toBe(
      1,
    );
  });

  it('go in small steps that read nothing but what goes, and the next few sessions', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    for (const [age, codes] of [
      [40, ['01 General', '02 Site']],
      [0, ['03 Concrete', '04 Masonry']],
    ] as const) {
      for (const code of codes) {
        await desktop.accept(code);
        await desktop.session();
      }
      service.advance(age * DAY_MS);
    }
    const { find, remove } = service.store;
    let read = 0;
    let removed = 0;
    let largest = 0;
    service.store.find = (async (...args: Parameters<typeof find>) => {
      const found = await find(...args);
      if (args[0].name !== 'companies') read += found.length;
      return found;
    }) as typeof find;
    service.store.remove = (async (...args: Parameters<typeof remove>) => {
      removed += args[1].length;
      largest = Math.max(largest, args[1].length);
      return remove(...args);
    }) as typeof remove;
    await purge(service.store, 30);
    // A session, its exchange and its set, of each of the two that are old; and the step of sessions in which they end.
    expect({ read, removed }).toEqual({ read: 8, removed: 6 });
    expect(largest).toBeLessThanOrEqual(2);
  });

  it('keep the set whose answer is due, however old it is', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    service.advance(400 * DAY_MS);
    await purge(service.store, 90);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });
});
