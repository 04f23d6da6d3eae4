/**
 * Importing a list: a CSV is chosen, dropped or pasted; what it would do is shown code by code; then it is confirmed. Its text
 * travels in the confirming form, so that nothing is kept for those who think better of it.
 */
import { readCsvText, textOfCsv } from '../../../codes/csv.ts';
import type { ImportRow } from '../../../codes/import.ts';
import { type CodeList, type CostCode, keyOf } from '../../../codes/model.ts';
import { type ImportPreview, importCodes, previewImport } from '../../../codes/queue.ts';
import { IMPORT_MAX_BYTES } from '../../body.ts';
import { listOf } from '../../context.ts';
import { type FieldError, HttpProblem } from '../../problem.ts';
import { errorSummary, input, textarea } from '../fields.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { empty, number, plural, statusBadge, table, withQuery } from '../parts.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { csvHead, csvLine } from './csv.ts';
import { deskPath } from './filter.ts';

/** What a form adds to the file that it carries. */
const AROUND_BYTES = 64 * 1024;
const SHOWN_ROWS = 200;
const TOLD_PROBLEMS = 20;

export function importRoutes({ store, random, href }: PageContext): PageRoute[] {
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
        label: 'CSV file',
        hint: 'Choose it, or drop it here. 16 MiB at most.',
        type: 'file',
        errors,
        optional: true,
        more: { accept: '.csv,.txt,text/csv,text/plain' },
      })}</div>
${textarea({
  name: 'text',
  label: 'Or paste the rows',
  hint: 'As they come from a spreadsheet, with the row of column names.',
  rows: 6,
  value: form.text('text'),
  errors,
  optional: true,
  more: { spellcheck: 'false', wrap: 'off', placeholder: 'code\tdescription\tparent' },
})}
<button class="primary" type="submit">Show what it would do</button> <span class="hint">Nothing is changed yet.</span>
</form>
<section aria-labelledby="form"><h2 id="form">What the file looks like</h2>
<p>A row of column names, then a row for each code. Comma, semicolon or tab.</p>
<pre tabindex="0" aria-label="Example">code,description,parent
03,Concrete,
03-300,Footings,03</pre>
<p class="hint"><code>parent</code> may be missing; codes that exist then stay where they are. Procore's template with <code>Cost Code Level 1</code> to <code>5</code> and <code>Description</code> works as it is.</p></section>`,
    });
  }

  /** The text of the file, however it came. */
  function textOf(visit: Visit): string {
    const file = visit.form.file('file');
    if (file && file.bytes.length > IMPORT_MAX_BYTES) throw tooLarge();
    return file ? textOfCsv(file.bytes) : visit.form.text('text');
  }

  function rowsOf(text: string): { rows: readonly ImportRow[] } | { error: string } {
    if (text.trim() === '') return { error: 'Choose a file or paste rows.' };
    const read = readCsvText(text);
    if (!read.ok) return { error: read.why };
    return read.rows.length === 0
      ? { error: 'There are no rows below the row of column names.' }
      : { rows: read.rows };
  }

  async function preview(visit: Visit): Promise<void> {
    const { company, csrf, by } = visit;
    const list = listOfVisit(visit);
    const text = textOf(visit);
    const read = rowsOf(text);
    if ('error' in read) {
      const field = visit.form.file('file') || text.trim() === '' ? 'file' : 'text';
      return ask(visit, [{ field, message: read.error }]);
    }
    const plan = await previewImport(store, company, list.id, read.rows, { ...by, why: 'by import' });
    const changing = plan.insert.length + plan.replace.length;
    const path = `${deskPath(company)}/import`;
    await visit.render({
      title: 'What the import would do',
      active: 'import',
      wide: true,
      trail: [
        ...trailOf(visit, list),
        { label: 'Import', href: href(withQuery(path, { list: list.quickBooks ? null : list.id })) },
      ],
      body: html`<dl class="counts big">
<div><dt>would be added</dt><dd>${number(plan.insert.length)}</dd></div>
<div><dt>would be changed</dt><dd>${number(plan.replace.length)}</dd></div>
<div><dt>unchanged</dt><dd>${number(plan.unchanged)}</dd></div>
<div><dt>${plan.problems.length === 1 ? 'row has a problem' : 'rows have problems'}</dt><dd>${number(plan.problems.length)}</dd></div></dl>
<form method="post" enctype="multipart/form-data" action="${href(`${path}/confirm`)}">${csrf}${listField(list)}
<input type="hidden" name="text" value="${text}">
<div class="buttons">${
        changing > 0
          ? html`<button class="primary" type="submit">Import ${plural(changing, 'code')}</button>`
          : html`<p>There is nothing to import.</p>`
      }
<a class="button" href="${href(withQuery(path, { list: list.quickBooks ? null : list.id }))}">Choose another file</a>
${plan.problems.length > 0 && html`<button type="submit" formaction="${href(`${path}/problems`)}">Download the ${plural(plan.problems.length, 'bad row')} as CSV</button>`}</div>
${plan.problems.length > 0 && changing > 0 && html`<p class="hint">Rows with problems are left out; mend them and import them later.</p>`}</form>
${problemTable(plan)}${changeTable(plan)}${addTable(plan)}
${changing === 0 && plan.problems.length === 0 && empty('Everything is there already', 'Each row is just as its code is in the list.')}`,
    });
  }

  return [
    { method: 'get', path: '/companies/:company/import', right: 'sender', handle: (visit) => ask(visit) },
    {
      method: 'post',
      path: '/companies/:company/import',
      right: 'sender',
      bodyMaxBytes: IMPORT_MAX_BYTES + AROUND_BYTES,
      handle: preview,
    },
    {
      method: 'post',
      path: '/companies/:company/import/confirm',
      right: 'sender',
      bodyMaxBytes: IMPORT_MAX_BYTES + AROUND_BYTES,
      async handle(visit) {
        const { company, by } = visit;
        const list = listOfVisit(visit);
        const read = rowsOf(textOf(visit));
        if ('error' in read) return ask(visit, [{ field: 'file', message: read.error }]);
        const result = await importCodes(store, random, company, list.id, read.rows, by, false);
        const { added, changed, unchanged, problems } = result;
        await visit.redirect(
          withQuery(deskPath(company), {
            list: list.quickBooks ? null : list.id,
            status: added + changed > 0 ? 'unsynced' : 'all',
          }),
          {
            kind: problems.length === 0 ? 'done' : added + changed === 0 ? 'notDone' : 'partly',
            message: `${number(added)} added, ${number(changed)} changed, ${number(unchanged)} unchanged${
              problems.length > 0 ? `, ${plural(problems.length, 'row')} left out` : ''
            }.`,
            details: problems
              .slice(0, TOLD_PROBLEMS)
              .map(({ row, code, problem }) => `Row ${row}${code && `, ${code}`}: ${problem}`.slice(0, 500)),
            more: Math.max(0, problems.length - TOLD_PROBLEMS),
          },
        );
      },
    },
    {
      method: 'post',
      path: '/companies/:company/import/problems',
      right: 'sender',
      bodyMaxBytes: IMPORT_MAX_BYTES + AROUND_BYTES,
      async handle(visit) {
        const { company, by, response } = visit;
        const read = rowsOf(textOf(visit));
        if ('error' in read) return ask(visit, [{ field: 'file', message: read.error }]);
        const plan = await previewImport(store, company, listOfVisit(visit).id, read.rows, {
          ...by,
          why: '',
        });
        const byRow = new Map(read.rows.map((row) => [row.row, row]));
        response.attachment('bad rows.csv').type('text/csv; charset=utf-8');
        response.write(csvHead(['code', 'description', 'parent', 'row', 'problem']));
        for (const { row, problem } of plan.problems) {
          const from = byRow.get(row);
          response.write(
            csvLine([from?.code ?? '', from?.description ?? '', from?.parent ?? '', String(row), problem]),
          );
        }
        response.end();
      },
    },
  ];
}

