/** The preflight of the codes of a page, with as few questions to the store as there are likely twins among them. */
import { accountsOf } from '../codes/accounts.ts';
import { linkedCodes } from '../codes/links.ts';
import { type Accounts, type Company, type CostCode, isInQuickBooks } from '../codes/model.ts';
import type { NamedAccounts } from '../codes/transitions.ts';
import { fullNameOf } from '../codes/view.ts';
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import type { QuickBooksHas } from './has.ts';
import { leafOf } from './names.ts';
import { type Planned, type Preflight, preflightOf } from './preflight.ts';

/** A code, or one that an import would make. */
export type Code = Omit<CostCode, 'rev'>;

/** By CostCode.id, those that are not in QuickBooks; none of them where nothing was read. `named`: accounts that they would get. */
export async function preflightsOf(
  store: Store,
  has: QuickBooksHas | null,
  company: Company,
  codes: readonly Code[],
  parents: ReadonlyMap<string, CostCode>,
  named: NamedAccounts = {},
): Promise<Map<string, Preflight>> {
  const preflights = new Map<string, Preflight>();
  if (has === null) return preflights;
  for await (const slice of inTurns(codes)) {
    const planned = slice
      .filter((code) => !isInQuickBooks(code))
      .map(
        (code) => [code.id, plannedOf(code, parents, accountsOf({ ...code, ...named }, company))] as const,
      );
    const near = planned.flatMap(([, { fullName }]) => [
      ...(has.itemNamed(fullName) ? [has.itemNamed(fullName)] : []),
      ...has.itemsLike(leafOf(fullName)),
    ]);
    const owners = await linkedCodes(
      store,
      company,
      near.flatMap((item) => (item?.type === 'Service' ? [item.listID] : [])),
    );
    for (const [id, code] of planned)
      preflights.set(
        id,
        preflightOf(code, has, (listID) => owners.get(listID)?.code ?? null),
      );
  }
  return preflights;
}

function plannedOf(code: Code, parents: ReadonlyMap<string, CostCode>, accounts: Accounts): Planned {
  const parent = parents.get(code.parent);
  return {
    fullName: fullNameOf(code, parents),
    parent: parent ? { fullName: fullNameOf(parent, parents), listID: parent.item?.listID ?? null } : null,
    ...accounts,
  };
}
