/** What ends the reading of a workbook from anywhere within it: thrown inside, answered by workbook.ts as a value. */

/** `why`: what the file is or what is wrong with it, and the next step, for a person. */
export class Unreadable extends Error {
  readonly why: string;

  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

/** The next step for files of another kind. */
export const SAVE_AS_XLSX = 'Open it in Excel, save it as Excel Workbook (.xlsx) and import that.';

/** `what`: what was found, as the end of a sentence. */
export function damaged(what: string): Unreadable {
  return new Unreadable(
    `This workbook is damaged: ${what}. Get the file again, or open it in Excel, let Excel repair it, save it and import that.`,
  );
}