const tooLarge = () => new HttpProblem(413, 'too-large', 'The file is larger than 16 MiB.');

const rest = (count: number): Html | null =>
  count > SHOWN_ROWS ? html`<p class="muted">and ${number(count - SHOWN_ROWS)} more</p>` : null;

function problemTable({ problems }: ImportPreview): Value {
  if (problems.length === 0) return null;
  return html`<h2><span aria-hidden="true">✕</span> Problems</h2>${table(
    'Rows with problems',
    [{ label: 'Row', className: 'number' }, { label: 'Code', className: 'nowrap' }, { label: 'Problem' }],
    problems.slice(0, SHOWN_ROWS).map(({ row, code, problem }) => [number(row), code, problem]),
  )}${rest(problems.length)}`;
}

function changeTable({ replace, existing }: ImportPreview): Value {
  if (replace.length === 0) return null;
  const parentOf = (code: CostCode | undefined) =>
    code && code.parent !== '' ? (existing.get(keyOf(code.parent))?.code ?? code.parent) : 'none';
  const changed = (before: string, after: string) =>
    before === after ? after : html`<del>${before}</del> <ins>${after}</ins>`;
  return html`<h2><span aria-hidden="true">±</span> Changes</h2><p class="hint">What was sent or accepted before has to be sent and accepted again.</p>${table(
    'Codes that would be changed',
    [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division' },
      { label: 'State until now' },
    ],
    replace.slice(0, SHOWN_ROWS).map((code) => {
      const before = existing.get(code.key);
      return [
        code.code,
        changed(before?.description ?? '', code.description),
        changed(parentOf(before), parentOf(code)),
        before ? statusBadge(before.status) : null,
      ];
    }),
  )}${rest(replace.length)}`;
}

function addTable({ insert }: ImportPreview): Value {
  if (insert.length === 0) return null;
  const sorted = [...insert].sort((a, b) => (a.order < b.order ? -1 : 1));
  return html`<h2><span aria-hidden="true">+</span> New codes</h2>${table(
    'Codes that would be added',
    [{ label: 'Code', className: 'nowrap' }, { label: 'Description' }, { label: 'Item in QuickBooks' }],
    sorted
      .slice(0, SHOWN_ROWS)
      .map(({ code, description, itemName, level }) => [
        html`<span${attributes({ class: level > 1 ? `l${level}` : null })}>${code}</span>`,
        description,
        html`<code>${itemName}</code>`,
      ]),
  )}${rest(insert.length)}`;
}
