/** The desk: the codes of a list by state, and what can be done to them. */
import { type Company, quickBooksList } from '../../codes/model.ts';
import { sendButtonOf } from '../../codes/send-button.ts';
import type { FieldError } from '../../http/problem.ts';
import { errorSummary } from '../fields.ts';
import type { Form } from '../form.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import { empty, number, plural, STATUS, tabs, withQuery } from '../parts.ts';
import type { PageContext, Visit } from '../visit.ts';
import { connectorNow, connectorPanel } from './connector.ts';
import {
  countOf,
  deskAddress,
  deskPath,
  divisionsOf,
  type Filter,
  fieldsOf,
  isFiltered,
  knownAccounts,
  type Page,
  type Place,
  pageOf,
  readFilter,
  type Tab,
} from './filter.ts';
import { type PanelFacts, panelOf, type Verb, verbsFor } from './panels.ts';
import { codeTable, NOTHING_TICKED, type Ticked } from './rows.ts';
import { filterOfForm } from './selection.ts';

export const PAGE_ROWS = 200;
const DIVISIONS_MAX = 300;

const TABS: readonly Tab[] = [
  'pending',
  'accepted',
  'exporting',
  'synced',
  'failed',
  'rejected',
  'unsynced',
  'all',
];

const wordOf = (tab: Tab) => (tab === 'all' ? 'All' : STATUS[tab].word);

/** What was posted and cannot be done as it is. */
export interface Again {
  readonly verb: Verb;
  readonly form: Form;
  readonly errors: readonly FieldError[];
}

