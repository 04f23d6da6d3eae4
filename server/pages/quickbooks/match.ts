/** Which items of QuickBooks the codes probably are, to be linked before they are exported: a twin of an item is not made then. */
import { newLinks } from '../../doors/schemas.ts';
import { linkNamed } from '../../quickbooks/linking.ts';
import { matchesPage } from '../../quickbooks/matches.ts';
import { deskPath, withQuery } from '../addresses.ts';
import { plural } from '../components/text.ts';
import { notDone, outcomeFlash } from '../flash.ts';
import { check } from '../forms/check.ts';
import type { PageModule, Visit } from '../visit.ts';
import { linksIn, matchView } from './match-view.ts';

const PATH = '/companies/:company/match';
const PAGE_ROWS = 200;

/** The proposals, and what their form posts to. */
export const matchPages: PageModule = ({ store, kept }) => {
  async function show(visit: Visit): Promise<void> {
    const { company, query } = visit;
    const has = await kept.of(company);
    const wanted = { after: query('after') || undefined, limit: PAGE_ROWS };
    const { page, next } = await matchesPage(store, has, company, wanted);
    await visit.render(matchView(visit, { company, matches: page, next, isRead: has !== null }));
  }

  async function link(visit: Visit): Promise<void> {
    const { company, by, form } = visit;
    const back = withQuery(`${deskPath(company)}/match`, { after: form.text('at') });
    const chosen = linksIn(form);
    if (chosen.length === 0)
      return visit.redirect(back, notDone('Nothing is ticked, so nothing was linked.'));
    const checked = check(newLinks, { links: chosen });
    if (!checked.ok) return visit.redirect(back, notDone('The form cannot be read. Choose again.'));
    const links = checked.value.links.map(({ code, listId }) => ({ code, listID: listId }));
    const { count, refused } = await linkNamed(store, await kept.of(company), company, by, links);
    const words = `${plural(count, 'code is', 'codes are')} linked with ${count === 1 ? 'its item' : 'their items'}.`;
    await visit.redirect(back, outcomeFlash(words, count, refused));
  }

  return [
    { method: 'get', path: PATH, right: 'approver', handle: show },
    { method: 'post', path: PATH, right: 'approver', handle: link },
  ];
};
