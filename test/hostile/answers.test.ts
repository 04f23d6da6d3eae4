/** Long answers of QuickBooks: what the store is given of them at once, counted, and what becomes of those too long. */
import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import type { SimulatedQuickBooksOptions } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { StoreUnavailable } from '../../server/store/port.ts';
import { LongText } from '../../server/sync/long-text.ts';
import { ANSWER_PARTS } from '../../server/sync/model.ts';
import { purge } from '../../server/sync/retention.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import {
  ADMIN_PASSWORD,
  onBothStores,
  onEmbeddedStore,
  pageOf,
  type Service,
  type StartOptions,
} from '../support/service.ts';

const SLICE_CHARS = 512 * 1024;
const FILLER_RESPONSE =
  '<ItemServiceAddRs requestID="z1" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><ItemServiceRet><ListID>8-1</ListID><Name>Béton &amp; Slab &lt;1&gt;</Name></ItemServiceRet></ItemServiceAddRs>\n';

/** QuickBooks' answer, among responses to what nobody asked. */
const padded = (answer: string, characters: number) =>
  answer.replace(
    '</QBXMLMsgsRs>',
    () => `${FILLER_RESPONSE.repeat(characters / FILLER_RESPONSE.length)}</QBXMLMsgsRs>`,
  );

/** The same, in words that cannot be packed into little. */
const variously = (answer: string, characters: number) => {
  const words = Array.from({ length: characters / 64 }, (_, at) =>
    createHash('sha256').update(`${at}`).digest('hex'),
  );
  return answer.replace('</QBXMLMsgsRs>', () => `<X>${words.join('')}</X></QBXMLMsgsRs>`);
};

async function onTheWay(
  service: Service,
  codes = ['01 General', '02 Site'],
  quickbooks: SimulatedQuickBooksOptions = {},
) {
  const desktop = await newDesktop(service, {}, quickbooks);
  await desktop.accept(...codes);
  const ticket = await desktop.open();
  const text = await desktop.send(ticket);
  const processed = desktop.quickbooks.processRequest(text);
  if (!('response' in processed)) throw new Error('no answer');
  return { desktop, ticket, text, answer: processed.response };
}

/** Goes on in the session until there is nothing more to do; gives the sets that were handed out. */
async function goOn(desktop: Desktop, ticket: string): Promise<string[]> {
  const sets: string[] = [];
  for (let percent = 0; percent >= 0 && percent < 100; ) {
    const text = await desktop.send(ticket);
    sets.push(text);
    percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
  }
  await desktop.close(ticket);
  return sets;
}

const sessionsOf = async (service: Service, desktop: Desktop) =>
  (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;

onBothStores('a long answer', (start) => {
  it('is applied, kept and shown whole, and the store is not given much of it at once', async () => {
    const service = await start();
    const { desktop, ticket, answer } = await onTheWay(service);
    const long = variously(padded(answer, 4_000_000), 1_000_000);
    const writes: number[] = [];
    for (const method of ['insert', 'replace'] as const) {
      const real = service.store[method] as (...given: unknown[]) => Promise<unknown>;
      vi.spyOn(service.store, method).mockImplementation((async (...given: unknown[]) => {
        writes.push(JSON.stringify(given[1]).length);
        return real(...given);
      }) as never);
    }
    expect(await desktop.receive(ticket, { response: long })).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });

    expect(Math.max(...writes)).toBeLessThan(SLICE_CHARS);

    const [{ id }] = await sessionsOf(service, desktop);
    const { messageSets } = (await service.api('GET', `${desktop.path}/sessions/${id}`)).body;
    expect(messageSets.at(-1).response).toBe(long);
    const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const page = async (path: string) =>
      (
        await fetch(`${service.url}${desktop.path.replace('/api', '')}/sessions/${id}${path}`, { headers })
      ).text();
    const shown = await page('');
    expect(shown).toContain(`The first 20,000 of ${long.length.toLocaleString('en')} characters`);
    expect(shown.length).toBeLessThan(200_000);
    const order = String(messageSets.length).padStart(6, '0');
    expect(await page(`/${order}/answer.xml`)).toBe(long);
  });

  it('that comes twice changes nothing the second time, and is kept once', async () => {
    const service = await start();
    const { desktop, ticket, answer } = await onTheWay(service);
    const long = padded(answer, 1_000_000);
    expect(await desktop.receive(ticket, { response: long })).toBe(100);
    expect(await desktop.receive(ticket, { response: long })).toBe(100);
    const [{ id }] = await sessionsOf(service, desktop);
    const { messageSets } = (await service.api('GET', `${desktop.path}/sessions/${id}`)).body;
    expect(messageSets.at(-1).response).toBe(long);
  });
});

