/** Accounts and classes are chosen among those that QuickBooks has; what it does not have can still be typed. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { account } from '../../quickbooks/has.ts';
import { follow, inBrowser, result, signIn } from '../../support/browser.ts';
import { codeOf, put, verb } from '../../support/codes.ts';
import { reading } from '../../support/readings.ts';
import { newCompany } from '../../support/service.ts';
import { words } from '../../support/words.ts';

const ACCOUNTS = [
  { ...account('Income:Labor', 'Income'), number: '4010' },
  account('Construction Income', 'OtherIncome'),
  account('Old Income', 'Income', false),
  account('Job Expenses', 'CostOfGoodsSold'),
  account('Checking', 'Bank'),
];
const CLASSES = [
  { listID: 'C-1', fullName: 'Region:East', isActive: true },
  { listID: 'C-2', fullName: 'Region:Gone', isActive: false },
];

/** What a field offers: each value with how it is told. */
async function offeredBy(page: Page, field: string): Promise<[string, string][]> {
  const list = await page.locator(`[name="${field}"]`).first().getAttribute('list');
  const options = await page.locator(`datalist[id="${list}"] option`).all();
  return Promise.all(
    options.map(async (option) => [
      (await option.getAttribute('value')) ?? '',
      (await option.textContent()) ?? '',
    ]),
  );
}

inBrowser('the choice of accounts and classes', (start, open) => {
  async function office() {
    const service = await start();
    const company = await newCompany(service, { accountRules: [{ prefix: '03', incomeAccount: 'Typed' }] });
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    const page = await open({ script: false });
    await signIn(page, service);
    return { service, company, page, desk: `${service.url}${company.path.replace('/api', '')}` };
  }

  it('has what was read, active and of a use that fits, with number and kind', async () => {
    const { service, company, page, desk } = await office();
    await page.goto(desk);
    expect(await offeredBy(page, 'accept.incomeAccount')).toEqual([
      ['Construction Income', ''],
      ['Typed', ''],
    ]);
    await reading(service, company, { accounts: ACCOUNTS, classes: CLASSES });
    const expense = [['Job Expenses', 'Job Expenses (cost of goods sold)']];
    const income = [
      ['Construction Income', 'Construction Income (other income)'],
      ['Income:Labor', '4010 · Income:Labor (income)'],
      ...expense,
    ];
    const classes = [['Region:East', '']];
    for (const [path, ...fields] of [
      ['', 'accept.incomeAccount', 'accept.expenseAccount', 'accept.class'],
      ['/codes/01', 'accept.incomeAccount', 'accept.expenseAccount', 'class'],
      ['/settings', 'incomeAccount', 'expenseAccount', 'class'],
      ['/settings/rules', 'incomeAccount.0', 'expenseAccount.0', 'class.0'],
    ] as const) {
      await page.goto(desk + path);
      for (const [at, offered] of [income, expense, classes].entries()) {
        const told = await offeredBy(page, fields[at] ?? '');
        expect(told.toSorted(), `${path} ${fields[at]}`).toEqual(offered.toSorted());
      }
    }
    await page.goto(`${desk}/add`);
    expect(await offeredBy(page, 'class')).toEqual(classes);
  });

  it('can be passed over by typing', async () => {
    const { service, company, page, desk } = await office();
    await reading(service, company, { accounts: ACCOUNTS, classes: CLASSES });
    await page.goto(`${desk}/codes/01`);
    await page.getByText('Accept…').click();
    await page.getByLabel('Class', { exact: false }).first().fill('Region:West');
    await follow(page.getByRole('button', { name: 'Accept this code' }));
    expect(await result(page)).toContain('1 code accepted.');
    expect(await codeOf(service, company, '01')).toMatchObject({ status: 'accepted', class: 'Region:West' });
  });

  it('is none where there is too much, and says so', async () => {
    const { service, company, page, desk } = await office();
    const many = Array.from({ length: 501 }, (_, at) => account(`Income:No. ${at}`, 'Income'));
    await reading(service, company, { accounts: [...ACCOUNTS, ...many.slice(0, 400)] });
    await page.goto(`${desk}/settings`);
    expect(await offeredBy(page, 'incomeAccount')).toHaveLength(403);
    expect(await words(page, 'main')).not.toContain('too many to choose from');
    await reading(service, company, { accounts: [...ACCOUNTS, ...many] });
    for (const path of ['/settings', '/settings/rules']) {
      await page.goto(desk + path);
      expect(await words(page, 'main')).toContain(
        'QuickBooks has 504 income accounts, too many to choose from here: type the full name.',
      );
    }
    expect(await offeredBy(page, 'incomeAccount.0')).toEqual([]);
    expect(await offeredBy(page, 'expenseAccount.0')).toHaveLength(1);
    await page.goto(desk);
    await page.getByText('Accept…').click();
    expect(await words(page, '.action[open]')).toContain('504 income accounts');
  });
});
