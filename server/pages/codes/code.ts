/** A code's own page: what it is, what became of it and why, what QuickBooks is told of it, and what can be done. */

import { takesClass } from '../../../qbxml/item-service.ts';
import type { CodeList, Company, CostCode } from '../../codes/model.ts';
import { childrenOf, codeNamed } from '../../codes/read.ts';
import { whyNotDeleted } from '../../codes/transitions.ts';
import { parentsOf } from '../../codes/view.ts';
import { changesShown } from '../../doors/changes.ts';
import { listOf } from '../../doors/named.ts';
import { previewOf } from '../../doors/preview.ts';
import { codeViews } from '../../doors/views.ts';
import { notFound } from '../../http/problem.ts';
import type { Store } from '../../store/port.ts';
import { holdOf } from '../../sync/alarms.ts';
import { connectionOf } from '../../sync/read.ts';
import { choicesOf } from '../quickbooks/choices.ts';
import type { PageContext, Visit } from '../visit.ts';
import { CHILDREN_SHOWN, type CodeFacts, codeView, type EditAgain } from './code-view.ts';
import type { Again } from './verb-panels.ts';

/** A code by the name that stands in the address or in a form. Throws the problem to answer with. */
export async function codeOf(
  store: Store,
  visit: Visit,
  name = visit.query('code') || visit.param('code'),
): Promise<{ company: Company; list: CodeList; code: CostCode }> {
  const { company } = visit;
  const list = listOf(company, visit.query('list') || visit.form.text('list') || undefined);
  const code = await codeNamed(store, company, list, name);
  if (!code) throw notFound('such code');
  return { company, list, code };
}

/** The page; `again` and `edit` are what was posted and cannot be done as it is. */
export async function showCode(
  context: PageContext,
  visit: Visit,
  again?: Again,
  edit?: EditAgain,
): Promise<void> {
  const facts = await load(context, visit, again?.form.text('code'));
  await visit.render({ status: again || edit ? 422 : 200, ...codeView(visit, facts, { again, edit }) });
}

async function load(context: PageContext, visit: Visit, name: string | undefined): Promise<CodeFacts> {
  const { store, publicURL } = context;
  const { company, list, code } = await codeOf(store, visit, name);
  const [view] = await codeViews(context, company, [code]);
  if (!view) throw notFound('such code');
  const { alarms, version } = await connectionOf(store, company.id);
  const parents = await parentsOf(store, [code]);
  const has = await context.kept.of(company);
  const children = await childrenOf(store, company, list, code.key, CHILDREN_SHOWN + 1);
  return {
    company,
    list,
    code,
    view,
    publicURL,
    children: children.map((child) => child.code),
    hold: code.status === 'accepted' && list.quickBooks ? holdOf(code, company, alarms) : null,
    whyNotDeleted: whyNotDeleted(code, children.length > 0),
    takesClass: takesClass(version),
    changes: changesShown(code, parents, company, has),
    choices: await choicesOf(context, company),
    preview: await previewOf(store, company, code),
  };
}
