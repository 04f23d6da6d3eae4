/** Items become codes, and codes lose the items that are not theirs: by keyboard, without a script. */
import { expect, it } from 'vitest';
import { item } from '../../quickbooks/has.ts';
import { inBrowser, looksRightEverywhere, result, signIn } from '../../support/browser.ts';
import { codeOf, put, statesOf, verb } from '../../support/codes.ts';
import { reading } from '../../support/readings.ts';
import { newCompany, newUser } from '../../support/service.ts';
import { words } from '../../support/words.ts';

inBrowser('items of QuickBooks', (start, open) => {
  async function office() {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [{ code: '01', description: 'Site work' }]);
    await reading(service, company, {
      items: [
        item('01', { description: 'Site work' }),
        item('03', { description: 'Concrete <b>' }),
        item('03:03-300', { parentListID: '80-03', description: 'Footings' }),
        item('Old', { isActive: false }),
        item('Lumber', { type: 'Inventory' }),
      ],
    });
    await verb(service, company, 'link', { links: [{ code: '01', listId: '80-01' }] });
    const page = await open({ script: false });
    await signIn(page, service);
    return { service, company, page, desk: `${service.url}${company.path.replace('/api', '')}` };
  }

  it('become codes: those that are chosen with those above them, or all that are active', async () => {
    const { service, company, page, desk } = await office();
    await page.goto(`${desk}/match`);
    await page.getByRole('link', { name: 'Items without a code' }).press('Enter');
    await page.waitForURL(`${desk}/match/items`);
    const rows = async () =>
      (await page.locator('tbody tr').allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
    expect(await rows()).toEqual([
      '03 Concrete <b> Construction Income none',
      '03:03-300 Footings Construction Income none',
      'Old inactive Construction Income none',
    ]);
    const press = (name: string) => page.getByRole('button', { name }).press('Enter');
    await press('Make codes of the chosen ones');
    await page.getByText('Nothing is ticked').waitFor();

    await press('Only say what all would do');
    await page.getByText('Nothing was changed.').waitFor();
    expect(await result(page)).toContain('2 codes would be made and synced.');
    expect(await statesOf(service, company)).toEqual({ '01': 'synced' });

    await page.getByLabel('Name or description').fill('foot');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=foot/);
    expect(await rows()).toHaveLength(1);
    await page.getByRole('checkbox', { name: '03:03-300' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.locator('.message[role="status"]').waitFor();
    expect(await result(page)).toContain('2 codes made and synced.');
    expect(await statesOf(service, company)).toEqual({ '01': 'synced', '03': 'synced', '03-300': 'synced' });
    await page.getByText('Nothing is found').waitFor();
    await page.getByRole('link', { name: 'Clear' }).press('Enter');
    expect(await rows()).toEqual(['Old inactive Construction Income none']);
    await press('Make codes of all active ones');
    await page.locator('.message').first().waitFor();
    expect(await statesOf(service, company)).toEqual({ '01': 'synced', '03': 'synced', '03-300': 'synced' });
  });

  it('are taken from codes that they are not, with a reason, by admins of the company', async () => {
    const { service, company, page, desk } = await office();
    await page.goto(`${desk}/match/linked`);
    await page.getByRole('checkbox', { name: '01' }).press('Space');
    await page.getByLabel('Reason').fill('It is that of 01-100.');
    await page.keyboard.press('Enter');
    await page.locator('.message[role="status"]').waitFor();
    expect(await result(page)).toContain('1 code is unlinked');
    expect(await statesOf(service, company)).toEqual({ '01': 'unsynced' });
    expect((await codeOf(service, company, '01')).history.at(-1).why).toContain('It is that of 01-100.');

    // From the page of the code, too.
    await verb(service, company, 'link', { links: [{ code: '01', listId: '80-03' }] });
    await page.goto(`${desk}/codes/01`);
    await page.getByText('Unlink…').press('Enter');
    await page.getByLabel('Reason').fill('Concrete it is not.');
    await page.getByRole('button', { name: 'Unlink it from the item' }).press('Enter');
    await page.waitForURL(`${desk}/codes/01`);
    expect(await result(page)).toContain('1 code is unlinked');
    expect(await words(page, 'main')).toContain('Concrete it is not.');

    const id = company.path.split('/').at(-1) ?? '';
    await verb(service, company, 'link', { links: [{ code: '01', listId: '80-01' }] });
    const other = await open({ script: false });
    await signIn(other, service, await newUser(service, 'ann', { roles: { [id]: 'approver' } }));
    await other.goto(`${desk}/match/linked`);
    expect(await other.locator('tbody tr').count()).toBe(1);
    expect(await other.getByRole('button', { name: 'Unlink the chosen ones' }).count()).toBe(0);
    await other.goto(`${desk}/codes/01`);
    expect(await other.getByText('Unlink…').count()).toBe(0);
  });

  it('look right at every width', async () => {
    const { service, desk } = await office();
    const page = await open();
    await signIn(page, service);
    for (const [name, path] of [
      ['items-without-a-code', 'match/items'],
      ['linked-items', 'match/linked'],
      ['unlink-panel', 'codes/01'],
    ] as const) {
      await page.goto(`${desk}/${path}`);
      if (name === 'unlink-panel') await page.getByText('Unlink…').click();
      await looksRightEverywhere(page, name);
    }
  });
});
