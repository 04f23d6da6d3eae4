/** How the page of the connector looks. */

import type { Random } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Diagnosis } from '../../sync/diagnosis/diagnosis.ts';
import type { SyncStatus } from '../../sync/read.ts';
import { deskPath } from '../addresses.ts';
import { connectorBadge } from '../components/connector-state.ts';
import { diagnosisInFull } from '../components/diagnosis.ts';
import { facts } from '../components/facts.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { buttonLink, code, muted, plural } from '../components/text.ts';
import { relative, time } from '../components/time.ts';
import { errorSummary } from '../forms/controls.ts';
import { keyField } from '../forms/once.ts';
import { postForm } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { type QuickBooksNow, quickBooksPart } from '../quickbooks/quickbooks-part.ts';
import type { Visit } from '../visit.ts';
import { type FileFacts, filePart } from './company-file.ts';
import { loadingSteps, wrongPasswordParts } from './connector-steps.ts';

/** What the page tells. */
export interface ConnectorFacts {
  readonly company: Company;
  readonly status: SyncStatus;
  readonly diagnosis: Diagnosis;
  readonly file: FileFacts;
  readonly quickBooks: QuickBooksNow;
  readonly now: Date;
  readonly publicURL: string;
}

/** What came of what was just posted. */
export interface ConnectorNews {
  readonly errors?: readonly FieldError[];
  readonly notice?: Value;
}

/** How the connector is doing, its file, and its password. */
export function connectorView(
  visit: Visit,
  all: ConnectorFacts,
  random: Random,
  { errors, notice }: ConnectorNews,
): Content {
  const { href } = visit;
  const { company, status, file, quickBooks, now } = all;
  const { wrongPassword } = status;
  return {
    title: 'Connector',
    active: 'connector',
    aside: buttonLink(href(`${deskPath(company)}/setup`), 'Setup checklist'),
    body: html`${errorSummary(errors)}${notice}
${
  wrongPassword &&
  message(
    'bad',
    'The Web Connector gave a wrong password',
    wrongPasswordParts(wrongPassword, { href, newPassword: '#password', now }),
    { sign: '!' },
  )
}
${stateFacts(visit, all)}
${section('diagnosis', 'Why codes wait', diagnosisInFull(all.diagnosis, all.publicURL, now))}
${quickBooksPart(visit, quickBooks, `${deskPath(company)}/connector`)}
${filePart(visit, { ...file, errors })}
${section('load', 'Load it into the Web Connector', loadingPart(visit, company))}
${section('password', 'Password of the connector', passwordForm(visit, company, random))}`,
  };
}

function stateFacts({ href }: Visit, { company, status, now, publicURL }: ConnectorFacts): Html {
  const { state, lastSeenAt, nextExpectedAt } = status;
  const ago = lastSeenAt && html` ${muted(`(${relative(lastSeenAt, now)})`)}`;
  const schedule = href(`${deskPath(company)}/settings#f-runEveryMinutes`);
  return facts([
    ['State', connectorBadge(state, { inSession: 'In a session now' })],
    ['Last seen', html`${time(lastSeenAt)}${ago}`],
    ['Expected next', state === 'late' ? null : nextExpectedAt && time(nextExpectedAt)],
    ['Schedule', html`every ${plural(company.runEveryMinutes, 'minute')} <a href="${schedule}">Change</a>`],
    ['User name', code(company.userName)],
    ['Address', code(`${publicURL}/qbwc`)],
  ]);
}

const loadingPart = ({ href }: Visit, company: Company): Html => html`${loadingSteps(href, company)}
<p class="hint">Does somebody else sit there? <a href="${href(`${deskPath(company)}/setup-links`)}">A setup link</a> leads them through it without an account.</p>
<p class="hint">Anything in the way? <a href="${href('/support')}">Help</a> knows what the Web Connector says.</p>`;

function passwordForm(visit: Visit, company: Company, random: Random): Html {
  const form = html`${keyField(random)}
<button type="submit">Make a new password</button>`;
  return html`<p>It is kept here so that nobody can read it. If it is lost, make a new one:
the old one stops at once, and the Web Connector asks for the new one until it is entered.</p>
${postForm(visit, `${deskPath(company)}/connector/password`, form, { novalidate: false })}`;
}
