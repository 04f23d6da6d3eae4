/** An answer as it goes out: what handlers return made into a status, headers and a body, and written. */
import type { Response } from 'express';
import { type Pieces, type Sized, writePiece } from '../http/piecewise.ts';
import { type HttpProblem, PROBLEM_TYPE, problemBody } from '../http/problem.ts';
import type { AnswerForm } from './call.ts';

/** Whole, in pieces that are there (`Sized`), or in pieces that are made while they are read. */
export type Content = string | Uint8Array | Sized | AsyncIterable<string | Uint8Array>;

/** What a handler returns where its answer is not simply the JSON of a value. */
export class Raw {
  readonly content: Content;
  /** The name of the file that a browser is to make of it. */
  readonly fileName: string | null;

  constructor(content: Content, fileName: string | null = null) {
    this.content = content;
    this.fileName = fileName;
  }
}

/** What a handler returns where something was made that has an address of its own. */
export class Made<T> {
  readonly value: T;
  readonly location: string;

  constructor(value: T, location: string) {
    this.value = value;
    this.location = location;
  }
}

export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly fileName: string | null;
  /** Null for an answer without one. */
  readonly content: Content | null;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** The answer of a call, of what its handler returned. */
export function replyOf(answer: AnswerForm, told: unknown): Reply {
  const { status } = answer;
  if (told instanceof Raw) {
    const type = 'type' in answer ? answer.type : JSON_TYPE;
    return { status, type, headers: {}, fileName: told.fileName, content: told.content };
  }
  if (status === 204) return { status, type: null, headers: {}, fileName: null, content: null };
  const [value, headers] = told instanceof Made ? [told.value, { Location: told.location }] : [told, {}];
  return { status, type: JSON_TYPE, headers, fileName: null, content: JSON.stringify(value) };
}

/** The answer that tells a problem. */
export const problemReply = (problem: HttpProblem): Reply => ({
  status: problem.status,
  type: PROBLEM_TYPE,
  headers: problem.headers,
  fileName: null,
  content: problemBody(problem),
});

/** Resolves when all is written or nobody reads any more. */
export async function writeReply(response: Response, pieces: Pieces, reply: Reply): Promise<void> {
  const { status, type, headers, fileName, content } = reply;
  response.status(status);
  if (fileName !== null) response.attachment(fileName);
  if (type !== null) response.type(type);
  response.set(headers);
  if (content === null) response.end();
  else if (typeof content === 'string' || content instanceof Uint8Array) response.send(content);
  else if ('pieces' in content) await pieces.send(response, content);
  else {
    for await (const piece of content) if (!(await writePiece(response, piece))) return;
    response.end();
  }
}
