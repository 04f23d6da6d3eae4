/**
 * What may be sent to QuickBooks as text.
 *
 * Whatever is not plain ASCII on the wire risks the whole message set (hresult 0x80040400) or is stored as "?"
 * for good, and two names that became "?" collide. So a character is sent as it is, written in ASCII, or refused
 * by name; none is dropped. Lengths count the decoded text, after this: "TM" is longer than "™".
 */
import anyAscii from 'any-ascii';
import { GREEK_WORD, isOfMixedExponent, NEAR, PLACES, type Surroundings } from './sign-places.ts';
import { isInRefusedBlock, readingsOf, type Spacing } from './signs.ts';

/** Name of ItemServiceAdd (XSD: maxLength 31, all QuickBooks Desktop editions). */
export const NAME_MAX = 31;
/** Desc, SalesDesc, PurchaseDesc (XSD: maxLength 4095). */
export const DESC_MAX = 4095;
/** FullName within AccountRef (XSD: maxLength 159). */
export const ACCOUNT_FULL_NAME_MAX = 159;
/** FullName within ClassRef (XSD: maxLength 159). */
export const CLASS_FULL_NAME_MAX = 159;
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

/**
 * Most texts are plain ASCII, and imports have thousands of them, so they are only searched for a character that is not. (Such
 * a search needs no memory; matching the whole of a long text would.)
 */
const NOT_PLAIN = /[^ -~]/;
/** What a description may get in other letters: all but Latin-1, in which only raised digits depend on what is beside them. */
const NOT_PLAIN_LATIN1 = /[^ -~\u00a1-\u00ac\u00ae-\u00b1\u00b4-\u00b8\u00ba-\u00ff]/;
const NOT_PLAIN_OR_CLEAN = /[^ -~]|^ | $| {2}/;

/**
 * What NFC would make another sign of: the ohm sign a Greek letter, the angstrom sign a Scandinavian one, the Greek question
 * mark a semicolon, the Greek semicolon a middle dot. The thousand other characters that NFC replaces by a single one mean the
 * same afterwards. Before an accent these four are letters after all.
 */
const KEPT = /([\u2126\u212b\u037e\u0387])(?!\p{M})/u;

/**
 * The longest run of combining marks that is accepted. Composing costs the square of a run, so that half a megabyte of marks
 * is most of a minute; no language writes more than a handful on one letter (UAX #15 takes 30 as more than all of them need).
 */
