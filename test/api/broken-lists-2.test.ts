/** Lists that come in wrong, found by importing random ones again, in parts, in other forms and as a spreadsheet saves them. */
import { expect, it } from 'vitest';
import type { Company } from '../support/connector.ts';
import { held, importing, lines, rowsAndCodes } from '../support/lists.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, pageOf, type Service } from '../support/service.ts';

const ZEROS = '?useSuggestion=leadingZeros';

onEmbeddedStore('a list that an office has', (start) => {
  async function fresh(): Promise<[Service, Company]> {
    const service = await start();
    return [service, await newCompany(service)];
  }

  it('whose own rows of divisions have lost their zeros, taken for the known ones: no code gets the name of its division', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '01 - Masonry,01,Masonry',
        '01 - Masonry,01-01,Brick',
        '02 - Wood,02,Wood',
        '02 - Wood,02-02,Studs',
      ),
    );
    const before = await held(service, company);
    await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '01 - Masonry,1,Masonry',
        '01 - Masonry,01-01,Brick',
        '02 - Wood,2,Wood',
        '02 - Wood,02-02,Studs',
      ),
      ZEROS,
    );
    expect(await held(service, company)).toEqual(before);
  });

  it('whose own rows of divisions have lost their zeros, of codes that are joined: no second division below the first', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '01 - General,01,General',
        '01 - General,110,Permits',
        '02 - Site,02,Site',
        '02 - Site,110,Survey',
      ),
    );
    const before = await held(service, company);
    expect(before).toContain('01-110|Permits|01');
    await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '01 - General,1,General',
        '01 - General,110,Permits',
        '02 - Site,2,Site',
        '02 - Site,110,Survey',
      ),
      ZEROS,
    );
    expect(await held(service, company)).toEqual(before);
  });

  it.each([
    ['Division', 'Division,Code,Name', '01,,General', '01,01-100,Permits'],
    ['Division 1', 'Division,Division 1,Code,Name', '01,,,General', '01,10,,Fees', '01,10,01-10-100,Permits'],
  ])(
    'with %s and whole codes, whose divisions have lost their zeros: they are taken for the known ones',
    async (_, ...rows) => {
      const [service, company] = await fresh();
      await importing(service, company, lines(...rows));
      const damaged = lines(...rows.map((row) => row.replace(/^01/, '1')));
      const shown = await importing(service, company, damaged, '?dryRun=true');
      const asked = shown.warnings.filter(({ kind }: { kind: string }) => kind === 'leadingZeros');
      expect.soft(asked).toHaveLength(rows.length - 1);
      const answer = await importing(service, company, damaged, ZEROS);
      expect(answer).toMatchObject({ added: 0, changed: 0, unchanged: rows.length - 1 });
    },
  );

  it('with a code that is the number of its division: the division keeps the name that its cells give', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines('Division,Code,Name', '1 - General,1,Permits', '1 - General,3,Fees', '2 - Concrete,4,Forms'),
    );
    expect(await held(service, company)).toContain('1|General|');
  });

  it('with codes that are the number of their division: known divisions and codes stay as they are', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Level 1,Level 2,Description',
        '1 - General,1,Permits',
        '1 - General,2,Fees',
        '2 - Site,1,Survey',
      ),
    );
    const before = await held(service, company);
    await importing(
      service,
      company,
      lines('Division,Code,Name', '1 - General,1,Permits', '1 - General,2,Fees', '2 - Site,1,Survey'),
    );
    expect(await held(service, company)).toEqual(before);
  });

  it('below headings, with codes that are the number of their division: they repeat, so they are joined', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'code,description',
        '01 - General,',
        '01,Permits',
        '02,Fees',
        '02 - Site,',
        '01,Survey',
        '02,Stakes',
      ),
    );
    expect(await held(service, company)).toEqual([
      '01|General|',
      '01-01|Permits|01',
      '01-02|Fees|01',
      '02|Site|',
      '02-01|Survey|02',
      '02-02|Stakes|02',
    ]);
  });

  it("with a spreadsheet's own subtotals in the column of divisions: no division is called Total", async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'Division,Code,Name,Amount',
        '03 - Concrete,,Concrete,',
        '03 - Concrete,100,Forms,5',
        '03 - Concrete Total,,,5',
        '04 - Masonry,,Masonry,',
        '04 - Masonry,200,Block,6',
        '04 - Masonry Total,,,6',
        'Grand Total,,,11',
      ),
    );
    const codes = await held(service, company);
    expect(codes).toContain('03|Concrete|');
    expect(codes).toContain('04|Masonry|');
    expect(rowsAndCodes(answer.problems).map(([row]) => row)).toEqual([4, 7, 8]);
  });

  it.each([
    ['a total', 'Total,,'],
    ['a note', 'Printed 2026-01-31,,'],
  ])(
    'with %s among the divisions, which is no row of a division: codes that do not repeat stay as they are',
    async (_, last) => {
      const [service, company] = await fresh();
      await importing(
        service,
        company,
        lines('Division,Code,Name', '01 - General,10,Permits', '02 - Site,20,Survey', last),
      );
      expect(await held(service, company)).toEqual([
        '01|General|',
        '02|Site|',
        '10|Permits|01',
        '20|Survey|02',
      ]);
    },
  );

  it('whose headings have an amount beside them: no row below the first comes in without its division', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines('code,description,amount', '01 - General,,5', '10,Permits,5', '02 - Site,,6', '20,Survey,6'),
    );
    const codes = await held(service, company);
    expect(codes).not.toContain('10|Permits|');
    expect(codes).not.toContain('20|Survey|');
  });

  it('without a header, whose columns are given by numbers: a description that is called Title heads nothing', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('01,General', '02,Survey', '03,Title', '04,Permits'),
      '?codeColumn=1&descriptionColumn=2',
    );
    expect(answer).toMatchObject({ added: 4, rows: 4 });
  });

  it('of which the bad rows are downloaded and imported unmended: a repeated code does not overwrite the first', async () => {
    const [service, company] = await fresh();
    const file = lines('code,description,parent', '03,Concrete,', '100,Forms,03', '100,Other,');
    await importing(service, company, file);
    const before = await held(service, company);
    const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const form = new FormData();
    form.set('csrf', headers['x-csrf-token']);
    form.set('file', new Blob([file]), 'codes.csv');
    const downloaded = await fetch(`${service.url}${company.path.replace('/api', '')}/import/problems`, {
      method: 'POST',
      headers: { cookie: headers.cookie },
      body: form,
    });
    const rows = await downloaded.text();
    expect(rows).toContain('Other');
    await importing(service, company, rows);
    expect(await held(service, company)).toEqual(before);
  });

  it.each(['03 - Concrete', '03: Concrete', 'Division 03 - Concrete'])(
    'whose divisions are written %s in both cells of their own rows: the code is the number, though no code repeats',
    async (division) => {
      const [service, company] = await fresh();
      await importing(
        service,
        company,
        lines('Division,Code,Name', `${division},${division},Concrete`, `${division},100,Forms`),
      );
      expect(await held(service, company)).toEqual(['03|Concrete|', '100|Forms|03']);
    },
  );

  it.each([
    [
      'in a column',
      ['Division,Code,Name', 'Division 03 30 00 - Cast,A1,Forms', 'Division 03 40 00 - Precast,A2,Panels'],
    ],
    [
      'as headings',
      [
        'code,description',
        'Division 03 30 00 - Cast,',
        'A1,Forms',
        'Division 03 40 00 - Precast,',
        'A2,Panels',
      ],
    ],
    [
      'as headings beside their titles',
      ['code,description', 'Division 03 30 00,Cast', 'A1,Forms', 'Division 03 40 00,Precast', 'A2,Panels'],
    ],
  ])(
    "with MasterFormat's numbers after the word Division %s: the number is the whole of it",
    async (_, rows) => {
      const [service, company] = await fresh();
      await importing(service, company, lines(...rows));
      expect(await held(service, company)).toEqual([
        '03 30 00|Cast|',
        '03 40 00|Precast|',
        'A1|Forms|03 30 00',
        'A2|Panels|03 40 00',
      ]);
    },
  );

  it.each([
    ['has no number', '03 - Concrete,', 'Alternates,'],
    ['has no number, among the descriptions', ',03 - Concrete', ',Alternates'],
    ['is written otherwise, among the descriptions', ',03 - Concrete', ',04 Masonry'],
    ['has a quotation mark, among the descriptions', ',03 - Concrete', ',"04 - Masonry" x'],
  ])('with a heading that %s: no row below it falls to the heading before', async (_, first, heading) => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('code,description', first, '100,Forms', heading, '200,Block'),
    );
    expect(rowsAndCodes(answer.problems)[0]?.[0]).toBe(4);
    expect(await held(service, company)).not.toContain('200|Block|03');
  });
});
