/** A code's own page: what it is, what became of it and why, what QuickBooks is told of it, and what can be done. */

import { listOf } from '../../api/context.ts';
import { previewOf } from '../../api/preview.ts';
import { codeViews } from '../../api/views.ts';
import { CODES, type CodeList, type Company, type CostCode, codeID, keyOf } from '../../codes/model.ts';
import { whyNotDeleted } from '../../codes/transitions.ts';
import { adviceOf } from '../../help/advice.ts';
import { type FieldError, notFound } from '../../http/problem.ts';
import type { Store } from '../../store/port.ts';
import { helpURL, holdOf } from '../../sync/alarms.ts';
import { connectionOf } from '../../sync/read.ts';
import { indented } from '../admin/xml-shown.ts';
import { errorSummary, input } from '../fields.ts';
import { type Html, html, type Value } from '../html.ts';
import { facts, STATUS, statusBadge, time, withQuery } from '../parts.ts';
import type { PageContext, Visit } from '../visit.ts';
import type { Again } from './desk.ts';
import { codeAddress, deskPath, knownAccounts } from './filter.ts';
import { panelOf, VERB_FACTS, VERBS } from './panels.ts';

export interface EditAgain {
  readonly values: { readonly description: string; readonly parent: string };
  readonly errors: readonly FieldError[];
}

export async function codeOf(
  store: Store,
  visit: Visit,
  name = visit.query('code') || visit.param('code'),
): Promise<{ company: Company; list: CodeList; code: CostCode }> {
  const { company } = visit;
  const list = listOf(company, visit.query('list') || visit.form.text('list') || undefined);
  const code = await store.get(CODES, codeID(company.id, list.id, keyOf(name)));
  if (!code) throw notFound('such code');
  return { company, list, code };
}

export async function showCode(
  context: PageContext,
  visit: Visit,
  again?: Again,
  edit?: EditAgain,
): Promise<void> {
  const { store, publicURL } = context;
  const { href } = visit;
  const { company, list, code } = await codeOf(store, visit, again ? again.form.text('code') : undefined);
  const [view] = await codeViews(store, company, [code], publicURL);
  if (!view) throw notFound('such code');
  const { alarms } = await connectionOf(store, company.id);
  const hold = code.status === 'accepted' && list.quickBooks ? holdOf(code, company, alarms) : null;
  const problem = hold ?? code.problem;
  const address = codeAddress(company, list, code.code);
  const to = (name: string) => href(codeAddress(company, list, name));
  const children = await store.find(CODES, 'byParent', {
    equals: [company.id, list.id, code.key],
    limit: 101,
  });
  const wasSent = code.status === 'exporting' || code.status === 'synced';
  const listQuery = { list: list.quickBooks ? null : list.id };
  await visit.render({
    status: again || edit ? 422 : 200,
    title: code.code,
    heading: html`${code.code} <span class="name">${code.description}</span> ${statusBadge(code.status)}`,
    active: 'desk',
    trail: [{ label: list.name, href: href(withQuery(deskPath(company), listQuery)) }],
    body: html`${errorSummary(again?.errors ?? edit?.errors)}
${
  problem &&
  html`<div class="message ${code.status === 'failed' ? 'bad' : 'warn'}"><p class="message-title"><span aria-hidden="true">${code.status === 'failed' ? '✕' : '!'}</span> ${
    hold ? 'It is held' : code.status === 'failed' ? 'QuickBooks did not take it' : 'It waits for another try'
  }</p>
<p><q>${problem.message}</q>${problem.statusCode !== null && html` <span class="muted">(${problem.statusCode})</span>`}</p>
<p>${adviceOf(problem)}. <a href="${helpURL(problem.help, publicURL)}">More help<span class="visually-hidden"> about this</span></a></p></div>`
}
${
  view.rejection &&
  code.status === 'rejected' &&
  html`<div class="message warn"><p class="message-title"><span aria-hidden="true">⊘</span> Rejected by ${view.rejection.by}</p><p>${view.rejection.reason}</p><p class="muted">${time(view.rejection.at)}</p></div>`
}
${
  view.waitingFor !== null &&
  html`<p class="message calm">It waits for <a href="${to(view.waitingFor)}">${view.waitingFor}</a> to be in QuickBooks, and follows by itself.</p>`
}
${list.quickBooks ? actions(visit, code, address, again) : html`<p class="message calm">This code is in the list ${list.name}. Only the QuickBooks list is ever sent.</p>`}
${facts([
  ['Description', code.description],
  ['Division', view.parent !== null && html`<a href="${to(view.parent)}">${view.parent}</a>`],
  [
    'Codes below it',
    children.length > 0 &&
      html`${children.slice(0, 100).map((child, index) => html`${index > 0 && ', '}<a href="${to(child.code)}">${child.code}</a>`)}${children.length > 100 && ' and more'}`,
  ],
  ['Income account', view.incomeAccount],
  ['Expense account', view.expenseAccount ?? html`<span class="muted">none</span>`],
  ['Item in QuickBooks', html`<code>${view.fullName}</code>`],
  ['ListID', view.listId !== null && html`<code>${view.listId}</code>`],
  ['Sent by', code.sentBy],
])}
<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<ol class="timeline">${[...code.history]
      .reverse()
      .map(
        ({ at, by, from, to: state, why }) =>
          html`<li class="${state}"><p><span aria-hidden="true">${STATUS[state].sign}</span> <b>${
            from === null || from === state
              ? STATUS[state].word
              : html`${STATUS[from].word} <span aria-label="to">→</span> ${STATUS[state].word}`
          }</b> ${why}</p><p class="muted">${time(at)} · ${by === 'connector' ? 'Web Connector' : by}</p></li>`,
      )}</ol></section>
<section aria-labelledby="qbxml"><h2 id="qbxml">${wasSent ? 'What QuickBooks was sent' : 'What QuickBooks would be sent'}</h2>
<p class="hint">Laid out for reading. <a href="${href(
      withQuery(`/api/companies/${company.id}/codes/${encodeURIComponent(code.code)}/preview`, listQuery),
    )}">The exact bytes</a></p>
<pre tabindex="0" aria-label="qbXML">${indented(await previewOf(store, company, code))}</pre></section>
${visit.may('sender') && changeForms(visit, { list, code, parent: view.parent ?? '', hasChildren: children.length > 0 }, edit)}
<datalist id="accounts">${knownAccounts(company).map((account) => html`<option value="${account}"></option>`)}</datalist>`,
  });
}

