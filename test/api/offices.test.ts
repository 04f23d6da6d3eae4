/** Lists as offices have them: each is one kind that once lost rows, lost its hierarchy or came in twice. */
import { expect, it } from 'vitest';
import type { Company } from '../support/connector.ts';
import { held, importing, kinds, lines, rowsAndCodes, uses } from '../support/lists.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

onEmbeddedStore('a list of an office', (start) => {
  async function fresh(): Promise<[Service, Company]> {
    const service = await start();
    return [service, await newCompany(service)];
  }

  it('whose codes a spreadsheet has made dates and short numbers of: warnings; errors are problems', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'code,description',
        '1-Jan,Engine',
        'Jan-40,Hydraulics',
        '3/10/2026,Forms',
        '2026-03-10,Walls',
        '3. Okt,Dach',
        '1.00E+03,Preparation',
        '1.2,Preliminary',
        '90-01,Overhead',
        '01-02-03,Three levels',
        '#REF!,Broken',
        '########,Narrow',
        '#N/A,None',
        'Err:502,LibreOffice',
        '=A1&"-"&B1,Formula',
      ),
    );
    expect(kinds(answer.warnings)).toEqual([
      [2, 'date'],
      [3, 'date'],
      [4, 'date'],
      [5, 'date'],
      [6, 'date'],
      [7, 'exponent'],
    ]);
    expect(answer).toMatchObject({ added: 9, rows: 14 });
    expect(answer.problems.map(({ row }: { row: number }) => row)).toEqual([11, 12, 13, 14, 15]);
  });

  it('with divisions in a column: codes that repeat below them are joined to them', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'Division,Code,Name,Cost Types',
        '03 - Concrete,100,Formwork,L;M',
        '03 - Concrete,300,Footings,L;M',
        '04 - Masonry,100,Mortar,M',
        ',00000,Uncategorized,',
      ),
    );
    expect(answer).toMatchObject({ added: 6, rows: 4, made: 2, problems: [], format: 'csv' });
    expect(uses(answer.columns)).toEqual(['level1', 'code', 'description', null]);
    expect(await held(service, company)).toEqual([
      '00000|Uncategorized|',
      '03|Concrete|',
      '03-100|Formwork|03',
      '03-300|Footings|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('with divisions in a column above codes that are unique: they are only the parents', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('Division,Code,Name', '03 - Concrete,03-100,Formwork', '04: Masonry,04-100,Mortar'),
    );
    expect(uses(answer.columns)).toEqual(['parent', 'code', 'description']);
    expect(await held(service, company)).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('with codes that look like a division and its name: they are what they are', async () => {
    const [service, company] = await fresh();
    const text = lines('code,description,parent', '03 - Concrete,All of it,', '100,Forms,03 - Concrete');
    expect(await importing(service, company, text)).toMatchObject({ added: 2, made: 0 });
    expect(await held(service, company)).toEqual(['03 - Concrete|All of it|', '100|Forms|03 - Concrete']);
    expect(await importing(service, company, text)).toMatchObject({ unchanged: 2 });
  });

  it('with a row above the codes of each division, joined where codes repeat, else only their parent', async () => {
    const [service, joined] = await fresh();
    await importing(
      service,
      joined,
      lines(
        'code,description',
        '00,Above all',
        'Division 01-,General',
        '000,Purpose',
        'Division 02-,Site',
        '000,General',
        '02-010,Survey',
      ),
    );
    expect(await held(service, joined)).toEqual([
      '00|Above all|',
      '01|General|',
      '01-000|Purpose|01',
      '02|Site|',
      '02-000|General|02',
      '02-010|Survey|02',
    ]);
    const unique = await newCompany(service);
    await importing(
      service,
      unique,
      lines('code,description', '03 - Concrete,', '03-100,Formwork', ',DIVISION 04 Masonry', '04-100,Mortar'),
    );
    expect(await held(service, unique)).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
    // The same file once more changes nothing.
    const again = lines('code,description', '03 - Concrete,', '03-100,Formwork');
    expect(await importing(service, unique, again)).toMatchObject({ unchanged: 2, added: 0, changed: 0 });
  });

  it("with Procore's names of the parent: the answer says which column is what", async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'Cost Code,Cost Name,Description,Parent Cost Code',
        '01,General Requirements,,',
        '011000,Summary,Covers the whole contract,01',
        '013000,Administration,,01',
      ),
    );
    expect(answer.columns).toEqual([
      { column: 1, header: 'Cost Code', use: 'code' },
      { column: 2, header: 'Cost Name', use: 'description' },
      { column: 3, header: 'Description', use: 'description' },
      { column: 4, header: 'Parent Cost Code', use: 'parent' },
    ]);
    expect(await held(service, company)).toEqual([
      '01|General Requirements|',
      '011000|Covers the whole contract|01',
      '013000|Administration|01',
    ]);
  });

  it("in Procore's older templates", async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'Division,Division 1,Cost Code,Description',
        '03,,,Concrete',
        '03,30,,Cast in place',
        '03,30,053,Misc',
        '04,,,Masonry',
        '04,30,053,Misc',
        '05,,053,Gap',
      ),
    );
    expect(uses(answer.columns)).toEqual(['level1', 'level2', 'code', 'description']);
    expect(rowsAndCodes(answer.problems)).toEqual([
      [6, '04-30-053'],
      [7, '05-053'],
    ]);
    expect(await held(service, company)).toEqual([
      '03|Concrete|',
      '03-30|Cast in place|03',
      '03-30-053|Misc|03-30',
      '04|Masonry|',
    ]);
    const tiers = await newCompany(service);
    await importing(
      service,
      tiers,
      lines('Tier 1,Tier 2,Title', '03 - Concrete,100,Formwork', '04,,Masonry', '04,100,Mortar'),
    );
    expect(await held(service, tiers)).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('below a line sep=, true or false', async () => {
    const service = await start();
    for (const text of [
      lines('sep=;', 'code;description', '03-100;Formwork, wall'),
      lines('"sep=,"', 'code;description', '03-100;Formwork, wall'),
      lines('sep=,,', 'code,description', '03-100,"Formwork, wall"'),
      lines('sep=\t', 'code\tdescription', '03-100\tFormwork, wall'),
      lines('SEP=|', 'code|description', '03-100|Formwork, wall'),
    ]) {
      const company = await newCompany(service);
      expect(await importing(service, company, text), text).toMatchObject({ added: 1, problems: [] });
      expect(await held(service, company)).toEqual(['03-100|Formwork, wall|']);
      // It is a row of the sheet.
      expect((await importing(service, company, `${text}no description`)).problems[0]?.row).toBe(4);
    }
  });

  it('in UTF-16 by its byte order mark', async () => {
    const [service, company] = await fresh();
    const text = `\ufeff${lines('code\tdescription', '03-100\tBéton armé', '03-200\t“Rebar”')}`;
    const little = Buffer.from(text, 'utf16le');
    await importing(service, company, little);
    expect(await held(service, company)).toEqual(['03-100|Béton armé|', '03-200|“Rebar”|']);
    expect(await importing(service, company, Buffer.from(little).swap16())).toMatchObject({ unchanged: 2 });
  });

  it('below titles: the header is looked for in the first ten rows', async () => {
    const [service, company] = await fresh();
    const titles = ['Northside Builders Ltd,,', 'Cost code list as of March,,', ',,'];
    const answer = await importing(
      service,
      company,
      lines(...titles, 'Code,Description,Unit', '03-100,Formwork,SF', ',no code,'),
    );
    expect(answer).toMatchObject({ added: 1, problems: [{ row: 6, code: '' }] });
    const deep = [
      ...Array.from({ length: 9 }, () => 'Title,,'),
      'Code,Description,Unit',
      '03-100,Formwork,SF',
    ];
    expect(await importing(service, company, lines(...deep))).toMatchObject({ unchanged: 1 });
    const tooDeep = await service.api('POST', `${company.path}/import`, {
      body: lines('Title,,', ...deep),
      type: 'text/csv',
    });
    expect(tooDeep).toMatchObject({ status: 422, body: { errors: [{ field: 'columns' }] } });
    expect(tooDeep.body.errors[0].message).toContain('"Title"');
  });

  it('with texts kept as formulas, apostrophes and blanks of all kinds', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'code,description',
        '"=""03-100""","=""Formwork"""',
        '="03-200",="Rebar"',
        "'03-300,'- Deduct",
        '\u00a003-400\u00a0,Pipe 6” – “heavy” ½”',
        '03–600,En dash',
      ),
    );
    expect(answer).toMatchObject({ added: 5, problems: [] });
    expect(await held(service, company)).toEqual([
      '03-100|Formwork|',
      '03-200|Rebar|',
      '03-300|- Deduct|',
      '03-400|Pipe 6” – “heavy” ½”|',
      '03–600|En dash|',
    ]);
  });

  it('saved by a spreadsheet that took the zeros: warnings, and on request they are taken for the known codes', async () => {
    const [service, company] = await fresh();
    await importing(service, company, lines('code,description', '01,General', '01000,Permits', '02-05,Site'));
    const damaged = lines('code,description,parent', '1,General,', '1000,Permits,', '2-5,Site,', '1-9,New,1');
    const asked = await importing(service, company, damaged, '?dryRun=true');
    expect(asked).toMatchObject({ added: 4, unchanged: 0 });
    expect(kinds(asked.warnings)).toEqual([
      [2, 'leadingZeros'],
      [3, 'leadingZeros'],
      [4, 'leadingZeros'],
    ]);
    expect(await importing(service, company, damaged, '?useSuggestion=leadingZeros')).toMatchObject({
      added: 1,
      unchanged: 3,
      warnings: [],
    });
    expect(await held(service, company)).toEqual([
      '01|General|',
      '1-9|New|01',
      '02-05|Site|',
      '01000|Permits|',
    ]);
    const wrong = await service.api('POST', `${company.path}/import?useSuggestion=all`, {
      body: damaged,
      type: 'text/csv',
    });
    expect(wrong.status).toBe(422);
  });

  it('whose header is repeated, and which ends in sums', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'code,description',
        '03-100,Formwork',
        'Total stations,Survey',
        'Code,DESCRIPTION',
        '04-100,Mortar',
        'Total,',
        'Grand total,2 codes',
      ),
    );
    expect(answer).toMatchObject({ added: 4, rows: 5, problems: [{ row: 6, code: 'Total' }] });
    expect(kinds(answer.warnings)).toEqual([
      [6, 'total'],
      [7, 'total'],
    ]);
  });

  it('with separators in texts, and with inches: problems of their rows', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'code,description',
        '03-100,Formwork, walls, one side',
        '05-300,"Pipe 6" PVC, heavy',
        '05-400,Elbow 6" PVC',
        '05-500,"Pipe, 6"" PVC"  ',
        '05-600, "Tee, big"',
        '05-700, "B" wing',
      ),
    );
    expect(rowsAndCodes(answer.problems)).toEqual([
      [2, '03-100'],
      [3, '05-300'],
    ]);
    expect(await held(service, company)).toEqual([
      '05-400|Elbow 6" PVC|',
      '05-500|Pipe, 6" PVC|',
      '05-600|Tee, big|',
      '05-700|"B" wing|',
    ]);
  });

  it('with a quotation mark that swallows rows: each of them is named, the others are taken', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'code,description',
        '05-100,Pipe',
        '05-200,"6 inch pipe',
        '05-300,Tee',
        '05-400,"Cap"',
        '05-500,End',
        '05-600,"never closed',
        '05-700,Last',
      ),
    );
    expect(rowsAndCodes(answer.problems)).toEqual([
      [3, '05-200'],
      [4, '05-300'],
      [5, '05-400'],
      [7, '05-600'],
    ]);
    expect(answer.problems[0].problem).toContain('rows 3 to 5');
    expect(await held(service, company)).toEqual(['05-100|Pipe|', '05-500|End|', '05-700|Last|']);
  });

  it('with line breaks in cells: they are one row, and told where the cell could hide others', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('code,description', '01,"Two\nlines"', '02,"Tee\n03,Cap"', '04,End'),
    );
    expect(answer).toMatchObject({ added: 3, problems: [] });
    expect(kinds(answer.warnings)).toEqual([[3, 'multiline']]);
    expect(answer.warnings[0].warning).toContain('4 to 5');
    expect(await held(service, company)).toEqual(['01|Two lines|', '02|Tee 03,Cap|', '04|End|']);
  });

  it('with near twins, lost zeros at the end, and codes too long for Procore: warnings', async () => {
    const [service, company] = await fresh();
    await importing(service, company, lines('code,description', '03-100,Old', '1.10,Known'));
    const answer = await importing(
      service,
      company,
      lines(
        'code,description',
        '03 100,Twin of a known one',
        '03-200,One',
        '03.200,Other',
        '1-11,Not a twin',
        '11-1,Not a twin either',
        '1.1,Zeros lost',
        '2.3,Follows',
        '2.30,Is there',
        `04,${'x'.repeat(95)}`,
      ),
    );
    expect(kinds(answer.warnings)).toEqual([
      [2, 'nearTwin'],
      [3, 'nearTwin'],
      [4, 'nearTwin'],
      [7, 'trailingZeros'],
      [8, 'trailingZeros'],
      [10, 'long'],
    ]);
  });

  it('with technical signs: a warning says what QuickBooks gets', async () => {
    const [service, company] = await fresh();
    const text = lines('code,description', '05-⌀12,Pipe', '06,"Resistor 5Ω, ⌀12"', '07,Béton 6"');
    const answer = await importing(service, company, text);
    expect(kinds(answer.warnings)).toEqual([
      [2, 'rewritten'],
      [3, 'rewritten'],
    ]);
    expect(answer.warnings[1].warning).toBe('QuickBooks gets Ω as ohm, ⌀ as dia.');
    // Of what is there already nothing is said.
    expect(await importing(service, company, text)).toMatchObject({ unchanged: 3, warnings: [] });
  });

  it('whose columns are called otherwise: they can be named by text or number', async () => {
    const service = await start();
    const text = lines('Kostenstelle;Bezeichnung;Gruppe', '03;Beton;', '03-100;Schalung;03');
    const expected = ['03|Beton|', '03-100|Schalung|03'];
    for (const query of [
      '?codeColumn=Kostenstelle&descriptionColumn=bezeichnung&parentColumn=3',
      '?codeColumn=1&descriptionColumn=2&parentColumn=Gruppe',
      '?codeColumn=1&descriptionColumn=2&parentColumn=3&headerRow=1',
      '?codeColumn=1&descriptionColumn=2&parentColumn=3',
    ]) {
      const company = await newCompany(service);
      expect(await importing(service, company, text, query), query).toMatchObject({ added: 2, problems: [] });
      expect(await held(service, company)).toEqual(expected);
    }
    const none = lines('03;Beton', '03-100;Schalung');
    for (const query of [
      '?codeColumn=1&descriptionColumn=2',
      '?codeColumn=1&descriptionColumn=2&headerRow=0',
    ]) {
      const company = await newCompany(service);
      expect(await importing(service, company, none, query), query).toMatchObject({ added: 2 });
    }
    const company = await newCompany(service);
    for (const [query, field] of [
      ['', 'columns'],
      ['?codeColumn=Code&descriptionColumn=2', 'codeColumn'],
      ['?codeColumn=1', 'descriptionColumn'],
      ['?codeColumn=1&descriptionColumn=9', 'descriptionColumn'],
      ['?headerRow=1', 'codeColumn'],
      ['?headerRow=77', 'headerRow'],
      ['?headerRow=x', 'headerRow'],
    ]) {
      const refused = await service.api('POST', `${company.path}/import${query}`, {
        body: text,
        type: 'text/csv',
      });
      expect([refused.status, refused.body.errors?.[0].field], query).toEqual([422, field]);
    }
    expect(await held(service, company)).toEqual([]);
  });

  it('below more titles than are searched: the row that is named tells the separator, too', async () => {
    const [service, company] = await fresh();
    const titles = Array.from({ length: 13 }, (_, index) => `Northside, Southside, ${index}`);
    const text = lines(
      ...titles,
      '',
      'code;description;parent',
      '03;Concrete, all of it;',
      '03-100;Forms;03',
    );
    expect(await importing(service, company, text, '?headerRow=15')).toMatchObject({
      added: 2,
      problems: [],
    });
    const blank = `${'\r\n'.repeat(10)}${lines('code,description', '1,One')}`;
    const refused = await service.api('POST', `${company.path}/import`, { body: blank, type: 'text/csv' });
    expect(refused.body.errors[0].message).toMatch(/first 10 rows are empty; row 11 holds "code".*headerRow/);
  });

  it('whose columns are named wrongly: told which, and nothing is taken', async () => {
    const [service, company] = await fresh();
    const text = lines('1,name,group', 'a,Alpha,', 'b,Beta,a');
    for (const [query, field] of [
      ['?codeColumn=-1&descriptionColumn=2', 'codeColumn'],
      ['?codeColumn=2&descriptionColumn=2', 'descriptionColumn'],
      ['?codeColumn=2', 'descriptionColumn'],
      ['?codeColumn=1&descriptionColumn=2&parentColumn=1', 'parentColumn'],
    ]) {
      const refused = await service.api('POST', `${company.path}/import${query}`, {
        body: text,
        type: 'text/csv',
      });
      expect([refused.status, refused.body.errors?.[0].field], query).toEqual([422, field]);
    }
    expect(await held(service, company)).toEqual([]);
    expect(
      await importing(service, company, text, '?codeColumn=1&descriptionColumn=2&headerRow=1'),
    ).toMatchObject({ added: 2 });
  });

  it('with a code that could be two of those known, without its zeros: a warning, and it is taken for neither', async () => {
    const [service, company] = await fresh();
    await importing(service, company, lines('code,description', '01-05,One', '1-05,Other', '02,Two'));
    const text = lines('code,description', '1-5,Which', '2,Two');
    const answer = await importing(service, company, text, '?useSuggestion=leadingZeros');
    expect(answer).toMatchObject({ added: 1, unchanged: 1 });
    expect(kinds(answer.warnings)).toEqual([[2, 'leadingZeros']]);
    expect(answer.warnings[0].warning).toContain('01-05 or 1-05');
  });

  it('with a division that is named beside its own row, and by a row that is a problem: made neither time', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '03 - Concrete,03-100,Forms',
        ',03,All concrete',
        '05 - Metals,05-100,Beams,wide',
      ),
    );
    expect(answer).toMatchObject({ added: 2, made: 0, problems: [{ row: 4 }] });
    expect(await held(service, company)).toEqual(['03|All concrete|', '03-100|Forms|03']);
  });

  it('with an error in place of a parent: a problem of its row', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('code,description,parent', '1,One,', '2,Two,#REF!'),
    );
    expect(answer.problems).toEqual([
      { row: 3, code: '2', problem: expect.stringContaining('in place of the parent') },
    ]);
  });

  it('in UTF-8 that was damaged: what is unreadable is a problem of its row, not another letter', async () => {
    const [service, company] = await fresh();
    const body = Buffer.concat([
      Buffer.from('\ufeffcode,description\n1,Caf'),
      Buffer.from([0xe9]),
      Buffer.from('\n2,Good\n'),
    ]);
    expect(await importing(service, company, body)).toMatchObject({
      added: 1,
      problems: [{ row: 2, code: '1' }],
    });
  });

  it('longer with its parents than Procore takes, 96 characters: a warning from the first one more', async () => {
    const [service, company] = await fresh();
    const description = (length: number) => 'x'.repeat(length - '1:1-1 '.length);
    const answer = await importing(
      service,
      company,
      lines('code,description,parent', '1,One,', `1-1,${description(96)},1`, `1-2,${description(97)},1`),
    );
    expect(kinds(answer.warnings)).toEqual([[4, 'long']]);
  });
});
