/** What is to be changed of an item, and what QuickBooks has otherwise, as both doors show it. */
import type { Rules } from '../codes/accounts.ts';
import { changeOf, NO_ITEM_YET, type Parents, toldOf, wantedOf } from '../codes/change.ts';
import {
  type CostCode,
  ITEM_FIELDS,
  type ItemField,
  type ItemValues,
  isInQuickBooks,
} from '../codes/model.ts';
import { fullNameOf } from '../codes/view.ts';
import type { QuickBooksHas } from '../quickbooks/has.ts';

export const DRIFT_FIELDS = [...ITEM_FIELDS, 'missing'] as const;

type Shown = string | boolean | null;

export interface ShownDifference {
  readonly field: (typeof DRIFT_FIELDS)[number];
  readonly ours: Shown;
  readonly quickBooks: Shown;
}

/** Which fields of its item are to be changed; null where nothing is to be sent. */
export function changeView(code: CostCode, parents: Parents, company: Rules) {
  if (code.status === 'synced' || !isInQuickBooks(code)) return null;
  const fields = changeOf(code, parents, company);
  return fields.length === 0 ? null : { fields };
}

/** What a reading has found otherwise. Items are named as people know them. */
export function driftView({ item, drift }: CostCode, has: QuickBooksHas | null): ShownDifference[] | null {
  if (drift === null) return null;
  if (drift.item === null) return [{ field: 'missing', ours: item?.fullName ?? null, quickBooks: null }];
  return drift.fields.map(({ field, ours, quickBooks }) => ({
    field,
    ours: shown(field, ours, has),
    quickBooks: shown(field, quickBooks, has),
  }));
}

function shown(field: ItemField, value: ItemValues[ItemField], has: QuickBooksHas | null): Shown {
  if (field !== 'parent' || typeof value !== 'string') return value;
  return value === '' || value === NO_ITEM_YET ? null : (has?.items.get(value)?.fullName ?? value);
}

/** A field before and after its change. */
export interface BeforeAndAfter {
  readonly field: ItemField;
  readonly before: Shown;
  readonly after: Shown;
}

/** What an approver decides about, field by field. */
export function changesShown(
  code: CostCode,
  parents: ReadonlyMap<string, CostCode>,
  company: Rules,
  has: QuickBooksHas | null,
): BeforeAndAfter[] {
  const told = toldOf(code, parents, company);
  const fields = changeView(code, parents, company)?.fields ?? [];
  if (told === null) return [];
  const wanted = wantedOf(code, parents, company);
  const parent = parents.get(code.parent);
  return fields.map((field) => ({
    field,
    before: shown(field, told[field], has),
    after:
      field === 'parent' ? (parent ? fullNameOf(parent, parents) : null) : shown(field, wanted[field], has),
  }));
}
