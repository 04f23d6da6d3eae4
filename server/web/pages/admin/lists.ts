/** The cost code lists of a company; one of them goes to QuickBooks. */
import { addList } from '../../../codes/company.ts';
import { CODE_STATUSES, CODES } from '../../../codes/model.ts';
import { type FieldError, HttpProblem } from '../../problem.ts';
import { newList } from '../../schemas.ts';
import { errorSummary, input } from '../fields.ts';
import { done } from '../flash.ts';
import { checked } from '../form.ts';
import { html } from '../html.ts';
import { badge, number, table, withQuery } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import { settingsTabs } from './settings-tabs.ts';

export const listPages: PageModule = ({ store, random, href }) => {
  async function countOf(company: string, list: string): Promise<number> {
    const counts = CODE_STATUSES.map((status) => store.count(CODES, 'byStatus', [company, list, status]));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async function show(visit: Visit, name = '', errors?: readonly FieldError[]): Promise<void> {
    const { company, csrf } = visit;
    const rows = await Promise.all(
      company.lists.map(async ({ id, name: listName, quickBooks }) => [
        html`<a href="${href(withQuery(`/companies/${company.id}`, { list: quickBooks ? null : id }))}">${listName}</a>`,
        quickBooks ? badge('good', '↑', 'Goes to QuickBooks') : badge('calm', '○', 'Never sent'),
        number(await countOf(company.id, id)),
      ]),
    );
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Lists',
      heading: 'Settings',
      wide: true,
      active: 'settings',
      body: html`${settingsTabs(visit, 'lists')}<div class="prose">${errorSummary(errors)}
<p>Only the QuickBooks list is sent for approval and to QuickBooks. Other lists keep codes for estimating and the like.</p>
${table('Cost code lists', [{ label: 'Name' }, { label: 'Use' }, { label: 'Codes', className: 'number' }], rows)}
<section aria-labelledby="add"><h2 id="add">Add a list</h2>
<form class="inline-form" method="post" action="${href(`/companies/${company.id}/settings/lists`)}" novalidate>${csrf}
${input({ name: 'name', label: 'Name of the list', hint: 'Such as "Estimating". It cannot be sent to QuickBooks.', value: name, errors, more: { maxlength: 200, autocomplete: 'off' } })}
<button type="submit">Add the list</button></form></section></div>`,
    });
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/settings/lists',
      right: 'sender',
      handle: (visit) => show(visit),
    },
    {
      method: 'post',
      path: '/companies/:company/settings/lists',
      right: 'sender',
      async handle(visit) {
        const { company, form } = visit;
        const name = form.text('name');
        const check = checked(newList, { name });
        if (!check.ok)
          return show(
            visit,
            name,
            check.errors.map(({ field, message }) => ({
              field,
              message: message === 'Must not be empty.' ? 'Enter a name for the list.' : message,
            })),
          );
        const list = await addList(store, random, company, check.value.name);
        if (!list) throw new HttpProblem(409, 'too-many-lists', 'A company has at most 200 lists.');
        await visit.redirect(
          `/companies/${company.id}/settings/lists`,
          done(`The list "${list.name}" has been added.`),
        );
      },
    },
  ];
};
