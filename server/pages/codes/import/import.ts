/**
 * Importing a list: a file is chosen, dropped or pasted; what it would do is shown code by code, with what each column was taken for;
 * then it is confirmed.
 */

import {
  type ImportOptions,
  type ImportResult,
  importCodes,
  previewImport,
} from '../../../codes/importing/importing.ts';
import type { Opened, Source } from '../../../codes/importing/steps.ts';
import type { CodeList } from '../../../codes/model.ts';
import { listOf } from '../../../doors/named.ts';
import { sizedOf } from '../../../http/piecewise.ts';
import type { FieldError } from '../../../http/problem.ts';
import type { Flash } from '../../../identity/web-sessions.ts';
import { createImportPreflight } from '../../../quickbooks/import-preflight.ts';
import { deskPath, listQuery, withQuery } from '../../addresses.ts';
import { number, plural } from '../../components/text.ts';
import type { PageContext, PageRoute, Visit } from '../../visit.ts';
import { columnsView } from './columns-view.ts';
import { fileOf, IMPORT_FORM_MAX_BYTES, type ImportFile } from './file.ts';
import { previewView } from './preview-view.ts';
import { importForm, uploadView } from './upload-view.ts';

const TOLD_PROBLEMS = 20;
const PROBLEM_MAX = 500;
const WHY = 'by import';

type Unread = Extract<Opened, { ok: false }>;

/** The form, what the file would do, and what its buttons post to. */
export function importRoutes(context: PageContext): PageRoute[] {
  const { pieces } = context;
  const listOfVisit = ({ company, form, query }: Visit) =>
    listOf(company, form.text('list') || query('list') || undefined);

  const ask = (visit: Visit, errors?: readonly FieldError[]) =>
    visit.render({ status: errors ? 422 : 200, ...uploadView(visit, listOfVisit(visit), errors) });

  /** The file cannot be used as it is: asks for its columns if it is a table, else for another file. */
  async function refuse(visit: Visit, file: ImportFile, read: Unread): Promise<void> {
    const isPasted = !visit.form.file('file') && !visit.form.has('content');
    if (read.sample.length === 0) return ask(visit, [importForm.error(isPasted ? 'text' : 'file', read.why)]);
    const page = columnsView(visit, listOfVisit(visit), file, read);
    await visit.render({ status: 422, ...page, carried: file.bytes });
  }

  /** Nothing is done without a file. */
  const withFile = (handle: (visit: Visit, file: ImportFile) => Promise<void>) => async (visit: Visit) => {
    const file = await fileOf(visit.form);
    if (file) await handle(visit, file);
    else await ask(visit, [importForm.error('file', 'Choose a file or paste rows.')]);
  };

  type Looks = Pick<ImportOptions, 'tells' | 'sees'>;
  const previewOf = (visit: Visit, list: CodeList, file: ImportFile, looks: Looks) =>
    previewImport(context, visit.company, list.id, sourceOf(file), visit.by, {
      ...optionsOf(file),
      ...looks,
    });

  async function show(visit: Visit, file: ImportFile): Promise<void> {
    const list = listOfVisit(visit);
    const preflight = await createImportPreflight(context, visit.company);
    const preview = await previewOf(visit, list, file, { sees: preflight.sees });
    if (!preview.ok) return refuse(visit, file, preview);
    const { rows, made } = preview.counts;
    if (rows + made === 0)
      return ask(visit, [importForm.error('file', 'There are no rows below the row of column names.')]);
    await visit.render({
      ...previewView(visit, list, file, preview, preflight.all()),
      carried: file.bytes,
    });
  }

  async function confirm(visit: Visit, file: ImportFile): Promise<void> {
    // What nobody has seen is not imported.
    if (file.isChanged) return show(visit, file);
    const { company, by } = visit;
    const list = listOfVisit(visit);
    const result = await importCodes(context, company, list.id, sourceOf(file), by, optionsOf(file));
    if (!result.ok) return refuse(visit, file, result);
    const status = result.added + result.changed > 0 ? 'unsynced' : 'all';
    await visit.redirect(withQuery(deskPath(company), { ...listQuery(list), status }), resultOf(result));
  }

  async function download(visit: Visit, file: ImportFile): Promise<void> {
    const preview = await previewOf(visit, listOfVisit(visit), file, { tells: ['badRows'] });
    if (!preview.ok) return refuse(visit, file, preview);
    const response = visit.response.attachment('bad rows.csv').type('text/csv; charset=utf-8');
    await pieces.send(response, sizedOf(preview.told.badRows));
  }

  const post = (path: string, handle: PageRoute['handle']): PageRoute => ({
    method: 'post',
    path: `/companies/:company/import${path}`,
    right: 'sender',
    bodyMaxBytes: IMPORT_FORM_MAX_BYTES,
    handle,
  });
  return [
    { method: 'get', path: '/companies/:company/import', right: 'sender', handle: (visit) => ask(visit) },
    post('', withFile(show)),
    post('/confirm', withFile(confirm)),
    post('/problems', withFile(download)),
  ];
}

/** A copy: reading gives the bytes away, and the page still needs them. */
const sourceOf = ({ bytes, choice }: ImportFile): Source => ({
  kind: 'file',
  bytes: new Uint8Array(bytes),
  choice,
});

const optionsOf = ({ takesZerosAsLost }: ImportFile): ImportOptions => ({ why: WHY, takesZerosAsLost });

/** How many of what, and the first bad rows by name. */
function resultOf({ added, changed, unchanged, problems, problemCount }: ImportResult): Flash {
  const leftOut = problemCount > 0 ? `, ${plural(problemCount, 'row')} left out` : '';
  const kind = problemCount === 0 ? 'done' : added + changed === 0 ? 'notDone' : 'partly';
  return {
    kind,
    message: `${number(added)} added, ${number(changed)} changed, ${number(unchanged)} unchanged${leftOut}.`,
    details: problems
      .slice(0, TOLD_PROBLEMS)
      .map(({ row, code, problem }) => `Row ${row}${code && `, ${code}`}: ${problem}`.slice(0, PROBLEM_MAX)),
    more: Math.max(0, problemCount - TOLD_PROBLEMS),
  };
}
