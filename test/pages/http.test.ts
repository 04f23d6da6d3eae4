import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { createImportRoom } from '../../server/codes/importing/room.ts';
import { createPieces } from '../../server/http/piecewise.ts';
import { createLog } from '../../server/log.ts';
import { MODULES } from '../../server/pages/modules.ts';
import { createPageDoor } from '../../server/pages/router.ts';
import type { PageContext } from '../../server/pages/visit.ts';
import { createKept } from '../../server/quickbooks/kept.ts';
import { codeOf, put, statesOf, verb } from '../support/connector.ts';
import {
  ADMIN_PASSWORD,
  accessTo,
  firstOf,
  newCompany,
  newUser,
  onEmbeddedStore,
  pageOf,
  type Service,
} from '../support/service.ts';

const ADMIN = { user: 'admin', password: ADMIN_PASSWORD };
const MINUTE_MS = 60_000;

const get = (service: Service, path: string, headers: Record<string, string> = {}, url = service.url) =>
  fetch(url + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
const post = (
  service: Service,
  path: string,
  fields: Record<string, string> | [string, string][],
  headers: Record<string, string> = {},
  url = service.url,
) =>
  fetch(url + path, {
    method: 'POST',
    headers: { accept: 'text/html', ...headers },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

/** A company with codes that wait, and the browser of an admin. */
async function waiting(service: Service, codes: string[] = ['03', '04']) {
  const company = await newCompany(service);
  await put(service, company, codes);
  await verb(service, company, 'send');
  const browser = await pageOf(service, ADMIN);
  return {
    company,
    desk: company.path.replace('/api', ''),
    cookie: { cookie: browser.headers.cookie },
    csrf: browser.headers['x-csrf-token'],
  };
}

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

onEmbeddedStore('a code on the page', (start) => {
  it('is found however its blanks and signs are typed, and is not added a second time', async () => {
    const service = await start();
    const { desk, cookie, csrf } = await waiting(service, ['03 100', '5\u2126']);
    for (const [path, code] of [
      ['03%C2%A0100', '03 100'],
      ['%2003%20%20100%0A', '03 100'],
      ['-?code=03%C2%A0100', '03 100'],
      [encodeURIComponent('5\u03a9'), '5\u2126'],
    ] as const) {
      const answer = await get(service, `${desk}/codes/${path}`, cookie);
      expect(answer.status, path).toBe(200);
      expect(await answer.text(), path).toContain(`<title>${code}`);
    }
    const add = (code: string) => post(service, `${desk}/add`, { csrf, code, description: 'x' }, cookie);
    const refused = await add('\u00a003\u00a0 100');
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('There is a code 03 100 in this list already.');
    const added = await add(' 03\u00a0 200 ');
    expect([added.status, added.headers.get('location')]).toEqual([303, `${desk}/codes/03%20200`]);
  });
});

onEmbeddedStore('an import', (start) => {
  it('may have 16 MiB; a larger one is refused in words, and one of 3 MiB is carried through its confirmation', async () => {
    const service = await start();
    const company = await newCompany(service);
    const desk = company.path.replace('/api', '');
    const { headers } = await pageOf(service, ADMIN);
    const send = async (path: string, file: string | null, text: string) => {
      const form = new FormData();
      form.set('csrf', headers['x-csrf-token']);
      if (file !== null) form.set('file', new Blob([file]), 'codes.csv');
      form.set('content', text);
      return fetch(service.url + desk + path, {
        method: 'POST',
        headers: { cookie: headers.cookie, accept: 'text/html' },
        body: form,
        redirect: 'manual',
      });
    };
    const refused = await send('/import', 'x'.repeat(17 * 1024 * 1024), '');
    expect([refused.status, await refused.text()]).toEqual([
      413,
      expect.stringContaining('This is too large'),
    ]);
    const filler = 'y'.repeat(1_000);
    const rows = Array.from({ length: 3_000 }, (_, index) => `C-${index},"Text ""${index}"" ${filler}"`);
    const file = ['code,description', ...rows].join('\n');
    const page = await (await send('/import', file, '')).text();
    expect(page).toContain('Import 3,000 codes');
    const carried = /name="content" value="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(Buffer.from(carried, 'base64').toString() === file).toBe(true);
    expect((await send('/import/confirm', null, carried)).status).toBe(303);
    expect((await codeOf(service, company, 'C-2999')).description).toBe(`Text "2999" ${filler}`);
  });
});

onEmbeddedStore('signing in', (start) => {
  it('leads on to own paths only', async () => {
    const service = await start();
    for (const [to, location] of [
      ['/account', '/account'],
      ['/companies/x?status=all&search=a%20b', '/companies/x?status=all&search=a%20b'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['/\\/evil.example', '/'],
      ['https://evil.example', '/'],
      ['javascript:alert(1)', '/'],
      ['/a\r\nSet-Cookie: x=y', '/'],
      ['/..//evil.example', '/evil.example'],
      ['', '/'],
    ] as const) {
      const answer = await post(service, '/sign-in', { userName: 'admin', password: ADMIN_PASSWORD, to });
      expect([answer.status, answer.headers.get('location')], to).toEqual([303, location]);
    }
  });

  it('sends who wants a page there first, and back to it after', async () => {
    const service = await start();
    const answer = await get(service, '/account?x=1');
    expect(answer.headers.get('location')).toBe('/?to=%2Faccount%3Fx%3D1');
    const form = await (await get(service, '/?to=%2Faccount%3Fx%3D1')).text();
    expect(form).toContain('name="to" value="/account?x=1"');
  });

  it('is slowed down, then refused in words', async () => {
    const service = await start();
    const guess = (password: string) => post(service, '/sign-in', { userName: 'admin', password });
    const wrong = await guess('wrong password');
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('is wrong')]);
    const release = service.holdWaits();
    const guesses = Array.from({ length: 40 }, (_, index) => guess(`guess ${index}`));
    const refused = await firstOf(429, guesses);
    release();
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.text()).toMatch(/Too many wrong passwords from your address\. Wait \d+ seconds/);
    await Promise.all(guesses);
  });

  it('ends the session that was there before in this browser', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    await post(
      service,
      '/sign-in',
      { userName: 'admin', password: ADMIN_PASSWORD },
      { cookie: headers.cookie },
    );
    expect((await get(service, '/account', { cookie: headers.cookie })).status).toBe(303);
  });
});

