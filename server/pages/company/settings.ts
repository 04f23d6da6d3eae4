/** A company's settings but its rules, lists and connector. */

import { changeSettings, NAMING_PROBLEMS_MAX, type NamingProblem } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { changedCompany } from '../../doors/schemas.ts';
import { type Html, html } from '../../html.ts';
import { notFound } from '../../http/problem.ts';
import { deskPath } from '../addresses.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { buttonLink, code, plural } from '../components/text.ts';
import { done } from '../flash.ts';
import { errorSummary } from '../forms/controls.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { type Choices, choiceLists, choicesOf, tooManyNote } from '../quickbooks/choices.ts';
import type { PageModule, Visit } from '../visit.ts';
import {
  type CompanyFilled,
  companyForm,
  MINUTES_CHANGED,
  NAMING_CHANGED,
  settingsOf,
  valuesOfCompany,
} from './company-form.ts';
import { settingsTabs } from './settings-tabs.ts';

/** The settings, and what their form posts to. */
export const settingsPages: PageModule = (context) => {
  const { store, random } = context;

  async function show(visit: Visit, filled: CompanyFilled, problems: readonly NamingProblem[] = []) {
    const choices = await choicesOf(context, visit.company);
    await visit.render({
      status: filled.errors ? 422 : 200,
      ...settingsView(visit, filled, problems, choices),
    });
  }

  async function save(visit: Visit): Promise<void> {
    const { form, company, by } = visit;
    const values = companyForm.read(form);
    const { itemNaming, ...rest } = settingsOf(values);
    // The same naming again would check every code for nothing.
    const wanted = itemNaming === company.itemNaming ? rest : { ...rest, itemNaming };
    const check = companyForm.check(changedCompany, wanted);
    if (!check.ok) return show(visit, { values, errors: check.errors });
    const changed = await changeSettings(store, random, company.id, check.value, by);
    if (!changed) throw notFound('such company');
    if ('problems' in changed) {
      const error = companyForm.error('itemNaming', notNamed(changed.problems.length));
      return show(visit, { values, errors: [error] }, changed.problems);
    }
    await visit.redirect(`${deskPath(company)}/settings`, done('The settings have been saved.'));
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/settings',
      right: 'companyAdmin',
      handle: (visit) => show(visit, { values: valuesOfCompany(visit.company) }),
    },
    { method: 'post', path: '/companies/:company/settings', right: 'companyAdmin', handle: save },
  ];
};

function notNamed(problems: number): string {
  const codes =
    problems < NAMING_PROBLEMS_MAX
      ? plural(problems, 'code')
      : `At least ${plural(NAMING_PROBLEMS_MAX, 'code')}`;
  return `${codes} cannot be named like this, so nothing was changed. Choose another naming, or change the codes first.`;
}

const ACCOUNTS_HINT = html`<p class="hint">These and the class are for codes that neither a rule nor an approver gives other ones.
A change counts for all that is not in QuickBooks yet.</p>`;

function settingsView(
  visit: Visit,
  filled: CompanyFilled,
  problems: readonly NamingProblem[],
  choices: Choices,
): Content {
  const { company, href } = visit;
  const at = deskPath(company);
  const fields = html`<h2>Company</h2>
${companyForm.draw('name', filled)}
<h2>Accounts</h2>
${ACCOUNTS_HINT}
${tooManyNote(choices)}
${companyForm.draw('incomeAccount', filled)}
${companyForm.draw('expenseAccount', filled)}
${rulesLine(company, href(`${at}/settings/rules`))}
<h2>Items</h2>
${companyForm.draw('class', filled)}
${companyForm.draw('itemNaming', filled, { hint: NAMING_CHANGED })}
<h2>Work</h2>
${companyForm.draw('runEveryMinutes', filled, { hint: MINUTES_CHANGED })}
${companyForm.draw('fourEyes', filled)}
<div class="buttons">${submit('Save the settings')}</div>`;
  return {
    title: 'Settings',
    wide: true,
    active: 'settings',
    aside: buttonLink(href(`${at}/setup`), 'Setup checklist'),
    body: html`${settingsTabs(visit, 'general')}
<div class="prose">
${errorSummary(filled.errors)}
${problems.length > 0 && namesInTheWay(problems)}
${postForm(visit, `${at}/settings`, fields)}
${choiceLists(choices)}
${section('lists', 'Cost code lists', listsLine(company, href(`${at}/lists`)))}
</div>`,
  };
}

function rulesLine({ accountRules: { length } }: Company, address: string): Html {
  const words =
    length === 0
      ? 'No account rules for divisions or prefixes.'
      : `${plural(length, 'account rule')} for divisions and prefixes.`;
  return html`<p id="rules">${words} <a href="${address}">${length === 0 ? 'Add one' : 'Change them'}</a></p>`;
}

function listsLine({ lists: { length } }: Company, address: string): Html {
  const words =
    length === 1
      ? 'The QuickBooks list is the only one.'
      : `${plural(length, 'list')}, of which one goes to QuickBooks.`;
  return html`<p>${words} <a href="${address}">${length === 1 ? 'Add a list' : 'Lists'}</a></p>`;
}

function namesInTheWay(problems: readonly NamingProblem[]): Html {
  const lines = problems.map(({ code: name, problem }) => html`<li>${code(name)}: ${problem}</li>\n`);
  return message('warn', 'What is in the way', html`<ul>\n${lines}</ul>`);
}
