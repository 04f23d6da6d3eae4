/**
 * The last admin stays one, even with two servers at once.
 *
 * Users are documents of their own, so two changes could each see the other's admin stay. One document therefore says whose
 * rights are about to go: an admin who is to be taken away is written down there first, guarded by its `rev`, and counts as
 * gone from then on. After a crash in between it may name somebody who is still an admin: that errs on the safe side, and ends
 * when the change is repeated or the user is made an admin again.
 */
import type { Collection, Store, Stored } from '../store/port.ts';
import { allUsers, isActingAdmin } from './people.ts';

interface Leaving {
  readonly user: string;
  /** A random name of the change: each takes back its own only. */
  readonly change: string;
}

interface AdminGuard extends Stored {
  readonly leaving: readonly Leaving[];
}

export const ADMIN_GUARDS: Collection<AdminGuard> = { name: 'adminGuards', indexes: {} };

const THE_GUARD = 'admins';

/**
 * To be called after the user was read and before it is written over that `rev`. False if no other admin would be left.
 */
export async function announceLeaving(store: Store, user: string, change: string): Promise<boolean> {
  for (;;) {
    // The guard is read first: whoever has gone from it by then has already been written as no admin.
    const guard = await store.get(ADMIN_GUARDS, THE_GUARD);
    const leaving = guard?.leaving ?? [];
    const gone = new Set([user, ...leaving.map((each) => each.user)]);
    const others = (await allUsers(store)).filter((each) => isActingAdmin(each) && !gone.has(each.id));
    if (others.length === 0) return false;
    const next = [...leaving, { user, change }];
    const [stored] = guard
      ? await store.replace(ADMIN_GUARDS, [{ ...guard, leaving: next }])
      : await store.insert(ADMIN_GUARDS, [{ id: THE_GUARD, leaving: next }]);
    if (stored) return true;
  }
}

/** The changes that are written down for a user now. */
export async function changesLeaving(store: Store, user: string): Promise<string[]> {
  const guard = await store.get(ADMIN_GUARDS, THE_GUARD);
  return (guard?.leaving ?? []).filter((each) => each.user === user).map((each) => each.change);
}

/** Takes these changes back from the guard; what is not there any more is passed over. */
export async function withdrawLeaving(store: Store, changes: readonly string[]): Promise<void> {
  if (changes.length === 0) return;
  for (;;) {
    const guard = await store.get(ADMIN_GUARDS, THE_GUARD);
    const leaving = guard?.leaving.filter((each) => !changes.includes(each.change));
    if (!guard || !leaving || leaving.length === guard.leaving.length) return;
    if ((await store.replace(ADMIN_GUARDS, [{ ...guard, leaving }]))[0]) return;
  }
}
