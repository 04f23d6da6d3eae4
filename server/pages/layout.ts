/** The document around every page: header with the company, ways by right, the user's menu, the result of what was done. */
import type { Company } from '../codes/model.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import type { User } from '../identity/people.ts';
import { may, sees } from '../identity/rights.ts';
import type { Flash } from '../identity/web-sessions.ts';
import type { DamagedDocument } from '../store/port.ts';
import { deskPath } from './addresses.ts';
import { SCRIPT_PATH, STYLE_PATH } from './assets.ts';
import { message } from './components/message.ts';
import { link } from './components/navigation.ts';
import { plural, unseen } from './components/text.ts';
import { ADMIN_LINKS, COMPANY_LINKS } from './nav.ts';

type Href = (path: string) => string;

/** Somebody who is signed in, and what the header tells them. */
export interface Signed {
  readonly user: User;
  readonly csrf: Html;
  /** Those that the user sees. */
  readonly companies: readonly Company[];
  /** Told to admins of the service. */
  readonly damaged: readonly DamagedDocument[];
}

/** What one page has within the document. */
export interface Content {
  /** Without the product's name; told as the heading too, unless `heading` says otherwise. */
  readonly title: string;
  readonly heading?: Value | null;
  /** Beside the heading. */
  readonly aside?: Value;
  readonly company?: Company | null;
  /** Which of the ways the page belongs to. */
  readonly active?: string;
  /** Uses the whole width, as tables need it; texts and forms are narrow. */
  readonly wide?: boolean;
  readonly body: Value;
  /** Links to what is above, nearest last. */
  readonly trail?: readonly { readonly label: Value; readonly href: string }[];
}

const SHOWN_COMPANIES = 12;
const SHOWN_DAMAGED = 5;

const SIGNS = { done: ['good', '✓'], partly: ['warn', '!'], notDone: ['bad', '✕'] } as const;

function flashMessage(flash: Flash | null): Html | null {
  if (!flash) return null;
  const [tone, sign] = SIGNS[flash.kind];
  const { details = [], more = 0 } = flash;
  const all = html`<ul>
${details.map((detail) => html`<li>${detail}</li>\n`)}
${more > 0 && html`<li>and ${more} more</li>`}
</ul>`;
  return message(tone, flash.message, details.length > 0 && all, { sign, live: 'focus' });
}

function damagedMessage(damaged: readonly DamagedDocument[]): Html | null {
  if (damaged.length === 0) return null;
  const shown = damaged.slice(0, SHOWN_DAMAGED);
  const more = damaged.length - shown.length;
  const them = damaged.length === 1 ? 'it' : 'them';
  return message(
    'bad',
    `${plural(damaged.length, 'document')} in the store cannot be read`,
    html`<p>The rest goes on without ${them}, and nothing is written over ${them}.
Stop the service, keep a copy of the store, and restore the last backup.</p>
<ul>
${shown.map(({ collection, id, reason }) => html`<li>${collection}, ${id}: ${reason}</li>\n`)}
${more > 0 && html`<li>and ${more} more; the log has them</li>`}
</ul>`,
  );
}

/** The whole document of a page, for somebody or, with `signed` null, for whoever comes. */
export function layout(href: Href, signed: Signed | null, flash: Flash | null, content: Content): string {
  const { title, company = null, body, wide, trail = [] } = content;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${[title, company?.name].filter(Boolean).join(' - ')} - Cost Code Sync</title>
<link rel="stylesheet" href="${href(STYLE_PATH)}">
<link rel="icon" href="${href('/icon.svg')}" type="image/svg+xml">
<script src="${href(SCRIPT_PATH)}" defer></script>
</head>
<body class="app">
<a class="skip" href="#main">Skip to the content</a>
${header(href, signed, company, content.active)}
<main id="main" tabindex="-1"${attributes({ class: wide ? 'wide' : null })}>
${trail.length > 0 && trailOf(trail)}
${flashMessage(flash)}
${signed?.user.admin && damagedMessage(signed.damaged)}
${headingOf(content)}
${body}
</main>
<footer>
<p>Cost Code Sync · <a href="${href('/support')}">Help</a> · <a href="${href('/api/docs')}">HTTP interface</a></p>
</footer>
</body>
</html>
`;
  return page.toString();
}

const trailOf = (
  trail: NonNullable<Content['trail']>,
): Html => html`<nav class="trail" aria-label="Above this page">
<ol>${trail.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}</ol>
</nav>`;

function headingOf({ title, heading = title, aside }: Content): Html | null {
  if (heading === null) return null;
  return html`<div class="heading">
<h1>${heading}</h1>
${aside && html`<div class="aside">${aside}</div>`}
</div>`;
}

function header(
  href: Href,
  signed: Signed | null,
  company: Company | null,
  active: string | undefined,
): Html {
  return html`<header class="top">
<div class="bar">
<a class="brand" href="${href('/')}"><span class="mark" aria-hidden="true">≡</span>Cost Code Sync</a>
${signed && switcher(href, signed.companies, company)}
${signed && userMenu(href, signed, active)}
</div>
${signed && company && waysOf(href, signed.user, company, active)}
</header>`;
}

function userMenu(href: Href, { user, csrf }: Signed, active: string | undefined): Html {
  const forAdmins = ADMIN_LINKS.map(
    ({ key, label, path }) => html`<li>${link(href(path), label, key === active)}</li>\n`,
  );
  return html`<details class="menu user">
<summary>${unseen('Signed in as ')}${user.userName}</summary>
<div class="panel">
<ul>
<li><a href="${href('/account')}">Your account</a></li>
<li>${link(href('/account/notices'), 'Your notices', active === 'notices')}</li>
${user.admin && forAdmins}
</ul>
<form method="post" action="${href('/sign-out')}">${csrf}
<button class="plain" type="submit">Sign out</button>
</form>
</div>
</details>`;
}

function waysOf(href: Href, user: User, company: Company, active: string | undefined): Html {
  const ways = COMPANY_LINKS.filter(({ right }) => may(user, company.id, right)).map(
    ({ key, label, path }) => html`<li>${link(href(deskPath(company) + path), label, key === active)}</li>\n`,
  );
  return html`<nav class="ways" aria-label="${company.name}">
<ul>
${ways}
</ul>
</nav>`;
}

function switcher(href: Href, companies: readonly Company[], company: Company | null): Html | null {
  if (companies.length === 0) return null;
  if (company && companies.length === 1) return html`<span class="company">${company.name}</span>`;
  const shown = companies.slice(0, SHOWN_COMPANIES);
  const all = companies.length > shown.length ? `All ${companies.length} companies` : 'All companies';
  return html`<details class="menu companies">
<summary>${unseen('Company: ')}${company?.name ?? 'Companies'}</summary>
<div class="panel">
<ul>
${shown.map((each) => html`<li>${link(href(deskPath(each)), each.name, each.id === company?.id, 'true')}</li>\n`)}
<li class="last"><a href="${href('/')}">${all}</a></li>
</ul>
</div>
</details>`;
}

/** The companies that a person sees. */
export const seenBy = (user: User, companies: readonly Company[]) =>
  companies.filter(({ id }) => sees(user, id));
