/** The description of the HTTP interface, for programs and for people; both from the calls themselves. */

import { type Html, html, type Value } from '../html.ts';
import { PROBLEMS } from '../http/problem.ts';
import { KEY_HOURS } from '../identity/keyed-calls.ts';
import type { Call, Description } from './call.ts';
import type { CallGroup } from './calls.ts';
import { openApiOf, openPath, RIGHT_WORDS } from './openapi.ts';
import { problemCodesOf } from './problem-answers.ts';

export interface DocsOptions {
  readonly publicURL: string;
  readonly version: string;
  /** A whole document around what people are to read. */
  readonly page: (title: string, body: Html) => string;
}

/** `groups`: all calls, by what they are about. */
export const describe = (
  groups: readonly CallGroup[],
  { publicURL, version, page }: DocsOptions,
): Description => ({
  openApi: openApiOf(groups, publicURL, version),
  page: page('HTTP interface', docsBody(groups, publicURL)),
});

const code = (text: string) => html`<code>${text}</code>`;
/** Our own texts mark code as Markdown does. */
const prose = (text: string): Value =>
  text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? code(part) : part));

function docsBody(groups: readonly CallGroup[], publicURL: string): Html {
  return html`<p>JSON in and out. Sign in with HTTP Basic (${code('curl -u NAME:PASSWORD')}) or with
${code('Authorization: Bearer TOKEN')}. All below is also there <a href="openapi.json">as OpenAPI 3.1</a> for programs.</p>
<p>Calls that change things take a header ${code('Idempotency-Key')} of your making: the same call with the same key
within ${KEY_HOURS} hours is done once only, and answered as the first time.</p>
<nav aria-label="On this page"><ul>${groups.map(
    ({ name, calls }) =>
      html`<li>${name}: ${calls.map(({ id, summary }, index) => html`${index > 0 && ' · '}<a href="#${id}">${prose(titleOf(summary))}</a>`)}</li>`,
  )}<li><a href="#problems">Problems</a></li></ul></nav>
${groups.map(({ name, calls }) => html`<h2>${name}</h2>${calls.map((call) => callSection(publicURL, call))}`)}
<h2 id="problems">Problems</h2>
<p>Errors are answered as ${code('application/problem+json')} with one of these in ${code('code')}. Above stand those that are
a call's own; the others may come with every call of their kind, as the OpenAPI description tells one by one.</p>
<dl class="facts">
${Object.entries(PROBLEMS).map(
  ([name, [status, meaning]]) =>
    html`<div><dt>${code(name)} (${status})</dt><dd>${prose(meaning)}</dd></div>`,
)}
</dl>`;
}

/** Up to where it goes into details. */
const titleOf = (summary: string) => summary.split(/[;:]/)[0] ?? summary;

function callSection(publicURL: string, call: Call): Html {
  const { id, method, path, summary, notes, right, query, answer } = call;
  const parameters = Object.keys(query?.shape ?? {});
  const more = [
    `Needs: ${RIGHT_WORDS[right]}.`,
    ...(parameters.length > 0 ? [`Query: ${parameters.map((name) => `\`${name}\``).join(', ')}.`] : []),
    ...(notes ? [notes] : []),
  ].join(' ');
  const own = problemCodesOf(call).filter((each) => call.problems?.includes(each));
  const answers = [String(answer.status), ...own.map((each) => `\`${each}\``)];
  return html`<h3 id="${id}">${code(`${method.toUpperCase()} /api${openPath(path)}`)}</h3>
<p>${prose(summary)}. ${prose(more)}</p>
<p>${code(curlOf(publicURL, call))}</p>
<p>Answers: ${prose(answers.join(', '))}</p>`;
}

function curlOf(publicURL: string, { method, path, right, body, example }: Call): string {
  const address = `${publicURL}/api${path.replace(/:(\w+)/g, (_, name: string) => name.toUpperCase())}`;
  return [
    'curl',
    ...(right === 'none' ? [] : ['-u NAME:PASSWORD']),
    ...(method === 'get' || (method === 'post' && body) ? [] : [`-X ${method.toUpperCase()}`]),
    address,
    ...(body ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example)}'`] : []),
  ].join(' ');
}
