/** Which column of a file was taken for what, and another choice; without a script, too. */
import { cleanText } from '../../../../qbxml/text.ts';
import { USES, type Use } from '../../../codes/intake/columns.ts';
import type { TableRow } from '../../../codes/intake/table.ts';
import { attributes, type Html, html } from '../../../html.ts';
import { tableBox } from '../../components/table.ts';
import { hidden, optionsOf } from '../../forms/controls.ts';
import { tableState, usesState } from './file.ts';

const WORD: Readonly<Record<Use, string>> = {
  code: 'Code',
  description: 'Description',
  parent: 'Division (parent)',
  class: 'Class',
  active: 'Active',
  level1: 'Level 1 of the code',
  level2: 'Level 2 of the code',
  level3: 'Level 3 of the code',
  level4: 'Level 4 of the code',
  level5: 'Level 5 of the code',
};

/** What is known of the columns, and what is shown of it. */
export interface ColumnsFacts {
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

/** The sheet, the row of column names and the use of each column, to be looked at or chosen. */
export function columnsPart(view: ColumnsFacts): Html {
  const { sample, headerRow, sheet, sheets, isOpen, isWide, isChosen, again } = view;
  const columns = columnsShown(view);
  const row = headerRow === null ? '' : String(headerRow);
  const header = sample.find((each) => each.row === headerRow);
  const onSheet = sheets.length > 1 ? `Sheet ${sheet}. ` : '';
  return html`<details class="columns"${attributes({ open: isOpen })}>
<summary>${isOpen ? 'Say which column is what' : `${onSheet}${summary(header?.cells ?? [], columns)}`}</summary>
${hidden('shownTable', tableState(sheet, row))}
${hidden('shownUses', usesState(columns))}
<div class="fields">
${sheetField(view)}
${headerField(view, header)}
</div>
${columnTable(view, columns, header)}
${isWide && hidden('wide', 'true')}
${isChosen && hidden('chosen', 'true')}
<div class="buttons">
<button type="submit" formaction="${again}">Show again with these columns</button>
${columns.length < widestOf(view) && showAll(view)}
</div>
</details>`;
}

const widestOf = ({ sample, uses }: ColumnsFacts): number =>
  sample.reduce((most, { cells }) => Math.max(most, cells.length), uses.length);

/** Further columns are left out until somebody asks for them, but none that is used. */
function columnsShown(view: ColumnsFacts): (Use | null)[] {
  const { uses, isWide } = view;
  const widest = widestOf(view);
  const most = isWide ? widest : Math.min(SHOWN_COLUMNS, widest);
  const width = Math.max(most, uses.findLastIndex((use) => use !== null) + 1);
  return Array.from({ length: width }, (_, column) => uses[column] ?? null);
}

const showAll = (
  view: ColumnsFacts,
): Html => html`<button type="submit" formaction="${view.again}" name="wide" value="true">
Show all ${String(widestOf(view))} columns
</button>`;

function sheetField({ sheet, sheets }: ColumnsFacts): Html {
  if (sheets.length <= 1) return hidden('sheet', sheet);
  const all = sheets.map((name) => ({ value: name, label: name }));
  return html`<p class="field">
<label for="sheet">Sheet</label>
<select id="sheet" name="sheet">${optionsOf(all, sheet)}</select>
</p>`;
}

function headerField({ sample, headerRow }: ColumnsFacts, header: TableRow | undefined): Html {
  const row = headerRow === null ? '' : String(headerRow);
  const choiceOf = (each: number | string) => ({ value: String(each), label: `row ${each}` });
  const all = [
    ...(headerRow === null ? [{ value: '', label: 'not found' }] : []),
    { value: '0', label: 'there is none' },
    ...sample.map((each) => choiceOf(each.row)),
    ...(headerRow !== null && headerRow > 0 && !header ? [choiceOf(row)] : []),
  ];
  return html`<p class="field">
<label for="header-row">Row of column names</label>
<select id="header-row" name="headerRow">${optionsOf(all, row)}</select>
</p>`;
}

const LABEL = 'Columns of the file';

const USE_CHOICES = [
  { value: '', label: 'not used' },
  ...USES.map((use) => ({ value: use, label: WORD[use] })),
];

function columnTable(
  { sample }: ColumnsFacts,
  columns: readonly (Use | null)[],
  header: TableRow | undefined,
): Html {
  const body = sample.slice(0, Math.max(SHOWN_ROWS, header ? sample.indexOf(header) + SHOWN_ROWS : 0));
  const head = html`<tr>
<th scope="col" class="number">Row</th>
${columns.map((use, column) => useHead(use, column, header?.cells[column]))}
</tr>`;
  const lines = body.map((each) => line(each, columns.length, each === header ? 'header' : null));
  return tableBox(LABEL, LABEL, head, lines);
}

const useHead = (use: Use | null, column: number, name: string | undefined): Html => html`<th scope="col">
<label class="visually-hidden" for="use-${column}">Column ${column + 1}${name && `, ${shortened(name)}`} is</label>
<select id="use-${column}" name="use">${optionsOf(USE_CHOICES, use ?? '')}</select>
</th>
`;

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

function line({ row, cells }: TableRow, width: number, className: string | null): Html {
  const all = Array.from({ length: width }, (_, column) => html`<td>${shortened(cells[column] ?? '')}</td>`);
  return html`<tr${attributes({ class: className })}><td class="number">${row}</td>${all}</tr>\n`;
}
