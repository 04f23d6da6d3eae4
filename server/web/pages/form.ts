/** Forms that browsers post: bounded, read in both of their encodings, checked against a schema. */
import type { Request } from 'express';
import type { z } from 'zod';
import { bytesOf, mediaTypeOf } from '../body.ts';
import { type FieldError, HttpProblem } from '../problem.ts';

const FIELDS_MAX = 20_000;

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export class Form {
  readonly #texts = new Map<string, string[]>();
  readonly #files = new Map<string, Upload>();

  static readonly EMPTY = new Form();

  /** Throws the problem to answer with. */
  static async of(request: Request): Promise<Form> {
    const bytes = bytesOf(request);
    const form = new Form();
    switch (mediaTypeOf(request)) {
      case 'application/x-www-form-urlencoded': {
        const fields = new URLSearchParams(utf8(bytes));
        if (fields.size > FIELDS_MAX) throw unreadable();
        for (const [name, text] of fields) form.#add(name, text);
        return form;
      }
      case 'multipart/form-data': {
        const type = request.headers['content-type'] ?? '';
        const data = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
          .formData()
          .catch(() => {
            throw unreadable();
          });
        for (const [name, value] of data) {
          if (typeof value === 'string') form.#add(name, value);
          else if (value.size > 0 || value.name !== '')
            form.#files.set(name, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
        }
        return form;
      }
      default:
        if (bytes.length === 0) return form;
        throw new HttpProblem(415, 'unsupported-media-type', 'This address takes what its own form sends.');
    }
  }

  #add(name: string, text: string): void {
    const known = this.#texts.get(name);
    if (known) known.push(text);
    else this.#texts.set(name, [text]);
  }

  /** '' for a field that was not sent. */
  text(name: string): string {
    return this.#texts.get(name)?.[0] ?? '';
  }

  has(name: string): boolean {
    return this.#texts.has(name);
  }

  /** Every value of a field that may stand several times, such as check boxes. */
  all(name: string): readonly string[] {
    return this.#texts.get(name) ?? [];
  }

  /** Null if no file was chosen. */
  file(name: string): Upload | null {
    return this.#files.get(name) ?? null;
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable();
  }
}

const unreadable = () => new HttpProblem(400, 'not-readable', 'The form cannot be read.');

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** By the same schemas as the HTTP interface; each error names its field as the form does. */
export function checked<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    errors: result.error.issues
      .slice(0, 100)
      .map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message })),
  };
}

/** A path of this service that somebody wanted to go to; '/' for anything else. */
export function ownPath(wanted: string | undefined): string {
  if (wanted === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return '/';
  const here = 'http://here.invalid';
  const url = URL.parse(wanted, here);
  return url?.origin === here ? url.pathname.replace(/^\/+/, '/') + url.search : '/';
}
