/**
 * An item was renamed in QuickBooks since it was read. One server links it by what was read, the other one exports a code under its
 * new name, and finds it there: whoever comes first has it, and nobody else.
 */
import { expect, it } from 'vitest';
import { newDesktop } from '../support/desktop.ts';
import { onMongoDB } from '../support/service.ts';

/** After so many calls of the connector the link is made: before the session, between any two calls, and after it. */
const LINKED_AFTER = [0, 1, 2, 3, 4, 5, 6];

onMongoDB('a link beside an export under the new name of the item', (start) => {
  it('gives the item to one code', async () => {
    const service = await start();
    const other = await service.second();
    const owners = new Set<string>();
    for (const linkedAfter of LINKED_AFTER) {
      const desktop = await newDesktop(service);
      const { quickbooks, path } = desktop;
      const { listID } = quickbooks.addItem('Old');
      await service.api('POST', `${path}/quickbooks/read`);
      await desktop.session();
      quickbooks.renameItem('Old', '04');
      await service.api('POST', `${path}/import`, {
        body: { codes: [{ code: '03', description: 'Concrete' }] },
      });
      await desktop.accept('04 Masonry');
      let calls = 0;
      const called = async <T>(call: Promise<T>): Promise<T> => {
        const result = await call;
        if (++calls === linkedAfter) await link();
        return result;
      };
      const link = () =>
        other.api('POST', `${path}/link`, { body: { links: [{ code: '03', listId: listID }] } });
      if (linkedAfter === 0) await link();
      const ticket = await called(desktop.open());
      for (let percent = 0; percent < 100; ) {
        const text = await called(desktop.send(ticket));
        percent = await called(desktop.receive(ticket, quickbooks.processRequest(text)));
      }
      await desktop.close(ticket);
      await service.api('POST', `${path}/quickbooks/read`);
      await desktop.session();
      const codes = [await desktop.code('03'), await desktop.code('04')];
      const having = codes.filter(({ listId }) => listId === listID);
      expect(
        having.map(({ status }) => status),
        `linked after ${linkedAfter} calls`,
      ).toEqual(['synced']);
      owners.add(having[0].code);
    }
    expect([...owners].sort()).toEqual(['03', '04']);
  });
});
