/** How the editor of account rules looks. */
import { accountsOf, classOf } from '../../codes/accounts.ts';
import { CODE_MAX, type Company } from '../../codes/model.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { deskPath } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { code, unseen } from '../components/text.ts';
import { errorOf, errorSummary, fieldError, fieldId, hidden, input, tick } from '../forms/controls.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { type Choices, choiceLists, tooManyNote } from '../quickbooks/choices.ts';
import type { Visit } from '../visit.ts';
import { RULE_FIELDS, type RuleRow, ruleForm } from './rule-rows.ts';
import { settingsTabs } from './settings-tabs.ts';

/** What the page tells. */
export interface RulesFacts {
  readonly rows: readonly RuleRow[];
  readonly errors?: readonly FieldError[];
  /** What was done to the rows, without their being stored. */
  readonly notice?: Value;
  /** The row whose first field the reader goes on with. */
  readonly focus?: number;
}

/** The editor, and below it a code to be tried. */
export function rulesView(
  visit: Visit,
  { rows, errors, notice, focus }: RulesFacts,
  choices: Choices,
): Content {
  const { company } = visit;
  const path = `${deskPath(company)}/settings/rules`;
  const editor = html`<button class="first-button" type="submit" name="do" value="save" tabindex="-1" aria-hidden="true">Save</button>
${rows.length === 0 ? noRules : ruleRows(rows, errors, focus)}
<div class="buttons">
<button type="submit" name="do" value="add">Add a rule</button>
<button class="primary" type="submit" name="do" value="save">Save the rules</button>
</div>`;
  return {
    title: 'Account rules',
    heading: 'Settings',
    active: 'settings',
    wide: true,
    body: html`${settingsTabs(visit, 'rules')}
${errorSummary(errors)}
${notice && message('warn', notice, null, { sign: '!', live: 'status' })}
<div class="prose">${aboutRules(company)}
${tooManyNote(choices)}</div>
${postForm(visit, path, editor)}
${choiceLists(choices)}
${section('try', 'Try a code', tryPart(visit, path))}`,
  };
}

const aboutRules = ({
  incomeAccount,
  expenseAccount,
  class: itsClass,
}: Company): Html => html`<p>A code gets the accounts and the class of the rule
with the longest prefix that it begins with. What no rule tells comes from the company:
income <strong>${incomeAccount}</strong>, expense <strong>${expenseAccount ?? 'none'}</strong>,
class <strong>${itsClass ?? 'none'}</strong>.
Rules count for all that is not in QuickBooks yet, unless an approver names something else.
An empty expense account or class is left to the next rule. Names are full names in QuickBooks,
such as ${code('Income:Labor')} or ${code('Region:East')}.</p>`;

const noRules = html`<p class="none">No rules yet: every code gets the company's accounts.
Add one for each division that has accounts of its own, such as ${code('03')} with ${code('Income:Concrete')}.</p>`;

const COLUMNS = ['prefix', 'incomeAccount', 'expenseAccount'] as const;

type Errors = readonly FieldError[] | undefined;

const ruleRows = (rows: readonly RuleRow[], errors: Errors, focus: number | undefined): Html =>
  html`<div class="rules" role="group" aria-label="Rules">
${rows.map((row, index) => ruleRow(row, index, errors, index === focus))}
</div>`;

function ruleRow(row: RuleRow, index: number, errors: Errors, hasFocus: boolean): Html {
  const name = `rule ${index + 1}`;
  const noExpense = ruleForm(index).nameOf('noExpense');
  const noClass = ruleForm(index).nameOf('noClass');
  return html`<fieldset class="rule">
<legend class="visually-hidden">Rule ${index + 1}</legend>
${hidden('row', String(index))}
${COLUMNS.map((column) => cell(column, row[column], index, errors, hasFocus))}
${tick(fieldId(noExpense), noExpense, RULE_FIELDS.noExpense.label, row.noExpense)}
${cell('class', row.class, index, errors, hasFocus)}
${tick(fieldId(noClass), noClass, RULE_FIELDS.noClass.label, row.noClass)}
<button class="small" type="submit" name="do" value="remove.${index}">Remove${unseen(` ${name}`)}</button>
</fieldset>`;
}

function cell(
  name: (typeof COLUMNS)[number] | 'class',
  value: string,
  index: number,
  errors: Errors,
  hasFocus: boolean,
): Html {
  const field = ruleForm(index).nameOf(name);
  const error = errorOf(errors, field);
  const id = fieldId(field);
  const control = attributes({
    id,
    name: field,
    value,
    maxlength: 500,
    list: name === 'prefix' ? null : RULE_FIELDS[name].list,
    autocomplete: 'off',
    spellcheck: 'false',
    autofocus: hasFocus && name === 'prefix',
    'aria-invalid': error === null ? null : 'true',
    'aria-describedby': error === null ? null : `${id}-error`,
  });
  return html`<div class="cell ${name}${error === null ? '' : ' has-error'}">
<label for="${id}">${RULE_FIELDS[name].label}</label>
<input${control}>
${fieldError(error, id, true)}
</div>`;
}

function tryPart({ company, href, query }: Visit, path: string): Html {
  const wanted = query('code').trim();
  const field = input({
    name: 'code',
    label: 'Code',
    hint: html`As it stands in the list: ${code('03-300')}. Answers by the rules that are saved.`,
    value: wanted,
    more: { autocomplete: 'off', maxlength: CODE_MAX },
  });
  return html`<form class="inline-form" method="get" action="${href(path)}#try">
${field}
<button type="submit">Which accounts and class?</button>
</form>
${wanted !== '' && tried(wanted, company)}`;
}

function tried(wanted: string, company: Company): Html {
  const { incomeAccount, expenseAccount } = accountsOf({ code: wanted }, company);
  const itsClass = classOf({ code: wanted }, company);
  const all = facts([
    ['Code', code(wanted)],
    ['Income account', incomeAccount],
    ['Expense account', expenseAccount ?? 'none: the item has one side'],
    ['Class', itsClass ?? 'none'],
  ]);
  return html`<div class="tried" role="status">${all}</div>`;
}
