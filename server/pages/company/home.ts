/** The front page: one's companies with their counts and what is most urgent; with a single one straight to its desk. */
import { allCompanies } from '../../codes/company.ts';
import { type CodeStatus, type Company, quickBooksList } from '../../codes/model.ts';
import { countOf } from '../../codes/read.ts';
import { isDamage } from '../../doors/problem-of.ts';
import { type Html, html, type Value } from '../../html.ts';
import { rowOf } from '../../sync/alarms.ts';
import { type SyncStatus, syncStatusOf } from '../../sync/read.ts';
import { deskPath } from '../addresses.ts';
import { connectorBadge } from '../components/connector-state.ts';
import { definitions } from '../components/facts.ts';
import { empty } from '../components/message.ts';
import { badge, STATUS } from '../components/status.ts';
import { buttonLink, number } from '../components/text.ts';
import { type Content, seenBy } from '../layout.ts';
import type { PageContext, PageModule, Visit } from '../visit.ts';

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
      const cards = await Promise.all(companies.map((company) => cardOf(context, company)));
      await visit.render(homeView(visit, cards));
    },
  },
];

function homeView({ href, user }: Visit, cards: readonly Html[]): Content {
  const nothing = user.admin ? noCompany(href('/companies/new')) : noneIsYours;
  return {
    title: 'Companies',
    wide: true,
    aside: user.admin && buttonLink(href('/companies/new'), 'New company', { kind: 'primary' }),
    body: cards.length > 0 ? html`<div class="cards">${cards}</div>` : nothing,
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

interface CardFacts {
  readonly counts: readonly (readonly [CodeStatus, number])[];
  readonly status: SyncStatus;
}

async function factsOf({ store }: PageContext, company: Company): Promise<CardFacts> {
  const list = quickBooksList(company);
  const counted = async (status: CodeStatus) =>
    [status, await countOf(store, company, list, status)] as const;
  return { counts: await Promise.all(SHOWN.map(counted)), status: await syncStatusOf(store, company) };
}

/** What is wrong with one company's documents is its own affair: the others are shown. */
async function cardOf(context: PageContext, company: Company): Promise<Html> {
  const { href } = context;
  try {
    return card(href, company, wholeCard(href, company, await factsOf(context, company)));
  } catch (error) {
    if (!isDamage(error)) throw error;
    return card(href, company, html`<p>${badge('bad', '!', 'A document of it is damaged')}</p>`);
  }
}

const card = (href: PageContext['href'], company: Company, body: Value): Html => html`<article class="card">
<h2><a href="${href(deskPath(company))}">${company.name}</a></h2>
${body}
</article>`;

function wholeCard(href: PageContext['href'], company: Company, { counts, status }: CardFacts): Html {
  const [alarm] = status.alarms;
  const state = alarm
    ? badge('bad', '!', rowOf(alarm).brief)
    : connectorBadge(status.state, { never: 'Connector not seen yet' });
  const all = counts.map(([each, count]) => {
    const address = href(`${deskPath(company)}?status=${each}`);
    return [STATUS[each].word, html`<a href="${address}">${number(count)}</a>`] as const;
  });
  return html`<p>${state}</p>
${definitions('counts', all)}`;
}
