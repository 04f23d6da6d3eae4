/** The preflight of the codes of a page: whose the likely items are is asked in one command for all of a slice. */
import { accountsOf } from '../codes/accounts.ts';
import { linkedCodes } from '../codes/links.ts';
import { type Accounts, type Company, type CostCode, isInQuickBooks } from '../codes/model.ts';
import type { Assigned } from '../codes/transitions.ts';
import { fullNameOf } from '../codes/view.ts';
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import type { QuickBooksHas } from './has.ts';
import type { Item } from './model.ts';
import { leafOf } from './names.ts';
import { type Above, type Judged, type Planned, type Preflight, preflightOf } from './preflight.ts';

/** A code, or one that an import would make. */
export type Code = Omit<CostCode, 'rev'>;

/** Where many items are named alike ("Labor" in each division), it is enough to look at a few. */
const TWINS_MAX = 5;

/** By CostCode.id, those that are not in QuickBooks; none of them where nothing was read. `assigned`: what they would get. */
export async function preflightsOf(
  store: Store,
  has: QuickBooksHas | null,
  company: Company,
  codes: readonly Code[],
  parents: ReadonlyMap<string, CostCode>,
  assigned: Assigned = {},
): Promise<Map<string, Preflight>> {
  const preflights = new Map<string, Preflight>();
  if (has === null) return preflights;
  const isService = ({ type }: Item) => type === 'Service';
  /** Of each name it is asked twice. */
  const like = new Map<string, readonly Item[]>();
  const judged: Judged = {
    ...has,
    itemsLike(name) {
      const known = like.get(name) ?? has.itemsLike(name).filter(isService).slice(0, TWINS_MAX);
      like.set(name, known);
      return known;
    },
  };
  for await (const slice of inTurns(codes)) {
    const planned = slice
      .filter((code) => !isInQuickBooks(code))
      .map(
        (code) => [code.id, plannedOf(code, parents, accountsOf({ ...code, ...assigned }, company))] as const,
      );
    const near = planned.flatMap(([, { fullName }]) => {
      const there = has.itemNamed(fullName);
      const items = there ? [there] : judged.itemsLike(leafOf(fullName));
      return items.filter(isService).map(({ listID }) => listID);
    });
    const owners = await linkedCodes(store, company, near);
    for (const [id, code] of planned)
      preflights.set(
        id,
        preflightOf(code, judged, (listID) => owners.get(listID)?.code ?? null),
      );
  }
  return preflights;
}

function plannedOf(code: Code, parents: ReadonlyMap<string, CostCode>, accounts: Accounts): Planned {
  const above: Above[] = [];
  for (let parent = parents.get(code.parent); parent; parent = parents.get(parent.parent))
    above.push({ fullName: fullNameOf(parent, parents), listID: parent.item?.listID ?? null });
  return { fullName: fullNameOf(code, parents), above, ...accounts };
}
