/** One's own notices: what was told, and what one wants to be told. */
import { allCompanies } from '../../codes/company.ts';
import { faultsOfNotices, wantedNotices } from '../../doors/notice-schemas.ts';
import { choicesOf, choose } from '../../notices/choices.ts';
import { heardBy } from '../../notices/heard.ts';
import { done } from '../flash.ts';
import { seenBy } from '../layout.ts';
import type { PageModule, Visit } from '../visit.ts';
import { noticesForm, readNotices } from './notices-form.ts';
import { type NoticesFacts, noticesView } from './notices-view.ts';

/** The page, and what its form posts to. */
export const noticesPages: PageModule = ({ store, random, publicURL, hasMail }) => {
  async function show(visit: Visit, news: Pick<NoticesFacts, 'errors' | 'values'> = {}): Promise<void> {
    const { user } = visit;
    const companies = seenBy(user, await allCompanies(store));
    const [wanted, heard] = [await choicesOf(store, user), await heardBy(store, user)];
    const status = news.errors ? 422 : 200;
    await visit.render({
      status,
      ...noticesView(visit, { companies, wanted, heard, hasMail, publicURL, ...news }),
    });
  }

  async function save(visit: Visit): Promise<void> {
    const { user, form } = visit;
    const companies = seenBy(user, await allCompanies(store));
    const typed = readNotices(form, user, companies, await choicesOf(store, user));
    const values = noticesForm.read(form);
    const checked = noticesForm.check(wantedNotices, typed);
    if (!checked.ok) return show(visit, { errors: checked.errors, values });
    const faults = faultsOfNotices(user, checked.value).map(({ message }) => ({ field: '', message }));
    if (faults.length > 0) return show(visit, { errors: faults, values });
    await choose(store, random, user, checked.value);
    await visit.redirect('/account/notices', done('Your choices have been saved.'));
  }

  return [
    { method: 'get', path: '/account/notices', right: 'user', handle: (visit) => show(visit) },
    { method: 'post', path: '/account/notices', right: 'user', handle: save },
  ];
};
