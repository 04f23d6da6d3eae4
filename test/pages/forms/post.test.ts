/** Forms as they are posted: whose they are, when they are too late, what they do. */
import { expect, it } from 'vitest';
import { put, statesOf, verb } from '../../support/codes.ts';
import { ADMIN, get, post, waiting } from '../../support/page-calls.ts';
import { newCompany, onEmbeddedStore, pageOf } from '../../support/service.ts';

const MINUTE_MS = 60_000;

onEmbeddedStore('a form', (start) => {
  it('without the token of its session, or with that of another one, changes nothing; with it it does', async () => {
    const service = await start();
    const { company, desk, cookie, csrf } = await waiting(service);
    const other = await pageOf(service, ADMIN);
    for (const given of [undefined, '', 'x', other.headers['x-csrf-token'], `${csrf}x`]) {
      const answer = await post(
        service,
        `${desk}/accept`,
        { code: '03', ...(given === undefined ? {} : { csrf: given }) },
        cookie,
      );
      expect(answer.status, String(given)).toBe(403);
      expect(await answer.text()).toContain('nothing was done');
    }
    expect(await statesOf(service, company)).toMatchObject({ '03': 'pending' });
    const answer = await post(service, `${desk}/accept`, { code: '03', csrf }, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${desk}?status=all`]);
    expect(await statesOf(service, company)).toMatchObject({ '03': 'accepted', '04': 'pending' });
  });

  it('from a page of another site changes nothing, also with the right token', async () => {
    const service = await start();
    const { company, desk, cookie, csrf } = await waiting(service);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const answer = await post(service, `${desk}/accept`, { code: '03', csrf }, { ...cookie, ...headers });
      expect(answer.status).toBe(403);
    }
    expect(await statesOf(service, company)).toMatchObject({ '03': 'pending' });
    const own = await post(
      service,
      `${desk}/accept`,
      { code: '03', csrf },
      { ...cookie, origin: service.url },
    );
    expect(own.status).toBe(303);
  });

  it('of a session that is over does nothing, says so, and leads back to its page', async () => {
    const service = await start();
    const { company, desk, cookie, csrf } = await waiting(service);
    service.advance(31 * MINUTE_MS);
    const referer = `${service.url}${desk}?status=pending`;
    const answer = await post(service, `${desk}/accept`, { code: '03', csrf }, { ...cookie, referer });
    const page = await answer.text();
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).not.toMatch(/basic/i);
    expect(page).toContain('Your session was over, so nothing was done.');
    expect(page).toContain(`name="to" value="${desk}?status=pending"`);
    expect(await statesOf(service, company)).toMatchObject({ '03': 'pending' });
    const foreign = await post(
      service,
      `${desk}/accept`,
      { csrf },
      { ...cookie, referer: 'https://evil.example/x' },
    );
    expect(await foreign.text()).toContain('name="to" value="/"');
  });

  it('tells how many, and which not and why: the first twenty by name', async () => {
    const service = await start();
    const codes = Array.from({ length: 30 }, (_, index) => `X-${100 + index}`);
    const { company, desk, cookie, csrf } = await waiting(service, codes);
    await verb(service, company, 'reject', { codes: codes.slice(0, 25), reason: 'no' });
    const names = codes.map((code): [string, string] => ['code', code]);
    await post(service, `${desk}/accept`, [...names, ['csrf', csrf]], cookie);
    const page = await (await get(service, desk, cookie)).text();
    expect(page).toContain('5 codes accepted.');
    expect(page).toContain('X-100: X-100 was rejected.');
    expect(page.match(/was rejected\.</g)?.length).toBe(20);
    expect(page).toContain('and 5 more');
    expect(await (await get(service, desk, cookie)).text()).not.toContain('5 codes accepted.');
  });

  it('that names nothing, or a filter that nothing passes, does nothing and says so', async () => {
    const service = await start();
    const { company, desk, cookie, csrf } = await waiting(service);
    await post(service, `${desk}/recall`, { csrf, scope: 'all', search: 'zzz' }, cookie);
    expect(await (await get(service, desk, cookie)).text()).toContain('No code is selected');
    expect(await statesOf(service, company)).toMatchObject({ '03': 'pending', '04': 'pending' });
  });

  it('for all that match does what the filter shows and nothing else', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [
      '03',
      { code: '03-300', description: 'Footings', parent: '03' },
      { code: '03-310', description: 'Slab', parent: '03' },
      { code: '04-100', description: 'Footings of brick' },
    ]);
    await verb(service, company, 'send');
    const { headers } = await pageOf(service, ADMIN);
    const desk = company.path.replace('/api', '');
    const csrf = headers['x-csrf-token'];
    const filter = { status: 'pending', search: 'foot', division: '03' };
    await post(service, `${desk}/accept`, { csrf, scope: 'all', ...filter }, { cookie: headers.cookie });
    expect(await statesOf(service, company)).toEqual({
      '03': 'pending',
      '03-300': 'accepted',
      '03-310': 'pending',
      '04-100': 'pending',
    });
    await post(
      service,
      `${desk}/reject`,
      { csrf, divisions: '03', status: 'pending', 'reject.reason': 'later' },
      { cookie: headers.cookie },
    );
    expect(await statesOf(service, company)).toEqual({
      '03': 'rejected',
      '03-300': 'accepted',
      '03-310': 'rejected',
      '04-100': 'pending',
    });
  });
});
