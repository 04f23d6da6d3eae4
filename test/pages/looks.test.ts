import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { WRONG_PASSWORDS } from '../../server/sync/model.ts';
import { follow, inBrowser, looksRightEverywhere, signIn } from '../support/browser.ts';
import { newDesktop } from '../support/desktop.ts';
import { newCompany, newUser, type Service } from '../support/service.ts';

/** A company with everything to be seen: rules, people, sessions, a failed code, and another file open. */
async function lived(service: Service) {
  const desktop = await newDesktop(service);
  const at = desktop.path.replace('/api', '');
  const id = at.split('/').at(-1) ?? '';
  await newUser(service, 'omar.haddad@example.com', { roles: { [id]: 'admin' } });
  await newUser(service, 'tom', { roles: { [id]: 'viewer' } });
  await service.api('PATCH', '/api/users/tom', { body: { disabled: true } });
  const accountRules = [
    { prefix: '03', incomeAccount: 'Construction Income' },
    { prefix: '05', incomeAccount: 'Construction Income', expenseAccount: null },
  ];
  await service.api('PATCH', desktop.path, { body: { accountRules } });
  await desktop.accept('03 Concrete', '03 > 03-300 Footings');
  for (const what of ['read', 'check']) await service.api('POST', `${desktop.path}/quickbooks/${what}`);
  await desktop.session();
  desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}');
  await desktop.accept('05 Metals');
  await desktop.session();
  const { sessions } = (await service.api('GET', `${desktop.path}/sessions`)).body;
  return { at, session: sessions.at(-1).id };
}

/** A company whose connector comes with a wrong password, from an address as long as they get. */
async function guessedAt(service: Service) {
  const desktop = await newDesktop(service, { name: 'Guessed Builders' });
  await desktop.authenticate('wrong');
  const id = desktop.path.split('/').at(-1) ?? '';
  const kept = await service.store.get(WRONG_PASSWORDS, id);
  if (!kept) throw new Error('no wrong password was kept');
  await service.store.replace(WRONG_PASSWORDS, [{ ...kept, address: 'x'.repeat(100) }]);
  return `/companies/${id}`;
}

const press = (name: string) => (page: Page) => follow(page.getByRole('button', { name }).first());

inBrowser('the look of the admin pages', (start, open) => {
  it('has no violation of the accessibility rules, and nothing is wider than the window', async () => {
    const service = await start();
    const page = await open();
    const see = async (what: string, path: string, act?: (page: Page) => Promise<unknown>) => {
      await page.goto(service.url + path);
      await act?.(page);
      expect(await page.locator('h1').count(), what).toBe(1);
      await looksRightEverywhere(page, `admin-${what}`);
    };
    await signIn(page, service);
    await looksRightEverywhere(page, 'admin-first-start');
    await see('users-only-one', '/users');
    await see('new-company', '/companies/new');
    await see('new-company-errors', '/companies/new', press('Make the company'));
    await see('company-made', '/companies/new', async () => {
      await page.getByLabel('Name of the company').fill('Fresh Builders');
      await page.getByLabel('Default income account').fill('Income:Labor');
      await press('Make the company')(page);
      await page.locator('#connector-password').waitFor();
    });
    const fresh = (await newCompany(service, { name: 'Empty Builders' })).id;
    await see('sessions-empty', `/companies/${fresh}/sessions`);
    await see('rules-empty', `/companies/${fresh}/settings/rules`);
    const { at, session } = await lived(service);
    const guessed = await guessedAt(service);
    await see('setup', `${at}/setup`);
    await see('setup-wrong-password', `${guessed}/setup`);
    await see('connector-wrong-password', `${guessed}/connector`);
    await see('desk-wrong-password', guessed);
    await see('settings', `${at}/settings`);
    await see('settings-errors', `${at}/settings`, async () => {
      await page.getByLabel('Name of the company').fill('');
      await press('Save the settings')(page);
    });
    await see('rules', `${at}/settings/rules?code=03-300`);
    await see('rules-errors', `${at}/settings/rules`, async () => {
      await page.locator('[name="prefix.0"]').fill('');
      await press('Save the rules')(page);
    });
    await see('times', `${at}/settings/times`, press('Save the window'));
    await see('times-paused', `${at}/settings/times`, async () => {
      await page.getByLabel('Why').fill('Closing the month');
      await press('Pause the export')(page);
      await page.getByLabel('Time zone').fill('America/Chicago');
      await press('Save the window')(page);
    });
    await press('Resume the export')(await page.goto(`${service.url}${at}/settings/times`).then(() => page));
    await see('setup-links', `${at}/setup-links`, press('Make a setup link'));
    const { url } = (await service.api('POST', `/api${at}/setup-links`, { body: { hours: 24 } })).body;
    const link = url.replace(service.url, '');
    await see('setup-link-password', link, press('Show the password'));
    await see('days', `${at}/days`);
    await see('people', `${at}/settings/people`);
    await see('connector', `${at}/connector`, press('Take the open file'));
    await see('connector-password', `${at}/connector`, press('Make a new password'));
    await see('quickbooks', `${at}/quickbooks`, press('Read again'));
    await see('match-nothing', `${at}/match`);
    await see('sessions', `${at}/sessions`);
    await see('session', `${at}/sessions/${session}`);
    await see('companies', '/');
    await see('users', '/users');
    await see('user-new', '/users/new', press('Make the user'));
    await see('user', '/users/tom');
    await see('user-password', '/users/tom', press('Set a new password'));
    await see('user-last-admin', '/users/admin', press('Disable yourself'));
    await see('docs', '/api/docs');
    await see('help', '/support');
  });
});
