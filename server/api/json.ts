/** Bodies and queries of the HTTP interface: strictly decoded, checked against a schema. */
import type { Request } from 'express';
import type { z } from 'zod';
import { bytesOf, mediaTypeOf } from '../http/body.ts';
import { HttpProblem, notValid } from '../http/problem.ts';

/** No call takes more objects and lists than that; a body of four megabytes has room for a million, and they are read at once. */
const NESTED_MAX = 20_000;
/** As many codes as one import brings. */
const MEMBERS_MAX = 200_000;

/** A JSON body by its schema. No body at all is an empty object. */
export async function jsonOf<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const bytes = bytesOf(request);
  if (bytes.length === 0) return checkInTurns(schema, {});
  if (mediaTypeOf(request) !== 'application/json') {
    throw new HttpProblem(
      'unsupported-media-type',
      'Send JSON with the header Content-Type: application/json.',
    );
  }
  const { nested, members } = countsIn(bytes);
  if (nested > NESTED_MAX)
    throw new HttpProblem(
      'not-readable',
      'The body holds more objects, fields and lists than any call takes.',
    );
  if (members > MEMBERS_MAX)
    throw new HttpProblem(
      'not-readable',
      `A call takes ${MEMBERS_MAX.toLocaleString('en')} codes at most. Make several, or say "all" where it can be said.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new HttpProblem(
      'not-readable',
      `The body is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notValid([{ field: '', message: 'The body must be a JSON object, such as {"codes": []}.' }]);
  return checkInTurns(schema, value);
}

/** How many objects, fields and lists begin in JSON, and how many members follow others; those within texts do not count. */
function countsIn(bytes: Uint8Array): { readonly nested: number; readonly members: number } {
  let nested = 0;
  let members = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) isText = !isText;
    else if (isText) at += byte === 0x5c ? 1 : 0;
    else if (byte === 0x2c) members++;
    else if (byte === 0x5b || byte === 0x7b || byte === 0x3a) nested++;
  }
  return { nested, members };
}

/** The query by its schema. Throws the 422 that names each field which is wrong. */
export function queryOf<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  return check(schema, request.query);
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  return checked(schema.safeParse(value));
}

/** Schemas of long lists take their turns. */
async function checkInTurns<S extends z.ZodType>(schema: S, value: unknown): Promise<z.output<S>> {
  return checked(await schema.safeParseAsync(value));
}

function checked<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  // A field that is wrong says more than one that is not known.
  const hasNoField = ({ path }: z.core.$ZodIssue) => Number(path.length === 0);
  throw notValid(
    result.error.issues
      .toSorted((a, b) => hasNoField(a) - hasNoField(b))
      .slice(0, 100)
      .map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message })),
  );
}