function actions(visit: Visit, code: CostCode, address: string, again: Again | undefined): Value {
  const { company, href, csrf } = visit;
  const verbs = VERBS.filter((verb) => {
    const { right, from } = VERB_FACTS[verb];
    return visit.may(right) && from.includes(code.status);
  });
  if (verbs.length === 0) return null;
  const panels = { company, href, what: 'this code', mayAdmin: visit.may('companyAdmin'), again };
  return html`<form method="post" action="${href(deskPath(company))}" class="buttons one" novalidate>${csrf}
<input type="hidden" name="page" value="code"><input type="hidden" name="code" value="${code.code}"><input type="hidden" name="back" value="${address}">
${verbs.map((verb) => panelOf(verb, panels))}</form>`;
}

function changeForms(
  { csrf, company, href }: Visit,
  {
    list,
    code,
    parent,
    hasChildren,
  }: { list: CodeList; code: CostCode; parent: string; hasChildren: boolean },
  refused: EditAgain | undefined,
): Html {
  const hidden = html`${csrf}<input type="hidden" name="code" value="${code.code}">${!list.quickBooks && html`<input type="hidden" name="list" value="${list.id}">`}`;
  const isFixed = code.status === 'exporting' || code.status === 'synced';
  const whyNot = whyNotDeleted(code, hasChildren);
  const base = `${deskPath(company)}/code`;
  return html`<section aria-labelledby="change"><h2 id="change">Change</h2>
${
  isFixed
    ? html`<p class="muted">${code.status === 'synced' ? 'It is in QuickBooks; change its item there.' : 'It is being exported right now.'}</p>`
    : html`<form method="post" action="${href(`${base}/edit`)}" novalidate>${hidden}<input type="hidden" name="seen" value="${code.updatedAt}">
${input({ name: 'description', label: 'Description', value: refused?.values.description ?? code.description, errors: refused?.errors })}
${input({ name: 'parent', label: 'Division', hint: 'The code above it. Left empty, it has none.', value: refused?.values.parent ?? parent, errors: refused?.errors, optional: true })}
${code.status !== 'unsynced' && html`<p class="note"><span aria-hidden="true">!</span> A change makes it unsynced: it has to be sent and accepted again.</p>`}
<button type="submit">Save the change</button></form>`
}
${
  whyNot === null
    ? html`<form method="post" action="${href(`${base}/delete`)}" class="delete">${hidden}<details class="action"><summary class="button danger">Delete…</summary><div class="panel"><p>It is gone for good, with its timeline.</p><button type="submit" class="danger">Delete this code</button></div></details></form>`
    : html`<p class="delete"><button type="button" aria-disabled="true" aria-describedby="why-not-deleted">Delete…</button> <span id="why-not-deleted" class="muted">${whyNot}</span></p>`
}</section>`;
}
