/** Cost codes: import, the approval verbs, lists and single codes. */
import type { Request } from 'express';
import { iifOf } from '../codes/iif-download.ts';
import type { ImportRow } from '../codes/import.ts';
import { type FileChoice, type Intake, intakeOf, readIntake } from '../codes/intake/intake.ts';
import {
  CODES,
  type CodeList,
  type CodeStatus,
  type Company,
  type CostCode,
  codeID,
  keyOf,
} from '../codes/model.ts';
import {
  acceptCodes,
  deleteCode,
  type ImportResult,
  importCodes,
  missingCodes,
  type Outcome,
  recallCodes,
  rejectCodes,
  sendCodes,
  tryImport,
  whyNothingToSend,
} from '../codes/queue.ts';
import { matcherOf } from '../codes/search.ts';
import { codePages } from '../codes/walk.ts';
import { retry } from '../sync/alarms-in-force.ts';
import { SLICE } from '../turns.ts';
import { bytesOf, jsonOf, mediaTypeOf, queryOf } from './body.ts';
import { type ApiContext, listOf } from './context.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { downloadName } from './downloads.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { previewOf } from './preview.ts';
import { HttpProblem, notFound, notValid } from './problem.ts';
import {
  acceptBody,
  codesQuery,
  gateBody,
  iifQuery,
  importBody,
  importQuery,
  listQuery,
  recallBody,
  rejectBody,
  sendBody,
} from './schemas.ts';
import { codeViews } from './views.ts';

