/** Codes as bodies name them: as many as a body has room for, each looked at by its schema, slice by slice. */
import { z } from 'zod';
import { cleanText } from '../../qbxml/text.ts';
import { CODE_MAX } from '../codes/model.ts';
import { bounded } from '../doors/schemas.ts';
import { inTurns } from '../turns.ts';

const code = bounded(CODE_MAX, 'Give codes as texts.').transform(cleanText);
/** A body may be wrong in each of a hundred thousand places. */
const FAULTS_MAX = 100;
const CHECKED_AT_ONCE = 2_000;

async function readCodes(given: readonly unknown[], context: z.RefinementCtx): Promise<string[]> {
  const read: string[] = [];
  let faults = 0;
  for await (const slice of inTurns(given.entries(), CHECKED_AT_ONCE))
    for (const [index, each] of slice) {
      const { data, error } = code.safeParse(each);
      if (data !== undefined) read.push(data);
      for (const { message } of error?.issues ?? [])
        context.addIssue({ code: 'custom', path: [index], message });
      if (error && ++faults === FAULTS_MAX) return read;
    }
  return read;
}

const codesSchema = { type: 'array', items: { type: 'string' } } as const;

/** Codes by name. */
export const namedCodes = z
  .custom<unknown[]>(Array.isArray, 'Give an array of codes.')
  .meta(codesSchema)
  .transform(readCodes);

/** Codes by name, or all that the verb applies to. */
export const codesOrAll = z
  .custom<'all' | unknown[]>(
    (value) => value === 'all' || Array.isArray(value),
    'Give an array of codes, or "all".',
  )
  .meta({ anyOf: [{ type: 'string', const: 'all' }, codesSchema] })
  .transform(async (value, context) => (value === 'all' ? value : readCodes(value, context)));
