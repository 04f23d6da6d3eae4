import { afterEach, expect, it } from 'vitest';
import { put, verb } from '../support/codes.ts';
import { courierOf } from '../support/courier.ts';
import { dieAt } from '../support/dying.ts';
import { startMailServer } from '../support/mail-server.ts';
import { startReceiver } from '../support/receiver.ts';
import { newCompany, newUser, onBothStores, onEmbeddedStore, type Start } from '../support/service.ts';

/** Longer than anything is held or claimed. */
const LATER_MS = 10 * 60_000;
/** No round writes more often. */
const WRITES_MAX = 40;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function world(start: Start) {
  const [service, there, mail] = [await start(), await startReceiver(), await startMailServer()];
  closing.push(
    () => there.away(),
    () => mail.away(),
  );
  const company = await newCompany(service);
  const sam = await newUser(service, 'sam', { roles: { [company.id]: 'sender' } });
  const ann = await newUser(service, 'ann', { roles: { [company.id]: 'approver' } });
  for (const who of [sam, ann]) {
    const notices = ['waiting', 'rejected'].flatMap((event) =>
      event === 'waiting' && who === sam ? [] : { company: company.id, event, how: 'now' },
    );
    const body = { email: `${who.user}@example.com`, timeZone: 'UTC', quiet: null, notices };
    const put = await service.api('PUT', '/api/me/notices', { ...who, body });
    if (put.status !== 200) throw new Error(put.text);
  }
  const hook = { url: there.url, events: ['code.rejected', 'code.accepted'] };
  await service.api('POST', `${company.path}/webhooks`, { body: hook });
  const happen = async (code: string) => {
    await put(service, company, [code]);
    await service.api('POST', `${company.path}/send`, { ...sam, body: { codes: [code] } });
    await verb(service, company, 'reject', { codes: [code], reason: `Not ${code}` });
    service.advance(LATER_MS);
  };
  const hooks = (code: string) =>
    there.received.filter(({ body }) => body.data.codes.includes(code) && body.type === 'code.rejected');
  const mails = (code: string, subject: RegExp) =>
    mail.mails
      .filter((each) => subject.test(each.header('Subject')) && each.part('text/plain').includes(`- ${code}`))
      .map(({ to }) => to.join());
  const round = () => courierOf(service, { smtp: mail.url })();
  return { service, company, happen, hooks, mails, round };
}

/** A server dies at each of its writes in turn; the next one goes on. */
async function dying(start: Start, when: 'before' | 'after'): Promise<void> {
  const { service, happen, hooks, mails, round } = await world(start);
  for (let fatal = 1; ; fatal++) {
    expect(fatal).toBeLessThan(WRITES_MAX);
    const code = `c${String(fatal).padStart(2, '0')}x`;
    await happen(code);
    const death = dieAt(service.store, fatal, when);
    await round();
    // What is due only after what was told.
    service.advance(LATER_MS);
    await round();
    const isOver = death.writes() < fatal;
    death.undo();
    for (const _restart of [1, 2]) {
      service.advance(LATER_MS);
      await round();
    }
    const arrived = hooks(code);
    expect([code, new Set(arrived.map(({ headers }) => headers['webhook-id'])).size]).toEqual([code, 1]);
    expect(arrived.length).toBeLessThanOrEqual(2);
    const [waiting, rejected] = [mails(code, /wait|notices/), mails(code, /rejected|notices/)];
    expect([code, new Set(waiting)]).toEqual([code, new Set(['ann@example.com'])]);
    expect([code, new Set(rejected)]).toEqual([code, new Set(['sam@example.com'])]);
    expect(Math.max(waiting.length, rejected.length)).toBeLessThanOrEqual(2);
    if (isOver) break;
  }
}

onEmbeddedStore('the outbox', (start) => {
  it('tells each thing though its server dies before any write: at least once, and to nobody else', () =>
    dying(start, 'before'));
});

onBothStores('the outbox', (start) => {
  it('tells each thing though its server dies after any write: at least once, and to nobody else', () =>
    dying(start, 'after'));

  it('tells what was written of a call that died in the middle, and the rest when it comes', async () => {
    const { service, company, hooks, round } = await world(start);
    const codes = Array.from({ length: 450 }, (_, at) => `d${String(at).padStart(3, '0')}`);
    await put(service, company, codes);
    await verb(service, company, 'send');
    const rejecting = { codes, reason: 'No' };
    const death = dieAt(service.store, 2, 'after');
    expect((await verb(service, company, 'reject', rejecting)).status).toBe(503);
    death.undo();
    service.advance(LATER_MS);
    await round();
    const told = () => codes.filter((code) => hooks(code).length > 0).length;
    const list = await service.api('GET', `${company.path}/codes?status=rejected&limit=1000`);
    expect(told()).toBe(list.body.codes.length);
    expect(told()).toBeGreaterThan(0);
    await verb(service, company, 'reject', rejecting);
    service.advance(LATER_MS);
    await round();
    expect(told()).toBe(codes.length);
    expect(codes.filter((code) => hooks(code).length > 1)).toEqual([]);
  });

  it('tells a move that was stamped before others and written after them, once', async () => {
    const { service, company, hooks, round } = await world(start);
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send');
    // A call that begins, and whose write comes only when the one after it has been told.
    const { replace } = service.store;
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const own = service.store as { replace: typeof replace };
    own.replace = async (collection, documents) => {
      if (collection.name !== 'codes') return replace(collection, documents);
      own.replace = replace;
      asked.resolve();
      await held.promise;
      return replace(collection, documents);
    };
    const slow = verb(service, company, 'reject', { codes: ['01'], reason: 'Slow' });
    await asked.promise;
    service.advance(5_000);
    await verb(service, company, 'reject', { codes: ['02'], reason: 'Quick' });
    service.advance(5_000);
    await round();
    expect([hooks('01').length, hooks('02').length]).toEqual([0, 1]);
    held.resolve();
    await slow;
    service.advance(2 * 60_000);
    await round();
    service.advance(2 * 60 * 60_000);
    await round();
    expect([hooks('01').length, hooks('02').length]).toEqual([1, 1]);
  });
});
