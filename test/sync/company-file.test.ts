/** Nothing is written before the open company file is known to be the company's. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';
import { needShared } from '../support/shared.ts';

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

  it('that was accepted is told nothing by an answer of the one before', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const old = await desktop.open();
    const answer = desktop.quickbooks.processRequest(await desktop.send(old));
    // Another desktop comes meanwhile, with another file.
    service.advance(16_000);
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await desktop.session();
    await service.api('POST', `${desktop.path}/company-file`, { body: { fileId: OTHER } });
    expect(await desktop.receive(old, answer)).toBe(100);
    expect(await desktop.code('01')).toMatchObject({ status: 'exporting', listId: null });
    await desktop.session();
    expect(await desktop.code('01')).toMatchObject({ status: 'failed', listId: null });
    expect((await desktop.code('01')).problem.advice).toMatch(/#needs-a-look\)\.$/);
  });

  it('that was renamed while it is open is found again once an admin says that it is the one', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const accept = async () => {
      const { fileId } = (await service.api('GET', desktop.path)).body;
      return service.api('POST', `${desktop.path}/company-file`, { body: { fileId } });
    };
    await desktop.accept('01 General');
    await desktop.session();
    await desktop.accept('02 Site');
    // Another file is open, and known: the place of the right one is not forgotten.
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await desktop.session();
    expect((await accept()).status).toBe(200);
    expect((await desktop.authenticate())[1]).toBe(desktop.quickbooks.companyFile);
    service.advance(16_000);
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', desktop.qwc.FileID);
    // QuickBooks only says that another path is open than the one that it is asked for.
    desktop.quickbooks.companyFile = 'D:\\Acme 2026.qbw';
    for (let sessions = 0; sessions < 2; sessions++) {
      expect((await desktop.session()).outcome).toBe('notOpened');
      expect((await desktop.status()).alarm).toMatchObject({ code: 'file', fileId: null });
      service.advance(16_000);
    }
    expect((await accept()).status).toBe(200);
    expect((await desktop.status()).alarms).toEqual([]);
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });

  it('of another company here is never taken', async () => {
    const service = await start();
    const [one, other] = [await newDesktop(service), await newDesktop(service)];
    await one.accept('01 General');
    one.quickbooks.setDataExt(one.qwc.OwnerID, 'FileID', other.qwc.FileID);
    await one.session();
    const { alarm } = await one.status();
    expect(alarm).toMatchObject({ code: 'file', fileId: other.qwc.FileID });
    expect(alarm.message).toMatch(/belongs to another company here\..*#file-of-another\)\.$/);
    expect(alarm.message).not.toMatch(/accept it here/);
    const answer = await service.api('POST', `${one.path}/company-file`, {
      body: { fileId: other.qwc.FileID },
    });
    expect([answer.status, answer.body.code]).toEqual([409, 'file-of-another-company']);
  });
});

const stamp = (ownerID: string, fileID: string) =>
  `<DataExtRet><OwnerID>${ownerID}</OwnerID><DataExtName>FileID</DataExtName><DataExtType>STR255TYPE</DataExtType><DataExtValue>${fileID}</DataExtValue></DataExtRet>`;
const ANOTHER_OWNER = '{11111111-2222-3333-4444-555555555555}';

onBothStores('a company file that cannot be accepted', (start) => {
  /** No words of ours may advise what ends in 422. */
  const expectNoAccepting = async (desktop: Awaited<ReturnType<typeof newDesktop>>, ...texts: string[]) => {
    const { alarm } = await desktop.status();
    for (const text of [alarm.message, ...texts]) {
      expect(text).toMatch(/load it again.*#wrong-qwc\)\.$/);
      expect(text).not.toMatch(/accept/);
      expect(text).toContain(desktop.qwc.FileID);
      expect(text).toContain(desktop.quickbooks.companyFile);
    }
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
    expect(desktop.quickbooks.adds).toEqual([]);
    return alarm;
  };

  it('for the sample of an office: its FileID lies under another OwnerID', async (context) => {
    const hcp = readFileSync(`${needShared(context, 'samples', 'offices')}/hcp-other-owner.xml`, 'utf8');
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', undefined);
    const ticket = await desktop.open();
    const question = await desktop.send(ticket, { hcp });
    expect(question).toContain('CompanyQueryRq');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(question))).toBeLessThan(0);
    const alarm = await expectNoAccepting(
      desktop,
      await desktop.lastError(ticket),
      await desktop.close(ticket),
    );
    expect(alarm).toMatchObject({ code: 'file', fileId: null });
    expect(alarm.message).toMatch(
      /no FileID for this service, but .*\{aaaaaaaa-.*\{11111111-.*another program's/,
    );
    const answer = await service.api('POST', `${desktop.path}/company-file`, {
      body: { fileId: '{aaaaaaaa-2222-3333-4444-555555555555}' },
    });
    expect(answer.status).toBe(422);
  });

  it('because a changed .qwc has stamped it under another OwnerID, until the right .qwc is loaded again', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', undefined);
    const session = await desktop.session({ ownerID: ANOTHER_OWNER });
    expect(session.outcome).toBe('stopped');
    await expectNoAccepting(desktop, session.statusText ?? '');
    // The right one stamps it as ours.
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect((await desktop.status()).alarms).toEqual([]);
  });

  it.each([
    ['is no GUID', 'my company'],
    ['is longer than any', `{${'a'.repeat(300)}}`],
  ])('because its FileID %s', async (_, fileID) => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', fileID);
    const session = await desktop.session();
    const alarm = await expectNoAccepting(desktop, session.statusText ?? '');
    expect(alarm.message.length).toBeLessThan(1_500);
    expect(alarm.fileId).toBe(fileID.length > 255 ? null : fileID);
    const answer = await service.api('POST', `${desktop.path}/company-file`, { body: { fileId: fileID } });
    expect(answer.status).toBe(422);
    expect((await service.api('GET', desktop.path)).body.fileId).toBe(desktop.qwc.FileID);
  });

  it('because it has several', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const { OwnerID, FileID } = desktop.qwc;
    const several = (text: string) =>
      text.replace(stamp(OwnerID, FileID), (one) => one + stamp(OwnerID, OTHER));
    const ticket = await desktop.open();
    const lines = (text: string) => text.replace(/>\s+</g, '><');
    const hcp = several(lines(desktop.quickbooks.hostCompanyPreferences(OwnerID)));
    expect(hcp).toContain(OTHER);
    const question = await desktop.send(ticket, { hcp });
    expect(question).toContain('CompanyQueryRq');
    const processed = desktop.quickbooks.processRequest(question);
    const response = several(lines('response' in processed ? processed.response : ''));
    expect(await desktop.receive(ticket, { response })).toBeLessThan(0);
    const alarm = await expectNoAccepting(desktop, await desktop.lastError(ticket));
    expect(alarm.message).toContain(`has several FileIDs: ${FileID}, ${OTHER}.`);
  });
});