export async function showDesk(context: PageContext, visit: Visit, again?: Again): Promise<void> {
  const { store, publicURL } = context;
  const { company, href, csrf } = visit;
  let filter = again ? filterOfForm(company, again.form) : readFilter(company, visit.query, 'pending');
  const byTab = new Map(
    await Promise.all(
      TABS.map(async (tab) => [tab, await countOf(store, company, filter.list, tab)] as const),
    ),
  );
  const total = byTab.get('all') ?? 0;
  // Without a wish one begins where work waits.
  if (!again && visit.query('status') === '' && byTab.get('pending') === 0)
    filter = { ...filter, tab: 'all' };
  const page = await pageOf(store, company, filter, placeOf(visit, again), PAGE_ROWS);
  const divisions = await divisionsOf(store, company, filter.list, DIVISIONS_MAX);
  const verbs = filter.list.quickBooks ? verbsFor(filter.tab, visit.may) : [];
  const ticked: Ticked = again
    ? { codes: new Set(again.form.all('code')), divisions: new Set(again.form.all('divisions')) }
    : NOTHING_TICKED;
  const panels: PanelFacts = {
    company,
    href,
    what: 'selected codes',
    mayAdmin: visit.may('companyAdmin'),
    again,
  };
  const back = deskAddress(company, filter, again ? {} : carried(visit));
  await visit.render({
    status: again ? 422 : 200,
    title: filter.list.quickBooks ? 'Cost codes' : filter.list.name,
    active: 'desk',
    wide: true,
    aside: await asideOf(context, visit, filter, total),
    body: html`${errorSummary(again?.errors)}
${lists(company, filter, href)}
${filter.list.quickBooks && html`<div data-events="${href(`${deskPath(company)}/events`)}" data-connector>${connectorPanel(await connectorNow(store, company), { store, publicURL, company, href, csrf, may: visit.may })}</div>`}
<p class="message warn" data-over hidden role="status"><span aria-hidden="true">!</span> Your session is over. <a href="${href(back)}">Sign in again</a></p>
${
  total === 0
    ? emptyList(visit, filter)
    : html`${tabs(
        'States',
        TABS.map((tab) => ({
          label:
            tab === 'all' ? 'All' : html`<span aria-hidden="true">${STATUS[tab].sign}</span> ${wordOf(tab)}`,
          href: href(deskAddress(company, { ...filter, tab })),
          current: tab === filter.tab,
          count: byTab.get(tab) ?? 0,
          key: tab,
        })),
      )}
${filters(filter, divisions, company, href)}
<p class="message calm" data-changed hidden role="status">The codes have changed since this page was loaded. <a href="${href(back)}">Show them as they are now</a></p>
<form method="post" action="${href(deskPath(company))}" class="desk" novalidate>${csrf}
${Object.entries(fieldsOf(filter)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="back" value="${back}">
${
  page.codes.length === 0
    ? emptyTab(visit, filter)
    : html`${verbs.length > 0 && actionBar(verbs, panels, page, again)}
${await codeTable(context, company, filter, page.codes, verbs.length > 0, ticked)}`
}
</form>
${page.codes.length > 0 && pagingOf(company, filter, page, href)}
${keys(verbs.length > 0)}
<datalist id="accounts">${knownAccounts(company).map((account) => html`<option value="${account}"></option>`)}</datalist>`
}`,
  });
}

const PLACE = ['after', 'before', 'page'] as const;

function carried(visit: Visit): Record<string, string> {
  return Object.fromEntries(PLACE.map((name) => [name, visit.query(name)]));
}

function placeOf(visit: Visit, again: Again | undefined): Place {
  const field = again ? () => '' : visit.query;
  return { after: field('after'), before: field('before'), page: Number.parseInt(field('page'), 10) || 1 };
}

/** Send, and what else is done to the whole list. */
async function asideOf({ store }: PageContext, visit: Visit, filter: Filter, total: number): Promise<Html> {
  const { company, href, csrf } = visit;
  const path = deskPath(company);
  const list = filter.list.quickBooks ? null : filter.list.id;
  const { enabled, label, reason } = await sendButtonOf(store, company, filter.list);
  const iif = `/api/companies/${company.id}/codes.iif`;
  const status = filter.tab === 'all' ? null : filter.tab;
  return html`${
    total > 0 &&
    html`<a class="button" href="${href(withQuery(`${path}/codes.csv`, fieldsOf(filter)))}">Download CSV</a>
<a class="button" href="${href(withQuery(iif, { list, status }))}" download title="The codes of this tab as a file that QuickBooks imports, where the Web Connector cannot run">Download IIF</a>`
  }
${
  visit.may('sender') &&
  html`<a class="button" href="${href(withQuery(`${path}/add`, { list }))}">Add a code</a>
<a class="button" href="${href(withQuery(`${path}/import`, { list }))}">Import</a>
<form method="post" action="${href(`${path}/send`)}" class="send">${csrf}<input type="hidden" name="scope" value="list">
<button${attributes({
    type: 'submit',
    class: enabled ? 'primary' : null,
    'aria-disabled': enabled ? null : 'true',
    'aria-describedby': enabled ? null : 'why-not',
  })}>${label}</button>${!enabled && html`<span class="why-not" id="why-not" role="tooltip">${reason}</span>`}</form>`
}`;
}

function lists(company: Company, filter: Filter, href: (path: string) => string): Value {
  const link = html`<a href="${href(`${deskPath(company)}/lists`)}">Lists</a>`;
  return html`<nav class="lists" aria-label="Cost code lists"><ul>${company.lists.map(
    (list) =>
      html`<li><a href="${href(
        list.quickBooks ? deskPath(company) : withQuery(deskPath(company), { list: list.id }),
      )}"${attributes({ 'aria-current': list.id === filter.list.id ? 'page' : null })}>${list.name}</a></li>`,
  )}<li>${link}</li></ul></nav>
${
  !filter.list.quickBooks &&
  html`<p class="message calm"><span aria-hidden="true">○</span> Only the list <a href="${href(deskPath(company))}">${quickBooksList(company).name}</a> is ever sent to QuickBooks. The codes of this one stay here.</p>`
}`;
}

function filters(
  filter: Filter,
  divisions: Awaited<ReturnType<typeof divisionsOf>>,
  company: Company,
  href: (path: string) => string,
): Html {
  const { search, division, account } = filter;
  const kept = Object.entries(fieldsOf({ ...filter, search: '', division: '', account: '' }));
  const known = divisions?.some(({ code }) => code === division);
  return html`<form method="get" action="${href(deskPath(company))}" class="filters" role="search" aria-label="Cost codes">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div><label for="search">Search</label><input type="search" id="search" name="search" value="${search}" placeholder="Code or description" autocomplete="off"></div>
<div><label for="division">Division</label>${
    divisions === null
      ? html`<input id="division" name="division" value="${division}" autocomplete="off">`
      : html`<select id="division" name="division"><option value="">All</option>${
          division !== '' && !known && html`<option selected>${division}</option>`
        }${divisions.map(
          ({ code, description }) =>
            html`<option${attributes({ value: code, selected: code === division })}>${code} ${description}</option>`,
        )}</select>`
  }</div>
