/** One code by hand: added, changed, deleted; all by the rules of an import. */
import { cleanText } from '../../../qbxml/text.ts';
import { listOf } from '../../api/context.ts';
import type { ImportRow } from '../../codes/import.ts';
import { importCodes } from '../../codes/importing/importing.ts';
import { CODES, type CodeList, codeID, keyOf } from '../../codes/model.ts';
import { deleteCode } from '../../codes/queue.ts';
import { type FieldError, HttpProblem, notFound } from '../../http/problem.ts';
import { errorSummary, input } from '../fields.ts';
import { done, notDone } from '../flash.ts';
import { html } from '../html.ts';
import { withQuery } from '../parts.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { codeOf, showCode } from './code.ts';
import { codeAddress, deskPath } from './filter.ts';

export function editRoutes(context: PageContext): PageRoute[] {
  const { store, random, href } = context;

  async function importRow({ company, by }: Visit, list: CodeList, row: ImportRow) {
    const source = { kind: 'rows', rows: [row] } as const;
    const result = await importCodes(context, company, list.id, source, by, { why: 'by hand' });
    if (!result.ok) throw new Error(result.why);
    return result;
  }

  async function showAdd(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const { company, csrf, form } = visit;
    const list = listOf(company, visit.query('list') || form.text('list') || undefined);
    const query = { list: list.quickBooks ? null : list.id };
    const value = (name: string) => form.text(name) || visit.query(name);
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Add a code',
      active: 'desk',
      trail: [{ label: list.name, href: href(withQuery(deskPath(company), query)) }],
      body: html`${errorSummary(errors)}
<form method="post" action="${href(`${deskPath(company)}/add`)}" novalidate>${csrf}${!list.quickBooks && html`<input type="hidden" name="list" value="${list.id}">`}
${input({ name: 'code', label: 'Code', hint: 'Such as 03-300. It cannot be changed later.', value: value('code'), errors, more: { autocomplete: 'off' } })}
${input({ name: 'description', label: 'Description', hint: 'Such as Footings.', value: value('description'), errors, more: { autocomplete: 'off' } })}
${input({ name: 'parent', label: 'Division', hint: 'The code above it, such as 03. Left empty, it has none.', value: value('parent'), errors, optional: true, more: { autocomplete: 'off' } })}
<div class="buttons"><button class="primary" type="submit">Add the code</button>
<button type="submit" name="another" value="true">Add it and another one</button></div></form>`,
    });
  }

  return [
    { method: 'get', path: '/companies/:company/add', right: 'sender', handle: (visit) => showAdd(visit) },
    {
      method: 'post',
      path: '/companies/:company/add',
      right: 'sender',
      async handle(visit) {
        const { company, form } = visit;
        const list = listOf(company, form.text('list') || undefined);
        const code = cleanText(form.text('code'));
        if (await store.get(CODES, codeID(company.id, list.id, keyOf(code))))
          return showAdd(visit, [
            { field: 'code', message: `There is a code ${code} in this list already.` },
          ]);
        const row = { row: 1, code, description: form.text('description'), parent: form.text('parent') };
        const { problems, added } = await importRow(visit, list, row);
        const [problem] = problems;
        if (problem) return showAdd(visit, [{ field: fieldOf(problem.problem), message: problem.problem }]);
        if (added === 0)
          return showAdd(visit, [{ field: 'code', message: 'Somebody else added this code a moment ago.' }]);
        const flash = done(`${code} has been added.`);
        if (form.text('another') !== '')
          return visit.redirect(
            withQuery(`${deskPath(company)}/add`, {
              list: list.quickBooks ? null : list.id,
              parent: form.text('parent'),
            }),
            flash,
          );
        await visit.redirect(codeAddress(company, list, code), flash);
      },
    },
    {
      method: 'post',
      path: '/companies/:company/code/edit',
      right: 'sender',
      async handle(visit) {
        const { form } = visit;
        const { company, list, code } = await codeOf(store, visit, form.text('code'));
        const values = { description: form.text('description'), parent: form.text('parent') };
        const refuse = (errors: readonly FieldError[]) =>
          showCode(context, named(visit, code.code), undefined, { values, errors });
        if (form.text('seen') !== code.updatedAt)
          return refuse([
            {
              field: '',
              message:
                'The code has changed since you opened this page, so nothing was saved. See below how it is now, and save again if that is still right.',
            },
          ]);
        const row = { row: 1, code: code.code, ...values };
        const result = await importRow(visit, list, row);
        const [problem] = result.problems;
        if (problem) return refuse([{ field: fieldOf(problem.problem), message: problem.problem }]);
        await visit.redirect(
          codeAddress(company, list, code.code),
          result.changed > 0
            ? done('The change has been saved.')
            : notDone('Nothing was different, so nothing was changed.'),
        );
      },
    },
    {
      method: 'post',
      path: '/companies/:company/code/delete',
      right: 'sender',
      async handle(visit) {
        const { company, list, code } = await codeOf(store, visit, visit.form.text('code'));
        const result = await deleteCode(store, random, company, list.id, code.key);
        if (result === 'unknown') throw notFound('such code');
        if (result !== 'deleted') throw new HttpProblem('not-deletable', result.whyNot);
        await visit.redirect(
          withQuery(deskPath(company), { list: list.quickBooks ? null : list.id, status: 'all' }),
          done(`${code.code} has been deleted.`),
        );
      },
    },
  ];
}

/** The code page reads its code from the address; a form tells it in a field. */
const named = (visit: Visit, code: string): Visit => ({
  ...visit,
  company: visit.company,
  query: (name) => (name === 'code' ? code : visit.query(name)),
});

/** The rule of an import that was broken tells the field. */
function fieldOf(problem: string): string {
  if (/\bparents?\b|\blevel\b|circle/i.test(problem)) return 'parent';
  if (/description/i.test(problem)) return 'description';
  return 'code';
}
