/** What a person is shown of an import before it is confirmed: the first rows of each kind. */
import type { ImportPlan, RowProblem } from '../import.ts';
import type { RowWarning } from '../intake/warnings.ts';
import type { CodeStatus, CostCode } from '../model.ts';

export const SHOWN_ROWS = 200;

/** As people read them; the parent by its code, '' for none. */
export interface ShownTexts {
  readonly description: string;
  readonly parent: string;
  /** Only those that are named. */
  readonly incomeAccount?: string;
  readonly expenseAccount?: string | null;
  /** As things stand, '' for none. */
  readonly class: string;
}

export interface ShownChange {
  readonly code: string;
  readonly before: ShownTexts & { readonly status: CodeStatus };
  readonly after: ShownTexts;
}

export interface ShownAddition extends ShownTexts {
  readonly code: string;
  readonly itemName: string;
  readonly level: number;
}

export interface Shown {
  readonly problems: readonly RowProblem[];
  readonly warnings: readonly RowWarning[];
  readonly changes: readonly ShownChange[];
  /** In the order of the list. */
  readonly additions: readonly ShownAddition[];
  /** Any of all of them names accounts: only QuickBooks' own file does. */
  readonly changesNameAccounts: boolean;
  readonly additionsNameAccounts: boolean;
  /** Any of all of them gets another class, or has one from the beginning. */
  readonly changesClasses: boolean;
  readonly addsClasses: boolean;
}

/** The first rows of each kind, SHOWN_ROWS at most. */
export function shownOf(
  { insert, replace, problems }: ImportPlan,
  existing: ReadonlyMap<string, CostCode>,
  warnings: readonly RowWarning[],
  classOf: (code: CostCode | Pick<CostCode, 'code' | 'class'>) => string | null,
): Shown {
  const own = new Map(insert.map((code) => [code.key, code.code]));
  const textsOf = (code: Omit<CostCode, 'rev'>): ShownTexts => ({
    description: code.description,
    parent:
      code.parent === '' ? '' : (own.get(code.parent) ?? existing.get(code.parent)?.code ?? code.parent),
    ...(code.incomeAccount === undefined ? {} : { incomeAccount: code.incomeAccount }),
    ...(code.expenseAccount === undefined ? {} : { expenseAccount: code.expenseAccount }),
    class: classOf(code) ?? '',
  });
  const namesAccounts = (codes: readonly { readonly incomeAccount?: string }[]) =>
    codes.some(({ incomeAccount }) => incomeAccount !== undefined);
  return {
    problems: problems.slice(0, SHOWN_ROWS),
    warnings: warnings.slice(0, SHOWN_ROWS),
    changes: replace.slice(0, SHOWN_ROWS).flatMap((code) => {
      const before = existing.get(code.key);
      if (!before) return [];
      const { status } = before;
      return [{ code: code.code, before: { ...textsOf(before), status }, after: textsOf(code) }];
    }),
    additions: insert
      .toSorted((a, b) => (a.order < b.order ? -1 : 1))
      .slice(0, SHOWN_ROWS)
      .map((code) => ({
        ...textsOf(code),
        code: code.code,
        itemName: code.itemName,
        level: code.level,
      })),
    changesNameAccounts: namesAccounts(replace),
    additionsNameAccounts: namesAccounts(insert),
    changesClasses: replace.some((code) => code.class !== existing.get(code.key)?.class),
    addsClasses: insert.some((code) => classOf(code) !== null),
  };
}
