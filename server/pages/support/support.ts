/**
 * The help page that AppSupport names: every problem that users can meet, in their words. Each help topic, each number of the Web Connector
 * and each code of QuickBooks is an anchor, as advice links to `/support#<topic>`.
 */
import { LOCK_MS, VAIN_SESSIONS_MAX } from '../../codes/transitions.ts';
import { ALIKE_MAX, REFUSED_MAX, UNUSABLE_MAX } from '../../help/limits.ts';
import { hours, inWords } from '../../help/numbers.ts';
import { HELP, type HelpTopic } from '../../help/topics.ts';
import { type Html, html, NOTHING } from '../../html.ts';
import {
  HRESULT_ROWS,
  STATUS_ROWS,
  UNKNOWN_ERROR,
  UNKNOWN_FORMAT_ERROR,
  UNKNOWN_HRESULT,
} from '../../sync/statuses.ts';
import { CONNECTOR_GROUPS, type ConnectorGroup, type ConnectorMessage } from './support-connector.ts';

/** Every other topic is one code's, so that none can be missing. */
const OF_THE_COMPANY: readonly HelpTopic[] = [
  'permission',
  'account',
  'edition',
  'all-unreadable',
  'alike',
  'other-file',
  'file-of-another',
  'copies',
  'restored',
  'wrong-qwc',
  'not-told',
  'read-only',
  'not-reached',
  'not-running',
  'dialog',
  'cannot-open',
  'single-user',
  'not-allowed',
  'log-in',
  'certificate',
  'remote',
  'late',
];

const OF_ONE_CODE = (Object.keys(HELP) as HelpTopic[]).filter((topic) => !OF_THE_COMPANY.includes(topic));

interface Also {
  /** The row of the tables that leads to another topic in other cases. */
  readonly row?: string;
  readonly when: string;
}

/** What leads to a topic beside its own rows: a code that the tables don't have, or a code in a special case. */
const ALSO: readonly (readonly [HelpTopic, Also])[] = [
  [UNKNOWN_FORMAT_ERROR.help, { when: 'any other status code from 3000 to 3099' }],
  [UNKNOWN_ERROR.help, { when: 'any other status code from 1000 on' }],
  [UNKNOWN_HRESULT.help, { when: 'any other number that begins with 0x' }],
  ['unclear', { when: 'any other status code below 1000' }],
  ['account', { row: '3180', when: 'if its message is about an account, as with every refusal to save' }],
  ['tax-code', { row: '3140', when: 'if its message names a sales tax code, or 3180 speaks of one' }],
  ['class', { row: '3140', when: 'if its message names a class, or 3180 speaks of one' }],
  ['parent', { row: '3140', when: 'if its message names a parent, or 3180 speaks of one' }],
  [
    'reference',
    {
      row: '3140',
      when: 'if its message names anything else, or 3000, 3120, 3130 for a code without a parent',
    },
  ],
  ['refused-once', { row: '3180', when: 'if its message speaks neither of a lock nor of any of these' }],
  ['not-now', { row: '3170', when: 'or another code of a lock, if its message does not speak of one' }],
  ['read-only', { when: 'any status code or number that QuickBooks explains as read-only or view-only' }],
  ['unfinished', { row: '3231', when: `in ${inWords(VAIN_SESSIONS_MAX)} sessions in a row` }],
  ['alike', { when: `any final refusal that ${inWords(ALIKE_MAX)} codes in a row get in the same words` }],
  ['inactive-item', { row: '3100', when: 'if the item that has the name is inactive' }],
  ['still-locked', { row: '3175', when: `or another code of a lock, for more than ${hours(LOCK_MS)}` }],
  ['with-others', { row: '0x80040400', when: 'if the batch had several codes' }],
  [
    'all-unreadable',
    {
      row: '0x80040400',
      when: `${inWords(REFUSED_MAX)} times in a row or for all that are ready, for one code each, if no other was read`,
    },
  ],
  [
    'unusable',
    { when: `any number but 0x80040400 that comes to the same batch ${inWords(UNUSABLE_MAX)} times` },
  ],
  ['breaks-off', { when: `any such number that comes to a code alone ${inWords(UNUSABLE_MAX)} times` }],
];

const codeId = (code: string) => (code.startsWith('0x') ? code : `status-${code}`);

const listed = (each: readonly Html[], separator: string) =>
  each.map((one, index) => html`${index > 0 && separator}${one}`);

function anchors(label: string, codes: readonly string[]): Html {
  if (codes.length === 0) return NOTHING;
  const each = codes.map((code) => html`<code id="${codeId(code)}">${code}</code>`);
  return html`<p>${label}: ${listed(each, ', ')}</p>`;
}

function alsoOf(topic: HelpTopic): Html {
  const each = ALSO.filter(([of]) => of === topic).map(([, { row, when }]) =>
    row === undefined ? html`${when}` : html`<a href="#${codeId(row)}">${row}</a> ${when}`,
  );
  return each.length === 0 ? NOTHING : html`<p>Also shown for: ${listed(each, '; ')}</p>`;
}

const codesOf = (topic: HelpTopic, rows: readonly { readonly code: string; readonly help: HelpTopic }[]) =>
  rows.filter((row) => row.help === topic).map((row) => row.code);

