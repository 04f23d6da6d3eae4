/** The front page: one's companies with their counts and what is most urgent; with a single one straight to its desk. */
import { allCompanies } from '../codes/company.ts';
import { CODES, type Company, quickBooksList } from '../codes/model.ts';
import { DamagedDocument } from '../store/port.ts';
import { rowOf } from '../sync/alarms.ts';
import { syncStatusOf } from '../sync/read.ts';
import { html, type Value } from './html.ts';
import { seenBy } from './layout.ts';
import { badge, empty, number, STATUS } from './parts.ts';
import type { PageContext, PageModule } from './visit.ts';

const SHOWN = ['pending', 'accepted', 'exporting', 'failed', 'synced'] as const;

export const homePages: PageModule = (context) => [
  {
    method: 'get',
    path: '/',
    right: 'user',
    async handle(visit) {
      const { href, user } = visit;
      const companies = seenBy(user, await allCompanies(context.store));
      const [only] = companies;
      if (only && companies.length === 1) return visit.redirect(`/companies/${only.id}`);
      await visit.render({
        title: 'Companies',
        wide: true,
        aside: user.admin && html`<a class="button primary" href="${href('/companies/new')}">New company</a>`,
        body: only
          ? html`<div class="cards">${await Promise.all(companies.map((company) => card(context, company)))}</div>`
          : user.admin
            ? empty(
                'No company yet',
                html`Each company is one QuickBooks company file. <a href="${href('/companies/new')}">Set up the first one</a>: it takes its name, an income account, and loading one file into the Web Connector.`,
              )
            : empty(
                'No company is yours yet',
                'An admin of this service can give you a role in a company. Tell them your user name.',
              ),
      });
    },
  },
];

/** What is wrong with one company's documents is its own affair: the others are shown. */
async function card(context: PageContext, company: Company): Promise<Value> {
  try {
    return await wholeCard(context, company);
  } catch (error) {
    if (!(error instanceof DamagedDocument)) throw error;
    return html`<article class="card"><h2><a href="${context.href(`/companies/${company.id}`)}">${company.name}</a></h2>
<p>${badge('bad', '!', 'A document of it is damaged')}</p></article>`;
  }
}

async function wholeCard({ store, href }: PageContext, company: Company): Promise<Value> {
  const list = quickBooksList(company).id;
  const counts = await Promise.all(
    SHOWN.map(
      async (status) => [status, await store.count(CODES, 'byStatus', [company.id, list, status])] as const,
    ),
  );
  const { state, alarms } = await syncStatusOf(store, company);
  const [alarm] = alarms;
  const desk = `/companies/${company.id}`;
  return html`<article class="card">
<h2><a href="${href(desk)}">${company.name}</a></h2>
<p>${
    alarm
      ? badge('bad', '!', rowOf(alarm).brief)
      : state === 'never'
        ? badge('calm', '○', 'Connector not seen yet')
        : state === 'inSession'
          ? badge('good', '↑', 'Exporting now')
          : badge('good', '✓', 'Connected')
  }</p>
<dl class="counts">${counts.map(
    ([status, count]) =>
      html`<div><dt>${STATUS[status].word}</dt><dd><a href="${href(`${desk}?status=${status}`)}">${number(count)}</a></dd></div>`,
  )}</dl>
</article>`;
}