export const MARKS_MAX = 16;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MARKS_MAX + 1}}`, 'u');

/** Whether more marks stand in a row than are allowed: people do not write so. */
export const hasTooManyMarks = (text: string): boolean => NOT_PLAIN.test(text) && TOO_MANY_MARKS.test(text);

/** Composed (NFC) in time that grows with the length alone: what has too many marks in a row stays as it is. */
export function toNFC(text: string): string {
  return !NOT_PLAIN.test(text) || TOO_MANY_MARKS.test(text) ? text : text.normalize('NFC');
}

/** Composed as by `toNFC`, but for signs that would become other ones. */
function composed(text: string): string {
  if (!KEPT.test(text)) return toNFC(text);
  if (hasTooManyMarks(text)) return text;
  return text
    .split(KEPT)
    .map((part, index) => (index % 2 === 1 ? part : part.normalize('NFC')))
    .join('');
}

/**
 * Trimmed, every run of white space (line breaks and no-break spaces too) one blank, composed (NFC) without making another
 * sign of one: `5\u2126` stays ohms. What is clean stays as it is; what has too many marks in a row is not composed.
 */
export function cleanText(text: string): string {
  if (!NOT_PLAIN_OR_CLEAN.test(text)) return text;
  return composed(text)
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '');
}

/**
 * Names that are the same but for case, accents and blanks have one such key. Whether QuickBooks takes them for one name is not
 * known, so they count as the same only where it says so itself.
 */
export function alikeKey(name: string): string {
  const text = cleanText(name).toLowerCase();
  return !NOT_PLAIN.test(text) || hasTooManyMarks(text)
    ? text
    : text.normalize('NFD').replace(/\p{M}+/gu, '');
}

/**
 * For the Name of an item: printable ASCII only, technical signs in words (`⌀12` is `dia 12`; signs.ts). A colon may come of
 * it ("：" is one): look for it afterwards.
 */
export function toName(text: string): Sendable {
  return convert(text, 'name');
}

/** For Desc: as names, but U+00A1 to U+00FF stay: QuickBooks reads those as numeric references. */
export function toDescription(text: string): Sendable {
  return convert(text, 'description');
}

/** For an account or a class: what QuickBooks itself calls it, so nothing is rewritten; beyond U+00FF it is refused. */
export function toNameAsIs(text: string): Sendable {
  const name = toNFC(text);
  for (const char of name) if (!isPrintableLatin1(char)) return { ok: false, character: nameOf(char) };
  return { ok: true, text: name };
}

const NOT_SENDABLE = /[^ -~\u00a1-\u00ac\u00ae-\u00ff]+/u;

/** The longest part of a name in QuickBooks that can be sent as it stands: all of it, nearly always; '' where nothing can. */
export function sendablePart(name: string): string {
  if (!NOT_SENDABLE.test(name)) return name;
  const parts = name.split(NOT_SENDABLE).map((part) => part.trim());
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** A character that QuickBooks gets in other letters. */
export interface Rewritten {
  readonly from: string;
  readonly to: string;
}

/**
 * The characters of a text that QuickBooks gets in other letters, in the order in which they first appear; one that becomes
 * different things in different places is there once for each. White space and what is refused are not.
 */
export function rewritten(text: string, as: keyof typeof KINDS): Rewritten[] {
  const { changes, stays } = KINDS[as];
  if (!changes.test(text)) return [];
  const found = new Map<string, Rewritten>();
  for (const { from, to } of piecesOf(text, stays)) {
    if (to !== null && to !== from && to !== ' ') found.set(`${from} ${to}`, { from, to });
  }
  return [...found.values()];
}

/** Whether a character is of those that every QuickBooks stores. */
export function isPrintableAscii(char: string): boolean {
  return char >= ' ' && char <= '~';
}

/** Whether a character is of Latin 1 and can be seen. */
export function isPrintableLatin1(char: string): boolean {
  return isPrintableAscii(char) || (char >= '\u00a1' && char <= '\u00ff' && char !== '\u00ad');
}

/** One character and what is sent for it, null if nothing can be. */
interface Piece {
  readonly from: string;
  readonly to: string | null;
  readonly spacing: Spacing;
}

/** `changes`: what in a text may have to be written otherwise; without any of it the text is sent as it is. */
const KINDS = {
  name: { changes: NOT_PLAIN, stays: isPrintableAscii },
  description: { changes: NOT_PLAIN_LATIN1, stays: isPrintableLatin1 },
} as const;

function convert(text: string, as: keyof typeof KINDS): Sendable {
  const { changes, stays } = KINDS[as];
  if (!changes.test(text)) return { ok: true, text };
  const joined = new Joined();
  for (const { from, to, spacing } of piecesOf(text, stays)) {
    if (to === null) return { ok: false, character: nameOf(from) };
    joined.add(to, spacing);
  }
  return { ok: true, text: joined.end() };
}

function* piecesOf(raw: string, stays: (char: string) => boolean): Generator<Piece> {
  const text = composed(raw);
  const inGreekText = GREEK_WORD.test(text);
  let at = 0;
  for (const char of text) {
    const start = at;
    at += char.length;
    const end = at;
    const near = (): Surroundings => ({
      before: text.slice(Math.max(0, start - NEAR), start),
      after: text.slice(end, end + NEAR),
      inGreekText,
    });
    if (stays(char) && !(RAISED_LATIN1.test(char) && isOfMixedExponent(near())))
      yield { from: char, to: char, spacing: 'none' };
    else yield { from: char, ...asciiFor(char, near) };
  }
}

const RAISED_LATIN1 = /[\u00b9\u00b2\u00b3]/;

/** What a word must not run into, and what may not run into it; brackets and inch marks belong to their words. */
const ENDS_LIKE_A_WORD = /[\p{L}\p{M}\p{N}%°)\]}]$|\p{N}['"]+$/u;
const BEGINS_LIKE_A_WORD = /^[\p{L}\p{M}\p{N}([{<>~±]|^[.,+]\d|^\+-/u;

const isWordBefore = (spacing: Spacing) => spacing === 'word';
const isWordAfter = (spacing: Spacing) => spacing === 'word' || spacing === 'after';
const isNumberBefore = (spacing: Spacing) => spacing === 'number' || spacing === 'numerator';

/** Texts one after the other, with blanks where their spacing wants them; each is written when the next one is known. */
class Joined {
  #written = '';
  /** The end of what is written: looking at the whole each time would make long texts slow. */
  #before = '';
  #last: Spacing = 'none';
  #text = '';
  #spacing: Spacing = 'none';

  add(text: string, spacing: Spacing): void {
    this.#write(text);
    this.#last = this.#spacing;
    this.#text = text;
    this.#spacing = spacing;
  }

  end(): string {
    this.#write('');
    return this.#written;
  }

  #write(next: string): void {
    const blank = needsBlank(this.#last, this.#spacing, this.#before, this.#text + next) ? ' ' : '';
    this.#written += blank + this.#text;
    this.#before = (this.#before + blank + this.#text).slice(-4);
  }
}

function needsBlank(left: Spacing, right: Spacing, before: string, after: string): boolean {
  if (left === 'none' && right === 'none') return false;
  if (isWordAfter(left) && isWordBefore(right)) return true;
  if (isWordBefore(right)) return ENDS_LIKE_A_WORD.test(before);
  if (isWordAfter(left)) return BEGINS_LIKE_A_WORD.test(after);
  return (left === 'number' || isNumberBefore(right)) && /\d$/.test(before) && /^\d/.test(after);
}

const PICTOGRAPH = /[\p{Extended_Pictographic}\p{Emoji_Presentation}]/u;
const MATHEMATICAL_GREEK = /[\u{1d6a8}-\u{1d7cb}]/u;

/** What stands for one character in ASCII, null if nothing does. */
function asciiFor(char: string, near: () => Surroundings): Pick<Piece, 'to' | 'spacing'> {
  const sign = MATHEMATICAL_GREEK.test(char) ? char.normalize('NFKC') : char;
  const readings = readingsOf(sign);
  if (readings.length > 0) {
    const here = near();
    const reading = readings.find(({ place }) => PLACES[place](here));
    if (reading) return { to: reading.as, spacing: reading.spacing };
  }
  // Numbers that are one character: after a digit they would make another number of it.
  return { to: equivalentOf(char), spacing: /\p{No}/u.test(char) ? 'number' : 'none' };
}

function equivalentOf(char: string): string | null {
  if (/\p{Zs}/u.test(char)) return ' ';
  // Control, invisible, private, unassigned, half of a pair: some of them any-ascii writes, as nobody would read them.
  if (/\p{C}/u.test(char)) return null;
  if (PICTOGRAPH.test(char) || isInRefusedBlock(char)) return null;
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
