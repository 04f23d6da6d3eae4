/** What has to be done on the desktop beside QuickBooks. */
import type { ConnectorPassword } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { type Html, html } from '../../html.ts';
import type { ToldWrongPassword } from '../../sync/wrong-password.ts';
import { facts } from '../components/facts.ts';
import { copied } from '../components/secret.ts';
import { buttonLink, code, muted, unseen } from '../components/text.ts';
import { relative, time } from '../components/time.ts';

type Href = (path: string) => string;

/** The password itself is in this answer only; the store has its digest. */
export const passwordFacts = ({ userName, password }: ConnectorPassword): Html =>
  facts([
    ['User name', html`${code(userName)} ${muted('(the .qwc file brings it along)')}`],
    ['Password', copied('connector-password', 'password', password)],
  ]);

/** Says that the connector is kept out, and what to do; `newPassword`: the address of the button that makes a new one. */
export function wrongPasswordParts(
  { at, address }: ToldWrongPassword,
  { href, newPassword, now }: { href: Href; newPassword: string; now: Date },
): Html {
  const from = address && html` from the address ${code(address)}`;
  const help = html`<a href="${href('/support#QBWC1040')}">More help${unseen(' about a wrong password')}</a>`;
  return html`<p>The last one came ${time(at)} (${relative(at, now)})${from}; the right one has not come since.</p>
<p>In the Web Connector click into <em>Password</em> on the line of this application,
enter the connector's password again, let it be saved, and press <em>Update Selected</em>.
If it is lost, <a href="${newPassword}">make a new one</a> and enter that. ${help}</p>`;
}

/** The .qwc is the HTTP interface's own, which takes the cookie of the page. */
const qwcHref = (href: Href, company: Company) => href(`/api/companies/${company.id}/QBWC.qwc`);

/** From the .qwc to the first call. */
export function loadingSteps(href: Href, company: Company): Html {
  const download = buttonLink(qwcHref(href, company), 'Download QBWC.qwc', { kind: 'small', download: true });
  return html`<ol class="todo">
<li>On the computer with QuickBooks, open the company file of <strong>${company.name}</strong>, signed in as its administrator.
Then download the file: ${download}</li>
<li>In the Web Connector choose <em>Add an application</em> and open the file. Answer QuickBooks' question with
<em>Yes, always; allow access even if QuickBooks is not running</em>.</li>
<li>Click into <em>Password</em> on the new line, enter the connector's password, let it be saved, and tick <em>Auto-Run</em>.</li>
</ol>`;
}
