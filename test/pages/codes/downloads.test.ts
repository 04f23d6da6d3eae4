import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codesOf, put, type Row } from '../../support/codes.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, pageOf } from '../../support/service.ts';

const ADMIN = { user: 'admin', password: ADMIN_PASSWORD };

onEmbeddedStore('what the pages give away', (start) => {
  it('comes back unchanged as a CSV, whatever the texts hold', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    const text = fc
      .array(
        fc.constantFrom(
          "'",
          '=',
          '+',
          '-',
          '@',
          '0',
          '1',
          '"',
          ',',
          ';',
          '|',
          'a',
          'é',
          ' ',
          '#',
          '＝',
          'sep=',
          'Division 0',
          ' - ',
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => parts.join(''))
      .filter((each) => each.trim() !== '');
    const itsClass = fc.option(text.filter((each) => !each.includes('＝')));
    const codes = fc.uniqueArray(fc.record({ code: text, description: text, class: itsClass }), {
      selector: ({ code }) => code,
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(codes, async (some) => {
        const company = await newCompany(service, { class: 'Region:East' });
        const added = await service.api('POST', `${company.path}/import`, { body: { codes: some } });
        // Below each other, so that the column of parents is of use.
        const { codes: all } = await codesOf(service, company);
        const first = all[0]?.code;
        await service.api('POST', `${company.path}/import`, {
          body: { codes: all.slice(1).map((each: Row) => ({ ...each, parent: first })) },
        });
        const before = (await codesOf(service, company)).codes;
        const file = await service.api('GET', `${company.path.replace('/api', '')}/codes.csv`, {
          headers: { cookie: headers.cookie },
          anonymous: true,
        });
        const again = await service.api('POST', `${company.path}/import`, {
          body: file.bytes,
          type: 'text/csv',
        });
        expect(again.body).toMatchObject({
          added: 0,
          changed: 0,
          unchanged: added.body.added,
          problems: [],
          warnings: [],
        });
        expect((await codesOf(service, company)).codes).toEqual(before);
        // Into another company it brings the same codes.
        const other = await newCompany(service, { class: 'Region:West' });
        await service.api('POST', `${other.path}/import`, { body: file.bytes, type: 'text/csv' });
        const essence = (all: Row[]) => all.map((each) => ({ ...each, updatedAt: '' }));
        expect(essence((await codesOf(service, other)).codes)).toEqual(essence(before));
      }),
      { numRuns: 25 },
    );
  });

  it('comes back as the same problems of the same rows, with the warnings beside them', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [
      { code: '01', description: 'General' },
      { code: '02', parent: '01' },
    ]);
    const { headers } = await pageOf(service, ADMIN);
    const download = async (bytes: Uint8Array) => {
      const form = new FormData();
      form.set('csrf', headers['x-csrf-token']);
      form.set('file', new Blob([new Uint8Array(bytes)]), 'codes.csv');
      const response = await fetch(`${service.url}${company.path.replace('/api', '')}/import/problems`, {
        method: 'POST',
        headers: { cookie: headers.cookie },
        body: form,
      });
      return Buffer.from(await response.arrayBuffer());
    };
    const first = await download(
      Buffer.from("code,description\n'-05,\n1,General\n02,About 02\n3-Oct,Fall\n06,\n"),
    );
    expect(
      first
        .toString()
        .split('\r\n')
        .map((line) => line.split(',').slice(0, 3).join()),
    ).toEqual(['\ufeffcode,description,row', "'-05,,2", '1,General,3', '3-Oct,Fall,5', '06,,6', '']);
    expect(first.toString()).toContain('"1 looks like 01, which is in the list');
    const second = await download(first);
    const columns = (file: Buffer) => file.toString().replace(/,\d+,/g, ',ROW,');
    expect(columns(second)).toBe(columns(first));
    const classed = await download(
      Buffer.from("code,class,description\n02,'=East,\n06,Ł,Wood\n3-Oct,,Fall\n"),
    );
    expect(classed.toString()).toMatch(
      /^\ufeffcode,description,class,row.*\r\n02,,'=East,2,.*\r\n06,Wood,Ł,3,/,
    );
    expect(columns(await download(classed))).toBe(columns(classed));
  });
});
