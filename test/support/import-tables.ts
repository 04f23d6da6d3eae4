/** Tables of imports: what comes in, what is held then, and which rows are problems. */
import { expect } from 'vitest';
import { type Company, codesOf, type Row, verb } from './codes.ts';
import { newCompany, type Service } from './service.ts';

const why = expect.stringMatching(/\S/);

export const csv = (service: Service, company: Company, body: string | Uint8Array, query = '') =>
  service.api('POST', `${company.path}/import${query}`, { body, type: 'text/csv' });
export const json = (service: Service, company: Company, codes: unknown[], query = '') =>
  verb(service, company, `import${query}`, { codes });

/** What a list holds: "code|description|parent". */
export async function texts(service: Service, company: Company, query = ''): Promise<string[]> {
  const { codes } = await codesOf(service, company, query);
  return codes.map((each: Row) => [each.code, each.description, each.parent ?? ''].join('|'));
}

export const problems = (...rows: [number, string][]) =>
  rows.map(([row, code]) => ({ row, code, problem: why }));

/** A fresh company for each row of a table, all in one service. */
export async function eachCSV(
  service: Service,
  table: [string | Uint8Array, string[], [number, string][]?][],
) {
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

export async function eachJSON(service: Service, table: [unknown[], string[], [number, string][]?][]) {
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
