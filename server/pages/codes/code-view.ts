/** How the page of a code looks. */

import { CLASS_VERSION } from '../../../qbxml/item-service.ts';
import {
  type CodeList,
  type CodeStatus,
  type Company,
  type CostCode,
  type HistoryEntry,
  isInQuickBooks,
} from '../../codes/model.ts';
import type { BeforeAndAfter } from '../../doors/changes.ts';
import type { codeViews } from '../../doors/views.ts';
import { adviceOf } from '../../help/advice.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { helpURL, type holdOf } from '../../sync/alarms.ts';
import { certificateAddress, codeAddress, deskPath, listQuery, withQuery } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { message, remark } from '../components/message.ts';
import { section } from '../components/section.ts';
import { STATUS, statusBadge } from '../components/status.ts';
import { code as letters, muted, plural, signOf, unseen } from '../components/text.ts';
import { time } from '../components/time.ts';
import { errorSummary, hidden } from '../forms/controls.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { type Choices, choiceLists } from '../quickbooks/choices.ts';
import { unlinkPanel } from '../quickbooks/unlink-panel.ts';
import { indented } from '../sessions/xml-shown.ts';
import type { Visit } from '../visit.ts';
import { changeForm } from './code-form.ts';
import { changesPart, driftPart } from './differences.ts';
import { type Again, panelOf, verbsForCode } from './verb-panels.ts';
import { verdictWords } from './verdicts.ts';

/** So many of the codes below it are named. */
export const CHILDREN_SHOWN = 100;

/** What the page tells. */
export interface CodeFacts {
  readonly company: Company;
  readonly list: CodeList;
  readonly code: CostCode;
  readonly view: Awaited<ReturnType<typeof codeViews>>[number];
  readonly publicURL: string;
  /** The codes right below it, one more than are shown. */
  readonly children: readonly string[];
  /** The alarm that holds it. */
  readonly hold: ReturnType<typeof holdOf>;
  /** Null if it can be deleted. */
  readonly whyNotDeleted: string | null;
  /** Whether the QuickBooks of the last session takes a class. */
  readonly takesClass: boolean;
  readonly choices: Choices;
  /** What is to be changed of its item. */
  readonly changes: readonly BeforeAndAfter[];
  /** The qbXML that was or would be sent. */
  readonly preview: string;
}

/** A change that was posted and refused: what stands in the form, and why. */
export interface EditAgain {
  readonly values: ReturnType<typeof changeForm.read>;
  readonly errors: readonly FieldError[];
}

interface Posted {
  readonly again: Again | undefined;
  readonly edit: EditAgain | undefined;
}

/** The whole page. */
export function codeView(visit: Visit, all: CodeFacts, { again, edit }: Posted): Content {
  const { href } = visit;
  const { company, list, code } = all;
  return {
    title: code.code,
    heading: html`${code.code} <span class="name">${code.description}</span> ${statusBadge(code.status)}`,
    active: 'desk',
    trail: [{ label: list.name, href: href(withQuery(deskPath(company), listQuery(list))) }],
    body: html`${errorSummary(again?.errors ?? edit?.errors)}
${problemMessage(all)}
${rejectionMessage(all)}
${waitingLine(visit, all)}
${changesPart(all.changes)}
${all.view.drift && driftPart(all.view.drift)}
${list.quickBooks ? actions(visit, all, again) : otherList(list)}
${codeFacts(visit, all)}
${section('timeline', 'Timeline', timeline(code))}
${sentPart(visit, all)}
${visit.may('sender') && section('change', 'Change', html`${changePart(visit, all, edit)}\n${unlinkPanel(visit, all)}\n${deletePart(visit, all)}`)}
${choiceLists(all.choices)}`,
  };
}

