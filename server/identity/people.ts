/** The people who sign in. */
import { toNFC } from '../../qbxml/text.ts';
import { RAW_FACTOR } from '../codes/model.ts';
import { allOf } from '../codes/walk.ts';
import { collectionOf, type Store, type Stored } from '../store/port.ts';
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

export const USER_NAME_MAX = 100;

/** The id of the user of this name. A text that is too long for a name gives '', which is nobody's id. */
export const userKeyOf = (userName: string): string =>
  userName.length > RAW_FACTOR * USER_NAME_MAX ? '' : toNFC(userName).toLowerCase();

/** The user of this name, in whatever letter case; null if nobody has it. */
export const userNamed = (store: Store, userName: string): Promise<User | null> =>
  store.get(USERS, userKeyOf(userName));

/** Whether a user can sign in and administer the service. */
export const isActingAdmin = ({ admin, disabled }: User) => admin && disabled !== true;

/** The user with another password, which ends their sessions. To be stored. */
export function withPassword(user: User, passwordHash: string): User {
  return { ...user, passwordHash, sessionEra: (user.sessionEra ?? 0) + 1 };
}
