/** What can be done to codes: by state and right, each with what it needs to be told. */
import type { CodeStatus, Company, CostCode } from '../../codes/model.ts';
import { LEADS_FROM } from '../../codes/transitions.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { type CompanyRight, VERB_RIGHTS } from '../../identity/rights.ts';
import { deskPath } from '../addresses.ts';
import { plural, signOf } from '../components/text.ts';
import { tick } from '../forms/controls.ts';
import type { Form } from '../forms/form.ts';
import { type Choices, tooManyNote } from '../quickbooks/choices.ts';
import type { Tab } from './filter.ts';
import { acceptForm, OTHER_FORMS, rejectForm, VERBS, type Verb } from './verb-forms.ts';

interface VerbFacts {
  readonly right: CompanyRight;
  readonly from: readonly CodeStatus[];
  /** As the button says it; in brackets of what. */
  readonly label: string;
  readonly key?: string;
}

/** Who may do it to codes in which states; an accepted code can be held by an alarm, which a retry lifts. `key`: of the keyboard. */
export const VERB_FACTS: Readonly<Record<Verb, VerbFacts>> = {
  send: { right: VERB_RIGHTS.send, from: LEADS_FROM.send, label: 'Send' },
  accept: { right: VERB_RIGHTS.accept, from: LEADS_FROM.accept, label: 'Accept', key: 'a' },
  accounts: { right: VERB_RIGHTS.accept, from: ['accepted'], label: 'Change accounts or class' },
  reject: { right: VERB_RIGHTS.reject, from: LEADS_FROM.reject, label: 'Reject', key: 'r' },
  retry: { right: VERB_RIGHTS.retry, from: [...LEADS_FROM.retry, 'accepted'], label: 'Retry' },
  recall: { right: VERB_RIGHTS.recall, from: LEADS_FROM.recall, label: 'Recall' },
  discard: { right: VERB_RIGHTS.discard, from: LEADS_FROM.discard, label: 'Discard the change' },
  follow: { right: VERB_RIGHTS.follow, from: LEADS_FROM.follow, label: 'Follow QuickBooks' },
  restore: { right: VERB_RIGHTS.restore, from: LEADS_FROM.restore, label: 'Restore' },
};

/** What is done about what QuickBooks has otherwise. */
const OF_DRIFT: readonly Verb[] = ['follow', 'restore'];

/** What a person may do to the codes of a tab. `hasChanges`: of codes in QuickBooks, on the page. */
export function verbsFor(tab: Tab, may: (right: CompanyRight) => boolean, hasChanges: boolean): Verb[] {
  return VERBS.filter((verb) => {
    const { right, from } = VERB_FACTS[verb];
    if (!may(right)) return false;
    if (tab === 'drift' || OF_DRIFT.includes(verb)) return tab === 'drift' && OF_DRIFT.includes(verb);
    if (verb === 'discard' && !hasChanges) return false;
    return tab === 'all' || from.includes(tab);
  });
}

/** What a person may do to one code. */
export const verbsForCode = (
  { status, drift }: CostCode,
  isChanged: boolean,
  may: (right: CompanyRight) => boolean,
): Verb[] =>
  VERBS.filter((verb) => {
    const { right, from } = VERB_FACTS[verb];
    const isMeant = OF_DRIFT.includes(verb) ? drift !== null : verb !== 'discard' || isChanged;
    return may(right) && isMeant && from.includes(status);
  });

/** What was posted and cannot be done as it is. */
export interface Again {
  readonly verb: Verb;
  readonly form: Form;
  readonly errors: readonly FieldError[];
}

/** Around the panels. */
export interface PanelFacts {
  readonly company: Company;
  readonly href: (path: string) => string;
  /** The words after the verb: "selected codes", "this code". */
  readonly what: string;
  readonly mayAdmin: boolean;
  readonly choices: Choices;
  /** What was posted and refused: the panel is open, with its words. */
  readonly again?: Again | undefined;
}

const PLAIN = ['send', 'recall', 'discard', 'follow', 'restore'] as const;
type Plain = (typeof PLAIN)[number];
const isPlain = (verb: Verb): verb is Plain => (PLAIN as readonly Verb[]).includes(verb);

