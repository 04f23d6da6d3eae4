/** The table of codes: a tree by division, each row with what is known of its code. */

import type { Company, CostCode } from '../../codes/model.ts';
import { parentsOf } from '../../codes/view.ts';
import { type BeforeAndAfter, changesShown } from '../../doors/changes.ts';
import { codeViews, type ViewPlace } from '../../doors/views.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import { codeAddress } from '../addresses.ts';
import { statusBadge } from '../components/status.ts';
import { tableBox } from '../components/table.ts';
import { muted, signed, signOf, unseen } from '../components/text.ts';
import { day } from '../components/time.ts';
import { changeLine, driftLine } from './differences.ts';
import { deskAddress, type Filter, type Sort } from './filter.ts';
import { verdictCell } from './verdicts.ts';

type CodeView = Awaited<ReturnType<typeof codeViews>>[number];

/** Which boxes are ticked when the page comes. */
export interface Ticked {
  readonly codes: ReadonlySet<string>;
  readonly divisions: ReadonlySet<string>;
}

/** None of them. */
export const NOTHING_TICKED: Ticked = { codes: new Set(), divisions: new Set() };

/** A code with all that its row tells. */
export interface Row {
  readonly code: CostCode;
  readonly view: CodeView;
  /** What is to be changed of its item. */
  readonly changes: readonly BeforeAndAfter[];
  /** The top code of its division, which may be itself. */
  readonly top: CostCode;
}

/** What a row tells beside the code itself. */
export async function loadRows(
  place: ViewPlace,
  company: Company,
  codes: readonly CostCode[],
): Promise<Row[]> {
  const views = await codeViews(place, company, codes);
  const parents = await parentsOf(place.store, codes);
  const has = await place.kept.of(company);
  const topOf = (code: CostCode): CostCode => {
    const parent = parents.get(code.parent);
    return parent ? topOf(parent) : code;
  };
  return codes.flatMap((code, index) => {
    const view = views[index];
    return view ? [{ code, view, changes: changesShown(code, parents, company, has), top: topOf(code) }] : [];
  });
}

/** How the table is shown. */
export interface TableOptions {
  readonly company: Company;
  readonly filter: Filter;
  /** Whether it is told what will happen to each code in QuickBooks. */
  readonly showsVerdict: boolean;
  readonly canTick: boolean;
  readonly ticked: Ticked;
  readonly href: (path: string) => string;
}

/** In the order of codes a division has a line of its own above its codes. */
export function codeTable(rows: readonly Row[], options: TableOptions): Html {
  const { filter } = options;
  const isTree = filter.sort === 'code';
  const lines: Value[] = [];
  rows.forEach((row, index) => {
    const { top } = row;
    const isNew = rows[index - 1]?.top.key !== top.key;
    const hasBelow = row.code.parent !== '' || rows[index + 1]?.top.key === top.key;
    if (isTree && isNew && hasBelow) lines.push(divisionLine(top, options));
    lines.push(codeLine(row, options));
  });
  return tableBox('Cost codes', `Cost codes of ${filter.list.name}`, headLine(options), lines, 'table codes');
}

const showsState = ({ filter }: TableOptions) => filter.tab === 'all';

const columnCount = (options: TableOptions) =>
  5 + [showsState(options), options.showsVerdict, options.canTick].filter(Boolean).length;

function divisionLine({ code, description }: CostCode, options: TableOptions): Html {
  const words = html`${muted('Division')} <b>${code}</b> ${description}`;
  const box = attributes({
    type: 'checkbox',
    name: 'divisions',
    value: code,
    checked: options.ticked.divisions.has(code),
  });
  const cell = options.canTick
    ? html`<label><input${box}> <span>${unseen('Select ')}${words}</span></label>`
    : words;
  return html`<tr class="division"><th scope="colgroup" colspan="${columnCount(options)}">${cell}</th></tr>\n`;
}

function codeLine({ code, view, changes }: Row, options: TableOptions): Html {
  const { company, filter, canTick, ticked, href } = options;
  const box = attributes({
    type: 'checkbox',
    name: 'code',
    value: code.code,
    'aria-label': code.code,
    checked: ticked.codes.has(code.code),
  });
  const isBelow = filter.sort === 'code' && code.level > 1;
  const address = href(codeAddress(company, filter.list, code.code));
  return html`<tr>
${canTick && html`<td><input${box}></td>`}
<td${attributes({ class: isBelow ? `l${code.level}` : null })}><a href="${address}">${code.code}</a></td>
<td>${code.description}${changes.map(changeLine)}${view.drift?.map(driftLine)}${note(code, view)}</td>
${showsState(options) && html`<td>${statusBadge(code.status)}</td>`}
${options.showsVerdict && html`<td>${verdictCell(view.preflight)}</td>`}
<td>${view.incomeAccount}</td>
<td>${view.expenseAccount ?? muted('none')}</td>
<td>${day(code.updatedAt)}</td>
</tr>
`;
}

function headLine(options: TableOptions): Html {
  const heads: [Value, Sort | null][] = [
    ['Code', 'code'],
    ['Description', 'description'],
    ...(showsState(options) ? [['State', null] as [Value, null]] : []),
    ...(options.showsVerdict ? [['In QuickBooks', null] as [Value, null]] : []),
    ['Income account', null],
    ['Expense account', null],
    ['Changed', 'changed'],
  ];
  return html`<tr>
${options.canTick && tickHead}
${heads.map(([label, sort]) => head(label, sort, options))}
</tr>`;
}

/** The script shows its box, which only works with it. */
const tickHead = html`<th scope="col" class="tick">
${unseen('Select')}<input type="checkbox" data-page hidden aria-label="Select the codes of this page">
</th>`;

function head(label: Value, sort: Sort | null, { company, filter, href }: TableOptions): Html {
  if (sort === null) return html`<th scope="col">${label}</th>\n`;
  const isCurrent = filter.sort === sort;
  const [direction, arrow] = sort === 'changed' ? ['descending', '↓'] : ['ascending', '↑'];
  const address = href(deskAddress(company, { ...filter, sort }));
  return html`<th scope="col"${attributes({ 'aria-sort': isCurrent ? direction : null })}>
<a href="${address}">${label}</a>${isCurrent && html` ${signOf(arrow)}`}
</th>
`;
}

const NOTE_MAX = 160;

const short = (text: string) => (text.length > NOTE_MAX ? `${text.slice(0, NOTE_MAX).trimEnd()}…` : text);

/** What is in a code's way, in a line below its description; its page tells all of it. */
function note(code: CostCode, { waitingFor, problem, rejection, status }: CodeView): Html | null {
  if (problem && status === 'failed')
    return html`<p class="note bad">${signed('✕', short(problem.message))}</p>`;
  // An alarm's words stand above the table already.
  if (problem && problem.message !== code.problem?.message)
    return html`<p class="note">! Held by the alarm above</p>`;
  if (problem) return html`<p class="note">! ${short(problem.message)}</p>`;
  if (rejection && status === 'rejected')
    return html`<p class="note">⊘ ${short(rejection.reason)} (${rejection.by})</p>`;
  if (waitingFor !== null) return html`<p class="note">Waits for ${waitingFor} to be in QuickBooks first</p>`;
  return null;
}
