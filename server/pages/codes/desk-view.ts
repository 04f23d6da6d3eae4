/** How the desk looks. */
import { type Company, type CostCode, quickBooksList } from '../../codes/model.ts';
import type { sendButtonOf } from '../../codes/send-button.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import { deskPath, listQuery, withQuery } from '../addresses.ts';
import { remark, remarkLater } from '../components/message.ts';
import { link, pagingBar, tabs } from '../components/navigation.ts';
import { STATUS } from '../components/status.ts';
import { buttonLink, number, plural, signed } from '../components/text.ts';
import { errorSummary, hidden } from '../forms/controls.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { type Choices, choiceLists } from '../quickbooks/choices.ts';
import type { Visit } from '../visit.ts';
import { accountList } from './choices.ts';
import { codeTable, NOTHING_TICKED, type Row } from './code-table.ts';
import { type ConnectorNow, connectorPanel } from './connector-panel.ts';
import { emptyList, emptyTab } from './desk-empty.ts';
import { deskAddress, type Filter, fieldsOf, statusIn, type Tab } from './filter.ts';
import { filterForm } from './filter-form.ts';
import { keys } from './keys.ts';
import type { Page } from './page-of-codes.ts';
import type { Verb } from './verb-forms.ts';
import { type Again, panelOf, verbsFor } from './verb-panels.ts';

/** In the order of work. */
export const TABS: readonly Tab[] = [
  'pending',
  'accepted',
  'exporting',
  'synced',
  'failed',
  'rejected',
  'unsynced',
  'drift',
  'all',
];

/** What the page tells. */
export interface DeskFacts {
  readonly company: Company;
  readonly filter: Filter;
  /** How many codes of the list each tab has. */
  readonly counts: ReadonlyMap<Tab, number>;
  readonly page: Page;
  readonly rows: readonly Row[];
  /** Top codes to choose from, null if there are too many. */
  readonly divisions: readonly CostCode[] | null;
  /** The list is QuickBooks', of which it is known what it has. */
  readonly isRead: boolean;
  readonly choices: Choices;
  readonly send: Awaited<ReturnType<typeof sendButtonOf>>;
  /** Null for a list that is never sent. */
  readonly connector: ConnectorNow | null;
  readonly again: Again | undefined;
  readonly publicURL: string;
}

/** The whole page. */
export function deskView(visit: Visit, facts: DeskFacts): Content {
  const { href } = visit;
  const { company, filter, counts, connector, again, publicURL } = facts;
  const { list } = filter;
  const total = counts.get('all') ?? 0;
  const reader = { href, csrf: visit.csrf, may: visit.may, publicURL };
  return {
    title: list.quickBooks ? 'Cost codes' : list.name,
    active: 'desk',
    wide: true,
    aside: deskAside(visit, facts, total),
    body: html`${errorSummary(again?.errors)}
${listsBar(visit, company, filter)}
${
  connector &&
  html`<div data-events="${href(`${deskPath(company)}/events`)}" data-connector>
${connectorPanel(connector, reader)}
</div>`
}
${remarkLater('warn', 'data-over', signed('!', html`Your session is over. <a href="${href(backOf(visit, facts))}">Sign in again</a>`))}
${total === 0 ? emptyList(visit, filter) : codesPart(visit, facts)}`,
  };
}

/** The codes, what is asked of them, and what can be done to them. */
function codesPart(visit: Visit, facts: DeskFacts): Html {
  const { href } = visit;
  const { company, filter, page, divisions, isRead, choices } = facts;
  const back = backOf(visit, facts);
  const hasChanges = facts.rows.some(({ view }) => view.change !== null);
  const verbs = filter.list.quickBooks ? verbsFor(filter.tab, visit.may, hasChanges) : [];
  const form = html`${Object.entries(fieldsOf(filter)).map(([name, value]) => hidden(name, value))}
${hidden('back', back)}
${page.codes.length === 0 ? emptyTab(visit, filter) : codesAndVerbs(visit, facts, verbs)}`;
  const changed = html`The codes have changed since this page was loaded. <a href="${href(back)}">Show them as they are now</a>`;
  return html`${stateTabs(visit, facts)}
${filterForm(visit, company, filter, { divisions, isRead })}
${remarkLater('calm', 'data-changed', changed)}
${postForm(visit, deskPath(company), form, { class: 'desk' })}
${page.codes.length > 0 && deskPaging(visit, company, filter, page)}
${keys(verbs.length > 0)}
${accountList(company)}
${verbs.length > 0 && choiceLists(choices)}`;
}

function codesAndVerbs(visit: Visit, facts: DeskFacts, verbs: readonly Verb[]): Html {
  const { company, filter, rows, isRead, again } = facts;
  const showsVerdict = isRead && filter.tab !== 'synced' && filter.tab !== 'drift';
  const canTick = verbs.length > 0;
  const ticked = again
    ? { codes: new Set(again.form.all('code')), divisions: new Set(again.form.all('divisions')) }
    : NOTHING_TICKED;
  return html`${canTick && actionBar(visit, facts, verbs)}
${codeTable(rows, { company, filter, showsVerdict, canTick, ticked, href: visit.href })}`;
}

const PLACE = ['after', 'before', 'page'] as const;

