import { expect, it } from 'vitest';
import { follow, inBrowser, looksRightEverywhere, result, signIn } from '../support/browser.ts';
import { put, verb } from '../support/codes.ts';
import { courierOf, SOON_MS } from '../support/courier.ts';
import { newDesktop } from '../support/desktop.ts';
import { ADMIN, get, post } from '../support/page-calls.ts';
import { startReceiver } from '../support/receiver.ts';
import { newCompany, newUser, onEmbeddedStore, pageOf } from '../support/service.ts';

inBrowser('notices and webhooks', (start, open) => {
  it('are chosen and read on the page, without a script and without mail', async () => {
    const service = await start();
    const desktop = await newDesktop(service, { name: 'Acme Builders of the long and winding river valley' });
    const page = await open({ script: false });
    await signIn(page, service);
    await page.goto(`${service.url}/account/notices`);
    await page.getByLabel('Mail address').fill('jane@nowhere@example.com');
    await page.getByLabel('Time zone').fill('America/Chicago');
    await page.getByLabel('Quiet from').fill('21:00');
    await page.getByLabel('Codes arrived in QuickBooks').selectOption('now');
    await follow(page.getByRole('button', { name: 'Save the choices' }));
    expect(await result(page)).toContain('This is no mail address.');
    await page.getByLabel('Mail address').fill('jane@example.com');
    await page.getByLabel('until').fill('06:00');
    for (const label of [
      'Codes wait for my approval',
      'Codes arrived in QuickBooks',
      'Something is in the way of all codes',
    ])
      await page.getByLabel(label).selectOption('now');
    await follow(page.getByRole('button', { name: 'Save the choices' }));
    expect(await result(page)).toContain('Your choices have been saved.');
    const { body } = await service.api('GET', '/api/me/notices');
    expect(body).toMatchObject({
      email: 'jane@example.com',
      timeZone: 'America/Chicago',
      quiet: { from: '21:00', to: '06:00' },
      notices: [{ event: 'waiting' }, { event: 'arrived' }, { event: 'alarm' }],
    });
    await desktop.accept('03 Concrete', '03 > 03-300 Footings');
    const ticket = await desktop.open();
    for (const _try of [1, 2])
      await desktop.connectionError(ticket, '0x80040408', 'Could not start QuickBooks.');
    await desktop.close(ticket);
    service.advance(SOON_MS);
    const round = courierOf(service);
    await round();
    await page.goto(`${service.url}/account/notices`);
    const told = await page.locator('.heard').innerText();
    expect(told).toContain('2 cost codes wait for your approval');
    expect(told).toContain('Could not start QuickBooks.');
  });

  it('look right', async () => {
    const [service, there] = [await start(), await startReceiver()];
    const desktop = await newDesktop(service, { name: 'Acme Builders' });
    await newCompany(service, { name: 'Other Builders' });
    await newCompany(service, { name: 'Third Builders' });
    const id = desktop.path.split('/').at(-1) ?? '';
    const page = await open();
    await signIn(page, service);
    await page.goto(`${service.url}/account/notices`);
    await looksRightEverywhere(page, 'notices-empty');
    const notices = ['waiting', 'arrived'].map((event) => ({ company: id, event, how: 'now' }));
    const body = { email: 'jane@example.com', timeZone: 'America/Chicago', quiet: null, notices };
    await service.api('PUT', '/api/me/notices', { body });
    const webhooks = `${service.url}${desktop.path.replace('/api', '')}/settings/webhooks`;
    await page.goto(webhooks);
    await page.getByLabel('Address').fill('http://example.com/hook');
    await follow(page.getByRole('button', { name: 'Add the webhook' }));
    expect(await result(page)).toContain('https://');
    await looksRightEverywhere(page, 'webhooks-error');
    await page.getByLabel('Address').fill(`${there.url}?${'x'.repeat(200)}`);
    await follow(page.getByRole('button', { name: 'Add the webhook' }));
    expect(await page.locator('.secret').innerText()).toMatch(/^whsec_/);
    await looksRightEverywhere(page, 'webhook-added');
    await desktop.accept('03 Concrete');
    await desktop.session();
    service.advance(SOON_MS);
    there.answer(500);
    await courierOf(service)();
    await page.goto(webhooks);
    await follow(page.locator('a.url'));
    expect(await page.locator('main').innerText()).toContain('500');
    await looksRightEverywhere(page, 'webhook');
    there.answer(204);
    service.advance(SOON_MS);
    await follow(page.getByRole('button', { name: /^Send again/ }).first());
    expect(await result(page)).toContain('It is sent once more');
    await follow(page.getByRole('button', { name: 'Send a test' }));
    service.advance(SOON_MS);
    await courierOf(service)();
    expect(there.received.at(-1)?.body.type).toBe('test');
    await page.goto(`${service.url}/account/notices`);
    await looksRightEverywhere(page, 'notices');
    await page.goto(webhooks);
    await follow(page.getByRole('button', { name: /^Delete/ }));
    expect(await page.locator('main').innerText()).toContain('No webhook yet');
    await there.away();
  });
});

