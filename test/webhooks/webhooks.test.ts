import nock from 'nock';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { put, verb } from '../support/codes.ts';
import { courierOf, SOON_MS } from '../support/courier.ts';
import { newDesktop } from '../support/desktop.ts';
import { startReceiver } from '../support/receiver.ts';
import { newCompany, newUser, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const HOUR_MS = 60 * 60_000;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiver() {
  const started = await startReceiver();
  closing.push(() => started.away().catch(() => {}));
  return started;
}

const ALL = ['code.accepted', 'code.synced', 'code.failed', 'code.rejected', 'alarm.raised', 'alarm.lifted'];

async function hooked(service: Service, path: string, url: string, events: readonly string[] = ALL) {
  const made = await service.api('POST', `${path}/webhooks`, { body: { url, events } });
  if (made.status !== 201) throw new Error(made.text);
  return made.body as { id: string; secret: string };
}

const deliveriesOf = async (service: Service, path: string, id: string) =>
  (await service.api('GET', `${path}/webhooks/${id}/deliveries`)).body.deliveries;

onBothStores('webhooks', (start) => {
  it('hear of each thing once, with the codes of one call or session together, signed as the standard says', async () => {
    const [service, there] = [await start(), await receiver()];
    const desktop = await newDesktop(service);
    const { id, secret } = await hooked(service, desktop.path, there.url);
    const round = courierOf(service);
    service.advance(SOON_MS);
    await desktop.accept('03 Concrete', '03 > 03-300 Footings', '04 Masonry');
    service.advance(SOON_MS);
    await round();
    await desktop.session();
    service.advance(SOON_MS);
    await round();
    await round();
    expect(there.received.map(({ body }) => [body.type, body.data.codes])).toEqual([
      ['code.accepted', ['03', '03-300', '04']],
      ['code.synced', ['03', '04', '03-300']],
    ]);
    for (const { headers, text, body } of there.received) {
      // The standard's own library, as receivers use it. Its clock is the machine's, the test's is ahead.
      const webhook = new Webhook(secret);
      expect(headers['webhook-signature']).toBe(
        webhook.sign(
          String(headers['webhook-id']),
          new Date(Number(headers['webhook-timestamp']) * 1_000),
          text,
        ),
      );
      expect(body.data.company).toBe(desktop.path.split('/').at(-1));
      expect(Date.parse(body.timestamp)).toBeLessThanOrEqual(service.store.now().getTime());
    }
    const [synced, accepted] = await deliveriesOf(service, desktop.path, id);
    expect(synced).toMatchObject({ event: 'code.synced', status: 'delivered', tries: 1, nextAt: null });
    expect(accepted).toMatchObject({ event: 'code.accepted', status: 'delivered', answer: '204' });
  });

  it('lose nothing while the receiver is away or slow: the same comes later under the same id', async () => {
    const [service, there] = [await start(), await receiver()];
    const company = await newCompany(service);
    const { id } = await hooked(service, company.path, there.url);
    const late: (() => void)[] = [];
    const round = courierOf(service, {
      after: (_ms, run) => {
        late.push(run);
        return () => {};
      },
    });
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send');
    await verb(service, company, 'reject', { codes: ['01'], reason: 'Wrong' });
    service.advance(SOON_MS);
    await there.away();
    await round();
    expect(await deliveriesOf(service, company.path, id)).toMatchObject([
      { status: 'waiting', tries: 1, answer: expect.stringContaining('ECONNREFUSED') },
    ]);
    await there.back();
    there.answer(503);
    service.advance(SOON_MS);
    await round();
    // Takes what comes and never answers; its time is over when the test says so.
    there.answer(null);
    service.advance(HOUR_MS);
    const slow = round();
    await expect.poll(() => there.received.length).toBe(2);
    for (const run of late.splice(0)) run();
    await slow;
    there.answer(200);
    service.advance(HOUR_MS);
    await round();
    expect(await deliveriesOf(service, company.path, id)).toMatchObject([
      { status: 'delivered', tries: 4, answer: '200' },
    ]);
    expect(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(there.received.map(({ text }) => text)).size).toBe(1);
    expect(there.received.length).toBe(3);
  });

  it('are given up after three days, and sent again when somebody wants it', async () => {
    const [service, there] = [await start(), await receiver()];
    const company = await newCompany(service);
    const { id } = await hooked(service, company.path, there.url);
    const round = courierOf(service);
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: 'all' });
    service.advance(SOON_MS);
    there.answer(500);
    let hours = 0;
    const status = async () => (await deliveriesOf(service, company.path, id))[0]?.status;
    for (await round(); (await status()) === 'waiting'; hours++) {
      service.advance(HOUR_MS);
      await round();
    }
    expect(hours).toBeGreaterThan(60);
    expect(hours).toBeLessThanOrEqual(72);
    const tries = there.received.length;
    expect(tries).toBeLessThan(20);
    there.answer(200);
    const [{ id: delivery }] = await deliveriesOf(service, company.path, id);
    const again = `${company.path}/webhooks/${id}/deliveries/${delivery}/again`;
    expect((await service.api('POST', again)).body).toMatchObject({ status: 'waiting', tries: 0 });
    service.advance(HOUR_MS);
    await round();
    expect(await status()).toBe('delivered');
    expect(there.received.at(-1)?.headers['webhook-id']).toBe(delivery);
  });

  it('are tested by hand; one that wants nothing more gets nothing until a test arrives', async () => {
    const [service, there] = [await start(), await receiver()];
    const company = await newCompany(service);
    const { id } = await hooked(service, company.path, there.url);
    const round = courierOf(service);
    const test = async () => {
      expect((await service.api('POST', `${company.path}/webhooks/${id}/test`)).status).toBe(202);
      service.advance(SOON_MS);
      await round();
      return there.received.at(-1)?.body;
    };
    expect(await test()).toMatchObject({ type: 'test', data: { company: company.id } });
    there.answer(410);
    await test();
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: 'all' });
    service.advance(SOON_MS);
    await round();
    expect(there.received.map(({ body }) => body.type)).toEqual(['test', 'test']);
    there.answer(200);
    await test();
    await verb(service, company, 'recall', { codes: 'all' });
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: 'all' });
    service.advance(SOON_MS);
    await round();
    expect(there.received.at(-1)?.body.type).toBe('code.accepted');
  });

  it('hear of alarms, of a connector that is late and back, and of readings', async () => {
    const [service, there] = [await start(), await receiver()];
    const desktop = await newDesktop(service);
    await hooked(service, desktop.path, there.url, [
      'alarm.raised',
      'alarm.lifted',
      'connector.late',
      'connector.back',
      'reading.completed',
    ]);
    const round = courierOf(service);
    const told = () => there.received.map(({ body }) => body.type);
    await service.api('POST', `${desktop.path}/quickbooks/read`);
    await desktop.session();
    await round();
    expect(told()).toEqual(['reading.completed']);
    await desktop.accept('03 Concrete');
    service.advance(2 * HOUR_MS);
    await round();
    await round();
    expect(told().slice(1)).toEqual(['connector.late']);
    const ticket = await desktop.open();
    for (const _try of [1, 2])
      await desktop.connectionError(ticket, '0x80040408', 'Could not start QuickBooks.');
    await desktop.close(ticket);
    await round();
    expect(told().slice(2).sort()).toEqual(['alarm.raised', 'connector.back']);
    expect(there.received.find(({ body }) => body.type === 'alarm.raised')?.body.data.alarm).toMatchObject({
      code: 'connection',
      message: expect.stringContaining('Could not start QuickBooks.'),
    });
    service.advance(HOUR_MS);
    await desktop.session();
    await round();
    expect(told().slice(4)).toEqual(['alarm.lifted']);
  });
});

