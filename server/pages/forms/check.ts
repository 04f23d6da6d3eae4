/** What a schema finds wrong with what a form holds: which field, whether nothing stood in it, and the schema's own words. */
import type { z } from 'zod';
import { cleanText } from '../../../qbxml/text.ts';

/** One thing that is wrong. `path`: the names within the value that was checked, outermost first. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Nothing stood there, which a person is told in other words than that it is wrong. */
  readonly isMissing: boolean;
}

/** The value as the schema makes it, or what is wrong. */
export type Checked<T, F = Fault> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly F[] };

const FAULTS_MAX = 100;

/** Checks by a schema, such as those of the HTTP interface. Tells at most a hundred faults. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  // What was given tells what is missing.
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    errors: result.error.issues.slice(0, FAULTS_MAX).map(({ path, message, input }) => ({
      path,
      message,
      isMissing: typeof input === 'string' && cleanText(input) === '',
    })),
  };
}
