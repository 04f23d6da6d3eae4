/** Which company file is the company's, which one is open, and where that can be, the form to take that one from now on. */
import type { Company } from '../../codes/model.ts';
import { adviceOf } from '../../help/advice.ts';
import { HELP } from '../../help/topics.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { FileAlarm } from '../../sync/model.ts';
import { deskPath } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { code, muted } from '../components/text.ts';
import { time } from '../components/time.ts';
import { hidden } from '../forms/controls.ts';
import { defineForm } from '../forms/definition.ts';
import { type FormPlace, postForm } from '../forms/post.ts';

const SURE_HINT =
  'All accepted codes are written to it from now on, and items cannot be taken back out of a wrong file from here. ' +
  'Nothing is written to the expected one any more.';

/** Which file is meant stands in it unseen, so that no other is taken if another one is opened meanwhile. */
export const fileForm = defineForm({
  sure: { control: 'tick', label: 'The file that is open is the company file', hint: SURE_HINT },
});

/** What the part tells. */
export interface FileFacts {
  readonly company: Company;
  readonly alarm: FileAlarm | null;
  /** The open file may be taken from now on. */
  readonly canTake: boolean;
  /** Of the last verified session, '' before there is one. */
  readonly path: string;
  readonly errors?: readonly FieldError[] | undefined;
}

/** The company file, or the two files where another one is open. */
export function filePart(place: FormPlace, file: FileFacts): Html {
  const { company, alarm, path } = file;
  const known = facts([
    ['FileID', code(company.fileID)],
    ['Last verified at', path === '' ? muted('not yet: the first export looks') : code(path)],
  ]);
  return section(
    'company-file',
    'Company file',
    html`<p>Codes are written to one company file only.
It is known by an ID that the Web Connector keeps in it, wherever the file lies.</p>
${alarm ? otherFile(place, file, alarm) : known}`,
  );
}

function otherFile(place: FormPlace, { company, canTake, path, errors }: FileFacts, alarm: FileAlarm): Html {
  const { title } = HELP[alarm.help];
  const told = message(
    'bad',
    `${title}, so nothing was written`,
    html`<p>Noticed ${time(alarm.since)}.</p>`,
    {
      sign: '✕',
    },
  );
  return html`${told}
${compared(company, alarm, path)}
${canTake && alarm.fileId !== null ? accepting(place, alarm.fileId, company, errors) : notToTake(alarm)}
${alarm.fileId === null && path !== '' && moved(place, company)}`;
}

const codeOr = (text: string | null, other: string): Value => (text ? code(text) : muted(other));

function compared(company: Company, alarm: FileAlarm, path: string): Html {
  const expected = facts([
    ['File', codeOr(path, 'not seen yet')],
    ['FileID', code(company.fileID)],
  ]);
  const open = facts([
    ['File', codeOr(alarm.companyFile, 'not told')],
    ['FileID', codeOr(alarm.fileId, 'not told')],
  ]);
  return html`<div class="compare">
<div>
<h3>Expected</h3>
${expected}
</div>
<div>
<h3>Open in QuickBooks</h3>
${open}
</div>
</div>`;
}

const notToTake = (alarm: FileAlarm): Html => html`<p>${alarm.message}</p>
<p><strong>Next step:</strong> ${adviceOf(alarm)}. The open file cannot be taken instead.</p>`;

/** As long as the old path is asked for, QuickBooks says that another file is open. */
const moved = (
  place: FormPlace,
  company: Company,
): Html => html`<p>If the company file was renamed or moved, open it in QuickBooks and forget the old place.
The next session then looks at the open file, and writes to it only if it has the FileID that is expected.</p>
${postForm(
  place,
  `${deskPath(company)}/connector/moved`,
  html`<button type="submit">Forget the old place</button>`,
  { class: 'spaced', novalidate: false },
)}`;

function accepting(place: FormPlace, fileID: string, company: Company, errors: FileFacts['errors']): Html {
  const label = html`The file that is open is the company file of <strong>${company.name}</strong>`;
  const form = html`${hidden('fileId', fileID)}
${fileForm.draw('sure', { errors }, { label })}
<button class="danger" type="submit">Take the open file from now on</button>`;
  return html`<p><strong>Usually the wrong file is open:</strong>
open the expected one in QuickBooks and update again; nothing is to be done here.</p>
<p>If the open file is the right one, such as after this service was moved or set up anew, take it:</p>
${postForm(place, `${deskPath(company)}/connector/file`, form, { class: 'boxed' })}`;
}
