/** An inactive item holds the name of a code: accepted so, that item is made active and taken over. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { ADMIN, post } from '../support/page-calls.ts';
import { onBothStores, pageOf, type Service } from '../support/service.ts';

onBothStores('an inactive item that holds a name', (start) => {
  async function office() {
    const service = await start();
    const desktop = await newDesktop(service);
    const { quickbooks } = desktop;
    quickbooks.addItem('03', { description: 'Their words', expenseAccount: 'Job Expenses' });
    quickbooks.deactivateItem('03');
    quickbooks.addItem('04');
    await read(service, desktop);
    const codes = ['03', '03 > 03-1', '04', '05'].map((each) => {
      const [code = '', parent = null] = each.split(' > ').reverse();
      return { code, description: `Work of ${code}`, parent };
    });
    await service.api('POST', `${desktop.path}/import`, { body: { codes } });
    await desktop.do('send');
    return { service, desktop, quickbooks };
  }

  async function read(service: Service, desktop: Desktop): Promise<void> {
    await service.api('POST', `${desktop.path}/quickbooks/read`);
    await desktop.session();
  }

  const itemIn = ({ quickbooks }: Desktop, name: string) => quickbooks.itemByFullName(name);

  it('is made active and taken over as it is, and what is below it follows', async () => {
    const { desktop } = await office();
    expect((await desktop.code('03')).preflight.verdict).toBe('inactive');
    const listID = itemIn(desktop, '03')?.listID;
    expect(await desktop.do('accept', { codes: 'all', ifInactive: 'reactivate' })).toEqual({
      accepted: 4,
      refused: [],
    });
    expect(await desktop.code('03')).toMatchObject({
      status: 'accepted',
      listId: listID,
      change: { fields: ['active'] },
    });
    await desktop.session();
    expect(await desktop.codes()).toEqual({
      '03': 'synced',
      '03-1': 'synced',
      '04': 'synced',
      '05': 'synced',
    });
    expect(itemIn(desktop, '03')).toMatchObject({ listID, isActive: true, description: 'Their words' });
    expect(desktop.quickbooks.adds).toEqual(['05', '03:03-1']);
    expect(await desktop.code('03')).toMatchObject({ listId: listID, change: null, problem: null });
  });

  it('stays as it is where nobody says so: the code fails', async () => {
    const { desktop } = await office();
    await desktop.do('accept', { codes: ['03'] });
    await desktop.session();
    expect(await desktop.code('03')).toMatchObject({ status: 'failed', listId: null });
    expect(itemIn(desktop, '03')?.isActive).toBe(false);
  });

  it('is a change that can be dropped, and an answer that is lost makes no second one', async () => {
    const { service, desktop } = await office();
    const accept = { codes: ['03'], ifInactive: 'reactivate' };
    expect(await desktop.do('accept', accept)).toEqual({ accepted: 1, refused: [] });
    await desktop.do('recall', { codes: ['03'] });
    expect(await desktop.do('discard', { codes: ['03'] })).toMatchObject({ discarded: 1 });
    expect(await desktop.code('03')).toMatchObject({ status: 'synced', active: false, change: null });
    await service.api('POST', `${desktop.path}/unlink`, { body: { codes: ['03'], reason: 'Once more.' } });
    await desktop.do('send');
    await desktop.do('accept', accept);
    desktop.quickbooks.faults.add({ kind: 'loseAnswer', names: () => true });
    for (let sessions = 0; sessions < 3; sessions++) {
      await desktop.session();
      service.advance(20_000);
    }
    expect(await desktop.code('03')).toMatchObject({ status: 'synced', active: true });
    expect(itemIn(desktop, '03')?.isActive).toBe(true);
    expect(desktop.quickbooks.adds).toEqual([]);
  });

  it('is made active from the page, too', async () => {
    const { service, desktop } = await office();
    const { headers } = await pageOf(service, ADMIN);
    const fields = { csrf: headers['x-csrf-token'] ?? '', page: 'code', code: '03', 'accept.how': 'rules' };
    const path = `${desktop.path.replace('/api', '')}/accept`;
    await post(service, path, { ...fields, 'accept.reactivates': 'yes' }, { cookie: headers.cookie });
    expect(await desktop.code('03')).toMatchObject({ status: 'accepted', change: { fields: ['active'] } });
  });

  it('is only made active by whoever may accept the code, and by no other word', async () => {
    const { service, desktop } = await office();
    await service.api('PATCH', desktop.path, { body: { fourEyes: true } });
    const refused = await desktop.do('accept', { codes: ['03'], ifInactive: 'reactivate' });
    expect(refused).toMatchObject({ accepted: 0, refused: [{ code: '03' }] });
    expect((await desktop.code('03')).listId).toBeNull();
    for (const ifInactive of ['make', true, null]) {
      const body = { codes: ['03'], ifInactive };
      expect((await service.api('POST', `${desktop.path}/accept`, { body })).status).toBe(422);
    }
    // Nothing was read for two days: it is not relied on.
    await service.api('PATCH', desktop.path, { body: { fourEyes: false } });
    service.advance(2 * 24 * 60 * 60_000);
    expect(await desktop.do('accept', { codes: ['03'], ifInactive: 'reactivate' })).toMatchObject({
      accepted: 1,
    });
    expect((await desktop.code('03')).listId).toBeNull();
  });
});
