import { expect, it } from 'vitest';
import { type Company, codeOf, codesOf, problemShape, put, type Row, verb } from '../support/connector.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

const why = expect.stringMatching(/\S/);

const csv = (service: Service, company: Company, body: string | Uint8Array, query = '') =>
  service.api('POST', `${company.path}/import${query}`, { body, type: 'text/csv' });
const json = (service: Service, company: Company, codes: unknown[], query = '') =>
  verb(service, company, `import${query}`, { codes });

/** What a list holds: "code|description|parent". */
async function texts(service: Service, company: Company, query = ''): Promise<string[]> {
  const { codes } = await codesOf(service, company, query);
  return codes.map((each: Row) => [each.code, each.description, each.parent ?? ''].join('|'));
}

const problems = (...rows: [number, string][]) => rows.map(([row, code]) => ({ row, code, problem: why }));

/** A fresh company for each row of a table, all in one service. */
async function eachCSV(service: Service, table: [string | Uint8Array, string[], [number, string][]?][]) {
  for (const [body, expected, bad = []] of table) {
    const company = await newCompany(service);
    const answer = await csv(service, company, body);
    const label = JSON.stringify(body);
    expect(answer, label).toMatchObject({
      status: 200,
      body: { added: expected.length, changed: 0, unchanged: 0 },
    });
    expect(Object.keys(answer.body).sort()).toEqual([
      'added',
      'changed',
      'columns',
      'format',
      'made',
      'problems',
      'rows',
      'unchanged',
      'warnings',
    ]);
    expect(answer.body.rows, label).toBe(expected.length + bad.length);
    expect(answer.body.problems, label).toEqual(problems(...bad));
    expect(await texts(service, company), label).toEqual(expected);
  }
}

async function eachJSON(service: Service, table: [unknown[], string[], [number, string][]?][]) {
  for (const [rows, expected, bad = []] of table) {
    const company = await newCompany(service);
    const answer = await json(service, company, rows);
    const label = JSON.stringify(rows);
    expect(answer.body, label).toMatchObject({
      added: expected.length,
      changed: 0,
      unchanged: 0,
      problems: problems(...bad),
      format: 'json',
      columns: [],
    });
    expect(await texts(service, company), label).toEqual(expected);
  }
}

