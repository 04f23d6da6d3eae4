/** The table of codes: a tree by division, each row with what is known of its code. */

import { codeViews } from '../../api/views.ts';
import type { Company, CostCode } from '../../codes/model.ts';
import { parentsOf } from '../../codes/view.ts';
import type { Store } from '../../store/port.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { day, statusBadge } from '../parts.ts';
import { codeAddress, deskAddress, type Filter, type Sort } from './filter.ts';

type CodeView = Awaited<ReturnType<typeof codeViews>>[number];

export interface Ticked {
  readonly codes: ReadonlySet<string>;
  readonly divisions: ReadonlySet<string>;
}

export const NOTHING_TICKED: Ticked = { codes: new Set(), divisions: new Set() };

export async function codeTable(
  context: { readonly store: Store; readonly publicURL: string; readonly href: (path: string) => string },
  company: Company,
  filter: Filter,
  codes: readonly CostCode[],
  canTick: boolean,
  ticked: Ticked,
): Promise<Html> {
  const { store, publicURL, href } = context;
  const views = await codeViews(store, company, codes, publicURL);
  const parents = await parentsOf(store, codes);
  const topOf = (code: CostCode): CostCode => {
    const parent = parents.get(code.parent);
    return parent ? topOf(parent) : code;
  };
  const tops = codes.map(topOf);
  const showState = filter.tab === 'all';
  const isTree = filter.sort === 'code';
  const columns = 5 + (showState ? 1 : 0) + (canTick ? 1 : 0);
  const rows: Value[] = [];
  codes.forEach((code, index) => {
    const view = views[index];
    const top = tops[index];
    if (!view || !top) return;
    const isNew = tops[index - 1]?.key !== top.key;
    const hasBelow = code.parent !== '' || tops[index + 1]?.key === top.key;
    if (isTree && isNew && hasBelow)
      rows.push(
        html`<tr class="division"><th scope="colgroup" colspan="${columns}">${
          canTick
            ? html`<label><input${attributes({
                type: 'checkbox',
                name: 'divisions',
                value: top.code,
                checked: ticked.divisions.has(top.code),
              })}> <span><span class="visually-hidden">Select </span><span class="muted">Division</span> <b>${top.code}</b> ${top.description}</span></label>`
            : html`<span class="muted">Division</span> <b>${top.code}</b> ${top.description}`
        }</th></tr>\n`,
      );
    const tick =
      canTick &&
      html`<td><input${attributes({
        type: 'checkbox',
        name: 'code',
        value: code.code,
        'aria-label': code.code,
        checked: ticked.codes.has(code.code),
      })}></td>`;
    rows.push(
      html`<tr>${tick}<td${attributes({ class: isTree && code.level > 1 ? `l${code.level}` : null })}><a href="${href(
        codeAddress(company, filter.list, code.code),
      )}">${code.code}</a></td><td>${code.description}${note(code, view)}</td>${
        showState && html`<td>${statusBadge(code.status)}</td>`
      }<td>${view.incomeAccount}</td><td>${view.expenseAccount ?? html`<span class="muted">none</span>`}</td><td>${day(code.updatedAt)}</td></tr>\n`,
    );
  });
  const heads: [Value, Sort | null][] = [
    ['Code', 'code'],
    ['Description', 'description'],
    ...(showState ? [['State', null] as [Value, null]] : []),
    ['Income account', null],
    ['Expense account', null],
    ['Changed', 'changed'],
  ];
  return html`<div class="table codes" tabindex="0" role="region" aria-label="Cost codes"><table>
<caption class="visually-hidden">Cost codes of ${filter.list.name}</caption>
<thead><tr>${
    canTick &&
    html`<th scope="col" class="tick"><span class="visually-hidden">Select</span><input type="checkbox" data-page hidden aria-label="Select the codes of this page"></th>`
  }${heads.map(([label, sort]) => head(label, sort, company, filter, href))}</tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

function head(
  label: Value,
  sort: Sort | null,
  company: Company,
  filter: Filter,
  href: (path: string) => string,
): Html {
  if (sort === null) return html`<th scope="col">${label}</th>`;
  const isCurrent = filter.sort === sort;
  const direction = sort === 'changed' ? 'descending' : 'ascending';
  return html`<th scope="col"${attributes({ 'aria-sort': isCurrent ? direction : null })}><a href="${href(
    deskAddress(company, { ...filter, sort }),
  )}">${label}</a>${isCurrent && html` <span aria-hidden="true">${sort === 'changed' ? '↓' : '↑'}</span>`}</th>`;
}

const NOTE_MAX = 160;

const short = (text: string) => (text.length > NOTE_MAX ? `${text.slice(0, NOTE_MAX).trimEnd()}…` : text);

/** What is in a code's way, in a line below its description; its page tells all of it. */
function note(code: CostCode, { waitingFor, problem, rejection, status }: CodeView): Html | null {
  if (problem && status === 'failed')
    return html`<p class="note bad"><span aria-hidden="true">✕</span> ${short(problem.message)}</p>`;
  // An alarm's words stand above the table already.
  if (problem && problem.message !== code.problem?.message)
    return html`<p class="note">! Held by the alarm above</p>`;
  if (problem) return html`<p class="note">! ${short(problem.message)}</p>`;
  if (rejection && status === 'rejected')
    return html`<p class="note">⊘ ${short(rejection.reason)} (${rejection.by})</p>`;
  if (waitingFor !== null) return html`<p class="note">Waits for ${waitingFor} to be in QuickBooks first</p>`;
  return null;
}
