/**
 * multipart/form-data as browsers send it (RFC 7578, and the HTML standard for its names): the parts by their boundary. Their bytes
 * stay where they are, and the loop has its turn again and again, since a form may carry a file of megabytes.
 */
import { SLICE, turn } from '../../turns.ts';

/** One part of a body. */
export interface Part {
  readonly name: string;
  /** Null for a field that is no file. */
  readonly fileName: string | null;
  readonly bytes: Buffer;
}

/** So much is searched in some milliseconds, whatever stands in it. */
const SEARCHED_AT_ONCE = 1024 * 1024;
const HEADERS_MAX_BYTES = 8 * 1024;
/** RFC 2046, 5.1.1. */
const BOUNDARY = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))/i;

/** Null for a body that is not one. Stops after `partsMax`, which is none either. */
export async function readParts(
  body: Buffer,
  contentType: string,
  partsMax: number,
): Promise<readonly Part[] | null> {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return null;
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The first one may stand without the line end before it.
  const first = delimiter.subarray(2);
  const opening = body.subarray(0, first.length).equals(first) ? 0 : await find(body, delimiter, 0);
  if (opening === -1) return null;
  const parts: Part[] = [];
  for (let at = opening === 0 ? first.length : opening + delimiter.length; ; ) {
    if (body.toString('latin1', at, at + 2) === '--') return parts;
    if (parts.length === partsMax || body.toString('latin1', at, at + 2) !== '\r\n') return null;
    const headersEnd = body.subarray(at, at + HEADERS_MAX_BYTES).indexOf('\r\n\r\n');
    if (headersEnd === -1) return null;
    const names = namesIn(body.toString('utf8', at, at + headersEnd));
    const start = at + headersEnd + 4;
    const end = await find(body, delimiter, start);
    if (!names || end === -1) return null;
    parts.push({ ...names, bytes: body.subarray(start, end) });
    at = end + delimiter.length;
    if (parts.length % SLICE === 0) await turn();
  }
}

async function find(body: Buffer, what: Buffer, from: number): Promise<number> {
  for (let at = from; at < body.length; at += SEARCHED_AT_ONCE) {
    if (at > from) await turn();
    const found = body.subarray(at, at + SEARCHED_AT_ONCE + what.length - 1).indexOf(what);
    if (found !== -1) return at + found;
  }
  return -1;
}

function namesIn(headers: string): Pick<Part, 'name' | 'fileName'> | null {
  const [, given] = /\r\ncontent-disposition:[ \t]*form-data;([^\r\n]*)/i.exec(headers) ?? [];
  const parameterOf = (parameter: string): string | null => {
    const [, value] = new RegExp(`(?:^|;)[ \\t]*${parameter}="([^"]*)"`, 'i').exec(given ?? '') ?? [];
    return value?.replace(/%0a/gi, '\n').replace(/%0d/gi, '\r').replaceAll('%22', '"') ?? null;
  };
  const name = parameterOf('name');
  return name === null ? null : { name, fileName: parameterOf('filename') };
}
