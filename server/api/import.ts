/** Import of a list, whichever way it comes. */
import { z } from 'zod';
import { type ImportResult, importCodes, tryImport } from '../codes/importing/importing.ts';
import type { Opened, Source } from '../codes/importing/steps.ts';
import { membersOf, piecesOf } from '../codes/importing/told.ts';
import { USES } from '../codes/intake/columns.ts';
import { type FileChoice, FORMATS } from '../codes/intake/intake.ts';
import { importBody } from '../codes/intake/json.ts';
import { WARNING_KINDS } from '../codes/intake/warnings.ts';
import { listOf } from '../doors/named.ts';
import { IMPORT_MAX_BYTES } from '../http/body.ts';
import { sizedOf } from '../http/piecewise.ts';
import { HttpProblem, notValid } from '../http/problem.ts';
import { type CodePreflight, createImportPreflight } from '../quickbooks/import-preflight.ts';
import { turn } from '../turns.ts';
import { count, preflight, text } from './answers.ts';
import { type Call, call, type RawBody } from './call.ts';
import { flag, one } from './queries.ts';
import { Raw } from './reply.ts';

/** Of the text of a header. */
const COLUMN_MAX = 500;

const column = z.string('Give it once.').max(COLUMN_MAX, `At most ${COLUMN_MAX} characters.`).optional();

const importQuery = z.object({
  list: one,
  dryRun: flag,
  codeColumn: column,
  descriptionColumn: column,
  parentColumn: column,
  classColumn: column,
  headerRow: z.coerce
    .number('The number of a row; 0 if there is no header.')
    .int('A whole number.')
    .min(0, 'At least 0.')
    .max(1_048_576, 'At most 1,048,576.')
    .optional(),
  sheet: column,
  useSuggestion: z.enum(['leadingZeros'], 'Only leadingZeros.').optional(),
});

const imported = z.object({
  added: count,
  changed: count,
  unchanged: count,
  problems: z.array(z.object({ row: count, code: text, problem: text })),
  warnings: z.array(z.object({ row: count, code: text, warning: text, kind: z.enum(WARNING_KINDS) })),
  rows: count.describe('Rows that were read. With the divisions that were made it is the sum of the four.'),
  made: count.describe('Divisions that were only named, and therefore made; they count as added.'),
  format: z.enum(FORMATS),
  columns: z.array(z.object({ column: count, header: text, use: z.enum(USES).nullable() })),
  preflight: z
    .array(preflight.extend({ code: text }))
    .optional()
    .describe('What will happen in QuickBooks to each code that was added; absent if nothing was read.'),
  ignored: z
    .record(text, count)
    .optional()
    .describe('Items of an IIF that are no service items, by their type.'),
  sheet: text.optional().describe('The sheet of a workbook that was read.'),
  sheets: z.array(text).optional(),
});

export const IMPORT_CALLS: readonly Call[] = [
  call({
    method: 'post',
    path: '/companies/:company/import',
    id: 'importCodes',
    right: 'sender',
    summary: 'Import codes; all good rows are taken, each bad row is named',
    query: importQuery,
    body: importBody,
    example: { codes: [{ code: '03-300', description: 'Footings', parent: '03', class: 'Region:East' }] },
    file: true,
    notes:
      'JSON, or the list as it is: CSV (also with tabs, semicolons or bars), an Excel workbook (.xlsx), a QuickBooks item list (.iif); ' +
      'what is in the bytes counts, not the label. Say codeColumn, descriptionColumn, parentColumn, classColumn (the text of a header, or a number from 1), ' +
      'headerRow or sheet where they are not recognised. useSuggestion=leadingZeros takes rows that are known codes but for their leading zeros for those.',
    bodyMaxBytes: IMPORT_MAX_BYTES,
    answer: { status: 200, schema: imported },
    problems: ['busy'],
    async handle({ store, random, room, kept }, { company, query, body, by }) {
      const { dryRun, useSuggestion, headerRow, sheet } = query;
      const list = listOf(company, query.list);
      const columns = {
        code: query.codeColumn,
        description: query.descriptionColumn,
        parent: query.parentColumn,
        class: query.classColumn,
      };
      const source = sourceOf(body, { ...columns, headerRow, sheet });
      const options = {
        why: 'by import',
        takesZerosAsLost: useSuggestion === 'leadingZeros',
        tells: ['problems', 'warnings'] as const,
      };
      const place = { store, random, room };
      const preflight = await createImportPreflight({ store, kept }, company);
      const run = dryRun ? tryImport : importCodes;
      const result = await run(place, company, list.id, source, by, { ...options, sees: preflight.sees });
      if (!result.ok) throw unreadProblem(result);
      const told = await preflightPieces(preflight.all());
      return new Raw(sizedOf(importPieces(result, told)));
    },
  }),
];

/** The member `preflight`, with a comma behind it; nothing where nothing was read. */
async function preflightPieces(all: ReadonlyMap<string, CodePreflight> | null): Promise<Uint8Array[]> {
  if (all === null) return [];
  const pieces: Uint8Array[] = [Buffer.from('"preflight":[')];
  for (const piece of piecesOf(membersOf([...all.values()]))) {
    pieces.push(piece);
    await turn();
  }
  return [...pieces, Buffer.from('],')];
}

/** The rows with problems and those with warnings may be as many as the list has: they come as they were told, in pieces. */
function importPieces(
  { opened, told, ...result }: ImportResult,
  preflight: readonly Uint8Array[],
): Uint8Array[] {
  const { added, changed, unchanged, columns, rows, made } = result;
  const { format, ignored, sheet, sheets } = opened;
  const more = {
    rows,
    made,
    format,
    columns,
    ...(ignored === undefined ? {} : { ignored }),
    ...(sheet === undefined ? {} : { sheet, sheets }),
  };
  const head = JSON.stringify({ added, changed, unchanged }).slice(0, -1);
  return [
    Buffer.from(`${head},`),
    ...preflight,
    Buffer.from('"problems":['),
    ...told.problems,
    Buffer.from('],"warnings":['),
    ...told.warnings,
    Buffer.from(`],${JSON.stringify(more).slice(1)}`),
  ];
}

/** Labels under which lists are sent. What is in the bytes counts; a label that says something else altogether is a mistake. */
const LIST_TYPES = new Set([
  '',
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'text/x-iif',
  'application/csv',
  'application/octet-stream',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel.sheet.macroenabled.12',
  'application/x-iif',
]);

function sourceOf({ type, bytes }: RawBody, choice: FileChoice): Source {
  if (type === 'application/json') return { kind: 'json', bytes };
  if (LIST_TYPES.has(type)) return { kind: 'file', bytes, choice };
  const why =
    'Send text/csv (also for an Excel workbook or an IIF), or JSON with Content-Type: application/json.';
  throw new HttpProblem('unsupported-media-type', why);
}

function unreadProblem({ fault, field, why, errors }: Extract<Opened, { ok: false }>): HttpProblem {
  return fault === 'unreadable'
    ? new HttpProblem('not-readable', why)
    : notValid(errors ?? [{ field, message: why }]);
}
