/** Making a company. Its connector's password is shown in the answer, this once, above what comes next. */

import { createCompany } from '../../codes/company.ts';
import { newCompany } from '../../doors/schemas.ts';
import { html } from '../../html.ts';
import { shownOnce } from '../components/secret.ts';
import { notDone } from '../flash.ts';
import { errorSummary } from '../forms/controls.ts';
import { claimForm, keyField } from '../forms/once.ts';
import { postForm, submit } from '../forms/post.ts';
import { choiceLists, NO_CHOICES } from '../quickbooks/choices.ts';
import type { PageModule, Visit } from '../visit.ts';
import { type CompanyFilled, companyForm, NEW_COMPANY, settingsOf } from './company-form.ts';
import { passwordFacts } from './connector-steps.ts';
import { setupContent } from './setup-content.ts';

const SENT_BEFORE =
  'This form was sent before, so no second company was made. ' +
  'Its password was shown once; you can make a new one under Connector.';

/** The form for a new company, and the page that answers it. */
export const newCompanyPages: PageModule = (context) => {
  const { store, random, href } = context;

  const show = (visit: Visit, filled: CompanyFilled) =>
    visit.render({
      status: filled.errors ? 422 : 200,
      title: 'New company',
      active: 'new-company',
      trail: [{ label: 'Companies', href: href('/') }],
      body: html`${errorSummary(filled.errors)}
<p>A company is one QuickBooks company file with its own connector, codes and rules.
Everything here can be changed later.</p>
${postForm(visit, '/companies/new', fields(filled))}
${choiceLists(NO_CHOICES)}`,
    });

  const fields = (filled: CompanyFilled) => html`${keyField(random)}
${companyForm.draw('name', filled)}
<h2>Accounts</h2>
${companyForm.draw('incomeAccount', filled)}
${companyForm.draw('expenseAccount', filled)}
<h2>Items</h2>
${companyForm.draw('class', filled)}
${companyForm.draw('itemNaming', filled)}
<h2>Work</h2>
${companyForm.draw('runEveryMinutes', filled)}
${companyForm.draw('fourEyes', filled)}
<div class="buttons">
${submit('Make the company')}
<a href="${href('/')}">Cancel</a>
</div>`;

  async function make(visit: Visit): Promise<void> {
    const values = companyForm.read(visit.form);
    const check = companyForm.check(newCompany, settingsOf(values));
    if (!check.ok) return show(visit, { values, errors: check.errors });
    if (!(await claimForm(store, visit))) return visit.redirect('/', notDone(SENT_BEFORE));
    const { company, connector } = await createCompany(store, random, check.value);
    const setup = await setupContent(context, company, visit);
    const secret = shownOnce(
      'Write the connector’s password down now: it is shown this once.',
      html`<p>It is for step 2 below, and opens nothing but the connector.</p>
${passwordFacts(connector)}`,
    );
    const body = html`${secret}
${setup.body}`;
    await visit.render({ ...setup, company, heading: html`${company.name} has been made`, body });
  }

  return [
    {
      method: 'get',
      path: '/companies/new',
      right: 'admin',
      handle: (visit) => show(visit, { values: NEW_COMPANY }),
    },
    { method: 'post', path: '/companies/new', right: 'admin', handle: make },
  ];
};
