/**
 * What spreadsheets put around a text so that it stays a text, removed when a cell is read and added when one is written:
 * whatever is written here is read back as it was.
 */
import { cleanText } from '../../../qbxml/text.ts';

/** `="03-100"`: a formula that is nothing but a text, by which some programs save leading zeros. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;
/** An apostrophe that makes a text of what a spreadsheet would calculate (full-width signs, too) or shorten. */
const APOSTROPHE = /^'+[=+\-@＝＋－＠\d]/;
/** What a spreadsheet would calculate, and what `readCell` would take an apostrophe from. */
const NEEDS_APOSTROPHE = /^(?:'*[=+\-@＝＋－＠]|'+\d)/;

/** The text of a cell as it was meant, cleaned. */
export function readCell(cell: string): string {
  const text = cleanText(cell);
  if (!text.startsWith('=') && !text.startsWith("'")) return text;
  const formula = TEXT_FORMULA.exec(text);
  if (formula) return cleanText((formula[1] ?? '').replaceAll('""', '"'));
  return APOSTROPHE.test(text) ? cleanText(text.slice(1)) : text;
}

/** A text as it stands there, if it has blanks in a row that cleaning makes one of; else null. */
export const spacedIn = (cell: string): string | null => (/\S {2,}\S/.test(cell) ? cell.trim() : null);

/** A formula that is more than a text: what stands in the cell is not what the person saw. */
export function isFormula(cell: string): boolean {
  if (!/^\s*=/.test(cell)) return false;
  const text = cleanText(cell);
  return text.length > 1 && !TEXT_FORMULA.test(text);
}

/** What a spreadsheet shows in place of a value: `#REF!`, `#N/A`, `####` (a column too narrow), LibreOffice's `Err:502`; in any language. */
export function isErrorText(text: string): boolean {
  if (!text.startsWith('#') && !text.startsWith('Err:')) return false;
  return /^(?:#{3,}|#[¡¿]?[\p{L}\d/_ ]+[!?]|#N\/[AVD]|#NV|#GETTING_DATA|Err:\d{3})$/u.test(text);
}

/** A cell of a CSV for spreadsheets. Not cleaned: texts of the product are. */
export function writeCell(value: string | null): string {
  const text = value ?? '';
  const safe = NEEDS_APOSTROPHE.test(text) ? `'${text}` : text;
  return /[",;|\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
