/** How the page of the proposals looks. */
import type { Company } from '../../codes/model.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { ToldMatch } from '../../quickbooks/matches.ts';
import type { Difference, How } from '../../quickbooks/matching.ts';
import { deskPath, withQuery } from '../addresses.ts';
import { empty } from '../components/message.ts';
import { pagingBar } from '../components/navigation.ts';
import { table } from '../components/table.ts';
import { buttonLink, muted, plural } from '../components/text.ts';
import { hidden } from '../forms/controls.ts';
import type { Form } from '../forms/form.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { matchTabs } from './match-tabs.ts';

/** What the page tells. */
export interface MatchFacts {
  readonly company: Company;
  readonly matches: readonly ToldMatch[];
  /** Where the next page begins. */
  readonly next: string | null;
  readonly isRead: boolean;
}

/** The whole page. */
export function matchView(visit: Visit, facts: MatchFacts): Content {
  const { href } = visit;
  const quickBooks = `${deskPath(facts.company)}/quickbooks`;
  return {
    title: 'Match',
    active: 'quickbooks',
    wide: true,
    trail: [{ label: 'QuickBooks', href: href(quickBooks) }],
    body: html`${matchTabs(visit, facts.company, 'proposals')}
<p class="prose">Items that are in QuickBooks already and are probably those of your codes. A code that is linked with its item
is synced: no second one is made, and nothing is written to QuickBooks.</p>
${proposals(visit, facts)}`,
  };
}

function proposals(visit: Visit, { company, matches, next, isRead }: MatchFacts): Html {
  const { href, query } = visit;
  if (matches.length === 0)
    return isRead
      ? empty(
          'Nothing to match',
          'No item of QuickBooks is likely to be one of the codes that are not there yet.',
        )
      : empty('Nothing has been read yet', 'The first good session reads what QuickBooks has.');
  const path = `${deskPath(company)}/match`;
  const more = next !== null && buttonLink(href(withQuery(path, { after: next })), 'Next', { rel: 'next' });
  const form = html`${hidden('at', query('after'))}
${table('Codes and their items', COLUMNS, matches.map(row))}
<div class="buttons"><button class="primary" type="submit">Link the chosen ones</button></div>`;
  return html`${postForm(visit, path, form, { class: 'spaced', novalidate: false })}
${pagingBar(plural(matches.length, 'proposal'), [more])}`;
}

const COLUMNS = [
  { label: 'Code', className: 'nowrap' },
  { label: 'Item in QuickBooks' },
  { label: 'Found by' },
  { label: 'Differences' },
];

/** The surest ones are ticked: the very name, at the very place. */
const row = ({ code, item, how, differences }: ToldMatch): Value[] => [
  html`<label><input${attributes({
    type: 'checkbox',
    name: 'link',
    value: linkText({ code, listId: item.listID }),
    checked: how === 'fullName',
  })}> ${code}</label>`,
  html`${item.fullName}${!item.isActive && html` ${muted('inactive')}`}`,
  HOW_WORDS[how],
  differences.length === 0 ? muted('none') : differences.map(differenceLine),
];

const HOW_WORDS: Readonly<Record<How, string>> = {
  fullName: 'Its full name',
  name: 'Its name, elsewhere',
  description: 'Its description',
};

const FIELD_WORDS: Readonly<Record<Difference['field'], string>> = {
  name: 'Name',
  parent: 'Parent',
  description: 'Description',
  incomeAccount: 'Income account',
  expenseAccount: 'Expense account',
  class: 'Class',
};

const differenceLine = ({ field, ours, quickBooks }: Difference): Html =>
  html`<p class="note">${FIELD_WORDS[field]}: here ${ours || muted('none')}, in QuickBooks ${quickBooks || muted('none')}</p>\n`;

interface Link {
  readonly code: string;
  readonly listId: string;
}

/** No code has a tab in it. */
const linkText = ({ code, listId }: Link): string => `${code}\t${listId}`;

/** The links that are ticked. */
export const linksIn = (form: Form): Link[] =>
  form.all('link').map((text) => {
    const [code = '', listId = ''] = text.split('\t', 2);
    return { code, listId };
  });
