/** One code by hand: added, changed, deleted; all by the rules of an import. */
import { cleanText } from '../../../qbxml/text.ts';
import { type Edit, editCode } from '../../codes/edit.ts';
import type { ImportRow } from '../../codes/import.ts';
import { importCodes } from '../../codes/importing/importing.ts';
import { type CodeList, type CostCode, isInQuickBooks } from '../../codes/model.ts';
import { deleteCode } from '../../codes/queue.ts';
import { codeNamed } from '../../codes/read.ts';
import { listOf } from '../../doors/named.ts';
import { assigned } from '../../doors/schemas.ts';
import { html } from '../../html.ts';
import { type FieldError, HttpProblem, notFound } from '../../http/problem.ts';
import { codeAddress, deskPath, listQuery, withQuery } from '../addresses.ts';
import { done, notDone } from '../flash.ts';
import { errorSummary, hidden } from '../forms/controls.ts';
import type { Form } from '../forms/form.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { type Choices, choiceLists, choicesOf } from '../quickbooks/choices.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { codeOf, showCode } from './code.ts';
import { changeForm, codeForm } from './code-form.ts';

const STALE =
  'The code has changed since you opened this page, so nothing was saved. ' +
  'See below how it is now, and save again if that is still right.';

const EXPORTING = 'The code is being exported to QuickBooks right now, so nothing was saved.';

/** Adding a code, and what the page of a code posts to. */
export function editRoutes(context: PageContext): PageRoute[] {
  const { store, random } = context;

  async function importRow({ company, by }: Visit, list: CodeList, row: Omit<ImportRow, 'row'>) {
    const source = { kind: 'rows', rows: [{ row: 1, ...row }] } as const;
    const result = await importCodes(context, company, list.id, source, by, { why: 'by hand' });
    if (!result.ok) throw new Error(result.why);
    return result;
  }

  const listOfVisit = ({ company, query, form }: Visit) =>
    listOf(company, query('list') || form.text('list') || undefined);

  async function showAdd(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const choices = await choicesOf(context, visit.company);
    await visit.render({
      status: errors ? 422 : 200,
      ...addView(visit, listOfVisit(visit), choices, errors),
    });
  }

  async function add(visit: Visit): Promise<void> {
    const { company, form } = visit;
    const list = listOfVisit(visit);
    const values = codeForm.read(form);
    const code = cleanText(values.code);
    const refuse = (field: keyof typeof values, message: string) =>
      showAdd(visit, [codeForm.error(field, message)]);
    if (await codeNamed(store, company, list, code))
      return refuse('code', `There is a code ${code} in this list already.`);
    const { class: itsClass, ...rest } = values;
    const row = { ...rest, code, ...(cleanText(itsClass) === '' ? {} : { class: itsClass }) };
    const { problems, added } = await importRow(visit, list, row);
    const [bad] = problems;
    if (bad) return refuse(bad.field === 'active' ? 'code' : bad.field, bad.problem);
    if (added === 0) return refuse('code', 'Somebody else added this code a moment ago.');
    const next =
      form.text('another') === ''
        ? codeAddress(company, list, code)
        : withQuery(`${deskPath(company)}/add`, { ...listQuery(list), parent: values.parent });
    await visit.redirect(next, done(`${code} has been added.`));
  }

  async function change(visit: Visit): Promise<void> {
    const { form } = visit;
    const { company, list, code } = await codeOf(store, visit, form.text('code'));
    const values = changeForm.read(form);
    const refuse = (error: FieldError) =>
      showCode(context, named(visit, code.code), undefined, { values, errors: [error] });
    if (form.text('seen') !== code.updatedAt) return refuse({ field: '', message: STALE });
    const read = editOf(code, form);
    if (!read.ok) return refuse(read.error);
    const edited = await editCode(context, company, list, code.code, read.edit, visit.by);
    if (edited.outcome === 'unknown') throw notFound('such code');
    if (edited.outcome === 'exporting') return refuse({ field: '', message: EXPORTING });
    if (edited.outcome === 'refused') return refuse(changeForm.error(edited.field, edited.problem));
    const words =
      edited.outcome === 'edited'
        ? done('The change has been saved.')
        : notDone('Nothing was different, so nothing was changed.');
    await visit.redirect(codeAddress(company, list, edited.code.code), words);
  }

  async function remove(visit: Visit): Promise<void> {
    const { company, list, code } = await codeOf(store, visit, visit.form.text('code'));
    const result = await deleteCode(store, random, company, list.id, code.key);
    if (result === 'unknown') throw notFound('such code');
    if (result !== 'deleted') throw new HttpProblem('not-deletable', result.whyNot);
    const next = withQuery(deskPath(company), { ...listQuery(list), status: 'all' });
    await visit.redirect(next, done(`${code.code} has been deleted.`));
  }

  const post = (what: string, handle: PageRoute['handle']): PageRoute => ({
    method: 'post',
    path: `/companies/:company/${what}`,
    right: 'sender',
    handle,
  });
  return [
    { method: 'get', path: '/companies/:company/add', right: 'sender', handle: (visit) => showAdd(visit) },
    post('add', add),
    post('code/edit', change),
    post('code/delete', remove),
  ];
}

