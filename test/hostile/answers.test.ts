/** Long answers of QuickBooks: what the loop and the store are given of them at once, counted, and what becomes of those too long. */
import { expect, it, vi } from 'vitest';
import type { SimulatedQuickBooksOptions } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import {
  createLongBodies,
  LONG_BYTES,
  type LongBodies,
  type LongBodySteps,
} from '../../server/soap/long-body.ts';
import { StoreUnavailable } from '../../server/store/port.ts';
import { ANSWER_PARTS } from '../../server/sync/model.ts';
import { purge } from '../../server/sync/retention.ts';
import { createWorkerThread, ThreadAway, TooMuch } from '../../server/worker-thread.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import {
  ADMIN_PASSWORD,
  onBothStores,
  onEmbeddedStore,
  pageOf,
  type Service,
  type StartOptions,
} from '../support/service.ts';

const PIECE_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const SLICE_CHARS = 512 * 1024;
const FILLER_RESPONSE =
  '<ItemServiceAddRs requestID="z1" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><ItemServiceRet><ListID>8-1</ListID><Name>Béton &amp; Slab &lt;1&gt;</Name></ItemServiceRet></ItemServiceAddRs>\n';

/** QuickBooks' answer, among responses to what nobody asked. */
const padded = (answer: string, characters: number) =>
  answer.replace(
    '</QBXMLMsgsRs>',
    () => `${FILLER_RESPONSE.repeat(characters / FILLER_RESPONSE.length)}</QBXMLMsgsRs>`,
  );

