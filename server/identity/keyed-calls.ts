/**
 * What a user has done under a key, kept for a day: a call with an `Idempotency-Key` and its answer, or a form that does its
 * deed once. Inserting the document is what lets one of several servers do it.
 */
import { createHash } from 'node:crypto';
import { removeOlder } from '../store/older.ts';
import { collectionOf, type New, type Store, type Stored } from '../store/port.ts';
import type { User } from './people.ts';

export interface KeptAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  /** Null if it is not kept. */
  readonly body: string | null;
}

export interface KeyedCall extends Stored {
  /** Of method, address and body; stretched like a password where the body holds one. */
  readonly fingerprint: string;
  readonly startedAt: string;
  /** Until then the first call is taken to be under way. */
  readonly until: string;
  readonly answer: KeptAnswer | null;
  readonly order: string;
}

export const KEYED_CALLS = collectionOf<KeyedCall>()({ name: 'keyedCalls', indexes: { byOrder: ['order'] } });

/** How long a key counts, and the most characters that it has. */
export const KEY_HOURS = 24;
export const KEY_MAX = 255;

const KEY_MS = KEY_HOURS * 60 * 60_000;
/** How long a call is taken to be under way at most. */
export const UNDER_WAY_MS = 60_000;

/** Deletes the keys that are over. */
export const purgeKeyedCalls = (store: Store): Promise<void> => removeOlder(store, KEYED_CALLS, KEY_MS);

/** The key is ours (`mine`), or a call came with it before and counts still. */
export type Claim =
  | { readonly kind: 'mine'; readonly call: KeyedCall }
  | { readonly kind: 'known'; readonly call: KeyedCall };

/** Claims a key of a user for a call. */
export async function claimKey(
  store: Store,
  { id: user }: Pick<User, 'id'>,
  key: string,
  fingerprint: string,
): Promise<Claim> {
  const id = sha256(JSON.stringify([user, key]));
  for (;;) {
    const [call] = await store.insert(KEYED_CALLS, [freshCall(id, fingerprint, store.now())]);
    if (call) return { kind: 'mine', call };
    const known = await store.get(KEYED_CALLS, id);
    if (known && !isOld(known, store.now())) return { kind: 'known', call: known };
    const taken = known && (await takeOver(store, known, fingerprint));
    if (taken) return { kind: 'mine', call: taken };
  }
}

/** Claims a key whose first call is over or broke off. Null if somebody else was quicker. */
export async function takeOver(
  store: Store,
  { id, rev }: KeyedCall,
  fingerprint: string,
): Promise<KeyedCall | null> {
  const [taken] = await store.replace(KEYED_CALLS, [{ ...freshCall(id, fingerprint, store.now()), rev }]);
  return taken ?? null;
}

/** Keeps the answer of a call for whoever comes with its key again. */
export async function keepAnswer(store: Store, mine: KeyedCall, answer: KeptAnswer): Promise<void> {
  await store.replace(KEYED_CALLS, [{ ...mine, answer }]);
}

/** The key may be used anew: nothing was done under it. */
export async function freeKey(store: Store, mine: KeyedCall): Promise<void> {
  await store.remove(KEYED_CALLS, [mine]);
}

/** True for the first one who comes with this key of a form. */
export async function claimForm(store: Store, { id: user }: Pick<User, 'id'>, key: string): Promise<boolean> {
  const id = sha256(JSON.stringify(['form', user, key]));
  const fresh = freshCall(id, 'form', store.now());
  const [claimed] = await store.insert(KEYED_CALLS, [{ ...fresh, until: fresh.startedAt }]);
  return Boolean(claimed);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function freshCall(id: string, fingerprint: string, now: Date): New<KeyedCall> {
  const startedAt = now.toISOString();
  const until = new Date(now.getTime() + UNDER_WAY_MS).toISOString();
  return { id, fingerprint, startedAt, until, answer: null, order: `${startedAt}/${id}` };
}

const isOld = ({ startedAt }: KeyedCall, now: Date) => now.getTime() - Date.parse(startedAt) >= KEY_MS;
