/** Changes of codes in QuickBooks on the pages: edited, approved before and after, discarded, followed, restored, certified. */

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { follow, inBrowser, looksRight, signIn } from '../../support/browser.ts';
import { type Desktop, newDesktop, settle } from '../../support/desktop.ts';
import type { Service } from '../../support/service.ts';

/** Two divisions and a code, all in QuickBooks. */
async function synced(service: Service): Promise<Desktop> {
  const desktop = await newDesktop(service);
  await desktop.accept('03 Concrete', '03 > 03-300 Footings', '04 Masonry');
  await settle(service, desktop);
  return desktop;
}

const deskOf = (service: Service, { path }: Desktop) => service.url + path.replace('/api', '');
const press = (page: Page, name: string) => follow(page.getByRole('button', { name, exact: true }));
const textOf = async (page: Page) => (await page.locator('main').textContent())?.replace(/\s+/g, ' ') ?? '';

inBrowser('a change of a code in QuickBooks', (start, open) => {
  it.each([
    { script: false, width: 1280 },
    { script: true, width: 390 },
  ])('is written, approved before and after, exported and certified: %o', async (look) => {
    const service = await start();
    const desktop = await synced(service);
    const desk = deskOf(service, desktop);
    const page = await open(look);
    await signIn(page, service);
    await page.goto(`${desk}/codes/03-300`);
    await page.getByLabel('Code', { exact: true }).fill('03-310');
    await page.getByLabel('Description').fill('Footings and piers');
    await page.getByLabel('Expense account').fill('Job Expenses:Materials');
    await press(page, 'Save the change');
    expect(page.url()).toBe(`${desk}/codes/03-310`);
    const changes = page.getByRole('table', { name: 'Before and after' });
    await changes.waitFor();
    expect(await changes.getByRole('row').allTextContents()).toHaveLength(4);
    if (look.script) await looksRight(page, 'code-change');
    await press(page, 'Discard the change');
    expect(page.url()).toContain('/codes/03-3');
    await page.goto(`${desk}/codes/03-300`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Synced');
    await page.getByLabel('Description').fill('Footings and piers');
    await page.getByLabel('Inactive').check();
    await press(page, 'Save the change');
    await press(page, 'Send');
    await page.goto(`${desk}?status=pending`);
    const row = await textOf(page);
    expect(row).toContain('Description: Footings → to be Footings and piers');
    expect(row).toContain('Activity: active → to be inactive');
    if (look.script) await looksRight(page, 'desk-change');
    await desktop.do('accept', { codes: 'all' });
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('03:03-300')).toMatchObject({ isActive: false });
    await page.goto(`${desk}/codes/03-300`);
    await follow(page.getByRole('link', { name: 'How it came to QuickBooks, to be printed' }));
    const certificate = await textOf(page);
    expect(certificate).toMatch(
      /Accepted ?by admin, .*Sent ?once, .*Answered ?once, .*added to QuickBooks as 03:03-300/,
    );
    expect(certificate).toMatch(/changed in QuickBooks \(description, activ/);
    if (look.script) await looksRight(page, 'certificate');
    await page.goto(`${desk}/certificates`);
    expect(await page.getByRole('row').count()).toBe(4);
    expect(await textOf(page)).toContain('1 time');
    if (look.script) await looksRight(page, 'certificates');
  });
});

inBrowser('what QuickBooks has otherwise', (start, open) => {
  it.each([
    { script: false, width: 390 },
    { script: true, width: 1280 },
  ])('has its tab, and is followed or restored, one or all: %o', async (look) => {
    const service = await start();
    const desktop = await synced(service);
    const desk = deskOf(service, desktop);
    const page = await open(look);
    await signIn(page, service);
    await page.goto(`${desk}?status=all`);
    expect(await page.getByRole('link', { name: 'Not as it was' }).count()).toBe(0);
    desktop.quickbooks.editItem('03:03-300', { description: 'Foundations' });
    desktop.quickbooks.deleteItem('04');
    await service.api('POST', `${desktop.path}/quickbooks/read`);
    await settle(service, desktop);
    await page.goto(`${desk}?status=all`);
    await follow(page.getByRole('link', { name: 'Not as it was' }));
    const told = await textOf(page);
    expect(told).toContain('Description: here Footings, in QuickBooks Foundations');
    expect(told).toContain('The item is missing in QuickBooks');
    expect(await page.getByRole('button', { name: 'Recall' }).count()).toBe(0);
    if (look.script) await looksRight(page, 'desk-drift');
    await page.getByRole('checkbox', { name: '03-300', exact: true }).check();
    await press(page, 'Follow QuickBooks');
    expect(await textOf(page)).toContain('QuickBooks was followed for 1 code.');
    await page.goto(`${desk}/codes/04`);
    expect(await textOf(page)).toContain('Restore adds it anew');
    if (look.script) await looksRight(page, 'code-drift');
    await page.goto(`${desk}?status=drift`);
    await page.getByRole('checkbox', { name: 'All 1 that match' }).check();
    await press(page, 'Restore');
    expect(await textOf(page)).toContain('1 code is to be as before.');
    expect(await desktop.code('04')).toMatchObject({ status: 'unsynced', listId: null });
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced', description: 'Foundations' });
  });
});
