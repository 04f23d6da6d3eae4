import { expect, it } from 'vitest';
import { inBrowser, signIn } from '../../support/browser.ts';
import { statesOf, verb } from '../../support/codes.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, pageOf, type Service } from '../../support/service.ts';

const DIVISIONS = 50;
const CODES = 10_000;
const PAGE_MAX_BYTES = 100_000;

const two = (number: number) => String(number).padStart(2, '0');

async function manyCodes(service: Service) {
  const company = await newCompany(service);
  const rows = ['code,description,parent'];
  for (let division = 1; division <= DIVISIONS; division++) {
    rows.push(`${two(division)},Division ${division},`);
    for (let each = 1; each < CODES / DIVISIONS; each++)
      rows.push(
        `${two(division)}-${100 + each},Work of kind ${each} in division ${division},${two(division)}`,
      );
  }
  const imported = await service.api('POST', `${company.path}/import`, { body: rows.join('\n') });
  expect(imported.body).toMatchObject({ added: CODES, problems: [] });
  await verb(service, company, 'send');
  return { company, desk: company.path.replace('/api', '') };
}

onEmbeddedStore('10,000 codes', (start) => {
  it('come in pages that are light, whatever the filter', async () => {
    const service = await start();
    const { company, desk } = await manyCodes(service);
    const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const cookie = { cookie: headers.cookie };
    const look = async (what: string, query: string) => {
      const answer = await fetch(service.url + desk + query, { headers: cookie });
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(text.length, what).toBeLessThan(PAGE_MAX_BYTES);
      return text;
    };
    const first = await look('first page', '');
    expect(first).toContain('1 to 200 of 10,000 codes');
    expect(first).toContain('All 10,000 that match');
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await look('second page', next.replace(desk, ''));
    expect(second).toContain('201 to 400 of 10,000 codes');
    expect(second).toMatch(/rel="prev"/);
    await look('all states', '?status=all');
    await look('search', '?status=pending&search=kind 77 ');
    await look('division', '?status=pending&division=17');
    await look('account', '?status=pending&account=construction income');
    await look('by description', '?status=pending&sort=description');
    await look('last change', '?status=pending&sort=changed&page=50');

    const fields = { csrf: headers['x-csrf-token'], scope: 'all', status: 'pending', search: 'division 17' };
    const answer = await fetch(`${service.url}${desk}/accept`, {
      method: 'POST',
      headers: cookie,
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    const states = await service.api('GET', `${company.path}/status`);
    expect(states.body.counts).toMatchObject({ accepted: 200, pending: CODES - 200 });
    expect((await statesOf(service, company))['17-150']).toBeUndefined();
  });
});

inBrowser('10,000 codes in a browser', (start, open) => {
  it('are there at once, and all are accepted by one tick', async () => {
    const service = await start();
    const { company, desk } = await manyCodes(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${service.url}${desk}?status=pending`);
    await page.getByRole('checkbox', { name: 'All 10,000 that match' }).check();
    expect(await page.locator('[data-selected]').innerText()).toBe('10,000 selected');
    await page.getByText('Accept…').click();
    await page.getByRole('button', { name: 'Accept selected codes' }).click({ noWaitAfter: true });
    await page.getByText('10,000 codes accepted.').waitFor();
    const { counts } = (await service.api('GET', `${company.path}/status`)).body;
    expect(counts).toMatchObject({ accepted: CODES, pending: 0 });
  });
});
