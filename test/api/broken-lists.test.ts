/** Lists that come in wrong: a row under a wrong division, a list that doubles, a choice that is not heard. */
import { expect, it } from 'vitest';
import type { Company } from '../support/connector.ts';
import { held, importing, lines, rowsAndCodes } from '../support/lists.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

onEmbeddedStore('a list that an office has', (start) => {
  async function fresh(): Promise<[Service, Company]> {
    const service = await start();
    return [service, await newCompany(service)];
  }

  it('whose divisions are named in both cells of their own rows: the same file again changes nothing', async () => {
    const [service, company] = await fresh();
    const text = lines(
      'Division,Code,Name',
      '03 - Concrete,03 - Concrete,Concrete',
      '03 - Concrete,100,Forms',
      '04 - Masonry,04 - Masonry,Masonry',
      '04 - Masonry,100,Block',
    );
    await importing(service, company, text);
    const before = await held(service, company);
    const again = await importing(service, company, text);
    expect(again).toMatchObject({ added: 0, changed: 0, problems: [] });
    expect(await held(service, company)).toEqual(before);
  });

  it('with Division 1 and whole codes: one that has its divisions in front is not joined once more', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Division,Division 1,Cost Code,Name',
        '03 - Concrete,03-10 - Forms,03-10-100,Walls',
        '03 - Concrete,03-10 - Forms,03-10-200,Slabs',
      ),
    );
    expect(await held(service, company)).toEqual([
      '03|Concrete|',
      '03-10|Forms|03',
      '03-10-100|Walls|03-10',
      '03-10-200|Slabs|03-10',
    ]);
  });

  it('with an empty cell of Division below another division: it is not that of an earlier heading', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Division,Code,Name',
        '03,,Concrete',
        '03,100,Forms',
        '04,04,Masonry',
        '04,100,Block',
        ',300,Brick',
      ),
    );
    expect(await held(service, company)).not.toContain('03-300|Brick|03');
  });

  it.each([
    ['is swallowed by a quotation mark', '"04 - Masonry" x,'],
    ['has a text too many', '04 - Masonry,,x'],
    ['is written otherwise', '04- Masonry,'],
  ])('with a heading that %s: no row below it falls to the heading before', async (_, heading) => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('code,description', '03 - Concrete,', '100,Forms', heading, '200,Block'),
    );
    expect(rowsAndCodes(answer.problems)[0]?.[0]).toBe(4);
    expect(await held(service, company)).not.toContain('200|Block|03');
  });

  it('of which a part comes again without its leading zeros: it is taken for the codes that were joined', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines('Division,Code,Name', '01 - General,05,Site', '01 - General,06,Power', '02 - Site,05,Survey'),
    );
    const part = await importing(
      service,
      company,
      lines('Division,Code,Name', '01 - General,5,Site', '01 - General,6,Power'),
      '?useSuggestion=leadingZeros',
    );
    expect(part).toMatchObject({ added: 0, unchanged: 2 });
  });

  it('of which a column without a name is chosen: its texts are no texts too many', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('Code,Name,', '01,GR,General', '02,SW,Site'),
      '?descriptionColumn=3',
    );
    expect(answer).toMatchObject({ added: 2, problems: [] });
  });

  it('with levels and a chosen column of parents: what that column says is not passed over', async () => {
    const [service, company] = await fresh();
    const answer = await service.api('POST', `${company.path}/import?parentColumn=Above`, {
      body: lines('Level 1,Level 2,Description,Above', '01,,General,', '01,02,Site,99'),
      type: 'text/csv',
    });
    // Either it cannot be both, or it is heard: 99 is no code.
    if (answer.status === 200) expect(rowsAndCodes(answer.body.problems)).toEqual([[3, '01-02']]);
    else expect(answer.status).toBe(422);
  });

  it('of Procore, with its column of codes named as it is recognised anyway: its divisions stay', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines('Division,Division 1,Cost Code,Name', '03 - Concrete,10 - Forms,100,Walls'),
      '?codeColumn=Cost%20Code',
    );
    expect(await held(service, company)).toEqual(['03|Concrete|', '03-10|Forms|03', '03-10-100|Walls|03-10']);
  });

  it('with levels and a column that counts the rows: the code is its levels joined', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines(
        'Number,Cost Code Level 1,Cost Code Level 2,Description',
        '1,01,,General',
        '2,01,100,Mobilization',
      ),
    );
    expect(await held(service, company)).toEqual(['01|General|', '01-100|Mobilization|01']);
  });

  it('of QuickBooks, with a tab within a text: text beyond the last column is a problem of its row', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('!INVITEM\tNAME\tINVITEMTYPE\tDESC\tACCNT', 'INVITEM\t03\tSERV\tCon\tcrete\tSales'),
    );
    expect(rowsAndCodes(answer.problems)).toEqual([[2, '03']]);
  });

  it('with a row without a code below a division that another row names: its text is not the name of the division', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('Division,Code,Name', '03 - Concrete,100,Forms', '03,,Rebar', '04 - Masonry,200,Block'),
    );
    expect(answer.problems).toEqual([{ row: 3, code: '', problem: 'The code is missing.' }]);
    expect(await held(service, company)).toEqual([
      '03|Concrete|',
      '04|Masonry|',
      '100|Forms|03',
      '200|Block|04',
    ]);
  });

  it('with a sum below each division: no division is called Total without a word', async () => {
    const [service, company] = await fresh();
    const answer = await importing(
      service,
      company,
      lines('Division,Code,Name', '03,100,Forms', '03,,Total', '04,200,Block', '04,,Total'),
    );
    const told = [...answer.problems, ...answer.warnings].map(({ row }: { row: number }) => row);
    expect(told).toEqual(expect.arrayContaining([3, 5]));
  });

  it('of which a person says the row of names: that row tells the separator', async () => {
    const [service, company] = await fresh();
    const { status, body } = await service.api('POST', `${company.path}/import?headerRow=1`, {
      body: lines('Kode;Text', '1;One, big', '2;Two, small'),
      type: 'text/csv',
    });
    expect(status).toBe(422);
    expect(body.errors[0].message).toContain('"Kode", "Text"');
  });

  it.each([
    ['Cost Code,Bezeichnung', '?descriptionColumn=Bezeichnung'],
    ['Kode,Description', '?codeColumn=Kode'],
    ['Cost Code,Bezeichnung', '?descriptionColumn=2'],
  ])('whose header is %s with %s: only what cannot be recognised must be said', async (header, query) => {
    const [service, company] = await fresh();
    await importing(service, company, lines(header, '01,General', '02,Site'), query);
    expect(await held(service, company)).toEqual(['01|General|', '02|Site|']);
  });

  it('whose code and description are said: its column Parent is recognised still', async () => {
    const [service, company] = await fresh();
    await importing(
      service,
      company,
      lines('Kode,Text,Parent', '03,Concrete,', '03-100,Forms,03'),
      '?codeColumn=Kode&descriptionColumn=Text',
    );
    expect(await held(service, company)).toEqual(['03|Concrete|', '03-100|Forms|03']);
  });
});
