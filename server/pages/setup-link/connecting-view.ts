/** How the page behind a setup link looks. */
import type { ConnectorPassword } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { QWC_NAME } from '../../doors/qwc-of.ts';
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { SetupLink } from '../../identity/setup-links.ts';
import { message } from '../components/message.ts';
import { copied, shownOnce } from '../components/secret.ts';
import { badge } from '../components/status.ts';
import { buttonLink } from '../components/text.ts';
import { time } from '../components/time.ts';
import { submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { ConnectingFacts } from './connecting.ts';

/** What came of what was just posted. */
export interface ConnectingNews {
  readonly connector?: ConnectorPassword;
  /** The password had been shown before. */
  readonly isTaken?: true;
}

/** All that the page tells. `at`: its address. */
export interface ConnectingPage {
  readonly at: string;
  readonly href: (path: string) => string;
  readonly company: Company;
  readonly link: SetupLink;
  readonly facts: ConnectingFacts;
  readonly news: ConnectingNews;
}

/** Three steps, and below them, always as things are now, whether it has worked. */
export function connectingView(page: ConnectingPage): Content {
  const { company, link, at, href, news } = page;
  return {
    title: `Connect ${company.name}`,
    heading: html`Connect ${company.name} with QuickBooks`,
    body: html`${news.isTaken && wasTaken}
<p>Three steps at the computer with QuickBooks, some minutes in all. This page needs no account and ends ${time(link.expiresAt)}.</p>
<ol class="steps">
${step(
  1,
  'Load the file into the Web Connector',
  html`<p>In QuickBooks open the company file of <strong>${company.name}</strong>, signed in as its administrator.
Download the file, then choose <em>Add an application</em> in the QuickBooks Web Connector and open it. Answer QuickBooks' question with
<em>Yes, always; allow access even if QuickBooks is not running</em>.</p>
<p>${buttonLink(`${at}/${QWC_NAME}`, `Download ${QWC_NAME}`, { kind: 'primary', download: true })}</p>`,
)}
${step(2, 'Enter the password', passwordPart(page))}
${step(
  3,
  'Let it run',
  html`<p>Tick <em>Auto-Run</em> on the line of this application, and press <em>Update Selected</em>.</p>`,
)}
</ol>
<div${attributes({ 'data-connecting': at, role: 'status' })}>
${resultPart(page)}
</div>
<p class="hint">Anything in the way? <a href="${href('/support')}">Help</a> knows what the Web Connector says.</p>`,
  };
}

const wasTaken = message(
  'warn',
  'The password was shown once',
  html`<p>If it is lost, ask whoever gave you the link for another one.</p>`,
  { sign: '!' },
);

const step = (count: number, title: string, body: Value): Html => html`<li class="step next">
<div class="step-title"><h2>${count}. ${title}</h2></div>
<div class="step-body">${body}</div>
</li>`;

function passwordPart({ at, link, news }: ConnectingPage): Html {
  if (news.connector)
    return shownOnce(
      'Enter this password now: it is shown this once.',
      html`<p>In the Web Connector click into <em>Password</em> on the new line, enter it, and let it be saved.</p>
<p>${copied('connector-password', 'password', news.connector.password)}</p>`,
    );
  if (link.passwordAt !== null)
    return html`<p>It was shown ${time(link.passwordAt)}. If it is lost, ask whoever gave you this link for another one.</p>`;
  return html`<p>A new password is made for the Web Connector and shown once. One that was used before stops.</p>
<form method="post" action="${at}/password">
${submit('Show the password')}
</form>`;
}

function resultPart({ facts, at, company }: ConnectingPage): Html {
  const { hasCalled, hasWorked, inTheWay } = facts;
  if (hasWorked && !inTheWay)
    return html`<div data-worked>${message(
      'good',
      'It has worked',
      html`<p>QuickBooks has answered with the company file of ${company.name} open. You can close this page.</p>`,
      { sign: '✓' },
    )}</div>`;
  if (inTheWay)
    return message(
      'bad',
      inTheWay.message,
      html`<p>${inTheWay.advice}.</p>
${again(at)}`,
      { sign: '!' },
    );
  const words = hasCalled
    ? 'The Web Connector has called with the right password. It is not known yet whether QuickBooks answers.'
    : 'The Web Connector has not called yet.';
  return html`<p>${badge('calm', '○', hasCalled ? 'Nearly' : 'Waiting')} ${words}</p>
${again(at)}`;
}

const again = (at: string): Html => html`<p><a href="${at}">Look again</a></p>`;
