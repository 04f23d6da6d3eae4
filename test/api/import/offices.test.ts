/** Lists as offices and their spreadsheets write them: no row is lost without a word. */
import { expect, it } from 'vitest';
import { kinds, lines, newList, rowsAndCodes, uses } from '../../support/lists.ts';
import { onEmbeddedStore } from '../../support/service.ts';

onEmbeddedStore('a list of an office', (start) => {
  const fresh = () => newList(start);

  it('whose codes a spreadsheet has made dates and short numbers of: warnings; errors are problems', async () => {
    const list = await fresh();
    const answer = await list.take([
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
    ]);
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

  it("with Procore's names of the parent: the answer says which column is what", async () => {
    const list = await fresh();
    const answer = await list.take([
      'Cost Code,Cost Name,Description,Parent Cost Code',
      '01,General Requirements,,',
      '011000,Summary,Covers the whole contract,01',
      '013000,Administration,,01',
    ]);
    expect(answer.columns).toEqual([
      { column: 1, header: 'Cost Code', use: 'code' },
      { column: 2, header: 'Cost Name', use: 'description' },
      { column: 3, header: 'Description', use: 'description' },
      { column: 4, header: 'Parent Cost Code', use: 'parent' },
    ]);
    expect(await list.held()).toEqual([
      '01|General Requirements|',
      '011000|Covers the whole contract|01',
      '013000|Administration|01',
    ]);
  });

  it("in Procore's older templates", async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Division 1,Cost Code,Description',
      '03,,,Concrete',
      '03,30,,Cast in place',
      '03,30,053,Misc',
      '04,,,Masonry',
      '04,30,053,Misc',
      '05,,053,Gap',
    ]);
    expect(uses(answer.columns)).toEqual(['level1', 'level2', 'code', 'description']);
    expect(rowsAndCodes(answer.problems)).toEqual([
      [6, '04-30-053'],
      [7, '05-053'],
    ]);
    expect(await list.held()).toEqual([
      '03|Concrete|',
      '03-30|Cast in place|03',
      '03-30-053|Misc|03-30',
      '04|Masonry|',
    ]);
    const tiers = await list.another();
    await tiers.take(['Tier 1,Tier 2,Title', '03 - Concrete,100,Formwork', '04,,Masonry', '04,100,Mortar']);
    expect(await tiers.held()).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('below a line sep=, true or false', async () => {
    const first = await fresh();
    for (const text of [
      lines('sep=;', 'code;description', '03-100;Formwork, wall'),
      lines('"sep=,"', 'code;description', '03-100;Formwork, wall'),
      lines('sep=,,', 'code,description', '03-100,"Formwork, wall"'),
      lines('sep=\t', 'code\tdescription', '03-100\tFormwork, wall'),
      lines('SEP=|', 'code|description', '03-100|Formwork, wall'),
    ]) {
      const list = await first.another();
      expect(await list.take(text), text).toMatchObject({ added: 1, problems: [] });
      expect(await list.held()).toEqual(['03-100|Formwork, wall|']);
      // It is a row of the sheet.
      expect((await list.take(`${text}no description`)).problems[0]?.row).toBe(4);
    }
  });

  it('in UTF-16 by its byte order mark', async () => {
    const list = await fresh();
    const text = `\ufeff${lines('code\tdescription', '03-100\tBéton armé', '03-200\t“Rebar”')}`;
    const little = Buffer.from(text, 'utf16le');
    await list.take(little);
    expect(await list.held()).toEqual(['03-100|Béton armé|', '03-200|“Rebar”|']);
    expect(await list.take(Buffer.from(little).swap16())).toMatchObject({ unchanged: 2 });
  });

  it('with texts kept as formulas, apostrophes and blanks of all kinds', async () => {
    const list = await fresh();
    const answer = await list.take([
      'code,description',
      '"=""03-100""","=""Formwork"""',
      '="03-200",="Rebar"',
      "'03-300,'- Deduct",
      '\u00a003-400\u00a0,Pipe 6” – “heavy” ½”',
      '03–600,En dash',
    ]);
    expect(answer).toMatchObject({ added: 5, problems: [] });
    expect(await list.held()).toEqual([
      '03-100|Formwork|',
      '03-200|Rebar|',
      '03-300|- Deduct|',
      '03-400|Pipe 6” – “heavy” ½”|',
      '03–600|En dash|',
    ]);
  });

  it('whose header is repeated, and which ends in sums', async () => {
    const list = await fresh();
    const answer = await list.take([
      'code,description',
      '03-100,Formwork',
      'Total stations,Survey',
      'Code,DESCRIPTION',
      '04-100,Mortar',
      'Total,',
      'Grand total,2 codes',
    ]);
    expect(answer).toMatchObject({ added: 4, rows: 5, problems: [{ row: 6, code: 'Total' }] });
    expect(kinds(answer.warnings)).toEqual([
      [6, 'total'],
      [7, 'total'],
    ]);
  });

  it('with separators in texts, and with inches: problems of their rows', async () => {
    const list = await fresh();
    const answer = await list.take([
      'code,description',
      '03-100,Formwork, walls, one side',
      '05-300,"Pipe 6" PVC, heavy',
      '05-400,Elbow 6" PVC',
      '05-500,"Pipe, 6"" PVC"  ',
      '05-600, "Tee, big"',
      '05-700, "B" wing',
    ]);
    expect(rowsAndCodes(answer.problems)).toEqual([
      [2, '03-100'],
      [3, '05-300'],
    ]);
    expect(await list.held()).toEqual([
      '05-400|Elbow 6" PVC|',
      '05-500|Pipe, 6" PVC|',
      '05-600|Tee, big|',
      '05-700|"B" wing|',
    ]);
  });

  it('with a quotation mark that swallows rows: each of them is named, the others are taken', async () => {
    const list = await fresh();
    const answer = await list.take([
      'code,description',
      '05-100,Pipe',
      '05-200,"6 inch pipe',
      '05-300,Tee',
      '05-400,"Cap"',
      '05-500,End',
      '05-600,"never closed',
      '05-700,Last',
    ]);
    expect(rowsAndCodes(answer.problems)).toEqual([
      [3, '05-200'],
      [4, '05-300'],
      [5, '05-400'],
      [7, '05-600'],
    ]);
    expect(answer.problems[0].problem).toContain('rows 3 to 5');
    expect(await list.held()).toEqual(['05-100|Pipe|', '05-500|End|', '05-700|Last|']);
  });

  it('with line breaks in cells: they are one row, and told where the cell could hide others', async () => {
    const list = await fresh();
    const answer = await list.take(['code,description', '01,"Two\nlines"', '02,"Tee\n03,Cap"', '04,End']);
    expect(answer).toMatchObject({ added: 3, problems: [] });
    expect(kinds(answer.warnings)).toEqual([[3, 'multiline']]);
    expect(answer.warnings[0].warning).toContain('4 to 5');
    expect(await list.held()).toEqual(['01|Two lines|', '02|Tee 03,Cap|', '04|End|']);
  });

  it('with near twins, lost zeros at the end, and codes too long for Procore: warnings', async () => {
    const list = await fresh();
    await list.take(['code,description', '03-100,Old', '1.10,Known']);
    const answer = await list.take([
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
    ]);
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
    const list = await fresh();
    const text = lines('code,description', '05-⌀12,Pipe', '06,"Resistor 5Ω, ⌀12"', '07,Béton 6"');
    const answer = await list.take(text);
    expect(kinds(answer.warnings)).toEqual([
      [2, 'rewritten'],
      [3, 'rewritten'],
    ]);
    expect(answer.warnings[1].warning).toBe('QuickBooks gets Ω as ohm, ⌀ as dia.');
    // Of what is there already nothing is said.
    expect(await list.take(text)).toMatchObject({ unchanged: 3, warnings: [] });
  });

  it('with an error in place of a parent: a problem of its row', async () => {
    const list = await fresh();
    const answer = await list.take(['code,description,parent', '1,One,', '2,Two,#REF!']);
    expect(answer.problems).toEqual([
      { row: 3, code: '2', problem: expect.stringContaining('in place of the parent') },
    ]);
  });

  it('in UTF-8 that was damaged: what is unreadable is a problem of its row, not another letter', async () => {
    const list = await fresh();
    const body = Buffer.concat([
      Buffer.from('\ufeffcode,description\n1,Caf'),
      Buffer.from([0xe9]),
      Buffer.from('\n2,Good\n'),
    ]);
    expect(await list.take(body)).toMatchObject({
      added: 1,
      problems: [{ row: 2, code: '1' }],
    });
  });

  it('longer with its parents than Procore takes, 96 characters: a warning from the first one more', async () => {
    const list = await fresh();
    const description = (length: number) => 'x'.repeat(length - '1:1-1 '.length);
    const answer = await list.take([
      'code,description,parent',
      '1,One,',
      `1-1,${description(96)},1`,
      `1-2,${description(97)},1`,
    ]);
    expect(kinds(answer.warnings)).toEqual([[4, 'long']]);
  });
});
