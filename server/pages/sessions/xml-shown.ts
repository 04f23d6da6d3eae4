/** Requests and answers for the eye: one element a line. The exact bytes are behind a link of their own. */

const INDENT = '  ';
/** A tag, a comment, a declaration, or the text up to the next one; a tag that was cut off is text. */
const PIECES = /<[^>]*>|[^<]+|<[^>]*$/g;

/** Works on what was cut short as well, and never refuses: what is no XML is shown as it is. */
export function indented(xml: string): string {
  const pieces = xml.match(PIECES) ?? [];
  const lines: string[] = [];
  let depth = 0;
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!.trim();
    if (piece === '') continue;
    if (isClosing(piece)) depth = Math.max(0, depth - 1);
    const [text = '', end = ''] = pieces.slice(at + 1, at + 3);
    if (isOpening(piece) && !text.startsWith('<') && isClosing(end)) {
      lines.push(INDENT.repeat(depth) + piece + text + end.trim());
      at += 2;
    } else if (isOpening(piece) && isClosing(text)) {
      lines.push(INDENT.repeat(depth) + piece + text);
      at += 1;
    } else {
      lines.push(INDENT.repeat(depth) + piece);
      if (isOpening(piece)) depth += 1;
    }
  }
  return lines.join('\n');
}

const isClosing = (piece: string) => piece.startsWith('</');
const isOpening = (piece: string) => /^<[^/?!][^>]*[^/]>$|^<[^/?!]>$/.test(piece);

/** What is shown of a text. */
export interface Shown {
  readonly text: string;
  /** How many characters there are in all, if some are left out. */
  readonly cutFrom: number | null;
}

/** `xml`: the beginning of a text of `characters`, or the whole of it. */
export function shown(xml: string, max: number, characters = xml.length): Shown {
  const isCut = characters > max;
  return {
    text: indented(isCut ? xml.slice(0, max).toWellFormed() : xml),
    cutFrom: isCut ? characters : null,
  };
}
