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
  409: 'Not now',
  413: 'Too large',
  415: 'This kind of content is not taken',
  422: 'Not valid',
  429: 'Too many wrong sign-ins',
  500: 'Something went wrong here',
  503: 'The store is away',
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** Thrown by a handler, turned into the response by the router's last handler. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: ProblemStatus;
  readonly code: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ProblemStatus,
    code: string,
    detail: string,
    more: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export const notFound = (what: string) => new HttpProblem(404, 'not-found', `There is no ${what}.`);

export function notValid(errors: readonly FieldError[]): HttpProblem {
  const [first] = errors;
  const detail = first
    ? `${first.field ? `${first.field}: ` : ''}${first.message}`
    : 'The request is not valid.';
  return new HttpProblem(422, 'not-valid', detail, { errors });
}

export function sendProblem(
  response: Response,
  { status, code, message, errors, headers }: HttpProblem,
): void {
  response
    .status(status)
    .set(headers)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: TITLES[status],
        status,
        code,
        detail: message,
        ...(errors ? { errors } : {}),
      }),
    );
}