onEmbeddedStore('import of CSV', (start) => {
  it('reads UTF-8 with and without BOM, else Windows-1252', async () => {
    const text = 'code;description\n01;Fundação – “größer” €\n';
    const expected = ['01|Fundação – “größer” €|'];
    const windows = Buffer.concat([
      Buffer.from('code;description\n01;Funda', 'latin1'),
      Buffer.from([0xe7, 0xe3]),
      Buffer.from('o ', 'latin1'),
      Buffer.from([0x96, 0x20, 0x93, 0x67, 0x72, 0xf6, 0xdf, 0x65, 0x72, 0x94, 0x20, 0x80, 0x0a]),
    ]);
    await eachCSV(await start(), [
      [Buffer.from(text), expected],
      [Buffer.from(`\ufeff${text}`), expected],
      [Buffer.from(`\ufeff"code";"description"\n"01";"Fundação – “größer” €"`), expected],
      [windows, expected],
    ]);
  });

  it('takes comma, semicolon and tab, each of them within the texts of the others', async () => {
    await eachCSV(await start(), [
      ['code,description\n01,a;b\n', ['01|a;b|']],
      ['code;description\n01;a,b\n', ['01|a,b|']],
      ['code\tdescription\n01\ta,b;c\n', ['01|a,b;c|']],
      ['code,description\n01,"a,b"\n', ['01|a,b|']],
      ['code;description;parent\n01;"a;b";\n02;c;01\n', ['01|a;b|', '02|c|01']],
    ]);
  });

  it('takes every line ending, and no ending at the last line', async () => {
    await eachCSV(
      await start(),
      ['\n', '\r\n', '\r'].flatMap((end): [string, string[]][] => [
        [`code,description${end}01,a${end}02,b`, ['01|a|', '02|b|']],
        [`code,description${end}01,a${end}02,b${end}`, ['01|a|', '02|b|']],
      ]),
    );
  });

  it('knows its columns in any letter case, order and by their other names, and ignores further ones', async () => {
    await eachCSV(await start(), [
      ['CODE,Description\n01,a\n', ['01|a|']],
      ['Cost Code,NAME,Division\n01,a,\n02,b,01\n', ['01|a|', '02|b|01']],
      [' cost  code , name \n01,a\n', ['01|a|']],
      ['parent,notes,description,code,id\n,x,a,01,7\n01,y,b,02,8\n', ['01|a|', '02|b|01']],
      ['"Code","Name"\n"01","a"\n', ['01|a|']],
      ['code,description,\n01,a,,\n02,b\n', ['01|a|', '02|b|']],
    ]);
  });

  it('without the columns needed is 422 and takes nothing', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const body of [
      '',
      '\n',
      'code\n01\n',
      'description\na\n',
      'a,b\n01,x\n',
      'Cost Code Level 1\n01\n',
      '01,a\n',
    ]) {
      const answer = await csv(service, company, body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(answer.body.errors).toEqual([{ field: expect.any(String), message: why }]);
    }
    expect(await texts(service, company)).toEqual([]);
    expect((await csv(service, company, 'code,description\n')).body).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 0,
      problems: [],
    });
  });

  it("reads Procore's template: the code is its levels joined, the parent the levels above; a gap is a problem", async () => {
    const head =
      'Cost Code Level 1,Cost Code Level 2,Cost Code Level 3,Cost Code Level 4,Cost Code Level 5,Description';
    await eachCSV(await start(), [
      [
        `${head}\n01,,,,,General\n01,100,,,,Supervision\n01,100,A,B,C,Deep\n01,100,A,,,Third\n01,100,A,B,,Fourth\n`,
        [
          '01|General|',
          '01-100|Supervision|01',
          '01-100-A|Third|01-100',
          '01-100-A-B|Fourth|01-100-A',
          '01-100-A-B-C|Deep|01-100-A-B',
        ],
      ],
      [
        `${head}\n01,,,,,General\n01,,200,,,Gap\n,100,,,,No first\n02,100,,,,No parent\n,,,,,No code\n`,
        ['01|General|'],
        [
          [3, expect.any(String) as unknown as string],
          [4, expect.any(String) as unknown as string],
          [5, '02-100'],
          [6, ''],
        ],
      ],
      [
        'cost code level 1;COST CODE LEVEL 2;description\n01;;General\n01;100;Sub\n',
        ['01|General|', '01-100|Sub|01'],
      ],
    ]);
  });

  it('counts rows as a spreadsheet: header 1, blank rows count, a line break inside quotes does not', async () => {
    await eachCSV(await start(), [
      [
        'code,description\n\n01,\n,,\n"02","two\nlines"\n,no code\n\n   ,   \n03,\n',
        ['02|two lines|'],
        [
          [3, '01'],
          [6, ''],
          [9, '03'],
        ],
      ],
      ['code,description\r\n\r\n"01","a\r\n\r\nb"\r\n02,\r\n', ['01|a b|'], [[4, '02']]],
      ['code;description\n;;\n;x\n', [], [[3, '']]],
    ]);
  });

  it('trims texts and makes inner white space one blank', async () => {
    await eachCSV(await start(), [
      ['code,description,parent\n"  01 ","\t a  \n b\u00a0 c ",\n02,x," 01  "\n', ['01|a b c|', '02|x|01']],
      ['code,description\n0  1,a""b\n', ['0 1|a""b|']],
      ['code,description\n01,"6"" pipe"\n02,6" pipe\n', ['01|6" pipe|', '02|6" pipe|']],
    ]);
  });

  it('without a parent column parents stay as they are, an empty one means none', async () => {
    const service = await start();
    const company = await newCompany(service);
    await csv(service, company, 'code,description,parent\n01,a,\n02,b,01\n');
    expect((await csv(service, company, 'code,description\n02,b\n')).body).toMatchObject({ unchanged: 1 });
    expect((await csv(service, company, 'code,description\n02,B\n')).body).toMatchObject({ changed: 1 });
    expect(await texts(service, company)).toEqual(['01|a|', '02|B|01']);
    expect((await csv(service, company, 'code,description,parent\n02,B,\n')).body).toMatchObject({
      changed: 1,
    });
    expect(await texts(service, company)).toEqual(['01|a|', '02|B|']);
  });

  it('is 400 where it cannot be read, 415 where it is neither CSV nor JSON', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const [bytes, words] of [
      [Buffer.from('PK\u0003\u0004\0\0\0\0code,description\0'), /\S/],
      [Buffer.from('code,description\n01,a\0\n'), /not a text file/],
      [Buffer.from('%PDF-1.7\n'), /PDF/],
      [Buffer.from('\x89PNG\r\n', 'latin1'), /picture/],
      [Buffer.from('<html><table><tr><td>code</td></tr></table></html>'), /web page/],
      [Buffer.from('<?xml version="1.0"?><Workbook xmlns="urn:x"/>'), /XML of Excel 2003/],
      [Buffer.from('{"codes": []}'), /JSON/],
    ] as const) {
      const answer = await csv(service, company, bytes);
      expect(answer, String(bytes)).toMatchObject({ status: 400, body: problemShape(400, 'not-readable') });
      expect(answer.body.detail).toMatch(words);
    }
    for (const type of ['application/xml', 'multipart/form-data; boundary=x', 'text/csvx', 'image/png'])
      expect(
        (await service.api('POST', `${company.path}/import`, { body: 'code,description\n1,2\n', type }))
          .status,
      ).toBe(415);
    const plain = { body: 'code,description\n0,2\n', type: 'text/plain' };
    expect((await service.api('POST', `${company.path}/import`, plain)).body.added).toBe(1);
    const parameters = { body: 'code,description\n1,2\n', type: 'Text/CSV; charset=utf-8; header=present' };
    expect((await service.api('POST', `${company.path}/import`, parameters)).body.added).toBe(1);
  });
});

