/** Why codes wait, as people see it; and the pages by which an admin stops the export for a while, or lets somebody else connect it. */
import { expect, it } from 'vitest';
import { newDesktop } from '../support/desktop.ts';
import { ADMIN, get, post } from '../support/page-calls.ts';
import { newUser, onEmbeddedStore, pageOf, type Service } from '../support/service.ts';

const HOUR = 60 * 60_000;

const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

async function browserOf(service: Service, who = ADMIN) {
  const { headers } = await pageOf(service, who);
  const cookie = { cookie: headers.cookie };
  const see = async (path: string) => (await get(service, path, cookie)).text();
  const send = (path: string, fields: Record<string, string>) =>
    post(service, path, { csrf: headers['x-csrf-token'], ...fields }, cookie);
  return { see, send };
}

onEmbeddedStore('why codes wait', (start) => {
  it('is told on the desk in one sentence to everybody, on the connector page in full', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const at = desktop.path.replace('/api', '');
    const viewer = await newUser(service, 'vic', { roles: { [at.split('/').at(-1)!]: 'viewer' } });
    await desktop.accept('01 General');
    const { see } = await browserOf(service);
    const lineIn = (page: string) => textOf(/<p class="diagnosis">([\s\S]*?)<\/p>/.exec(page)?.[1] ?? '');
    const line = lineIn(await see(at));
    expect(line).toMatch(/Stuck The Web Connector has never called for this company\. .*setup link.*More/);
    const seen = lineIn(await (await browserOf(service, viewer)).see(at));
    expect(seen).toContain('has never called');
    expect(seen).not.toContain('More');
    const full = textOf(await see(`${at}/connector`));
    expect(full).toMatch(/Why codes wait ! Stuck Connector not seen yet \(certain\)/);
    expect(full).toMatch(/Who can do it: whoever is at the computer with QuickBooks\. Since/);
    await desktop.session();
    expect(lineIn(await see(at))).toMatch(/Nothing waits/);
  });

  it('the front page has the company that needs somebody most first, with what and since when', async () => {
    const service = await start();
    const names = ['Alright', 'Bothered', 'Calm', 'Damned'];
    const [alright, bothered, calm, damned] = await Promise.all(
      names.map((name) => newDesktop(service, { name })),
    );
    for (const each of [alright!, calm!]) await each.authenticate();
    await calm!.accept('01 General');
    for (const each of [damned!, bothered!]) {
      each.quickbooks.setDataExt(each.qwc.OwnerID, 'FileID', '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}');
      await each.accept('01 General');
      await each.session();
      service.advance(HOUR / 10);
    }
    const { see } = await browserOf(service);
    const [, body = ''] = /<tbody>([\s\S]*)<\/tbody>/.exec(await see('/')) ?? [];
    const rows = body.split('</tr>').slice(0, 4).map(textOf);
    expect(rows[0]).toMatch(/Damned ! Stuck Another company file is open( and 1 more)? 12 minutes ago/);
    expect(rows[1]).toMatch(/Bothered ! Stuck Another company file is open( and 1 more)? 6 minutes ago/);
    expect(rows[2]).toMatch(/Calm ◔ Waiting Goes with the next call/);
    expect(rows[3]).toMatch(/Alright ✓ Nothing waits/);
  });
});

onEmbeddedStore('the page of a company’s times', (start) => {
  it('pauses and resumes, sets a window and removes it, and keeps what was typed wrongly', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const at = `${desktop.path.replace('/api', '')}/settings/times`;
    const { see, send } = await browserOf(service);
    expect((await send(`${at}/pause`, { reason: 'Closing <the> month' })).status).toBe(303);
    expect(textOf(await see(at))).toMatch(/Paused by admin since .* “Closing &lt;the&gt; month”/);
    expect((await desktop.status()).paused).toMatchObject({ by: 'admin', reason: 'Closing <the> month' });
    await send(`${at}/resume`, {});
    expect((await desktop.status()).paused).toBeNull();

    const good = { mon: 'true', fri: 'true', from: '19:00', to: '07:00', timeZone: 'America/Chicago' };
    const { mon: _, fri: __, ...noDay } = good;
    const wrong = await send(`${at}/window`, { ...noDay, timeZone: 'Chicago' });
    expect(wrong.status).toBe(422);
    const page = await wrong.text();
    expect(page).toMatch(/Tick at least one day\.[\s\S]*Choose a time zone by its name/);
    expect(page).toContain('value="Chicago"');
    expect((await send(`${at}/window`, good)).status).toBe(303);
    const { window } = (await service.api('GET', desktop.path)).body;
    expect(window).toEqual({ days: ['mon', 'fri'], from: '19:00', to: '07:00', timeZone: 'America/Chicago' });
    expect(textOf(await see(at))).toMatch(/Open now|It opens/);
    await send(`${at}/no-window`, {});
    expect((await desktop.status()).window).toBeNull();
  });
});