/** Remembers all that goes to the thread and comes from it, step by step. */
function counted(make: (bytes: number) => LongBodies = createLongBodies) {
  const steps: { step: string; size: number }[] = [];
  const sizeOf = (value: unknown) =>
    value instanceof Uint8Array ? value.length : (JSON.stringify(value)?.length ?? 0);
  const longBodies = (bytes: number): LongBodies => {
    const real = make(bytes);
    return {
      ...real,
      run: (work) =>
        real.run((ask) =>
          work((async (step: keyof LongBodySteps, ...given: never[]) => {
            const size = given.reduce((sum, each) => sum + sizeOf(each), 0);
            const answer = await (ask as (...all: unknown[]) => Promise<unknown>)(step, ...given);
            steps.push({ step, size: Math.max(size, sizeOf(answer)) });
            return answer;
          }) as never),
        ),
    };
  };
  return { steps, longBodies, named: (name: string) => steps.filter(({ step }) => step === name) };
}

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
  it('is applied, kept and shown whole, and neither the loop nor the store has much of it at once', async () => {
    const { steps, named, longBodies } = counted();
    const service = await start({ longBodies });
    const { desktop, ticket, answer } = await onTheWay(service);
    const long = padded(answer, 5_000_000);
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

    expect(named('more').length).toBeGreaterThan(4);
    expect(Math.max(...named('more').map(({ size }) => size))).toBeLessThanOrEqual(PIECE_BYTES + CHUNK_BYTES);
    expect(Math.max(...steps.filter(({ step }) => step !== 'more').map(({ size }) => size))).toBeLessThan(
      SLICE_CHARS,
    );
    expect(Math.max(...writes)).toBeLessThan(SLICE_CHARS);
    // What nobody asked for stayed where it was.
    expect(named('picked').reduce((sum, { size }) => sum + size, 0)).toBeLessThan(10_000);

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
    const long = padded(answer, 1_000_000);
    const insert = service.store.insert as (...given: unknown[]) => Promise<unknown>;
    let parts = 0;
    const breaking = vi.spyOn(service.store, 'insert').mockImplementation((async (...given: unknown[]) => {
      if (given[0] === ANSWER_PARTS && ++parts >= 3) throw new StoreUnavailable('away');
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
    expect(await kept()).toHaveLength(Math.ceil(long.length / (256 * 1024)));
    service.advance(100 * 24 * 60 * 60_000);
    await desktop.accept('03 Later');
    await desktop.open();
    await purge(service.store, 90);
    expect(await kept()).toEqual([]);
  });
});

onEmbeddedStore('what is read of an answer in the thread', (start) => {
  it('is nothing of a short one', async () => {
    const { steps, longBodies } = counted();
    const service = await start({ longBodies });
    const { desktop, ticket, answer } = await onTheWay(service);
    expect(await desktop.receive(ticket, { response: padded(answer, LONG_BYTES / 2) })).toBe(100);
    expect(steps).toEqual([]);
  });

  it('says that it cannot be read as of a short one, and the next session asks again', async () => {
    const service = await start();
    const { desktop, ticket, text, answer } = await onTheWay(service);
    const half = padded(answer, 1_000_000).slice(0, 900_000);
    expect(await desktop.receive(ticket, { response: half })).toBeLessThan(0);
    expect(await desktop.close(ticket)).toMatch(/could not be read/);
    expect(await desktop.send(await desktop.open())).toBe(text);
  });

  it('is of a lookup those items that were asked about, and all that QuickBooks changed beside them is left there', async () => {
    const { named, longBodies } = counted();
    const service = await start({ longBodies });
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
    const picked = named('picked').map(({ size }) => size);
    expect(picked.length).toBeGreaterThan(0);
    expect(picked.reduce((sum, size) => sum + size, 0)).toBeLessThan(50_000);
    await goOn(desktop, next);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });
});

onEmbeddedStore('what the Web Connector tells of QuickBooks', (start) => {
  it('tells nothing where it is long: QuickBooks is asked which file is open', async () => {
    const { steps, longBodies } = counted();
    const service = await start({ longBodies });
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const hcp = desktop.quickbooks.hostCompanyPreferences(desktop.qwc.OwnerID);
    const long = hcp.replace('</QBXMLMsgsRs>', () => `${FILLER_RESPONSE.repeat(3_000)}</QBXMLMsgsRs>`);
    const asked = await desktop.send(ticket, { hcp: long });
    expect(steps.map(({ step }) => step)).toContain('read');
    expect(asked).toContain('<CompanyQueryRq ');
    await desktop.receive(ticket, desktop.quickbooks.processRequest(asked));
    expect(await desktop.send(ticket)).toContain('<ItemServiceAddRq ');
  });
});

/** A thread that does what the real one does until a step, at which it fails. */
function failingAt(failing: string, error: () => Error) {
  return (bytes: number): LongBodies => {
    const real = createLongBodies(bytes);
    return {
      ...real,
      run: (work) =>
        real.run((ask) =>
          work((async (step: keyof LongBodySteps, ...given: never[]) => {
            if (step === failing) throw error();
            return (ask as (...all: unknown[]) => Promise<unknown>)(step, ...given);
          }) as never),
        ),
    };
  };
}

onEmbeddedStore('an answer that is more than can be taken', (start) => {
  it.each([
    [
      'larger than the door takes',
      { soapBodyMaxBytes: 1_000_000 },
      /more than 0 MiB, the most that is taken/,
    ],
    ...['begin', 'read', 'open', 'measure', 'part', 'pick', 'picked'].map(
      (step): [string, StartOptions, RegExp] => [
        `too much at the step ${step}`,
        { longBodies: failingAt(step, () => new TooMuch('out of memory')) },
        /too large or too complicated to be read/,
      ],
    ),
    [
      'too much for the memory of the thread',
      {
        longBodies: () =>
          createWorkerThread<LongBodySteps>({
            module: new URL('../../server/soap/long-body-thread.ts', import.meta.url),
            memoryMiB: 12,
            stepMs: 60_000,
            idleMs: 1_000,
            waitingMax: 1,
          }),
      },
      /too large or too complicated to be read/,
    ],
  ])(
    '%s: it is told, the codes are asked for by name in the same session, and nothing is added twice',
    async (_, options, words) => {
      const service = await start(options);
      const { desktop, ticket, answer } = await onTheWay(service);
      const percent = await desktop.receive(ticket, { response: padded(answer, 12_000_000) });
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

  it('because too many wait for the thread, or it was ended, stops the session, and the next one sends the same', async () => {
    const service = await start({ longBodies: failingAt('read', () => new ThreadAway('16 wait already')) });
    const { desktop, ticket, text, answer } = await onTheWay(service);
    expect(await desktop.receive(ticket, { response: padded(answer, 1_000_000) })).toBeLessThan(0);
    await desktop.close(ticket);
    const next = await desktop.open();
    expect(await desktop.send(next)).toBe(text);
    expect(await desktop.receive(next, { response: answer })).toBeGreaterThanOrEqual(0);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });
});
