/** Cost codes: import, the approval verbs, lists and single codes. */
import type { Request, Response } from 'express';
import { iifOf } from '../codes/iif-download.ts';
import { type ImportResult, importCodes, tryImport } from '../codes/importing/importing.ts';
import type { Opened, Source } from '../codes/importing/steps.ts';
import { membersOf, piecesOf } from '../codes/importing/told.ts';
import type { FileChoice } from '../codes/intake/intake.ts';
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
  missingCodes,
  type Outcome,
  recallCodes,
  rejectCodes,
  sendCodes,
  whyNothingToSend,
} from '../codes/queue.ts';
import { matcherOf } from '../codes/search.ts';
import { codePages } from '../codes/walk.ts';
import { downloadName } from '../http/downloads.ts';
import { sizedOf, writePiece } from '../http/piecewise.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import { retry } from '../sync/alarms-in-force.ts';
import { atMost, SLICE, turn } from '../turns.ts';
import { bytesOf, jsonOf, mediaTypeOf, queryOf } from './body.ts';
import { type ApiContext, listOf } from './context.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { previewOf } from './preview.ts';
import {
  acceptBody,
  codesQuery,
  gateBody,
  iifQuery,
  importQuery,
  listQuery,
  recallBody,
  rejectBody,
  sendBody,
} from './schemas.ts';
import { codeViews } from './views.ts';

/** A body that names many codes: each of them takes some hundred bytes until it is answered. */
const MANY_CODES_BYTES = 16 * 1024;
/** So many of those at once; the others wait as the bytes that they came as. */
const NAMING_AT_ONCE = 4;
const naming = atMost(NAMING_AT_ONCE);

export function codeRoutes({ companyOf, by, publicURL, pieces, ...place }: ApiContext): Handlers {
  const { store, random } = place;
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
    const source = sourceIn(request, { ...columns, headerRow, sheet });
    const options = {
      why: 'by import',
      takesZerosAsLost: useSuggestion === 'leadingZeros',
      tells: ['problems', 'warnings'] as const,
    };
    const run = dryRun ? tryImport : importCodes;
    const result = await run(place, company, target.id, source, by(request), options);
    if (!result.ok) throw unreadProblem(result);
    await pieces.send(response.type('json'), sizedOf(importPieces(result)));
  });

  router.post('/companies/:company/send', async (request, response) => {
    const company = await companyOf(request);
    await verbAnswer(request, response, 'sent', async () => {
      const { codes } = await jsonOf(request, sendBody);
      const outcome = await sendCodes(store, company, by(request), codes ?? null);
      if (outcome) return outcome;
      const why = await whyNothingToSend(store, company);
      throw new HttpProblem(409, 'nothing-to-send', why ?? 'Everything was sent a moment ago.');
    });
  });

  router.post('/companies/:company/accept', async (request, response) => {
    const company = await companyOf(request);
    await verbAnswer(request, response, 'accepted', async () => {
      const { codes, accounts } = await jsonOf(request, acceptBody);
      return acceptCodes(store, company, by(request), codes, accounts);
    });
  });

  router.post('/companies/:company/reject', async (request, response) => {
    const company = await companyOf(request);
    await verbAnswer(request, response, 'rejected', async () => {
      const { codes, reason } = await jsonOf(request, rejectBody);
      return rejectCodes(store, company, by(request), codes, reason);
    });
  });

  router.post('/companies/:company/retry', async (request, response) => {
    const company = await companyOf(request);
    await verbAnswer(request, response, 'retried', async () => {
      const { codes, accounts } = await jsonOf(request, acceptBody);
      return retry(store, company, by(request), codes, accounts);
    });
  });

  router.post('/companies/:company/recall', async (request, response) => {
    const company = await companyOf(request);
    await verbAnswer(request, response, 'recalled', async () => {
      const { codes } = await jsonOf(request, recallBody);
      return recallCodes(store, company, by(request), codes);
    });
  });

  router.post('/companies/:company/gate', async (request, response) => {
    const company = await companyOf(request);
    await answer(request, response, 'missing', async () => {
      const missing = await missingCodes(store, company, (await jsonOf(request, gateBody)).codes);
      return { head: { ready: missing.length === 0 }, members: missing };
    });
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
    response.attachment(downloadName(company, target, status ?? null, 'iif')).type('application/x-iif');
    for await (const piece of iifOf(store, company, target, status))
      if (!(await writePiece(response, piece))) break;
    response.end();
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

  const verbAnswer = (request: Request, response: Response, verb: string, work: () => Promise<Outcome>) =>
    answer(request, response, 'refused', async () => {
      const { count, refused } = await work();
      return { head: { [verb]: count }, members: refused };
    });

  /** An object with a list that may have as many members as codes were named. */
  async function answer(
    request: Request,
    response: Response,
    name: string,
    work: () => Promise<{ readonly head: object; readonly members: readonly object[] }>,
  ): Promise<void> {
    const make = async (): Promise<Uint8Array[]> => {
      const { head, members } = await work();
      const all: Uint8Array[] = [
        Buffer.from(`${JSON.stringify(head).slice(0, -1)},${JSON.stringify(name)}:[`),
      ];
      for (const piece of piecesOf(membersOf(members))) {
        all.push(piece);
        await turn();
      }
      all.push(Buffer.from(']}'));
      return all;
    };
    const all = await (bytesOf(request).length > MANY_CODES_BYTES ? naming(make) : make());
    // Nothing is left but what `pieces` counts, however slowly it is read.
    await pieces.send(response.type('json'), sizedOf(all));
  }

  return router;
}

/** The rows with problems and those with warnings may be as many as the list has: they come as they were told, in pieces. */
function importPieces({ opened, told, ...result }: ImportResult): Uint8Array[] {
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
    Buffer.from(`${head},"problems":[`),
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

/** The list of an import, whichever way it comes. */
function sourceIn(request: Request, choice: FileChoice): Source {
  const type = mediaTypeOf(request);
  if (type === 'application/json') return { kind: 'json', bytes: bytesOf(request) };
  if (LIST_TYPES.has(type)) return { kind: 'file', bytes: bytesOf(request), choice };
  const why =
    'Send text/csv (also for an Excel workbook or an IIF), or JSON with Content-Type: application/json.';
  throw new HttpProblem(415, 'unsupported-media-type', why);
}

function unreadProblem({ fault, field, why, errors }: Extract<Opened, { ok: false }>): HttpProblem {
  return fault === 'unreadable'
    ? new HttpProblem(400, 'not-readable', why)
    : notValid(errors ?? [{ field, message: why }]);
}
