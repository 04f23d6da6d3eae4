/** A company's settings but its rules, lists and connector. */

import { changedCompany } from '../../api/schemas.ts';
import { changeSettings, type NamingProblem } from '../../codes/company.ts';
import { type FieldError, notFound } from '../../http/problem.ts';
import { errorSummary } from '../fields.ts';
import { done } from '../flash.ts';
import { checked } from '../form.ts';
import { html } from '../html.ts';
import { message, plural } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import {
  accountFields,
  fourEyesField,
  nameField,
  namingField,
  scheduleField,
  worded,
} from './company-fields.ts';
import { type CompanyFields, fieldsOfCompany, readCompanyFields, settingsOf } from './company-form.ts';
import { settingsTabs } from './settings-tabs.ts';

/** As many as `changeSettings` tells. */
const PROBLEMS_MAX = 100;

export const settingsPages: PageModule = ({ store, random, href }) => {
  async function show(
    visit: Visit,
    fields: CompanyFields,
    errors?: readonly FieldError[],
    problems: readonly NamingProblem[] = [],
  ): Promise<void> {
    const ruleCount = visit.company.accountRules.length;
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Settings',
      wide: true,
      active: 'settings',
      aside: html`<a class="button" href="${href(`/companies/${visit.company.id}/setup`)}">Setup checklist</a>`,
      body: html`${settingsTabs(visit, 'general')}<div class="prose">${errorSummary(errors)}
${problems.length > 0 && namesInTheWay(problems)}
<form method="post" action="${href(`/companies/${visit.company.id}/settings`)}" novalidate>${visit.csrf}
<h2>Company</h2>
${nameField(fields, errors)}
<h2>Accounts</h2>
<p class="hint">For codes that neither a rule nor an approver gives other ones. A change counts for all that is not in QuickBooks yet.</p>
${accountFields(fields, errors)}
<p id="rules">${ruleCount === 0 ? 'No account rules for divisions or prefixes.' : `${plural(ruleCount, 'account rule')} for divisions and prefixes.`} <a href="${href(`/companies/${visit.company.id}/settings/rules`)}">${ruleCount === 0 ? 'Add one' : 'Change them'}</a></p>
<h2>Items</h2>
${namingField(fields, errors, 'A change renames unsynced codes and those that are ready to export only; what was accepted or is in QuickBooks keeps its name.')}
<h2>Work</h2>
${scheduleField(fields, errors, 'The Web Connector takes over a change with its next call.')}
${fourEyesField(fields, errors)}
<div class="buttons"><button class="primary" type="submit">Save the settings</button></div>
</form>
<section aria-labelledby="lists"><h2 id="lists">Cost code lists</h2>
<p>${visit.company.lists.length === 1 ? 'The QuickBooks list is the only one.' : `${plural(visit.company.lists.length, 'list')}, of which one goes to QuickBooks.`} <a href="${href(`/companies/${visit.company.id}/lists`)}">${visit.company.lists.length === 1 ? 'Add a list' : 'Lists'}</a></p></section></div>`,
    });
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/settings',
      right: 'companyAdmin',
      handle: (visit) => show(visit, fieldsOfCompany(visit.company)),
    },
    {
      method: 'post',
      path: '/companies/:company/settings',
      right: 'companyAdmin',
      async handle(visit) {
        const { form, company, by } = visit;
        const fields = readCompanyFields(form);
        const { itemNaming, ...rest } = settingsOf(fields);
        // The same naming again would check every code for nothing.
        const check = checked(
          changedCompany,
          itemNaming === company.itemNaming ? rest : { ...rest, itemNaming },
        );
        if (!check.ok) return show(visit, fields, worded(check.errors));
        const changed = await changeSettings(store, random, company.id, check.value, by);
        if (!changed) throw notFound('such company');
        if ('problems' in changed) {
          const { problems } = changed;
          const count =
            problems.length < PROBLEMS_MAX
              ? plural(problems.length, 'code')
              : `At least ${plural(PROBLEMS_MAX, 'code')}`;
          return show(
            visit,
            fields,
            [
              {
                field: 'itemNaming',
                message: `${count} cannot be named like this, so nothing was changed. Choose another naming, or change the codes first.`,
              },
            ],
            problems,
          );
        }
        await visit.redirect(`/companies/${company.id}/settings`, done('The settings have been saved.'));
      },
    },
  ];
};

const namesInTheWay = (problems: readonly NamingProblem[]) =>
  message(
    'warn',
    'What is in the way',
    html`<ul>${problems.map(({ code, problem }) => html`<li><code>${code}</code>: ${problem}</li>`)}</ul>`,
  );
