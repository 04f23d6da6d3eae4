/** Divisions in columns, and levels: no row loses its place in the list, and no part of a list comes in twice. */
import { expect, it } from 'vitest';
import { comesIn, kinds, lines, newList, rowsAndCodes, uses } from '../../support/lists.ts';
import { onEmbeddedStore } from '../../support/service.ts';

onEmbeddedStore('a list with divisions', (start) => {
  const fresh = () => newList(start);
  const whole = lines(
    'Division,Code,Name',
    '03 - Concrete,100,Formwork',
    '03 - Concrete,300,Footings',
    '04 - Masonry,100,Mortar',
  );
  const joinedList = ['03|Concrete|', '03-100|Formwork|03', '03-300|Footings|03'];

  comesIn(fresh, {
    'in a row of their own that heads rows with an empty cell of Division, also where codes are not joined': {
      rows: [
        'Division,Code,Name',
        '1,1,General',
        '1,1010,Fees',
        ',1020,Permits',
        '2 - Site,2010,Survey',
        ',2020,Stakes',
      ],
      held: ['1|General|', '2|Site|', '1010|Fees|1', '1020|Permits|1', '2010|Survey|2', '2020|Stakes|'],
    },
    'with Division 1 and whole codes: one that has its divisions in front is not joined once more': {
      rows: [
        'Division,Division 1,Cost Code,Name',
        '03 - Concrete,03-10 - Forms,03-10-100,Walls',
        '03 - Concrete,03-10 - Forms,03-10-200,Slabs',
      ],
      held: ['03|Concrete|', '03-10|Forms|03', '03-10-100|Walls|03-10', '03-10-200|Slabs|03-10'],
    },
  });

  it('with divisions in a column: codes that repeat below them are joined to them', async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name,Cost Types',
      '03 - Concrete,100,Formwork,L;M',
      '03 - Concrete,300,Footings,L;M',
      '04 - Masonry,100,Mortar,M',
      ',00000,Uncategorized,',
    ]);
    expect(answer).toMatchObject({ added: 6, rows: 4, made: 2, problems: [], format: 'csv' });
    expect(uses(answer.columns)).toEqual(['level1', 'code', 'description', null]);
    expect(await list.held()).toEqual([
      '00000|Uncategorized|',
      '03|Concrete|',
      '03-100|Formwork|03',
      '03-300|Footings|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('with divisions in a column above codes that are unique: they are only the parents', async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name',
      '03 - Concrete,03-100,Formwork',
      '04: Masonry,04-100,Mortar',
    ]);
    expect(uses(answer.columns)).toEqual(['parent', 'code', 'description']);
    expect(await list.held()).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('of which a part comes again: its codes are those that were joined', async () => {
    const list = await fresh();
    await list.take(whole);
    const part = await list.take([
      'Division,Code,Name',
      '03 - Concrete,300,Footings',
      '03 - Concrete,400,Walls',
    ]);
    expect(part).toMatchObject({ added: 1, unchanged: 1, made: 0, problems: [] });
    expect(uses(part.columns)).toEqual(['level1', 'code', 'description']);
    const headed = await list.take(['code,description', '03 - Concrete,', '100,Formwork', '400,Walls']);
    expect(headed).toMatchObject({ added: 0, unchanged: 3 });
    expect(await list.held()).toEqual([...joinedList, '03-400|Walls|03', '04|Masonry|', '04-100|Mortar|04']);
  });

  it('that holds its codes unjoined: they stay so, also where a later file repeats one below another division', async () => {
    const list = await fresh();
    await list.take(['Division,Code,Name', '03 - Concrete,110,Forms', '04 - Masonry,120,Mortar']);
    const before = ['03|Concrete|', '04|Masonry|', '110|Forms|03', '120|Mortar|04'];
    expect(await list.held()).toEqual(before);
    const again = await list.take([
      'Division,Code,Name',
      '03 - Concrete,110,Forms',
      '04 - Masonry,120,Mortar',
      '04 - Masonry,110,Twice',
    ]);
    expect(again).toMatchObject({ added: 0, unchanged: 2 });
    expect(again.problems).toEqual([{ row: 4, code: '110', problem: expect.stringContaining('row 2') }]);
    expect(await list.held()).toEqual(before);
  });

  it('whose new codes are written otherwise than those below the same division: a warning', async () => {
    const list = await fresh();
    await list.take(whole);
    const answer = await list.take(['code,description,parent', '500,Slabs,03', '03-600,Stairs,03']);
    expect(kinds(answer.warnings)).toEqual([[2, 'nearTwin']]);
    expect(answer.warnings[0].warning).toContain('Is 03-500 meant?');
  });

  it('in a row of their own: with the code of the division, or without one', async () => {
    const list = await fresh();
    const text = lines(
      'division,code,description',
      '03 - Concrete,03,Concrete',
      '03 - Concrete,03-100,Forms',
    );
    expect(await list.take(text)).toMatchObject({ added: 2, problems: [] });
    expect(await list.held()).toEqual(['03|Concrete|', '03-100|Forms|03']);
    expect(await list.take(text)).toMatchObject({ unchanged: 2 });

    const other = await list.another();
    await other.take(['division,code,description', '03,,Concrete', '03,100,Forms', ',200,Ties']);
    expect(await other.held()).toEqual(['03|Concrete|', '03-100|Forms|03', '03-200|Ties|03']);
  });

  it('with a row whose code is missing: it is a problem, and no other row is joined for it', async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name',
      '03 - Concrete,100,Formwork',
      '03 - Concrete,,Footings',
    ]);
    expect(answer.problems).toEqual([{ row: 3, code: '', problem: 'The code is missing.' }]);
    expect(await list.held()).toEqual(['03|Concrete|', '100|Formwork|03']);
    const joined = await list.another();
    const two = await joined.take(`${whole}04 - Masonry,,Footings\r\n`);
    expect(two.problems).toEqual([{ row: 5, code: '', problem: 'The code is missing.' }]);
    expect((await joined.held()).filter((code) => code.startsWith('04|'))).toEqual(['04|Masonry|']);
  });

  it('below more than five levels, or with a level left out: the rows that need them are problems', async () => {
    const list = await fresh();
    const names = (...levels: number[]) => `${levels.map((level) => `Level ${level}`).join(',')},Description`;
    const deep = await list.take([names(1, 2, 3, 4, 5, 6), '1,,,,,,One', '1,2,,,,,Two', '1,2,3,4,5,6,Six']);
    expect(deep).toMatchObject({ added: 2 });
    expect(deep.problems).toEqual([
      {
        row: 4,
        code: expect.any(String),
        problem: expect.stringMatching(/"Level 6" holds "6".* QuickBooks has 5/),
      },
    ]);
    const other = await list.another();
    const gap = await other.take([names(1, 2, 4), '1,,,One', '1,2,,Two', '1,2,9,Nine']);
    expect(gap).toMatchObject({ added: 2 });
    expect(gap.problems).toEqual([
      { row: 4, code: expect.any(String), problem: expect.stringContaining('no column for the level above') },
    ]);
    const older = await list.another();
    const sixth = await older.take([
      'Division,Division 1,Division 2,Division 3,Division 4,Cost Code,Description',
      '1,,,,,,One',
      '1,2,3,4,5,6,Six',
    ]);
    expect(sixth).toMatchObject({ added: 1 });
    expect(sixth.problems.map(({ row }: { row: number }) => row)).toEqual([3]);
  });

  it('whose divisions are named in both cells of their own rows: the same file again changes nothing', async () => {
    const list = await fresh();
    const text = lines(
      'Division,Code,Name',
      '03 - Concrete,03 - Concrete,Concrete',
      '03 - Concrete,100,Forms',
      '04 - Masonry,04 - Masonry,Masonry',
      '04 - Masonry,100,Block',
    );
    await list.take(text);
    const before = await list.held();
    const again = await list.take(text);
    expect(again).toMatchObject({ added: 0, changed: 0, problems: [] });
    expect(await list.held()).toEqual(before);
  });

  it('with an empty cell of Division below another division: it is not that of an earlier heading', async () => {
    const list = await fresh();
    await list.take([
      'Division,Code,Name',
      '03,,Concrete',
      '03,100,Forms',
      '04,04,Masonry',
      '04,100,Block',
      ',300,Brick',
    ]);
    expect(await list.held()).not.toContain('03-300|Brick|03');
  });

  it('with a row without a code below a division that another row names: its text is not the name of the division', async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name',
      '03 - Concrete,100,Forms',
      '03,,Rebar',
      '04 - Masonry,200,Block',
    ]);
    expect(answer.problems).toEqual([{ row: 3, code: '', problem: 'The code is missing.' }]);
    expect(await list.held()).toEqual(['03|Concrete|', '04|Masonry|', '100|Forms|03', '200|Block|04']);
  });

  it('with a division that is named beside its own row, and by a row that is a problem: made neither time', async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name',
      '03 - Concrete,03-100,Forms',
      ',03,All concrete',
      '05 - Metals,05-100,Beams,wide',
    ]);
    expect(answer).toMatchObject({ added: 2, made: 0, problems: [{ row: 4 }] });
    expect(await list.held()).toEqual(['03|All concrete|', '03-100|Forms|03']);
  });

  it('with a sum below each division: no division is called Total without a word', async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name',
      '03,100,Forms',
      '03,,Total',
      '04,200,Block',
      '04,,Total',
    ]);
    const told = [...answer.problems, ...answer.warnings].map(({ row }: { row: number }) => row);
    expect(told).toEqual(expect.arrayContaining([3, 5]));
  });

  it("with a spreadsheet's own subtotals in the column of divisions: no division is called Total", async () => {
    const list = await fresh();
    const answer = await list.take([
      'Division,Code,Name,Amount',
      '03 - Concrete,,Concrete,',
      '03 - Concrete,100,Forms,5',
      '03 - Concrete Total,,,5',
      '04 - Masonry,,Masonry,',
      '04 - Masonry,200,Block,6',
      '04 - Masonry Total,,,6',
      'Grand Total,,,11',
    ]);
    const codes = await list.held();
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
      const list = await fresh();
      await list.take(['Division,Code,Name', '01 - General,10,Permits', '02 - Site,20,Survey', last]);
      expect(await list.held()).toEqual(['01|General|', '02|Site|', '10|Permits|01', '20|Survey|02']);
    },
  );

  it('with a code that is the number of its division: the division keeps the name that its cells give', async () => {
    const list = await fresh();
    await list.take([
      'Division,Code,Name',
      '1 - General,1,Permits',
      '1 - General,3,Fees',
      '2 - Concrete,4,Forms',
    ]);
    expect(await list.held()).toContain('1|General|');
  });

  it('with codes that are the number of their division: known divisions and codes stay as they are', async () => {
    const list = await fresh();
    await list.take([
      'Level 1,Level 2,Description',
      '1 - General,1,Permits',
      '1 - General,2,Fees',
      '2 - Site,1,Survey',
    ]);
    const before = await list.held();
    await list.take([
      'Division,Code,Name',
      '1 - General,1,Permits',
      '1 - General,2,Fees',
      '2 - Site,1,Survey',
    ]);
    expect(await list.held()).toEqual(before);
  });

  it.each(['03 - Concrete', '03: Concrete', 'Division 03 - Concrete'])(
    'whose divisions are written %s in both cells of their own rows: the code is the number, though no code repeats',
    async (division) => {
      const list = await fresh();
      await list.take(['Division,Code,Name', `${division},${division},Concrete`, `${division},100,Forms`]);
      expect(await list.held()).toEqual(['03|Concrete|', '100|Forms|03']);
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
      const list = await fresh();
      await list.take([...rows]);
      expect(await list.held()).toEqual([
        '03 30 00|Cast|',
        '03 40 00|Precast|',
        'A1|Forms|03 30 00',
        'A2|Panels|03 40 00',
      ]);
    },
  );
});
