/** Making users and changing them. */
import type { Store } from '../store/port.ts';
import type { Passwords } from './hashing.ts';
import { giveName, takeName } from './last-admin.ts';
import { isActingAdmin, USERS, type User, userKeyOf, withPassword } from './people.ts';
import type { Role, Roles } from './rights.ts';
import { endTokens } from './tokens.ts';
import { endSessions } from './web-sessions.ts';

export interface NewUser {
  readonly userName: string;
  readonly password: string;
  readonly admin?: boolean;
  readonly roles?: Roles;
}

export interface UserChange {
  readonly password?: string;
  readonly admin?: boolean;
  readonly disabled?: boolean;
  /** Merged into those there are; null takes one away. */
  readonly roles?: Readonly<Record<string, Role | null>>;
}

/** Null if the name is taken, upper and lower case being the same. */
export async function createUser(
  store: Store,
  passwords: Passwords,
  { userName, password, admin = false, roles = {} }: NewUser,
): Promise<User | null> {
  const id = userKeyOf(userName);
  if (await store.get(USERS, id)) return null;
  const passwordHash = await passwords.hash(id, password);
  const [stored] = await store.insert(USERS, [
    { id, userName, passwordHash, admin, disabled: false, roles, sessionEra: 0, tokenEra: 0 },
  ]);
  if (stored && isActingAdmin(stored)) await giveName(store, id);
  return stored ?? null;
}

/**
 * The user as stored; `unknown` if nobody has the id, `lastAdmin` if no other admin would be left: then nothing was changed. What
 * ends sessions or tokens ends them in the same write.
 */
export async function changeUser(
  store: Store,
  passwords: Passwords,
  id: string,
  change: UserChange,
): Promise<User | 'unknown' | 'lastAdmin'> {
  const passwordHash = change.password === undefined ? null : await passwords.hash(id, change.password);
  for (;;) {
    const user = await store.get(USERS, id);
    if (!user) return 'unknown';
    const stored = await writeGuarded(store, user, applied(user, change, passwordHash));
    if (stored === 'lastAdmin') return stored;
    if (!stored) continue;
    // They are over since that write; this only tidies up.
    await endSessions(store, stored);
    await endTokens(store, stored);
    return stored;
  }
}

function applied(user: User, { admin, disabled, roles }: UserChange, passwordHash: string | null): User {
  const changed = passwordHash === null ? user : withPassword(user, passwordHash);
  const merged = Object.entries({ ...user.roles, ...roles }).filter(
    (each): each is [string, Role] => each[1] !== null,
  );
  return {
    ...changed,
    admin: admin ?? user.admin,
    disabled: disabled ?? user.disabled ?? false,
    roles: Object.fromEntries(merged),
    ...(disabled === true
      ? { sessionEra: (user.sessionEra ?? 0) + 1, tokenEra: (user.tokenEra ?? 0) + 1 }
      : {}),
  };
}

/** Null if somebody else was quicker. */
async function writeGuarded(store: Store, before: User, after: User): Promise<User | 'lastAdmin' | null> {
  const goes = isActingAdmin(before) && !isActingAdmin(after);
  if (goes && !(await takeName(store, before.id))) return 'lastAdmin';
  const [stored] = await store.replace(USERS, [after]);
  if (stored && isActingAdmin(stored)) await giveName(store, stored.id);
  return stored ?? null;
}
