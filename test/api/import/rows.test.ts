/** Which rows are problems, however they come; all others are taken. */
import { expect, it } from 'vitest';
import { codesOf, put, type Row } from '../../support/codes.ts';
import { eachJSON, json, problems } from '../../support/import-tables.ts';
import { newCompany, onEmbeddedStore } from '../../support/service.ts';

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
