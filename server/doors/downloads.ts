/** What downloads are called. */
import type { CodeList, Company } from '../codes/model.ts';

/** `Acme Builders cost codes pending.csv`: the company, a list that is not the QuickBooks list, what is in it. */
export function downloadName(
  company: Company,
  list: CodeList,
  what: string | null,
  ending: 'csv' | 'iif',
): string {
  const words = [company.name, list.quickBooks ? '' : list.name, 'cost codes', what ?? ''].join(' ');
  return `${words
    .replace(/[^\w .-]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim()}.${ending}`;
}