type EditRead =
  | { readonly ok: true; readonly edit: Edit }
  | { readonly ok: false; readonly error: FieldError };

/** What the form says that the code is not yet; a page of an earlier version has fewer fields. */
function editOf(known: CostCode, form: Form): EditRead {
  const has = (field: keyof typeof values) => form.has(changeForm.nameOf(field));
  const values = changeForm.read(form);
  const { code, description, parent, class: itsClass, incomeAccount, expenseAccount, active } = values;
  const named = {
    ...(has('incomeAccount') && incomeAccount.trim() !== '' ? { incomeAccount } : {}),
    ...(has('expenseAccount')
      ? { expenseAccount: expenseAccount.trim() === '' ? null : expenseAccount }
      : {}),
  };
  const check = changeForm.check(assigned, named);
  if (!check.ok) return { ok: false, error: check.errors[0] ?? { field: '', message: '' } };
  return {
    ok: true,
    edit: {
      ...(has('code') && cleanText(code) !== '' ? { code: cleanText(code) } : {}),
      description,
      parent,
      ...(has('class') ? { class: itsClass } : {}),
      ...(isInQuickBooks(known)
        ? { ...check.value, ...(has('active') ? { active: active === 'yes' } : {}) }
        : {}),
    },
  };
}

function addView(visit: Visit, list: CodeList, choices: Choices, errors?: readonly FieldError[]): Content {
  const { company, href, form, query } = visit;
  const typed = codeForm.read(form);
  const startingWith = (field: keyof typeof typed) => typed[field] || query(field);
  const values = {
    code: startingWith('code'),
    description: startingWith('description'),
    parent: startingWith('parent'),
    class: startingWith('class'),
  };
  const filled = { values, errors };
  const fields = html`${!list.quickBooks && hidden('list', list.id)}
${codeForm.draw('code', filled)}
${codeForm.draw('description', filled)}
${codeForm.draw('parent', filled)}
${codeForm.draw('class', filled)}
<div class="buttons">
${submit('Add the code')}
<button type="submit" name="another" value="true">Add it and another one</button>
</div>`;
  return {
    title: 'Add a code',
    active: 'desk',
    trail: [{ label: list.name, href: href(withQuery(deskPath(company), listQuery(list))) }],
    body: html`${errorSummary(errors)}
${postForm(visit, `${deskPath(company)}/add`, fields)}
${choiceLists(choices)}`,
  };
}

/** The code page reads its code from the address; a form tells it in a field. */
const named = (visit: Visit, code: string): Visit => ({
  ...visit,
  company: visit.company,
  query: (name) => (name === 'code' ? code : visit.query(name)),
});
