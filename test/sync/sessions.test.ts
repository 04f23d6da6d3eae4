/** Tickets and sessions: who may call, what a ticket is worth, and what the Web Connector is told where it has a choice. */
import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../server/store/port.ts';
import { type Desktop, newDesktop, untilAgain } from '../support/desktop.ts';
import { countAsRead, onBothStores, onEmbeddedStore } from '../support/service.ts';

onBothStores('a session', (start) => {
  it('is opened by authenticate with four strings: ticket, path, nothing, the interval in seconds', async () => {
    const desktop = await newDesktop(await start(), { runEveryMinutes: 5 });
    await desktop.accept('01 General');
    const [ticket, path, third, fourth, ...more] = await desktop.authenticate();
    expect([path, third, fourth, more]).toEqual(['', '', '300', []]);
    expect(ticket).toMatch(/[0-9a-f]{40}$/);
    await desktop.send(ticket ?? '');
    await desktop.close(ticket ?? '');
    expect((await desktop.authenticate())[1]).toBe(desktop.quickbooks.companyFile);
  });

  it('is not opened with a wrong password, which never keeps the right one out', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    for (let tries = 0; tries < 12; tries++) {
      const [ticket, second, third, fourth] = await desktop.authenticate('wrong');
      expect([second, third, fourth]).toEqual(['nvu', '', '']);
      expect(await desktop.send(ticket ?? '')).toBe('');
    }
    expect((await desktop.authenticate())[1]).toBe('');
  });

  it('goes on after a restart of the server', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await service.restart();
    const text = await desktop.send(ticket);
    await service.restart();
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    await service.restart();
    expect(await desktop.close(ticket)).toBe('1 cost code added to QuickBooks.');
  });

  it('that made a call within 15 seconds makes a second authenticate busy; later it is superseded', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const old = await desktop.open();
    const text = await desktop.send(old);
    service.advance(13_000);
    expect((await desktop.authenticate())[1]).toBe('busy');
    service.advance(3_000);
    const fresh = await desktop.open();

    expect(await desktop.send(old)).toBe('');
    expect(await desktop.lastError(old)).toMatch(/\w+/);
    expect(await desktop.connectionError(old, '0x80040401')).toBe('done');
    expect(await untilAgain(desktop, fresh)).toBe(text);
  });

  it.each([
    ['sendRequestXML', async (desktop: Desktop, ticket: string) => desktop.send(ticket)],
    [
      'receiveResponseXML',
      async (desktop: Desktop, ticket: string) => desktop.receive(ticket, { response: 'garbage' }),
    ],
    [
      'connectionError that is told to try again',
      async (desktop: Desktop, ticket: string) => desktop.connectionError(ticket, '0x80040403'),
    ],
    ['getLastError', async (desktop: Desktop, ticket: string) => desktop.lastError(ticket)],
  ])('is kept from being superseded for 15 seconds by %s', async (_, call) => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    // The path is known from then on, so that connectionError lets the connector try once more.
    await desktop.session();
    await desktop.accept('02 Site');
    const ticket = await desktop.open();
    service.advance(14_000);
    await call(desktop, ticket);
    service.advance(14_000);
    expect((await desktop.authenticate())[1]).toBe('busy');
    service.advance(2_000);
    expect(await desktop.open()).not.toBe(ticket);
  });

  it('is not kept alive by a call with the ticket of another session, or of none', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const superseded = await desktop.open();
    service.advance(16_000);
    const ticket = await desktop.open();
    service.advance(14_000);
    await desktop.lastError(superseded);
    await desktop.lastError(`${desktop.userName.slice(5)}-${'0'.repeat(40)}`);
    service.advance(2_000);
    expect(await desktop.open()).not.toBe(ticket);
  });

  it('that ended is not brought back by getLastError', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await desktop.connectionError(ticket, '0x80040403', 'Could not open.');
    const seen = async () => Date.parse((await desktop.status()).connector.lastSeenAt);
    const before = await seen();
    service.advance(10_000);
    expect(await desktop.lastError(ticket)).toMatch(/0x80040403/);
    // But its connector has called, and so it has by closeConnection.
    expect((await seen()) - before).toBeGreaterThanOrEqual(10_000);
    service.advance(10_000);
    await desktop.close(ticket);
    expect((await seen()) - before).toBeGreaterThanOrEqual(20_000);
    expect((await desktop.authenticate())[1]).toBe('');
  });

  it('that was superseded still has its late answer applied, once, and is told 100', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const old = await desktop.open();
    const text = await desktop.send(old);
    const answer = desktop.quickbooks.processRequest(text);
    service.advance(16_000);
    const fresh = await desktop.open();
    // It is asked whether that was done.
    expect(await desktop.send(fresh)).not.toBe(text);

    expect(await desktop.receive(old, answer)).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect(await desktop.receive(old, answer)).toBe(100);
    // The same under the present ticket: it is answered how far the session is, and changes nothing.
    expect(await desktop.receive(fresh, answer)).toBeLessThan(0);
    expect((await desktop.code('01')).history).toHaveLength(5);
    await desktop.close(old);
    expect(await desktop.receive(old, answer)).toBeLessThan(0);
  });

  it('ends at its next call when the connector gets a new password', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const { password } = (await service.api('POST', `${desktop.path}/connector-password`)).body;
    expect(await desktop.send(ticket)).toBe('');
    expect(await desktop.lastError(ticket)).toMatch(/new password/);
    expect((await desktop.authenticate())[1]).toBe('nvu');
    expect((await desktop.authenticate(password))[1]).toBe('');
  });
});

