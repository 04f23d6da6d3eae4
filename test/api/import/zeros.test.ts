/** Leading zeros that a spreadsheet has taken: on request the codes are those that are known. */
import { expect, it } from 'vitest';
import { kinds, lines, newList } from '../../support/lists.ts';
import { onEmbeddedStore } from '../../support/service.ts';

const ZEROS = '?useSuggestion=leadingZeros';

onEmbeddedStore('a list that has lost its zeros', (start) => {
  const fresh = () => newList(start);

  it('saved by a spreadsheet that took the zeros: warnings, and on request they are taken for the known codes', async () => {
    const list = await fresh();
    await list.take(['code,description', '01,General', '01000,Permits', '02-05,Site']);
    const damaged = lines('code,description,parent', '1,General,', '1000,Permits,', '2-5,Site,', '1-9,New,1');
    const asked = await list.take(damaged, '?dryRun=true');
    expect(asked).toMatchObject({ added: 4, unchanged: 0 });
    expect(kinds(asked.warnings)).toEqual([
      [2, 'leadingZeros'],
      [3, 'leadingZeros'],
      [4, 'leadingZeros'],
    ]);
    expect(await list.take(damaged, ZEROS)).toMatchObject({
      added: 1,
      unchanged: 3,
      warnings: [],
    });
    expect(await list.held()).toEqual(['01|General|', '1-9|New|01', '02-05|Site|', '01000|Permits|']);
    const wrong = await list.ask(damaged, '?useSuggestion=all');
    expect(wrong.status).toBe(422);
  });

  it('with a code that could be two of those known, without its zeros: a warning, and it is taken for neither', async () => {
    const list = await fresh();
    await list.take(['code,description', '01-05,One', '1-05,Other', '02,Two']);
    const text = lines('code,description', '1-5,Which', '2,Two');
    const answer = await list.take(text, ZEROS);
    expect(answer).toMatchObject({ added: 1, unchanged: 1 });
    expect(kinds(answer.warnings)).toEqual([[2, 'leadingZeros']]);
    expect(answer.warnings[0].warning).toContain('01-05 or 1-05');
  });

  it('of which a part comes again without its leading zeros: it is taken for the codes that were joined', async () => {
    const list = await fresh();
    await list.take([
      'Division,Code,Name',
      '01 - General,05,Site',
      '01 - General,06,Power',
      '02 - Site,05,Survey',
    ]);
    const part = await list.take(
      ['Division,Code,Name', '01 - General,5,Site', '01 - General,6,Power'],
      ZEROS,
    );
    expect(part).toMatchObject({ added: 0, unchanged: 2 });
  });

  it('whose own rows of divisions have lost their zeros, taken for the known ones: no code gets the name of its division', async () => {
    const list = await fresh();
    await list.take([
      'Division,Code,Name',
      '01 - Masonry,01,Masonry',
      '01 - Masonry,01-01,Brick',
      '02 - Wood,02,Wood',
      '02 - Wood,02-02,Studs',
    ]);
    const before = await list.held();
    await list.take(
      [
        'Division,Code,Name',
        '01 - Masonry,1,Masonry',
        '01 - Masonry,01-01,Brick',
        '02 - Wood,2,Wood',
        '02 - Wood,02-02,Studs',
      ],
      ZEROS,
    );
    expect(await list.held()).toEqual(before);
  });

  it('whose own rows of divisions have lost their zeros, of codes that are joined: no second division below the first', async () => {
    const list = await fresh();
    await list.take([
      'Division,Code,Name',
      '01 - General,01,General',
      '01 - General,110,Permits',
      '02 - Site,02,Site',
      '02 - Site,110,Survey',
    ]);
    const before = await list.held();
    expect(before).toContain('01-110|Permits|01');
    await list.take(
      [
        'Division,Code,Name',
        '01 - General,1,General',
        '01 - General,110,Permits',
        '02 - Site,2,Site',
        '02 - Site,110,Survey',
      ],
      ZEROS,
    );
    expect(await list.held()).toEqual(before);
  });

  it.each([
    ['Division', 'Division,Code,Name', '01,,General', '01,01-100,Permits'],
    ['Division 1', 'Division,Division 1,Code,Name', '01,,,General', '01,10,,Fees', '01,10,01-10-100,Permits'],
  ])(
    'with %s and whole codes, whose divisions have lost their zeros: they are taken for the known ones',
    async (_, ...rows) => {
      const list = await fresh();
      await list.take([...rows]);
      const damaged = lines(...rows.map((row) => row.replace(/^01/, '1')));
      const shown = await list.take(damaged, '?dryRun=true');
      const asked = shown.warnings.filter(({ kind }: { kind: string }) => kind === 'leadingZeros');
      expect.soft(asked).toHaveLength(rows.length - 1);
      const answer = await list.take(damaged, ZEROS);
      expect(answer).toMatchObject({ added: 0, changed: 0, unchanged: rows.length - 1 });
    },
  );
});
