/** The editor of account rules. Rows come and go by buttons of the form, so that it works without a script; only saving stores. */

import { changeSettings } from '../../codes/company.ts';
import { changedCompany } from '../../doors/schemas.ts';
import { notFound } from '../../http/problem.ts';
import { deskPath } from '../addresses.ts';
import { plural } from '../components/text.ts';
import { done } from '../flash.ts';
import { check } from '../forms/check.ts';
import type { Form } from '../forms/form.ts';
import { choicesOf } from '../quickbooks/choices.ts';
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
import { type RulesFacts, rulesView } from './rules-view.ts';

const PATH = '/companies/:company/settings/rules';

/** The rules, and what their form posts to. */
export const rulePages: PageModule = (context) => {
  const { store, random } = context;

  async function show(visit: Visit, facts: RulesFacts): Promise<void> {
    const choices = await choicesOf(context, visit.company);
    await visit.render({ status: facts.errors ? 422 : 200, ...rulesView(visit, facts, choices) });
  }

  async function save(visit: Visit): Promise<void> {
    const { form, company, by } = visit;
    const rows = readRows(form);
    const edited = editedRows(form, rows);
    if (edited) return show(visit, edited);
    const { rules, places } = rulesOf(rows);
    const checked = check(changedCompany, { accountRules: rules });
    const errors = [...contradictions(rows), ...(checked.ok ? [] : rowErrors(checked.errors, places))];
    if (!checked.ok || errors.length > 0) return show(visit, { rows, errors });
    const changed = await changeSettings(store, random, company.id, checked.value, by);
    if (!changed) throw notFound('such company');
    const { length } = rules;
    const words = length === 0 ? 'There are no rules any more.' : `${plural(length, 'rule')} saved.`;
    await visit.redirect(`${deskPath(company)}/settings/rules`, done(words));
  }

  return [
    {
      method: 'get',
      path: PATH,
      right: 'companyAdmin',
      handle: (visit) => show(visit, { rows: rowsOfRules(visit.company.accountRules) }),
    },
    { method: 'post', path: PATH, right: 'companyAdmin', handle: save },
  ];
};

/** Null to save. */
function editedRows(form: Form, rows: readonly RuleRow[]): RulesFacts | null {
  const what = form.text('do');
  if (what === 'add') return { rows: [...rows, EMPTY_ROW], focus: rows.length, notice: 'Not saved yet.' };
  const [, text] = /^remove\.(\d+)$/.exec(what) ?? [];
  if (text === undefined) return null;
  const at = Number(text);
  const name = rows[at]?.prefix.trim() || String(at + 1);
  return {
    rows: rows.toSpliced(at, 1),
    notice: `The rule ${name} has been removed here, but this is not saved yet.`,
  };
}
