/** Bodies and queries of the HTTP interface: bounded, strictly decoded, checked against a schema. */
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { HttpProblem, notValid } from './problem.ts';

const MIB = 1024 * 1024;
export const BODY_MAX_BYTES = 4 * MIB;
export const IMPORT_MAX_BYTES = 16 * MIB;

/** Reads the body whole, as bytes, whatever its type; larger ones are 413. */
export function bytesUpTo(limit: number): RequestHandler {
  return express.raw({ limit, type: () => true });
}

export function bytesOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

/** The media type without its parameters, in lower case. */
export function mediaTypeOf(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** A JSON body by its schema. No body at all is an empty object. */
export function jsonOf<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const bytes = bytesOf(request);
  if (bytes.length === 0) return check(schema, {});
  if (mediaTypeOf(request) !== 'application/json') {
    throw new HttpProblem(
      415,
      'unsupported-media-type',
      'Send JSON with the header Content-Type: application/json.',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new HttpProblem(
      400,
      'not-readable',
      `The body is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
  return check(schema, value);
}

export function queryOf<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  return check(schema, request.query);
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw notValid(
    result.error.issues
      .slice(0, 100)
      .map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message })),
  );
}
