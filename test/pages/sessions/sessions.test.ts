import { expect, it } from 'vitest';
import { follow, inBrowser, signIn } from '../../support/browser.ts';
import { newDesktop } from '../../support/desktop.ts';
import { newCompany } from '../../support/service.ts';
import { words } from '../../support/words.ts';

inBrowser('sessions', (start, open) => {
  async function desk() {
    const service = await start();
    const desktop = await newDesktop(service);
    const page = await open();
    await signIn(page, service);
    const address = `${service.url}${desktop.path.replace('/api', '')}/sessions`;
    await page.goto(address);
    return { service, desktop, page, address };
  }

  it('are listed newest first, with how they went in words', async () => {
    const { service, desktop, page } = await desk();
    expect(await words(page, '.empty')).toMatch(/No session yet[\s\S]*See what is still to be done/);
    await desktop.accept('03 Concrete', '03 > 03-300 Footings');
    await desktop.session();
    service.advance(10 * 60_000);
    await desktop.accept('04 Masonry');
    const ticket = await desktop.open();
    // The path that was known is tried, then whatever file is open.
    for (const answer of ['', 'done'])
      expect(await desktop.connectionError(ticket, '0x80040408', 'Could not start QuickBooks.')).toBe(answer);
    await page.reload();
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/C[SD]T\s+✕ QuickBooks not reached\s+no codes[\s\S]*Could not start QuickBooks/);
    expect(rows[1]).toMatch(/✓ Finished\s+2 synced\s+under 1 s\s+2 cost codes added to QuickBooks\./);
  });

  it('are read with each request and answer, which can be had to the byte', async () => {
    const { service, desktop, page, address } = await desk();
    await desktop.accept('03 Concrete', '03 > 03-300 Footings');
    await desktop.session();
    const { sessions } = (await service.api('GET', `${desktop.path}/sessions`)).body;
    const [told] = (await service.api('GET', `${desktop.path}/sessions/${sessions[0].id}`)).body.messageSets;
    await page.reload();
    await follow(page.locator('tbody a'));
    expect(await words(page, 'h1')).toMatch(/^Session of .* C[SD]T$/);
    expect(await words(page, '.facts')).toContain(desktop.quickbooks.companyFile);
    const [request = '', answer = ''] = await page.locator('pre').allInnerTexts();
    expect(request).toContain('        <Name>03-300</Name>\n');
    expect(answer).toMatch(/<ItemServiceAddRs requestID=/);
    // Indenting adds blanks between elements and changes nothing else.
    expect(request.replace(/\s+/g, '')).toBe(told.request.replace(/\s+/g, ''));
    for (const [part, text] of Object.entries({ request: told.request, answer: told.response })) {
      const link = page.getByRole('link', { name: `As it was, to the byte (${part} of message set 1)` });
      expect(await link.getAttribute('href')).toMatch(new RegExp(`/000001/${part}\\.xml$`));
      const raw = await page.request.get(new URL((await link.getAttribute('href')) ?? '', page.url()).href);
      expect(await raw.text()).toBe(text);
      expect(raw.headers()['content-type']).toBe('text/plain; charset=utf-8');
    }
    for (const wrong of ['000002/request.xml', '000001/other.xml', 'x/answer.xml'])
      expect((await page.request.get(`${address}/${sessions[0].id}/${wrong}`)).status(), wrong).toBe(404);
    // Another company's address does not lead to them.
    const other = await newCompany(service);
    const foreign = `${service.url}/companies/${other.id}/sessions/${sessions[0].id}`;
    for (const path of [foreign, `${foreign}/000001/answer.xml`])
      expect((await page.request.get(path)).status()).toBe(404);
  });

  it('show long answers cut, with a link to the whole; a set without an answer says so', async () => {
    const { desktop, page } = await desk();
    await desktop.accept(
      ...Array.from({ length: 60 }, (_, at) => `${100 + at} ${'Long words '.repeat(150)}${at}`),
    );
    const ticket = await desktop.open();
    const request = await desktop.send(ticket);
    await page.reload();
    await follow(page.locator('tbody a'));
    expect(await words(page, '.set')).toMatch(/not answered[\s\S]*Answer\s+None came\./);
    const answer = desktop.quickbooks.processRequest(request);
    const response = 'response' in answer ? answer.response : '';
    expect(response.length).toBeGreaterThan(20_000);
    await desktop.receive(ticket, { response });
    await page.reload();
    expect(await words(page, '.pair')).toMatch(/The first 20,000 of [\d,]+ characters\./);
    const link = page.getByRole('link', { name: 'The whole answer' });
    const raw = await page.request.get(new URL((await link.getAttribute('href')) ?? '', page.url()).href);
    expect(await raw.text()).toBe(response);
  });
});
