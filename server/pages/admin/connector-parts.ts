/** What has to be done on the desktop beside QuickBooks, and secrets that are shown this once. */
import type { ConnectorPassword } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import type { ToldWrongPassword } from '../../sync/wrong-password.ts';
import { type Html, html, type Value } from '../html.ts';
import { facts, relative, time } from '../parts.ts';

export const shownOnce = (title: Value, body: Value): Html =>
  html`<div class="message good" role="status" tabindex="-1" data-focus>
<p class="message-title"><span aria-hidden="true">✓</span> ${title}</p>${body}</div>`;

export const copied = (id: string, what: string, text: string): Html =>
  html`<code class="secret" id="${id}" tabindex="0" data-copy="${what}">${text}</code>`;

/** The password itself is in this answer only; the store has its digest. */
export const passwordFacts = ({ userName, password }: ConnectorPassword): Html =>
  facts([
    ['User name', html`<code>${userName}</code> <span class="muted">(the .qwc file brings it along)</span>`],
    ['Password', copied('connector-password', 'password', password)],
  ]);

/** That the connector is kept out, and what to do; `newPassword`: the address of the button that makes a new one. */
export const wrongPasswordParts = (
  { at, address }: ToldWrongPassword,
  { href, newPassword, now }: { href: (path: string) => string; newPassword: string; now: Date },
): Html => html`<p>The last one came ${time(at)} (${relative(at, now)})${address && html` from the address <code>${address}</code>`}; the right one has not come since.</p>
<p>In the Web Connector click into <em>Password</em> on the line of this application, enter the connector's password again, let it be saved, and press <em>Update Selected</em>. If it is lost, <a href="${newPassword}">make a new one</a> and enter that. <a href="${href('/support#QBWC1040')}">More help<span class="visually-hidden"> about a wrong password</span></a></p>`;

/** The .qwc is the HTTP interface's own, which takes the cookie of the page. */
export const qwcHref = (href: (path: string) => string, company: Company) =>
  href(`/api/companies/${company.id}/QBWC.qwc`);

export const loadingSteps = (href: (path: string) => string, company: Company): Html => html`<ol class="todo">
<li>On the computer with QuickBooks, open the company file of <strong>${company.name}</strong>, signed in as its administrator.
Then download the file: <a class="button small" href="${qwcHref(href, company)}" download>Download QBWC.qwc</a></li>
<li>In the Web Connector choose <em>Add an application</em> and open the file. Answer QuickBooks' question with
<em>Yes, always; allow access even if QuickBooks is not running</em>.</li>
<li>Click into <em>Password</em> on the new line, enter the connector's password, let it be saved, and tick <em>Auto-Run</em>.</li>
</ol>`;
