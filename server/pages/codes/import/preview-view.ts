/** The page that shows what an import would do, and asks whether it is meant. */
import type { ImportPreview } from '../../../codes/importing/importing.ts';
import type { Counts } from '../../../codes/importing/steps.ts';
import type { CodeList } from '../../../codes/model.ts';
import { type Html, html } from '../../../html.ts';
import { empty, message, remark } from '../../components/message.ts';
import { number, plural } from '../../components/text.ts';
import { submit } from '../../forms/post.ts';
import type { Content } from '../../layout.ts';
import type { Visit } from '../../visit.ts';
import { anotherFile, carryingForm, columnsOf } from './columns-view.ts';
import type { ImportFile } from './file.ts';
import {
  addTable,
  changeTable,
  ignoredPart,
  type Preflights,
  planCounts,
  problemTable,
  warningTable,
} from './preview-tables.ts';
import { importPath, listTrail } from './upload-view.ts';

/** Code by code, as far as a person reads. */
export function previewView(
  visit: Visit,
  list: CodeList,
  file: ImportFile,
  preview: ImportPreview,
  preflights: Preflights,
): Content {
  const { opened, counts: plan, shown } = preview;
  const again = visit.href(importPath(visit));
  const changing = changingIn(plan);
  const fields = html`${zerosPart(plan, file, again)}
${buttons(visit, list, plan)}
${plan.problems > 0 && changing > 0 && leftOut}
${columnsOf(visit, file, opened, plan.columns, file.isChanged)}`;
  return {
    title: 'What the import would do',
    active: 'import',
    wide: true,
    trail: [...listTrail(visit, list), { label: 'Import', href: again }],
    body: html`${file.isChanged && chosenColumns}
${planCounts(plan)}
${ignoredPart(opened)}
${carryingForm(visit, list, file, fields)}
${problemTable(shown, plan.problems)}
${warningTable(shown, plan.warnings)}
${changeTable(shown, plan.replace)}
${addTable(shown, plan.insert, preflights)}
${changing === 0 && plan.problems === 0 && allThere}`,
  };
}

const changingIn = ({ insert, replace }: Counts): number => insert + replace;

const chosenColumns = remark('calm', 'With the columns that you have chosen. Nothing is changed yet.');

const leftOut = html`<p class="hint">Rows with problems are left out; correct them and import them later.</p>`;

const allThere = empty('Everything is there already', 'Each row is just as its code is in the list.');

function buttons(visit: Visit, list: CodeList, plan: Counts): Html {
  const { problems, warnings } = plan;
  const changing = changingIn(plan);
  const download = visit.href(`${importPath(visit)}/problems`);
  return html`<div class="buttons">
${changing > 0 ? submit(`Import ${plural(changing, 'code')}`) : html`<p>There is nothing to import.</p>`}
${anotherFile(visit, list)}
${problems + warnings > 0 && html`<button type="submit" formaction="${download}">${downloadWords(plan)}</button>`}
</div>`;
}

const downloadWords = ({ problems, warnings }: Counts): string =>
  warnings === 0
    ? `Download the ${plural(problems, 'bad row')} as CSV`
    : 'Download the rows with problems or warnings as CSV';

/** Asks before a list doubles: codes that are there already but for leading zeros. */
function zerosPart({ zerosLost }: Counts, { takesZerosAsLost }: ImportFile, again: string): Html | null {
  if (takesZerosAsLost)
    return remark('calm', 'Codes without their leading zeros are taken for the codes that you have.');
  if (zerosLost === 0) return null;
  const title =
    zerosLost === 1
      ? '1 of these looks like a code you have, without its leading zeros.'
      : `${number(zerosLost)} of these look like codes you have, without their leading zeros.`;
  return message(
    'warn',
    title,
    html`<p>A spreadsheet takes the zeros away when it opens a CSV. Imported as they are, they would be second codes.</p>
<p><button type="submit" formaction="${again}" name="zeros" value="true">Take them for those</button></p>`,
  );
}
