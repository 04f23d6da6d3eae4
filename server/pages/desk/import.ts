/**
 * Importing a list: a file is chosen, dropped or pasted; what it would do is shown code by code, with what each column was taken for;
 * then it is confirmed.
 */

import { listOf } from '../../api/context.ts';
import { type ImportOptions, importCodes, previewImport } from '../../codes/importing/importing.ts';
import type { Counts, Opened, Source } from '../../codes/importing/steps.ts';
import type { ColumnUse, Use } from '../../codes/intake/columns.ts';
import type { CodeList } from '../../codes/model.ts';
import { sizedOf } from '../../http/piecewise.ts';
import type { FieldError } from '../../http/problem.ts';
import { errorSummary, input, textarea } from '../fields.ts';
import { type Html, html } from '../html.ts';
import { empty, number, plural, withQuery } from '../parts.ts';
import { CARRIED, type PageContext, type PageRoute, type Visit } from '../visit.ts';
import { deskPath } from './filter.ts';
import { columnsPart } from './import-columns.ts';
import { fileOf, IMPORT_FORM_MAX_BYTES, type ImportFile } from './import-file.ts';
import { addTable, changeTable, counts, ignoredPart, problemTable, warningTable } from './import-preview.ts';

const TOLD_PROBLEMS = 20;
/** What was pasted is shown again beside what is wrong with it, unless it is a file rather than a few rows. */
const PASTED_SHOWN_BYTES = 256 * 1024;
const WHY = 'by import';

type Unread = Extract<Opened, { ok: false }>;

