/** The editor of account rules. Rows come and go by buttons of the form, so that it works without a script; only saving stores. */

import { changedCompany } from '../../api/schemas.ts';
import { accountsOf } from '../../codes/accounts.ts';
import { changeSettings } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { type FieldError, notFound } from '../../http/problem.ts';
import { errorOf, errorSummary, fieldId, input } from '../fields.ts';
import { done } from '../flash.ts';
import { checked, type Form } from '../form.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { facts, plural } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import {
  contradictions,
  EMPTY_ROW,
  type RuleRow,
  readRows,
  rowErrors,
  rowsOfRules,
  rulesOf,
} from './rule-rows.ts';
import { settingsTabs } from './settings-tabs.ts';

interface Shown {
  readonly rows: readonly RuleRow[];
  readonly errors?: readonly FieldError[];
  /** What was done to the rows, without their being stored. */
  readonly notice?: Value;
  /** The row whose first field the reader goes on with. */
  readonly focus?: number;
}

export const rulePages: PageModule = ({ store, random, href }) => {
  async function show(visit: Visit, { rows, errors, notice, focus }: Shown): Promise<void> {
    const { company, csrf } = visit;
    const address = href(`/companies/${company.id}/settings/rules`);
    const wanted = visit.query('code').trim();
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Account rules',
      heading: 'Settings',
      active: 'settings',
      wide: true,
      body: html`${settingsTabs(visit, 'rules')}${errorSummary(errors)}${
        notice &&
        html`<div class="message warn" role="status"><p class="message-title"><span aria-hidden="true">!</span> ${notice}</p></div>`
      }
<div class="prose"><p>A code gets the accounts of the rule with the longest prefix that it begins with. What no rule tells comes from the company: income <strong>${company.incomeAccount}</strong>, expense <strong>${company.expenseAccount ?? 'none'}</strong>. Rules count for all that is not in QuickBooks yet, unless an approver names other accounts. An empty expense account is left to the next rule.</p></div>
<form method="post" action="${address}" novalidate>${csrf}
<button class="first-button" type="submit" name="do" value="save" tabindex="-1" aria-hidden="true">Save</button>
${
  rows.length === 0
    ? html`<p class="none">No rules yet: every code gets the company's accounts. Add one for each division that has accounts of its own, such as <code>03</code> with <code>Income:Concrete</code>.</p>`
    : html`<div class="rules" role="group" aria-label="Rules">${rows.map((row, index) => ruleRow(row, index, errors, index === focus))}</div>`
}
<div class="buttons"><button type="submit" name="do" value="add">Add a rule</button>
<button class="primary" type="submit" name="do" value="save">Save the rules</button></div>
</form>
<section aria-labelledby="try"><h2 id="try">Try a code</h2>
<form class="inline-form" method="get" action="${address}#try">
${input({ name: 'code', label: 'Code', hint: html`As it stands in the list: <code>03-300</code>. Answers by the rules that are saved.`, value: wanted, more: { autocomplete: 'off', maxlength: 255 } })}
<button type="submit">Which accounts?</button></form>
${wanted !== '' && tried(wanted, company)}
</section>`,
    });
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/settings/rules',
      right: 'companyAdmin',
      handle: (visit) => show(visit, { rows: rowsOfRules(visit.company.accountRules) }),
    },
    {
      method: 'post',
      path: '/companies/:company/settings/rules',
      right: 'companyAdmin',
      async handle(visit) {
        const { form, company, by } = visit;
        const rows = readRows(form);
        const edited = editedRows(form, rows);
        if (edited) return show(visit, edited);
        const { rules, places } = rulesOf(rows);
        const check = checked(changedCompany, { accountRules: rules });
        const errors = [...contradictions(rows), ...(check.ok ? [] : rowErrors(check.errors, places))];
        if (!check.ok || errors.length > 0) return show(visit, { rows, errors });
        const changed = await changeSettings(store, random, company.id, check.value, by);
        if (!changed) throw notFound('such company');
        await visit.redirect(
          `/companies/${company.id}/settings/rules`,
          done(
            rules.length === 0 ? 'There are no rules any more.' : `${plural(rules.length, 'rule')} saved.`,
          ),
        );
      },
    },
  ];
};

/** Null to save. */
function editedRows(form: Form, rows: readonly RuleRow[]): Shown | null {
  const what = form.text('do');
  if (what === 'add') return { rows: [...rows, EMPTY_ROW], focus: rows.length, notice: 'Not saved yet.' };
  const [, text] = /^remove\.(\d+)$/.exec(what) ?? [];
  if (text === undefined) return null;
  const at = Number(text);
  const name = rows[at]?.prefix.trim() || String(at + 1);
  return {
    rows: rows.toSpliced(at, 1),
    notice: `The rule ${name} is off the table, but not saved yet.`,
  };
}

const COLUMNS = [
  { name: 'prefix', label: 'Codes that begin with' },
  { name: 'incomeAccount', label: 'Income account' },
  { name: 'expenseAccount', label: 'Expense account' },
] as const;

function ruleRow(
  row: RuleRow,
  index: number,
  errors: readonly FieldError[] | undefined,
  hasFocus: boolean,
): Html {
  const name = `rule ${index + 1}`;
  return html`<fieldset class="rule"><legend class="visually-hidden">Rule ${index + 1}</legend><input type="hidden" name="row" value="${index}">
${COLUMNS.map((column) => {
  const field = `${column.name}.${index}`;
  const error = errorOf(errors, field);
  const id = fieldId(field);
  return html`<div class="cell ${column.name}${error === null ? '' : ' has-error'}"><label for="${id}">${column.label}</label>
<input${attributes({
    id,
    name: field,
    value: row[column.name],
    maxlength: 500,
    autocomplete: 'off',
    spellcheck: 'false',
    autofocus: hasFocus && column.name === 'prefix',
    'aria-invalid': error === null ? null : 'true',
    'aria-describedby': error === null ? null : `${id}-error`,
  })}>${error !== null && html`<p class="field-error" id="${id}-error"><span class="visually-hidden">Error: </span>${error}</p>`}</div>`;
})}
<div class="choice"><input${attributes({ type: 'checkbox', id: fieldId(`noExpense.${index}`), name: `noExpense.${index}`, value: 'true', checked: row.noExpense })}><label for="${fieldId(`noExpense.${index}`)}">No expense account</label></div>
<button class="small" type="submit" name="do" value="remove.${index}">Remove<span class="visually-hidden"> ${name}</span></button>
</fieldset>`;
}

function tried(code: string, company: Company): Html {
  const { incomeAccount, expenseAccount } = accountsOf({ code }, company);
  return html`<div class="tried" role="status">${facts([
    ['Code', html`<code>${code}</code>`],
    ['Income account', incomeAccount],
    ['Expense account', expenseAccount ?? 'none: the item has one side'],
  ])}</div>`;
}
