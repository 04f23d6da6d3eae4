/** What QuickBooks has of an item, where it is not what it was told. Pure. */
import { differing } from './change.ts';
import type { CostCode, Differing, Drift, Item, ItemField, ItemValues } from './model.ts';

/** What a code keeps of it. */
export type Drifting = Pick<CostCode, 'drift' | 'drifted'>;

export const NO_DRIFT: Drifting = { drift: null, drifted: '' };

/** The fields in which QuickBooks has something else than it was told. */
export const differencesOf = (told: ItemValues, has: ItemValues): Differing[] =>
  differing(told, has).map((field) => ({ field, ours: told[field], quickBooks: has[field] }));

/** What QuickBooks has in the fields that differ. */
export const valuesIn = ({ fields }: Drift): Partial<ItemValues> =>
  Object.fromEntries(fields.map(({ field, quickBooks }) => [field, quickBooks]));

/** With these differences in place of those of the same fields. */
export function withDrift(drift: Drift | null, seen: readonly Differing[], item: Item | null): Drifting {
  const others = drift?.fields.filter(({ field }) => !seen.some((each) => each.field === field)) ?? [];
  const fields = [...others, ...seen];
  if (fields.length === 0) return NO_DRIFT;
  return { drift: { reading: drift?.reading ?? 0, item: drift?.item ?? item, fields }, drifted: 'yes' };
}

/** Of a code whose item was found to be missing, before a reading has said so. */
export const withoutItem = (drift: Drift | null): Drifting => ({
  drift: { reading: drift?.reading ?? 0, item: null, fields: [] },
  drifted: 'yes',
});

/** Without what was told anew. */
export function withoutDrift({ drift }: Pick<CostCode, 'drift'>, told: Partial<ItemValues>): Drifting {
  const fields = drift?.fields.filter(({ field }) => !(field in told)) ?? [];
  return drift === null || fields.length === 0 ? NO_DRIFT : { drift: { ...drift, fields }, drifted: 'yes' };
}

const FIELD_WORDS: Readonly<Record<ItemField, string>> = {
  name: 'name',
  parent: 'parent',
  description: 'description',
  incomeAccount: 'income account',
  expenseAccount: 'expense account',
  class: 'class',
  active: 'activity',
};

/** A field as people call it. */
export const fieldWords = (field: ItemField): string => FIELD_WORDS[field];

/** The fields that differ, for a history. */
export const driftWords = ({ fields }: Drift): string =>
  fields.map(({ field }) => fieldWords(field)).join(', ');
