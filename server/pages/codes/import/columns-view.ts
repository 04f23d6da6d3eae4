/** The form that carries a file from page to page, and the page that asks for its columns where they are not known. */
import type { Opened } from '../../../codes/importing/steps.ts';
import type { ColumnUse, Use } from '../../../codes/intake/columns.ts';
import type { CodeList } from '../../../codes/model.ts';
import { type Html, html } from '../../../html.ts';
import { listQuery, withQuery } from '../../addresses.ts';
import { buttonLink } from '../../components/text.ts';
import { errorSummary, hidden } from '../../forms/controls.ts';
import { postForm } from '../../forms/post.ts';
import type { Content } from '../../layout.ts';
import { CARRIED, type Visit } from '../../visit.ts';
import { columnsPart } from './columns.ts';
import type { ImportFile } from './file.ts';
import { importPath, listField, listTrail } from './upload-view.ts';

type Unread = Extract<Opened, { ok: false }>;

/** Which column is what? The file itself is carried along. */
export function columnsView(visit: Visit, list: CodeList, file: ImportFile, read: Unread): Content {
  const fields = html`${columnsOf(visit, file, read, [], true)}
<p>${anotherFile(visit, list)}</p>`;
  return {
    title: 'Which column is what?',
    active: 'import',
    wide: true,
    trail: listTrail(visit, list),
    body: html`${errorSummary([{ field: '', message: read.why }])}
${carryingForm(visit, list, file, fields)}`,
  };
}

/** A form that posts the file once more. What it carries is written piece by piece where CARRIED stands. */
export const carryingForm = (visit: Visit, list: CodeList, file: ImportFile, body: Html): Html =>
  postForm(
    visit,
    `${importPath(visit)}/confirm`,
    html`${listField(list)}
<input type="hidden" name="content" value="${CARRIED}">
${file.takesZerosAsLost && hidden('zeros', 'true')}
${body}`,
    { class: 'import-file', enctype: 'multipart/form-data', novalidate: false },
  );

/** Back to the beginning. */
export const anotherFile = (visit: Visit, list: CodeList): Html =>
  buttonLink(visit.href(withQuery(importPath(visit), listQuery(list))), 'Choose another file');

/** What each column was taken for, and another choice; null for a file whose columns are fixed. */
export function columnsOf(
  visit: Visit,
  { choice, isWide }: ImportFile,
  read: Opened,
  columns: readonly ColumnUse[],
  isOpen: boolean,
): Html | null {
  const again = visit.href(importPath(visit));
  const isChosen = choice.uses !== undefined;
  if (!read.ok)
    return columnsPart({
      sample: read.sample,
      headerRow: choice.headerRow ?? null,
      uses: choice.uses ?? [],
      sheet: choice.sheet ?? '',
      sheets: read.sheets ?? [],
      ...{ isOpen, isWide, isChosen, again },
    });
  const { format, sample, headerRow, sheet = '', sheets = [] } = read;
  if (format === 'iif') return null;
  const uses: (Use | null)[] = columns.map(({ use }) => use);
  return columnsPart({
    ...{ sample, headerRow, uses, sheet, sheets },
    ...{ isOpen: isOpen || isWide, isWide, isChosen, again },
  });
}
