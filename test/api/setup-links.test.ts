/** Setup links: somebody without an account connects the Web Connector, and nobody else does. */
import { expect, it } from 'vitest';
import { readQwcFile } from '../../scripts/web-connector.ts';
import { SETUP_LINKS } from '../../server/identity/setup-links.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { newUser, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const HOUR = 60 * 60_000;

const linksOf = (desktop: Desktop) => `${desktop.path}/setup-links`;

const make = async (service: Service, desktop: Desktop, hours = 24) =>
  (await service.api('POST', linksOf(desktop), { body: { hours } })).body;

const listed = async (service: Service, desktop: Desktop) =>
  (await service.api('GET', linksOf(desktop))).body.setupLinks;

const passwordIn = (page: string) => /id="connector-password"[^>]*>([^<]+)</.exec(page)?.[1];

const post = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/password`, { method: 'POST', headers });

onBothStores('a setup link', (start) => {
  it('gives the .qwc, one new password, and whether it has worked; nobody has to sign in', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { id, url, expiresAt } = await make(service, desktop);
    expect(await listed(service, desktop)).toEqual([{ id, createdAt: expect.any(String), expiresAt }]);
    expect(JSON.stringify(await service.store.get(SETUP_LINKS, id))).not.toContain(url.split('-').at(-1));

    const page = await (await fetch(url)).text();
    expect(page).toMatch(/Connect Acme Builders[\s\S]*has not called yet/);
    const qwc = readQwcFile(await (await fetch(`${url}/QBWC.qwc`)).text());
    expect(qwc).toEqual(desktop.qwc);
    // Looking at the page, as mail programs do, makes no password.
    expect((await desktop.authenticate())[1]).toBe('none');

    const shown = await post(url);
    const password = passwordIn(await shown.text());
    expect([shown.status, password]).toEqual([200, expect.stringMatching(/^[\w-]{22}$/)]);
    expect((await desktop.authenticate())[1]).toBe('nvu');
    const again = await post(url);
    expect(again.status).toBe(409);
    expect(passwordIn(await again.text())).toBeUndefined();
    expect(passwordIn(await (await fetch(url)).text())).toBeUndefined();

    desktop.password = password!;
    service.advance(1_000);
    const session = await desktop.session();
    expect(session.outcome).toBe('done');
    expect(await (await fetch(url)).text()).toContain('It has worked');
  });

  it('that has ended is none: of itself, or because somebody ended it', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const [ended, over] = [await make(service, desktop), await make(service, desktop, 1)];
    expect((await service.api('DELETE', `${linksOf(desktop)}/${ended.id}`)).status).toBe(204);
    service.advance(HOUR);
    for (const { id, url } of [ended, over]) {
      expect((await service.api('DELETE', `${linksOf(desktop)}/${id}`)).status).toBe(404);
      expect((await fetch(url)).status).toBe(404);
      expect((await fetch(`${url}/QBWC.qwc`)).status).toBe(404);
      expect((await post(url)).status).toBe(404);
    }
    expect(await listed(service, desktop)).toEqual([]);
    expect((await desktop.authenticate())[1]).toBe('none');
  });
});

onEmbeddedStore('setup links, in detail', (start) => {
  it('are made by admins of the company, for an hour to a week, and not without end', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const id = desktop.path.split('/').at(-1)!;
    const approver = await newUser(service, 'ann', { roles: { [id]: 'approver' } });
    expect((await service.api('GET', linksOf(desktop), approver)).status).toBe(403);
    const refused = await service.api('POST', linksOf(desktop), { ...approver, body: { hours: 1 } });
    expect(refused.status).toBe(403);
    for (const hours of [0, 169, 1.5, '24', null])
      expect((await service.api('POST', linksOf(desktop), { body: { hours } })).status).toBe(422);
    for (let made = 0; made < 50; made++) await make(service, desktop);
    const tooMany = await service.api('POST', linksOf(desktop), { body: { hours: 1 } });
    expect([tooMany.status, tooMany.body.code]).toEqual([409, 'too-many-setup-links']);
    service.advance(24 * HOUR);
    expect((await make(service, desktop)).url).toContain('/setup/');
    expect(await listed(service, desktop)).toHaveLength(1);
  });

  it('of one company ends by no other, and a changed secret opens nothing', async () => {
    const service = await start();
    const [one, other] = [await newDesktop(service), await newDesktop(service)];
    const { id, url } = await make(service, one);
    expect((await service.api('DELETE', `${linksOf(other)}/${id}`)).status).toBe(404);
    const last = url.at(-1) === 'A' ? 'B' : 'A';
    for (const wrong of [url.slice(0, -1) + last, url.slice(0, -1), `${service.url}/setup/x`])
      expect((await fetch(wrong)).status, wrong).toBe(404);
    expect((await fetch(url)).status).toBe(200);
  });

  it('guesses are slowed down, and a form of another site makes no password', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { url } = await make(service, desktop);
    for (let guess = 0; guess < 35; guess++) await fetch(`${service.url}/setup/${guess}`);
    expect(service.waited.length).toBeGreaterThan(0);
    expect((await post(url, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(url)).status).toBe(200);
  });

  it('two that are pressed at once show one password, which works', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { url } = await make(service, desktop);
    const pages = await Promise.all([post(url), post(url)].map(async (each) => (await each).text()));
    const [password, ...others] = pages.flatMap((page) => passwordIn(page) ?? []);
    expect(others).toEqual([]);
    expect((await desktop.authenticate(password))[1]).not.toBe('nvu');
  });

  it('tell what is in the way at the computer', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { url } = await make(service, desktop);
    desktop.password = passwordIn(await (await post(url)).text())!;
    service.advance(1_000);
    desktop.quickbooks.faults.add({ kind: 'cannotOpen', hresult: '0x80040414', message: 'A dialog.' });
    await desktop.session();
    expect(await (await fetch(url)).text()).toMatch(/shows a dialog[\s\S]*Close every dialog/);
  });
});
