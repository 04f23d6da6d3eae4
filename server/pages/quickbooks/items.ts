/** The other way round: items of QuickBooks become codes; and back: codes lose the items that they were linked with by mistake. */
import { unlinkCodes } from '../../codes/queue.ts';
import { newUnlinks } from '../../doors/schemas.ts';
import { importItems } from '../../quickbooks/importing-items.ts';
import { itemsPage } from '../../quickbooks/pages.ts';
import { pathWithin, withQuery } from '../addresses.ts';
import { plural } from '../components/text.ts';
import { notDone, outcomeFlash } from '../flash.ts';
import { check } from '../forms/check.ts';
import type { PageModule, Visit } from '../visit.ts';
import { type ItemsSide, itemsView } from './items-view.ts';
import { matchPath } from './match-tabs.ts';

const PATH = '/companies/:company/match';
const PAGE_ROWS = 200;
const SEARCH_MAX = 200;

/** Both lists, and what their forms post to. */
export const itemPages: PageModule = ({ store, random, room, kept }) => {
  const show = (side: ItemsSide) => async (visit: Visit) => {
    const { company, query } = visit;
    const has = await kept.of(company);
    const at = query('after');
    const search = query('search').slice(0, SEARCH_MAX);
    const { page, next } = await itemsPage(store, has, company, {
      search,
      type: 'Service',
      linked: side === 'linked',
      after: at || undefined,
      limit: PAGE_ROWS,
    });
    const facts = { company, side, search, at, items: page, next, isRead: has !== null };
    await visit.render(itemsView(visit, facts));
  };

  /** Where the form stood. */
  const backTo = ({ company, form }: Visit, side: ItemsSide) =>
    withQuery(matchPath(company, side), {
      search: form.text('search').slice(0, SEARCH_MAX),
      after: form.text('at'),
    });

  async function makeCodes(visit: Visit): Promise<void> {
    const { company, by, form } = visit;
    const back = backTo(visit, 'items');
    const how = form.text('which');
    const isTried = how === 'try';
    const which = isTried || how === 'all' ? 'all' : form.all('listId');
    if (which.length === 0) return visit.redirect(back, notDone('Nothing is ticked, so nothing was made.'));
    const place = { store, random, room };
    const { added, changed, problems } = await importItems(
      place,
      await kept.of(company),
      company,
      by,
      which,
      isTried,
    );
    const would = isTried ? 'would be ' : '';
    const linked =
      changed > 0 ? `, ${plural(changed, 'code')} that ${isTried ? 'are' : 'were'} there ${would}linked` : '';
    const words = `${plural(added, 'code')} ${would}made and synced${linked}.${isTried ? ' Nothing was changed.' : ''}`;
    const refused = problems.map(({ code, problem }) => ({ code, reason: problem }));
    await visit.redirect(back, outcomeFlash(words, added + changed, refused));
  }

  async function unlink(visit: Visit): Promise<void> {
    const { company, by, form } = visit;
    const back = pathWithin(company, form.text('back')) ?? backTo(visit, 'linked');
    const codes = form.all('code');
    if (codes.length === 0)
      return visit.redirect(back, notDone('Nothing is ticked, so nothing was unlinked.'));
    const checked = check(newUnlinks, { codes, reason: form.text('reason') });
    if (!checked.ok)
      return visit.redirect(back, notDone('Give a reason: it stands in the timeline of the code.'));
    const { count, refused } = await unlinkCodes(
      store,
      company,
      by,
      checked.value.codes,
      checked.value.reason,
    );
    const words = `${plural(count, 'code is', 'codes are')} unlinked, and unsynced again. QuickBooks is as it was.`;
    await visit.redirect(back, outcomeFlash(words, count, refused));
  }

  return [
    { method: 'get', path: `${PATH}/items`, right: 'approver', handle: show('items') },
    { method: 'post', path: `${PATH}/items`, right: 'approver', handle: makeCodes },
    { method: 'get', path: `${PATH}/linked`, right: 'approver', handle: show('linked') },
    { method: 'post', path: `${PATH}/linked`, right: 'companyAdmin', handle: unlink },
  ];
};
