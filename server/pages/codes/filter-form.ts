/** The form by which the codes of the desk are searched. */
import type { Company, CostCode } from '../../codes/model.ts';
import { attributes, type Html, html } from '../../html.ts';
import { deskPath } from '../addresses.ts';
import { buttonLink } from '../components/text.ts';
import { hidden, optionsOf } from '../forms/controls.ts';
import type { Visit } from '../visit.ts';
import { deskAddress, type Filter, fieldsOf, isFiltered, unfiltered } from './filter.ts';
import { VERDICT_CHOICES } from './verdicts.ts';

/** What there is to choose from. */
interface FilterChoices {
  /** Null if there are too many. */
  readonly divisions: readonly CostCode[] | null;
  /** It is known what QuickBooks has. */
  readonly isRead: boolean;
}

/** The form, with the filter as it is. */
export function filterForm(
  { href }: Visit,
  company: Company,
  filter: Filter,
  { divisions, isRead }: FilterChoices,
): Html {
  const kept = Object.entries(fieldsOf(unfiltered(filter)));
  const search = attributes({
    type: 'search',
    id: 'search',
    name: 'search',
    value: filter.search,
    placeholder: 'Code or description',
    autocomplete: 'off',
  });
  const account = attributes({
    id: 'account',
    name: 'account',
    value: filter.account,
    list: 'accounts',
    placeholder: 'Any',
    autocomplete: 'off',
  });
  const cleared = href(deskAddress(company, unfiltered(filter)));
  return html`<form method="get" action="${href(deskPath(company))}" class="filters" role="search" aria-label="Cost codes">
${kept.map(([name, value]) => hidden(name, value))}
<div>
<label for="search">Search</label>
<input${search}>
</div>
<div>
<label for="division">Division</label>
${divisionControl(filter.division, divisions)}
</div>
<div>
<label for="account">Account</label>
<input${account}>
</div>
${(isRead || filter.verdict !== '') && verdictControl(filter)}
<button type="submit">Filter</button>
${isFiltered(filter) && buttonLink(cleared, 'Clear', { kind: 'quiet' })}
</form>`;
}

const verdictControl = ({ verdict }: Filter): Html => html`<div>
<label for="verdict">In QuickBooks</label>
<select id="verdict" name="verdict">
<option value="">Any</option>
${optionsOf(VERDICT_CHOICES, verdict)}
</select>
</div>`;

function divisionControl(division: string, divisions: readonly CostCode[] | null): Html {
  if (divisions === null)
    return html`<input${attributes({ id: 'division', name: 'division', value: division, autocomplete: 'off' })}>`;
  const known = divisions.map(({ code, description }) => ({ value: code, label: `${code} ${description}` }));
  const isKnown = division === '' || divisions.some(({ code }) => code === division);
  return html`<select id="division" name="division">
<option value="">All</option>
${!isKnown && html`<option selected>${division}</option>`}
${optionsOf(known, division)}
</select>`;
}
