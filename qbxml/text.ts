/**
 * What may be sent to QuickBooks as text.
 *
 * Whatever is not plain ASCII on the wire risks the whole message set (hresult 0x80040400) or is stored as "?"
 * for good, and two names that became "?" collide. So a character is sent as it is, written in ASCII, or refused
 * by name; none is dropped. Lengths count the decoded text, after this: "TM" is longer than "™".
 */
import anyAscii from 'any-ascii';

/** Name of ItemServiceAdd (XSD: maxLength 31, all QuickBooks Desktop editions). */
export const NAME_MAX = 31;
/** Desc, SalesDesc, PurchaseDesc (XSD: maxLength 4095). */
export const DESC_MAX = 4095;
/** FullName within AccountRef (XSD: maxLength 159). */
export const ACCOUNT_FULL_NAME_MAX = 159;
/** FullName of an item (XSD, ItemServiceRet): five names of 31 and the four colons between them. */
export const FULL_NAME_MAX = 159;
/** A list holds an element and at most four levels of children (Intuit's list limits). */
export const LEVELS_MAX = 5;
/** requestID: longer ones get status 1060; the XSD has no limit. */
export const REQUEST_ID_MAX = 50;
/** newMessageSetID, oldMessageSetID: 9004 above 24 in Intuit's sample, 23 in its reference; the smaller one. */
export const MESSAGE_SET_ID_MAX = 23;

/** Text as it may be sent, or the first character that can't be, named for people: `"☃" (U+2603)`. */
export type Sendable = { ok: true; text: string } | { ok: false; character: string };

/** Trimmed, every run of white space (line breaks and no-break spaces too) one blank, composed (NFC). */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '');
}

/** For the Name of an item: printable ASCII only. A colon may come of it ("：" is one): look for it afterwards. */
export function toName(text: string): Sendable {
  return convert(text, isPrintableAscii, asciiFor);
}

/** For Desc: as names, but U+00A1 to U+00FF stay: QuickBooks reads those as numeric references. */
export function toDescription(text: string): Sendable {
  return convert(text, isPrintableLatin1, asciiFor);
}

/** For an account: what QuickBooks itself calls it, so nothing is rewritten; beyond U+00FF it is refused. */
export function toAccountName(text: string): Sendable {
  return convert(text, isPrintableLatin1, () => null);
}

export function isPrintableAscii(char: string): boolean {
  return char >= ' ' && char <= '~';
}

export function isPrintableLatin1(char: string): boolean {
  return isPrintableAscii(char) || (char >= '\u00a1' && char <= '\u00ff' && char !== '\u00ad');
}

function convert(
  text: string,
  stays: (char: string) => boolean,
  equivalent: (char: string) => string | null,
): Sendable {
  let result = '';
  for (const char of text.normalize('NFC')) {
    if (stays(char)) {
      result += char;
      continue;
    }
    const ascii = equivalent(char);
    if (ascii === null) return { ok: false, character: nameOf(char) };
    // "2½" is "2 1/2", not "21/2"; "10²" is not "102".
    if (/\p{No}/u.test(char) && /\d$/.test(result)) result += ' ';
    result += ascii;
  }
  return { ok: true, text: result };
}

/** Where any-ascii's word would say something else. */
const OWN: Readonly<Record<string, string>> = { '≠': '!=', '≢': '!=', '≉': '!~' };
const PICTOGRAPH = /[\p{Extended_Pictographic}\p{Emoji_Presentation}]/u;

/** What stands for one character in ASCII, null if nothing does. */
function asciiFor(char: string): string | null {
  const own = OWN[char];
  if (own !== undefined) return own;
  if (/\p{Zs}/u.test(char)) return ' ';
  // Control, invisible, private, unassigned, half of a pair: some of them any-ascii writes, as nobody would read them.
  if (/\p{C}/u.test(char)) return null;
  if (PICTOGRAPH.test(char) && !'©®™'.includes(char)) return null;
  const ascii = anyAscii(char);
  if (ascii.trim() === '' || !/^[ -~]*$/.test(ascii)) return null;
  // "?" is any-ascii's word for question marks, and for much that it doesn't know (U+FFFD, U+FFFC).
  if (ascii.includes('?') && !/\p{P}/u.test(char)) return null;
  return ascii;
}

/** `"☃" (U+2603)`; what can't be seen is only numbered. */
function nameOf(char: string): string {
  const number = `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(char)) return number;
  return /\p{M}/u.test(char) ? `"\u25cc${char}" (${number})` : `"${char}" (${number})`;
}
