/** The bytes of a request to text: counted, inflated within bounds, decoded strictly. */
import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';

/**
 * After 'too-large' and 'unsupported' there may be bytes left unread: the answer has to close the connection. After 'aborted'
 * there is nobody to answer. `reason` is for the log.
 */
export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'aborted' };

/** The limit holds for what comes over the wire, and again for what it inflates to. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Body> {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'identity' && coding !== 'gzip' && coding !== 'deflate')
    return { kind: 'unsupported', reason: `Content-Encoding ${coding}` };
  const sent = await readBytes(request, limitBytes);
  if (!Buffer.isBuffer(sent)) return sent;
  const bytes = coding === 'identity' ? sent : await inflated(sent, coding, limitBytes);
  return Buffer.isBuffer(bytes) ? decoded(bytes, request.headers['content-type'] ?? '') : bytes;
}

/** Joined before anything is decoded: a character may lie across two chunks. */
function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer | Body> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes)
    return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let count = 0;
    const take = (chunk: Buffer) => {
      count += chunk.length;
      if (count <= limitBytes) chunks.push(chunk);
      else {
        request.off('data', take);
        request.pause();
        forget();
        resolve({ kind: 'too-large' });
      }
    };
    const forget = finished(request, { writable: false }, (error) => {
      resolve(error ? { kind: 'aborted' } : Buffer.concat(chunks, count));
    });
    request.on('data', take);
  });
}

/** HTTP's `deflate` is zlib's format; .NET's DeflateStream writes it without the header (RFC 9110, 8.4.1.2 knows of such). */
async function inflated(
  bytes: Buffer,
  coding: 'gzip' | 'deflate',
  limitBytes: number,
): Promise<Buffer | Body> {
  const hasZlibHeader = bytes.length > 1 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  const inflater = coding === 'gzip' ? gunzip : hasZlibHeader ? inflate : inflateRaw;
  try {
    return await promisify<Buffer, object, Buffer>(inflater)(bytes, {
      maxOutputLength: limitBytes,
      chunkSize: 65_536,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? { kind: 'too-large' }
      : { kind: 'malformed', reason: `${coding}: ${code}` };
  }
}

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

function decoded(bytes: Buffer, contentType: string): Body {
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1]?.toLowerCase();
  const found = inBytes(bytes);
  // utf-16 by name leaves the order to the bytes.
  const charset = named === undefined || (named === 'utf-16' && found.startsWith('utf-16')) ? found : named;
  if (!Object.hasOwn(LABELS, charset)) return { kind: 'unsupported', reason: `charset ${charset}` };
  if (charset === 'us-ascii' && !isAscii(bytes)) return { kind: 'malformed', reason: 'not us-ascii' };
  try {
    // Takes the byte order mark away.
    return { kind: 'text', text: new TextDecoder(LABELS[charset], { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'malformed', reason: `not ${charset}` };
  }
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
