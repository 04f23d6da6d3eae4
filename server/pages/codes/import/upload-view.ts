/** The page on which a file is chosen, dropped or pasted. */

import type { CodeList } from '../../../codes/model.ts';
import { type Html, html } from '../../../html.ts';
import { IMPORT_MAX_BYTES } from '../../../http/body.ts';
import type { FieldError } from '../../../http/problem.ts';
import { deskPath, listQuery, withQuery } from '../../addresses.ts';
import { remark } from '../../components/message.ts';
import { section } from '../../components/section.ts';
import { code, mebibytes } from '../../components/text.ts';
import { errorSummary, hidden } from '../../forms/controls.ts';
import { defineForm } from '../../forms/definition.ts';
import { postForm, submit } from '../../forms/post.ts';
import type { Content } from '../../layout.ts';
import type { Visit } from '../../visit.ts';

const FILE_HINT =
  'CSV, an Excel workbook (.xlsx) or a QuickBooks item list (.iif). ' +
  `Choose it, or drop it here. ${mebibytes(IMPORT_MAX_BYTES)} at most.`;

/** One of the two is enough. */
export const importForm = defineForm({
  file: {
    control: 'file',
    label: 'File',
    hint: FILE_HINT,
    optional: true,
    more: { accept: '.csv,.txt,.tsv,.xlsx,.xlsm,.iif,text/csv,text/plain' },
  },
  text: {
    control: 'lines',
    label: 'Or paste the rows',
    hint: 'As they come from a spreadsheet, with the row of column names.',
    rows: 6,
    optional: true,
    more: { spellcheck: 'false', wrap: 'off', placeholder: 'code\tdescription\tparent' },
  },
});

/** What was pasted is shown again beside what is wrong with it, unless it is a file rather than a few rows. */
const PASTED_SHOWN_BYTES = 256 * 1024;

/** Where the forms of an import are posted to. */
export const importPath = ({ company }: Visit): string => `${deskPath(company)}/import`;

/** The list that is imported into, for forms; the QuickBooks list is meant without it. */
export const listField = (list: CodeList): Html | false => !list.quickBooks && hidden('list', list.id);

/** The list is above an import. */
export const listTrail = ({ company, href }: Visit, list: CodeList) => [
  { label: list.name, href: href(withQuery(deskPath(company), listQuery(list))) },
];

/** The form, and what a file looks like. */
export function uploadView(visit: Visit, list: CodeList, errors?: readonly FieldError[]): Content {
  const { form } = visit;
  const isShort = form.bytes('text').length <= PASTED_SHOWN_BYTES;
  const filled = { values: { text: isShort ? form.text('text') : '' }, errors };
  const fields = html`${listField(list)}
<div class="drop" data-drop>${importForm.draw('file', filled)}</div>
${importForm.draw('text', filled)}
${submit('Show what it would do')} <span class="hint">Nothing is changed yet.</span>`;
  const notSent = `Into the list ${list.name}, which is never sent to QuickBooks.`;
  return {
    title: 'Import cost codes',
    active: 'import',
    trail: listTrail(visit, list),
    body: html`${errorSummary(errors)}
${!list.quickBooks && remark('calm', notSent)}
${postForm(visit, importPath(visit), fields, { class: 'import', enctype: 'multipart/form-data' })}
${section('form', 'What the file looks like', example)}`,
  };
}

const example = html`<p>A row of column names, then a row for each code. Titles may stand above it.</p>
<pre tabindex="0" aria-label="Example">code,description,parent
03,Concrete,
03-300,Footings,03</pre>
<p class="hint">${code('parent')} may be missing; codes that exist then stay where they are.
Divisions may have a column of their own (${code('03 - Concrete')}) or a row above their codes.
Procore's templates work as they are, those with ${code('Division')} and those with
${code('Cost Code Level 1')} to ${code('5')}.</p>`;
