/** Which column is what, and where the header is: as it is recognised, and as a person says. */
import { expect, it } from 'vitest';
import { comesIn, lines, newList, rowsAndCodes } from '../../support/lists.ts';
import { onEmbeddedStore } from '../../support/service.ts';

onEmbeddedStore('a list whose columns are', (start) => {
  const fresh = () => newList(start);

  comesIn(fresh, {
    'of Procore, with its column of codes named as it is recognised anyway: its divisions stay': {
      rows: ['Division,Division 1,Cost Code,Name', '03 - Concrete,10 - Forms,100,Walls'],
      query: '?codeColumn=Cost%20Code',
      held: ['03|Concrete|', '03-10|Forms|03', '03-10-100|Walls|03-10'],
    },
    'with levels and a column that counts the rows: the code is its levels joined': {
      rows: [
        'Number,Cost Code Level 1,Cost Code Level 2,Description',
        '1,01,,General',
        '2,01,100,Mobilization',
      ],
      held: ['01|General|', '01-100|Mobilization|01'],
    },
    'whose code and description are said: its column Parent is recognised still': {
      rows: ['Kode,Text,Parent', '03,Concrete,', '03-100,Forms,03'],
      query: '?codeColumn=Kode&descriptionColumn=Text',
      held: ['03|Concrete|', '03-100|Forms|03'],
    },
  });

  it('whose columns are called otherwise: they can be named by text or number', async () => {
    const first = await fresh();
    const text = lines('Kostenstelle;Bezeichnung;Gruppe', '03;Beton;', '03-100;Schalung;03');
    const expected = ['03|Beton|', '03-100|Schalung|03'];
    for (const query of [
      '?codeColumn=Kostenstelle&descriptionColumn=bezeichnung&parentColumn=3',
      '?codeColumn=1&descriptionColumn=2&parentColumn=Gruppe',
      '?codeColumn=1&descriptionColumn=2&parentColumn=3&headerRow=1',
      '?codeColumn=1&descriptionColumn=2&parentColumn=3',
    ]) {
      const list = await first.another();
      expect(await list.take(text, query), query).toMatchObject({ added: 2, problems: [] });
      expect(await list.held()).toEqual(expected);
    }
    const none = lines('03;Beton', '03-100;Schalung');
    for (const query of [
      '?codeColumn=1&descriptionColumn=2',
      '?codeColumn=1&descriptionColumn=2&headerRow=0',
    ]) {
      const list = await first.another();
      expect(await list.take(none, query), query).toMatchObject({ added: 2 });
    }
    const list = await first.another();
    for (const [query, field] of [
      ['', 'columns'],
      ['?codeColumn=Code&descriptionColumn=2', 'codeColumn'],
      ['?codeColumn=1', 'descriptionColumn'],
      ['?codeColumn=1&descriptionColumn=9', 'descriptionColumn'],
      ['?headerRow=1', 'codeColumn'],
      ['?headerRow=77', 'headerRow'],
      ['?headerRow=x', 'headerRow'],
    ]) {
      const refused = await list.ask(text, query);
      expect([refused.status, refused.body.errors?.[0].field], query).toEqual([422, field]);
    }
    expect(await list.held()).toEqual([]);
  });

  it('below more titles than are searched: the row that is named tells the separator, too', async () => {
    const list = await fresh();
    const titles = Array.from({ length: 13 }, (_, index) => `Northside, Southside, ${index}`);
    const text = lines(
      ...titles,
      '',
      'code;description;parent',
      '03;Concrete, all of it;',
      '03-100;Forms;03',
    );
    expect(await list.take(text, '?headerRow=15')).toMatchObject({
      added: 2,
      problems: [],
    });
    const blank = `${'\r\n'.repeat(10)}${lines('code,description', '1,One')}`;
    const refused = await list.ask(blank);
    expect(refused.body.errors[0].message).toMatch(/first 10 rows are empty; row 11 holds "code".*headerRow/);
  });

  it('whose columns are named wrongly: told which, and nothing is taken', async () => {
    const list = await fresh();
    const text = lines('1,name,group', 'a,Alpha,', 'b,Beta,a');
    for (const [query, field] of [
      ['?codeColumn=-1&descriptionColumn=2', 'codeColumn'],
      ['?codeColumn=2&descriptionColumn=2', 'descriptionColumn'],
      ['?codeColumn=2', 'descriptionColumn'],
      ['?codeColumn=1&descriptionColumn=2&parentColumn=1', 'parentColumn'],
    ]) {
      const refused = await list.ask(text, query);
      expect([refused.status, refused.body.errors?.[0].field], query).toEqual([422, field]);
    }
    expect(await list.held()).toEqual([]);
    expect(await list.take(text, '?codeColumn=1&descriptionColumn=2&headerRow=1')).toMatchObject({
      added: 2,
    });
  });

  it('below titles: the header is looked for in the first ten rows', async () => {
    const list = await fresh();
    const titles = ['Northside Builders Ltd,,', 'Cost code list as of March,,', ',,'];
    const answer = await list.take([...titles, 'Code,Description,Unit', '03-100,Formwork,SF', ',no code,']);
    expect(answer).toMatchObject({ added: 1, problems: [{ row: 6, code: '' }] });
    const deep = [
      ...Array.from({ length: 9 }, () => 'Title,,'),
      'Code,Description,Unit',
      '03-100,Formwork,SF',
    ];
    expect(await list.take([...deep])).toMatchObject({ unchanged: 1 });
    const tooDeep = await list.ask(['Title,,', ...deep]);
    expect(tooDeep).toMatchObject({ status: 422, body: { errors: [{ field: 'columns' }] } });
    expect(tooDeep.body.errors[0].message).toContain('"Title"');
  });

  it('of which a column without a name is chosen: its texts are no texts too many', async () => {
    const list = await fresh();
    const answer = await list.take(['Code,Name,', '01,GR,General', '02,SW,Site'], '?descriptionColumn=3');
    expect(answer).toMatchObject({ added: 2, problems: [] });
  });

  it('with levels and a chosen column of parents: what that column says is not passed over', async () => {
    const list = await fresh();
    const answer = await list.ask(
      ['Level 1,Level 2,Description,Above', '01,,General,', '01,02,Site,99'],
      '?parentColumn=Above',
    );
    // Either it cannot be both, or it is heard: 99 is no code.
    if (answer.status === 200) expect(rowsAndCodes(answer.body.problems)).toEqual([[3, '01-02']]);
    else expect(answer.status).toBe(422);
  });

  it('of which a person says the row of names: that row tells the separator', async () => {
    const list = await fresh();
    const { status, body } = await list.ask(['Kode;Text', '1;One, big', '2;Two, small'], '?headerRow=1');
    expect(status).toBe(422);
    expect(body.errors[0].message).toContain('"Kode", "Text"');
  });

  it.each([
    ['Cost Code,Bezeichnung', '?descriptionColumn=Bezeichnung'],
    ['Kode,Description', '?codeColumn=Kode'],
    ['Cost Code,Bezeichnung', '?descriptionColumn=2'],
  ])('whose header is %s with %s: only what cannot be recognised must be said', async (header, query) => {
    const list = await fresh();
    await list.take([header, '01,General', '02,Site'], query);
    expect(await list.held()).toEqual(['01|General|', '02|Site|']);
  });

  it('without a header, whose columns are given by numbers: a description that is called Title heads nothing', async () => {
    const list = await fresh();
    const answer = await list.take(
      ['01,General', '02,Survey', '03,Title', '04,Permits'],
      '?codeColumn=1&descriptionColumn=2',
    );
    expect(answer).toMatchObject({ added: 4, rows: 4 });
  });
});
