/** What will happen in QuickBooks to the codes that an import adds: seen batch by batch while it is tried, or done. */
import type { Company, CostCode } from '../codes/model.ts';
import { parentsOf } from '../codes/view.ts';
import type { New, Store } from '../store/port.ts';
import type { Kept } from './kept.ts';
import type { Preflight } from './preflight.ts';
import { preflightsOf } from './preflights.ts';

/** Of a code that would be added. */
export interface CodePreflight extends Preflight {
  readonly code: string;
}

export interface ImportPreflight {
  /** Is given the codes, parents first. */
  readonly sees: (added: readonly New<CostCode>[]) => Promise<void>;
  /** By code, in the order in which they were seen; null where nothing was read from QuickBooks. */
  readonly all: () => ReadonlyMap<string, CodePreflight> | null;
}

/** For one import. */
export async function createImportPreflight(
  { store, kept }: { readonly store: Store; readonly kept: Kept },
  company: Company,
): Promise<ImportPreflight> {
  const has = await kept.of(company);
  const all = new Map<string, CodePreflight>();
  /** By key: those of the import, and those of the list that they are below. */
  const above = new Map<string, CostCode>();

  async function sees(added: readonly New<CostCode>[]): Promise<void> {
    if (has === null) return;
    const codes = added.map((code): CostCode => ({ ...code, rev: 0 }));
    for (const code of codes) above.set(code.key, code);
    const below = codes.filter(({ parent }) => parent !== '' && !above.has(parent));
    for (const [key, code] of await parentsOf(store, below)) if (!above.has(key)) above.set(key, code);
    const preflights = await preflightsOf(store, has, company, codes, above);
    for (const { id, code } of codes) {
      const preflight = preflights.get(id);
      if (preflight) all.set(code, { code, ...preflight });
    }
  }

  return { sees, all: () => (has === null ? null : all) };
}
