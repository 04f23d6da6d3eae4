/** Items that we have just added or changed: what QuickBooks has from now on, whatever the last reading says. */
import type { New } from '../store/port.ts';
import type { Item, RecentItem } from './model.ts';

export function recentItem(company: string, at: string, item: Item): New<RecentItem> {
  const order = `${at}/${item.listID}`;
  return { id: `${company}/${order}`, company, order, item };
}
