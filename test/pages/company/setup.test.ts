import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readQwcFile } from '../../../scripts/web-connector.ts';
import { follow, inBrowser, signIn } from '../../support/browser.ts';
import { desktopOf, newDesktop } from '../../support/desktop.ts';
import type { Service } from '../../support/service.ts';
import { words, wordsOf } from '../../support/words.ts';

const stepsOf = async (page: Page) =>
  Promise.all(
    (await page.locator('.step').all()).map(async (step) => [
      (await wordsOf(step.getByRole('heading'))).replace(/^\d\. /, ''),
      await wordsOf(step.locator('.state')),
    ]),
  ).then((steps) => Object.fromEntries(steps));

async function makeCompany(page: Page, service: Service) {
  await page.goto(`${service.url}/companies/new`);
  await page.getByLabel('Name of the company').fill('Acme Builders');
  await page.getByLabel('Default income account').fill('4000 · Construction Income');
  await follow(page.getByRole('button', { name: 'Make the company' }));
  await page.locator('#connector-password').waitFor();
}

inBrowser('setting up', (start, open) => {
  it('leads from a first start to a code that is in QuickBooks', async () => {
    const service = await start();
    const page = await open();
    await signIn(page, service);
    expect(await words(page, 'main')).toContain('No company yet');
    await follow(page.getByRole('link', { name: 'Set up the first one' }));
    await page.getByLabel('Name of the company').fill('Acme Builders');
    await follow(page.getByRole('button', { name: 'Make the company' }));
    expect(await words(page, '.error-summary')).toContain('Default income account: Give the account by its');
    expect(await page.getByLabel('Name of the company').inputValue()).toBe('Acme Builders');
    await page.getByLabel('Default income account').fill('4000 · Construction Income');
    await follow(page.getByRole('button', { name: 'Make the company' }));

    expect(await words(page, 'h1')).toBe('Acme Builders has been made');
    expect(await stepsOf(page)).toMatchObject({
      'Make the company': '✓ Done',
      'Load the company into the Web Connector': '→ Next',
      'Import the cost codes': '○ Later',
    });
    expect(await words(page, '.step.done')).toContain('Construction Income unless');
    const password = await words(page, '#connector-password');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download QBWC.qwc' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('QBWC.qwc');
    const { UserName: userName } = readQwcFile(await readFile(await download.path(), 'utf8'));
    const [company] = (await service.api('GET', '/api/companies')).body.companies;
    const path = `/api/companies/${company.id}`;
    expect(userName).toBe(company.connector.userName);
    const desktop = await desktopOf(service, { path, userName, password });
    const setup = `${service.url}/companies/${company.id}/setup`;

    expect((await desktop.session()).outcome).toBe('done');
    await page.goto(setup);
    expect(await words(page, '#quickbooks + p')).toMatch(/Sample Builders\.qbw, 21 accounts, .* read on/);
    expect(await words(page, '.step:nth-child(2)')).toMatch(
      /Done\s+Last seen .* (C[SD]T|UTC) \(a moment ago\)/,
    );
    expect((await stepsOf(page))['Import the cost codes']).toBe('→ Next');
    await follow(page.getByRole('link', { name: 'Import the list' }));
    expect(page.url()).toBe(`${service.url}/companies/${company.id}/import`);
    const csv = 'code,description\n03-300,Footings\n';
    expect((await service.api('POST', `${path}/import`, { body: csv })).status).toBe(200);
    await page.goto(setup);
    expect((await stepsOf(page))['Send the first codes for approval']).toBe('→ Next');
    await desktop.do('send');
    await follow(page.getByRole('link', { name: 'Check again' }));
    expect((await stepsOf(page))['Accept them']).toBe('→ Next');
    await desktop.do('accept', { codes: 'all' });
    await follow(page.getByRole('link', { name: 'Check again' }));
    expect((await stepsOf(page))['The first code is in QuickBooks']).toBe('→ Next');
    await desktop.session();
    await follow(page.getByRole('link', { name: 'Check again' }));
    expect(await words(page, '.message.good')).toContain('Acme Builders is set up');
    expect(Object.values(await stepsOf(page))).toEqual(Array(7).fill('✓ Done'));
    expect(await words(page, 'main')).toContain(desktop.quickbooks.companyFile);
    expect(await desktop.codes()).toEqual({ '03-300': 'synced' });
  });

  it('makes one company, however often its answer is loaded again', async () => {
    const service = await start();
    const page = await open();
    await signIn(page, service);
    await makeCompany(page, service);
    await page.reload();
    await page.getByText('no second company was made').waitFor();
    expect((await service.api('GET', '/api/companies')).body.companies).toHaveLength(1);
    expect(await page.locator('#connector-password').count()).toBe(0);
  });

  it('copies the password by one press', async () => {
    const service = await start();
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn(page, service);
    await makeCompany(page, service);
    await page.getByRole('button', { name: 'Copy the password' }).click();
    await page.getByRole('button', { name: 'The password is copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      await words(page, '#connector-password'),
    );
  });

  it('shows what has worked as it happens, without loading again', async () => {
    const service = await start();
    const page = await open();
    await signIn(page, service);
    const desktop = await newDesktop(service);
    await page.goto(`${service.url}${desktop.path.replace('/api', '')}/setup`);
    expect((await stepsOf(page))['Import the cost codes']).toBe('○ Later');
    await desktop.accept('03-300 Footings');
    await desktop.session();
    await page.getByText('is set up').waitFor();
    expect((await stepsOf(page))['The first code is in QuickBooks']).toBe('✓ Done');
    expect(page.url()).toMatch(/\/setup$/);
  });

  it('tells as it happens that a wrong password came, and leads to a new one', async () => {
    const service = await start();
    const page = await open();
    await signIn(page, service);
    const desktop = await newDesktop(service);
    const at = `${service.url}${desktop.path.replace('/api', '')}`;
    await page.goto(`${at}/setup`);
    expect((await stepsOf(page))['Load the company into the Web Connector']).toBe('→ Next');
    await desktop.authenticate('wrong');
    await page.getByText('gave a wrong password').waitFor();
    expect((await stepsOf(page))['Load the company into the Web Connector']).toBe('! Needs you');
    expect(await words(page, '.step.trouble')).toMatch(
      /\(a moment ago\) from the address 127\.0\.0\.1[\s\S]*enter the connector's password again/,
    );
    await follow(page.getByRole('link', { name: 'make a new one' }));
    expect(page.url()).toBe(`${at}/connector#password`);
    await page.goto(at);
    await follow(page.getByRole('link', { name: 'wrong password a moment ago' }));
    expect(page.url()).toBe(`${at}/connector`);
    await page.goto(`${at}/setup`);
    await desktop.authenticate();
    await page.getByText('Last seen').waitFor();
    expect((await stepsOf(page))['Load the company into the Web Connector']).toBe('✓ Done');
  });

  it('tells when another company file is open or a code has failed, and leads to what helps', async () => {
    const service = await start();
    const page = await open();
    await signIn(page, service);
    const desktop = await newDesktop(service, { incomeAccount: 'No Such Account' });
    const at = `${service.url}${desktop.path.replace('/api', '')}`;
    await desktop.accept('03-300 Footings');
    await desktop.session();
    await page.goto(`${at}/setup`);
    expect((await stepsOf(page))['The first code is in QuickBooks']).toBe('! Needs you');
    await follow(page.getByRole('link', { name: 'Look at what failed' }));
    expect(page.url()).toBe(`${at}?status=failed`);
    await desktop.accept('03-310 Walls');
    await service.api('PATCH', desktop.path, { body: { incomeAccount: 'Construction Income' } });
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}');
    await desktop.session();
    await page.goto(`${at}/setup`);
    expect((await stepsOf(page))['QuickBooks opens the right company file']).toBe('! Needs you');
    await page.getByRole('link', { name: 'Compare the two files' }).click();
    expect(page.url()).toBe(`${at}/connector#company-file`);
  });
});
