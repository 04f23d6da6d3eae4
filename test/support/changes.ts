/** Codes in QuickBooks that are changed and accepted again. */
import { CODES, type CostCode, codeID, keyOf } from '../../server/codes/model.ts';
import type { Desktop } from './desktop.ts';
import type { Service } from './service.ts';

export interface Change {
  readonly name?: string;
  readonly parent?: string;
  readonly description?: string;
  readonly incomeAccount?: string;
  readonly expenseAccount?: string | null;
  readonly class?: string | null;
  readonly active?: boolean;
}

export async function changed(
  service: Service,
  desktop: Desktop,
  name: string,
  change: Change,
): Promise<void> {
  const company = desktop.path.split('/').at(-1) ?? '';
  const list = (await service.api('GET', `${desktop.path}/lists`)).body.lists.find(
    (e: any) => e.quickBooks,
  ).id;
  const code = (await service.store.get(CODES, codeID(company, list, keyOf(name)))) as CostCode;
  const { name: itemName, ...rest } = change;
  await service.store.replace(CODES, [
    { ...code, ...rest, ...(itemName === undefined ? {} : { itemName }), status: 'accepted' } as CostCode,
  ]);
}