const HOSTILE = `</textarea></title><script>alert(1)</script>"'><img src=x onerror=alert(2)>`;

onEmbeddedStore('texts of others', (start) => {
  it('are texts on every page, whatever they hold', async () => {
    const service = await start();
    const company = await newCompany(service, { name: `<b>Acme</b> & "Sons" ${HOSTILE}` });
    const code = `03<script>'"&`;
    await put(service, company, [
      { code, description: HOSTILE },
      { code: '..', description: 'dots' },
      { code: 'a/b?c#d', description: 'marks' },
    ]);
    await verb(service, company, 'send');
    await verb(service, company, 'reject', { codes: [code], reason: HOSTILE });
    const { headers } = await pageOf(service, ADMIN);
    const cookie = { cookie: headers.cookie };
    const desk = company.path.replace('/api', '');
    const pages = [
      `${desk}?status=all`,
      `${desk}?status=all&search=${encodeURIComponent(HOSTILE)}&division=${encodeURIComponent(HOSTILE)}&account=${encodeURIComponent(HOSTILE)}`,
      `${desk}/codes/${encodeURIComponent(code)}`,
      `${desk}/add?code=${encodeURIComponent(HOSTILE)}`,
      `/?to=${encodeURIComponent(`/${HOSTILE}`)}`,
    ];
    for (const path of pages) {
      const answer = await get(service, path, cookie);
      const text = await answer.text();
      expect(text, path).not.toMatch(/<script>|<img|<b>Acme/);
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none';style-src 'self';script-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
    }
    const list = await (await get(service, `${desk}?status=all`, cookie)).text();
    const links = [...list.matchAll(/<td[^>]*><a href="([^"]+)"/g)].map(([, href]) =>
      String(href).replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
    );
    expect(links.length).toBe(3);
    for (const href of links) expect((await get(service, href, cookie)).status, href).toBe(200);
    const preview = await post(
      service,
      `${desk}/import`,
      {
        csrf: headers['x-csrf-token'],
        text: `code,description\n"${HOSTILE.replaceAll('"', '""')}",x\n${HOSTILE.replaceAll('"', '')},\n`,
      },
      cookie,
    );
    expect(await preview.text()).not.toMatch(/<script>|<img/);
  });

  it('do not become formulas in a spreadsheet', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [{ code: '=1+1', description: '@SUM(A1), "x"' }]);
    const { headers } = await pageOf(service, ADMIN);
    const answer = await get(service, `${company.path.replace('/api', '')}/codes.csv`, {
      cookie: headers.cookie,
    });
    expect(await answer.text()).toContain(`\r\n'=1+1,"'@SUM(A1), ""x""",,unsynced,`);
  });
});

