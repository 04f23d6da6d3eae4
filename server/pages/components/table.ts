/** Tables. */
import { attributes, type Html, html, type Value } from '../../html.ts';

/** A column: its head, and the class of its cells. */
export interface Column {
  readonly label: Value;
  readonly className?: string;
}

/** A table of rows, each with a cell for every column. */
export function table(caption: Value, columns: readonly Column[], rows: readonly (readonly Value[])[]): Html {
  const head = columns.map(
    ({ label, className }) => html`<th scope="col"${attributes({ class: className })}>${label}</th>`,
  );
  const cell = (value: Value, index: number) =>
    html`<td${attributes({ class: columns[index]?.className })}>${value}</td>`;
  const body = rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`);
  return tableBox(caption, caption, html`<tr>${head}</tr>`, body);
}

/** The table around rows that are written elsewhere: in a box that scrolls sideways where the page is narrow, also by keyboard. */
export const tableBox = (label: Value, caption: Value, head: Value, body: Value, kind = 'table'): Html =>
  html`<div class="${kind}" tabindex="0" role="region" aria-label="${label}">
<table>
<caption class="visually-hidden">${caption}</caption>
<thead>${head}</thead>
<tbody>
${body}</tbody>
</table>
</div>`;
