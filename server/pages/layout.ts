/** The document around every page: header with the company, ways by right, the user's menu, the result of what was done. */
import type { Company } from '../codes/model.ts';
import type { User } from '../identity/people.ts';
import { may, sees } from '../identity/rights.ts';
import type { Flash } from '../identity/web-sessions.ts';
import type { DamagedDocument } from '../store/port.ts';
import { SCRIPT_PATH, STYLE_PATH } from './assets.ts';
import { attributes, type Html, html, type Value } from './html.ts';
import { ADMIN_LINKS, COMPANY_LINKS } from './nav.ts';
import { message, plural } from './parts.ts';

export interface Signed {
  readonly user: User;
  readonly csrf: Html;
  /** Those that the user sees. */
  readonly companies: readonly Company[];
  /** Told to admins of the service. */
  readonly damaged: readonly DamagedDocument[];
}

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

export function flashMessage(flash: Flash | null): Html | null {
  if (!flash) return null;
  const [tone, sign] = SIGNS[flash.kind];
  const { details = [], more = 0 } = flash;
  return html`<div class="message ${tone}" role="status" tabindex="-1" data-focus>
<p class="message-title"><span aria-hidden="true">${sign}</span> ${flash.message}</p>
${
  details.length > 0 &&
  html`<ul>${details.map((detail) => html`<li>${detail}</li>`)}${more > 0 && html`<li>and ${more} more</li>`}</ul>`
}</div>`;
}

function damagedMessage(damaged: readonly DamagedDocument[]): Html | null {
  if (damaged.length === 0) return null;
  const shown = damaged.slice(0, SHOWN_DAMAGED);
  return message(
    'bad',
    `${plural(damaged.length, 'document')} in the store cannot be read`,
    html`<p>The rest goes on without ${damaged.length === 1 ? 'it' : 'them'}, and nothing is written over ${damaged.length === 1 ? 'it' : 'them'}. Stop the service, keep a copy of the store, and restore the last backup.</p>
<ul>${shown.map(({ collection, id, reason }) => html`<li>${collection}, ${id}: ${reason}</li>`)}${
      damaged.length > shown.length &&
      html`<li>and ${damaged.length - shown.length} more; the log has them</li>`
    }</ul>`,
  );
}

export function layout(
  href: (path: string) => string,
  signed: Signed | null,
  flash: Flash | null,
  content: Content,
): string {
  const { title, heading, aside, company = null, body, wide, trail = [] } = content;
  const shown = heading === undefined ? title : heading;
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
${trail.length > 0 && html`<nav class="trail" aria-label="Above this page"><ol>${trail.map((each) => html`<li><a href="${each.href}">${each.label}</a></li>`)}</ol></nav>`}
${flashMessage(flash)}
${signed?.user.admin && damagedMessage(signed.damaged)}
${shown !== null && html`<div class="heading"><h1>${shown}</h1>${aside && html`<div class="aside">${aside}</div>`}</div>`}
${body}
</main>
<footer><p>Cost Code Sync · <a href="${href('/support')}">Help</a> · <a href="${href('/api/docs')}">HTTP interface</a></p></footer>
</body>
</html>
`;
  return page.toString();
}

function header(
  href: (path: string) => string,
  signed: Signed | null,
  company: Company | null,
  active: string | undefined,
): Html {
  const brand = html`<a class="brand" href="${href('/')}"><span class="mark" aria-hidden="true">≡</span>Cost Code Sync</a>`;
  if (!signed) return html`<header class="top"><div class="bar">${brand}</div></header>`;
  const { user, csrf, companies } = signed;
  return html`<header class="top"><div class="bar">
${brand}
${switcher(href, companies, company)}
<details class="menu user"><summary><span class="visually-hidden">Signed in as </span>${user.userName}</summary>
<div class="panel"><ul>
<li><a href="${href('/account')}">Your account</a></li>
${
  user.admin &&
  ADMIN_LINKS.map(
    ({ key, label, path }) =>
      html`<li><a href="${href(path)}"${attributes({ 'aria-current': key === active ? 'page' : null })}>${label}</a></li>`,
  )
}
</ul>
<form method="post" action="${href('/sign-out')}">${csrf}<button class="plain" type="submit">Sign out</button></form>
</div></details>
</div>
${
  company &&
  html`<nav class="ways" aria-label="${company.name}"><ul>${COMPANY_LINKS.filter(({ right }) =>
    may(user, company.id, right),
  ).map(
    ({ key, label, path }) =>
      html`<li><a href="${href(`/companies/${company.id}${path}`)}"${attributes({
        'aria-current': key === active ? 'page' : null,
      })}>${label}</a></li>`,
  )}</ul></nav>`
}
</header>`;
}

function switcher(
  href: (path: string) => string,
  companies: readonly Company[],
  company: Company | null,
): Html | null {
  if (companies.length === 0) return null;
  if (company && companies.length === 1) return html`<span class="company">${company.name}</span>`;
  const shown = companies.slice(0, SHOWN_COMPANIES);
  return html`<details class="menu companies"><summary><span class="visually-hidden">Company: </span>${
    company?.name ?? 'Companies'
  }</summary><div class="panel"><ul>${shown.map(
    ({ id, name }) =>
      html`<li><a href="${href(`/companies/${id}`)}"${attributes({ 'aria-current': id === company?.id ? 'true' : null })}>${name}</a></li>`,
  )}<li class="last"><a href="${href('/')}">${
    companies.length > shown.length ? `All ${companies.length} companies` : 'All companies'
  }</a></li></ul></div></details>`;
}

/** The companies that a person sees. */
export const seenBy = (user: User, companies: readonly Company[]) =>
  companies.filter(({ id }) => sees(user, id));
