import { afterEach, expect, it } from 'vitest';
import { put, verb } from '../support/codes.ts';
import { courierOf, SOON_MS } from '../support/courier.ts';
import { newDesktop } from '../support/desktop.ts';
import { startMailServer } from '../support/mail-server.ts';
import {
  newCompany,
  newUser,
  onBothStores,
  onEmbeddedStore,
  onMongoDB,
  type Service,
} from '../support/service.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function mailServer() {
  const server = await startMailServer();
  closing.push(() => server.away());
  return server;
}

type Who = { user?: string; password?: string };

async function choose(
  service: Service,
  company: string,
  hows: Record<string, string>,
  { as = {}, ...more }: { as?: Who; email?: string | null; quiet?: object | null; timeZone?: string } = {},
) {
  const notices = Object.entries(hows).map(([event, how]) => ({ company, event, how }));
  const body = { email: 'admin@example.com', timeZone: 'UTC', quiet: null, notices, ...more };
  const answer = await service.api('PUT', '/api/me/notices', { ...as, body });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
}

const idOf = (path: string) => path.split('/').at(-1) ?? '';

onBothStores('notices by mail', (start) => {
  it('are one mail for what a session brought, as text and HTML, with links into the page', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const desktop = await newDesktop(service, { name: 'Acme <Builders> & Sons' });
    await choose(service, idOf(desktop.path), { arrived: 'now', failed: 'now' });
    const round = courierOf(service, { smtp: mail.url });
    await desktop.accept('03 Concrete', '03 > 03-300 Footings', '04 Masonry', '05 Metals');
    desktop.quickbooks.faults.add({ kind: 'status', names: ['05'], code: '3070' });
    await desktop.session();
    service.advance(SOON_MS);
    await round();
    service.advance(SOON_MS);
    await round();
    await round();
    expect(mail.mails.length).toBe(1);
    const [one] = mail.mails;
    expect(one?.to).toEqual(['admin@example.com']);
    expect(one?.from).toBe('sync@example.com');
    expect(one?.header('Subject')).toBe('Acme <Builders> & Sons: 2 notices');
    expect(one?.header('Message-ID')).toMatch(/^<[0-9a-f]{32}@localhost>$/);
    const [text, html] = [one?.part('text/plain') ?? '', one?.part('text/html') ?? ''];
    expect(text).toContain('3 cost codes arrived in QuickBooks\n- 03\n- 04\n- 03-300\n');
    expect(text).toContain('1 cost code failed in QuickBooks\n- 05: ');
    expect(text).toContain(`See what to do: ${service.url}/companies/${idOf(desktop.path)}?status=failed`);
    expect(html).toContain('Acme &lt;Builders&gt; &amp; Sons');
    expect(wordsOf(html)).toBe(wordsOf(text.replace(/: (http\S+)$/gm, '').replace(/^- /gm, ''), true));
  });

  it('go to whoever may know of it, and wants to: nobody else', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const [company, other] = [await newCompany(service), await newCompany(service)];
    const user = (name: string, role: string) => newUser(service, name, { roles: { [company.id]: role } });
    const [sam, sue, ann, lee, dan] = [
      await user('sam', 'sender'),
      await user('sue', 'sender'),
      await user('ann', 'approver'),
      await user('lee', 'approver'),
      await user('dan', 'approver'),
    ];
    const mine = (as: Who & { user: string }, hows: Record<string, string>) =>
      choose(service, company.id, hows, { as, email: `${as.user}@example.com` });
    await mine(sam, { rejected: 'now' });
    await mine(sue, { rejected: 'now' });
    for (const each of [ann, lee, dan]) await mine(each, { waiting: 'now' });
    await choose(service, other.id, { waiting: 'now' });
    await put(service, company, ['01', '02', '03']);
    const send = (as: Who, codes: string[]) =>
      service.api('POST', `${company.path}/send`, { ...as, body: { codes } });
    await send(sam, ['01', '02']);
    await send(sue, ['03']);
    const round = courierOf(service, { smtp: mail.url });
    service.advance(SOON_MS);
    await round();
    // What has been told, and is not sent yet: who may not have it any more gets nothing.
    await service.api('PATCH', '/api/users/lee', { body: { roles: { [company.id]: 'viewer' } } });
    await service.api('PATCH', '/api/users/dan', { body: { disabled: true } });
    service.advance(SOON_MS);
    await round();
    expect(mail.mails.map(({ to }) => to)).toEqual([['ann@example.com']]);
    await verb(service, company, 'reject', { codes: ['01'], reason: 'Belongs\n\nto 02' });
    service.advance(SOON_MS);
    await round();
    service.advance(SOON_MS);
    await round();
    expect(mail.mails.slice(1).map(({ to }) => to)).toEqual([['sam@example.com']]);
    expect(mail.mails[1]?.part('text/plain')).toContain('- 01: Belongs to 02\n');
    // The company is not theirs any more.
    await verb(service, company, 'reject', { codes: ['02', '03'], reason: 'No' });
    service.advance(SOON_MS);
    await round();
    for (const name of ['sam', 'sue'])
      await service.api('PATCH', `/api/users/${name}`, { body: { roles: { [company.id]: null } } });
    service.advance(HOUR_MS);
    await round();
    expect(mail.mails.length).toBe(2);
  });

  it('lose nothing while the mail server is away, and are one mail when it is back', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const company = await newCompany(service);
    await choose(service, company.id, { waiting: 'now' });
    const round = courierOf(service, { smtp: mail.url });
    await mail.away();
    for (const code of ['01', '02', '03']) {
      await put(service, company, [code]);
      await verb(service, company, 'send');
      service.advance(MINUTE_MS);
      await round();
    }
    service.advance(24 * HOUR_MS);
    await round();
    await mail.back();
    service.advance(HOUR_MS);
    await round();
    expect(mail.mails.map((each) => each.header('Subject'))).toEqual([
      'Acme Builders: 3 cost codes wait for your approval',
    ]);
    expect(mail.mails[0]?.part('text/plain')).toContain('- 01\n- 02\n- 03\n');
  });

  it('say who was refused by the mail server, and do not try for ever', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const company = await newCompany(service);
    await choose(service, company.id, { waiting: 'now' });
    const round = courierOf(service, { smtp: mail.url });
    const sent = async (code: string) => {
      await put(service, company, [code]);
      await verb(service, company, 'send');
      service.advance(10 * MINUTE_MS);
      await round();
      service.advance(10 * MINUTE_MS);
      await round();
      return mail.mails.length;
    };
    mail.refuse({ code: 450, words: 'Mailbox busy' });
    expect(await sent('01')).toBe(0);
    mail.refuse(null);
    service.advance(HOUR_MS);
    await round();
    expect(mail.mails.length).toBe(1);
    mail.refuse({ code: 550, words: 'No such user here' });
    expect(await sent('02')).toBe(1);
    mail.refuse(null);
    service.advance(24 * HOUR_MS);
    await round();
    expect(mail.mails.length).toBe(1);
    expect(await sent('03')).toBe(2);
    expect(mail.mails[1]?.part('text/plain')).not.toContain('- 02');
  });

  it('of each day come in one mail at seven there, and keep out of quiet hours', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const company = await newCompany(service);
    const zone = 'America/Chicago';
    const hourThere = () =>
      new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(
        service.store.now(),
      );
    const round = courierOf(service, { smtp: mail.url });
    const untilHour = async (hour: string) => {
      while (hourThere() !== hour) {
        service.advance(15 * MINUTE_MS);
        await round();
      }
    };
    await untilHour('23');
    await choose(
      service,
      company.id,
      { waiting: 'daily', rejected: 'now' },
      { timeZone: zone, quiet: { from: '22:00', to: '05:30' } },
    );
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send', { codes: ['01'] });
    service.advance(MINUTE_MS);
    await round();
    await verb(service, company, 'reject', { codes: ['01'], reason: 'No' });
    await verb(service, company, 'send', { codes: ['02'] });
    await untilHour('05');
    expect(mail.mails.length).toBe(0);
    await untilHour('06');
    expect(mail.mails.map((each) => each.header('Subject'))).toEqual([
      'Acme Builders: 1 cost code that you sent was rejected',
    ]);
    await untilHour('07');
    service.advance(MINUTE_MS);
    await round();
    expect(mail.mails.slice(1).map((each) => each.header('Subject'))).toEqual([
      'Acme Builders: 2 cost codes wait for your approval',
    ]);
    await untilHour('09');
    expect(mail.mails.length).toBe(2);
  });

  it('are ended by one press on their link, by whoever got them, without a sign-in', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const company = await newCompany(service);
    const ann = await newUser(service, 'Änn', { roles: { [company.id]: 'approver' } });
    await choose(service, company.id, { waiting: 'now' });
    await choose(service, company.id, { waiting: 'now' }, { as: ann, email: 'ann@example.com' });
    const round = courierOf(service, { smtp: mail.url });
    const sent = async (code: string) => {
      await put(service, company, [code]);
      await verb(service, company, 'send');
      service.advance(10 * MINUTE_MS);
      await round();
      service.advance(MINUTE_MS);
      await round();
      return mail.mails.map(({ to }) => to[0]).sort();
    };
    expect(await sent('01')).toEqual(['admin@example.com', 'ann@example.com']);
    const [theirs] = mail.mails.filter(({ to }) => to[0] === 'ann@example.com');
    expect(theirs?.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    const link = theirs?.header('List-Unsubscribe').replace(/[<>]/g, '') ?? '';
    expect(theirs?.part('text/plain')).toContain(`Stop all of them: ${link}`);
    // A program that looks at links ends nothing.
    expect((await fetch(link)).status).toBe(200);
    const press = (address: string) =>
      fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      });
    const forged = [
      link.slice(0, -4),
      link.replace(/\.[^.]+$/, `.${'A'.repeat(43)}`),
      `${service.url}/notices/stop/x`,
    ];
    for (const each of forged) expect((await press(each)).status).toBe(404);
    expect(await sent('02')).toHaveLength(4);
    expect((await press(link)).status).toBe(200);
    expect(await sent('03')).toEqual(
      Array(3).fill('admin@example.com').concat(Array(2).fill('ann@example.com')),
    );
    const { body } = await service.api('GET', '/api/me/notices', ann);
    expect(body).toMatchObject({ email: 'ann@example.com', notices: [{ event: 'waiting', how: 'off' }] });
  });

  it('tell of alarms, and of a connector that does not call', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const desktop = await newDesktop(service);
    await choose(service, idOf(desktop.path), { alarm: 'now', late: 'now' });
    const round = courierOf(service, { smtp: mail.url });
    await desktop.accept('03 Concrete');
    const ticket = await desktop.open();
    for (const _try of [1, 2])
      await desktop.connectionError(ticket, '0x80040408', 'Could not start QuickBooks.');
    await desktop.close(ticket);
    await round();
    service.advance(SOON_MS);
    await round();
    service.advance(2 * HOUR_MS);
    await round();
    service.advance(SOON_MS);
    await round();
    expect(mail.mails.map((each) => each.header('Subject'))).toEqual([
      'Acme Builders: QuickBooks not reached',
      'Acme Builders: The Web Connector does not call',
    ]);
    expect(mail.mails[0]?.part('text/plain')).toContain('Could not start QuickBooks.');
  });
});

