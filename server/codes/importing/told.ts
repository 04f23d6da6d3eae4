/** What an import reports about its rows, in pieces of UTF-8: lists that may be as long as the import. */
import { csvHead, csvLine } from '../csv.ts';
import type { ImportRow, RowProblem } from '../import.ts';
import type { RowWarning } from '../intake/warnings.ts';
import { type CostCode, keyOf } from '../model.ts';

const PIECE_CHARS = 128 * 1024;

/** Texts to pieces that are worth sending. */
export function* piecesOf(texts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_CHARS) continue;
    yield encoder.encode(piece);
    piece = '';
  }
  if (piece !== '') yield encoder.encode(piece);
}

/** The members of a JSON array, without its brackets. */
export function* membersOf(all: readonly object[]): Generator<string> {
  let before = '';
  for (const each of all) {
    yield before + JSON.stringify(each);
    before = ',';
  }
}

/**
 * Rows with problems or warnings, as a CSV to be mended and imported: importing it reads the same as was read here. A row that
 * could not be read as it stands, or repeats a code, has no code in it, so that it cannot be imported uncorrected; its problem
 * says which code it was.
 */
export function* badRows(
  source: readonly ImportRow[],
  existing: ReadonlyMap<string, CostCode>,
  problems: readonly RowProblem[],
  warnings: readonly RowWarning[],
): Generator<string> {
  const told = new Map<number, { problem: string; warnings: string[] }>();
  const of = (row: number) => {
    const one = told.get(row) ?? { problem: '', warnings: [] };
    told.set(row, one);
    return one;
  };
  for (const { row, problem } of problems) of(row).problem = problem;
  for (const { row, warning } of warnings) of(row).warnings.push(warning);
  // Without the column parents stay as they are; an empty cell of it means none.
  const hasParents = source.some(({ parent }) => parent !== undefined);
  const hasClasses = source.some((row) => row.class !== undefined);
  const hasActivity = source.some((row) => row.active !== undefined);
  const columns = [
    ...['code', 'description'],
    ...(hasParents ? ['parent'] : []),
    ...(hasClasses ? ['class'] : []),
    ...(hasActivity ? ['active'] : []),
    ...['row', 'problem', 'warning'],
  ];
  yield csvHead(columns);
  const seen = new Set<string>();
  for (const { row, code, description, parent, class: itsClass, active, problem, made } of source) {
    const key = keyOf(code);
    // A repeated code would be the one that was taken.
    const isUnusable = problem !== undefined || seen.has(key);
    seen.add(key);
    const one = told.get(row);
    if (!one || made) continue;
    const above = parent ?? existing.get(key)?.parent ?? '';
    yield csvLine([
      isUnusable ? '' : code,
      description,
      ...(hasParents ? [above] : []),
      ...(hasClasses ? [itsClass ?? ''] : []),
      ...(hasActivity ? [active === undefined ? '' : yesOrNo(active)] : []),
      String(row),
      !isUnusable || code === '' ? one.problem : `${code}: ${one.problem}`,
      one.warnings.join(' '),
    ]);
  }
}

const yesOrNo = (active: boolean): string => (active ? 'yes' : 'no');
