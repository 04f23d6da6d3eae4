/** The user `admin`, whom every service begins with. */
import type { Random } from '../codes/company.ts';
import type { Store } from '../store/port.ts';
import { giveName } from './last-admin.ts';
import { hashPassword, isPassword, type PasswordCosts } from './passwords.ts';
import { isActingAdmin, USERS, withPassword } from './people.ts';

const ADMIN = 'admin';

/**
 * Sees to it that the user `admin` exists and may do everything: with the given password, at every start, else with one that
 * is made once, whichever server comes first. Gives the password that was made, to be shown this once.
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
    // Who may set the environment has lost nothing else: the flag comes back with the password.
    if (admin && isRight && isActingAdmin(admin)) return null;
    const made = random(15).toString('base64url');
    const passwordHash = isRight ? admin.passwordHash : await hashPassword(password ?? made, random, costs);
    const [stored] = admin
      ? await store.replace(USERS, [
          { ...(isRight ? admin : withPassword(admin, passwordHash)), admin: true, disabled: false },
        ])
      : await store.insert(USERS, [{ id: ADMIN, userName: ADMIN, passwordHash, admin: true }]);
    if (!stored) continue;
    await giveName(store, ADMIN);
    return password === null ? made : null;
  }
}
