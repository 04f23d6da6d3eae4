/** How an item that QuickBooks shows stands to what is to be changed of it: pure. */
import { type ServiceItem, takesClass } from '../../../qbxml/item-service.ts';
import { alikeKey } from '../../../qbxml/text.ts';
import { differing, isAlike, NO_ITEM_YET } from '../../codes/change.ts';
import { ITEM_FIELDS, type Item, type ItemField, type ItemValues } from '../../codes/model.ts';
import type { ModRequest, ShownItem } from '../model.ts';

/** What a whole item has; null of one of which only a part was told. Below qbXML 12.0 no class is told: it is as it was. */
export function valuesOf(item: ServiceItem, { sent, told }: ModRequest): ItemValues | null {
  if (item.name === null || item.sides === null) return null;
  return {
    name: item.name,
    parent: item.parentListID ?? '',
    description: item.desc ?? '',
    incomeAccount: item.incomeAccount ?? '',
    expenseAccount: item.expenseAccount,
    class: takesClass(sent.version) ? item.class : told.class,
    active: item.isActive ?? true,
  };
}

/**
 * - done: all that was to be changed is so.
 * - before: nothing of it is otherwise than it was told, or as it is to be: nobody else has changed it.
 * - other: somebody has.
 */
export type ItemState = 'done' | 'before' | 'other';

/** Of the fields that are to be changed, and of no other. */
export function stateOf(item: ServiceItem, values: ItemValues, { sent }: ModRequest): ItemState {
  const { changed, before } = sent;
  const states = fieldsOf(changed).map((field) => {
    const onPurchases = field === 'description' ? onPurchasesOf(item) : null;
    const shown = onPurchases === null ? [values[field]] : [values[field], onPurchases];
    const are = (wanted: unknown) => shown.every((each) => isShownAs(field, each, wanted));
    // Exactly first: a name may be changed in its letter case alone.
    if (shown.every((each) => each === changed[field])) return 'done';
    if (shown.every((each) => each === before[field])) return 'before';
    return are(changed[field]) ? 'done' : are(before[field]) ? 'before' : 'other';
  });
  if (states.every((state) => state === 'done')) return 'done';
  return states.includes('other') ? 'other' : 'before';
}

/** What stands on purchases, where that is another description; null where it is not. */
const onPurchasesOf = ({ sides, desc, purchaseDesc }: ServiceItem): string | null =>
  sides === 'SalesAndPurchase' && (purchaseDesc ?? '') !== (desc ?? '') ? (purchaseDesc ?? '') : null;

const fieldsOf = (values: Partial<ItemValues>): ItemField[] => ITEM_FIELDS.filter((field) => field in values);

/** QuickBooks may store a text with other blanks, and takes names that are alike for the same. */
function isShownAs(field: ItemField, shown: unknown, value: unknown): boolean {
  if (typeof shown !== 'string' || typeof value !== 'string') return shown === value;
  if (field === 'name') return alikeKey(shown) === alikeKey(value);
  if (field === 'description') return inOneLine(shown) === inOneLine(value);
  return isAlike(field, shown, value);
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The item of a code as it was seen. `told`: what is taken for told of it from now on. */
export function seenItem(item: ServiceItem, values: ItemValues, told: ItemValues, fullName: string): Item {
  const other = differing(values, told).filter((field) => !isShownAs(field, values[field], told[field]));
  const isOtherOnPurchases = onPurchasesOf(item) !== null && !other.includes('description');
  const differs = isOtherOnPurchases ? [...other, 'description' as const] : other;
  const { listID, editSequence } = item;
  return {
    listID,
    fullName: item.fullName ?? fullName,
    editSequence,
    ...(differs.length === 0 ? {} : { differs }),
  };
}

const WORDS: Readonly<Record<ItemField, string>> = {
  name: 'name',
  parent: 'parent',
  description: 'description',
  incomeAccount: 'income account',
  expenseAccount: 'expense account',
  class: 'class',
  active: 'active',
};

/** Fields in words, for messages. */
export const inFields = (values: Partial<ItemValues>): string =>
  fieldsOf(values)
    .map((field) => WORDS[field])
    .join(', ');

/** What is there and what we were to write, field by field. `values`: of the item. */
export function bothIn(
  item: ServiceItem,
  values: ItemValues,
  { changed, before }: ModRequest['sent'],
): string {
  return fieldsOf(changed)
    .flatMap((field) => {
      const [there, ours, was] = [values, changed, before].map((of) => shown(field, of[field]));
      const other = field === 'description' ? onPurchasesOf(item) : null;
      if (other === null && isAlike(field, values[field] as never, changed[field] as never)) return [];
      const onPurchases = other === null ? '' : `, on purchases ${shown(field, other)}`;
      return [`${WORDS[field]} ${there}${onPurchases} (ours: ${ours}, before: ${was})`];
    })
    .join('; ');
}

/** So much of a text is quoted: the whole of it stands with the code. */
const QUOTED_MAX = 200;
const quoted = (text: string): string =>
  text.length > QUOTED_MAX ? `"${text.slice(0, QUOTED_MAX)}..."` : `"${text}"`;

/** A parent is known by its ListID, which tells people nothing else. */
function shown(field: ItemField, value: unknown): string {
  if (field === 'active') return value === true ? 'yes' : 'no';
  if (value === null || value === '') return 'none';
  if (field !== 'parent') return quoted(String(value));
  return value === NO_ITEM_YET ? 'one that is not in QuickBooks' : `the item ${value}`;
}

/** Only the fields that are to be changed, as they were seen. */
export const seenOf = (values: ItemValues, { changed }: ModRequest['sent']): Partial<ItemValues> =>
  Object.fromEntries(fieldsOf(changed).map((field) => [field, values[field]]));

/** What the reading has of it from now on. */
export function shownOf({
  isActive,
  parentListID,
  sides,
  desc,
  incomeAccount,
  expenseAccount,
  class: itsClass,
}: ServiceItem): ShownItem {
  return {
    isActive: isActive ?? true,
    parentListID,
    sides: sides === 'SalesAndPurchase' ? 'two' : 'one',
    description: desc || null,
    incomeAccount,
    expenseAccount,
    class: itsClass,
  };
}
