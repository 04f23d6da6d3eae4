/**
 * The file of an import, and what a person says of its columns. The file itself travels in the form, so that nothing is kept
 * for people who change their minds.
 */

import { USES } from '../../../codes/intake/columns.ts';
import type { FileChoice } from '../../../codes/intake/intake.ts';
import { IMPORT_MAX_BYTES } from '../../../http/body.ts';
import { HttpProblem } from '../../../http/problem.ts';
import { turn } from '../../../turns.ts';
import { mebibytes } from '../../components/text.ts';
import type { Form } from '../../forms/form.ts';

/** What a form adds to the file that it carries. */
const AROUND_BYTES = 256 * 1024;
/** Carried in letters (base64) it is a third larger. */
export const IMPORT_FORM_MAX_BYTES = Math.ceil((IMPORT_MAX_BYTES * 4) / 3) + AROUND_BYTES;

/** A file, and what was said of it. */
export interface ImportFile {
  readonly bytes: Uint8Array;
  readonly choice: FileChoice;
  readonly takesZerosAsLost: boolean;
  /** All columns are shown to choose from. */
  readonly isWide: boolean;
  /** The columns were changed since what the file would do was shown. */
  readonly isChanged: boolean;
}

/** Null if no file came. */
export async function fileOf(form: Form): Promise<ImportFile | null> {
  const bytes = await bytesOf(form);
  if (bytes === null) return null;
  if (bytes.length > IMPORT_MAX_BYTES)
    throw new HttpProblem('too-large', `The file is larger than ${mebibytes(IMPORT_MAX_BYTES)}.`);
  return {
    bytes,
    choice: choiceOf(form),
    isWide: form.text('wide') === 'true',
    takesZerosAsLost: form.text('zeros') === 'true',
    isChanged:
      form.has('shownTable') &&
      (form.text('shownTable') !== tableState(form.text('sheet'), form.text('headerRow')) ||
        form.text('shownUses') !== usesState(form.all('use'))),
  };
}

async function bytesOf(form: Form): Promise<Uint8Array | null> {
  const file = form.file('file');
  if (file) return file.bytes;
  const content = form.bytes('content');
  if (content.length > 0) return fromBase64(content);
  const text = form.bytes('text');
  return isBlank(text) ? null : text;
}

const isBlank = (text: Buffer) => text.every((byte) => byte <= 0x20);

/** Whole groups of four letters, so that each slice can be read by itself. */
const LETTERS_AT_ONCE = 1024 * 1024;

async function fromBase64(letters: Buffer): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.floor((letters.length / 4) * 3));
  let length = 0;
  for (let from = 0; from < letters.length; from += LETTERS_AT_ONCE) {
    await turn();
    length += bytes.write(letters.toString('latin1', from, from + LETTERS_AT_ONCE), length, 'base64');
  }
  return bytes.subarray(0, length);
}

function choiceOf(form: Form): FileChoice {
  const sheet = form.text('sheet') || undefined;
  const headerRow = /^\d{1,7}$/.test(form.text('headerRow')) ? Number(form.text('headerRow')) : undefined;
  const uses = form.all('use').map((text) => USES.find((use) => use === text) ?? null);
  // What was recognised and only shown is recognised again: it knows more of the columns than a choice says.
  const isChosen = form.text('chosen') === 'true' || form.text('shownUses') !== usesState(uses);
  // Columns are those of the sheet and the header that were shown.
  const isSameTable = form.text('shownTable') === tableState(form.text('sheet'), form.text('headerRow'));
  return { sheet, headerRow, ...(uses.length > 0 && isSameTable && isChosen ? { uses } : {}) };
}

/** What was shown travels along in one line each, since browsers rewrite line breaks. */
export const tableState = (sheet: string, headerRow: string): string => `${headerRow} ${sheet}`;
/** The same of the uses of columns. */
export const usesState = (uses: readonly (string | null)[]): string =>
  uses.map((use) => use || '-').join(' ');
