/** Forms that browsers post: bounded, and read in both of their encodings. */
import type { Request } from 'express';
import { bytesOf, mediaTypeOf } from '../../http/body.ts';
import { HttpProblem } from '../../http/problem.ts';
import { readParts } from './multipart.ts';

const FIELDS_MAX = 20_000;
/** What is URL-encoded is read at once; files come as multipart. */
const URLENCODED_MAX_BYTES = 4 * 1024 * 1024;
const AMPERSAND = 0x26;

/** A file that was chosen. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a form held as it was posted. */
export class Form {
  /** As they came: a field may hold megabytes that nobody needs as a text. */
  readonly #fields = new Map<string, (string | Buffer)[]>();
  readonly #files = new Map<string, Upload>();

  static readonly EMPTY = new Form();

  /** Throws the problem to answer with. */
  static async of(request: Request): Promise<Form> {
    const bytes = bytesOf(request);
    const form = new Form();
    switch (mediaTypeOf(request)) {
      case 'application/x-www-form-urlencoded': {
        if (bytes.length > URLENCODED_MAX_BYTES || hasManyFields(bytes)) throw unreadable();
        for (const [name, text] of new URLSearchParams(utf8(withBlanks(bytes)))) form.#add(name, text);
        return form;
      }
      case 'multipart/form-data': {
        const type = request.headers['content-type'] ?? '';
        const parts = await readParts(bytes, type, FIELDS_MAX);
        if (!parts) throw unreadable();
        for (const { name, fileName, bytes } of parts) {
          if (fileName === null) form.#add(name, bytes);
          else if (bytes.length > 0 || fileName !== '') form.#files.set(name, { name: fileName, bytes });
        }
        return form;
      }
      default:
        if (bytes.length === 0) return form;
        throw new HttpProblem('unsupported-media-type', 'This address accepts only what its own form sends.');
    }
  }

  #add(name: string, value: string | Buffer): void {
    const known = this.#fields.get(name);
    if (known) known.push(value);
    else this.#fields.set(name, [value]);
  }

  /** '' for a field that was not sent. */
  text(name: string): string {
    return textOf(this.#fields.get(name)?.[0] ?? '');
  }

  /** The same in UTF-8. */
  bytes(name: string): Buffer {
    const value = this.#fields.get(name)?.[0] ?? '';
    return typeof value === 'string' ? Buffer.from(value) : value;
  }

  /** Whether the field was sent, such as a check box that is ticked. */
  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** Every value of a field that may stand several times, such as check boxes. */
  all(name: string): readonly string[] {
    return (this.#fields.get(name) ?? []).map(textOf);
  }

  /** Null if no file was chosen. */
  file(name: string): Upload | null {
    return this.#files.get(name) ?? null;
  }
}

const textOf = (value: string | Buffer): string => (typeof value === 'string' ? value : value.toString());

/** Counted before they are read. */
function hasManyFields(bytes: Buffer): boolean {
  let fields = 1;
  for (let at = bytes.indexOf(AMPERSAND); at !== -1; at = bytes.indexOf(AMPERSAND, at + 1))
    if (++fields > FIELDS_MAX) return true;
  return false;
}

const PLUS = 0x2b;
const BLANK = 0x20;

/** Each `+` is a blank, and Node's reading begins anew at each: four megabytes of them keep it for a quarter of a second. */
function withBlanks(bytes: Buffer): Buffer {
  if (!bytes.includes(PLUS)) return bytes;
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at++) if (copy[at] === PLUS) copy[at] = BLANK;
  return copy;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable();
  }
}

const unreadable = () => new HttpProblem('not-readable', 'The form cannot be read.');
