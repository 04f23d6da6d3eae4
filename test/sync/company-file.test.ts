/** Nothing is written before the open company file is known to be the company's. */
import { expect, it } from 'vitest';
import { newDesktop } from '../desktop.ts';
import { onBothStores, onEmbeddedStore } from '../service.ts';

const OTHER = '{0aaaaaaa-1111-4222-8333-444444444444}';

onBothStores('the company file', (start) => {
  it('of somebody else gets nothing: the session ends, says which file is open, and the alarm is raised', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    const session = await desktop.session();
    expect(session.outcome).toBe('stopped');
    expect(session.statusText).toContain(desktop.quickbooks.companyFile);
    expect(session.statusText).toContain(OTHER);
    expect(session.statusText).toContain(desktop.qwc.FileID);
    expect(desktop.quickbooks.items).toEqual([]);
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
    const { alarm, alarms, lastSession } = await desktop.status();
    expect(alarm).toMatchObject({ code: 'file', fileId: OTHER, companyFile: desktop.quickbooks.companyFile });
    expect(alarms).toEqual([alarm]);
    expect(lastSession).toMatchObject({ outcome: 'file' });

    desktop.quickbooks.setDataExt(
      desktop.qwc.OwnerID,
      'FileID',
      desktop.qwc.FileID.toUpperCase().replace(/[{}]/g, ''),
    );
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.status()).toMatchObject({ alarm: null, alarms: [] });
  });

  it('that an admin accepts is the company’s from then on; only the one that is open can be', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const accept = (fileId: string) =>
      service.api('POST', `${desktop.path}/company-file`, { body: { fileId } });
    expect((await accept(OTHER)).status).toBe(422);
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await desktop.session();
    expect((await accept('{0bbbbbbb-1111-4222-8333-444444444444}')).status).toBe(422);
    expect((await accept(OTHER)).status).toBe(200);
    expect((await accept(OTHER)).status).toBe(200);
    expect((await service.api('GET', `${desktop.path}/QBWC.qwc`)).text).toContain(OTHER);
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });

  it('of another company here is never taken', async () => {
    const service = await start();
    const [one, other] = [await newDesktop(service), await newDesktop(service)];
    await one.accept('01 General');
    one.quickbooks.setDataExt(one.qwc.OwnerID, 'FileID', other.qwc.FileID);
    await one.session();
    const answer = await service.api('POST', `${one.path}/company-file`, {
      body: { fileId: other.qwc.FileID },
    });
    expect([answer.status, answer.body.code]).toEqual([409, 'file-of-another-company']);
  });
});

onEmbeddedStore('a company file', (start) => {
  it.each([
    ['does not tell its FileID', (hcp: string) => hcp.replace(/<DataExtRet>.*<\/DataExtRet>/s, '')],
    ['is told in an answer that cannot be read', (hcp: string) => hcp.slice(0, 200)],
    ['is not told of at all', () => ''],
  ])('that %s is asked for it first', async (_, change) => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const hcp = change(desktop.quickbooks.hostCompanyPreferences(desktop.qwc.OwnerID));
    const question = await desktop.send(ticket, { hcp });
    expect(question).toContain(`<OwnerID>${desktop.qwc.OwnerID}</OwnerID>`);
    expect(question).not.toContain('ItemServiceAdd');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(question))).toBe(0);
    const text = await desktop.send(ticket, { hcp: '' });
    expect(text).toContain('<Name>01</Name>');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
  });

  it('that has no FileID even when asked gets nothing', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', undefined);
    const ticket = await desktop.open();
    const question = await desktop.send(ticket);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(question))).toBeLessThan(0);
    expect(await desktop.lastError(ticket)).toMatch(/no FileID/);
    expect(await desktop.close(ticket)).toMatch(/no FileID/);
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
    expect((await desktop.status()).alarm).toMatchObject({ code: 'file', fileId: null });
  });

  it('other than the one asked for, told by connectionError, stops at once and raises the alarm', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    await desktop.session();
    await desktop.accept('02 Site');
    const ticket = await desktop.open();
    expect(
      await desktop.connectionError(ticket, '0x8004040A', 'A different company file is already open.'),
    ).toBe('done');
    expect((await desktop.status()).alarm).toMatchObject({ code: 'file', fileId: null, companyFile: null });
    expect((await desktop.session()).outcome).toBe('done');
    expect((await desktop.status()).alarm).toBeNull();
  });
});
