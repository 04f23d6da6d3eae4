/** What holds for every page: whom it is for, that texts stay texts, and that no address leaves its prefix. */
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
import { put, verb } from '../support/codes.ts';
import { ADMIN, get, post, waiting } from '../support/page-calls.ts';
import {
  ADMIN_PASSWORD,
  accessTo,
  newCompany,
  newUser,
  onEmbeddedStore,
  pageOf,
} from '../support/service.ts';

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
  });
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
        hasMail: false,
        webhookPrivate: false,
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
