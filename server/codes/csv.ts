/** CSV as spreadsheets read it, and as an import takes it back. */
import { writeCell } from './intake/cell.ts';

const MARK = '\ufeff';

/** One line of a CSV file, quoted where it has to be; null is an empty cell. */
export const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(writeCell).join(',')}\r\n`;

/** With the mark by which spreadsheets know UTF-8. */
export const csvHead = (names: readonly string[]): string => MARK + csvLine(names);
