/** Rows that are the headings of those below them: no row falls to a wrong one, and no code is taken for a heading. */
import { expect, it } from 'vitest';
import { comesIn, lines, newList, rowsAndCodes } from '../../support/lists.ts';
import { onEmbeddedStore } from '../../support/service.ts';

onEmbeddedStore('a list with headings', (start) => {
  const fresh = () => newList(start);

  comesIn(fresh, {
    'below headings, with codes that are the number of their division: they repeat, so they are joined': {
      rows: [
        'code,description',
        '01 - General,',
        '01,Permits',
        '02,Fees',
        '02 - Site,',
        '01,Survey',
        '02,Stakes',
      ],
      held: [
        '01|General|',
        '01-01|Permits|01',
        '01-02|Fees|01',
        '02|Site|',
        '02-01|Survey|02',
        '02-02|Stakes|02',
      ],
    },
  });

  it('with a row above the codes of each division, joined where codes repeat, else only their parent', async () => {
    const joined = await fresh();
    await joined.take([
      'code,description',
      '00,Above all',
      'Division 01-,General',
      '000,Purpose',
      'Division 02-,Site',
      '000,General',
      '02-010,Survey',
    ]);
    expect(await joined.held()).toEqual([
      '00|Above all|',
      '01|General|',
      '01-000|Purpose|01',
      '02|Site|',
      '02-000|General|02',
      '02-010|Survey|02',
    ]);
    const unique = await joined.another();
    await unique.take([
      'code,description',
      '03 - Concrete,',
      '03-100,Formwork',
      ',DIVISION 04 Masonry',
      '04-100,Mortar',
    ]);
    expect(await unique.held()).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
    // The same file once more changes nothing.
    const again = lines('code,description', '03 - Concrete,', '03-100,Formwork');
    expect(await unique.take(again)).toMatchObject({ unchanged: 2, added: 0, changed: 0 });
  });

  it('with codes that look like a division and its name: they are what they are', async () => {
    const list = await fresh();
    const text = lines('code,description,parent', '03 - Concrete,All of it,', '100,Forms,03 - Concrete');
    expect(await list.take(text)).toMatchObject({ added: 2, made: 0 });
    expect(await list.held()).toEqual(['03 - Concrete|All of it|', '100|Forms|03 - Concrete']);
    expect(await list.take(text)).toMatchObject({ unchanged: 2 });
  });

  it('and rows that only look like headings: they are codes', async () => {
    const list = await fresh();
    const answer = await list.take([
      'code,description',
      'Div 03-100,Footings',
      '200,Walls',
      '1:2,',
      '03 - 100,',
      '300,Slabs',
    ]);
    expect(answer.problems.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([
      [4, '1:2'],
      [5, '03 - 100'],
    ]);
    expect(await list.held()).toEqual(['200|Walls|', '300|Slabs|', 'Div 03-100|Footings|']);
  });

  it('whose text is longer than any code: it heads nothing, and is copied into no row', async () => {
    const list = await fresh();
    const long = `Div 1${'x'.repeat(300)}`;
    for (const text of [
      lines('code,description', '02 - Site,', `${long},`, '100,Forms'),
      lines('Division,Code,Name', `${long.slice(4)},,Concrete`, ',100,Forms'),
    ]) {
      const answer = await list.take(text, '?dryRun=true');
      for (const { problem } of answer.problems) expect(problem.length).toBeLessThan(300);
      expect(answer.problems.map(({ code }: { code: string }) => code)).not.toContain(`${long.slice(4)}-100`);
    }
  });

  it('whose headings have an amount beside them: no row below the first comes in without its division', async () => {
    const list = await fresh();
    await list.take([
      'code,description,amount',
      '01 - General,,5',
      '10,Permits,5',
      '02 - Site,,6',
      '20,Survey,6',
    ]);
    const codes = await list.held();
    expect(codes).not.toContain('10|Permits|');
    expect(codes).not.toContain('20|Survey|');
  });

  it.each([
    ['is swallowed by a quotation mark', '03 - Concrete,', '"04 - Masonry" x,'],
    ['has a text too many', '03 - Concrete,', '04 - Masonry,,x'],
    ['is written otherwise', '03 - Concrete,', '04- Masonry,'],
    ['has no number', '03 - Concrete,', 'Alternates,'],
    ['has no number, among the descriptions', ',03 - Concrete', ',Alternates'],
    ['is written otherwise, among the descriptions', ',03 - Concrete', ',04 Masonry'],
    ['has a quotation mark, among the descriptions', ',03 - Concrete', ',"04 - Masonry" x'],
  ])('with a heading that %s: no row below it falls to the heading before', async (_, first, heading) => {
    const list = await fresh();
    const answer = await list.take(['code,description', first, '100,Forms', heading, '200,Block']);
    expect(rowsAndCodes(answer.problems)[0]?.[0]).toBe(4);
    expect(await list.held()).not.toContain('200|Block|03');
  });
});
