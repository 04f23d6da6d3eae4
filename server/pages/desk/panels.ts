/** What can be done to codes: by state and right, each with what it needs to be told. */
import type { CodeStatus, Company } from '../../codes/model.ts';
import type { FieldError } from '../../http/problem.ts';
import type { CompanyRight } from '../../identity/rights.ts';
import { input, radios, textarea } from '../fields.ts';
import type { Form } from '../form.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { deskPath, type Tab } from './filter.ts';

export const VERBS = ['accept', 'reject', 'send', 'retry', 'accounts', 'recall'] as const;
export type Verb = (typeof VERBS)[number];

interface VerbFacts {
  readonly right: CompanyRight;
  readonly from: readonly CodeStatus[];
  /** As the button says it; in brackets of what. */
  readonly label: string;
  readonly key?: string;
}

export const VERB_FACTS: Readonly<Record<Verb, VerbFacts>> = {
  send: { right: 'sender', from: ['unsynced', 'rejected'], label: 'Send' },
  accept: { right: 'approver', from: ['pending'], label: 'Accept', key: 'a' },
  accounts: { right: 'approver', from: ['accepted'], label: 'Change accounts' },
  reject: { right: 'approver', from: ['pending'], label: 'Reject', key: 'r' },
  retry: { right: 'approver', from: ['failed', 'accepted'], label: 'Retry' },
  recall: { right: 'sender', from: ['pending', 'accepted', 'rejected', 'failed'], label: 'Recall' },
};

export function verbsFor(tab: Tab, may: (right: CompanyRight) => boolean): Verb[] {
  return VERBS.filter((verb) => {
    const { right, from } = VERB_FACTS[verb];
    return may(right) && (tab === 'all' || from.includes(tab));
  });
}

export interface PanelFacts {
  readonly company: Company;
  readonly href: (path: string) => string;
  /** The words after the verb: "selected codes", "this code". */
  readonly what: string;
  readonly mayAdmin: boolean;
  /** What was posted and refused: the panel is open, with its words. */
  readonly again?:
    | { readonly verb: Verb; readonly form: Form; readonly errors: readonly FieldError[] }
    | undefined;
}

/** A plain button, or a panel that opens with what has to be told. Names are unique by the verb in front. */
export function panelOf(verb: Verb, facts: PanelFacts): Html {
  const { company, href, what, again } = facts;
  const { label, key } = VERB_FACTS[verb];
  const action = href(`${deskPath(company)}/${verb}`);
  const button = (words: string, kind: string | null) =>
    html`<button type="submit"${attributes({ class: kind, formaction: action })}>${words}</button>`;
  if (verb === 'send' || verb === 'recall') return button(label, null);
  const mine = again?.verb === verb ? again : undefined;
  const value = (name: string) => mine?.form.text(`${verb}.${name}`);
  return html`<details class="action"${attributes({ open: mine !== undefined, 'data-key': key })}><summary class="button${verb === 'accept' ? ' primary' : ''}">${label}…</summary>
<div class="panel">${content(verb, facts, value, mine?.errors)}
${button(`${label} ${what}`, verb === 'reject' ? 'danger' : 'primary')}</div></details>`;
}

function content(
  verb: Verb,
  { company, href, mayAdmin }: PanelFacts,
  value: (name: string) => string | undefined,
  errors: readonly FieldError[] | undefined,
): Value {
  const account = (
    name: 'incomeAccount' | 'expenseAccount',
    label: string,
    hint: Value,
    given: string,
    optional: boolean,
  ) =>
    input({
      name: `${verb}.${name}`,
      label,
      hint,
      value: value(name) ?? given,
      errors,
      optional,
      list: 'accounts',
      more: { autocomplete: 'off', required: false },
    });
  switch (verb) {
    case 'accept':
      return html`${radios({
        name: 'accept.how',
        label: 'Accounts',
        value: value('how') ?? 'rules',
        errors,
        choices: [
          { value: 'rules', label: "By the company's rules", hint: rulesHint(company, href, mayAdmin) },
          { value: 'these', label: 'These accounts' },
        ],
      })}<div class="choice-details">
${account('incomeAccount', 'Income account', 'Its full name in QuickBooks, such as Income:Labor.', company.incomeAccount, false)}
${account('expenseAccount', 'Expense account', 'Left empty: no expense account.', company.expenseAccount ?? '', true)}
</div>${noExpenseWarning(company)}`;
    case 'accounts':
    case 'retry':
      return html`${account('incomeAccount', 'Income account', verb === 'retry' ? 'Left empty, the code keeps what it has.' : 'Left empty, it stays as it is.', '', true)}
${account('expenseAccount', 'Expense account', 'Left empty, it stays as it is.', '', true)}
<div class="choice"><input${attributes({
        type: 'checkbox',
        id: `${verb}-none`,
        name: `${verb}.noExpense`,
        value: 'true',
        checked: value('noExpense') === 'true',
      })}><label for="${verb}-none">No expense account</label></div>`;
    case 'reject':
      return textarea({
        name: 'reject.reason',
        label: 'Reason',
        hint: 'The sender sees it beside each code.',
        value: value('reason'),
        errors,
        rows: 2,
        more: { maxlength: 2_000, required: false },
      });
    case 'send':
    case 'recall':
      return null;
  }
}

function rulesHint(company: Company, href: (path: string) => string, mayAdmin: boolean): Html {
  const { incomeAccount, expenseAccount, accountRules } = company;
  const rules =
    accountRules.length === 0
      ? ''
      : ` ${accountRules.length} ${accountRules.length === 1 ? 'rule' : 'rules'} by prefix first; else: `;
  return html`${rules}income ${incomeAccount}, ${expenseAccount === null ? 'no expense account' : `expense ${expenseAccount}`}.${
    mayAdmin &&
    html` <a href="${href(`${deskPath(company)}/settings/rules`)}">Set accounts for a division or prefix</a>`
  }`;
}

function noExpenseWarning(company: Company): Html {
  const isUsual =
    company.expenseAccount === null && company.accountRules.every((rule) => !rule.expenseAccount);
  return html`<p class="note warn"><span aria-hidden="true">!</span> <strong>Without an expense account</strong> the costs of a code post to its income account, and an expense account cannot be added later from here.${
    isUsual && ' This company names none, so this is so for every code unless you name one here.'
  }</p>`;
}