/** What is in its way: of its own, or of an alarm. */
function problemMessage({ code, hold, publicURL }: CodeFacts): Html | null {
  const problem = hold ?? code.problem;
  if (!problem) return null;
  const isFailed = code.status === 'failed';
  const title = isFailed ? 'QuickBooks did not take it' : 'It waits for another try';
  const status = problem.statusCode !== null && html` ${muted(`(${problem.statusCode})`)}`;
  const help = html`<a href="${helpURL(problem.help, publicURL)}">More help${unseen(' about this')}</a>`;
  return message(
    isFailed ? 'bad' : 'warn',
    hold ? 'It is held' : title,
    html`<p><q>${problem.message}</q>${status}</p>
<p>${adviceOf(problem)}. ${help}</p>`,
    { sign: isFailed ? '✕' : '!' },
  );
}

function rejectionMessage({ code, view: { rejection } }: CodeFacts): Html | null {
  if (!rejection || code.status !== 'rejected') return null;
  const body = html`<p>${rejection.reason}</p>
<p class="muted">${time(rejection.at)}</p>`;
  return message('warn', `Rejected by ${rejection.by}`, body, { sign: '⊘' });
}

function waitingLine(visit: Visit, all: CodeFacts): Html | null {
  const { waitingFor } = all.view;
  if (waitingFor === null) return null;
  return remark(
    'calm',
    html`It waits for ${codeLink(visit, all, waitingFor)} to be in QuickBooks, and follows by itself.`,
  );
}

const otherList = ({ name }: CodeList): Html =>
  remark('calm', `This code is in the list ${name}. Only the QuickBooks list is ever sent.`);

const codeLink = ({ href }: Visit, { company, list }: CodeFacts, code: string): Html =>
  html`<a href="${href(codeAddress(company, list, code))}">${code}</a>`;

function codeFacts(visit: Visit, all: CodeFacts): Html {
  const { code, view } = all;
  return facts([
    ['Description', code.description],
    ['Division', view.parent !== null && codeLink(visit, all, view.parent)],
    ['Codes below it', childrenOf(visit, all)],
    ['Income account', view.incomeAccount],
    ['Expense account', view.expenseAccount ?? muted('none')],
    ['Class', classWords(all)],
    ['In QuickBooks', all.list.quickBooks && view.preflight && verdictWords(view.preflight)],
    ['Item in QuickBooks', letters(view.fullName)],
    ['ListID', view.listId !== null && letters(view.listId)],
    ['Sent by', code.sentBy],
    ['Active', isInQuickBooks(code) && (code.active ? 'yes' : 'no')],
    ['Certificate', isInQuickBooks(code) && certificateLink(visit, all)],
  ]);
}

/** What is told of the class, with a word about a QuickBooks that takes none. */
function classWords({ code, view, takesClass }: CodeFacts): Value {
  if (view.class === null) return muted('none');
  const isAhead = code.status !== 'exporting' && code.status !== 'synced';
  return isAhead && !takesClass
    ? html`${view.class} ${muted(`is not sent: this QuickBooks takes no class for an item (qbXML ${CLASS_VERSION} does)`)}`
    : view.class;
}

const certificateLink = ({ href }: Visit, { company, code }: CodeFacts): Html =>
  html`<a href="${href(certificateAddress(company, code.code))}">How it came to QuickBooks, to be printed</a>`;

function childrenOf(visit: Visit, all: CodeFacts): Value {
  const { children } = all;
  if (children.length === 0) return null;
  const links = children
    .slice(0, CHILDREN_SHOWN)
    .map((child, index) => html`${index > 0 && ', '}${codeLink(visit, all, child)}`);
  return html`${links}${children.length > CHILDREN_SHOWN && ' and more'}`;
}

/** The last first. */
const timeline = ({ history }: CostCode): Html => html`<ol class="timeline">
${[...history].reverse().map(timelineEntry)}</ol>`;

const timelineEntry = (entry: HistoryEntry): Html => html`<li class="${entry.to}">
<p>${signOf(STATUS[entry.to].sign)} ${entry.leftOut === undefined && html`<b>${stepWords(entry.from, entry.to)}</b> `}${entry.why}</p>
<p class="muted">${whenOf(entry)}</p>
</li>
`;

function whenOf({ at, by, times, since = at, leftOut }: HistoryEntry): Html {
  if (leftOut !== undefined) return html`${time(since)} to ${time(at)}`;
  const who = by === 'connector' ? 'Web Connector' : by;
  return times === undefined
    ? html`${time(at)} · ${who}`
    : html`${plural(times, 'time')} since ${time(since)}, last ${time(at)} · ${who}`;
}