onEmbeddedStore('every page', (start) => {
  it('asks for a sign-in, is not there for others, and needs its right', async () => {
    const service = await start();
    const { company } = await waiting(service);
    const id = company.path.split('/').at(-1) ?? '';
    const browserOf = async (role: string | null) => {
      const who = await newUser(service, `user-${role}`, role === null ? {} : { roles: { [id]: role } });
      const { headers } = await pageOf(service, who);
      return { cookie: headers.cookie, csrf: headers['x-csrf-token'] };
    };
    const roles = ['viewer', 'sender', 'approver', 'admin'] as const;
    const browsers = new Map(
      await Promise.all([...roles, null].map(async (role) => [role, await browserOf(role)] as const)),
    );
    const rank = { user: -1, viewer: 0, sender: 1, approver: 2, companyAdmin: 3, admin: 4 } as const;
    const context = {
      store: service.store,
      publicURL: service.url,
      href: (path: string) => path,
      stopping: new AbortController().signal,
    } as PageContext;
    const routes = MODULES.flatMap((module) => module(context));
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, path, right } of routes) {
      const address = path.replace(':company', id).replace(/:\w+/g, '03');
      const call = (cookie?: string, csrf = '') =>
        method === 'get'
          ? get(service, address, cookie ? { cookie } : {})
          : post(service, address, { csrf }, cookie ? { cookie } : {});
      const anonymous = await call();
      const isFront = address === '/';
      expect(anonymous.status, `nobody ${method} ${address}`).toBe(
        isFront ? 200 : method === 'get' ? 303 : 401,
      );
      for (const [role, { cookie, csrf }] of browsers) {
        if (path.endsWith('/events') && rank[right] <= roles.indexOf(role ?? 'viewer')) continue;
        const answer = await call(cookie, csrf);
        const what = `${role} ${method} ${address} ${answer.status}`;
        await answer.body?.cancel();
        const isCompanys = path.includes(':company');
        if (role === null && isCompanys) expect(answer.status, what).toBe(404);
        else if (rank[right] > (role === null ? -1 : roles.indexOf(role)))
          expect(answer.status, what).toBe(403);
        else expect([200, 303, 404, 409, 422], what).toContain(answer.status);
      }
    }
  }, 120_000);
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

