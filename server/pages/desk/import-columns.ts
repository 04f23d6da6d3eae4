/** Which column of a file was taken for what, and another choice; without a script, too. */
import { cleanText } from '../../../qbxml/text.ts';
import { USES, type Use } from '../../codes/intake/columns.ts';
import type { TableRow } from '../../codes/intake/table.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { tableState, usesState } from './import-file.ts';

const WORD: Readonly<Record<Use, string>> = {
  code: 'Code',
  description: 'Description',
  parent: 'Division (parent)',
  level1: 'Level 1 of the code',
  level2: 'Level 2 of the code',
  level3: 'Level 3 of the code',
  level4: 'Level 4 of the code',
  level5: 'Level 5 of the code',
};

export interface ColumnsView {
  readonly sample: readonly TableRow[];
  readonly headerRow: number | null;
  readonly uses: readonly (Use | null)[];
  readonly sheet: string;
  readonly sheets: readonly string[];
  /** Shown at once, since nothing can be done before it is answered. */
  readonly isOpen: boolean;
  /** All columns, not the first ones only. */
  readonly isWide: boolean;
  /** The columns are a person's choice, and not only what was recognised. */
  readonly isChosen: boolean;
  /** Where the form is sent to be shown anew. */
  readonly again: string;
}

const SHOWN_ROWS = 6;
const SHOWN_COLUMNS = 40;
const CELL_MAX = 60;

export function columnsPart({
  sample,
  headerRow,
  uses,
  sheet,
  sheets,
  isOpen,
  isWide,
  isChosen,
  again,
}: ColumnsView): Html {
  const widest = sample.reduce((most, { cells }) => Math.max(most, cells.length), uses.length);
  // Further columns are left out until somebody asks for them, but none that is used.
  const width = Math.max(
    isWide ? widest : Math.min(SHOWN_COLUMNS, widest),
    uses.findLastIndex((use) => use !== null) + 1,
  );
  const row = headerRow === null ? '' : String(headerRow);
  const all = Array.from({ length: width }, (_, column) => uses[column] ?? null);
  const header = sample.find((each) => each.row === headerRow);
  const body = sample.slice(0, Math.max(SHOWN_ROWS, header ? sample.indexOf(header) + SHOWN_ROWS : 0));
  return html`<details class="columns"${attributes({ open: isOpen })}>
<summary>${isOpen ? 'Say which column is what' : `${sheets.length > 1 ? `Sheet ${sheet}. ` : ''}${summary(header?.cells ?? [], all)}`}</summary>
<input type="hidden" name="shownTable" value="${tableState(sheet, row)}"><input type="hidden" name="shownUses" value="${usesState(all)}">
<div class="fields">${
    sheets.length > 1
      ? html`<p class="field"><label for="sheet">Sheet</label><select id="sheet" name="sheet">${sheets.map((name) => option(name, name, sheet))}</select></p>`
      : html`<input type="hidden" name="sheet" value="${sheet}">`
  }<p class="field"><label for="header-row">Row of column names</label><select id="header-row" name="headerRow">${
    headerRow === null && option('', 'not found', row)
  }${option('0', 'there is none', row)}${sample.map((each) => option(String(each.row), `row ${each.row}`, row))}${
    headerRow !== null && headerRow > 0 && !header && option(row, `row ${row}`, row)
  }</select></p></div>
<div class="table" tabindex="0" role="region" aria-label="Columns of the file"><table>
<caption class="visually-hidden">Columns of the file</caption>
<thead><tr><th scope="col" class="number">Row</th>${all.map(
    (use, column) =>
      html`<th scope="col"><label class="visually-hidden" for="use-${column}">Column ${column + 1}${header?.cells[column] ? `, ${shortened(header.cells[column])}` : ''} is</label><select id="use-${column}" name="use">${option('', 'not used', use ?? '')}${USES.map(
        (each) => option(each, WORD[each], use ?? ''),
      )}</select></th>`,
  )}</tr></thead>
<tbody>${body.map((each) => line(each, width, each === header ? 'header' : null))}</tbody></table></div>
${isWide && html`<input type="hidden" name="wide" value="true">`}${isChosen && html`<input type="hidden" name="chosen" value="true">`}<div class="buttons"><button type="submit" formaction="${again}">Show again with these columns</button>${
    width < widest &&
    html`<button type="submit" formaction="${again}" name="wide" value="true">Show all ${String(widest)} columns</button>`
  }</div>
</details>`;
}

const option = (value: string, label: string, chosen: string): Html =>
  html`<option${attributes({ value, selected: value === chosen })}>${label}</option>`;

const shortened = (cell: string) => (cell.length > CELL_MAX ? `${cell.slice(0, CELL_MAX)}…` : cell);

/** "Columns: Code is Code, Name is Description. Not used: Unit." */
function summary(header: readonly string[], uses: readonly (Use | null)[]): string {
  const name = (column: number) => cleanText(header[column] ?? '') || `column ${column + 1}`;
  const used = uses.flatMap((use, column) =>
    use === null ? [] : [`${shortened(name(column))} is ${WORD[use]}`],
  );
  const unused = uses.flatMap((use, column) => (use === null ? [shortened(name(column))] : []));
  return `Columns: ${used.join(', ')}.${unused.length > 0 ? ` Not used: ${unused.join(', ')}.` : ''}`;
}

const line = ({ row, cells }: TableRow, width: number, className: string | null): Value =>
  html`<tr${attributes({ class: className })}><td class="number">${row}</td>${Array.from(
    { length: width },
    (_, column) => html`<td>${shortened(cells[column] ?? '')}</td>`,
  )}</tr>`;
