/** One user, as an admin of the service changes them. */

import { allCompanies } from '../../codes/company.ts';
import { changedUser } from '../../doors/schemas.ts';
import { notFound } from '../../http/problem.ts';
import { type User, userNamed } from '../../identity/people.ts';
import { changeUser, type UserChange } from '../../identity/user-changes.ts';
import { userAddress } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { copied, shownOnce } from '../components/secret.ts';
import { done, notDone } from '../flash.ts';
import { claimForm } from '../forms/once.ts';
import type { PageModule, PageRoute, Visit } from '../visit.ts';
import { choosePassword, readRoles, userForm } from './user-form.ts';
import { type UserNews, userView } from './user-view.ts';

const LAST_ADMIN =
  'This is the last admin who can sign in, so it stays one. Make another user an admin first.';

const SHOWN_BEFORE = 'The new password was shown once. If it is lost, make another one.';

/** A user's page, and what its forms post to. */
export const userPages: PageModule = ({ store, random, access }) => {
  async function userOf(visit: Visit): Promise<User> {
    const user = await userNamed(store, visit.param('userName'));
    if (!user) throw notFound('such user');
    return user;
  }

  async function show(visit: Visit, user: User, news: UserNews = {}): Promise<void> {
    const companies = await allCompanies(store);
    const status = news.errors ? 422 : 200;
    await visit.render({ status, ...userView(visit, { user, companies, random, ...news }) });
  }

  async function change(visit: Visit, wanted: UserChange, words: (user: User) => string): Promise<void> {
    const user = await userOf(visit);
    const changed = await changeUser(store, access.passwords, user.id, wanted);
    if (changed === 'unknown') throw notFound('such user');
    if (changed === 'lastAdmin') {
      const field = wanted.disabled === true ? 'disabled' : 'admin';
      return show(visit, user, { errors: [userForm.error(field, LAST_ADMIN)] });
    }
    await visit.redirect(userAddress(user), done(words(changed)));
  }

  async function changeRights(visit: Visit): Promise<void> {
    const { admin } = userForm.read(visit.form);
    const roles = readRoles(visit.form, await allCompanies(store));
    const check = userForm.check(changedUser, { admin, roles });
    if (!check.ok) return show(visit, await userOf(visit), { errors: check.errors });
    await change(visit, check.value, ({ userName }) => `The rights of ${userName} have been saved.`);
  }

  async function changePassword(visit: Visit): Promise<void> {
    const user = await userOf(visit);
    const { password, isMade } = choosePassword(userForm.read(visit.form).password, random);
    const check = userForm.check(changedUser, { password });
    if (!check.ok) return show(visit, user, { errors: check.errors });
    if (!(await claimForm(store, visit))) return visit.redirect(userAddress(user), notDone(SHOWN_BEFORE));
    if (!isMade) return change(visit, check.value, ({ userName }) => `${userName} has a new password.`);
    const changed = await changeUser(store, access.passwords, user.id, check.value);
    if (changed === 'unknown' || changed === 'lastAdmin') throw notFound('such user');
    const notice = shownOnce(
      `${changed.userName} has a new password. Hand it over now: it is shown this once.`,
      facts([['Password', copied('user-password', 'password', password)]]),
    );
    await show(visit, changed, { notice });
  }

  const disable = (visit: Visit) =>
    change(visit, { disabled: true }, ({ userName }) => `${userName} is disabled and signed out.`);
  const enable = (visit: Visit) =>
    change(visit, { disabled: false }, ({ userName }) => `${userName} may sign in again.`);

  const post = (what: string, handle: PageRoute['handle']): PageRoute => ({
    method: 'post',
    path: `/users/:userName/${what}`,
    right: 'admin',
    handle,
  });
  return [
    {
      method: 'get',
      path: '/users/:userName',
      right: 'admin',
      handle: async (visit) => show(visit, await userOf(visit)),
    },
    post('rights', changeRights),
    post('password', changePassword),
    post('disable', disable),
    post('enable', enable),
  ];
};