onEmbeddedStore('import of JSON', (start) => {
  it('a row is the place in the array, from 1; null and left out parents', async () => {
    await eachJSON(await start(), [
      [[{ code: '01', description: 'a' }], ['01|a|']],
      [
        [
          { code: '01', description: 'a', parent: null },
          { code: '02', description: 'b', parent: '' },
          { code: '03', description: 'c', parent: ' 01 ', more: { ignored: true } },
        ],
        ['01|a|', '02|b|', '03|c|01'],
      ],
      [
        [
          { description: 'a' },
          { code: '02' },
          { code: ' ', description: 'x' },
          { code: '04', description: '\t' },
        ],
        [],
        [
          [1, ''],
          [2, '02'],
          [3, ''],
          [4, '04'],
        ],
      ],
      [[], []],
    ]);
  });

  it('takes the good rows and names each with a member that is no text', async () => {
    const service = await start();
    const company = await newCompany(service);
    const codes = [
      { code: 1, description: 'One' },
      { code: '02', description: ['Two'] },
      { code: '03', description: 'Three', parent: {} },
      { code: '04', description: 'Four', parent: null },
    ];
    const answer = await service.api('POST', `${company.path}/import`, { body: { codes } });
    expect(answer.body).toMatchObject({
      added: 1,
      changed: 0,
      unchanged: 0,
      problems: [
        { row: 1, code: '', problem: expect.stringMatching(/^The code must be a text/) },
        { row: 2, code: '02', problem: expect.stringMatching(/^The description must be a text/) },
        { row: 3, code: '03', problem: expect.stringMatching(/^The parent must be a text/) },
      ],
    });
  });

  it('that is no such object is 422 with what is wrong', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const body of [
      [],
      5,
      null,
      'x',
      true,
      {},
      { codes: null },
      { codes: {} },
      { codes: 'all' },
      { codes: [1] },
      { codes: [null] },
      { codes: [[]] },
    ]) {
      const answer = await service.api('POST', `${company.path}/import`, {
        body: JSON.stringify(body),
        type: 'application/json',
      });
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(answer.body.errors.length).toBeGreaterThan(0);
      for (const error of answer.body.errors)
        expect(error).toEqual({ field: expect.any(String), message: why });
    }
  });

  it('has at most 200,000 rows, tells the first hundred faults, and names every bad row', async () => {
    const service = await start();
    const company = await newCompany(service);
    const posting = (body: string) =>
      service.api('POST', `${company.path}/import`, { body, type: 'application/json' });
    const tooMany = await posting(`{"codes":[${'{},'.repeat(200_000)}{}]}`);
    expect(tooMany).toMatchObject({ status: 422, body: { errors: [{ field: 'codes' }] } });
    const noObjects = await posting(`{"codes":[${'1,'.repeat(10_000)}1]}`);
    expect([noObjects.status, noObjects.body.errors.length]).toEqual([422, 100]);
    const bad = await posting(`{"codes":[${'{},'.repeat(150_000)}{}]}`);
    expect([bad.status, bad.body.problems.length]).toEqual([200, 150_001]);
  });

  it('keeps the spelling of a known code that comes in other letter case', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [
      { code: 'Ab-1', description: 'x' },
      { code: 'p', description: 'p' },
    ]);
    expect((await json(service, company, [{ code: 'aB-1', description: 'x' }])).body).toMatchObject({
      added: 0,
      unchanged: 1,
    });
    expect(
      (await json(service, company, [{ code: 'AB-1', description: 'y', parent: 'P' }])).body,
    ).toMatchObject({
      added: 0,
      changed: 1,
    });
    expect(await texts(service, company)).toEqual(['Ab-1|y|p', 'p|p|']);
  });

  it('a change of letter case of a description is a change, of a parent none', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [{ code: 'p' }, { code: 'c', parent: 'p', description: 'abc' }]);
    expect(
      (await json(service, company, [{ code: 'c', description: 'abc', parent: 'P' }])).body.unchanged,
    ).toBe(1);
    expect((await json(service, company, [{ code: 'c', description: 'Abc' }])).body.changed).toBe(1);
  });

  it('an unsynced code that changes has an entry whose from equals its to', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    await json(service, company, [{ code: '01', description: 'Other' }]);
    const { history } = await codeOf(service, company, '01');
    expect(history).toEqual([
      { at: why, by: 'admin', from: null, to: 'unsynced', why },
      { at: why, by: 'admin', from: 'unsynced', to: 'unsynced', why },
    ]);
  });

  it('dryRun answers the same and changes nothing', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01', '02', { code: '03', parent: '02' }]);
    const rows = [
      { code: '01', description: 'changed' },
      { code: '02', description: 'About 02' },
      { code: '04', description: 'new', parent: '05' },
      { code: '05', description: 'new' },
      { code: '06', description: '' },
      { code: '05', description: 'again' },
    ];
    const before = await codesOf(service, company);
    const history = await codeOf(service, company, '01');
    const dry = await json(service, company, rows, '?dryRun=true');
    expect(dry.body).toMatchObject({ added: 2, changed: 1, unchanged: 1 });
    expect(await codesOf(service, company)).toEqual(before);
    expect(await codeOf(service, company, '01')).toEqual(history);
    expect((await json(service, company, rows)).body).toEqual(dry.body);
    expect((await json(service, company, rows, '?dryRun=false')).body.unchanged).toBe(4);
    expect((await json(service, company, rows, '?dryRun=maybe')).status).toBe(422);
  });

  it('goes into the list that ?list= names, each with its own codes; 404 for an unknown one', async () => {
    const service = await start();
    const company = await newCompany(service);
    const list = await verb(service, company, 'lists', { name: 'Estimating' });
    await put(service, company, ['01', '02']);
    await put(service, company, [{ code: '02', description: 'other' }, '03'], `?list=${list.body.id}`);
    expect(await texts(service, company)).toEqual(['01|About 01|', '02|About 02|']);
    expect(await texts(service, company, `?list=${list.body.id}`)).toEqual(['02|other|', '03|About 03|']);
    const child = { code: '04', description: 'x', parent: '01' };
    expect((await json(service, company, [child], `?list=${list.body.id}`)).body.problems).toHaveLength(1);
    expect((await json(service, company, [], '?list=nope')).status).toBe(404);
  });
});

