/** Texts of a workbook: its shared strings (ECMA-376 part 1, 18.4), and what a text is made of wherever it stands. */
import { Unreadable } from './unreadable.ts';
import { readXml, type XmlHandler } from './xml.ts';

/** Of one cell, in Excel itself. */
const TEXT_CHARS_MAX = 32_767;

/**
 * Follows the elements within `si` or `is`: the text is that of its `t`, or of the `t` of its runs. Phonetic runs (`rPh`) are how
 * something is pronounced, and no part of it.
 */
export class RichText {
  private depth = 0;
  private inRun = false;
  private inText = false;
  private collected = '';

  start(): void {
    this.collected = '';
  }

  open(name: string): void {
    this.depth++;
    if (this.depth === 1) this.inRun = name === 'r';
    this.inText = name === 't' && (this.depth === 1 || (this.depth === 2 && this.inRun));
  }

  close(): void {
    this.depth--;
    this.inText = false;
  }

  text(text: string): void {
    if (this.inText) this.collected += text;
  }

  end(): string {
    return cellText(this.collected);
  }
}

/** `_x000D_` is how a character is written that XML cannot hold, `_x005F_` the underscore before what only looks so (22.9.2.19). */
export function cellText(raw: string): string {
  const text = raw.includes('_x')
    ? raw
        .replace(/_x([0-9a-f]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        .toWellFormed()
    : raw;
  if (text.length > TEXT_CHARS_MAX)
    throw new Unreadable(
      `A cell of this workbook has more than ${TEXT_CHARS_MAX.toLocaleString('en-US')} characters, which Excel itself does not allow. ` +
        'Shorten it and import the workbook again.',
    );
  return text;
}

/** The shared strings of a workbook, in their order. Throws Unreadable for unsound XML or a text that is too long. */
export function readSharedStrings(part: string, pieces: Iterable<Uint8Array>): string[] {
  const strings: string[] = [];
  const rich = new RichText();
  let depth = 0;
  let inString = false;
  const handler: XmlHandler = {
    open(name) {
      depth++;
      if (depth === 2) {
        inString = name === 'si';
        rich.start();
      } else if (depth > 2) rich.open(name);
    },
    close() {
      if (depth > 2) rich.close();
      else if (depth === 2 && inString) strings.push(rich.end());
      depth--;
    },
    text: (text) => rich.text(text),
  };
  readXml(part, pieces, handler);
  return strings;
}