export function importRoutes(context: PageContext): PageRoute[] {
  const { href, pieces } = context;
  const listOfVisit = (visit: Visit) =>
    listOf(visit.company, visit.form.text('list') || visit.query('list') || undefined);
  const listField = (list: CodeList) =>
    !list.quickBooks && html`<input type="hidden" name="list" value="${list.id}">`;
  const trailOf = (visit: Visit, list: CodeList) => [
    {
      label: list.name,
      href: href(withQuery(deskPath(visit.company), { list: list.quickBooks ? null : list.id })),
    },
  ];

  async function ask(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const { company, csrf, form } = visit;
    const list = listOfVisit(visit);
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Import cost codes',
      active: 'import',
      trail: trailOf(visit, list),
      body: html`${errorSummary(errors)}
${!list.quickBooks && html`<p class="message calm">Into the list ${list.name}, which is never sent to QuickBooks.</p>`}
<form method="post" enctype="multipart/form-data" action="${href(`${deskPath(company)}/import`)}" class="import" novalidate>${csrf}${listField(list)}
<div class="drop" data-drop>${input({
        name: 'file',
        label: 'File',
        hint: 'CSV, an Excel workbook (.xlsx) or a QuickBooks item list (.iif). Choose it, or drop it here. 16 MiB at most.',
        type: 'file',
        errors,
        optional: true,
        more: { accept: '.csv,.txt,.tsv,.xlsx,.xlsm,.iif,text/csv,text/plain' },
      })}</div>
${textarea({
  name: 'text',
  label: 'Or paste the rows',
  hint: 'As they come from a spreadsheet, with the row of column names.',
  rows: 6,
  value: form.bytes('text').length <= PASTED_SHOWN_BYTES ? form.text('text') : '',
  errors,
  optional: true,
  more: { spellcheck: 'false', wrap: 'off', placeholder: 'code\tdescription\tparent' },
})}
<button class="primary" type="submit">Show what it would do</button> <span class="hint">Nothing is changed yet.</span>
</form>
<section aria-labelledby="form"><h2 id="form">What the file looks like</h2>
<p>A row of column names, then a row for each code. Titles may stand above it.</p>
<pre tabindex="0" aria-label="Example">code,description,parent
03,Concrete,
03-300,Footings,03</pre>
<p class="hint"><code>parent</code> may be missing; codes that exist then stay where they are. Divisions may have a column of their own
(<code>03 - Concrete</code>) or a row above their codes. Procore's templates work as they are, those with <code>Division</code> and those with
<code>Cost Code Level 1</code> to <code>5</code>.</p></section>`,
    });
  }

  /** The file cannot be used as it is: asks for its columns if it is a table, else for another file. */
  async function refuse(visit: Visit, file: ImportFile, read: Unread): Promise<void> {
    const isPasted = !visit.form.file('file') && !visit.form.has('content');
    if (read.sample.length === 0)
      return ask(visit, [{ field: isPasted ? 'text' : 'file', message: read.why }]);
    const list = listOfVisit(visit);
    await visit.render({
      status: 422,
      title: 'Which column is what?',
      active: 'import',
      wide: true,
      trail: trailOf(visit, list),
      carried: file.bytes,
      body: html`${errorSummary([{ field: '', message: read.why }])}
${formOf(
  visit,
  list,
  file,
  html`${columnsOf(visit, file, read, [], true)}
<p>${anotherFile(visit, list)}</p>`,
)}`,
    });
  }

  const nothingCame = (visit: Visit) =>
    ask(visit, [{ field: 'file', message: 'Choose a file or paste rows.' }]);

  const importPath = (visit: Visit) => `${deskPath(visit.company)}/import`;
  const anotherFile = (visit: Visit, list: CodeList): Html =>
    html`<a class="button" href="${href(withQuery(importPath(visit), { list: list.quickBooks ? null : list.id }))}">Choose another file</a>`;

  function formOf(visit: Visit, list: CodeList, file: ImportFile, body: Html): Html {
    return html`<form method="post" enctype="multipart/form-data" action="${href(`${importPath(visit)}/confirm`)}" class="import-file">${visit.csrf}${listField(list)}
<input type="hidden" name="content" value="${CARRIED}">${
      file.takesZerosAsLost && html`<input type="hidden" name="zeros" value="true">`
    }
${body}</form>`;
  }

  function columnsOf(
    visit: Visit,
    { choice, isWide }: ImportFile,
    read: Opened,
    columns: readonly ColumnUse[],
    isOpen: boolean,
  ): Html | null {
    const again = href(importPath(visit));
    if (!read.ok)
      return columnsPart({
        sample: read.sample,
        headerRow: choice.headerRow ?? null,
        uses: choice.uses ?? [],
        sheet: choice.sheet ?? '',
        sheets: read.sheets ?? [],
        isOpen,
        isWide,
        isChosen: choice.uses !== undefined,
        again,
      });
    const { format, sample, headerRow, sheet = '', sheets = [] } = read;
    if (format === 'iif') return null;
    const uses: (Use | null)[] = columns.map(({ use }) => use);
    const isChosen = choice.uses !== undefined;
    return columnsPart({
      ...{ sample, headerRow, uses, sheet, sheets },
      ...{ isOpen: isOpen || isWide, isWide, isChosen, again },
    });
  }

  const previewOf = (visit: Visit, list: CodeList, file: ImportFile, tells: ImportOptions['tells'] = []) =>
    previewImport(context, visit.company, list.id, sourceOf(file), visit.by, { ...optionsOf(file), tells });

  async function preview(visit: Visit): Promise<void> {
    const file = await fileOf(visit.form);
    if (!file) return nothingCame(visit);
    await showPreview(visit, file);
  }

  async function showPreview(visit: Visit, file: ImportFile): Promise<void> {
    const list = listOfVisit(visit);
    const preview = await previewOf(visit, list, file);
    if (!preview.ok) return refuse(visit, file, preview);
    const { opened, counts: plan, shown } = preview;
    if (plan.rows + plan.made === 0)
      return ask(visit, [{ field: 'file', message: 'There are no rows below the row of column names.' }]);
    const changing = plan.insert + plan.replace;
    const told = plan.problems + plan.warnings;
    const trail = [...trailOf(visit, list), { label: 'Import', href: href(importPath(visit)) }];
    await visit.render({
      title: 'What the import would do',
      active: 'import',
      wide: true,
      trail,
      carried: file.bytes,
      body: html`${file.isChanged && html`<p class="message calm">With the columns that you have chosen. Nothing is changed yet.</p>`}
${counts(plan)}${ignoredPart(opened)}
${formOf(
  visit,
  list,
  file,
  html`${zerosPart(plan, file, href(importPath(visit)))}
<div class="buttons">${
    changing > 0
      ? html`<button class="primary" type="submit">Import ${plural(changing, 'code')}</button>`
      : html`<p>There is nothing to import.</p>`
  }
${anotherFile(visit, list)}
${told > 0 && html`<button type="submit" formaction="${href(`${importPath(visit)}/problems`)}">${downloadWords(plan)}</button>`}</div>
${plan.problems > 0 && changing > 0 && html`<p class="hint">Rows with problems are left out; mend them and import them later.</p>`}
${columnsOf(visit, file, opened, plan.columns, file.isChanged)}`,
)}
${problemTable(shown, plan.problems)}${warningTable(shown, plan.warnings)}${changeTable(shown, plan.replace)}${addTable(shown, plan.insert)}
${changing === 0 && plan.problems === 0 && empty('Everything is there already', 'Each row is just as its code is in the list.')}`,
    });
  }

  async function confirm(visit: Visit): Promise<void> {
    const file = await fileOf(visit.form);
    if (!file) return nothingCame(visit);
    // What nobody has seen is not imported.
    if (file.isChanged) return showPreview(visit, file);
    const { company, by } = visit;
    const list = listOfVisit(visit);
    const result = await importCodes(context, company, list.id, sourceOf(file), by, optionsOf(file));
    if (!result.ok) return refuse(visit, file, result);
    const { added, changed, unchanged, problems, problemCount } = result;
    await visit.redirect(
      withQuery(deskPath(company), {
        list: list.quickBooks ? null : list.id,
        status: added + changed > 0 ? 'unsynced' : 'all',
      }),
      {
        kind: problemCount === 0 ? 'done' : added + changed === 0 ? 'notDone' : 'partly',
        message: `${number(added)} added, ${number(changed)} changed, ${number(unchanged)} unchanged${
          problemCount > 0 ? `, ${plural(problemCount, 'row')} left out` : ''
        }.`,
        details: problems
          .slice(0, TOLD_PROBLEMS)
          .map(({ row, code, problem }) => `Row ${row}${code && `, ${code}`}: ${problem}`.slice(0, 500)),
        more: Math.max(0, problemCount - TOLD_PROBLEMS),
      },
    );
  }

  async function download(visit: Visit): Promise<void> {
    const file = await fileOf(visit.form);
    if (!file) return nothingCame(visit);
    const preview = await previewOf(visit, listOfVisit(visit), file, ['badRows']);
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
    post('', preview),
    post('/confirm', confirm),
    post('/problems', download),
  ];
}

