// An item as a person sees it in the Item List.
import { fullNameOf, type Item, type ItemKind, levelOf } from './company-file.ts';

export interface ItemView {
  kind: ItemKind;
  listID: string;
  name: string;
  fullName: string;
  parent: string | null;
  level: number;
  isActive: boolean;
  class: string | null;
  modified: Date;
  editSequence: string;
  description: string;
  incomeAccount: string | null;
  expenseAccount: string | null;
  externalGUID: string | null;
}

/** An item as tests look at it: flat, and without the objects behind it. */
export function viewOf(item: Item): ItemView {
  const one = item.sides && 'one' in item.sides ? item.sides.one : undefined;
  const both = item.sides && 'both' in item.sides ? item.sides.both : undefined;
  return {
    kind: item.kind,
    listID: item.listID,
    name: item.name,
    fullName: fullNameOf(item),
    parent: item.parent ? fullNameOf(item.parent) : null,
    level: levelOf(item),
    isActive: item.isActive,
    class: item.class?.fullName ?? null,
    modified: item.modified,
    editSequence: item.editSequence,
    description: one?.desc ?? both?.salesDesc ?? '',
    incomeAccount: one?.account.fullName ?? both?.income.fullName ?? null,
    expenseAccount: both?.expense.fullName ?? null,
    externalGUID: item.externalGUID ?? null,
  };
}
