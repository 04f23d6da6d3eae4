/** The people who sign in. */
import type { Random } from '../codes/company.ts';
import type { Collection, Store, Stored } from '../store/port.ts';
import { hashPassword, isPassword } from './passwords.ts';

export interface User extends Stored {
  readonly userName: string;
  readonly passwordHash: string;
  readonly admin: boolean;
}

/** Their id is the user name in lower case. */
export const USERS: Collection<User> = { name: 'users', indexes: {} };

const ADMIN = 'admin';

export const userKeyOf = (userName: string) => userName.normalize('NFC').toLowerCase();

/**
 * Sees to it that the user `admin` exists: with the given password, at every start, else with one that is made once, whichever
 * server comes first. Gives the password that was made, to be shown this once.
 */
export async function ensureAdmin(
  store: Store,
  random: Random,
  password: string | null,
): Promise<string | null> {
  for (;;) {
    const admin = await store.get(USERS, ADMIN);
    if (admin && (password === null || (await isPassword(password, admin.passwordHash)))) return null;
    const made = random(15).toString('base64url');
    const passwordHash = await hashPassword(password ?? made, random);
    const [stored] = admin
      ? await store.replace(USERS, [{ ...admin, passwordHash }])
      : await store.insert(USERS, [{ id: ADMIN, userName: ADMIN, passwordHash, admin: true }]);
    if (stored) return password === null ? made : null;
  }
}