onEmbeddedStore('problems of single rows', (start) => {
  const row = (code: string, parent?: string | null, description = `D ${code}`) => ({
    code,
    description,
    parent,
  });

  it('a code repeated in the file: the first is taken, also when only case differs', async () => {
    await eachJSON(await start(), [
      [
        [row('a', null, 'one'), row('A', null, 'two'), row(' a ', null, 'three')],
        ['a|one|'],
        [
          [2, 'A'],
          [3, 'a'],
        ],
      ],
    ]);
  });

  it('parents may follow their children; an unknown parent, or one whose row is a problem, is a problem', async () => {
    await eachJSON(await start(), [
      [
        [row('c', 'b'), row('b', 'a'), row('a')],
        ['a|D a|', 'b|D b|a', 'c|D c|b'],
      ],
      [[row('c', 'nobody'), row('d')], ['d|D d|'], [[1, 'c']]],
      [
        [row('c', 'b'), row('b', 'a'), row('a', null, '')],
        [],
        [
          [1, 'c'],
          [2, 'b'],
          [3, 'a'],
        ],
      ],
      [
        [row('d', 'c'), row('c', 'x'), row('e')],
        ['e|D e|'],
        [
          [1, 'd'],
          [2, 'c'],
        ],
      ],
    ]);
  });

  it('names may be swapped or given up and taken within one file: no two are the same in the end', async () => {
    const service = await start();
    const company = await newCompany(service, { itemNaming: 'description' });
    await json(service, company, [row('a', null, 'One'), row('b', null, 'Two')]);
    const freed = await json(service, company, [row('a', null, 'Three'), row('c', null, 'One')]);
    expect(freed.body).toMatchObject({ added: 1, changed: 1, unchanged: 0, problems: [] });
    const swapped = await json(service, company, [row('b', null, 'Three'), row('a', null, 'Two')]);
    expect(swapped.body).toMatchObject({ added: 0, changed: 2, unchanged: 0, problems: [] });
  });

  it('a child of a known code whose own row is a problem', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['a']);
    const answer = await json(service, company, [row('a', null, ''), row('b', 'a')]);
    expect(answer.body.problems.map((each: { row: number }) => each.row)).toContain(1);
  });

  it('a parent of itself, or in a circle, also through codes that are there already', async () => {
    const service = await start();
    await eachJSON(service, [
      [
        [row('a', 'a'), row('b', 'B')],
        [],
        [
          [1, 'a'],
          [2, 'b'],
        ],
      ],
      [
        [row('a', 'b'), row('b', 'c'), row('c', 'a'), row('d', 'a'), row('e')],
        ['e|D e|'],
        [
          [1, 'a'],
          [2, 'b'],
          [3, 'c'],
          [4, 'd'],
        ],
      ],
    ]);
    const company = await newCompany(service);
    await put(service, company, ['a', { code: 'b', parent: 'a' }, { code: 'c', parent: 'b' }]);
    expect((await json(service, company, [row('a', 'c', 'About a')])).body).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 0,
      problems: problems([1, 'a']),
    });
  });

  it('a sixth level, also of codes that were below a moved one', async () => {
    const service = await start();
    const chain = 'abcdef'.split('').map((code, index, all) => row(code, all[index - 1] ?? null));
    await eachJSON(service, [
      [chain.slice(0, 5), ['a|D a|', 'b|D b|a', 'c|D c|b', 'd|D d|c', 'e|D e|d']],
      [chain.toReversed(), ['a|D a|', 'b|D b|a', 'c|D c|b', 'd|D d|c', 'e|D e|d'], [[1, 'f']]],
    ]);
    const company = await newCompany(service);
    await json(service, company, [...chain.slice(0, 4), row('x'), row('y', 'x'), row('z', 'y')]);
    // x with y and z below d: z would be on level seven; below b it is on level five.
    expect((await json(service, company, [row('x', 'd')])).body.problems).toEqual(problems([1, 'x']));
    expect((await json(service, company, [row('x', 'c')])).body.problems).toEqual(problems([1, 'x']));
    expect((await json(service, company, [row('x', 'b')])).body).toMatchObject({ changed: 1, problems: [] });
    // What was below it moves away in the same file.
    const both = [row('x', 'd'), row('y', null)];
    expect((await json(service, company, both)).body).toMatchObject({ changed: 2, problems: [] });
  });

  it('an item name that is longer than 31 characters, has a colon or cannot be expressed; 31 are fine', async () => {
    const fits = 'x'.repeat(31);
    await eachJSON(await start(), [
      [[row(fits, null, 'd')], [`${fits}|d|`]],
      [[row('é'.repeat(31), null, 'd')], [`${'é'.repeat(31)}|d|`]],
      [
        [row(`${fits}x`, null, 'd'), row('a:b'), row('☃'), row('a\u0007b'), row('™'.repeat(16)), row('😀')],
        [],
        [
          [1, `${fits}x`],
          [2, 'a:b'],
          [3, '☃'],
          [4, 'a\u0007b'],
          [5, '™'.repeat(16)],
          [6, '😀'],
        ],
      ],
    ]);
  });

  it('an item name that is the same as another under the same parent; under another parent it is fine', async () => {
    const service = await start();
    await eachJSON(service, [
      [[row('é'), row('E')], ['é|D é|'], [[2, 'E']]],
      [
        [row('1-é'), row('1-p'), row('1-e', '1-p')],
        ['1-e|D 1-e|1-p', '1-p|D 1-p|', '1-é|D 1-é|'],
      ],
    ]);
    const company = await newCompany(service, { itemNaming: 'description' });
    await json(service, company, [
      row('p'),
      row('1', null, 'Labor'),
      row('2', 'p', 'labor'),
      row('3', null, 'LABOR'),
    ]);
    const { codes } = await codesOf(service, company);
    expect(codes.map((each: Row) => each.code)).toEqual(['1', '2', 'p']);
    // The name of a code that is there already counts too.
    expect((await json(service, company, [row('4', 'p', 'Labor')])).body.problems).toEqual(
      problems([1, '4']),
    );
    expect((await json(service, company, [row('5', null, 'Other')])).body.added).toBe(1);
  });

  it('a description over 4,095 characters or that cannot be expressed', async () => {
    const longest = 'd'.repeat(4095);
    await eachJSON(await start(), [
      [[row('1', null, longest)], [`1|${longest}|`]],
      [
        [
          row('1', null, `${longest}d`),
          row('2', null, 'snow ☃ man'),
          row('3', null, 'a\u0000b'),
          row('4', null, 'a\ud800'),
        ],
        [],
        [
          [1, '1'],
          [2, '2'],
          [3, '3'],
          [4, '4'],
        ],
      ],
    ]);
  });

  it('each bad row is named once, and all good rows are taken', async () => {
    const service = await start();
    const company = await newCompany(service);
    const answer = await json(service, company, [
      row('1'),
      row('2', 'nobody', ''),
      row('3', '3', ''),
      row('', 'x', ''),
      row('4', '1'),
    ]);
    expect(answer.body).toMatchObject({
      added: 2,
      changed: 0,
      unchanged: 0,
      problems: problems([2, '2'], [3, '3'], [4, '']),
    });
  });

  it('a whole import of 10,000 rows in any order with a problem here and there', async () => {
    const service = await start();
    const company = await newCompany(service);
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const division = index % 100;
      return index < 100
        ? { code: `${index}`, description: `Division ${index}` }
        : {
            code: `${division}-${index}`,
            description: index % 1000 === 999 ? '' : 'Text',
            parent: `${division}`,
          };
    }).toReversed();
    const answer = await json(service, company, rows);
    expect(answer.body).toMatchObject({ added: 9990, changed: 0, unchanged: 0 });
    expect(answer.body.problems).toHaveLength(10);
    expect((await json(service, company, rows)).body).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 9990,
    });
  });
});
