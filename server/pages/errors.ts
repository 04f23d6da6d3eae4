/** Errors as pages: what is wrong, whether anything was done, and what to do. */
import { BODY_MAX_BYTES, IMPORT_MAX_BYTES } from '../api/body.ts';
import { TooMuch } from '../codes/importing/steps.ts';
import { Busy } from '../codes/lock.ts';
import { damagedProblem, HttpProblem } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import { DamagedDocument, StoreUnavailable } from '../store/port.ts';
import { buttonLink, mebibytes } from './components/text.ts';
import { html } from './html.ts';
import type { Content } from './layout.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'This could not be read',
  403: 'You may not do this',
  404: 'There is nothing here',
  408: 'This came too slowly',
  409: 'Not now',
  413: 'This is too large',
  422: 'This is not possible as it is',
  429: 'Wait a little',
  503: 'Not possible right now',
};

const NEXT: Readonly<Record<number, string>> = {
  400: 'Go back, reload the page, and try again.',
  403: 'If you need to, ask somebody who administers the company to change your role.',
  404: 'It may have been deleted, or it is not yours. Start again from the overview.',
  408: 'Go back and send it again.',
  409: 'Go back, reload the page to see how things stand, and try again.',
  413: `Imports may have ${mebibytes(IMPORT_MAX_BYTES)}, everything else ${mebibytes(BODY_MAX_BYTES)}. Split the file.`,
  422: 'Go back and correct it.',
  503: 'Nothing was lost. Try again in a moment.',
};

/** The page of a problem. */
export function errorContent(
  { status, code, message }: HttpProblem,
  href: (path: string) => string,
): Content {
  const isAboutForm = code === 'csrf-token' || code === 'foreign-origin';
  const title = isAboutForm ? 'Nothing was done' : (TITLES[status] ?? 'Something went wrong here');
  const next = isAboutForm
    ? null
    : (NEXT[status] ?? 'Go back and try again. If it stays, tell your admin when it was.');
  return {
    title,
    company: null,
    body: html`<p>${message}</p>${next !== null && html`<p>${next}</p>`}
<p>${buttonLink(href('/'), 'To the overview')}</p>`,
  };
}

/** The problem that an error is told as; what is nobody's request is logged. */
export function problemOf(error: unknown, log: Logger, path: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Busy) return new HttpProblem(409, 'busy', error.message);
  if (error instanceof DamagedDocument) {
    log.error({ err: error, path }, 'a damaged document was needed');
    return damagedProblem();
  }
  if (error instanceof TooMuch) {
    log.warn({ err: error, path }, 'an import was too much');
    return new HttpProblem(413, 'too-large', error.message);
  }
  if (error instanceof StoreUnavailable) {
    log.error({ err: error, path }, 'the store is away');
    const headers = { 'Retry-After': '5' };
    return new HttpProblem(503, 'store-unavailable', 'The store cannot be reached right now.', { headers });
  }
  // Express marks what is the sender's fault by a status.
  switch ((error as { status?: number } | null)?.status) {
    case 400:
      return new HttpProblem(400, 'not-readable', 'The request cannot be read.');
  }
  log.error({ err: error, path }, 'a page failed');
  return new HttpProblem(500, 'internal', 'Something went wrong here; it was logged. Nothing was lost.');
}
