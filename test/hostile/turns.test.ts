/** No turn of the loop takes long: counted is how much of a long list is worked on before the loop goes round. */
import http from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { writePiece } from '../../server/http/piecewise.ts';
import { type AllTimers, realTimers } from '../../server/timers.ts';
import { atMost, inTurns, SLICE, sortedInTurns, turn } from '../../server/turns.ts';
import { put, verb } from '../support/codes.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, pageOf, type Service } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Calls `each` whenever the loop goes round, until it is stopped. */
function whenTheLoopGoesRound(each: () => void): () => void {
  let next = setImmediate(function again() {
    each();
    next = setImmediate(again);
  });
  return () => clearImmediate(next);
}

describe('turns', () => {
  it('are taken one a round of the loop, in the order of asking', async () => {
    let round = 0;
    const stop = whenTheLoopGoesRound(() => round++);
    const rounds: number[] = [];
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, asker) => {
        for (let times = 0; times < 5; times++) {
          await turn();
          rounds.push(round);
          order.push(asker);
        }
      }),
    );
    stop();
    expect(new Set(rounds).size).toBe(100);
    expect(order).toEqual(Array.from({ length: 100 }, (_, at) => at % 20));
  });

  it('give every slice of a list, in order', async () => {
    const slices: number[][] = [];
    for await (const slice of inTurns(Array.from({ length: 10 }, (_, at) => at).values(), 4))
      slices.push(slice);
    expect(slices).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it('are given to a few at once where each needs memory, in the order of asking', async () => {
    const few = atMost(3);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const works = Array.from({ length: 10 }, (_, at) =>
      few(async () => {
        most = Math.max(most, ++running);
        order.push(at);
        await turn();
        running--;
        if (at === 4) throw new Error('one of them fails');
      }),
    );
    const ends = await Promise.allSettled(works);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 10 }, (_, at) => at));
  });

  it('sort as Array.sort does, what is equal staying in its order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 4_000, size: 'max' }), async (numbers) => {
        const all = numbers.map((number, at) => ({ number, at }));
        const compare = (a: { number: number }, b: { number: number }) => a.number - b.number;
        expect(await sortedInTurns(all, compare)).toEqual([...all].sort(compare));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a long answer', () => {
  it('is not written on for a reader who takes nothing, and ends when they have gone or stall', async () => {
    const written: boolean[] = [];
    const soon: AllTimers['after'] = (_, late) => realTimers.after(50, late);
    const server = http.createServer(async (_request, response) => {
      // No reader takes anything; the system may keep some of it.
      while (await writePiece(response, 'x'.repeat(1_000_000), soon)) written.push(true);
      written.push(false);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const request = http.get({ port, host: '127.0.0.1', agent: false });
    request.on('error', () => {});
    request.on('response', (answer) => void answer.on('error', () => {}).pause());
    await until(() => written.at(-1) === false);
    expect(written.length).toBeLessThan(50);
    server.closeAllConnections();
    server.close();
  });
});

onEmbeddedStore('a list of many codes', (start) => {
  const CODES = 10 * SLICE;

  /** The most documents that the store read or wrote between two rounds of the loop while `work` ran. */
  async function mostInATurn(service: Service, work: () => Promise<unknown>): Promise<number> {
    let most = 0;
    let inThisTurn = 0;
    const { store } = service;
    const counting = (['find', 'getMany', 'replace'] as const).map((method) => {
      const real = store[method] as (...given: unknown[]) => Promise<unknown[]>;
      return vi.spyOn(store, method).mockImplementation((async (...given: unknown[]) => {
        const documents = await real(...given);
        inThisTurn += documents.length;
        most = Math.max(most, inThisTurn);
        return documents;
      }) as never);
    });
    const stop = whenTheLoopGoesRound(() => {
      inThisTurn = 0;
    });
    await work();
    stop();
    for (const spy of counting) spy.mockRestore();
    return most;
  }

  /** A slice is found, read again and written; a round may hold the end of one turn and the next one. */
  const BOUND = 2 * 3 * SLICE;

  async function manyCodes() {
    const service = await start();
    const company = await newCompany(service);
    const rows = Array.from({ length: CODES }, (_, at) => ({
      code: `A-${at}`,
      description: `Kind ${at % 7}`,
    }));
    await put(service, company, rows);
    const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const desk = company.path.replace('/api', '');
    const look = async (path: string) => {
      const answer = await fetch(`${service.url}${desk}${path}`, { headers: { cookie: headers.cookie } });
      expect(answer.status).toBe(200);
      return answer.text();
    };
    const post = async (name: string, fields: Record<string, string>) => {
      const answer = await fetch(`${service.url}${desk}/${name}`, {
        method: 'POST',
        headers: { cookie: headers.cookie },
        body: new URLSearchParams({ csrf: headers['x-csrf-token'], ...fields }),
        redirect: 'manual',
      });
      expect(answer.status).toBe(303);
    };
    return { service, company, look, post, names: rows.map(({ code }) => code) };
  }

  it('is sent, accepted, retried, rejected and recalled in slices', async () => {
    const { service, company, post, names } = await manyCodes();
    const counts = async () => (await service.api('GET', `${company.path}/status`)).body.counts;
    const all = { scope: 'all', status: 'all' };
    for (const [work, state] of [
      [() => verb(service, company, 'send'), 'pending'],
      [() => verb(service, company, 'accept', { codes: 'all' }), 'accepted'],
      [() => verb(service, company, 'retry', { codes: 'all', incomeAccount: 'Other' }), 'accepted'],
      [() => verb(service, company, 'recall', { codes: 'all' }), 'unsynced'],
      [() => verb(service, company, 'send', { codes: names }), 'pending'],
      [() => verb(service, company, 'reject', { codes: 'all', reason: 'No' }), 'rejected'],
      [() => post('send', all), 'pending'],
      [() => post('accept', all), 'accepted'],
      [() => post('recall', all), 'unsynced'],
    ] as const) {
      expect(await mostInATurn(service, work)).toBeLessThanOrEqual(BOUND);
      expect(await counts()).toMatchObject({ [state]: CODES });
    }
  });

  it('is searched, filtered, sorted, downloaded and asked for in slices', async () => {
    const { service, company, look, names } = await manyCodes();
    for (const work of [
      () => service.api('GET', `${company.path}/codes?search=nothing`),
      () => look('?status=all&search=kind'),
      () => look('?status=all&sort=description'),
      () => look('?status=all&account=construction income'),
      () => look('/codes.csv'),
      () => service.api('GET', `${company.path}/codes.iif`),
      () => verb(service, company, 'gate', { codes: names }),
    ])
      expect(await mostInATurn(service, work)).toBeLessThanOrEqual(BOUND);
  });

  it('is downloaded whole, in the order of the page', async () => {
    const { look, names } = await manyCodes();
    const codes = async (query: string) => {
      const lines = (await look(`/codes.csv${query}`)).trimEnd().split('\r\n').slice(1);
      return lines.map((line) => line.split(',')[0]);
    };
    expect(await codes('')).toEqual(names);
    const byKind = [...names.keys()].sort((a, b) => (a % 7) - (b % 7)).map((at) => names[at]);
    expect(await codes('?sort=description')).toEqual(byKind);
  });

  it('is shown page by page when it is searched, the last page for one that is beyond it', async () => {
    const { look, names } = await manyCodes();
    const shown = async (query: string) => {
      const text = await look(`?status=all&${query}`);
      return [...text.matchAll(/name="code" value="([^"]+)"/g)].map(([, code]) => code);
    };
    expect(await shown('search=kind&page=2')).toEqual(names.slice(200, 400));
    expect(await shown('search=kind&page=99')).toEqual(names.slice(-200));
    // Every seventh is of kind 3, so the second page is not full.
    expect(await shown('search=kind 3&page=2')).toEqual(names.filter((_, at) => at % 7 === 3).slice(200));
    expect(await shown('search=nothing&page=2')).toEqual([]);
  });

  it('takes its turns beside many others that do the same', async () => {
    const { service, look } = await manyCodes();
    const work = () => Promise.all(Array.from({ length: 8 }, () => look('?status=all&search=kind')));
    expect(await mostInATurn(service, work)).toBeLessThanOrEqual(BOUND);
  });
});
