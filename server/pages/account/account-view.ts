/** How one's account looks. */

import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Token } from '../../identity/tokens.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { unseen } from '../components/text.ts';
import { time } from '../components/time.ts';
import { errorSummary, hidden } from '../forms/controls.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { passwordForm, tokenForm } from './account-forms.ts';

/** What the page tells. */
export interface AccountFacts {
  readonly tokens: readonly Token[];
  readonly errors?: readonly FieldError[];
  /** Above everything else. */
  readonly notice?: Value;
  /** What stands in the form of a new token. */
  readonly newToken?: ReturnType<typeof tokenForm.read>;
}

/** The page of one's account. */
export function accountView(visit: Visit, { tokens, errors, notice, newToken }: AccountFacts): Content {
  const { user, href } = visit;
  const filled = { errors };
  return {
    title: 'Your account',
    company: null,
    active: 'account',
    body: html`${errorSummary(errors)}${notice}
<p><a href="${href('/account/notices')}">Your notices</a>: what you are told by mail, and when.</p>
<p>You are signed in as <strong>${user.userName}</strong>${user.admin && ', an admin of this service'}.</p>
${section(
  'password',
  'Change your password',
  postForm(
    visit,
    '/account/password',
    html`${hidden('userName', user.userName, { autocomplete: 'username' })}
${passwordForm.draw('present', filled)}
${passwordForm.draw('password', filled)}
${passwordForm.draw('repeated', filled)}
<p class="hint">It signs you out everywhere else. API tokens stay.</p>
${submit('Change the password')}`,
  ),
)}
${section(
  'tokens',
  'API tokens',
  html`<p>A token lets a program do what you may do, without your password.
See the <a href="${href('/api/docs')}">HTTP interface</a>.</p>
${tokens.length === 0 ? noTokens : tokenTable(visit, tokens)}
${postForm(
  visit,
  '/account/tokens',
  html`${tokenForm.draw('name', newToken ? { errors, values: newToken } : filled)}
<button type="submit">Make a token</button>`,
  { class: 'inline-form', novalidate: false },
)}`,
)}`,
  };
}

const noTokens = html`<p class="muted">You have no tokens.
Make one for each program, so that you can delete it alone.</p>`;

function tokenTable(visit: Visit, tokens: readonly Token[]): Html {
  const deleting = ({ id, name }: Token) =>
    postForm(
      visit,
      `/account/tokens/${id}/delete`,
      html`<button class="small danger" type="submit">Delete${unseen(` the token ${name}`)}</button>`,
    );
  return table(
    'Your tokens',
    [{ label: 'Name' }, { label: 'Made' }, { label: unseen('Delete'), className: 'end' }],
    tokens.map((token) => [token.name, time(token.createdAt), deleting(token)]),
  );
}

/** Shown in the answer itself: a secret is not kept for a page that comes later. */
export const tokenMade = (name: string, text: string): Html =>
  message(
    'good',
    `The token "${name}" has been made.`,
    html`<p>Copy it now: it is shown this once.</p>
<p><code class="secret" tabindex="0">${text}</code></p>`,
    { sign: '✓', live: 'focus' },
  );