onEmbeddedStore('notices by mail', (start) => {
  it('tell once that items are not as they were, and nothing anew of a code that gets another text', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const desktop = await newDesktop(service);
    await choose(service, idOf(desktop.path), { drift: 'now', arrived: 'now', waiting: 'now' });
    const round = courierOf(service, { smtp: mail.url });
    const told = async () => {
      service.advance(6 * MINUTE_MS);
      await round();
      service.advance(6 * MINUTE_MS);
      await round();
      return mail.mails.splice(0).map((each) => each.part('text/plain'));
    };
    await desktop.accept('03 Concrete', '04 Masonry');
    await desktop.session();
    expect(await told()).toHaveLength(1);
    desktop.quickbooks.editItem('04', { description: 'Blockwork' });
    for (const _reading of [1, 2]) {
      await service.api('POST', `${desktop.path}/quickbooks/read`);
      await desktop.session();
    }
    const drifts = await told();
    expect(drifts).toHaveLength(1);
    expect(drifts[0]).toContain(
      '1 item in QuickBooks is not as it was\n- 04: its item was changed in QuickBooks',
    );
    const renamed = await service.api('PATCH', `${desktop.path}/codes/03`, { body: { code: '3' } });
    expect(renamed.status).toBe(200);
    expect(await told()).toEqual([]);
    await desktop.do('send');
    expect(await told()).toEqual([expect.stringContaining('- 3\n')]);
  });
});

onMongoDB('notices by mail, of two servers', (start) => {
  it('are sent by one of them', async () => {
    const [service, mail] = [await start(), await mailServer()];
    const company = await newCompany(service);
    await choose(service, company.id, { waiting: 'now' });
    const other = await service.second();
    const rounds = [service, other].map((each) => courierOf(each, { smtp: mail.url }));
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send');
    for (const _round of [1, 2, 3]) {
      service.advance(SOON_MS);
      await Promise.all(rounds.map((round) => round()));
    }
    expect(mail.mails.length).toBe(1);
  });
});

/** The words alone, however they are set. */
function wordsOf(text: string, isPlain = false): string {
  const [, body = text] = /<body[^>]*>([\s\S]*)<\/body>/.exec(text) ?? [];
  const plain = isPlain
    ? text
    : body
        .replace(/<[^>]*>/g, ' ')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
  return plain.replace(/\s+/g, ' ').trim();
}
