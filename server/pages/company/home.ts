/** The front page: one's companies, the one that needs somebody most first; with a single one straight to its desk. */
import { allCompanies } from '../../codes/company.ts';
import type { CodeStatus } from '../../codes/model.ts';
import { type Html, html, type Value } from '../../html.ts';
import { CAUSES } from '../../sync/diagnosis/causes.ts';
import { type Overview, overviewOf } from '../../sync/diagnosis/overview.ts';
import { deskPath } from '../addresses.ts';
import { DIAGNOSIS } from '../components/diagnosis.ts';
import { empty } from '../components/message.ts';
import { badge, STATUS } from '../components/status.ts';
import { table } from '../components/table.ts';
import { buttonLink, muted, number } from '../components/text.ts';
import { relative } from '../components/time.ts';
import { type Content, seenBy } from '../layout.ts';
import type { PageModule, Visit } from '../visit.ts';

const SHOWN = [
  'pending',
  'accepted',
  'exporting',
  'failed',
  'synced',
] as const satisfies readonly CodeStatus[];

/** One's companies. */
export const homePages: PageModule = (context) => [
  {
    method: 'get',
    path: '/',
    right: 'user',
    async handle(visit) {
      const companies = seenBy(visit.user, await allCompanies(context.store));
      const [only] = companies;
      if (only && companies.length === 1) return visit.redirect(deskPath(only));
      const { store } = context;
      await visit.render(homeView(visit, await overviewOf(store, companies), store.now()));
    },
  },
];

function homeView({ href, user }: Visit, companies: readonly Overview[], now: Date): Content {
  const nothing = user.admin ? noCompany(href('/companies/new')) : noneIsYours;
  return {
    title: 'Companies',
    wide: true,
    aside: user.admin && buttonLink(href('/companies/new'), 'New company', { kind: 'primary' }),
    body: companies.length > 0 ? companiesTable(href, companies, now) : nothing,
  };
}

const noCompany = (address: string): Html =>
  empty(
    'No company yet',
    html`Each company is one QuickBooks company file. <a href="${address}">Set up the first one</a>:
it takes its name, an income account, and loading one file into the Web Connector.`,
  );

const noneIsYours = empty(
  'No company is yours yet',
  'An admin of this service can give you a role in a company. Tell them your user name.',
);

const COLUMNS = [
  { label: 'Company' },
  { label: 'State' },
  { label: 'Why' },
  { label: 'Since' },
  ...SHOWN.map((status) => ({ label: STATUS[status].word, className: 'number' })),
];

const companiesTable = (href: Visit['href'], companies: readonly Overview[], now: Date): Html =>
  html`<div class="stacked companies-table">${table(
    'Companies, the one that needs somebody most first',
    COLUMNS,
    companies.map((each) => rowOf(href, each, now)),
  )}</div>`;

function rowOf(href: Visit['href'], each: Overview, now: Date): readonly Value[] {
  const address = href(deskPath(each.company));
  const name = html`<a href="${address}">${each.company.name}</a>`;
  if (each.isDamaged)
    return [name, badge('bad', '!', 'A document of it is damaged'), '', '', ...SHOWN.map(() => '')];
  const { state, causes } = each.diagnosis;
  const [first] = causes;
  const more = causes.length > 1 && html` ${muted(`and ${number(causes.length - 1)} more`)}`;
  const since = first?.since ?? null;
  return [
    name,
    badge(...DIAGNOSIS[state]),
    first && html`${CAUSES[first.code].brief}${more}`,
    since && relative(since, now),
    ...SHOWN.map((status) => {
      const count = each.counts[status];
      const word = html`<span class="narrow-only"> ${STATUS[status].word.toLowerCase()}</span>`;
      return count > 0 && html`<a href="${address}?status=${status}">${number(count)}${word}</a>`;
    }),
  ];
}
