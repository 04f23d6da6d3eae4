/** Rows that a program sends, and what an import changes of codes that are there. */
import { expect, it } from 'vitest';
import { codeOf, codesOf, put, verb } from '../../support/codes.ts';
import { eachJSON, json, texts } from '../../support/import-tables.ts';
import { newCompany, onEmbeddedStore } from '../../support/service.ts';

const why = expect.stringMatching(/\S/);

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
