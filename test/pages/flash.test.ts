import { expect, it } from 'vitest';
import { putFlash } from '../../server/identity/web-sessions.ts';
import { done } from '../../server/pages/flash.ts';
import { ADMIN_PASSWORD, onEmbeddedStore, pageOf } from '../support/service.ts';

onEmbeddedStore('the result of what was just done', (start) => {
  it('is told once, on the page that somebody sees and not in one that a script looks at', async () => {
    const service = await start();
    const { session, cookie } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    await putFlash(service.store, session, done('It is done.'));
    const seen = async (headers: Record<string, string> = {}) =>
      (await fetch(`${service.url}/account`, { headers: { cookie, ...headers } })).text();

    expect(await seen({ 'X-Unseen': 'true' })).not.toContain('It is done.');
    expect(await seen()).toContain('It is done.');
    expect(await seen()).not.toContain('It is done.');
  });
});
