/** The cost code lists of a company. */

import { addList, LISTS_MAX } from '../../codes/company.ts';
import type { CodeList } from '../../codes/model.ts';
import { countOf } from '../../codes/read.ts';
import { newList, TITLE_MAX } from '../../doors/schemas.ts';
import { type Html, html } from '../../html.ts';
import { type FieldError, HttpProblem } from '../../http/problem.ts';
import { deskPath, listQuery, withQuery } from '../addresses.ts';
import { badge } from '../components/status.ts';
import { table } from '../components/table.ts';
import { number } from '../components/text.ts';
import { done } from '../flash.ts';
import { errorSummary } from '../forms/controls.ts';
import { defineForm } from '../forms/definition.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';

const listForm = defineForm({
  name: { control: 'line', label: 'Name of a new list', more: { maxlength: TITLE_MAX, autocomplete: 'off' } },
});

interface ListFacts extends CodeList {
  readonly count: number;
}

/** The lists, and a new one. */
export function listRoutes({ store, random }: PageContext): PageRoute[] {
  async function show(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const { company } = visit;
    const counted = async (list: CodeList) => ({
      ...list,
      count: await countOf(store, company, list, 'all'),
    });
    const lists = await Promise.all(company.lists.map(counted));
    await visit.render({ status: errors ? 422 : 200, ...listsView(visit, lists, errors) });
  }

  async function add(visit: Visit): Promise<void> {
    const { company } = visit;
    const check = listForm.check(newList, listForm.read(visit.form));
    if (!check.ok) return show(visit, check.errors);
    const list = await addList(store, random, company, check.value.name);
    if (!list) throw new HttpProblem('too-many-lists', `A company has at most ${LISTS_MAX} lists.`);
    const words = `The list "${list.name}" has been added.`;
    await visit.redirect(withQuery(deskPath(company), listQuery(list)), done(words));
  }

  const path = '/companies/:company/lists';
  return [
    { method: 'get', path, right: 'viewer', handle: (visit) => show(visit) },
    { method: 'post', path, right: 'sender', handle: add },
  ];
}

const ABOUT = html`<p>Exactly one list is the QuickBooks list, and only its codes are ever sent.
Others keep codes that QuickBooks need not know.</p>`;

function listsView(visit: Visit, lists: readonly ListFacts[], errors?: readonly FieldError[]): Content {
  const { company, href } = visit;
  const rows = lists.map((list) => [
    html`<a href="${href(withQuery(deskPath(company), listQuery(list)))}">${list.name}</a>`,
    number(list.count),
    list.quickBooks ? badge('good', '✓', 'Sent to QuickBooks') : badge('calm', '○', 'Stays here'),
  ]);
  const columns = [{ label: 'List' }, { label: 'Codes', className: 'number' }, { label: 'QuickBooks' }];
  return {
    title: 'Cost code lists',
    active: 'desk',
    trail: [{ label: 'Cost codes', href: href(deskPath(company)) }],
    body: html`${errorSummary(errors)}
${ABOUT}
${table('Cost code lists', columns, rows)}
${visit.may('sender') && addForm(visit, errors)}`,
  };
}

function addForm(visit: Visit, errors?: readonly FieldError[]): Html {
  const filled = { values: listForm.read(visit.form), errors };
  const form = html`${listForm.draw('name', filled)}
<button type="submit">Add the list</button>`;
  return postForm(visit, `${deskPath(visit.company)}/lists`, form, { class: 'inline-form' });
}
