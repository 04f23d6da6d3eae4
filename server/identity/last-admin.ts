/**
 * The last admin stays one, even with two servers at once.
 *
 * Users are documents of their own, so two changes could each see the other's admin stay. One document therefore names the
 * admins who are sure to be there, and it alone says whether somebody is left. Whoever takes an admin away takes the name out
 * of it first, guarded by its `rev`, and only if another name stays; whoever makes an admin writes the user first and the name
 * then. So there is never a name without its admin, wherever a server dies; there may be an admin without a name, who does not
 * count as somebody who is left until a change of that user is saved again.
 *
 * Where the document is missing, as in a store of an earlier version, it is made of what the users' own documents say. A server
 * of such a version that still runs knows nothing of it. What that one has done counts all the same, since names are held
 * against the users each time; only two admins who are taken away in the very same moment, one by each, could both go.
 */
import { collectionOf, type Store, type Stored } from '../store/port.ts';
import { allUsers, isActingAdmin, USERS } from './people.ts';

interface AdminNames extends Stored {
  /** User.id */
  readonly users: readonly string[];
}

export const ADMIN_NAMES = collectionOf<AdminNames>()({ name: 'adminNames', indexes: {} });

const THE_NAMES = 'admins';

/** Somebody may be taking the same admin away over and over; then nobody is named, which is safe. */
const ROUNDS_MAX = 20;

async function namesOf(store: Store): Promise<AdminNames> {
  for (;;) {
    const known = await store.get(ADMIN_NAMES, THE_NAMES);
    if (known) return known;
    const users = (await allUsers(store)).filter(isActingAdmin).map(({ id }) => id);
    await store.insert(ADMIN_NAMES, [{ id: THE_NAMES, users }]);
  }
}

/** To be called after the user was read and before it is written over that `rev`. False if no other admin would be left. */
export async function takeName(store: Store, user: string): Promise<boolean> {
  for (;;) {
    const names = await namesOf(store);
    const others = names.users.filter((each) => each !== user);
    const left = (await store.getMany(USERS, others)).filter(isActingAdmin).map(({ id }) => id);
    if (left.length === 0) return false;
    // Written also where nothing changes: who is about to name this user finds out by it.
    if ((await store.replace(ADMIN_NAMES, [{ ...names, users: left }]))[0]) return true;
  }
}

/** To be called after a user was written who is an admin from now on. */
export async function giveName(store: Store, id: string): Promise<void> {
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const names = await namesOf(store);
    if (names.users.includes(id)) return;
    const user = await store.get(USERS, id);
    if (!user || !isActingAdmin(user)) return;
    // Who took the name before it was read here, and is about to write the user, finds the user changed and begins again.
    if (!(await store.replace(USERS, [user]))[0]) continue;
    if ((await store.replace(ADMIN_NAMES, [{ ...names, users: [...names.users, id] }]))[0]) return;
  }
}
