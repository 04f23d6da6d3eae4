/**
 * The file of an import, and what a person says of its columns. The file itself travels in the form, so that nothing is kept for
 * those who think better of it.
 */
import { USES } from '../../../codes/intake/columns.ts';
import { type FileChoice, type IntakeRead, readIntake } from '../../../codes/intake/intake.ts';
import { IMPORT_MAX_BYTES } from '../../body.ts';
import { HttpProblem } from '../../problem.ts';
import type { Form } from '../form.ts';

/** What a form adds to the file that it carries. */
const AROUND_BYTES = 256 * 1024;
/** Carried in letters (base64) it is a third larger. */
export const IMPORT_FORM_MAX_BYTES = Math.ceil((IMPORT_MAX_BYTES * 4) / 3) + AROUND_BYTES;

export interface ImportFile {
  readonly bytes: Uint8Array;
  readonly choice: FileChoice;
  readonly takesZerosAsLost: boolean;
  /** All columns are shown to choose from. */
  readonly isWide: boolean;
  readonly read: IntakeRead;
  /** The columns were changed since what the file would do was shown. */
  readonly isChanged: boolean;
}

/** Null if no file came. */
export function fileOf(form: Form): ImportFile | null {
  const bytes = bytesOf(form);
  if (bytes === null) return null;
  if (bytes.length > IMPORT_MAX_BYTES)
    throw new HttpProblem(413, 'too-large', 'The file is larger than 16 MiB.');
  const choice = choiceOf(form);
  return {
    bytes,
    choice,
    isWide: form.text('wide') === 'true',
    takesZerosAsLost: form.text('zeros') === 'true',
    read: readIntake(bytes, choice),
    isChanged:
      form.has('shownTable') &&
      (form.text('shownTable') !== tableState(form.text('sheet'), form.text('headerRow')) ||
        form.text('shownUses') !== usesState(form.all('use'))),
  };
}

function bytesOf(form: Form): Uint8Array | null {
  const file = form.file('file');
  if (file) return file.bytes;
  if (form.text('content') !== '') return Buffer.from(form.text('content'), 'base64');
  const text = form.text('text');
  return text.trim() === '' ? null : Buffer.from(text);
}

function choiceOf(form: Form): FileChoice {
  const sheet = form.text('sheet') || undefined;
  const headerRow = /^\d{1,7}$/.test(form.text('headerRow')) ? Number(form.text('headerRow')) : undefined;
  const uses = form.all('use').map((text) => USES.find((use) => use === text) ?? null);
  // Columns are those of the sheet and the header that were shown.
  const isSameTable = form.text('shownTable') === tableState(form.text('sheet'), form.text('headerRow'));
  return { sheet, headerRow, ...(uses.length > 0 && isSameTable ? { uses } : {}) };
}

/** What was shown travels along in one line each, since browsers rewrite line breaks. */
export const tableState = (sheet: string, headerRow: string): string => `${headerRow} ${sheet}`;
export const usesState = (uses: readonly (string | null)[]): string =>
  uses.map((use) => use || '-').join(' ');