onEmbeddedStore('a company file', (start) => {
  it('is known by the FileID under our OwnerID, whatever other programs have stamped, twice or in capitals', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const { OwnerID, FileID } = desktop.qwc;
    const bare = FileID.replace(/[{}]/g, '').toUpperCase();
    const hcp = desktop.quickbooks
      .hostCompanyPreferences(OwnerID)
      .replace(/>\s+</g, '><')
      .replace(stamp(OwnerID, FileID), (one) => stamp(ANOTHER_OWNER, OTHER) + one + stamp(OwnerID, bare));
    expect(hcp).toContain(bare);
    expect(await desktop.send(await desktop.open(), { hcp })).toContain('<Name>01</Name>');
  });

  it('that is accepted without braces stands in the .qwc with them', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const bare = OTHER.replace(/[{}]/g, '');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', bare);
    await desktop.session();
    const answer = await service.api('POST', `${desktop.path}/company-file`, { body: { fileId: bare } });
    expect(answer.status).toBe(200);
    expect((await service.api('GET', `${desktop.path}/QBWC.qwc`)).text).toContain(
      `<FileID>${OTHER}</FileID>`,
    );
  });

  it('that is another one, and could be accepted, is advised to be only then', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await desktop.session();
    expect((await desktop.status()).alarm.message).toMatch(/have an admin accept it here/);
    const ticket = await desktop.open();
    await desktop.connectionError(ticket, '0x8004040A', 'A different company file is already open.');
    const { alarm } = await desktop.status();
    expect(alarm).toMatchObject({ code: 'file', fileId: null });
    expect(alarm.message).not.toMatch(/accept/);
  });

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