/** A plain button, or a panel that opens with what has to be told. */
export function panelOf(verb: Verb, facts: PanelFacts): Html {
  const { company, href, what, again } = facts;
  const { label, key } = VERB_FACTS[verb];
  const action = href(`${deskPath(company)}/${verb}`);
  const button = (words: string, kind: string | null) =>
    html`<button${attributes({ type: 'submit', class: kind, formaction: action })}>${words}</button>`;
  if (isPlain(verb)) return button(label, null);
  const mine = again?.verb === verb ? again : undefined;
  const kind = verb === 'accept' ? 'button primary' : 'button';
  return html`<details class="action"${attributes({ open: mine !== undefined, 'data-key': key })}>
<summary class="${kind}">${label}…</summary>
<div class="panel">
${panelFields(verb, facts, mine)}
${button(`${label} ${what}`, verb === 'reject' ? 'danger' : 'primary')}
</div>
</details>`;
}

function panelFields(verb: Exclude<Verb, Plain>, facts: PanelFacts, mine: Again | undefined): Value {
  switch (verb) {
    case 'accept':
      return acceptFields(facts, mine);
    case 'accounts':
    case 'retry':
      return otherFields(verb, facts, mine);
    case 'reject':
      return rejectForm.draw('reason', {
        values: mine ? rejectForm.read(mine.form) : {},
        errors: mine?.errors,
      });
  }
}

/** As posted; at first the accounts of the company, to be changed. */
function acceptFields(facts: PanelFacts, mine: Again | undefined): Html {
  const { company } = facts;
  const { incomeAccount, expenseAccount } = company;
  const values = mine
    ? acceptForm.read(mine.form)
    : {
        how: 'rules',
        incomeAccount,
        expenseAccount: expenseAccount ?? '',
        class: '',
        noClass: false,
        reactivates: false,
      };
  const filled = { values, errors: mine?.errors };
  const choices = [
    { value: 'rules', label: "By the company's rules", hint: rulesHint(facts) },
    { value: 'these', label: 'These accounts' },
  ];
  return html`${acceptForm.draw('how', filled, { choices })}
<div class="choice-details">
${acceptForm.draw('incomeAccount', filled)}
${acceptForm.draw('expenseAccount', filled)}
</div>
${noExpenseWarning(company)}
${acceptForm.draw('class', filled)}
${tick('accept-no-class', acceptForm.nameOf('noClass'), 'No class', values.noClass)}
${tick('accept-reactivates', acceptForm.nameOf('reactivates'), REACTIVATES, values.reactivates)}
${tooManyNote(facts.choices)}`;
}

const REACTIVATES = 'Make an inactive item that holds the name active again';

const LEFT_EMPTY = { incomeAccount: '', expenseAccount: '', noExpense: false, class: '', noClass: false };

function otherFields(verb: 'accounts' | 'retry', { choices }: PanelFacts, mine: Again | undefined): Html {
  const form = OTHER_FORMS[verb];
  const values = mine ? form.read(mine.form) : LEFT_EMPTY;
  const filled = { values, errors: mine?.errors };
  return html`${form.draw('incomeAccount', filled)}
${form.draw('expenseAccount', filled)}
${tick(`${verb}-none`, form.nameOf('noExpense'), 'No expense account', values.noExpense)}
${form.draw('class', filled)}
${tick(`${verb}-no-class`, form.nameOf('noClass'), 'No class', values.noClass)}
${tooManyNote(choices)}`;
}

function rulesHint({ company, href, mayAdmin }: PanelFacts): Html {
  const { incomeAccount, expenseAccount, class: itsClass = null, accountRules } = company;
  const rules = accountRules.length > 0 && `${plural(accountRules.length, 'rule')} by prefix first; else: `;
  const expense = expenseAccount === null ? 'no expense account' : `expense ${expenseAccount}`;
  const named = itsClass === null ? '' : `, class ${itsClass}`;
  const address = href(`${deskPath(company)}/settings/rules`);
  const change = html` <a href="${address}">Set accounts for a division or prefix</a>`;
  return html`${rules}income ${incomeAccount}, ${expense}${named}.${mayAdmin && change}`;
}

const USUAL = ' This company names none, so this is so for every code unless you name one here.';

function noExpenseWarning({ expenseAccount, accountRules }: Company): Html {
  const isUsual = expenseAccount === null && accountRules.every((rule) => !rule.expenseAccount);
  return html`<p class="note warn">${signOf('!')} <strong>Without an expense account</strong>
the costs of a code post to its income account, and QuickBooks may refuse to add an expense account later.${isUsual && USUAL}</p>`;
}
