/** Lists that are imported, and what is held after it. */
import { expect, it } from 'vitest';
import { type Company, codesOf, type Row } from './codes.ts';
import { newCompany, type Service, type Start } from './service.ts';

export const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`;

/** Rows of a file, or the file as it is. */
type File = readonly string[] | string | Uint8Array;

/** The list of a company, and what comes into it. */
export class List {
  readonly service: Service;
  readonly company: Company;

  constructor(service: Service, company: Company) {
    this.service = service;
    this.company = company;
  }

  /** Whatever is answered. */
  ask(file: File, query = '') {
    const isFile = typeof file === 'string' || file instanceof Uint8Array;
    return this.service.api('POST', `${this.company.path}/import${query}`, {
      body: isFile ? file : lines(...file),
      type: 'text/csv',
    });
  }

  /** What is answered to a file that can be read. */
  async take(file: File, query = '') {
    const answer = await this.ask(file, query);
    expect(answer.status, answer.text.slice(0, 500)).toBe(200);
    const { added, changed, unchanged, problems, rows, made } = answer.body;
    expect(added + changed + unchanged + problems.length, 'no row is lost').toBe(rows + made);
    return answer.body;
  }

  /** What it holds: "code|description|parent". */
  async held(): Promise<string[]> {
    const { codes } = await codesOf(this.service, this.company);
    return codes.map((each: Row) => [each.code, each.description, each.parent ?? ''].join('|'));
  }

  /** That of another company. */
  async another(): Promise<List> {
    return new List(this.service, await newCompany(this.service));
  }
}

/** An empty one, of a service of its own. */
export async function newList(start: Start): Promise<List> {
  const service = await start();
  return new List(service, await newCompany(service));
}

interface Coming {
  readonly rows: readonly string[];
  readonly query?: string;
  readonly held: readonly string[];
}

/** A test for each: what an empty list holds when these rows have come in. */
export function comesIn(fresh: () => Promise<List>, cases: Readonly<Record<string, Coming>>): void {
  it.each(Object.entries(cases))('%s', async (_, { rows, query, held }) => {
    const list = await fresh();
    await list.take(rows, query);
    expect(await list.held()).toEqual(held);
  });
}

export const rowsAndCodes = (problems: { row: number; code: string }[]) =>
  problems.map(({ row, code }) => [row, code]);
export const kinds = (warnings: { row: number; kind: string }[]) =>
  warnings.map(({ row, kind }) => [row, kind]);
export const uses = (columns: { use: string | null }[]) => columns.map(({ use }) => use);