<div><label for="account">Account</label><input id="account" name="account" value="${account}" list="accounts" placeholder="Any" autocomplete="off"></div>
<button type="submit">Filter</button>${
    isFiltered(filter) &&
    html` <a class="button quiet" href="${href(deskAddress(company, { ...filter, search: '', division: '', account: '' }))}">Clear</a>`
  }
</form>`;
}

function actionBar(verbs: readonly Verb[], panels: PanelFacts, page: Page, again: Again | undefined): Html {
  return html`<div class="actions" role="group" aria-label="Do with the selected codes">
<p class="selection"><span data-selected hidden aria-live="polite"></span>${html`<label><input${attributes({
    type: 'checkbox',
    name: 'scope',
    value: 'all',
    checked: again?.form.text('scope') === 'all',
    'data-total': page.total,
  })}> All ${number(page.total)} that match</label>`}</p>
<div class="buttons">${verbs.map((verb) => panelOf(verb, panels))}</div>
</div>`;
}

function pagingOf(company: Company, filter: Filter, page: Page, href: (path: string) => string): Html {
  const to = (more: Readonly<Record<string, string>>) => href(deskAddress(company, filter, more));
  const upTo = Math.min(page.from + page.codes.length - 1, page.total);
  return html`<nav class="paging" aria-label="Pages"><p>${number(page.from)} to ${number(Math.max(upTo, page.from))} of ${plural(page.total, 'code')}</p>${
    page.previous && html`<a class="button" rel="prev" href="${to(page.previous)}">Previous</a>`
  }${page.next && html`<a class="button" rel="next" href="${to(page.next)}">Next</a>`}</nav>`;
}

function emptyList(visit: Visit, { list }: Filter): Html {
  const { company, href } = visit;
  const query = { list: list.quickBooks ? null : list.id };
  return visit.may('sender')
    ? empty(
        'This list has no codes yet',
        html`<a class="button primary" href="${href(withQuery(`${deskPath(company)}/import`, query))}">Import a CSV</a> <a class="button" href="${href(withQuery(`${deskPath(company)}/add`, query))}">Add a code by hand</a>`,
      )
    : empty('This list has no codes yet', 'Somebody with the role sender can import them.');
}

const EMPTY: Readonly<Record<Tab, readonly [string, string]>> = {
  pending: ['Nothing waits for approval', 'Codes come here when they are sent to the approver.'],
  accepted: [
    'Nothing waits for the connector',
    'Codes come here when they are accepted, and leave with its next call.',
  ],
  exporting: [
    'Nothing is being exported',
    'Codes are here for the moments between the request and the answer of QuickBooks.',
  ],
  synced: ['Nothing is in QuickBooks yet', 'Codes come here when QuickBooks has added them as items.'],
  failed: ['Nothing failed', 'There is nothing to repair.'],
  rejected: ['Nothing is rejected', 'Codes that an approver rejects come here with the reason.'],
  unsynced: ['Everything has been sent', 'New and changed codes come here until they are sent.'],
  all: ['No codes', ''],
};

function emptyTab({ company, href }: Visit, filter: Filter): Html {
  if (isFiltered(filter))
    return empty(
      'No code matches',
      html`Try other words, look at <a href="${href(deskAddress(company, { ...filter, tab: 'all' }))}">all states</a>, or <a href="${href(deskAddress(company, { ...filter, search: '', division: '', account: '' }))}">clear the filter</a>.`,
    );
  const [title, what] = EMPTY[filter.tab];
  return empty(
    title,
    html`${what} <a href="${href(deskAddress(company, { ...filter, tab: 'all' }))}">See all codes</a>.`,
  );
}

const keys = (canTick: boolean): Html => html`<details class="keys" id="keys"><summary>Keyboard</summary>
<dl><div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous code</dd></div>${
  canTick &&
  html`<div><dt><kbd>x</kbd></dt><dd>select it</dd></div><div><dt><kbd>a</kbd></dt><dd>accept</dd></div><div><dt><kbd>r</kbd></dt><dd>reject</dd></div>`
}<div><dt><kbd>Enter</kbd></dt><dd>open it</dd></div><div><dt><kbd>/</kbd></dt><dd>search</dd></div><div><dt><kbd>?</kbd></dt><dd>this list</dd></div></dl>
<p class="hint">Only while no field has the focus.</p>
<label hidden><input type="checkbox" data-keys> Use these keys in this browser</label></details>`;
