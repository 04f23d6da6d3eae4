import { expect, it } from 'vitest';
import { ADMIN, get, post } from '../../support/page-calls.ts';
import { ADMIN_PASSWORD, firstOf, onEmbeddedStore, pageOf } from '../../support/service.ts';

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
