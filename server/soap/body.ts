/** The bytes of a request to text, strictly: a wrong guess at the character set would end up in QuickBooks. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { type BodyPieces, type Known, type ReadOptions, readPieces } from '../http/read-body.ts';
import { decodeWindows1252 } from '../windows-1252.ts';

/** The operation and the ticket of a large body stand in these. */
export const HEAD_BYTES = 16 * 1024;

/** `whole`: its pieces; `long`: it has been taken as it came. */
export type Body =
  | Exclude<BodyPieces, { kind: 'pieces' }>
  | { readonly kind: 'whole'; readonly bytes: Buffer; readonly contentType: string }
  | { readonly kind: 'long' };

export interface BodyOptions extends Omit<ReadOptions, 'head'> {
  /**
   * Who sends a body of more than HEAD_BYTES, by the text of its first bytes ('' where that cannot be read); null for a stranger, who
   * may send `limitBytes`.
   */
  readonly look: (head: string) => Promise<Known | null>;
}

/** Rejects with what `look` rejects with. */
export async function readBody(request: IncomingMessage, { look, ...options }: BodyOptions): Promise<Body> {
  const contentType = request.headers['content-type'] ?? '';
  const read = await readPieces(request, {
    ...options,
    head: {
      bytes: HEAD_BYTES,
      look: (head) => {
        const start = decoded(head, contentType, true);
        return look(start.kind === 'text' ? start.text : '');
      },
    },
  });
  if (read.kind !== 'pieces') return read;
  return read.isPassedOn
    ? { kind: 'long' }
    : { kind: 'whole', bytes: Buffer.concat(read.pieces, read.count), contentType };
}

export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unsupported' | 'malformed'; readonly reason: string };

/** Encoding labels that are taken; the last three are one to a TextDecoder, and to every browser. */
const LABELS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'us-ascii': 'windows-1252',
};

/** `isStart`: a character may be cut in two at the end. */
export function decoded(bytes: Buffer, contentType: string, isStart = false): Decoded {
  const charset = charsetOf(bytes, contentType);
  if (!Object.hasOwn(LABELS, charset)) return { kind: 'unsupported', reason: `charset ${charset}` };
  if (charset === 'us-ascii' && !isAscii(bytes)) return { kind: 'malformed', reason: 'not us-ascii' };
  if (LABELS[charset] === 'windows-1252') return { kind: 'text', text: decodeWindows1252(bytes) };
  try {
    // Takes the byte order mark away.
    const decoder = new TextDecoder(LABELS[charset], { fatal: true });
    return { kind: 'text', text: decoder.decode(bytes, { stream: isStart }) };
  } catch {
    return { kind: 'malformed', reason: `not ${charset}` };
  }
}

/** Bytes as they come, to UTF-8 in which no character is cut in two: the same that `decoded` makes of the whole. */
export interface Transcoder {
  /** Null: they are not of their character set. Empty at the end. */
  take(bytes: Buffer): Buffer | null;
}

/** `start`: the first bytes, those at least in which the character set is told; or why it cannot be. */
export function transcoderOf(start: Buffer, contentType: string): Transcoder | { readonly reason: string } {
  const charset = charsetOf(start, contentType);
  if (!Object.hasOwn(LABELS, charset)) return { reason: `charset ${charset}` };
  if (charset === 'us-ascii') return { take: (bytes) => (isAscii(bytes) ? bytes : null) };
  if (LABELS[charset] === 'windows-1252') return { take: (bytes) => Buffer.from(decodeWindows1252(bytes)) };
  if (LABELS[charset] === 'utf-8') return utf8Transcoder();
  const decoder = new TextDecoder(LABELS[charset], { fatal: true });
  return {
    take(bytes) {
      try {
        return Buffer.from(decoder.decode(bytes, { stream: bytes.length > 0 }));
      } catch {
        return null;
      }
    },
  };
}

/** They stay as they are but for their byte order mark: checking them is cheap. */
function utf8Transcoder(): Transcoder {
  let rest = Buffer.alloc(0);
  let isFirst = true;
  return {
    take(bytes) {
      const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
      const whole = bytes.length === 0 ? all.length : all.length - cutBytes(all);
      if (!isUtf8(all.subarray(0, whole))) return null;
      rest = Buffer.from(all.subarray(whole));
      const from = isFirst && all.toString('hex', 0, 3) === 'efbbbf' ? 3 : 0;
      if (whole > 0) isFirst = false;
      return all.subarray(from, whole);
    },
  };
}

/** How many bytes of a character stand at the end that goes on behind it. */
function cutBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function charsetOf(bytes: Buffer, contentType: string): string {
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1]?.toLowerCase();
  const found = inBytes(bytes);
  // utf-16 by name leaves the order to the bytes.
  return named === undefined || (named === 'utf-16' && found.startsWith('utf-16')) ? found : named;
}

/** The byte order mark, else how the first `<` is written, else what the XML declaration says (XML 1.0, appendix F). */
function inBytes(bytes: Buffer): string {
  const start = bytes.toString('hex', 0, 3);
  if (start === 'efbbbf') return 'utf-8';
  if (start.startsWith('fffe') || start.startsWith('3c00')) return 'utf-16le';
  if (start.startsWith('feff') || start.startsWith('003c')) return 'utf-16be';
  const head = bytes.toString('latin1', 0, 200);
  const declared = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  // Bytes in which this could be read are no UTF-16: .NET's StringWriter declares that whatever the stream is.
  return declared.startsWith('utf-16') ? 'utf-8' : declared;
}