onEmbeddedStore('webhooks', (start) => {
  it('have at most 1,000 codes in one event, and none twice', async () => {
    const [service, there] = [await start(), await receiver()];
    const company = await newCompany(service);
    await hooked(service, company.path, there.url);
    const codes = Array.from({ length: 1_201 }, (_, at) => `c${at}`);
    await put(service, company, codes);
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: 'all' });
    service.advance(SOON_MS);
    const round = courierOf(service);
    await round();
    service.advance(2 * HOUR_MS);
    await round();
    const told = there.received.map(({ body }) => body.data.codes);
    expect(told.map((each) => each.length).sort()).toEqual([1_000, 201]);
    expect(new Set(told.flat()).size).toBe(1_201);
  });

  it('show their secret once, and are of their company only', async () => {
    const service = await start();
    const [company, other] = [await newCompany(service), await newCompany(service)];
    const { id, secret } = await hooked(service, company.path, 'https://example.com/hook', ['code.synced']);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const list = await service.api('GET', `${company.path}/webhooks`);
    expect(list.body.webhooks).toMatchObject([
      { id, url: 'https://example.com/hook', events: ['code.synced'] },
    ]);
    expect(list.text).not.toContain(secret);
    for (const [method, path] of [
      ['DELETE', `${other.path}/webhooks/${id}`],
      ['POST', `${other.path}/webhooks/${id}/test`],
      ['GET', `${other.path}/webhooks/${id}/deliveries`],
    ] as const)
      expect((await service.api(method, path)).status).toBe(404);
    expect((await service.api('DELETE', `${company.path}/webhooks/${id}`)).status).toBe(204);
    expect((await service.api('GET', `${company.path}/webhooks`)).body.webhooks).toEqual([]);
  });

  it('are no way into this network', async () => {
    const service = await start();
    const company = await newCompany(service);
    const ask = (url: string) =>
      service.api('POST', `${company.path}/webhooks`, { body: { url, events: ['code.synced'] } });
    for (const url of [
      'http://example.com/hook',
      'ftp://example.com/hook',
      'https://user:password@example.com/',
      'https://10.0.0.7/hook',
      'https://192.168.1.1/',
      'https://169.254.169.254/latest/meta-data',
      'https://[fd00::1]/',
      'https://[::ffff:10.0.0.7]/',
      'https://0x0a000007/',
      'http://10.0.0.7/',
      'hook',
    ]) {
      const answer = await ask(url);
      expect([url, answer.status, answer.body.errors?.[0].field]).toEqual([url, 422, 'url']);
    }
    expect((await ask('https://8.8.8.8/hook')).status).toBe(201);
    expect((await ask('http://localhost:9999/hook')).status).toBe(201);
  });

  it('go to what a name stands for when they go, never to a private address behind it, and follow no redirect', async () => {
    const [service, there, inside] = [await start(), await receiver(), await receiver()];
    const company = await newCompany(service);
    const port = new URL(inside.url).port;
    const { id } = await hooked(service, company.path, `https://hooks.example.com:${port}/`);
    const { id: moved } = await hooked(service, company.path, there.url);
    there.answer(302, { location: inside.url });
    // It would stop the call before the name is looked up.
    nock.restore();
    closing.push(async () => nock.activate());
    const asked: string[] = [];
    const round = courierOf(service, {
      resolve: ((host: string, _options: unknown, done: (...args: unknown[]) => void) => {
        asked.push(host);
        done(null, [{ address: '127.0.0.1', family: 4 }]);
      }) as never,
    });
    for (const each of [id, moved]) await service.api('POST', `${company.path}/webhooks/${each}/test`);
    service.advance(SOON_MS);
    await round();
    expect(asked).toContain('hooks.example.com');
    expect(await deliveriesOf(service, company.path, id)).toMatchObject([
      { status: 'waiting', answer: expect.stringContaining('stands for 127.0.0.1') },
    ]);
    expect(await deliveriesOf(service, company.path, moved)).toMatchObject([
      { status: 'waiting', answer: '302' },
    ]);
    expect(inside.received).toEqual([]);
  });

  it('read no more of an answer than they need', async () => {
    const [service, there] = [await start(), await receiver()];
    const company = await newCompany(service);
    const { id } = await hooked(service, company.path, there.url);
    there.answer(200, {}, 'x'.repeat(5_000_000));
    await service.api('POST', `${company.path}/webhooks/${id}/test`);
    service.advance(SOON_MS);
    await courierOf(service)();
    expect(await deliveriesOf(service, company.path, id)).toMatchObject([{ status: 'delivered' }]);
  });

  it('need the role admin', async () => {
    const service = await start();
    const company = await newCompany(service);
    const ann = await newUser(service, 'ann', { roles: { [company.id]: 'approver' } });
    expect((await service.api('GET', `${company.path}/webhooks`, ann)).status).toBe(403);
  });
});
