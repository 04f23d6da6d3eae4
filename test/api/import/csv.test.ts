/** Files of text: letters, separators, line ends, columns, the numbers of rows. */
import { expect, it } from 'vitest';
import { csv, eachCSV, texts } from '../../support/import-tables.ts';
import { newCompany, onEmbeddedStore, problemShape } from '../../support/service.ts';

const why = expect.stringMatching(/\S/);

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
