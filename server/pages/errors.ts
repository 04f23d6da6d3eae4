/** Errors as pages: what is wrong, whether anything was done, and what to do. */

import { html } from '../html.ts';
import { BODY_MAX_BYTES, IMPORT_MAX_BYTES } from '../http/body.ts';
import type { HttpProblem } from '../http/problem.ts';
import { buttonLink, mebibytes } from './components/text.ts';
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
  503: 'Nothing was lost.',
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
    : (NEXT[status] ?? 'Go back and try again. If it happens again, tell your admin at what time.');
  return {
    title,
    company: null,
    body: html`<p>${message}</p>${next !== null && html`<p>${next}</p>`}
<p>${buttonLink(href('/'), 'To the overview')}</p>`,
  };
}
