/** How the page of one's notices looks. */
import type { Company } from '../../codes/model.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { User } from '../../identity/people.ts';
import type { Wanted } from '../../notices/choices.ts';
import { sectionOf } from '../../notices/compose.ts';
import type { Heard } from '../../notices/heard.ts';
import { TIME_ZONES } from '../../notices/local-time.ts';
import { empty, remarkBox } from '../components/message.ts';
import { section } from '../components/section.ts';
import { badge } from '../components/status.ts';
import { time } from '../components/time.ts';
import { errorSummary } from '../forms/controls.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import { datalist } from '../quickbooks/choices.ts';
import type { Visit } from '../visit.ts';
import { companyChoices, type NoticesValues, noticesForm } from './notices-form.ts';

/** What the page tells. */
export interface NoticesFacts {
  readonly companies: readonly Company[];
  readonly wanted: Wanted;
  readonly heard: readonly Heard[];
  readonly hasMail: boolean;
  readonly publicURL: string;
  readonly errors?: readonly FieldError[];
  /** What was typed. */
  readonly values?: NoticesValues;
}

/** The page of one's notices. */
export function noticesView(visit: Visit, facts: NoticesFacts): Content {
  const { user, href } = visit;
  const { heard, hasMail, errors } = facts;
  return {
    title: 'Your notices',
    company: null,
    active: 'notices',
    trail: [{ label: 'Your account', href: href('/account') }],
    body: html`${errorSummary(errors)}
${!hasMail && remarkBox('calm', 'This service has no mail server, so notices stand on this page only. An admin of the service sets SMTP_URL.')}
${section('latest', 'What was told', heard.length === 0 ? nothingYet : heardList(facts))}
${section('choose', 'What to be told', choosing(visit, user, facts))}`,
  };
}

const nothingYet = empty('Nothing was told yet', 'Choose below what you want to hear of.');

function heardList({ heard, companies, wanted, publicURL }: NoticesFacts): Html {
  const names = new Map(companies.map(({ id, name }) => [id, name]));
  const place = { names, publicURL, timeZone: wanted.timeZone, stopMark: '' };
  return html`<ol class="heard">${heard.map((each) => {
    const { company, title, lines, list, link } = sectionOf(each.entry, place);
    return html`
<li><h3>${title}</h3>
<p class="muted">${company} · ${time(each.entry.at)} ${mailState(each)}</p>
${lines.map((line) => html`<p>${line}</p>\n`)}
${list.length > 0 && html`<details><summary>Which</summary><ul>${list.map((code) => html`<li>${code}</li>\n`)}</ul></details>`}
<p><a href="${link.href}">${link.label}</a></p></li>`;
  })}
</ol>`;
}

/** What became of the mail; nothing where there is none. */
function mailState({ state, mailAt, answer }: Heard): Value {
  switch (state) {
    case 'sent':
      return html` · by mail, ${time(mailAt)}`;
    case 'open':
      return answer === null
        ? html` · goes out ${time(mailAt)}`
        : html` ${badge('warn', '!', 'The mail server does not take it yet')} ${answer}`;
    case 'refused':
      return html` ${badge('bad', '✕', 'The mail server refused it')} ${answer}`;
    default:
      return null;
  }
}

function choosing(visit: Visit, user: User, { companies, wanted, errors, values }: NoticesFacts): Html {
  const { email, timeZone, quiet } = wanted;
  const stored = { email: email ?? '', timeZone, from: quiet?.from ?? '', to: quiet?.to ?? '' };
  const filled = { errors, values: values ?? stored };
  const zones = TIME_ZONES.map((name) => ({ name }));
  return postForm(
    visit,
    '/account/notices',
    html`${noticesForm.draw('email', filled)}
${noticesForm.draw('timeZone', filled)}${datalist('time-zones', zones)}
<fieldset class="field quiet">
<legend>Quiet hours</legend>
<p class="hint">What happens meanwhile comes by mail when they are over. Once a day is at 7:00 in any case.</p>
<div class="span">${noticesForm.draw('from', filled)}
${noticesForm.draw('to', filled)}</div>
</fieldset>
<h3>Of what</h3>
${companies.length === 0 ? html`<p class="muted">There is no company of yours yet.</p>` : companyChoices(user, companies, wanted)}
${submit('Save the choices')}`,
  );
}
