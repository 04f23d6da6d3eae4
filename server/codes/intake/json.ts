/** The rows of an import as programs send them: `{"codes": [{code, description, parent?, class?, active?}]}`. */
import { z } from 'zod';
import type { ImportRow } from '../import.ts';
import { type IntakeRead, intakeOf, unreadable } from './intake.ts';
import { ROWS_MAX } from './table.ts';

/** An array as long as a request has room for must not become as many faults. */
const FAULTS_MAX = 100;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows are objects; what is wrong with a single one is a problem of that row, and the others are taken. */
export const importBody = z.object(
  {
    codes: z
      .array(z.unknown(), 'Give an array of codes.')
      .max(ROWS_MAX, `At most ${ROWS_MAX.toLocaleString('en')} codes; send them in parts.`)
      .superRefine((rows, context) => {
        let faults = 0;
        for (const [index, row] of rows.entries()) {
          if (isObject(row)) continue;
          context.addIssue({ code: 'custom', path: [index], message: 'Give each code as an object.' });
          if (++faults === FAULTS_MAX) return;
        }
      })
      .transform((rows) => rows.filter(isObject)),
  },
  'The body must be a JSON object, such as {"codes": []}.',
);

/** Bytes to rows. No bytes at all are an empty object. */
export function readJson(bytes: Uint8Array): IntakeRead {
  let value: unknown = {};
  if (bytes.length > 0) {
    try {
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (error) {
      return unreadable(`The body is not JSON: ${error instanceof Error ? error.message : ''}`);
    }
  }
  const checked = importBody.safeParse(value);
  if (checked.success) return { ok: true, intake: intakeOf(checked.data.codes.map(rowOf)) };
  const errors = checked.error.issues
    .slice(0, FAULTS_MAX)
    .map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const { field, message: why } = errors[0] ?? { field: '', message: 'The request is not valid.' };
  return { ok: false, fault: 'columns', field, why, errors, sample: [] };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  code: '01',
  description: '01',
  parent: '01',
  class: 'Region:East',
};

/** A number is no code: 1 has lost the zero of "01" already. */
function rowOf(row: Readonly<Record<string, unknown>>, index: number): ImportRow {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string';
  const isBoolean = row.active === undefined || typeof row.active === 'boolean';
  const wrong = Object.keys(EXAMPLES).find((name) => !isText(row[name]));
  return {
    row: index + 1,
    code: text(row.code),
    description: text(row.description),
    ...(row.parent === undefined ? {} : { parent: text(row.parent) }),
    ...(row.class === undefined ? {} : { class: text(row.class) }),
    ...(typeof row.active === 'boolean' ? { active: row.active } : {}),
    ...(isBoolean ? {} : { problem: 'The member active must be true or false.' }),
    ...(wrong === undefined ? {} : { problem: `The ${wrong} must be a text, such as "${EXAMPLES[wrong]}".` }),
  };
}
