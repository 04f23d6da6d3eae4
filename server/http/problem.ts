/** Errors of the HTTP interface: RFC 9457 problem details with a stable `code`. */
import type { Response } from 'express';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

const TITLES = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  408: 'Too slow',
  409: 'Not now',
  413: 'Too large',
  415: 'This kind of content is not accepted',
  421: 'Called under another name',
  422: 'Not valid',
  429: 'Too many sign-ins',
  500: 'Something went wrong here',
  503: 'Not possible right now',
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** Every `code` that an answer may carry, and what it means. They are stable: programs act on them. */
export const PROBLEMS = {
  'not-readable': [400, 'The request is not HTTP, JSON or CSV that can be read.'],
  'not-signed-in': [401, 'There is no sign-in, or it is wrong or has ended.'],
  'not-allowed': [403, 'The signed-in user lacks the right for this.'],
  'token-not-enough': [403, 'This needs a password or the page: an API token is not enough.'],
  'other-host': [421, 'The address has a name that is not this service: use that of PUBLIC_URL.'],
  'foreign-origin': [403, 'A page of another site tried to change something.'],
  'csrf-token': [403, 'A session cookie came without the right X-CSRF-Token.'],
  'not-found': [404, 'There is nothing there, or nothing that the signed-in user may know of.'],
  'nothing-to-send': [409, 'No code can be sent now; the detail says why.'],
  exporting: [
    409,
    'The code is being exported to QuickBooks right now; try again once it is known what came of it.',
  ],
  'not-deletable': [409, 'This code cannot be deleted; the detail says why.'],
  'too-many-lists': [409, 'The company has as many lists as it may have.'],
  'too-many-setup-links': [409, 'The company has as many setup links as it may have.'],
  'too-many-tokens': [409, 'The user has as many API tokens as one may have.'],
  'too-many-webhooks': [409, 'The company has as many webhooks as it may have.'],
  'file-of-another-company': [409, 'This company file belongs to another company here.'],
  'user-exists': [409, 'A user has this name already, upper and lower case being the same.'],
  'last-admin': [409, 'Without this user nobody could administer the service any longer.'],
  busy: [409, 'Something else is changing the same; try again in a moment.'],
  'idempotency-key-in-use': [409, 'The first call with this Idempotency-Key is still under way.'],
  'idempotency-key-reused': [422, 'This Idempotency-Key came with another call before.'],
  'idempotency-answer-gone': [
    409,
    'This call was done; its answer was shown once and cannot be shown again.',
  ],
  'idempotency-outcome-unknown': [
    409,
    'The first call with this Idempotency-Key broke off: look whether it was done.',
  ],
  'too-slow': [408, 'The body came so slowly that the service stopped reading it; send it again.'],
  'too-large': [413, 'The body is larger than allowed.'],
  'unsupported-media-type': [415, 'The body is of a kind that is not accepted.'],
  'not-valid': [422, 'The request can be read, but cannot be done as it is; `errors` names each field.'],
  'too-many-attempts': [
    429,
    'Too many wrong passwords, or more at once than can be checked; Retry-After says when to try again.',
  ],
  internal: [500, 'A fault of the service, which has been logged.'],
  overloaded: [503, 'Too much is being sent at once; Retry-After says when to try again.'],
  'store-unavailable': [503, 'The store cannot be reached right now.'],
} as const satisfies Record<string, readonly [ProblemStatus, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Where a document of the store is damaged (DamagedDocument). Which one is for admins to know. */
export function damagedProblem(): HttpProblem {
  return new HttpProblem(
    'internal',
    'A document in the store is damaged, so this cannot be done; nothing was written over it. An admin of the service sees which one at the top of each page, and restores the store from a backup.',
  );
}

/** Thrown by a handler, turned into the answer by its door. The code fixes the status. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly status: ProblemStatus;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.code = code;
    this.status = PROBLEMS[code][0];
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

/** Too much is under way. */
export const overloaded = () =>
  new HttpProblem('overloaded', 'Too much is being sent at once. Try again in a moment.', {
    headers: { 'Retry-After': '10' },
  });

/** `what` is missing, or is not for whoever asks to know of: "such company". */
export const notFound = (what: string) => new HttpProblem('not-found', `There is no ${what}.`);

/** The first fault is the detail; `errors` names them all. */
export function notValid(errors: readonly FieldError[]): HttpProblem {
  const [first] = errors;
  const detail = first
    ? `${first.field ? `${first.field}: ` : ''}${first.message}`
    : 'The request is not valid.';
  return new HttpProblem('not-valid', detail, { errors });
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** As JSON, which RFC 9457 says. */
export function problemBody({ status, code, message, errors }: HttpProblem): string {
  const [type, title] = ['about:blank', TITLES[status]];
  return JSON.stringify({ type, title, status, code, detail: message, ...(errors ? { errors } : {}) });
}

/** Answers with a problem. */
export function sendProblem(response: Response, problem: HttpProblem): void {
  response.status(problem.status).set(problem.headers).type(PROBLEM_TYPE).send(problemBody(problem));
}
