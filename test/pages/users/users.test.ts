import { expect, it } from 'vitest';
import { follow, inBrowser, signIn } from '../../support/browser.ts';
import { newCompany, newUser, type Service } from '../../support/service.ts';
import { words } from '../../support/words.ts';

const usersOf = async (service: Service) => {
  const { users } = (await service.api('GET', '/api/users')).body;
  return Object.fromEntries(users.map((user: { userName: string }) => [user.userName, user]));
};

const mayRead = async (service: Service, user: string, password: string) =>
  (await service.api('GET', '/api/companies', { user, password })).status === 200;

inBrowser('users', (start, open) => {
  it('are made with a password that is made up and shown this once', async () => {
    const service = await start();
    const { id } = await newCompany(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${service.url}/users`);
    expect(await words(page, '.message')).toContain('You are the only one so far');
    await follow(page.getByRole('link', { name: 'New user' }));
    await page.getByLabel('User name').fill(' Jane Doe ');
    await page.getByLabel('Acme Builders').selectOption('Approver');
    await follow(page.getByRole('button', { name: 'Make the user' }));
    expect(await words(page, 'h1')).toBe('Jane Doe can sign in now');
    const password = await words(page, '#user-password');
    expect(await mayRead(service, 'Jane Doe', password)).toBe(true);
    expect((await usersOf(service))['Jane Doe']).toEqual({
      userName: 'Jane Doe',
      admin: false,
      disabled: false,
      roles: { [id]: 'approver' },
    });
    await page.reload();
    expect(await words(page, '.message')).toContain('no second user was made');
    expect(await page.content()).not.toContain(password);
    expect(await words(page, 'tbody')).toMatch(/Jane Doe\s+Acme Builders: Approver\s+✓ Active/);
  });

  it('are refused with what is wrong at the field; what was chosen stays, a typed password does not', async () => {
    const service = await start();
    await newCompany(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${service.url}/users/new`);
    const make = () => follow(page.getByRole('button', { name: 'Make the user' }));
    await page.getByLabel('Acme Builders').selectOption('Sender');
    await page.getByLabel('First password').fill('short');
    await make();
    expect((await words(page, '.error-summary')).split('\n').filter(Boolean).slice(1)).toEqual([
      'Enter a user name.',
      'Password: At least 10 characters.',
    ]);
    expect(await page.getByLabel('Acme Builders').inputValue()).toBe('sender');
    expect(await page.getByLabel('First password').inputValue()).toBe('');
    await page.getByLabel('User name').fill('ADMIN');
    await page.getByLabel('First password').fill('battery staple');
    await make();
    expect(await words(page, '.error-summary')).toContain('There is a user of this name already.');
    await page.getByLabel('User name').fill('jane');
    await page.getByLabel('First password').fill('battery staple');
    await make();
    expect(await words(page, '.message')).toContain('The user jane has been made.');
    expect(await mayRead(service, 'jane', 'battery staple')).toBe(true);
  });

  it('get other roles, and become admins; the last admin stays one, in words', async () => {
    const service = await start();
    const { id } = await newCompany(service);
    const other = await newCompany(service, { name: 'Other Builders' });
    await newUser(service, 'jane', { roles: { [id]: 'viewer', [other.id]: 'sender' } });
    const page = await open();
    await signIn(page, service);
    await page.goto(`${service.url}/users/admin`);
    const save = () => follow(page.getByRole('button', { name: 'Save the rights' }));
    await page.getByLabel('Admin of the service').uncheck();
    await save();
    expect(await words(page, '.error-summary')).toContain('This is the last admin who can sign in');
    await follow(page.getByRole('button', { name: 'Disable yourself' }));
    expect(await words(page, '.error-summary')).toContain('Make another user an admin first.');
    expect((await usersOf(service)).admin).toMatchObject({ admin: true, disabled: false });

    await page.goto(`${service.url}/users/jane`);
    await page.getByLabel('Acme Builders').selectOption('Admin');
    await page.getByLabel('Other Builders').selectOption('No role');
    await page.getByLabel('Admin of the service').check();
    await save();
    expect(await words(page, '.message.good')).toContain('The rights of jane have been saved.');
    expect((await usersOf(service)).jane).toMatchObject({ admin: true, roles: { [id]: 'admin' } });
    expect((await usersOf(service)).jane.roles).toEqual({ [id]: 'admin' });

    await page.goto(`${service.url}/users/admin`);
    await page.getByLabel('Admin of the service').uncheck();
    await save();
    // No longer an admin, one has no page of users to come back to.
    expect(await words(page, 'h1')).toBe('You may not do this');
    expect((await service.api('GET', '/api/users')).status).toBe(403);
  });

  it('get a new password, are locked out at once, and let in again', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane@example.com');
    const page = await open();
    const hers = await open();
    await signIn(page, service);
    await signIn(hers, service, jane);
    await page.goto(`${service.url}/users`);
    await follow(page.getByRole('link', { name: 'jane@example.com' }));
    await follow(page.getByRole('button', { name: 'Set a new password' }));
    const password = await words(page, '#user-password');
    expect(await mayRead(service, jane.user, jane.password)).toBe(false);
    expect(await mayRead(service, jane.user, password)).toBe(true);
    await hers.reload();
    expect(await words(hers, 'h1')).toBe('Sign in');
    await page.getByLabel('New password').fill('another long sentence');
    await follow(page.getByRole('button', { name: 'Set a new password' }));
    await page.getByText('has a new password').waitFor();
    await signIn(hers, service, { user: jane.user, password: 'another long sentence' });
    await follow(page.getByRole('button', { name: 'Disable jane@example.com' }));
    expect(await words(page, '.message.good')).toContain('jane@example.com is disabled and signed out.');
    await hers.reload();
    expect(await words(hers, 'h1')).toBe('Sign in');
    await follow(page.getByRole('button', { name: 'Enable jane@example.com' }));
    expect(await words(page, '.message.good')).toContain('may sign in again');
    expect(await mayRead(service, jane.user, 'another long sentence')).toBe(true);
  });

  it('of a company are seen by its admin, who changes none', async () => {
    const service = await start();
    const { id } = await newCompany(service);
    const other = await newCompany(service, { name: 'Other Builders' });
    const omar = await newUser(service, 'omar', { roles: { [id]: 'admin' } });
    await newUser(service, 'jane', { roles: { [id]: 'viewer' } });
    await newUser(service, 'stranger', { roles: { [other.id]: 'admin' } });
    const page = await open();
    await signIn(page, service, omar);
    await follow(page.getByRole('link', { name: 'Settings' }));
    await follow(page.getByRole('link', { name: 'People' }));
    const people = await words(page, 'tbody');
    expect(people).toMatch(/admin\s+Admin of the service[\s\S]*omar\s+Admin[\s\S]*jane\s+Viewer/);
    expect(people).not.toContain('stranger');
    expect(await page.locator('tbody a').count()).toBe(0);
    await page.goto(`${service.url}/users`);
    expect(await words(page, 'h1')).toBe('You may not do this');
    await page.goto(`${service.url}/companies/${other.id}/settings/people`);
    expect(await words(page, 'h1')).toBe('There is nothing here');
  });
});