/** A copy, since the list is given away when it is read, and the page carries it on. */
const sourceOf = ({ bytes, choice }: ImportFile): Source => ({
  kind: 'file',
  bytes: new Uint8Array(bytes),
  choice,
});

const optionsOf = ({ takesZerosAsLost }: ImportFile): ImportOptions => ({ why: WHY, takesZerosAsLost });

const downloadWords = ({ problems, warnings }: Counts): string =>
  warnings === 0
    ? `Download the ${plural(problems, 'bad row')} as CSV`
    : 'Download the rows with problems or warnings as CSV';

/** Asks before a list doubles: codes that are there already but for leading zeros. */
function zerosPart(
  { zerosLost: count }: Counts,
  { takesZerosAsLost }: ImportFile,
  again: string,
): Html | null {
  if (takesZerosAsLost)
    return html`<p class="message calm">Codes without their leading zeros are taken for the codes that you have.</p>`;
  if (count === 0) return null;
  return html`<div class="message warn"><p class="message-title">${
    count === 1
      ? '1 of these looks like a code you have, without its leading zeros.'
      : `${number(count)} of these look like codes you have, without their leading zeros.`
  }</p><p>A spreadsheet takes the zeros away when it opens a CSV. Imported as they are, they would be second codes.</p>
<p><button type="submit" formaction="${again}" name="zeros" value="true">Take them for those</button></p></div>`;
}
