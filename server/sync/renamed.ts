/** Items that get another FullName by a change, and what is below them by that. What else a person has put below is not known. */
import { type CostCode, codeID } from '../codes/model.ts';
import { leafOf } from '../quickbooks/names.ts';
import type { ExportSet } from './model.ts';

/** An item as it is called from now on. */
interface Called {
  readonly listID: string;
  readonly fullName: string;
}

/** By the code that has it (CostCode.id). */
export function renamedIn(set: ExportSet): Map<string, Called> {
  const renamed = new Map<string, Called>();
  for (const request of set.requests) {
    const word = set.words[request.requestID];
    if (request.kind !== 'ItemServiceMod' || word?.kind !== 'synced') continue;
    const { listID, fullName } = word;
    if (fullName !== request.fullName) renamed.set(request.code, { listID, fullName });
  }
  return renamed;
}

/** The codes below with the FullNames that their items have by that, but for those that their own answer has told (`told`). */
export function withNewNames(
  renamed: ReadonlyMap<string, Called>,
  below: readonly CostCode[],
  told: ReadonlySet<string>,
): CostCode[] {
  const called = new Map(renamed);
  // From above to below.
  return below
    .toSorted((a, b) => a.level - b.level)
    .flatMap((code) => {
      const { item } = code;
      const above = called.get(codeID(code.company, code.list, code.parent));
      // In QuickBooks it may be elsewhere, and goes by another name then.
      const isThere = code.told === null || code.told.parent === above?.listID;
      if (!item || !above || !isThere || told.has(code.id)) return [];
      const fullName = `${above.fullName}:${leafOf(item.fullName)}`;
      called.set(code.id, { listID: item.listID, fullName });
      return fullName === item.fullName ? [] : [{ ...code, item: { ...item, fullName } }];
    });
}
