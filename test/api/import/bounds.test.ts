/** What an import costs: never more than its size, whatever its bytes are. */
import { expect, it } from 'vitest';
import { newCompany, onEmbeddedStore } from '../../support/service.ts';

onEmbeddedStore('an import', (start) => {
  const send = async (body: string | object) => {
    const service = await start();
    const { path } = await newCompany(service);
    const type = typeof body === 'string' ? 'text/csv' : 'application/json';
    return service.api('POST', `${path}/import?dryRun=true`, { body, type });
  };

  // Twice as large a file must not take four times as long.
  it('of a header with many empty cells behind it costs no row anything', async () => {
    const header = `code,description${','.repeat(40_000)}\n`;
    const rows = Array.from({ length: 8_000 }, (_, index) => `${index},a\n`).join('');
    expect(await send(header + rows)).toMatchObject({ status: 200, body: { added: 8_000 } });
  });

  it('of a header with many empty cells, repeated without them, costs no row anything', async () => {
    const header = `code,description${','.repeat(40_000)}\n`;
    const answer = await send(`${header}${'code,description\n'.repeat(4_000)}1,a\n`);
    expect(answer).toMatchObject({ status: 200, body: { added: 1, rows: 1 } });
  });

  it('of an item list with many columns costs each column once', async () => {
    const names = Array.from({ length: 12_000 }, (_, index) => `C${index}`).join('\t');
    const answer = await send(`!INVITEM\tNAME\tINVITEMTYPE\t${names}\nINVITEM\t1\tSERV\n`);
    expect(answer).toMatchObject({ status: 200, body: { added: 1, format: 'iif' } });
  });

  it('of rows with inches and no separator searches no text again', async () => {
    const rows = `6" ${'x'.repeat(80)}\n`.repeat(150_000);
    expect(await send(`code,description\n${rows}`)).toMatchObject({ status: 200, body: { rows: 150_000 } });
  });

  it('has at most 200,000 rows, however they come', async () => {
    const swallowed = `code,description\n1,"${'x\n'.repeat(200_001)}"z`;
    expect(await send(swallowed)).toMatchObject({ status: 400, body: { code: 'not-readable' } });
    const plain = `code,description\n${'1,a\n'.repeat(200_000)}`;
    expect(await send(plain)).toMatchObject({ status: 400, body: { code: 'not-readable' } });
    const { status } = await send({ codes: Array.from({ length: 200_001 }, () => ({})) });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
