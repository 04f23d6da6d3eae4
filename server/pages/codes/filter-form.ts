/** The form by which the codes of the desk are searched. */
import type { Company, CostCode } from '../../codes/model.ts';
import { attributes, type Html, html } from '../../html.ts';
import { deskPath } from '../addresses.ts';
import { buttonLink } from '../components/text.ts';
import { hidden, optionsOf } from '../forms/controls.ts';
import type { Visit } from '../visit.ts';
import { deskAddress, type Filter, fieldsOf, isFiltered, unfiltered } from './filter.ts';

/** `divisions`: those to choose from, null if there are too many. */
export function filterForm(
  { href }: Visit,
  company: Company,
  filter: Filter,
  divisions: readonly CostCode[] | null,
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
<button type="submit">Filter</button>
${isFiltered(filter) && buttonLink(cleared, 'Clear', { kind: 'quiet' })}
</form>`;
}

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
