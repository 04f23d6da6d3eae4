/** How the lists of items look: those that no code has, which become codes, and those that are linked, which are taken from them. */
import type { Company } from '../../codes/model.ts';
import { REASON_MAX } from '../../doors/schemas.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { LinkedItem } from '../../quickbooks/pages.ts';
import { codeAddress, deskPath, withQuery } from '../addresses.ts';
import { empty } from '../components/message.ts';
import { paging } from '../components/navigation.ts';
import { table } from '../components/table.ts';
import { buttonLink, muted, plural } from '../components/text.ts';
import { hidden, input } from '../forms/controls.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { matchPath, matchTabs } from './match-tabs.ts';

/** Which of the two. */
export type ItemsSide = 'items' | 'linked';

/** What a page of them tells. */
export interface ItemsFacts {
  readonly company: Company;
  readonly side: ItemsSide;
  readonly search: string;
  /** Where this page begins, '' for the first. */
  readonly at: string;
  readonly items: readonly LinkedItem[];
  readonly next: string | null;
  readonly isRead: boolean;
}

const INTRODUCTIONS: Readonly<Record<ItemsSide, string>> = {
  items:
    'Service items of QuickBooks that no code has. They become codes with the names, descriptions and accounts that they have there, and with those above them. Nothing is written to QuickBooks.',
  linked:
    'Items of QuickBooks and the codes that are linked with them. A code that is unlinked is unsynced again, and QuickBooks is left alone.',
};

/** The whole page. */
export function itemsView(visit: Visit, facts: ItemsFacts): Content {
  const { company, side } = facts;
  const quickBooks = visit.href(`${deskPath(company)}/quickbooks`);
  return {
    title: side === 'items' ? 'Items without a code' : 'Linked items',
    active: 'quickbooks',
    wide: true,
    trail: [{ label: 'QuickBooks', href: quickBooks }],
    body: html`${matchTabs(visit, company, side)}
<p class="prose">${INTRODUCTIONS[side]}</p>
${facts.isRead ? searchForm(visit, facts) : null}
${list(visit, facts)}`,
  };
}

function searchForm({ href }: Visit, { company, side, search }: ItemsFacts): Html {
  const path = matchPath(company, side);
  const field = attributes({
    type: 'search',
    id: 'search',
    name: 'search',
    value: search,
    autocomplete: 'off',
  });
  return html`<form method="get" action="${href(path)}" class="filters" role="search" aria-label="Items">
<div>
<label for="search">Name or description</label>
<input${field}>
</div>
<button type="submit">Search</button>
${search !== '' && buttonLink(href(path), 'Clear', { kind: 'quiet' })}
</form>`;
}

function list(visit: Visit, facts: ItemsFacts): Html {
  const { company, side, search, at, items, next, isRead } = facts;
  if (!isRead) return empty('Nothing has been read yet', 'The first good session reads what QuickBooks has.');
  if (items.length === 0)
    return search === ''
      ? empty(
          side === 'items' ? 'Every service item has its code' : 'No code is linked with an item',
          'What is added to QuickBooks later comes with the next reading.',
        )
      : empty('Nothing is found', 'No item here has that in its name or description.');
  const path = matchPath(company, side);
  const way = (after: string | null) => visit.href(withQuery(path, { search, after }));
  const form = html`${hidden('at', at)}${hidden('search', search)}
${table(side === 'items' ? 'Items without a code' : 'Linked items', COLUMNS[side], items.map(rows(visit, facts)))}
${side === 'items' ? importButtons : unlinkFields(visit)}`;
  return html`${postForm(visit, path, form, { class: 'spaced', novalidate: false })}
${paging(at === '' ? null : way(null), next === null ? null : way(next), plural(items.length, 'item'))}`;
}

const COLUMNS = {
  items: [
    { label: 'Item in QuickBooks' },
    { label: 'Description' },
    { label: 'Income account' },
    { label: 'Expense account' },
  ],
  linked: [
    { label: 'Code', className: 'nowrap' },
    { label: 'Item in QuickBooks' },
    { label: 'Description in QuickBooks' },
  ],
} as const;

const rows =
  (visit: Visit, { company, side }: ItemsFacts) =>
  ({ item, code }: LinkedItem): Value[] => {
    const name = html`${item.fullName}${!item.isActive && html` ${muted('inactive')}`}`;
    if (side === 'items')
      return [
        box('listId', item.listID, name),
        item.description,
        item.incomeAccount,
        item.expenseAccount ?? muted('none'),
      ];
    const list = company.lists.find(({ quickBooks }) => quickBooks);
    const address = code !== null && list ? visit.href(codeAddress(company, list, code)) : '';
    const named = html`<a href="${address}">${item.fullName}</a>${!item.isActive && html` ${muted('inactive')}`}`;
    return [visit.may('companyAdmin') ? box('code', code ?? '', code) : code, named, item.description];
  };

const box = (name: string, value: string, label: Value): Html =>
  html`<label><input${attributes({ type: 'checkbox', name, value })}> ${label}</label>`;

const importButtons = html`<div class="buttons">
<button class="primary" type="submit" name="which" value="chosen">Make codes of the chosen ones</button>
<button type="submit" name="which" value="all">Make codes of all active ones</button>
<button type="submit" name="which" value="try">Only say what all would do</button>
</div>`;

/** The reason that the history tells. */
export const reasonField = (): Html =>
  input({
    name: 'reason',
    label: 'Reason',
    hint: 'It stands in the timeline of each code.',
    more: { maxlength: REASON_MAX, autocomplete: 'off' },
  });

function unlinkFields(visit: Visit): Html | null {
  if (!visit.may('companyAdmin')) return null;
  return html`${reasonField()}
<div class="buttons"><button class="danger" type="submit">Unlink the chosen ones</button></div>`;
}
