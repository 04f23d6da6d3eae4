/** The desk: the codes of a list by state, and what can be done to them. */
import { countDrifted, countsOf } from '../../codes/read.ts';
import { sendButtonOf } from '../../codes/send-button.ts';
import { choicesOf } from '../quickbooks/choices.ts';
import type { PageContext, Visit } from '../visit.ts';
import { divisionsOf } from './choices.ts';
import { loadRows } from './code-table.ts';
import { connectorNow } from './connector-panel.ts';
import { type DeskFacts, deskView, TABS } from './desk-view.ts';
import { readFilter } from './filter.ts';
import { type Place, pageOf } from './page-of-codes.ts';
import { filterOfForm } from './selection.ts';
import type { Again } from './verb-panels.ts';

const PAGE_ROWS = 200;
const DIVISIONS_MAX = 300;

/** The page; `again` is what was posted and cannot be done as it is. */
export async function showDesk(context: PageContext, visit: Visit, again?: Again): Promise<void> {
  const facts = await load(context, visit, again);
  await visit.render({ status: again ? 422 : 200, ...deskView(visit, facts) });
}

async function load(context: PageContext, visit: Visit, again: Again | undefined): Promise<DeskFacts> {
  const { store, kept, publicURL } = context;
  const { company } = visit;
  const wanted = again ? filterOfForm(company, again.form) : readFilter(company, visit.query, 'pending');
  const { list } = wanted;
  const ofStates = await countsOf(store, company, list);
  const all = Object.values(ofStates).reduce((sum, count) => sum + count, 0);
  const beside = { all, drift: await countDrifted(store, company, list) };
  const counts = new Map(TABS.map((tab) => [tab, { ...ofStates, ...beside }[tab]] as const));
  // Without a wish one begins where work waits.
  const isIdle = !again && visit.query('status') === '' && counts.get('pending') === 0;
  const filter = isIdle ? { ...wanted, tab: 'all' as const } : wanted;
  const page = await pageOf(context, company, filter, placeOf(visit, again), PAGE_ROWS);
  return {
    company,
    filter,
    counts,
    page,
    again,
    publicURL,
    rows: await loadRows(context, company, page.codes),
    divisions: await divisionsOf(store, company, list, DIVISIONS_MAX),
    send: await sendButtonOf(store, company, list),
    isRead: list.quickBooks && (await kept.of(company)) !== null,
    choices: await choicesOf(context, company),
    connector: list.quickBooks ? await connectorNow(store, company, ofStates) : null,
  };
}

/** What was refused is shown from the first page on. */
function placeOf(visit: Visit, again: Again | undefined): Place {
  const field = again ? () => '' : visit.query;
  return { after: field('after'), before: field('before'), page: Number.parseInt(field('page'), 10) || 1 };
}
