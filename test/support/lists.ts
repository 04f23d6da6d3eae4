/** Lists that are imported, and what is held after it. */
import { expect } from 'vitest';
import { type Company, codesOf, type Row } from './connector.ts';
import type { Service } from './service.ts';

export const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`;

export async function importing(service: Service, company: Company, body: string | Uint8Array, query = '') {
  const answer = await service.api('POST', `${company.path}/import${query}`, { body, type: 'text/csv' });
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  const { added, changed, unchanged, problems, rows, made } = answer.body;
  expect(added + changed + unchanged + problems.length, 'no row is lost').toBe(rows + made);
  return answer.body;
}

/** What a list holds: "code|description|parent". */
export async function held(service: Service, company: Company): Promise<string[]> {
  const { codes } = await codesOf(service, company);
  return codes.map((each: Row) => [each.code, each.description, each.parent ?? ''].join('|'));
}

export const rowsAndCodes = (problems: { row: number; code: string }[]) =>
  problems.map(({ row, code }) => [row, code]);
export const kinds = (warnings: { row: number; kind: string }[]) =>
  warnings.map(({ row, kind }) => [row, kind]);
export const uses = (columns: { use: string | null }[]) => columns.map(({ use }) => use);
