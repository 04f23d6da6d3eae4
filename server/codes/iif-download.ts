/** A list on its way into QuickBooks by hand: for offices whose Web Connector cannot run. */
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import { writeIif } from './intake/iif.ts';
import { type CodeList, type CodeStatus, type Company, type CostCode, isInQuickBooks } from './model.ts';
import { shownAccounts } from './view.ts';
import { codePages } from './walk.ts';

/**
 * All codes of a list as an IIF; with a state those in it, and the codes above them that QuickBooks does not have yet, without
 * which it would refuse them.
 */
export async function* iifOf(
  store: Store,
  company: Company,
  list: CodeList,
  status: CodeStatus | undefined,
): AsyncGenerator<Buffer> {
  const byKey = new Map<string, CostCode>();
  for await (const page of codePages(store, company.id, list.id, 'all'))
    for (const code of page) byKey.set(code.key, code);
  const wanted = new Set<CostCode>();
  for await (const slice of inTurns(byKey.values())) {
    for (const code of slice) {
      if (status !== undefined && code.status !== status) continue;
      wanted.add(code);
      for (let above = byKey.get(code.parent); above; above = byKey.get(above.parent))
        if (!isInQuickBooks(above)) wanted.add(above);
    }
  }
  yield* writeIif([...wanted], byKey, (code) => shownAccounts(code, company));
}
