/**
 * QuickBooks' answers come as one argument of up to many megabytes, every angle bracket of it a reference. It is cut out and
 * decoded here, several times as fast as a parser's reading of it; the rest of the envelope goes through the strict parser,
 * with an entity in the argument's place. Where anything is unusual, nothing is cut and the parser reads the whole.
 */

/** What stands in the argument's place, and what the parser is to make of it: no text of a request can yield a lone surrogate. */
export const CUT_ENTITY = 'cut';
export const CUT_VALUE = '\uD800';

const CUT_REFERENCE = `&${CUT_ENTITY};`;

/** Where the start tag is looked for: behind the Envelope's own, and a ticket. */
const HEAD_CHARS = 16_384;

const START_TAG = /<(?:[A-Za-z_][\w.-]*:)?(response|strHCPResponse)(?:\s[^<>]*)?>/;

export interface Cut {
  readonly param: string;
  readonly text: string;
  /** The envelope without that text: it proves, by the parser giving CUT_VALUE back as `param`, that the text was that argument. */
  readonly rest: string;
}

/** `body` has to be well-formed UTF-16. Null: leave it all to the parser. */
export function cutBigArgument(body: string, atLeastChars: number): Cut | null {
  if (body.length < atLeastChars) return null;
  const tag = START_TAG.exec(body.slice(0, HEAD_CHARS));
  if (tag === null) return null;
  const start = tag.index + tag[0].length;
  const end = body.indexOf('<', start);
  if (end - start < atLeastChars || !body.startsWith('</', end)) return null;
  const head = body.slice(0, start);
  const tail = body.slice(end);
  if (head.includes(CUT_REFERENCE) || tail.includes(CUT_REFERENCE)) return null;
  const text = decodeCharacterData(body.slice(start, end));
  return text === null ? null : { param: tag[1]!, text, rest: head + CUT_REFERENCE + tail };
}

const AMP = 0x26;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const LETTER_G = 0x67;
const LETTER_L = 0x6c;
const LETTER_T = 0x74;

/** With &lt; and &gt; all that XML has without a DTD. */
const ENTITIES = [
  { name: Buffer.from('amp;'), byte: AMP },
  { name: Buffer.from('quot;'), byte: 0x22 },
  { name: Buffer.from('apos;'), byte: 0x27 },
];

/**
 * Character data (no `<` in it) to text, as XML 1.0 has it: line ends become LF, references are resolved, once; null where it is
 * not well-formed. Bytes are written over those already read: no reference is shorter than what it stands for.
 */
export function decodeCharacterData(data: string): string | null {
  if (data.includes(']]>')) return null;
  const bytes = Buffer.from(data, 'utf8');
  const { length } = bytes;
  let read = 0;
  let written = 0;
  while (read < length) {
    const byte = bytes[read++]!;
    if (byte === AMP && bytes[read] === HASH) {
      const end = bytes.indexOf(SEMICOLON, read);
      const code = end === -1 ? null : codeOf(bytes.toString('latin1', read + 1, end));
      if (code === null) return null;
      written += bytes.write(charOf(code), written, 'utf8');
      read = end + 1;
    } else if (byte === AMP && bytes[read + 1] === LETTER_T && bytes[read + 2] === SEMICOLON) {
      // &lt; and &gt; apart from the others: nearly all references of an answer are these.
      const letter = bytes[read]!;
      if (letter !== LETTER_L && letter !== LETTER_G) return null;
      bytes[written++] = letter === LETTER_L ? 0x3c : 0x3e;
      read += 3;
    } else if (byte === AMP) {
      const entity = entityAt(bytes, read);
      if (entity === undefined) return null;
      bytes[written++] = entity.byte;
      read += entity.name.length;
    } else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a) {
      if (byte !== 0x0d) return null;
      bytes[written++] = 0x0a;
      if (bytes[read] === 0x0a) read++;
    } else {
      // U+FFFE and U+FFFF are no characters to XML.
      if (byte === 0xef && bytes[read] === 0xbf && bytes[read + 1]! >= 0xbe) return null;
      bytes[written++] = byte;
    }
  }
  return bytes.toString('utf8', 0, written);
}

/** Plain loops: four times as fast as `find` and `every` are here. */
function entityAt(bytes: Buffer, at: number): (typeof ENTITIES)[number] | undefined {
  for (const entity of ENTITIES) {
    const { name } = entity;
    let same = 0;
    while (same < name.length && bytes[at + same] === name[same]) same++;
    if (same === name.length) return entity;
  }
  return undefined;
}

/** What stands between `&#` and `;`. */
function codeOf(digits: string): number | null {
  if (/^\d+$/.test(digits)) return Number.parseInt(digits, 10);
  return /^x[\dA-Fa-f]+$/.test(digits) ? Number.parseInt(digits.slice(1), 16) : null;
}

/** .NET writes references to characters that XML does not have (`&#x1;`): each becomes U+FFFD, for the rest is worth reading. */
function charOf(code: number): string {
  return isXmlChar(code) ? String.fromCodePoint(code) : '\uFFFD';
}

/** XML 1.0, production 2. */
function isXmlChar(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** The same leniency for the parser, which has none: illegal references outside of CDATA and comments become U+FFFD. */
export function replaceIllegalReferences(xml: string): string {
  if (!xml.includes('&#')) return xml;
  const seek = /<!\[CDATA\[|<!--|&#(\d+|x[\dA-Fa-f]+);/g;
  let done = '';
  let from = 0;
  for (let match = seek.exec(xml); match !== null; match = seek.exec(xml)) {
    if (match[1] !== undefined) {
      if (isXmlChar(codeOf(match[1])!)) continue;
      done += `${xml.slice(from, match.index)}\uFFFD`;
      from = seek.lastIndex;
    } else {
      const close = xml.indexOf(match[0] === '<!--' ? '-->' : ']]>', seek.lastIndex);
      if (close === -1) break;
      seek.lastIndex = close;
    }
  }
  return done + xml.slice(from);
}