onEmbeddedStore('a ticket', (start) => {
  it('that is unknown is answered without an error and without effect', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    for (const ticket of ['', 'made-up', `${desktop.userName.slice(5)}-${'0'.repeat(40)}`, '__proto__']) {
      expect(await desktop.send(ticket)).toBe('');
      expect(await desktop.receive(ticket, { hresult: '0x80040400', message: 'x' })).toBeLessThan(0);
      expect(await desktop.lastError(ticket)).toMatch(/^[A-Z].+\.$/);
      expect(await desktop.close(ticket)).toMatch(/^[A-Z].+\.$/);
      expect(await desktop.connectionError(ticket, '0x80040401')).toBe('done');
    }
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
  });

  it('that was closed is worth no more than an unknown one', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    expect(await desktop.close(ticket)).toMatch(
      /^The session was closed before the answer of QuickBooks came\./,
    );
    expect((await desktop.status()).lastSession).toMatchObject({ outcome: 'error' });
    expect(await desktop.send(ticket)).toBe('');
    const answer = desktop.quickbooks.processRequest(text);
    expect(await desktop.receive(ticket, answer)).toBeLessThan(0);
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01']);
  });

  it('is not worn out by silence', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    service.advance(7 * 24 * 3_600_000);
    await countAsRead(service.store, desktop.path.split('/').at(-1) ?? '');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
  });

  it('cannot answer a set that it was not given', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const old = await desktop.open();
    const answer = desktop.quickbooks.processRequest(await desktop.send(old));
    service.advance(16_000);
    const fresh = await desktop.open();
    expect(
      await desktop.receive(fresh, { hresult: '0x80040400', message: 'nothing was given yet' }),
    ).toBeLessThan(0);
    expect(await desktop.receive(fresh, answer)).toBeLessThan(0);
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
  });

  it('of another company cannot answer for this one', async () => {
    const service = await start();
    const [one, other] = [await newDesktop(service), await newDesktop(service)];
    await one.accept('01 General');
    await other.accept('01 General');
    const answer = one.quickbooks.processRequest(await one.send(await one.open()));
    const ticket = await other.open();
    await other.send(ticket);
    expect(await other.receive(ticket, answer)).toBeLessThan(0);
    expect(await one.codes()).toEqual({ '01': 'exporting' });
    expect(await other.codes()).toEqual({ '01': 'exporting' });
  });
});

onEmbeddedStore('a session in which', (start) => {
  it('sendRequestXML comes where an answer was due asks for it, and takes the answer if it comes after all', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    const lookup = await desktop.send(ticket);
    expect(lookup).toMatch(/<ItemQueryRq [^>]*><FullName>01</);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(lookup))).toBe(100);
    expect((await desktop.code('01')).history).toHaveLength(5);
  });

  it('all work is done does not make the next authenticate busy', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    await desktop.accept('02 Site');
    expect((await desktop.authenticate())[1]).toBe(desktop.quickbooks.companyFile);
  });

  it('QuickBooks cannot be opened under the remembered path tries the open file once, then stops', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const first = await desktop.open();
    expect(await desktop.connectionError(first, '0x80040403', 'Could not open.')).toBe('done');
    expect(await desktop.close(first)).toMatch(/0x80040403.*Could not open\./);

    expect((await desktop.session()).outcome).toBe('done');
    await desktop.accept('02 Site');
    const second = await desktop.open();
    expect(await desktop.connectionError(second, '0x80040403', 'Could not open.')).toBe('');
    expect(await desktop.connectionError(second, '0x80040403', 'Could not open.')).toBe('done');
    desktop.quickbooks.companyFile = 'D:\\Moved\\Sample.qbw';
    expect((await desktop.session()).outcome).toBe('notOpened');
    desktop.quickbooks.isOpen = true;
  });

  it('the store is away is told to come again, and nothing is made up', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    const answer = desktop.quickbooks.processRequest(text);
    const mend = breakStore(service.store);
    expect((await desktop.authenticate()).slice(0, 2)).toEqual(['', 'busy']);
    expect(await desktop.send(ticket)).toBe('');
    expect(await desktop.receive(ticket, answer)).toBeLessThan(0);
    expect(await desktop.lastError(ticket)).toMatch(/store/);
    expect(await desktop.close(ticket)).toMatch(/store/);
    mend();
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    service.advance(16_000);
    expect((await desktop.session()).outcome).toBe('done');
    expect(desktop.quickbooks.adds).toEqual(['01']);
  });

  it('the store is away for as long as a MongoDB takes to choose a new primary loses no answer', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const answer = desktop.quickbooks.processRequest(await desktop.send(ticket));
    const before = service.waited.length;
    const mend = breakStore(service.store, () => service.waited.length < before + 5);

    expect(await desktop.receive(ticket, answer)).toBe(100);
    mend();
    expect(service.waited.slice(before)).toEqual([250, 500, 1_000, 2_000, 4_000]);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });

  it('the store was away tells so when it is asked what went wrong, also when the store is back by then', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const mend = breakStore(service.store);
    expect(await desktop.send(ticket)).toBe('');
    mend();

    expect(await desktop.lastError(ticket)).toMatch(/cannot reach its store right now/);
    expect(await desktop.lastError(ticket)).toMatch(/^Nothing is known to be wrong/);
  });
});

function breakStore(store: object, isAway = () => true): () => void {
  const own = store as Record<string, unknown>;
  const names = ['get', 'getMany', 'insert', 'replace', 'remove', 'find', 'findAmong', 'count', 'ping'];
  const before = names.map((name) => [name, own[name]] as const);
  for (const [name, method] of before) {
    own[name] = (...args: unknown[]) =>
      isAway()
        ? Promise.reject(new StoreUnavailable('away'))
        : (method as (...given: unknown[]) => unknown).apply(store, args);
  }
  return () => {
    for (const [name, method] of before) own[name] = method;
  };
}