const stepWords = (from: CodeStatus | null, to: CodeStatus): Value =>
  from === null || from === to
    ? STATUS[to].word
    : html`${STATUS[from].word} <span aria-label="to">→</span> ${STATUS[to].word}`;

function sentPart({ href }: Visit, { company, list, code, preview }: CodeFacts): Html {
  const wasSent = code.status === 'exporting' || code.status === 'synced';
  const path = `/api/companies/${company.id}/codes/${encodeURIComponent(code.code)}/preview`;
  return section(
    'qbxml',
    wasSent ? 'What QuickBooks was sent' : 'What QuickBooks would be sent',
    html`<p class="hint">Laid out for reading. <a href="${href(withQuery(path, listQuery(list)))}">The exact bytes</a></p>
<pre tabindex="0" aria-label="qbXML">${indented(preview)}</pre>`,
  );
}

function actions(
  visit: Visit,
  { company, list, code, choices, changes }: CodeFacts,
  again: Again | undefined,
): Value {
  const { href } = visit;
  const verbs = verbsForCode(code, changes.length > 0, visit.may);
  if (verbs.length === 0) return null;
  const panels = { company, href, what: 'this code', mayAdmin: visit.may('companyAdmin'), choices, again };
  const form = html`${hidden('page', 'code')}
${hidden('code', code.code)}
${hidden('back', codeAddress(company, list, code.code))}
${verbs.map((verb) => panelOf(verb, panels))}`;
  return postForm(visit, deskPath(company), form, { class: 'buttons one' });
}

const changedAgain = html`<p class="note">${signOf('!')} A change makes it unsynced: it has to be sent and accepted before it is done in QuickBooks.</p>`;

const hiddenCode = ({ list, code }: CodeFacts): Html => html`${hidden('code', code.code)}
${!list.quickBooks && hidden('list', list.id)}`;

function changePart(visit: Visit, all: CodeFacts, edit: EditAgain | undefined): Html {
  const { company, code } = all;
  if (code.status === 'exporting') return html`<p class="muted">It is being exported right now.</p>`;
  const filled = edit ?? { values: valuesOf(all) };
  const form = html`${hiddenCode(all)}
${hidden('seen', code.updatedAt)}
${changeForm.draw('code', filled)}
${changeForm.draw('description', filled)}
${changeForm.draw('parent', filled)}
${isInQuickBooks(code) && itemFields(filled)}
${changeForm.draw('class', filled)}
${code.status !== 'unsynced' && changedAgain}
<button type="submit">Save the change</button>`;
  return postForm(visit, `${deskPath(company)}/code/edit`, form);
}

/** What only an item has. */
const itemFields = (
  filled: Parameters<typeof changeForm.draw>[1],
): Html => html`${changeForm.draw('incomeAccount', filled)}
${changeForm.draw('expenseAccount', filled)}
${changeForm.draw('active', filled)}`;

const valuesOf = ({ code, view }: CodeFacts): ReturnType<typeof changeForm.read> => ({
  code: code.code,
  description: code.description,
  parent: view.parent ?? '',
  class: view.class ?? '',
  incomeAccount: view.incomeAccount,
  expenseAccount: view.expenseAccount ?? '',
  active: code.active ? 'yes' : 'no',
});

function deletePart(visit: Visit, all: CodeFacts): Html {
  const { company, whyNotDeleted } = all;
  if (whyNotDeleted !== null)
    return html`<p class="delete">
<button type="button" aria-disabled="true" aria-describedby="why-not-deleted">Delete…</button>
<span id="why-not-deleted" class="muted">${whyNotDeleted}</span>
</p>`;
  const form = html`${hiddenCode(all)}
<details class="action">
<summary class="button danger">Delete…</summary>
<div class="panel">
<p>It is gone for good, with its timeline.</p>
<button type="submit" class="danger">Delete this code</button>
</div>
</details>`;
  return postForm(visit, `${deskPath(company)}/code/delete`, form, { class: 'delete', novalidate: false });
}
