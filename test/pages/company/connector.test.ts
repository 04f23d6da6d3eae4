import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { follow, inBrowser, signIn } from '../../support/browser.ts';
import { newDesktop } from '../../support/desktop.ts';
import { words } from '../../support/words.ts';

const OTHER = '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}';

inBrowser('the connector page', (start, open) => {
  async function desk() {
    const service = await start();
    const desktop = await newDesktop(service);
    const page = await open();
    await signIn(page, service);
    const address = `${service.url}${desktop.path.replace('/api', '')}/connector`;
    await page.goto(address);
    return {
      service,
      desktop,
      page,
      address,
      words: (selector: string) => words(page, selector),
    };
  }

  it('makes a new password that is shown this once; the old one stops', async () => {
    const { desktop, page, address, words } = await desk();
    const old = desktop.password;
    await follow(page.getByRole('button', { name: 'Make a new password' }));
    const password = await words('#connector-password');
    expect(password).not.toBe(old);
    expect((await desktop.authenticate(old))[1]).toBe('nvu');
    expect((await desktop.authenticate(password))[1]).toBe('none');
    // Loaded again, it is not made again: what was entered in the Web Connector meanwhile must not stop.
    await page.reload();
    expect(await words('.message')).toContain('The new password was shown once.');
    expect((await desktop.authenticate(password))[1]).toBe('none');
    await page.goto(address);
    expect(await page.content()).not.toContain(password);
    await follow(page.getByRole('button', { name: 'Make a new password' }));
    await page.locator('#connector-password').waitFor();
    expect((await desktop.authenticate(password))[1]).toBe('nvu');
  });

  it('tells when the connector was last seen, and gives the .qwc', async () => {
    const { desktop, page, words } = await desk();
    expect(await words('.facts')).toMatch(/Not seen yet[\s\S]*Last seen\s+never/);
    await desktop.authenticate();
    await page.reload();
    expect(await words('.facts')).toMatch(
      /Connected[\s\S]*a moment ago[\s\S]*Expected next[\s\S]*every 15 minutes/,
    );
    expect(await words('.facts')).toContain(desktop.userName);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download QBWC.qwc' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain(desktop.qwc.FileID);
  });

  it('tells in what QuickBooks is another one than before; so does the session that saw it', async () => {
    const { service, desktop, page, address, words } = await desk();
    await desktop.accept('01 General');
    await desktop.session();
    await page.goto(address);
    expect(await words('main')).not.toContain('another one');
    desktop.quickbooks.update({ product: 'QuickBooks Premier 2024', majorVersion: '34' });
    await desktop.accept('02 Site');
    await desktop.session();
    const change =
      'Edition: QuickBooks Premier 2024, before QuickBooks Pro 2014. Version: 34.0, before 24.0.';
    await page.reload();
    expect(await words('main')).toMatch(
      new RegExp(`QuickBooks is another one since .* C[SD]T\\. ${change}`.replaceAll(' ', '\\s+')),
    );
    const [{ id }, before] = (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;
    await page.goto(address.replace('/connector', `/sessions/${id}`));
    expect(await words('.facts')).toContain(change);
    await page.goto(address.replace('/connector', `/sessions/${before.id}`));
    expect(await words('.facts')).not.toContain('Changed since');
  });

  it('tells that a wrong password came, when and from where, until the right one or a new one comes', async () => {
    const { service, desktop, page, words } = await desk();
    expect(await page.locator('.message.bad').count()).toBe(0);
    await desktop.authenticate('what somebody typed');
    service.advance(3 * 60_000);
    await page.reload();
    expect(await words('.message.bad')).toMatch(
      /gave a wrong password[\s\S]*C[SD]T \(3 minutes ago\) from the address 127\.0\.0\.1[\s\S]*enter the connector's password again/,
    );
    expect(await page.content()).not.toContain('what somebody typed');
    expect(await words('.facts')).toMatch(/Not seen yet[\s\S]*Last seen\s+never/);
    await desktop.authenticate();
    await page.reload();
    expect(await words('.facts')).toContain('Connected');
    expect(await page.locator('.message.bad').count()).toBe(0);

    await desktop.authenticate('what somebody typed');
    await page.reload();
    await page.getByRole('link', { name: 'make a new one' }).click();
    await follow(page.getByRole('button', { name: 'Make a new password' }));
    await page.locator('#connector-password').waitFor();
    expect(await page.locator('.message.bad').count()).toBe(0);
    expect((await desktop.authenticate())[1]).toBe('nvu');
    await page.goto(page.url().replace('/password', ''));
    expect(await words('.message.bad')).toContain('(a moment ago)');
  });

  it('compares the open company file with the expected one, and takes it once somebody is sure', async () => {
    const { service, desktop, page, words } = await desk();
    expect(await words('#company-file ~ .facts')).toMatch(/not yet: the first export looks/);
    await desktop.accept('01 Site');
    await desktop.session();
    await page.reload();
    expect(await words('#company-file ~ .facts')).toContain(desktop.quickbooks.companyFile);
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await desktop.accept('02 Earthwork');
    await desktop.session();
    expect(await desktop.codes()).toMatchObject({ '02': 'accepted' });
    await page.reload();
    expect(await words('.compare')).toMatch(
      new RegExp(`Expected[^]*${desktop.qwc.FileID}[^]*Open in QuickBooks[^]*${OTHER}`),
    );
    await follow(page.getByRole('button', { name: 'Take the open file' }));
    expect(await words('.error-summary')).toContain('Tick that the open file is the right one.');
    await page.getByLabel('The file that is open is the company file of Acme Builders').check();
    await follow(page.getByRole('button', { name: 'Take the open file' }));
    await page.getByText('is the file of Acme Builders from now on').waitFor();
    expect((await service.api('GET', desktop.path)).body.fileId).toBe(OTHER);
    await desktop.session();
    expect(await desktop.codes()).toMatchObject({ '02': 'synced' });
  });

  it('does not offer to take a file that cannot be taken, and says what helps', async () => {
    const { service, desktop, page, words } = await desk();
    const other = await newDesktop(service);
    await desktop.accept('01 Site');
    for (const [fileID, title, step] of [
      [
        other.qwc.FileID,
        'The open company file belongs to another company here',
        "Open this company's own file",
      ],
      ['my company', "The Web Connector did not use this company's .qwc as it is", 'load it again'],
      [undefined, "The Web Connector did not use this company's .qwc as it is", 'load it again'],
    ] as const) {
      desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', fileID);
      // Without a FileID the connector would stamp it anew.
      const ticket = await desktop.open();
      const text = await desktop.send(ticket);
      if (text !== '') await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
      await desktop.close(ticket);
      await page.goto(page.url().replace(/\/setup$/, '/connector'));
      const main = (await words('main')).toLowerCase();
      expect(main).toContain(title.toLowerCase());
      expect(main).toContain(step.toLowerCase());
      expect(main).not.toContain('accept');
      expect(await page.getByRole('button', { name: 'Take the open file' }).count()).toBe(0);
      await page.goto(page.url().replace(/\/connector$/, '/setup'));
      const setup = (await words('main')).toLowerCase();
      expect(setup).toContain(step.toLowerCase());
      expect(setup).not.toContain('right one');
    }
  });

  it('does not take a file that has become another company’s, nor one that is not open any more', async () => {
    const { service, desktop, page, words } = await desk();
    const other = await newDesktop(service);
    const take = async () => {
      await page.getByLabel('The file that is open').check();
      await follow(page.getByRole('button', { name: 'Take the open file' }));
      await page.waitForLoadState();
    };
    for (const each of [desktop, other]) {
      await each.accept('01 Site');
      each.quickbooks.setDataExt(each.qwc.OwnerID, 'FileID', OTHER);
      await each.session();
    }
    await page.reload();
    await service.api('POST', `${other.path}/company-file`, { body: { fileId: OTHER } });
    await take();
    expect(await words('.error-summary')).toContain('belongs to another company here');
    const third = '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D21}';
    const fourth = '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D22}';
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', third);
    await desktop.session();
    await page.goto(page.url().replace(/\/connector\/file$/, '/connector'));
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', fourth);
    await desktop.session();
    await take();
    expect(await words('.error-summary')).toContain('Another file has been opened meanwhile');
    expect((await service.api('GET', desktop.path)).body.fileId).toBe(desktop.qwc.FileID);
  });

  it('asks for the expected file where the open one has no known ID', async () => {
    const { desktop, page, words } = await desk();
    await desktop.accept('01 Site');
    const ticket = await desktop.open();
    await desktop.connectionError(ticket, '0x8004040A', 'another file');
    await page.reload();
    expect(await words('#company-file ~ .compare')).toContain('not told');
    expect(await page.getByRole('button', { name: 'Take the open file' }).count()).toBe(0);
    expect(await words('main')).toContain('In QuickBooks open the company file of this company');
  });
});
