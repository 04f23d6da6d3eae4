/** What will happen to each code in QuickBooks, on the desk and on the page of the code; without a script. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { item } from '../../quickbooks/has.ts';
import { follow, inBrowser, result, signIn } from '../../support/browser.ts';
import { put, statesOf, verb } from '../../support/codes.ts';
import { reading } from '../../support/readings.ts';
import { newCompany } from '../../support/service.ts';
import { words } from '../../support/words.ts';

const ITEMS = [
  item('02'),
  item('03', { isActive: false }),
  item('04', { type: 'NonInventory' }),
  item('Old site:05'),
];

/** The cells of the column, by code. */
async function toldIn(page: Page): Promise<Record<string, string>> {
  const rows = await page.locator('.codes tbody tr').all();
  const cells = rows.map(async (row) => {
    const [, code = '', , verdict = ''] = await row.locator('td').allInnerTexts();
    return [code, verdict.replace(/\s+/g, ' ').trim()];
  });
  return Object.fromEntries(await Promise.all(cells));
}

inBrowser('what will happen in QuickBooks', (start, open) => {
  async function office() {
    const service = await start();
    const company = await newCompany(service, {
      accountRules: [{ prefix: '06', incomeAccount: 'Income:Nowhere' }],
    });
    await put(service, company, ['01', '02', '03', '04', '05', '06']);
    await verb(service, company, 'send');
    const page = await open({ script: false });
    await signIn(page, service);
    return { service, company, page, desk: `${service.url}${company.path.replace('/api', '')}` };
  }

  it('is told beside each code once QuickBooks was read, in words and with the reason', async () => {
    const { service, company, page, desk } = await office();
    await page.goto(desk);
    expect(await words(page, '.codes thead')).not.toContain('In QuickBooks');
    expect(await page.getByLabel('In QuickBooks').count()).toBe(0);
    await reading(service, company, { items: ITEMS });
    await page.goto(desk);
    expect(await toldIn(page)).toEqual({
      '01': '+ New item',
      '02': '✓ Is there already The item 02 is there already and will be taken over.',
      '03': '○ Is there, inactive The item 03 is there and inactive. It can be made active again.',
      '04': '✕ Name is taken The name is held by a non inventory item, 04.',
      '05': '≈ One like it is there A new item will be made. One like it is there: Old site:05.',
      '06': '✕ Account in the way QuickBooks has no account "Income:Nowhere".',
    });
    await follow(page.getByRole('link', { name: '06', exact: true }));
    expect(await words(page, '.facts')).toMatch(
      /In QuickBooks\s+✕ Account in the way QuickBooks has no account "Income:Nowhere"\./,
    );
    // What is in QuickBooks has nothing before it.
    await page.goto(`${desk}?status=synced`);
    expect(await page.getByRole('columnheader', { name: 'In QuickBooks' }).count()).toBe(0);
  });

  it('is filtered by, and all that match are those of the filter', async () => {
    const { service, company, page, desk } = await office();
    await reading(service, company, { items: ITEMS });
    await page.goto(desk);
    await page.getByLabel('In QuickBooks').selectOption('Is there already');
    await follow(page.getByRole('button', { name: 'Filter' }));
    expect(Object.keys(await toldIn(page))).toEqual(['02']);
    await follow(page.getByRole('link', { name: 'Description', exact: true }));
    expect(Object.keys(await toldIn(page))).toEqual(['02']);
    await page.getByLabel('All 1 that match').check();
    await page.getByText('Accept…').click();
    await follow(page.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(page)).toContain('1 code accepted.');
    expect(page.url()).toContain('verdict=adopt');
    expect(await statesOf(service, company)).toMatchObject({ '01': 'pending', '02': 'accepted' });
    await follow(page.getByRole('link', { name: 'Clear', exact: true }));
    expect(Object.keys(await toldIn(page))).toEqual(['01', '03', '04', '05', '06']);
  });

  it('keeps no code from the list where the filter is of no use', async () => {
    const { page, desk } = await office();
    await page.goto(`${desk}?verdict=nonsense`);
    expect(await words(page, '.paging')).toContain('1 to 6 of 6 codes');
    await page.goto(`${desk}?verdict=adopt`);
    expect(await words(page, 'main')).toContain('No code matches');
    await page.getByLabel('In QuickBooks').selectOption('Any');
    await follow(page.getByRole('button', { name: 'Filter' }));
    expect(await words(page, '.paging')).toContain('1 to 6 of 6 codes');
  });
});
