/** Forms and bodies that are dear to read: counted before they are read, and read in slices. */
import fc from 'fast-check';

import { describe, expect, it, vi } from 'vitest';
import { acceptBody } from '../../server/api/verbs.ts';
import { readParts } from '../../server/pages/forms/multipart.ts';

import { turn } from '../../server/turns.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, pageOf } from '../support/service.ts';

const MIB = 1024 * 1024;

async function encoded(form: FormData): Promise<[Buffer, string]> {
  const response = new Response(form);
  return [Buffer.from(await response.arrayBuffer()), response.headers.get('content-type') ?? ''];
}

/** How often the loop went round while `work` ran. */
async function roundsOf<T>(work: () => Promise<T>): Promise<[T, number]> {
  let rounds = 0;
  let isOver = false;
  const counting = (async () => {
    for (; !isOver; rounds++) await turn();
  })();
  const result = await work();
  isOver = true;
  await counting;
  return [result, rounds];
}

describe('a multipart form', () => {
  it('gives what was put into it, whatever that is', async () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text.isWellFormed() && !/[\r\n]|%/.test(text));
    const field = fc.record({ name, bytes: fc.uint8Array({ maxLength: 40 }), fileName: fc.option(name) });
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 5 }), async (fields) => {
        const form = new FormData();
        for (const { name, bytes, fileName } of fields)
          if (fileName === null) form.append(name, Buffer.from(bytes).toString('hex'));
          else form.append(name, new Blob([bytes as Uint8Array<ArrayBuffer>]), fileName);
        const parts = await readParts(...(await encoded(form)), 5);
        expect(parts?.map((part) => ({ ...part, bytes: part.bytes.toString('hex') }))).toEqual(
          fields.map(({ name, bytes, fileName }) => {
            const hex = Buffer.from(bytes).toString('hex');
            return { name, fileName, bytes: fileName === null ? Buffer.from(hex).toString('hex') : hex };
          }),
        );
      }),
    );
  });

  it('with a file of megabytes is searched in slices, and the file is not copied', async () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(8 * MIB)]), 'list.csv');
    const [body, type] = await encoded(form);
    const [parts, rounds] = await roundsOf(() => readParts(body, type, 5));
    expect(parts?.[0]?.bytes.buffer).toBe(body.buffer);
    expect(rounds).toBeGreaterThanOrEqual(7);
  });

  it.each([
    ['without a boundary', 'multipart/form-data', '--x\r\n'],
    [
      'that never ends',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
    ],
    [
      'with headers that never end',
      'multipart/form-data; boundary=x',
      `--x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n\r\n--x--`,
    ],
    ['with a part without a name', 'multipart/form-data; boundary=x', '--x\r\nA: b\r\n\r\n1\r\n--x--'],
    [
      'of too many parts',
      'multipart/form-data; boundary=x',
      `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(6)}--x--`,
    ],
  ])('%s is none', async (_, type, body) => {
    expect(await readParts(Buffer.from(body), type, 5)).toBe(null);
  });
});

describe('codes in a call', () => {
  it('are looked at in slices, and a hundred faults are enough', async () => {
    const codes = Array.from({ length: 20_000 }, (_, at) => `A-${at}`);
    const [read, rounds] = await roundsOf(() => acceptBody.safeParseAsync({ codes }));
    expect(read.data?.codes).toEqual(codes);
    expect(rounds).toBeGreaterThanOrEqual(9);
    const wrong = await acceptBody.safeParseAsync({ codes: codes.map(() => 1) });
    expect(wrong.error?.issues).toHaveLength(100);
  });
});

onEmbeddedStore('a body', (start) => {
  it('of more objects than any call takes is refused before it is read', async () => {
    const service = await start();
    const company = await newCompany(service);
    const send = (body: string) =>
      service.api('POST', `${company.path}/accept`, { body, type: 'application/json' });
    for (const many of ['[],', '{},', '{"a":1},']) {
      const refused = await send(`{"codes":[${many.repeat(30_000)}1]}`);
      expect([refused.status, refused.body.code]).toEqual([400, 'not-readable']);
      expect(refused.text).toContain('than any call takes');
    }
    expect((await send(JSON.stringify({ codes: ['[\\"{:'.repeat(20)] }))).status).toBe(200);
  });

  it('of more fields than any form has is refused before it is read', async () => {
    const service = await start();
    const company = await newCompany(service);
    const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const answer = await fetch(`${service.url}${company.path.replace('/api', '')}/add`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a&'.repeat(30_000),
    });
    expect(answer.status).toBe(400);
  });

  it('of more codes than any list brings at once is refused before it is read', async () => {
    const service = await start();
    const company = await newCompany(service);
    const gate = (count: number) =>
      service.api('POST', `${company.path}/gate`, {
        body: `{"codes":[${'"a",'.repeat(count)}",,"]}`,
        type: 'application/json',
      });
    const refused = await gate(200_001);
    expect([refused.status, refused.body.code]).toEqual([400, 'not-readable']);
    expect(refused.text).toContain('200,000 codes at most');
    expect((await gate(100)).body.missing).toHaveLength(2);
  });

  it('that names many codes waits for others like it, since each code takes memory until it is answered', async () => {
    const service = await start();
    const company = await newCompany(service);
    const { store } = service;
    const getMany = store.getMany.bind(store);
    const seen: string[] = [];
    vi.spyOn(store, 'getMany').mockImplementation((collection, ids) => {
      seen.push(ids[0]?.split('/').at(-1)?.at(0) ?? '');
      return getMany(collection, ids);
    });
    const letters = [...'abcdefgh'];
    const answers = await Promise.all(
      letters.map((letter) =>
        service.api('POST', `${company.path}/gate`, {
          body: JSON.stringify({ codes: Array.from({ length: 3_000 }, (_, at) => `${letter}-${at}`) }),
          type: 'application/json',
        }),
      ),
    );
    expect(answers.map(({ body }) => body.missing.length)).toEqual(letters.map(() => 3_000));
    const underWay = seen.map(
      (_, at) => letters.filter((each) => seen.indexOf(each) <= at && seen.lastIndexOf(each) > at).length,
    );
    expect(Math.max(...underWay)).toBeLessThanOrEqual(4);
    expect(Math.max(...underWay)).toBeGreaterThan(1);
  });
});
