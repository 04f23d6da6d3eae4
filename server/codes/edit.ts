/** One code by hand or by a program: its texts, its accounts and class, whether it is active; by the rules of an import. */
import type { ImportRow, RowField, RowProblem } from './import.ts';
import { type ImportPlace, importCodes } from './importing/importing.ts';
import type { CodeList, Company, CostCode } from './model.ts';
import { codeNamed } from './read.ts';
import type { Assigned, By } from './transitions.ts';

/** What is to be another; what is absent stays. Of parent and class null means none. */
export interface Edit extends Assigned {
  readonly code?: string;
  readonly description?: string;
  readonly parent?: string | null;
  readonly active?: boolean;
}

export type Edited =
  | { readonly outcome: 'edited' | 'unchanged'; readonly code: CostCode }
  | { readonly outcome: 'exporting' }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'refused'; readonly field: RowField; readonly problem: string };

/** Changes a code of a list. What a code in QuickBooks gets needs approval, as its first texts did. */
export async function editCode(
  place: ImportPlace,
  company: Company,
  list: CodeList,
  name: string,
  edit: Edit,
  by: By,
): Promise<Edited> {
  const { store } = place;
  const known = await codeNamed(store, company, list, name);
  if (known === null) return { outcome: 'unknown' };
  if (known.status === 'exporting') return { outcome: 'exporting' };
  const to = edit.code ?? known.code;
  const source = { kind: 'rows', rows: [rowOf(known, to, edit)] } as const;
  const result = await importCodes(place, company, list.id, source, by, {
    why: 'by hand',
    rename: { from: known.key, to },
  });
  if (!result.ok) throw new Error(`a row that was made here cannot be read: ${result.why}`);
  const [bad] = result.problems;
  if (bad) return whyNot(bad, await codeNamed(store, company, list, name));
  const code = await codeNamed(store, company, list, to);
  if (code === null) return { outcome: 'unknown' };
  return { outcome: result.changed > 0 ? 'edited' : 'unchanged', code };
}

function rowOf(known: CostCode, code: string, edit: Edit): ImportRow {
  const { description, parent, class: itsClass, incomeAccount, expenseAccount, active } = edit;
  return {
    row: 1,
    code,
    ...(description === undefined
      ? { description: known.description, keepsDescription: true }
      : { description }),
    ...(parent === undefined ? {} : { parent: parent ?? '' }),
    ...(itsClass === undefined ? {} : { class: itsClass ?? '' }),
    ...(incomeAccount === undefined ? {} : { incomeAccount }),
    ...(expenseAccount === undefined ? {} : { expenseAccount }),
    ...(active === undefined ? {} : { active }),
  };
}

/** What was refused because of what somebody else did meanwhile is told as that. */
function whyNot({ field, problem }: RowProblem, now: CostCode | null): Edited {
  if (now === null) return { outcome: 'unknown' };
  if (now.status === 'exporting') return { outcome: 'exporting' };
  return { outcome: 'refused', field, problem };
}
