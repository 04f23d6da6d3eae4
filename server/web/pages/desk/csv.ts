/** CSV as spreadsheets read it. */
const MARK = '\ufeff';

/** A spreadsheet would calculate what begins like a formula; an apostrophe in front makes it a text there. */
function cell(value: string | null): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** With the mark by which spreadsheets know UTF-8. */
export const csvHead = (names: readonly string[]): string => MARK + csvLine(names);
