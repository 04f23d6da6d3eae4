/** Another text of a code: the list as if it had that already, so that the rules of an import hold for it. Pure. */
import type { Rules } from './accounts.ts';
import { type CostCode, codeID, keyOf } from './model.ts';
import { naturalOrder } from './order.ts';
import { keepingTold } from './transitions.ts';

/** A code by its key, and the text that it gets. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

type Codes = ReadonlyMap<string, CostCode>;

interface Renamed {
  readonly codes: Codes;
  /** Its key, where it has another text. */
  readonly renamed?: string;
  readonly problem?: string;
}

/** The codes of a list by key, with one of them renamed; or why it cannot be. */
export function renamedIn(codes: Codes, renaming: Renaming | null, company: Rules): Renamed {
  if (renaming === null) return { codes };
  const { from, to } = renaming;
  const key = keyOf(to);
  const code = codes.get(from);
  if (!code) return { codes, problem: 'The code is not in the list any more.' };
  if (code.code === to) return { codes };
  if (key !== from && codes.has(key))
    return { codes, problem: `There is a code ${to} in this list already.` };
  const renamed = new Map<string, CostCode>();
  for (const each of codes.values())
    if (each !== code) renamed.set(each.key, each.parent === from ? { ...each, parent: key } : each);
  renamed.set(key, {
    ...keepingTold(code, { parents: codes, company }),
    ...{ id: codeID(code.company, code.list, key), key, code: to, order: naturalOrder(key) },
  });
  return { codes: renamed, renamed: key };
}
