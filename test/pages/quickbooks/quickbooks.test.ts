/** What was read from QuickBooks, on the pages; without a script, so that nothing of it needs one. */
import { expect, it } from 'vitest';
import { follow, inBrowser, result, signIn } from '../../support/browser.ts';
import { newDesktop } from '../../support/desktop.ts';
import { reading } from '../../support/readings.ts';
import { newUser } from '../../support/service.ts';
import { words } from '../../support/words.ts';

inBrowser('what QuickBooks has, on the pages', (start, open) => {
  async function office() {
    const service = await start();
    const desktop = await newDesktop(service);
    const id = desktop.path.split('/').at(-1) ?? '';
    const page = await open({ script: false });
    const at = (path: string) => page.goto(`${service.url}/companies/${id}${path}`);
    const read = async () => {
      await service.api('POST', `${desktop.path}/quickbooks/read`);
      await desktop.session();
    };
    return { service, desktop, id, page, at, read };
  }

  it('is told in a sentence by the connector and the setup, once it was read', async () => {
    const { service, read, page, at } = await office();
    await signIn(page, service);
    await at('/setup');
    expect(await words(page, 'main')).toContain('the first good session reads it');
    await read();
    for (const path of ['/setup', '/connector', '/quickbooks']) {
      await at(path);
      expect(await words(page, 'main')).toMatch(
        /QuickBooks Pro 2014, Sample Builders\.qbw, 21 accounts, 6 classes, 0 items, read on \d+ \w+ \d{4}, \d\d:\d\d UTC\./,
      );
      expect(await words(page, 'main')).toContain('Intuit does not support QuickBooks Desktop 2014 any more');
    }
  });

  it('is read again and the connection checked when a sender asks, and it is told how far that is', async () => {
    const { service, desktop, read, id, page, at } = await office();
    await read();
    desktop.quickbooks.addItem('Site work');
    await signIn(page, service, await newUser(service, 'sue', { roles: { [id]: 'sender' } }));
    await at('/quickbooks');
    expect(await words(page, 'main')).toContain('0 items, read on');
    await follow(page.getByRole('button', { name: 'Read again' }));
    expect(await result(page)).toContain("QuickBooks will be read with the connector's next call");
    expect(await words(page, 'main')).toContain('A reading is asked for since');
    await follow(page.getByRole('button', { name: 'Check the connection' }));
    expect(await words(page, 'main')).toContain('A check is asked for since');
    await desktop.session();
    await at('/quickbooks');
    expect(await words(page, 'main')).toContain('1 item, read on');
    expect(await words(page, '.message.good')).toContain('The connection works.');
    expect(await words(page, 'main')).not.toContain('asked for');

    desktop.quickbooks.isOpen = false;
    desktop.quickbooks.companyFile = 'D:\\elsewhere.qbw';
    await follow(page.getByRole('button', { name: 'Check the connection' }));
    await desktop.session();
    await at('/quickbooks');
    expect(await words(page, '.message.bad')).toMatch(/Checked .* UTC: .*0x8004/);
  });

  it('tells how many readings broke off and why, until one is asked for', async () => {
    const { service, desktop, id, page, at } = await office();
    desktop.quickbooks.faults.add({ kind: 'query', request: 'AccountQueryRq', code: '3260', times: 2 });
    await service.api('POST', `${desktop.path}/quickbooks/read`);
    for (let tries = 0; tries < 2; tries++) await desktop.session();
    await signIn(page, service, await newUser(service, 'sue', { roles: { [id]: 'sender' } }));
    await at('/quickbooks');
    expect(await words(page, 'main')).toMatch(
      /The last 2 readings broke off, one after the other, the last of them on .* UTC: QuickBooks did not tell its accounts: .*3260.* The next session tries again\./,
    );
    await follow(page.getByRole('button', { name: 'Read QuickBooks' }));
    expect(await words(page, 'main')).not.toContain('broke off');
    await desktop.session();
    await at('/quickbooks');
    expect(await words(page, 'main')).toContain('0 items, read on');
  });

  it('goes back to the page on which it was asked for, and nowhere else', async () => {
    const { service, page, at } = await office();
    await signIn(page, service);
    await at('/connector');
    await follow(page.getByRole('button', { name: 'Read QuickBooks' }));
    expect(page.url()).toMatch(/\/connector$/);
    await at('/setup');
    await page.locator('[name="back"]').evaluate((field) => field.setAttribute('value', '/users'));
    await follow(page.getByRole('button', { name: 'Check the connection' }));
    expect(page.url()).toMatch(/\/quickbooks$/);
  });

  it('is seen by viewers, who ask for nothing', async () => {
    const { service, id, page, at } = await office();
    await reading(service, { id }, { classes: [{ listID: 'C', fullName: 'East', isActive: true }] });
    await signIn(page, service, await newUser(service, 'vera', { roles: { [id]: 'viewer' } }));
    await at('/quickbooks');
    expect(await words(page, 'main')).toContain(
      'QuickBooks Enterprise 24, Acme.qbw, 4 accounts, 1 class, 0 items, read on',
    );
    expect(await words(page, '.facts')).toContain('0 of 1,000 that the list takes');
    expect(await page.locator('main button').count()).toBe(0);
  });
});