/** Where the page is to come back to; what was refused has no place of its own. */
function backOf({ query }: Visit, { company, filter, again }: DeskFacts): string {
  const place = Object.fromEntries(PLACE.map((name) => [name, query(name)]));
  return deskAddress(company, filter, again ? {} : place);
}

/** Send, and what else is done to the whole list. */
function deskAside(visit: Visit, facts: DeskFacts, total: number): Html {
  const { company, filter } = facts;
  const { href } = visit;
  const path = deskPath(company);
  const query = listQuery(filter.list);
  return html`${total > 0 && downloads(visit, company, filter)}
${
  visit.may('sender') &&
  html`${buttonLink(href(withQuery(`${path}/add`, query)), 'Add a code')}
${buttonLink(href(withQuery(`${path}/import`, query)), 'Import')}
${sendForm(visit, facts)}`
}`;
}

const IIF_TITLE =
  'The codes of this tab as a file that QuickBooks imports, where the Web Connector cannot run';

const CERTIFICATES_TITLE = 'How each code came to QuickBooks, and what was changed since, to be printed';

function downloads({ href }: Visit, company: Company, filter: Filter): Html {
  const csv = withQuery(`${deskPath(company)}/codes.csv`, fieldsOf(filter));
  const status = statusIn(filter.tab) === 'all' ? null : filter.tab;
  const iif = withQuery(`/api/companies/${company.id}/codes.iif`, { ...listQuery(filter.list), status });
  return html`${buttonLink(href(csv), 'Download CSV')}
${buttonLink(href(iif), 'Download IIF', { download: true, title: IIF_TITLE })}
${filter.list.quickBooks && buttonLink(href(`${deskPath(company)}/certificates`), 'Certificates', { title: CERTIFICATES_TITLE })}`;
}

function sendForm(visit: Visit, { company, send: { enabled, label, reason } }: DeskFacts): Html {
  const button = attributes({
    type: 'submit',
    class: enabled ? 'primary' : null,
    'aria-disabled': enabled ? null : 'true',
    'aria-describedby': enabled ? null : 'why-not',
  });
  const form = html`${hidden('scope', 'list')}
<button${button}>${label}</button>
${!enabled && html`<span class="why-not" id="why-not" role="tooltip">${reason}</span>`}`;
  return postForm(visit, `${deskPath(company)}/send`, form, { class: 'send', novalidate: false });
}

function listsBar({ href }: Visit, company: Company, { list: present }: Filter): Value {
  const lists = company.lists.map((list) => {
    const address = href(withQuery(deskPath(company), listQuery(list)));
    return html`<li>${link(address, list.name, list.id === present.id)}</li>\n`;
  });
  const quickBooks = html`<a href="${href(deskPath(company))}">${quickBooksList(company).name}</a>`;
  const notSent = html`Only the list ${quickBooks} is ever sent to QuickBooks. The codes of this one stay here.`;
  return html`<nav class="lists" aria-label="Cost code lists">
<ul>
${lists}<li><a href="${href(`${deskPath(company)}/lists`)}">Lists</a></li>
</ul>
</nav>
${!present.quickBooks && remark('calm', signed('○', notSent))}`;
}

function labelOf(tab: Tab): Value {
  if (tab === 'all') return 'All';
  return tab === 'drift' ? signed('≠', 'Not as it was') : signed(STATUS[tab].sign, STATUS[tab].word);
}

function stateTabs({ href }: Visit, { company, filter, counts }: DeskFacts): Html {
  // Most lists never have any: the tab is there where there is something to be seen.
  const shown = TABS.filter((tab) => tab !== 'drift' || filter.tab === tab || counts.get(tab) !== 0);
  const all = shown.map((tab) => ({
    label: labelOf(tab),
    href: href(deskAddress(company, { ...filter, tab })),
    current: tab === filter.tab,
    count: counts.get(tab) ?? 0,
    // Readings come once a day: the script is not told of it.
    ...(tab === 'drift' ? {} : { key: tab }),
  }));
  return tabs('States', all);
}

function actionBar(visit: Visit, { company, page, choices, again }: DeskFacts, verbs: readonly Verb[]): Html {
  const panels = {
    company,
    href: visit.href,
    what: 'selected codes',
    mayAdmin: visit.may('companyAdmin'),
    choices,
    again,
  };
  const all = attributes({
    type: 'checkbox',
    name: 'scope',
    value: 'all',
    checked: again?.form.text('scope') === 'all',
    'data-total': page.total,
  });
  return html`<div class="actions" role="group" aria-label="Do with the selected codes">
<p class="selection">
<span data-selected hidden aria-live="polite"></span>
<label><input${all}> All ${number(page.total)} that match</label>
</p>
<div class="buttons">
${verbs.map((verb) => panelOf(verb, panels))}
</div>
</div>`;
}

function deskPaging({ href }: Visit, company: Company, filter: Filter, page: Page): Html {
  const way = (rel: string, label: string, more: Page['next']) =>
    more && buttonLink(href(deskAddress(company, filter, more)), label, { rel });
  const upTo = Math.min(page.from + page.codes.length - 1, page.total);
  const told = `${number(page.from)} to ${number(Math.max(upTo, page.from))} of ${plural(page.total, 'code')}`;
  return pagingBar(told, [way('prev', 'Previous', page.previous), way('next', 'Next', page.next)]);
}
