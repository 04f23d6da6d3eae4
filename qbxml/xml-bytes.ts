/** The bytes that mean something in XML, in UTF-8, and what is told of a byte at a time. */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const BLANK = 0x20;
export const BANG = 0x21;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const AMP = 0x26;
export const APOSTROPHE = 0x27;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const SEMICOLON = 0x3b;
export const LT = 0x3c;
export const EQUALS = 0x3d;
export const GT = 0x3e;
export const QUESTION = 0x3f;
export const LETTER_G = 0x67;
export const LETTER_L = 0x6c;
export const LETTER_T = 0x74;
export const LETTER_X = 0x78;
export const BRACKET = 0x5d;
/** With it begin, among others, U+FFFE and U+FFFF. */
export const BEYOND = 0xef;

/** What needs a look in texts: markup, references, `]]>`, characters that are none; all else is passed over. */
export const SPECIAL = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === LT ||
  byte === AMP ||
  byte === BRACKET ||
  byte === BEYOND ||
  (byte < BLANK && byte !== TAB && byte !== LF)
    ? 1
    : 0,
);
/** In values: quotes and line ends besides. */
export const SPECIAL_IN_VALUE = SPECIAL.map((special, byte) =>
  byte === QUOTE || byte === APOSTROPHE ? 1 : byte === BRACKET || byte === CR ? 0 : special,
);

/** White space. */
export const isBlank = (byte: number | undefined) =>
  byte === BLANK || byte === LF || byte === TAB || byte === CR;

/** U+FFFE and U+FFFF, which are no characters to XML. */
export const isNoCharacter = (bytes: Buffer, at: number) =>
  bytes[at] === BEYOND && bytes[at + 1] === 0xbf && bytes[at + 2]! >= 0xbe;

/** Whether `what` begins at this place and ends before `to`. */
export function beginsWith(bytes: Uint8Array, at: number, to: number, what: Uint8Array): boolean {
  if (to - at < what.length) return false;
  for (let each = 0; each < what.length; each++) if (bytes[at + each] !== what[each]) return false;
  return true;
}

/** Null for none. */
export function digitOf(byte: number, radix: 10 | 16): number | null {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return radix === 16 && letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null;
}

/** Of well-formed UTF-8. */
export function codePointAt(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return bytes.toString('utf8', at, at + length).codePointAt(0)!;
}
