/** The people who sign in. */
import { toNFC } from '../../qbxml/text.ts';
import type { Random } from '../codes/company.ts';
import { RAW_FACTOR } from '../codes/model.ts';
import { allOf } from '../codes/walk.ts';
import { collectionOf, type Store, type Stored } from '../store/port.ts';
import { hashPassword, isPassword, type PasswordCosts } from './passwords.ts';
import type { Person } from './rights.ts';

export interface User extends Stored, Person {
  readonly userName: string;
  readonly passwordHash: string;
  /** Absent in documents of before there were other users: false, none and 0. */
  readonly disabled?: boolean;
  /**
   * Web sessions and tokens of an earlier era are over: raising the number ends them all, in the same write as the change that
   * calls for it.
   */
  readonly sessionEra?: number;
  readonly tokenEra?: number;
}

/** Their id is the user name in lower case. */
export const USERS = collectionOf<User>()({ name: 'users', indexes: { byName: ['userName'] } });

/** Everybody who has or had a sign-in here, by name. */
export function allUsers(store: Store): Promise<User[]> {
  return allOf((after, limit) => store.find(USERS, 'byName', { equals: [], after, limit }), 'userName');
}

const ADMIN = 'admin';

export const USER_NAME_MAX = 100;

/** The id of the user of this name. A text that is too long for a name gives '', which is nobody's id. */
export const userKeyOf = (userName: string): string =>
  userName.length > RAW_FACTOR * USER_NAME_MAX ? '' : toNFC(userName).toLowerCase();

/** Whether a user can sign in and administer the service. */
export const isActingAdmin = ({ admin, disabled }: User) => admin && disabled !== true;

/** The user with another password, which ends their sessions. To be stored. */
export function withPassword(user: User, passwordHash: string): User {
  return { ...user, passwordHash, sessionEra: (user.sessionEra ?? 0) + 1 };
}

/**
 * Makes sure that the user `admin` exists and may do everything: with the given password, which is set at every start, or with
 * one that is made once, by whichever server comes first. Gives the password that was made, to be shown this once.
 */
export async function ensureAdmin(
  store: Store,
  random: Random,
  password: string | null,
  costs?: PasswordCosts,
): Promise<string | null> {
  for (;;) {
    const admin = await store.get(USERS, ADMIN);
    if (admin && password === null) return null;
    const isRight = admin !== null && password !== null && (await isPassword(password, admin.passwordHash));
    // Whoever can set the environment can do everything anyway: the flag comes back with the password.
    if (admin && isRight && isActingAdmin(admin)) return null;
    const made = random(15).toString('base64url');
    const passwordHash = isRight ? admin.passwordHash : await hashPassword(password ?? made, random, costs);
    const [stored] = admin
      ? await store.replace(USERS, [
          { ...(isRight ? admin : withPassword(admin, passwordHash)), admin: true, disabled: false },
        ])
      : await store.insert(USERS, [{ id: ADMIN, userName: ADMIN, passwordHash, admin: true }]);
    if (stored) return password === null ? made : null;
  }
}
