/** What requests bring: bounded, and read whole. */
import type { Request, RequestHandler } from 'express';
import type { Bodies } from './bodies.ts';
import { HttpProblem, overloaded } from './problem.ts';
import { readBytes } from './read-body.ts';
import { allowUnread } from './unread.ts';

const MIB = 1024 * 1024;
export const BODY_MAX_BYTES = 4 * MIB;
export const IMPORT_MAX_BYTES = 16 * MIB;

/** What a stranger may send: the form of a sign-in. */
export const STRANGER_MAX_BYTES = 16 * 1024;

/** After a refusal somebody who is known may send so much more, or browsers show a broken connection in place of the reason. */
const UNREAD_MAX_BYTES = 2 * IMPORT_MAX_BYTES;

const read = new WeakMap<Request, Buffer>();

/** Reads the body whole, as bytes, whatever its type. `callerOf`: whose it is, null for a stranger. Throws the problem to answer with. */
export function bytesUpTo(
  bodies: Bodies,
  limitBytes: number,
  callerOf: (request: Request) => string | null,
): RequestHandler {
  return async (request, response, next) => {
    const caller = callerOf(request);
    if (caller !== null) allowUnread(request, UNREAD_MAX_BYTES);
    const body = await readBytes(request, { bodies, response, caller, limitBytes });
    switch (body.kind) {
      case 'bytes':
        read.set(request, body.bytes);
        return next();
      case 'too-large':
        throw new HttpProblem(
          'too-large',
          `What was sent is larger than the ${limitInWords(limitBytes)} that are taken here.`,
        );
      case 'unsupported':
        throw new HttpProblem('unsupported-media-type', 'It is encoded in a way that is not taken.');
      case 'malformed':
        throw new HttpProblem('not-readable', 'The request cannot be read.');
      case 'too-slow':
        throw new HttpProblem('too-slow', 'What was sent came too slowly. Try again.', {
          headers: { Connection: 'close' },
        });
      case 'overloaded':
        throw overloaded();
      case 'aborted':
        return;
    }
  };
}

function limitInWords(bytes: number): string {
  return bytes < MIB ? `${bytes / 1024} KiB` : `${Math.floor(bytes / MIB)} MiB`;
}

/** Empty for a request whose body was not read. */
export function bytesOf(request: Request): Buffer {
  return read.get(request) ?? Buffer.alloc(0);
}

/** The media type without its parameters, in lower case. */
export function mediaTypeOf(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
