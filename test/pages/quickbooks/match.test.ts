/** Codes are linked with the items that they are in QuickBooks already: by keyboard, without a script. */
import { expect, it } from 'vitest';
import { item } from '../../quickbooks/has.ts';
import { inBrowser, result, signIn } from '../../support/browser.ts';
import { codeOf, put, statesOf, verb } from '../../support/codes.ts';
import { reading } from '../../support/readings.ts';
import { newCompany, newUser } from '../../support/service.ts';
import { words } from '../../support/words.ts';

const HOSTILE = '<img src=x>';

inBrowser('matching', (start, open) => {
  async function office() {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [
      { code: '01', description: 'Site work' },
      { code: '02 a', description: 'Earthwork' },
      { code: '03', description: 'Concrete' },
    ]);
    const page = await open({ script: false });
    await signIn(page, service);
    return { service, company, page, desk: `${service.url}${company.path.replace('/api', '')}` };
  }

  it('proposes items with what differs, ticks the sure ones, and links those that are chosen', async () => {
    const { service, company, page, desk } = await office();
    await page.goto(`${desk}/match`);
    expect(await words(page, 'main')).toContain('Nothing has been read yet');
    await reading(service, company, {
      items: [
        item('01', { description: 'Site work' }),
        item('Old:02 a', { description: HOSTILE, isActive: false }),
        item('Slabs', { description: 'Concrete' }),
      ],
    });
    await page.goto(`${desk}/quickbooks`);
    await page.getByRole('link', { name: 'Match codes with items' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${desk}/match`);
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
      '01 01 Its full name none',
      `02 a Old:02 a inactive Its name, elsewhere Parent: here none, in QuickBooks Old Description: here Earthwork, in QuickBooks ${HOSTILE}`,
      '03 Slabs Its description Name: here 03, in QuickBooks Slabs',
    ]);
    const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
    expect([await box('01').isChecked(), await box('02 a').isChecked()]).toEqual([true, false]);
    await box('02 a').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.locator('.message[role="status"]').waitFor();
    expect(await result(page)).toContain('2 codes are linked with their items.');
    expect(await statesOf(service, company)).toEqual({ '01': 'synced', '02 a': 'synced', '03': 'unsynced' });
    expect(await codeOf(service, company, '02 a')).toMatchObject({ listId: '80-Old:02 a' });
    expect(await page.locator('tbody tr').allInnerTexts()).toHaveLength(1);
    await page.getByRole('button', { name: 'Link the chosen ones' }).press('Enter');
    await page.getByText('Nothing is ticked').waitFor();
  });

  it('tells which could not be linked, and is for approvers', async () => {
    const { service, company, page, desk } = await office();
    await reading(service, company, { items: [item('01')] });
    await page.goto(`${desk}/match`);
    const elsewhere = await service.api('POST', `${company.path}/link`, {
      body: { links: [{ code: '03', listId: '80-01' }] },
    });
    expect(elsewhere.body.linked).toBe(1);
    await page.getByRole('button', { name: 'Link the chosen ones' }).press('Enter');
    await page.locator('.message.bad').waitFor();
    expect(await result(page)).toContain('0 codes are linked');
    expect(await result(page)).toContain('01: ');
    expect(await statesOf(service, company)).toMatchObject({ '01': 'unsynced' });
    await verb(service, company, 'send');

    const id = company.path.split('/').at(-1) ?? '';
    const other = await open({ script: false });
    await signIn(other, service, await newUser(service, 'sue', { roles: { [id]: 'sender' } }));
    await other.goto(`${desk}/quickbooks`);
    expect(await other.getByRole('link', { name: 'Match codes with items' }).count()).toBe(0);
    expect((await other.goto(`${desk}/match`))?.status()).toBe(403);
  });
});
