/** Which company file is the company's, which one is open, and where that can be, the form to take that one from now on. */

import type { Company } from '../../codes/model.ts';
import { adviceOf } from '../../help/advice.ts';
import { HELP } from '../../help/topics.ts';
import type { FieldError } from '../../http/problem.ts';
import type { FileAlarm } from '../../sync/model.ts';
import { checkbox } from '../fields.ts';
import { type Html, html, type Value } from '../html.ts';
import { facts, time } from '../parts.ts';

interface FilePart {
  readonly company: Company;
  readonly alarm: FileAlarm | null;
  /** The open file may be taken from now on. */
  readonly canTake: boolean;
  /** Of the last verified session, '' before there is one. */
  readonly path: string;
  readonly csrf: Html;
  readonly href: (path: string) => string;
  readonly errors?: readonly FieldError[] | undefined;
}

export function filePart({ company, alarm, canTake, path, csrf, href, errors }: FilePart): Html {
  return html`<section aria-labelledby="company-file"><h2 id="company-file">Company file</h2>
<p>Codes are written to one company file only. It is known by an ID that the Web Connector keeps in it, wherever the file lies.</p>
${
  alarm
    ? html`<div class="message bad"><p class="message-title"><span aria-hidden="true">✕</span> ${HELP[alarm.help].title}, so nothing was written</p>
<p>Noticed ${time(alarm.since)}.</p></div>
${compared(company, alarm, path)}
${canTake && alarm.fileId !== null ? accepting(alarm.fileId, company, csrf, href, errors) : notToTake(alarm)}`
    : facts([
        ['FileID', html`<code>${company.fileID}</code>`],
        [
          'Last verified at',
          path === ''
            ? html`<span class="muted">not yet: the first export looks</span>`
            : html`<code>${path}</code>`,
        ],
      ])
}</section>`;
}

const unknown = html`<span class="muted">not told</span>`;
const codeOr = (text: string | null, other: Value) => (text ? html`<code>${text}</code>` : other);

const compared = (company: Company, alarm: FileAlarm, path: string) => html`<div class="compare">
<div><h3>Expected</h3>${facts([
  ['File', codeOr(path, html`<span class="muted">not seen yet</span>`)],
  ['FileID', html`<code>${company.fileID}</code>`],
])}</div>
<div><h3>Open in QuickBooks</h3>${facts([
  ['File', codeOr(alarm.companyFile, unknown)],
  ['FileID', codeOr(alarm.fileId, unknown)],
])}</div></div>`;

const notToTake = (alarm: FileAlarm) =>
  html`<p>${alarm.message}</p><p><strong>Next step:</strong> ${adviceOf(alarm)}. The open file cannot be taken instead.</p>`;

const accepting = (
  fileID: string,
  company: Company,
  csrf: Html,
  href: FilePart['href'],
  errors: FilePart['errors'],
) => html`<p><strong>Usually the wrong file is open:</strong> open the expected one in QuickBooks and update again; nothing is to be done here.</p>
<p>If the open file is the right one, such as after this service was moved or set up anew, take it:</p>
<form class="boxed" method="post" action="${href(`/companies/${company.id}/connector/file`)}" novalidate>${csrf}<input type="hidden" name="fileId" value="${fileID}">
${checkbox({
  name: 'sure',
  label: html`The file that is open is the company file of <strong>${company.name}</strong>`,
  hint: 'All accepted codes are written to it from now on, and items cannot be taken back out of a wrong file from here. The expected one is not written to any more.',
  errors,
})}
<button class="danger" type="submit">Take the open file from now on</button></form>`;