onBothStores('a long answer whose keeping breaks off half way', (start) => {
  it('is applied and kept whole when it comes again, and goes with its session', async () => {
    const service = await start();
    const { desktop, ticket, answer } = await onTheWay(service);
    const long = variously(answer, 1_000_000);
    const insert = service.store.insert as (...given: unknown[]) => Promise<unknown>;
    let parts = 0;
    const breaking = vi.spyOn(service.store, 'insert').mockImplementation((async (...given: unknown[]) => {
      if (given[0] === ANSWER_PARTS && ++parts > 1) throw new StoreUnavailable('away');
      return insert(...given);
    }) as never);
    expect(await desktop.receive(ticket, { response: long })).toBeLessThan(0);
    breaking.mockRestore();
    expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'exporting' });
    expect(await desktop.receive(ticket, { response: long })).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    await desktop.close(ticket);
    const [{ id }] = await sessionsOf(service, desktop);
    const { messageSets } = (await service.api('GET', `${desktop.path}/sessions/${id}`)).body;
    expect(messageSets.at(-1).response).toBe(long);

    const equals = [desktop.path.split('/').at(-1) ?? '', id];
    const kept = () => service.store.find(ANSWER_PARTS, 'bySession', { equals, limit: 100 });
    expect((await kept()).length).toBeGreaterThan(2);
    service.advance(100 * 24 * 60 * 60_000);
    await desktop.accept('03 Later');
    await desktop.open();
    await purge(service.store, 90);
    expect(await kept()).toEqual([]);
  });
});

onEmbeddedStore('what is read of a long answer', (start) => {
  it('says that it cannot be read as of a short one, and the next session asks again', async () => {
    const service = await start();
    const { desktop, ticket, text, answer } = await onTheWay(service);
    const half = padded(answer, 1_000_000).slice(0, 900_000);
    expect(await desktop.receive(ticket, { response: half })).toBeLessThan(0);
    expect(await desktop.close(ticket)).toMatch(/could not be read/);
    expect(await desktop.send(await desktop.open())).toBe(text);
  });

  it('is of a lookup those items that were asked about, and all that QuickBooks changed beside them is left there', async () => {
    const service = await start();
    const picking = vi.spyOn(LongText.prototype, 'pick');
    // QuickBooks remembers nothing of what it did: the names are in use when the same bytes come again, and are asked for.
    const { desktop, ticket, text } = await onTheWay(service, undefined, { memory: 'none' });
    await desktop.close(ticket);
    const next = await desktop.open();
    expect(await desktop.send(next)).toBe(text);
    await desktop.receive(next, desktop.quickbooks.processRequest(text));
    const lookup = await desktop.send(next);
    expect(lookup).toContain('<ItemQueryRq ');
    const processed = desktop.quickbooks.processRequest(lookup);
    if (!('response' in processed)) throw new Error('no answer');
    const others = Array.from(
      { length: 5_000 },
      (_, at) =>
        `<ItemServiceRet><ListID>9-${at}</ListID><Name>Other ${at}</Name><FullName>Other ${at}</FullName><IsActive>true</IsActive></ItemServiceRet>`,
    );
    const long = processed.response.replace('</ItemQueryRs>', () => `${others.join('\n')}</ItemQueryRs>`);
    expect(await desktop.receive(next, { response: long })).toBeGreaterThanOrEqual(0);
    const picked = (await Promise.all(picking.mock.results.map(({ value }) => value))).flat();
    expect(picked).not.toEqual([]);
    expect(JSON.stringify(picked).length).toBeLessThan(50_000);
    picking.mockRestore();
    await goOn(desktop, next);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });
});

onEmbeddedStore('what the Web Connector tells of QuickBooks', (start) => {
  it('tells nothing where it is long: QuickBooks is asked which file is open', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const hcp = desktop.quickbooks.hostCompanyPreferences(desktop.qwc.OwnerID);
    const long = hcp.replace('</QBXMLMsgsRs>', () => `${FILLER_RESPONSE.repeat(3_000)}</QBXMLMsgsRs>`);
    const asked = await desktop.send(ticket, { hcp: long });
    expect(asked).toContain('<CompanyQueryRq ');
    await desktop.receive(ticket, desktop.quickbooks.processRequest(asked));
    expect(await desktop.send(ticket)).toContain('<ItemServiceAddRq ');
  });
});

