/** Divisions and levels: no row loses its place in the list, and no part of a list comes in twice. */
import { expect, it } from 'vitest';
import type { Company } from '../support/connector.ts';
import { held, importing, kinds, lines, uses } from '../support/lists.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

onEmbeddedStore('a list with divisions', (start) => {
  async function fresh(): Promise<[Service, Company]> {
    const service = await start();
    return [service, await newCompany(service)];
  }

  const whole = lines(
    'Division,Code,Name',
    '03 - Concrete,100,Formwork',
    '03 - Concrete,300,Footings',
    '04 - Masonry,100,Mortar',
  );
  const joinedList = ['03|Concrete|', '03-100|Formwork|03', '03-300|Footings|03'];

  it('of which a part comes again: its codes are those that were joined', async () => {
    const [service, company] = await fresh();
    await importing(service, company, whole);
    const part = await importing(
      service,
      company,
      lines('Division,Code,Name', '03 - Concrete,300,Footings', '03 - Concrete,400,Walls'),
    );
    expect(part).toMatchObject({ added: 1, unchanged: 1, made: 0, problems: [] });
    expect(uses(part.columns)).toEqual(['level1', 'code', 'description']);
    const headed = await importing(
      service,
      company,
      lines('code,description', '03 - Concrete,', '100,Formwork', '400,Walls'),
    );
    expect(headed).toMatchObject({ added: 0, unchanged: 3 });
    expect(await held(service, company)).toEqual([
      ...joinedList,
      '03-400|Walls|03',
      '04|Masonry|',
      '04-100|Mortar|04',
    ]);
  });

  it('that holds its codes unjoined: they stay so, also where a later file repeats one below another division', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines('Division,Code,Name', '03 - Concrete,110,Forms', '04 - Masonry,120,Mortar'),
    );
    const before = ['03|Concrete|', '04|Masonry|', '110|Forms|03', '120|Mortar|04'];
    expect(await held(service, company)).toEqual(before);
    const again = await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '03 - Concrete,110,Forms',
        '04 - Masonry,120,Mortar',
        '04 - Masonry,110,Twice',
      ),
    );
    expect(again).toMatchObject({ added: 0, unchanged: 2 });
    expect(again.problems).toEqual([{ row: 4, code: '110', problem: expect.stringContaining('row 2') }]);
    expect(await held(service, company)).toEqual(before);
  });

  it('whose new codes are written otherwise than those below the same division: a warning', async () => {
    const [service, company] = await fresh();
    await importing(service, company, whole);
    const answer = await importing(
      service,
      company,
      lines('code,description,parent', '500,Slabs,03', '03-600,Stairs,03'),
    );
    expect(kinds(answer.warnings)).toEqual([[2, 'nearTwin']]);
    expect(answer.warnings[0].warning).toContain('Is 03-500 meant?');
  });

  it('in a row of their own: with the code of the division, or without one', async () => {
    const [service, company] = await fresh();
    const text = lines(
      'division,code,description',
      '03 - Concrete,03,Concrete',
      '03 - Concrete,03-100,Forms',
    );
    expect(await importing(service, company, text)).toMatchObject({ added: 2, problems: [] });
    expect(await held(service, company)).toEqual(['03|Concrete|', '03-100|Forms|03']);
    expect(await importing(service, company, text)).toMatchObject({ unchanged: 2 });

    const other = await newCompany(service);
    await importing(
      service,
      other,
      lines('division,code,description', '03,,Concrete', '03,100,Forms', ',200,Ties'),
    );
    expect(await held(service, other)).toEqual(['03|Concrete|', '03-100|Forms|03', '03-200|Ties|03']);
  });

  it('in a row of their own that heads rows with an empty cell of Division, also where codes are not joined', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '1,1,General',
        '1,1010,Fees',
        ',1020,Permits',
        '2 - Site,2010,Survey',
        ',2020,Stakes',
      ),
    );
    expect(await held(service, company)).toEqual([
      '1|General|',
      '2|Site|',
      '1010|Fees|1',
      '1020|Permits|1',
      '2010|Survey|2',
      '2020|Stakes|',
    ]);
  });

  it('with a row whose code is missing: it is a problem, and no other row is joined for it', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('Division,Code,Name', '03 - Concrete,100,Formwork', '03 - Concrete,,Footings'),
    );
    expect(answer.problems).toEqual([{ row: 3, code: '', problem: 'The code is missing.' }]);
    expect(await held(service, company)).toEqual(['03|Concrete|', '100|Formwork|03']);
    const joined = await newCompany(service);
    const two = await importing(service, joined, `${whole}04 - Masonry,,Footings\r\n`);
    expect(two.problems).toEqual([{ row: 5, code: '', problem: 'The code is missing.' }]);
    expect((await held(service, joined)).filter((code) => code.startsWith('04|'))).toEqual(['04|Masonry|']);
  });

  it('whose text is longer than any code: it heads nothing, and is copied into no row', async () => {
    const [service, company] = await fresh();
    const long = `Div 1${'x'.repeat(300)}`;
    for (const text of [
      lines('code,description', '02 - Site,', `${long},`, '100,Forms'),
      lines('Division,Code,Name', `${long.slice(4)},,Concrete`, ',100,Forms'),
    ]) {
      const answer = await importing(service, company, text, '?dryRun=true');
      for (const { problem } of answer.problems) expect(problem.length).toBeLessThan(300);
      expect(answer.problems.map(({ code }: { code: string }) => code)).not.toContain(`${long.slice(4)}-100`);
    }
  });

  it('and rows that only look like headings: they are codes', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('code,description', 'Div 03-100,Footings', '200,Walls', '1:2,', '03 - 100,', '300,Slabs'),
    );
    expect(answer.problems.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([
      [4, '1:2'],
      [5, '03 - 100'],
    ]);
    expect(await held(service, company)).toEqual(['200|Walls|', '300|Slabs|', 'Div 03-100|Footings|']);
  });

  it('below more than five levels, or with a level left out: the rows that need them are problems', async () => {
    const [service, company] = await fresh();
    const names = (...levels: number[]) => `${levels.map((level) => `Level ${level}`).join(',')},Description`;
    const deep = await importing(
      service,
      company,
      lines(names(1, 2, 3, 4, 5, 6), '1,,,,,,One', '1,2,,,,,Two', '1,2,3,4,5,6,Six'),
    );
    expect(deep).toMatchObject({ added: 2 });
    expect(deep.problems).toEqual([
      {
        row: 4,
        code: expect.any(String),
        problem: expect.stringMatching(/"Level 6" holds "6".* QuickBooks has 5/),
      },
    ]);
    const other = await newCompany(service);
    const gap = await importing(service, other, lines(names(1, 2, 4), '1,,,One', '1,2,,Two', '1,2,9,Nine'));
    expect(gap).toMatchObject({ added: 2 });
    expect(gap.problems).toEqual([
      { row: 4, code: expect.any(String), problem: expect.stringContaining('no column for the level above') },
    ]);
    const older = await newCompany(service);
    const sixth = await importing(
      service,
      older,
      lines(
        'Division,Division 1,Division 2,Division 3,Division 4,Cost Code,Description',
        '1,,,,,,One',
        '1,2,3,4,5,6,Six',
      ),
    );
    expect(sixth).toMatchObject({ added: 1 });
    expect(sixth.problems.map(({ row }: { row: number }) => row)).toEqual([3]);
  });
});
