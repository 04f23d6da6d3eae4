import { expect, it } from 'vitest';
import { follow, inBrowser, result, signIn } from '../../support/browser.ts';
import { newCompany, newUser } from '../../support/service.ts';

inBrowser("one's account", (start, open) => {
  it('changes the password for who knows the old one, and makes and deletes tokens', async () => {
    const service = await start();
    const { id, path } = await newCompany(service);
    const vera = await newUser(service, 'vera', { roles: { [id]: 'viewer' } });
    const [page, elsewhere] = [await open(), await open()];
    await signIn(page, service, vera);
    await signIn(elsewhere, service, vera);
    await page.goto(`${service.url}/account`);
    const change = async (present: string, password: string, repeated = password) => {
      await page.getByLabel('Present password').fill(present);
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByLabel('New password again').fill(repeated);
      await follow(page.getByRole('button', { name: 'Change the password' }));
      return result(page);
    };
    expect(await change('wrong password', 'a new password')).toContain('This is not your present password.');
    expect(await change(vera.password, 'short')).toContain('At least 10 characters.');
    expect(await change(vera.password, 'a new password', 'another one!')).toContain(
      'The two new passwords differ.',
    );
    expect(await change(vera.password, 'a new password')).toContain('Your password has been changed.');
    await elsewhere.reload();
    expect(await elsewhere.getByRole('heading', { level: 1 }).innerText()).toBe('Sign in');
    await page.getByLabel('Name of a new token').fill('nightly');
    await follow(page.getByRole('button', { name: 'Make a token' }));
    const token = await page.locator('.secret').innerText();
    expect((await service.api('GET', path, { token })).status).toBe(200);
    await page.goto(`${service.url}/account`);
    expect(await page.locator('main').innerText()).not.toContain(token);
    await follow(page.getByRole('button', { name: 'Delete the token nightly' }));
    expect(await result(page)).toContain('The token has been deleted.');
    expect((await service.api('GET', path, { token })).status).toBe(401);
  });
});