export function codeRoutes({ store, random, companyOf, by, publicURL }: ApiContext): Handlers {
  const router = createHandlers();

  router.post('/companies/:company/import', async (request, response) => {
    const company = await companyOf(request);
    const query = queryOf(request, importQuery);
    const { dryRun, useSuggestion, headerRow, sheet } = query;
    const target = listOf(company, query.list);
    const columns = {
      code: query.codeColumn,
      description: query.descriptionColumn,
      parent: query.parentColumn,
    };
    const intake = intakeIn(request, { ...columns, headerRow, sheet });
    const options = { why: 'by import', takesZerosAsLost: useSuggestion === 'leadingZeros' };
    const result = dryRun
      ? await tryImport(store, company, target.id, intake, by(request), options)
      : await importCodes(store, random, company, target.id, intake, by(request), options);
    response.json(importView(result, intake));
  });

  router.post('/companies/:company/send', async (request, response) => {
    const company = await companyOf(request);
    const { codes } = jsonOf(request, sendBody);
    const outcome = await sendCodes(store, company, by(request), codes ?? null);
    if (!outcome) {
      const why = await whyNothingToSend(store, company);
      throw new HttpProblem(409, 'nothing-to-send', why ?? 'Everything was sent a moment ago.');
    }
    response.json(verbView('sent', outcome));
  });

  router.post('/companies/:company/accept', async (request, response) => {
    const company = await companyOf(request);
    const { codes, accounts } = jsonOf(request, acceptBody);
    response.json(verbView('accepted', await acceptCodes(store, company, by(request), codes, accounts)));
  });

  router.post('/companies/:company/reject', async (request, response) => {
    const company = await companyOf(request);
    const { codes, reason } = jsonOf(request, rejectBody);
    response.json(verbView('rejected', await rejectCodes(store, company, by(request), codes, reason)));
  });

  router.post('/companies/:company/retry', async (request, response) => {
    const company = await companyOf(request);
    const { codes, accounts } = jsonOf(request, acceptBody);
    response.json(verbView('retried', await retry(store, company, by(request), codes, accounts)));
  });

  router.post('/companies/:company/recall', async (request, response) => {
    const company = await companyOf(request);
    const { codes } = jsonOf(request, recallBody);
    response.json(verbView('recalled', await recallCodes(store, company, by(request), codes)));
  });

  router.post('/companies/:company/gate', async (request, response) => {
    const company = await companyOf(request);
    const missing = await missingCodes(store, company, jsonOf(request, gateBody).codes);
    response.json({ ready: missing.length === 0, missing });
  });

  router.get('/companies/:company/codes', async (request, response) => {
    const company = await companyOf(request);
    const { list, status, search, limit, after } = queryOf(request, codesQuery);
    const target = listOf(company, list);
    const codes = await pageOf(company, target, status, search, readCursor('codes', after), limit + 1);
    const page = codes.slice(0, limit);
    const last = page.at(-1);
    const next = codes.length > limit && last ? cursorOf('codes', last.order) : null;
    response.json({ codes: await codeViews(store, company, page, publicURL), next });
  });

  router.get('/companies/:company/codes.iif', async (request, response) => {
    const company = await companyOf(request);
    const { list, status } = queryOf(request, iifQuery);
    const target = listOf(company, list);
    response
      .attachment(downloadName(company, target, status ?? null, 'iif'))
      .type('application/x-iif')
      .send(await iifOf(store, company, target, status));
  });

  /** Natural order; a search looks at everything of the list in that order until the page is full. */
  async function pageOf(
    company: Company,
    list: CodeList,
    status: CodeStatus | undefined,
    search: string | undefined,
    from: string | undefined,
    limit: number,
  ): Promise<CostCode[]> {
    const matches = matcherOf(search ?? '');
    const found: CostCode[] = [];
    const size = keyOf(search ?? '') === '' ? Math.min(limit, SLICE) : SLICE;
    for await (const page of codePages(store, company.id, list.id, status ?? 'all', { after: from, size })) {
      found.push(...page.filter(matches));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  async function codeOf(request: Request): Promise<{ company: Company; list: CodeList; code: CostCode }> {
    const company = await companyOf(request);
    const list = listOf(company, queryOf(request, listQuery).list);
    const code = await store.get(CODES, codeID(company.id, list.id, keyOf(String(request.params.code))));
    if (!code) throw notFound('such code');
    return { company, list, code };
  }

  router.get('/companies/:company/codes/:code', async (request, response) => {
    const { company, code } = await codeOf(request);
    const [view] = await codeViews(store, company, [code], publicURL);
    response.json({ ...view, history: code.history });
  });

  router.get('/companies/:company/codes/:code/preview', async (request, response) => {
    const { company, code } = await codeOf(request);
    response.type('application/xml').send(await previewOf(store, company, code));
  });

  router.delete('/companies/:company/codes/:code', async (request, response) => {
    const { company, list, code } = await codeOf(request);
    const result = await deleteCode(store, random, company, list.id, code.key);
    if (result === 'unknown') throw notFound('such code');
    if (result !== 'deleted') throw new HttpProblem(409, 'not-deletable', result.whyNot);
    response.status(204).end();
  });

  return router;
}

function verbView(verb: string, { count, refused }: Outcome) {
  return { [verb]: count, refused };
}

function importView(result: ImportResult, { format, ignored, sheet, sheets }: Intake) {
  return {
    ...result,
    format,
    ...(ignored === undefined ? {} : { ignored }),
    ...(sheet === undefined ? {} : { sheet, sheets }),
  };
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

/** The rows of an import, whichever way they come. */
function intakeIn(request: Request, choice: FileChoice): Intake {
  const type = mediaTypeOf(request);
  if (type === 'application/json') return intakeOf(jsonOf(request, importBody).codes.map(jsonRow));
  if (!LIST_TYPES.has(type)) {
    const why =
      'Send text/csv (also for an Excel workbook or an IIF), or JSON with Content-Type: application/json.';
    throw new HttpProblem(415, 'unsupported-media-type', why);
  }
  const read = readIntake(bytesOf(request), choice);
  if (read.ok) return read.intake;
  if (read.fault === 'unreadable') throw new HttpProblem(400, 'not-readable', read.why);
  throw notValid([{ field: read.field, message: read.why }]);
}

/** A number is no code: 1 has lost the zero of "01" already. */
function jsonRow(row: { code?: unknown; description?: unknown; parent?: unknown }, index: number): ImportRow {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string';
  const wrong = (['code', 'description', 'parent'] as const).find((name) => !isText(row[name]));
  return {
    row: index + 1,
    code: text(row.code),
    description: text(row.description),
    ...(row.parent === undefined ? {} : { parent: text(row.parent) }),
    ...(wrong === undefined ? {} : { problem: `The ${wrong} must be a text, such as "01".` }),
  };
}
