import { expect, it } from 'vitest';
import { put, verb } from '../../support/codes.ts';
import { newCompany, newUser, onEmbeddedStore, pageOf, type Service } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const MINUTE_MS = 60_000;

/** A listener: what it was told so far, and whether the stream has ended. */
async function listen(service: Service, company: { path: string }, cookie: string) {
  const leave = new AbortController();
  const answer = await fetch(`${service.url}${company.path.replace('/api', '')}/events`, {
    headers: { cookie },
    signal: leave.signal,
  });
  const heard = { text: '', ended: false };
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const chunk of answer.body ?? []) heard.text += decoder.decode(chunk, { stream: true });
    heard.ended = true;
  })().catch(() => {});
  return { answer, heard, reading, leave: () => leave.abort() };
}

onEmbeddedStore('live progress', (start) => {
  async function watched(service: Service) {
    const company = await newCompany(service);
    const id = company.path.split('/').at(-1) ?? '';
    await put(service, company, ['03']);
    const vera = await newUser(service, 'vera', { roles: { [id]: 'viewer' } });
    const { headers } = await pageOf(service, vera);
    return { company, id, cookie: headers.cookie, ...(await listen(service, company, headers.cookie)) };
  }
  const counts = (text: string) =>
    [...text.matchAll(/"counts":(\{[^}]*\})/g)].map(([, json]) => JSON.parse(String(json)));

  it('tells the counts at once and when they change', async () => {
    const service = await start();
    const { company, answer, heard, leave } = await watched(service);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await until(() => counts(heard.text).length === 1);
    expect(counts(heard.text)[0]).toMatchObject({ unsynced: 1, pending: 0 });
    await verb(service, company, 'send');
    await until(() => counts(heard.text).length === 2);
    expect(counts(heard.text)[1]).toMatchObject({ unsynced: 0, pending: 1 });
    leave();
  });

  it('ends when the right is taken away', async () => {
    const service = await start();
    const { id, heard, reading } = await watched(service);
    await until(() => heard.text.includes('event: state'));
    await service.api('PATCH', '/api/users/vera', { body: { roles: { [id]: null } } });
    await reading;
    expect(heard.ended).toBe(true);
    expect(heard.text).toContain('event: over');
  });

  it('ends with the session, which listening is no use of', async () => {
    const service = await start();
    const { heard, reading, company, cookie } = await watched(service);
    await until(() => heard.text.includes('event: state'));
    service.advance(20 * MINUTE_MS);
    const again = await listen(service, company, cookie);
    await until(() => again.heard.text.includes('event: state'));
    service.advance(11 * MINUTE_MS);
    await reading;
    expect(heard.text).toContain('event: over');
  });
});
