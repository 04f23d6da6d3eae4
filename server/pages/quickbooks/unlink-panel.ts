/** On the page of a code that is in QuickBooks: it is not this item after all. */
import type { CodeList, Company, CostCode } from '../../codes/model.ts';
import { type Html, html } from '../../html.ts';
import { codeAddress } from '../addresses.ts';
import { hidden } from '../forms/controls.ts';
import { postForm } from '../forms/post.ts';
import type { Visit } from '../visit.ts';
import { reasonField } from './items-view.ts';
import { matchPath } from './match-tabs.ts';

/** Nothing for whoever may not, and for a code that has no item. */
export function unlinkPanel(
  visit: Visit,
  { company, list, code }: { readonly company: Company; readonly list: CodeList; readonly code: CostCode },
): Html | null {
  if (code.status !== 'synced' || !visit.may('companyAdmin')) return null;
  const form = html`${hidden('code', code.code)}
${hidden('back', codeAddress(company, list, code.code))}
<details class="action">
<summary class="button">Unlink…</summary>
<div class="panel">
<p>It is not the item ${code.item?.fullName}: the code is unsynced again, and QuickBooks is left alone.</p>
${reasonField()}
<button type="submit" class="danger">Unlink it from the item</button>
</div>
</details>`;
  return postForm(visit, matchPath(company, 'linked'), form, { class: 'delete', novalidate: false });
}
