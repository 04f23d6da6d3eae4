import { expect, it } from 'vitest';
import { follow, inBrowser, signIn } from '../../support/browser.ts';
import { newCompany } from '../../support/service.ts';
import { words } from '../../support/words.ts';

inBrowser('settings', (start, open) => {
  async function at(path: string, { script = true, settings = {} } = {}) {
    const service = await start();
    const company = await newCompany(service, settings);
    const page = await open({ script });
    await signIn(page, service);
    await page.goto(`${service.url}/companies/${company.id}${path}`);
    const stored = async () => (await service.api('GET', company.path)).body;
    return {
      service,
      company,
      page,
      stored,
      words: (selector: string) => words(page, selector),
    };
  }

  it('are saved, with the result told on the page that comes next', async () => {
    const { page, stored, words } = await at('/settings');
    await page.getByLabel('Name of the company').fill('Acme & Sons');
    await page.getByLabel('Default expense account').fill('Cost of Goods Sold:Job Costs');
    await page.getByLabel('Default class').fill('Region:East');
    await page.getByLabel('Code and description').check();
    await page.getByLabel('Minutes between two calls').fill('30');
    await page.getByLabel('Four eyes').check();
    await follow(page.getByRole('button', { name: 'Save the settings' }));
    expect(await words('.message.good')).toContain('The settings have been saved.');
    expect(await stored()).toMatchObject({
      name: 'Acme & Sons',
      incomeAccount: 'Construction Income',
      expenseAccount: 'Cost of Goods Sold:Job Costs',
      class: 'Region:East',
      itemNaming: 'codeAndDescription',
      runEveryMinutes: 30,
      fourEyes: true,
    });
    await page.getByLabel('Default expense account').fill('');
    await page.getByLabel('Default class').fill('');
    await page.getByLabel('Four eyes').uncheck();
    await follow(page.getByRole('button', { name: 'Save the settings' }));
    expect(await stored()).toMatchObject({ expenseAccount: null, class: null, fourEyes: false });
    expect(await page.getByLabel('Name of the company').inputValue()).toBe('Acme & Sons');
  });

  it('tell each error at its field and at the top, keep what was typed, and change nothing', async () => {
    const { page, stored, words } = await at('/settings');
    const before = await stored();
    await page.getByLabel('Name of the company').fill('');
    await page.getByLabel('Default income account').fill('Income:');
    await page.getByLabel('Default class').fill('Łódź');
    await page.getByLabel('Minutes between two calls').fill('often');
    await follow(page.getByRole('button', { name: 'Save the settings' }));
    expect(await page.evaluate('document.activeElement.className')).toContain('error-summary');
    expect((await words('.error-summary')).split('\n').slice(1)).toEqual([
      'Enter the name of the company.',
      'Default income account: Give the account by its full name, such as Income:Labor.',
      'Default class: QuickBooks cannot be asked for a class with the character "Ł" (U+0141).',
      'Enter a whole number of minutes from 1 to 1,440, such as 15.',
    ]);
    const account = page.getByLabel('Default income account');
    expect(await account.inputValue()).toBe('Income:');
    expect(await account.getAttribute('aria-invalid')).toBe('true');
    const described = (await account.getAttribute('aria-describedby'))?.split(' ') ?? [];
    expect(await words(`#${described.at(-1)}`)).toContain('such as Income:Labor');
    await page.getByRole('link', { name: 'Enter a whole number' }).click();
    expect(await page.evaluate('document.activeElement.name')).toBe('runEveryMinutes');
    expect(await stored()).toEqual(before);
  });

  it('name every code that is in the way of another naming, and change nothing', async () => {
    const { service, company, page, stored, words } = await at('/settings');
    const codes = [
      { code: '01', description: 'Site' },
      { code: '02', description: 'site' },
      { code: '03', description: 'A description that is longer than what fits' },
    ];
    await service.api('POST', `${company.path}/import`, { body: { codes } });
    await page.getByLabel('The description').check();
    await follow(page.getByRole('button', { name: 'Save the settings' }));
    expect(await words('.error-summary')).toContain('2 codes cannot be named like this');
    expect(await words('.message.warn li:nth-child(1)')).toMatch(/^02: The item name "site" is the same/);
    expect(await words('.message.warn li:nth-child(2)')).toMatch(/^03: .*43 characters/);
    expect(await page.getByLabel('The description').isChecked()).toBe(true);
    expect((await stored()).itemNaming).toBe('code');
    // Other settings can still be saved, though the naming of now would have problems of its own.
    await page.getByLabel('The code').check();
    await page.getByLabel('Minutes between two calls').fill('5');
    await follow(page.getByRole('button', { name: 'Save the settings' }));
    expect(await stored()).toMatchObject({ itemNaming: 'code', runEveryMinutes: 5 });
  });

  it('hold rules that are added, changed and removed without a script', async () => {
    const { page, stored, words } = await at('/settings/rules', { script: false });
    expect(await words('main')).toContain('No rules yet');
    const row = (count: number) => page.getByRole('group', { name: `Rule ${count}`, exact: true });
    const add = () => page.getByRole('button', { name: 'Add a rule' }).click();
    const save = () => follow(page.getByRole('button', { name: 'Save the rules' }));
    await add();
    await row(1).getByLabel('Codes that begin with').fill('03');
    await row(1).getByLabel('Income account').fill('Income:Concrete');
    await add();
    expect(await row(1).getByLabel('Income account').inputValue()).toBe('Income:Concrete');
    expect(await words('.message.warn')).toContain('Not saved yet');
    await row(2).getByLabel('Codes that begin with').fill('03-3');
    await row(2).getByLabel('Income account').fill('4100 · Income:Footings');
    await row(2).getByLabel('No expense account').check();
    await row(1).getByLabel('Class', { exact: true }).fill('Region:East');
    await row(2).getByLabel('No class').check();
    await add();
    expect((await stored()).accountRules).toEqual([]);
    await save();
    // The row that was left empty is no rule; the longest prefix is first.
    expect(await words('.message.good')).toContain('2 rules saved.');
    const [longer, shorter] = [
      { prefix: '03-3', incomeAccount: 'Income:Footings', expenseAccount: null, class: null },
      { prefix: '03', incomeAccount: 'Income:Concrete', class: 'Region:East' },
    ];
    expect((await stored()).accountRules).toEqual([shorter, longer]);
    expect(await row(1).getByLabel('Codes that begin with').inputValue()).toBe('03-3');
    expect(await row(1).getByLabel('No expense account').isChecked()).toBe(true);
    expect(await row(1).getByLabel('No class').isChecked()).toBe(true);
    expect(await row(2).getByLabel('Class', { exact: true }).inputValue()).toBe('Region:East');
    await page.getByRole('button', { name: 'Remove rule 1' }).click();
    expect(await words('.message.warn')).toContain(
      'The rule 03-3 has been removed here, but this is not saved yet.',
    );
    expect((await stored()).accountRules).toHaveLength(2);
    await save();
    expect((await stored()).accountRules).toEqual([shorter]);
  });

  it('tell what is wrong with a rule at its field, and Enter saves', async () => {
    const { page, stored, words } = await at('/settings/rules', {
      settings: { accountRules: [{ prefix: '01', incomeAccount: 'Income:Site' }] },
    });
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.locator('[name="prefix.2"]:focus').waitFor();
    await page.locator('[name="incomeAccount.2"]').fill('Income:漢');
    await page.locator('[name="expenseAccount.2"]').fill('Costs');
    await page.locator('[name="noExpense.2"]').check();
    await page.locator('[name="class.2"]').fill('Remodel');
    await page.locator('[name="noClass.2"]').check();
    await follow(page.getByRole('button', { name: 'Save the rules' }));
    expect((await words('.error-summary')).split('\n').slice(1)).toEqual([
      'Rule 3: name an expense account or tick that there is none, not both.',
      'Rule 3: name a class or tick that there is none, not both.',
      'Rule 3: Enter how the codes begin, such as 03.',
      expect.stringMatching(/^Rule 3: QuickBooks cannot be asked for an account with the character/),
    ]);
    await page.getByRole('link', { name: 'Enter how the codes begin' }).click();
    await page.keyboard.type('05');
    await page.locator('[name="noExpense.2"]').uncheck();
    await page.locator('[name="noClass.2"]').uncheck();
    await page.locator('[name="incomeAccount.2"]').fill('Income:Metals');
    await page.keyboard.press('Enter');
    await page.getByText('2 rules saved.').waitFor();
    expect((await stored()).accountRules).toEqual([
      { prefix: '01', incomeAccount: 'Income:Site' },
      { prefix: '05', incomeAccount: 'Income:Metals', expenseAccount: 'Costs', class: 'Remodel' },
    ]);
  });

  it('answer which accounts and which class a code gets', async () => {
    const { page, words } = await at('/settings/rules', {
      settings: {
        expenseAccount: 'Costs',
        accountRules: [
          { prefix: '03', incomeAccount: 'Income:Concrete', expenseAccount: null, class: 'Region:East' },
          { prefix: '03-3', incomeAccount: 'Income:Footings' },
        ],
      },
    });
    await page.getByLabel('Code', { exact: true }).fill('03-300');
    await page.keyboard.press('Enter');
    await page.locator('.tried').waitFor();
    expect(await words('.tried')).toMatch(
      /Income:Footings[\s\S]*none: the item has one side[\s\S]*Region:East/,
    );
  });
});
