/** What an import would do, code by code. */
import type { Intake } from '../../../codes/intake/intake.ts';
import { type CostCode, keyOf } from '../../../codes/model.ts';
import type { ImportPreview } from '../../../codes/queue.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { number, plural, statusBadge, table } from '../parts.ts';

const SHOWN_ROWS = 200;

export function counts({ insert, replace, unchanged, problems, warnings }: ImportPreview): Html {
  const one = (count: number, words: string) => html`<div><dt>${words}</dt><dd>${number(count)}</dd></div>`;
  return html`<dl class="counts big">
${one(insert.length, 'would be added')}
${one(replace.length, 'would be changed')}
${one(unchanged, 'unchanged')}
${one(problems.length, problems.length === 1 ? 'row has a problem' : 'rows have problems')}
${warnings.length > 0 && one(warnings.length, warnings.length === 1 ? 'warning' : 'warnings')}</dl>`;
}

/** What else was in the file and is left out. */
export function ignoredPart({ ignored }: Intake): Value {
  const types = Object.entries(ignored ?? {});
  if (types.length === 0) return null;
  const count = types.reduce((sum, [, each]) => sum + each, 0);
  return html`<p class="message calm">${plural(count, 'item')} of other types ${count === 1 ? 'is' : 'are'} left out: ${types
    .map(([type, each]) => `${number(each)} ${type}`)
    .join(', ')}. Cost codes are service items (SERV).</p>`;
}

const rest = (count: number): Html | null =>
  count > SHOWN_ROWS ? html`<p class="muted">and ${number(count - SHOWN_ROWS)} more</p>` : null;

export function problemTable({ problems }: ImportPreview): Value {
  if (problems.length === 0) return null;
  return html`<h2><span aria-hidden="true">✕</span> Problems</h2>${table(
    'Rows with problems',
    [{ label: 'Row', className: 'number' }, { label: 'Code', className: 'nowrap' }, { label: 'Problem' }],
    problems.slice(0, SHOWN_ROWS).map(({ row, code, problem }) => [number(row), code, problem]),
  )}${rest(problems.length)}`;
}

export function warningTable({ warnings }: ImportPreview): Value {
  if (warnings.length === 0) return null;
  return html`<h2><span aria-hidden="true">!</span> Warnings</h2><p class="hint">These rows are taken all the same. Look at them before you import.</p>${table(
    'Rows with warnings',
    [{ label: 'Row', className: 'number' }, { label: 'Code', className: 'nowrap' }, { label: 'Warning' }],
    warnings.slice(0, SHOWN_ROWS).map(({ row, code, warning }) => [number(row), code, warning]),
  )}${rest(warnings.length)}`;
}

/** Accounts that the file names: only QuickBooks' own does. */
const accountsIn = (...names: readonly (string | null | undefined)[]): string =>
  names.filter((name) => name != null).join(' / ');
const accountsOf = (code: CostCode | undefined): string =>
  accountsIn(code?.incomeAccount, code?.expenseAccount);
const namesAccounts = (codes: readonly { readonly incomeAccount?: string }[]) =>
  codes.some(({ incomeAccount }) => incomeAccount !== undefined);

export function changeTable({ replace, existing }: ImportPreview): Value {
  if (replace.length === 0) return null;
  const parentOf = (code: CostCode | undefined) =>
    code && code.parent !== '' ? (existing.get(keyOf(code.parent))?.code ?? code.parent) : 'none';
  const changed = (before: string, after: string) =>
    before === after ? after : html`<del>${before}</del> <ins>${after}</ins>`;
  const hasAccounts = namesAccounts(replace);
  return html`<h2><span aria-hidden="true">±</span> Changes</h2><p class="hint">What was sent or accepted before has to be sent and accepted again.</p>${table(
    'Codes that would be changed',
    [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division' },
      ...(hasAccounts ? [{ label: 'Accounts' }] : []),
      { label: 'State until now' },
    ],
    replace.slice(0, SHOWN_ROWS).map((code) => {
      const before = existing.get(code.key);
      return [
        code.code,
        changed(before?.description ?? '', code.description),
        changed(parentOf(before), parentOf(code)),
        ...(hasAccounts ? [changed(accountsOf(before), accountsOf(code))] : []),
        before ? statusBadge(before.status) : null,
      ];
    }),
  )}${rest(replace.length)}`;
}

export function addTable({ insert, existing }: ImportPreview): Value {
  if (insert.length === 0) return null;
  const sorted = [...insert].sort((a, b) => (a.order < b.order ? -1 : 1));
  const own = new Map(insert.map((code) => [code.key, code.code]));
  const parentOf = (key: string) => (key === '' ? '' : (own.get(key) ?? existing.get(key)?.code ?? key));
  const hasAccounts = namesAccounts(insert);
  return html`<h2><span aria-hidden="true">+</span> New codes</h2>${table(
    'Codes that would be added',
    [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division', className: 'nowrap' },
      ...(hasAccounts ? [{ label: 'Accounts' }] : []),
      { label: 'Item in QuickBooks' },
    ],
    sorted
      .slice(0, SHOWN_ROWS)
      .map(({ code, description, parent, itemName, level, incomeAccount, expenseAccount }) => [
        html`<span${attributes({ class: level > 1 ? `l${level}` : null })}>${code}</span>`,
        description,
        parentOf(parent),
        ...(hasAccounts ? [accountsIn(incomeAccount, expenseAccount)] : []),
        html`<code>${itemName}</code>`,
      ]),
  )}${rest(insert.length)}`;
}
