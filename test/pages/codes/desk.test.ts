import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { preset } from '../../../scripts/quickbooks/presets.ts';
import { follow, inBrowser, looksRight, result, signIn } from '../../support/browser.ts';
import { codeOf, put, statesOf, verb } from '../../support/codes.ts';
import { Connector } from '../../support/connector.ts';
import { newDesktop } from '../../support/desktop.ts';
import { newCompany, newUser, type Service } from '../../support/service.ts';

const MINUTE_MS = 60_000;

const TREE = [
  { code: '03', description: 'Concrete' },
  { code: '03-100', description: 'Formwork', parent: '03' },
  { code: '03-300', description: 'Footings', parent: '03' },
  { code: '04', description: 'Masonry' },
  { code: '04-100', description: 'Brick', parent: '04' },
];

async function sent(service: Service, settings: Record<string, unknown> = {}) {
  const company = await newCompany(service, settings);
  await put(service, company, TREE);
  await verb(service, company, 'send');
  const id = company.path.split('/').at(-1) ?? '';
  return { company, id, desk: `${service.url}/companies/${id}` };
}

inBrowser('the desk', (start, open) => {
  it('after the sign-in with one company is the first page; a wrong password is told in words', async () => {
    const service = await start();
    const { desk } = await sent(service);
    const page = await open();
    await signIn(page, service, { user: 'admin', password: 'wrong password' });
    expect(await page.locator('.error-summary').innerText()).toContain(
      'The user name or the password is wrong.',
    );
    expect(await page.getByLabel('User name').inputValue()).toBe('admin');
    await signIn(page, service);
    expect(page.url()).toBe(desk);
    await page.locator('.menu.user summary').click();
    await follow(page.getByRole('button', { name: 'Sign out' }));
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sign in');
    await page.goto(`${desk}?status=failed`);
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${desk}?status=failed`);
  });

  it('accepts a division by one tick, and tells how many', async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const page = await open();
    await signIn(page, service);
    await page.getByRole('checkbox', { name: 'Select Division 03 Concrete' }).check();
    expect(await page.locator('[data-selected]').innerText()).toContain('3 selected');
    await page.getByText('Accept…').click();
    expect(await page.locator('.note.warn').innerText()).toContain(
      'may refuse to add an expense account later',
    );
    await follow(page.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(page)).toMatch(/3 codes accepted\..*3 of them have no expense account/s);
    expect(page.url()).toBe(`${desk}?status=pending`);
    expect(await statesOf(service, company)).toMatchObject({
      '03': 'accepted',
      '03-300': 'accepted',
      '04': 'pending',
    });
    // Unticking one code of a division takes the rest of it only.
    await page.getByRole('checkbox', { name: 'Select Division 04 Masonry' }).check();
    await page.getByRole('checkbox', { name: '04', exact: true }).uncheck();
    await page.getByText('Reject…').click();
    await follow(page.getByRole('button', { name: 'Reject selected codes' }));
    expect(await page.locator('.error-summary').innerText()).toContain('Give a reason');
    expect(await page.getByRole('checkbox', { name: '04-100' }).isChecked()).toBe(true);
    await page.getByLabel('Reason').fill('Use 04-110');
    await follow(page.getByRole('button', { name: 'Reject selected codes' }));
    expect(await result(page)).toContain('1 code rejected.');
    await follow(page.getByRole('link', { name: /Rejected/ }));
    expect(await page.locator('.codes').innerText()).toContain('Use 04-110 (admin)');
  });

  it('is worked by keyboard alone', async () => {
    const service = await start();
    const { company } = await sent(service);
    const page = await open();
    await signIn(page, service);
    for (const key of ['j', 'j', 'x', 'j', 'x', 'k']) await page.keyboard.press(key);
    expect(await page.locator('[data-selected]').innerText()).toBe('2 selected');
    await page.keyboard.press('r');
    await page.keyboard.type('jax: not yet');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForLoadState();
    expect(await result(page)).toContain('2 codes rejected.');
    expect((await codeOf(service, company, '03-100')).rejection.reason).toBe('jax: not yet');
    expect(await statesOf(service, company)).toMatchObject({
      '03': 'pending',
      '03-100': 'rejected',
      '03-300': 'rejected',
    });
    await page.keyboard.press('/');
    await page.keyboard.type('brick');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=brick/);
    expect(await page.locator('.codes tbody a').allInnerTexts()).toEqual(['04-100']);
    await page.locator('body').press('?');
    expect(await page.getByText('next, previous code').isVisible()).toBe(true);
    await page.getByLabel('Use these keys in this browser').uncheck();
    await page.locator('body').press('/');
    expect(await page.evaluate('document.activeElement.id')).not.toBe('search');
  });

  it('tells on the send button why it cannot be used, by focus and to screen readers', async () => {
    const service = await start();
    const { company } = await sent(service);
    const page = await open();
    await signIn(page, service);
    const button = page.getByRole('button', { name: 'Re-send to ERP' });
    const why =
      'Every code of the QuickBooks list has been sent already. Import or change codes to send them.';
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator(`#${await button.getAttribute('aria-describedby')}`).innerText()).toBe('');
    await button.focus();
    expect(await page.getByRole('tooltip').innerText()).toBe(why);
    await looksRight(page, 'desk-send-why-not');
    await page.keyboard.press('Escape');
    expect(await page.locator('.why-not').isVisible()).toBe(false);
    await put(service, company, ['05']);
    await page.reload();
    await follow(button);
    expect(await result(page)).toContain('1 code sent to the approver.');
    expect((await statesOf(service, company))['05']).toBe('pending');
  });

  it('shows two people what the other one did', async () => {
    const service = await start();
    const { company, id, desk } = await sent(service, { fourEyes: true });
    const anna = await newUser(service, 'anna', { roles: { [id]: 'approver' } });
    const ben = await newUser(service, 'ben', { roles: { [id]: 'approver' } });
    const [first, second] = [await open(), await open()];
    await signIn(first, service, anna);
    await signIn(second, service, ben);
    for (const page of [first, second]) {
      await page.goto(desk);
      await page.getByRole('checkbox', { name: 'All 5 that match' }).check();
      await page.getByText('Accept…').click();
    }
    await follow(first.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(first)).toContain('5 codes accepted.');
    await second.waitForSelector('[data-changed]:not([hidden])');
    await follow(second.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(second)).toContain('No code is selected');
    await second.goto(`${desk}/codes/03`);
    expect(await second.locator('.timeline').innerText()).toMatch(
      /Ready to export → Accepted accepted[\s\S]*anna/,
    );
    // Ticks of an old page are refused one by one.
    await put(service, company, ['07']);
    await verb(service, company, 'send');
    for (const page of [first, second]) {
      await page.goto(desk);
      await page.getByRole('checkbox', { name: '07' }).check();
      await page.getByText('Accept…').click();
    }
    await follow(first.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(first)).toContain('1 code accepted.');
    await follow(second.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(second)).toContain('07: 07 has been accepted and waits for the connector.');
  });

  it('shows with four eyes why nobody accepts what they sent', async () => {
    const service = await start();
    await sent(service, { fourEyes: true });
    const page = await open();
    await signIn(page, service);
    await page.getByRole('checkbox', { name: '04-100' }).check();
    await page.getByText('Accept…').click();
    await follow(page.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(page)).toContain(
      'You sent 04-100 yourself; this company wants somebody else to accept it.',
    );
  });

  it('that has lost its session says so, does nothing, and comes back to the page', async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}?status=pending&search=brick`);
    await page.getByRole('checkbox', { name: '04-100' }).check();
    service.advance(31 * MINUTE_MS);
    await follow(page.getByRole('button', { name: 'Recall' }));
    expect(await page.locator('main').innerText()).toContain('Your session was over, so nothing was done.');
    await looksRight(page, 'session-over');
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill('correct horse');
    await follow(page.getByRole('button', { name: 'Sign in' }));
    await page.waitForURL(`${desk}?status=pending&search=brick`);
    expect((await statesOf(service, company))['04-100']).toBe('pending');
  });

  it('shows an export while it runs, and its end', async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const connector = await Connector.of(service, company);
    await verb(service, company, 'accept', { codes: ['03', '03-100', '03-300'] });
    const page = await open();
    await signIn(page, service);
    await page.goto(desk);
    const panel = page.locator('.connector');
    expect(await panel.innerText()).toContain('Not seen yet');
    // The division first, then the codes below it.
    await connector.answer(await connector.begin());
    await panel.getByText('Exporting now').waitFor();
    await page.getByText('1 of 3 codes').waitFor();
    const set = await connector.send();
    await page.locator('[data-count="exporting"]', { hasText: '2' }).waitFor();
    await looksRight(page, 'desk-exporting-live');
    await connector.answer(set);
    await page.getByText('3 synced').waitFor();
    expect(await page.locator('[data-count="synced"]').innerText()).toBe('3');
    await page.getByRole('link', { name: 'Show them as they are now' }).waitFor();
    await connector.close();
    await panel.getByText('Connected').waitFor();
  });

  it('tells each alarm with what it holds and what lifts it, and Retry lifts it', async () => {
    const service = await start();
    const { company, desk } = await sent(service, { incomeAccount: 'Nobody Knows' });
    const connector = await Connector.of(service, company);
    await verb(service, company, 'accept', { codes: 'all' });
    await connector.session();
    const page = await open();
    await signIn(page, service);
    const alarm = page.locator('.alarm');
    expect(await alarm.innerText()).toMatch(
      /does not take the account "Nobody Knows"[\s\S]*Retry lifts|Retry once the account is right/,
    );
    expect(await alarm.getByRole('link', { name: /More help/ }).getAttribute('href')).toContain(
      '/support#account',
    );
    expect(await page.getByText('Held by the alarm above').count()).toBe(3);
    await looksRight(page, 'desk-alarm');
    await follow(alarm.getByRole('button', { name: 'Retry' }));
    expect(await result(page)).toContain('Nothing is held any more.');
    expect(await alarm.count()).toBe(0);
    await page.goto(`${desk}?status=accepted`);
    expect(await page.locator('.codes tbody tr:not(.division)').count()).toBe(5);
  });

  it('tells that QuickBooks refuses code after code alike, and Retry tries them all again', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset('taxCodeMissing'));
    await desktop.accept(...Array.from({ length: 12 }, (_, index) => `T${index + 10} Tax`));
    await desktop.session();
    const page = await open();
    await signIn(page, service);
    const alarm = page.locator('.alarm');
    expect(await alarm.innerText()).toMatch(
      /refuses code after code[\s\S]*Sales Tax Code ""[\s\S]*Sales Tax Code List[\s\S]*2 accepted codes held\. Retry lifts it/,
    );
    await follow(alarm.getByRole('button', { name: 'Retry' }));
    expect(await result(page)).toContain('10 codes will be tried again.');
    expect(await alarm.count()).toBe(0);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['accepted']));
  });

  it('imports a file: first shows what it would do, gives the bad rows, then does it', async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const page = await open();
    await signIn(page, service);
    const file = join(tmpdir(), `codes-${process.pid}.csv`);
    await writeFile(
      file,
      'code;description;parent\n03-300;Spread footings;03\n05;Métal;\n06;;\n03-999;Lost;99\n',
    );
    await page.goto(`${desk}/import`);
    await page.getByLabel('File (optional)').setInputFiles(file);
    await follow(page.getByRole('button', { name: 'Show what it would do' }));
    const told = await page.locator('main').innerText();
    expect(told).toMatch(
      /would be added\s+1\s+would be changed\s+1\s+unchanged\s+0\s+rows have problems\s+2/,
    );
    expect(told).toContain('The description is missing.');
    expect(told).toContain('Its parent 99 is unknown.');
    expect(told).toMatch(/Footings\s+Spread footings/);
    expect((await statesOf(service, company))['05']).toBeUndefined();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the 2 bad rows as CSV' }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toBe(
      '\ufeffcode,description,parent,row,problem,warning\r\n06,,,4,The description is missing.,\r\n03-999,Lost,99,5,Its parent 99 is unknown.,\r\n',
    );
    await follow(page.getByRole('button', { name: 'Import 2 codes' }));
    expect(await result(page)).toMatch(
      /1 added, 1 changed, 0 unchanged, 2 rows left out\.[\s\S]*Row 4, 06: The description is missing\./,
    );
    expect(await codeOf(service, company, '05')).toMatchObject({ description: 'Métal', status: 'unsynced' });
    const csv = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    expect(await readFile(await (await csv).path(), 'utf8')).toContain(
      '\r\n05,Métal,,unsynced,Construction Income,',
    );
  });

  it('adds, changes and deletes a code by hand, by the rules of an import', async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const page = await open();
    await signIn(page, service);
    await follow(page.getByRole('link', { name: 'Add a code' }));
    await page.getByLabel('Code', { exact: true }).fill('03-400');
    await page.getByLabel('Description').fill('Precast');
    await page.getByLabel('Division').fill('33');
    await follow(page.getByRole('button', { name: 'Add the code' }));
    expect(await result(page)).toContain('Its parent 33 is unknown.');
    await page.getByLabel('Division').fill('03');
    await follow(page.getByRole('button', { name: 'Add the code' }));
    expect(await result(page)).toContain('03-400 has been added.');
    expect((await codeOf(service, company, '03-400')).history[0].why).toBe('added by hand');
    await page.getByLabel('Description').fill('Precast concrete');
    await follow(page.getByRole('button', { name: 'Save the change' }));
    expect(await result(page)).toContain('The change has been saved.');
    // Somebody else is quicker.
    await put(service, company, [{ code: '03-400', description: 'Other', parent: '03' }]);
    await page.getByLabel('Description').fill('Mine');
    await follow(page.getByRole('button', { name: 'Save the change' }));
    expect(await result(page)).toContain('The code has changed since you opened this page');
    await page.goto(`${desk}/codes/03-400`);
    await page.getByText('Delete…').click();
    await follow(page.getByRole('button', { name: 'Delete this code' }));
    expect(await result(page)).toContain('03-400 has been deleted.');
    await page.goto(`${desk}/codes/03`);
    const button = page.getByRole('button', { name: 'Delete…' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('#why-not-deleted').innerText()).toContain('03 has codes below it');
  });

  it("shows a code's way to QuickBooks and back, and the exact bytes", async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const connector = await Connector.of(service, company);
    await verb(service, company, 'accept', { codes: ['04'] });
    await connector.session();
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/codes/04`);
    const { listId } = await codeOf(service, company, '04');
    expect(await page.locator('.facts').innerText()).toContain(listId);
    expect(await page.locator('.timeline li').count()).toBe(5);
    expect(await page.locator('pre').innerText()).toContain('<Name>04</Name>');
    const href = await page.getByRole('link', { name: 'The exact bytes' }).getAttribute('href');
    const preview = await page.request.get(service.url + href);
    expect([preview.status(), await preview.text()]).toEqual([
      200,
      (await service.api('GET', `${company.path}/codes/04/preview`)).text,
    ]);
  });

  it('keeps other lists here', async () => {
    const service = await start();
    const { desk } = await sent(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/lists`);
    await page.getByLabel('Name of a new list').fill('Owner codes');
    await follow(page.getByRole('button', { name: 'Add the list' }));
    expect(await page.locator('main').innerText()).toContain(
      'is ever sent to QuickBooks. The codes of this one stay here.',
    );
    expect(await page.locator('.why-not').textContent()).toBe('Only the QuickBooks list can be sent.');
    await follow(page.getByRole('link', { name: 'Add a code by hand' }));
    await page.getByLabel('Code', { exact: true }).fill('A1');
    await page.getByLabel('Description').fill('Owner');
    await follow(page.getByRole('button', { name: 'Add the code' }));
    expect(await page.locator('main').innerText()).toContain('Only the QuickBooks list is ever sent.');
    await follow(page.getByRole('link', { name: 'Owner codes' }));
    expect(await page.locator('.codes').innerText()).toContain('A1');
    expect(await page.locator('.actions').count()).toBe(0);
  });

  it('works without JavaScript', async () => {
    const service = await start();
    const { company, desk } = await sent(service);
    const page = await open({ script: false });
    await signIn(page, service);
    await page.goto(`${desk}?status=pending&search=0`);
    await page.getByLabel('All 5 that match').check();
    await page.getByText('Accept…').click();
    await page.getByLabel('These accounts').check();
    await page.getByLabel('Income account').first().fill('Labor');
    await page.getByLabel('Class (optional)').first().fill('Region:East');
    await follow(page.getByRole('button', { name: 'Accept selected codes' }));
    expect(await result(page)).toContain('5 codes accepted.');
    expect(await codeOf(service, company, '03')).toMatchObject({
      status: 'accepted',
      incomeAccount: 'Labor',
      class: 'Region:East',
    });
    // The page of a code shows its class and takes another one, as a change that needs approval.
    await page.goto(`${desk}/codes/03`);
    expect(await page.locator('main').innerText()).toMatch(/Class\s+Region:East/);
    const field = page.locator('#f-class');
    expect(await field.inputValue()).toBe('Region:East');
    await field.fill('Region:');
    await follow(page.getByRole('button', { name: 'Save the change' }));
    expect(await page.locator('.error-summary').innerText()).toContain(
      'Give the class by its full name, such as Region:East.',
    );
    await field.fill('Remodel');
    await follow(page.getByRole('button', { name: 'Save the change' }));
    expect(await codeOf(service, company, '03')).toMatchObject({ status: 'unsynced', class: 'Remodel' });
    await page.locator('#f-class').fill('');
    await follow(page.getByRole('button', { name: 'Save the change' }));
    expect(await codeOf(service, company, '03')).toMatchObject({ class: null });
    await page.goto(`${desk}/add`);
    await page.getByLabel('Code', { exact: true }).fill('07');
    await page.getByLabel('Description').fill('Wood');
    await page.getByLabel('Class (optional)').fill('Region:West');
    await follow(page.getByRole('button', { name: 'Add the code' }));
    expect(await codeOf(service, company, '07')).toMatchObject({ class: 'Region:West' });
    await page.goto(`${desk}/import`);
    await page
      .getByLabel('Or paste the rows')
      .fill('code\tdescription\tclass\n07\tWood\tRegion:West\n08\tDoors\tRemodel');
    await follow(page.getByRole('button', { name: 'Show what it would do' }));
    expect(await page.locator('main').innerText()).toContain('class is Class');
    expect(await page.getByRole('row', { name: /08 Doors\s+Remodel 08/ }).count()).toBe(1);
    await follow(page.getByRole('button', { name: 'Import 1 code' }));
    expect(await result(page)).toContain('1 added, 0 changed, 1 unchanged.');
  });
});
