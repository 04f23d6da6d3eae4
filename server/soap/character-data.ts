/**
 * Character data as XML 1.0 has it, piece by piece and in bytes of UTF-8: line ends become LF, references are resolved, once. QuickBooks'
 * answers come as one text of up to many megabytes, every angle bracket of it a reference: this is several times as fast as a parser.
 */
import {
  AMP,
  BEYOND,
  BRACKET,
  CR,
  GT,
  HASH,
  isNoCharacter,
  LETTER_G,
  LETTER_L,
  LETTER_T,
  LF,
  LT,
  SEMICOLON,
  SPECIAL,
} from '../../qbxml/xml-bytes.ts';
import { entityAt, isXmlChar } from '../../qbxml/xml-chars.ts';

/** No reference is longer but for zeros in front. */
const REFERENCE_MAX_BYTES = 1024;

/** Decodes the text between two tags. */
export class CharacterData {
  readonly #write: (bytes: Buffer) => void;
  /** What is known only with more behind it: the beginning of a reference, a CR, brackets. */
  #rest = Buffer.alloc(0);
  #out = Buffer.alloc(0);

  /** `write` is given pieces of the text; they are its only as long as it runs. */
  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  /** Bytes that hold no half of a character; those from the first `<` on are given back. Null: it is not well-formed. */
  take(bytes: Buffer): Buffer | null {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const tag = all.indexOf(LT);
    const end = tag === -1 ? all.length : tag;
    const read = this.#decode(all, end, tag !== -1);
    if (read === null) return null;
    this.#rest = Buffer.from(all.subarray(read, end));
    return tag === -1 ? Buffer.alloc(0) : all.subarray(tag);
  }

  /** How far it got; null: not well-formed. `isAll`: nothing comes behind. */
  #decode(bytes: Buffer, end: number, isAll: boolean): number | null {
    // No reference is shorter than what it stands for.
    if (this.#out.length < end) this.#out = Buffer.allocUnsafeSlow(end);
    const out = this.#out;
    let read = 0;
    let written = 0;
    while (read < end) {
      const byte = bytes[read]!;
      if (SPECIAL[byte] === 0) {
        out[written++] = byte;
        read++;
      } else if (
        byte === AMP &&
        bytes[read + 2] === LETTER_T &&
        bytes[read + 3] === SEMICOLON &&
        read + 3 < end
      ) {
        // &lt; and &gt; apart from the others: nearly all references of an answer are these.
        const letter = bytes[read + 1];
        if (letter !== LETTER_L && letter !== LETTER_G) return null;
        out[written++] = letter === LETTER_L ? LT : GT;
        read += 4;
      } else if (byte === AMP) {
        const entity = entityAt(bytes, read + 1, end);
        if (entity) {
          out[written++] = entity.code;
          read += entity.length + 1;
          continue;
        }
        const close = bytes.subarray(read, Math.min(end, read + REFERENCE_MAX_BYTES)).indexOf(SEMICOLON);
        if (close === -1) {
          if (isAll || end - read >= REFERENCE_MAX_BYTES) return null;
          break;
        }
        const char =
          bytes[read + 1] === HASH ? charOf(codeOf(bytes.toString('latin1', read + 2, read + close))) : null;
        if (char === null) return null;
        written += out.write(char, written, 'utf8');
        read += close + 1;
      } else if (byte === BRACKET) {
        const isOpen = read + 1 === end || (read + 2 === end && bytes[read + 1] === BRACKET);
        if (isOpen && !isAll) break;
        if (!isOpen && bytes[read + 1] === BRACKET && bytes[read + 2] === GT) return null;
        out[written++] = byte;
        read++;
      } else if (byte === CR) {
        if (read + 1 === end && !isAll) break;
        out[written++] = LF;
        read += bytes[read + 1] === LF ? 2 : 1;
      } else {
        if (byte !== BEYOND || isNoCharacter(bytes, read)) return null;
        out[written++] = byte;
        read++;
      }
    }
    if (written > 0) this.#write(out.subarray(0, written));
    return read;
  }
}

/** What stands between `&#` and `;`. */
function codeOf(digits: string): number | null {
  if (/^\d+$/.test(digits)) return Number.parseInt(digits, 10);
  return /^x[\dA-Fa-f]+$/.test(digits) ? Number.parseInt(digits.slice(1), 16) : null;
}

/** .NET writes references to characters that XML does not have (`&#x1;`): each becomes U+FFFD, for the rest is worth reading. */
function charOf(code: number | null): string | null {
  if (code === null) return null;
  return isXmlChar(code) ? String.fromCodePoint(code) : '\uFFFD';
}

/** The same leniency for the parser, which has none, piece by piece: illegal references outside of CDATA and comments become U+FFFD. */
export class LegalReferences {
  #rest = '';
  #within: ']]>' | '-->' | null = null;

  /** What is known of all that came; '' at the end gives the rest. */
  take(piece: string): string {
    const xml = this.#rest + piece;
    let done = '';
    let from = 0;
    const seek = /<!\[CDATA\[|<!--|&#(\d+|x[\dA-Fa-f]+);/g;
    for (;;) {
      if (this.#within !== null) {
        const close = xml.indexOf(this.#within, from);
        if (close === -1) {
          const to = piece === '' ? xml.length : Math.max(from, xml.length - 2);
          this.#rest = xml.slice(to);
          return done + xml.slice(from, to);
        }
        done += xml.slice(from, close + 3);
        from = close + 3;
        this.#within = null;
      }
      seek.lastIndex = from;
      const match = seek.exec(xml);
      if (match === null) break;
      if (match[1] === undefined) {
        this.#within = match[0] === '<!--' ? '-->' : ']]>';
        done += xml.slice(from, seek.lastIndex);
      } else done += xml.slice(from, match.index) + (isXmlChar(codeOf(match[1])!) ? match[0] : '\uFFFD');
      from = seek.lastIndex;
    }
    const open =
      piece === '' ? null : OPEN_AT_END.exec(xml.slice(Math.max(from, xml.length - REFERENCE_MAX_BYTES)));
    const to = xml.length - (open?.[0].length ?? 0);
    this.#rest = xml.slice(to);
    return done + xml.slice(from, to);
  }
}

/** The beginning of what LegalReferences looks for. */
const OPEN_AT_END = /(?:<|<!|<!-|<!\[|<!\[C|<!\[CD|<!\[CDA|<!\[CDAT|<!\[CDATA|&|&#|&#\d+|&#x[\dA-Fa-f]*)$/;

/** The same of a text that is there as a whole. */
export function replaceIllegalReferences(xml: string): string {
  if (!xml.includes('&#')) return xml;
  const references = new LegalReferences();
  return references.take(xml) + references.take('');
}
