/** The cost code lists of a company. */

import { newList } from '../../api/schemas.ts';
import { addList } from '../../codes/company.ts';
import { CODES } from '../../codes/model.ts';
import { type FieldError, HttpProblem } from '../../http/problem.ts';
import { errorSummary, input } from '../fields.ts';
import { done } from '../flash.ts';
import { checked } from '../form.ts';
import { html } from '../html.ts';
import { badge, number, table, withQuery } from '../parts.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { deskPath } from './filter.ts';

export function listRoutes({ store, random, href }: PageContext): PageRoute[] {
  async function show(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const { company, csrf, form } = visit;
    const rows = await Promise.all(
      company.lists.map(async (list) => [
        html`<a href="${href(withQuery(deskPath(company), { list: list.quickBooks ? null : list.id }))}">${list.name}</a>`,
        number(await store.count(CODES, 'byOrder', [company.id, list.id])),
        list.quickBooks ? badge('good', '✓', 'Sent to QuickBooks') : badge('calm', '○', 'Stays here'),
      ]),
    );
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Cost code lists',
      active: 'desk',
      trail: [{ label: 'Cost codes', href: href(deskPath(company)) }],
      body: html`${errorSummary(errors)}<p>Exactly one list is the QuickBooks list, and only its codes are ever sent. Others keep codes that QuickBooks need not know.</p>
${table('Cost code lists', [{ label: 'List' }, { label: 'Codes', className: 'number' }, { label: 'QuickBooks' }], rows)}
${
  visit.may('sender') &&
  html`<form class="inline-form" method="post" action="${href(`${deskPath(company)}/lists`)}" novalidate>${csrf}
${input({ name: 'name', label: 'Name of a new list', value: form.text('name'), errors, more: { maxlength: 200, autocomplete: 'off' } })}
<button type="submit">Add the list</button></form>`
}`,
    });
  }

  return [
    { method: 'get', path: '/companies/:company/lists', right: 'viewer', handle: (visit) => show(visit) },
    {
      method: 'post',
      path: '/companies/:company/lists',
      right: 'sender',
      async handle(visit) {
        const check = checked(newList, { name: visit.form.text('name') });
        if (!check.ok) return show(visit, check.errors);
        const list = await addList(store, random, visit.company, check.value.name);
        if (!list) throw new HttpProblem('too-many-lists', 'A company has at most 200 lists.');
        await visit.redirect(
          withQuery(deskPath(visit.company), { list: list.id }),
          done(`The list "${list.name}" has been added.`),
        );
      },
    },
  ];
}