/** More of one response than is given to anybody. */
const stuffed = (answer: string) =>
  answer.replace(
    '</ItemServiceAddRs>',
    () => `${`<X>${'x'.repeat(1_000)}</X>`.repeat(9_000)}</ItemServiceAddRs>`,
  );

const none = () => () => {};
const failingAt = (step: 'write' | 'end') => () => {
  const failing = vi.spyOn(LongText.prototype, step).mockImplementation(() => {
    throw new RangeError('Array buffer allocation failed');
  });
  return () => failing.mockRestore();
};

onEmbeddedStore('an answer that is more than can be taken', (start) => {
  const long = (answer: string) => padded(answer, 2_000_000);
  const unread = /too large or too complicated to be read/;
  it.each<[string, StartOptions, (answer: string) => string, () => () => void, RegExp]>([
    [
      'larger than the door takes',
      { soapBodyMaxBytes: 1_000_000 },
      long,
      none,
      /more than 0 MiB, the most that is taken/,
    ],
    ['too much in what was asked for', {}, stuffed, none, unread],
    ['too much for the memory', {}, long, failingAt('write'), unread],
    ['too much at its end', {}, long, failingAt('end'), unread],
  ])(
    '%s: it is told, the codes are asked for by name in the same session, and nothing is added twice',
    async (_, options, written, failing, words) => {
      const service = await start(options);
      const { desktop, ticket, answer } = await onTheWay(service);
      const mend = failing();
      const percent = await desktop.receive(ticket, { response: written(answer) });
      mend();
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThan(100);
      expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'exporting' });
      const sets = await goOn(desktop, ticket);
      expect(sets[0]).toMatch(/<ItemQueryRq .*<FullName>01<\/FullName><FullName>02<\/FullName>/);
      expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
      expect(desktop.quickbooks.adds).toEqual(['01', '02']);
      const [{ id }] = await sessionsOf(service, desktop);
      const { messageSets } = (await service.api('GET', `${desktop.path}/sessions/${id}`)).body;
      expect(messageSets[0].message).toMatch(words);
      expect(messageSets[0].message).toMatch(
        /asked for the items by name, and the next message sets are half as large/,
      );
      expect(messageSets[0].response).toBeNull();
    },
  );

  it('makes the next sets half as large', async () => {
    const service = await start({ soapBodyMaxBytes: 400_000 });
    const codes = Array.from({ length: 30 }, (_, at) => `${10 + at} Code ${at}`);
    const { desktop, ticket, text, answer } = await onTheWay(service, codes);
    const adds = (set: string) => set.split('<ItemServiceAddRq ').length - 1;
    expect(adds(text)).toBe(10);
    await desktop.receive(ticket, { response: padded(answer, 500_000) });
    const sets = (await goOn(desktop, ticket)).filter((set) => adds(set) > 0);
    expect(adds(sets[0] ?? '')).toBe(5);
    expect(desktop.quickbooks.adds).toHaveLength(30);
  });

  it('to a lookup of several codes has fewer asked for in the same session; to one of a single code it stops the session, and is asked again in the next one', async () => {
    const service = await start({ soapBodyMaxBytes: 400_000 });
    const { desktop, ticket, answer } = await onTheWay(service);
    await desktop.receive(ticket, { response: padded(answer, 500_000) });
    const names = (text: string) => text.split('<FullName>').length - 1;
    expect(names(await desktop.send(ticket))).toBe(2);
    expect(await desktop.receive(ticket, { response: padded(answer, 500_000) })).toBeGreaterThanOrEqual(0);
    expect(names(await desktop.send(ticket))).toBe(1);
    expect(await desktop.receive(ticket, { response: padded(answer, 500_000) })).toBeLessThan(0);
    expect(await desktop.lastError(ticket)).toMatch(/more than 0 MiB, the most that is taken/);
    await desktop.close(ticket);
    await goOn(desktop, await desktop.open());
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });

  it('under a superseded ticket changes nothing but what it may: 100', async () => {
    const service = await start({ soapBodyMaxBytes: 400_000 });
    const { desktop, ticket, answer } = await onTheWay(service);
    service.advance(20_000);
    await desktop.open();
    expect(await desktop.receive(ticket, { response: padded(answer, 500_000) })).toBe(100);
  });
});