function topicSection(topic: HelpTopic): Html {
  const { title, cause, advice } = HELP[topic];
  return html`<section id="${topic}">
<h3>${title}</h3>
<p>${cause}</p>
<p><strong>Next step:</strong> ${advice}.</p>
${anchors('Status codes', codesOf(topic, STATUS_ROWS))}
${anchors('Error numbers (hresult)', codesOf(topic, HRESULT_ROWS))}
${alsoOf(topic)}
</section>`;
}

const saidId = (said: string) => (/^QBWC\d+$/.test(said) ? said : said.toLowerCase().replace(/\W+/g, '-'));

const saidWords = (said: string) => (saidId(said) === said ? said : `"${said}"`);

function messageSection({ says, title, cause, advice }: ConnectorMessage): Html {
  const each = says.map((said) => html`<span id="${saidId(said)}">${saidWords(said)}</span>`);
  return html`<section>
<h4>${listed(each, ', ')}: ${title}</h4>
<p>${cause}</p>
<p><strong>Next step:</strong> ${advice}</p>
</section>`;
}

const groupSection = ({ id, title, messages }: ConnectorGroup) => html`<section id="${id}">
<h3>${title}</h3>
${messages.map(messageSection)}
</section>`;

interface Chapter {
  readonly id: string;
  readonly title: string;
  /** The lines of the table of contents below its own. */
  readonly contents: Html;
  readonly body: Html;
}

const topicChapter = (id: string, title: string, intro: string, topics: readonly HelpTopic[]): Chapter => ({
  id,
  title,
  contents: html`<ul>${topics.map((topic) => html`<li><a href="#${topic}">${HELP[topic].title}</a></li>`)}</ul>`,
  body: html`<p>${intro}</p>${topics.map(topicSection)}`,
});

/** The words first, then the numbers in their order. */
function saidLinks({ messages }: ConnectorGroup): Html[] {
  const rank = (said: string) => Number(/^QBWC(\d+)$/.exec(said)?.[1] ?? 0);
  return messages
    .flatMap(({ says }) => says)
    .sort((a, b) => rank(a) - rank(b))
    .map((said) => html`<li><a href="#${saidId(said)}">${saidWords(said)}</a></li>`);
}

const START: Chapter = {
  id: 'where-to-look',
  title: 'Where to look first',
  contents: NOTHING,
  body: html`<ul>
<li>You have a number or a message? Search this page for it (Ctrl+F, on a phone "Find in page").</li>
<li>What became of a cost code, and why, is shown by this service to those who sign in: each code has its status, its problem
with the next step, and its history; each company has its alarms and its sessions with QuickBooks.</li>
<li>The Web Connector shows the result of the last update in its Status column, and more with View Log. At its usual level that log
holds only the beginning of each message.</li>
<li>A failed update loses nothing. Accepted codes wait, and what may be in QuickBooks already is looked for before it is sent again.</li>
</ul>`,
};

const SETTING_UP: Chapter = {
  id: 'setting-up',
  title: 'Setting up',
  contents: NOTHING,
  body: html`<ol>
<li>Open the company file in QuickBooks, signed in as its administrator, in single-user mode (File &gt; Switch to Single-user Mode).</li>
<li>Download the company's <code>QBWC.qwc</code> here and add it in the Web Connector with "Add an Application".</li>
<li>Answer QuickBooks' question with "Yes, always; allow access even if QuickBooks is not running".</li>
<li>Enter the connector's password, save it, tick Auto-Run.</li>
</ol>
<p>The Web Connector has to run on the computer with QuickBooks, with a Windows user signed in. It may be minimised, and QuickBooks may
be back in multi-user mode.</p>`,
};

const CONNECTOR: Chapter = {
  id: 'web-connector',
  title: 'What the Web Connector says',
  contents: html`<ul>${CONNECTOR_GROUPS.map(
    (group) =>
      html`<li><a href="#${group.id}">${group.title}</a><ul class="numbers">${saidLinks(group)}</ul></li>`,
  )}</ul>`,
  body: html`${CONNECTOR_GROUPS.map(groupSection)}`,
};

const CHAPTERS: readonly Chapter[] = [
  START,
  SETTING_UP,
  CONNECTOR,
  topicChapter(
    'quickbooks-codes',
    'What QuickBooks says about a code',
    "Each concerns one cost code; all others go on. QuickBooks' own words stand beside the code.",
    OF_ONE_CODE,
  ),
  topicChapter(
    'whole-company',
    'What stops a whole company',
    'Each is shown once, as an alarm of the company. Codes wait and are not lost; the next step says what makes them go on.',
    OF_THE_COMPANY,
  ),
];

const chapterSection = ({ id, title, body }: Chapter) => html`<section id="${id}">
<h2>${title}</h2>
${body}
<p><a href="#contents">Back to the contents</a></p>
</section>`;

/** The help page below its heading; the same for everybody, so that it is made once. */
export const SUPPORT_BODY = html`<nav id="contents" aria-labelledby="contents-title">
<h2 id="contents-title">Contents</h2>
<ul>
${CHAPTERS.map(({ id, title, contents }) => html`<li><a href="#${id}">${title}</a>${contents}</li>`)}
</ul>
</nav>
${CHAPTERS.map(chapterSection)}`;