onEmbeddedStore('the form of notices', (start) => {
  it('leaves what it does not show as it was, and takes nothing that is not theirs', async () => {
    const service = await start();
    const [company, other] = [await newCompany(service), await newCompany(service)];
    const vera = await newUser(service, 'vera', { roles: { [company.id]: 'viewer' } });
    const drift = { company: company.id, event: 'drift', how: 'daily' };
    const body = { email: null, timeZone: 'UTC', quiet: null, notices: [drift] };
    expect((await service.api('PUT', '/api/me/notices', { ...vera, body })).status).toBe(200);
    const { headers } = await pageOf(service, vera);
    const fields = { csrf: headers['x-csrf-token'], email: '', timeZone: 'UTC', from: '', to: '' };
    const save = (more: Record<string, string>) =>
      post(service, '/account/notices', { ...fields, ...more }, { cookie: headers.cookie });
    const answer = await save({
      [`how.${company.id}.failed`]: 'now',
      [`how.${company.id}.waiting`]: 'now',
      [`how.${other.id}.failed`]: 'now',
    });
    expect(answer.status).toBe(303);
    const stored = (await service.api('GET', '/api/me/notices', vera)).body.notices;
    expect(stored).toEqual([{ company: company.id, event: 'failed', how: 'now' }, drift]);
    expect((await save({ [`how.${company.id}.failed`]: 'hourly' })).status).toBe(422);
    expect((await save({ timeZone: 'Mars/Olympus' })).status).toBe(422);
    expect((await save({ from: '10:00', to: '10:00' })).status).toBe(422);
  });

  it('of the interface names what is wrong', async () => {
    const service = await start();
    const [company, other] = [await newCompany(service), await newCompany(service)];
    const vera = await newUser(service, 'vera', { roles: { [company.id]: 'viewer' } });
    const good = { email: 'a@example.com', timeZone: 'UTC', quiet: null, notices: [] };
    const faults = async (more: object) => {
      const answer = await service.api('PUT', '/api/me/notices', { ...vera, body: { ...good, ...more } });
      return [answer.status, answer.body.errors?.[0].field];
    };
    const notice = (id: string, event: string, how = 'now') => ({ company: id, event, how });
    expect(await faults({})).toEqual([200, undefined]);
    for (const email of [
      'a',
      'a@b@c',
      'a@example.com, b@example.com',
      'a@example.com\r\nBcc: b@example.com',
      'é@x.com',
    ])
      expect(await faults({ email })).toEqual([422, 'email']);
    expect(await faults({ timeZone: '+01:00' })).toEqual([422, 'timeZone']);
    expect(await faults({ quiet: { from: '24:00', to: '06:00' } })).toEqual([422, 'quiet.from']);
    expect(await faults({ quiet: { from: '06:00', to: '06:00' } })).toEqual([422, 'quiet.to']);
    expect(await faults({ notices: [notice(other.id, 'failed')] })).toEqual([422, 'notices.0.company']);
    expect(await faults({ notices: [notice('0123456789abcdef', 'failed')] })).toEqual([
      422,
      'notices.0.company',
    ]);
    expect(await faults({ notices: [notice(company.id, 'waiting')] })).toEqual([422, 'notices.0.event']);
    expect(await faults({ notices: [notice(company.id, 'never')] })).toEqual([422, 'notices.0.event']);
    expect(await faults({ notices: [notice(company.id, 'failed', 'weekly')] })).toEqual([
      422,
      'notices.0.how',
    ]);
    const twice = [notice(company.id, 'failed'), notice(company.id, 'failed', 'off')];
    expect(await faults({ notices: twice })).toEqual([422, 'notices.1']);
    expect(await faults({ more: 1 })).toEqual([422, '']);
  });

  it('shows what was told only to whom it was told, and as long as they may see it', async () => {
    const service = await start();
    const company = await newCompany(service);
    const ann = await newUser(service, 'ann', { roles: { [company.id]: 'approver' } });
    const notices = [{ company: company.id, event: 'waiting', how: 'daily' }];
    const body = { email: null, timeZone: 'UTC', quiet: null, notices };
    await service.api('PUT', '/api/me/notices', { ...ann, body });
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    service.advance(SOON_MS);
    await courierOf(service)();
    const pageTo = async (who: { user: string; password: string }) => {
      const { headers } = await pageOf(service, who);
      return (await get(service, '/account/notices', { cookie: headers.cookie })).text();
    };
    expect(await pageTo(ann)).toContain('1 cost code waits for your approval');
    expect(await pageTo(ADMIN)).not.toContain('waits for your approval');
    await service.api('PATCH', '/api/users/ann', { body: { roles: { [company.id]: null } } });
    expect(await pageTo(ann)).not.toContain('waits for your approval');
  });
});
