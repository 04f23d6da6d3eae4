/** A division as people write it in one cell: `03 - Concrete`, `Division 01-`, `Div. 3: Concrete`. */
import { CODE_MAX } from '../model.ts';

export interface Division {
  readonly code: string;
  /** '' where the cell names none. */
  readonly description: string;
}

const WORD = /^(?:division|div\.?)\s+(?=\S*\d)/i;
/** A code in front has a digit among its first signs, and blanks only between groups of digits, as in MasterFormat's `03 30 00`. */
const CODE_AND_TEXT = /^(\p{L}{0,6}\d[\p{L}\d./-]*(?: \d[\d./-]*)*)(?: ?: ?| [-–—] )(\S.*)$/u;
/** A dash between digits belongs to the code (`Div 03-100`), one before a name does not (`Division 01-General`). */
const CODE_AND_TEXT_AFTER_WORD =
  /^([\p{L}\d][\p{L}\d./]*(?:-\d[\p{L}\d./]*)*(?: \d[\d./]*)*)(?:\s*[-–—:.]+\s*|\s+)(\S.*)$/u;
const CODE_AFTER_WORD = /^[\p{L}\d][\p{L}\d./]*(?:-\d[\p{L}\d./]*)*(?: \d[\d./]*)*$/u;
const hasLetter = (text: string) => /\p{L}/u.test(text);

/** `text` is cleaned. Null for what is not written as a division with its name, nor with the word in front. */
export function readDivision(text: string): Division | null {
  const rest = text.replace(WORD, '');
  if (rest !== text) {
    const both = CODE_AND_TEXT_AFTER_WORD.exec(rest);
    const withName = both && named(both);
    if (withName) return withName;
    const code = withoutEnd(rest);
    return code.length <= CODE_MAX && CODE_AFTER_WORD.test(code) ? { code, description: '' } : null;
  }
  const both = CODE_AND_TEXT.exec(text);
  return both && named(both);
}

const ENDS = '-–—:.';

/** Without a dash or the like at the end, and the blanks before it. By hand: a pattern would begin anew at each dash of a long row of them. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ENDS.includes(text.charAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end).trimEnd();
}

/**
 * `1:2` and `03 - 100` name nothing: they are codes, or typed by mistake. What is too long for a code heads nothing either: it would be
 * copied into each row below it.
 */
const named = ([, code = '', description = '']: RegExpExecArray): Division | null =>
  code.length <= CODE_MAX && hasLetter(description) ? { code, description } : null;