onEmbeddedStore('below a path prefix', (start) => {
  it('every link, form, redirect and cookie stays below it', async () => {
    const service = await start();
    const { desk } = await waiting(service);
    const publicURL = 'https://sync.example.com/qb/sync';
    const app = express();
    // As a reverse proxy does that takes the prefix off.
    app.use(
      createPageDoor({
        store: service.store,
        random: randomBytes,
        publicURL,
        room: createImportRoom(),
        kept: createKept(service.store),
        pieces: createPieces(),
        access: accessTo(service, publicURL),
        bodies: service.bodies,
        log: createLog('silent'),
        stopping: new AbortController().signal,
      }),
    );
    const server = app.listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { headers } = await pageOf(service, ADMIN, publicURL);
    const cookie = { cookie: headers.cookie };
    for (const path of [
      '/account',
      desk,
      `${desk}?status=all`,
      `${desk}/codes/03`,
      `${desk}/import`,
      `${desk}/add`,
      `${desk}/lists`,
      '/nothing',
    ]) {
      const page = await (await get(service, path, cookie, url)).text();
      const addresses = [...page.matchAll(/ (?:href|action|formaction|src|data-events)="([^"]*)"/g)].map(
        ([, each]) => each,
      );
      expect(addresses.length).toBeGreaterThan(5);
      expect(
        addresses.filter(
          (each) => !/^(#|\/qb\/sync(\/|$)|https:\/\/sync\.example\.com\/qb\/sync\/)/.test(each ?? ''),
        ),
        path,
      ).toEqual([]);
    }
    expect((await get(service, '/account', {}, url)).headers.get('location')).toBe('/qb/sync/?to=%2Faccount');
    const signedIn = await post(
      service,
      '/sign-in',
      { userName: 'admin', password: ADMIN_PASSWORD, to: '/account' },
      {},
      url,
    );
    expect(signedIn.headers.get('location')).toBe('/qb/sync/account');
    expect(signedIn.headers.get('set-cookie')).toContain('Path=/qb/sync;');
  });
});

onEmbeddedStore('accepting on the page', (start) => {
  it('by the rules, with named accounts, without an expense account by choice', async () => {
    const service = await start();
    const company = await newCompany(service, {
      expenseAccount: 'Job Expenses',
      accountRules: [{ prefix: '26', incomeAccount: 'Electrical' }],
    });
    await put(service, company, ['03', '04', '26']);
    await verb(service, company, 'send');
    const { headers } = await pageOf(service, ADMIN);
    const desk = company.path.replace('/api', '');
    const send = (name: string, fields: Record<string, string>) =>
      post(
        service,
        `${desk}/${name}`,
        { csrf: headers['x-csrf-token'], ...fields },
        { cookie: headers.cookie },
      );
    await send('accept', { code: '26', 'accept.how': 'rules', 'accept.incomeAccount': 'Ignored' });
    expect(await codeOf(service, company, '26')).toMatchObject({
      incomeAccount: 'Electrical',
      expenseAccount: 'Job Expenses',
    });
    await send('accept', {
      code: '03',
      'accept.how': 'these',
      'accept.incomeAccount': '4000 · Labor',
      'accept.expenseAccount': '',
    });
    expect(await codeOf(service, company, '03')).toMatchObject({
      incomeAccount: 'Labor',
      expenseAccount: null,
    });
    expect(await (await get(service, desk, { cookie: headers.cookie })).text()).toContain(
      '1 of them has no expense account',
    );
    const wrong = await send('accept', { code: '04', 'accept.how': 'these', 'accept.incomeAccount': 'Łódź' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toMatch(
      /href="#f-accept-incomeAccount"[\s\S]*id="f-accept-incomeAccount-error"/,
    );
    await send('accounts', { code: '04', 'accounts.incomeAccount': 'Other' });
    expect((await statesOf(service, company))['04']).toBe('pending');
    await send('accept', { code: '03', 'accept.how': 'these', 'accept.incomeAccount': 'Mine' });
    expect(await codeOf(service, company, '03')).toMatchObject({ incomeAccount: 'Labor' });
    expect(await (await get(service, desk, { cookie: headers.cookie })).text()).toContain(
      '03 has been accepted and waits for the connector.',
    );
    await send('accounts', { code: '03', 'accounts.expenseAccount': 'Costs' });
    expect(await codeOf(service, company, '03')).toMatchObject({
      incomeAccount: 'Labor',
      expenseAccount: 'Costs',
    });
  });
});
