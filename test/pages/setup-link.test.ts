import { expect, it } from 'vitest';
import { follow, inBrowser, signIn } from '../support/browser.ts';
import { newDesktop } from '../support/desktop.ts';
import { words } from '../support/words.ts';

inBrowser('a setup link', (start, open) => {
  async function made(script: boolean) {
    const service = await start();
    const desktop = await newDesktop(service);
    const admin = await open({ script });
    await signIn(admin, service);
    await admin.goto(`${service.url}${desktop.path.replace('/api', '')}/setup-links`);
    await follow(admin.getByRole('button', { name: 'Make a setup link' }));
    const url = await words(admin, '#setup-link');
    const page = await open({ script });
    await page.goto(url);
    await follow(page.getByRole('button', { name: 'Show the password' }));
    desktop.password = await words(page, '#connector-password');
    service.advance(1_000);
    return { desktop, page };
  }

  it('says by itself that it has worked, and keeps the password shown', async () => {
    const { desktop, page } = await made(true);
    await desktop.session();
    await page.getByText('It has worked').waitFor();
    expect(await words(page, '#connector-password')).toBe(desktop.password);
  });

  it('does the same without a script, when one looks again', async () => {
    const { desktop, page } = await made(false);
    expect(await words(page, '[role="status"][data-connecting]')).toContain('has not called yet');
    await desktop.session();
    await follow(page.getByRole('link', { name: 'Look again' }));
    expect(await words(page, '[data-worked]')).toContain('It has worked');
  });
});
