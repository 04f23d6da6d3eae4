/** Items that we have just added or changed: what QuickBooks has from now on, whatever the last reading says. */
import type { New } from '../store/port.ts';
import type { Complete, Item, Reading, RecentItem } from './model.ts';

const digits = (number: number): string => String(number).padStart(10, '0');

/** Before all that was written since a reading began: only what is beyond may be missing in it. */
export const sinceBegan = ({ number }: Pick<Complete, 'number'>): string => digits(number);

/** An item as it is from `at` on. `begun`: how many readings had begun by then. */
export function recentItem(
  { id: company, begun }: Pick<Reading, 'id' | 'begun'>,
  at: string,
  item: Item,
): New<RecentItem> {
  const order = `${digits(begun)}/${at}/${item.listID}`;
  return { id: `${company}/${order}`, company, order, item };
}
