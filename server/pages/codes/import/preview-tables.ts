/** What an import would do, code by code. */
import type { Shown, ShownTexts } from '../../../codes/importing/shown.ts';
import type { Counts } from '../../../codes/importing/steps.ts';
import type { Intake } from '../../../codes/intake/intake.ts';
import { number, plural, statusBadge, table } from '../../components/parts.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';

export function counts({ insert, replace, unchanged, problems, warnings }: Counts): Html {
  const one = (count: number, words: string) => html`<div><dt>${words}</dt><dd>${number(count)}</dd></div>`;
  return html`<dl class="counts big">
${one(insert, 'would be added')}
${one(replace, 'would be changed')}
${one(unchanged, 'unchanged')}
${one(problems, problems === 1 ? 'row has a problem' : 'rows have problems')}
${warnings > 0 && one(warnings, warnings === 1 ? 'warning' : 'warnings')}</dl>`;
}

/** What else was in the file and is left out. */
export function ignoredPart({ ignored }: Pick<Intake, 'ignored'>): Value {
  const types = Object.entries(ignored ?? {});
  if (types.length === 0) return null;
  const count = types.reduce((sum, [, each]) => sum + each, 0);
  return html`<p class="message calm">${plural(count, 'item')} of other types ${count === 1 ? 'is' : 'are'} left out: ${types
    .map(([type, each]) => `${number(each)} ${type}`)
    .join(', ')}. Cost codes are service items (SERV).</p>`;
}

const rest = (count: number, shown: readonly unknown[]): Html | null =>
  count > shown.length ? html`<p class="muted">and ${number(count - shown.length)} more</p>` : null;

export function problemTable({ problems }: Shown, count: number): Value {
  if (problems.length === 0) return null;
  return html`<h2><span aria-hidden="true">✕</span> Problems</h2>${table(
    'Rows with problems',
    [{ label: 'Row', className: 'number' }, { label: 'Code', className: 'nowrap' }, { label: 'Problem' }],
    problems.map(({ row, code, problem }) => [number(row), code, problem]),
  )}${rest(count, problems)}`;
}

export function warningTable({ warnings }: Shown, count: number): Value {
  if (warnings.length === 0) return null;
  return html`<h2><span aria-hidden="true">!</span> Warnings</h2><p class="hint">These rows are taken all the same. Look at them before you import.</p>${table(
    'Rows with warnings',
    [{ label: 'Row', className: 'number' }, { label: 'Code', className: 'nowrap' }, { label: 'Warning' }],
    warnings.map(({ row, code, warning }) => [number(row), code, warning]),
  )}${rest(count, warnings)}`;
}

/** Accounts that the file names: only QuickBooks' own does. */
const accountsIn = ({ incomeAccount, expenseAccount }: ShownTexts): string =>
  [incomeAccount, expenseAccount].filter((name) => name != null).join(' / ');

export function changeTable({ changes, changesNameAccounts }: Shown, count: number): Value {
  if (changes.length === 0) return null;
  const parentIn = ({ parent }: ShownTexts) => (parent === '' ? 'none' : parent);
  const changed = (before: string, after: string) =>
    before === after ? after : html`<del>${before}</del> <ins>${after}</ins>`;
  return html`<h2><span aria-hidden="true">±</span> Changes</h2><p class="hint">What was sent or accepted before has to be sent and accepted again.</p>${table(
    'Codes that would be changed',
    [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division' },
      ...(changesNameAccounts ? [{ label: 'Accounts' }] : []),
      { label: 'State until now' },
    ],
    changes.map(({ code, before, after }) => [
      code,
      changed(before.description, after.description),
      changed(parentIn(before), parentIn(after)),
      ...(changesNameAccounts ? [changed(accountsIn(before), accountsIn(after))] : []),
      statusBadge(before.status),
    ]),
  )}${rest(count, changes)}`;
}

export function addTable({ additions, additionsNameAccounts }: Shown, count: number): Value {
  if (additions.length === 0) return null;
  return html`<h2><span aria-hidden="true">+</span> New codes</h2>${table(
    'Codes that would be added',
    [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division', className: 'nowrap' },
      ...(additionsNameAccounts ? [{ label: 'Accounts' }] : []),
      { label: 'Item in QuickBooks' },
    ],
    additions.map((addition) => [
      html`<span${attributes({ class: addition.level > 1 ? `l${addition.level}` : null })}>${addition.code}</span>`,
      addition.description,
      addition.parent,
      ...(additionsNameAccounts ? [accountsIn(addition)] : []),
      html`<code>${addition.itemName}</code>`,
    ]),
  )}${rest(count, additions)}`;
}
