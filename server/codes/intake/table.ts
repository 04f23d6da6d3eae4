/** A table as an office has it: rows of cells as a person sees them, whatever file they came from. */

/** More rows than any list of cost codes has, and few enough to plan. */
export const ROWS_MAX = 200_000;

/** What lies beyond is no list, and a file of separators must not become millions of texts. */
export const COLUMNS_MAX = 1_000;

/** What a cell of a workbook is, where its text alone does not tell. */
export type CellKind = 'date' | 'error';

export interface TableRow {
  /** As a spreadsheet counts, from 1. */
  readonly row: number;
  /** Texts as a person sees them, untrimmed; '' for an empty cell. Trailing empty cells may be missing. */
  readonly cells: readonly string[];
  /** By index of the cell. */
  readonly kinds?: ReadonlyMap<number, CellKind>;
  /** Reading found that the row cannot be taken, and why. */
  readonly problem?: string;
  /** A cell with clean quotation marks covers these rows of a text file, and holds the separator. */
  readonly covers?: string;
  /** Hidden in the workbook. */
  readonly hidden?: true;
}
