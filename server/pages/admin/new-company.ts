/** Making a company. Its connector's password is shown in the answer, this once, above what comes next. */

import { newCompany } from '../../api/schemas.ts';
import { createCompany } from '../../codes/company.ts';
import type { FieldError } from '../../http/problem.ts';
import { errorSummary } from '../fields.ts';
import { notDone } from '../flash.ts';
import { checked } from '../form.ts';
import { html } from '../html.ts';
import type { PageModule, Visit } from '../visit.ts';
import {
  accountFields,
  fourEyesField,
  nameField,
  namingField,
  scheduleField,
  worded,
} from './company-fields.ts';
import { type CompanyFields, NEW_COMPANY, readCompanyFields, settingsOf } from './company-form.ts';
import { passwordFacts, shownOnce } from './connector-parts.ts';
import { claimForm, keyField } from './once.ts';
import { setupContent } from './setup-content.ts';

export const newCompanyPages: PageModule = (context) => {
  const { store, random, href } = context;

  const show = (visit: Visit, fields: CompanyFields, errors?: readonly FieldError[]) =>
    visit.render({
      status: errors ? 422 : 200,
      title: 'New company',
      active: 'new-company',
      trail: [{ label: 'Companies', href: href('/') }],
      body: html`${errorSummary(errors)}
<p>A company is one QuickBooks company file with its own connector, codes and rules. Everything here can be changed later.</p>
<form method="post" action="${href('/companies/new')}" novalidate>${visit.csrf}${keyField(random)}
${nameField(fields, errors)}
<h2>Accounts</h2>
${accountFields(fields, errors)}
<h2>Items</h2>
${namingField(fields, errors)}
<h2>Work</h2>
${scheduleField(fields, errors)}
${fourEyesField(fields, errors)}
<div class="buttons"><button class="primary" type="submit">Make the company</button> <a href="${href('/')}">Cancel</a></div>
</form>`,
    });

  return [
    { method: 'get', path: '/companies/new', right: 'admin', handle: (visit) => show(visit, NEW_COMPANY) },
    {
      method: 'post',
      path: '/companies/new',
      right: 'admin',
      async handle(visit) {
        const fields = readCompanyFields(visit.form);
        const check = checked(newCompany, settingsOf(fields));
        if (!check.ok) return show(visit, fields, worded(check.errors));
        if (!(await claimForm(store, visit)))
          return visit.redirect(
            '/',
            notDone(
              'This form had been sent before, so no second company was made. Its password was shown once; you can make a new one under Connector.',
            ),
          );
        const { company, connector } = await createCompany(store, random, check.value);
        const setup = await setupContent(context, company);
        await visit.render({
          ...setup,
          company,
          heading: html`${company.name} has been made`,
          body: html`${shownOnce(
            'Write the connector’s password down now: it is shown this once.',
            html`<p>It is for step 2 below, and opens nothing but the connector.</p>${passwordFacts(connector)}`,
          )}
${setup.body}`,
        });
      },
    },
  ];
};
