/** API tokens: 256 random bits, shown once, kept as their SHA-256, which needs no stretching. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../codes/company.ts';
import { allOf } from '../codes/walk.ts';
import { collectionOf, type Store, type Stored } from '../store/port.ts';
import { USERS, type User } from './people.ts';

export interface Token extends Stored {
  readonly user: string;
  readonly name: string;
  readonly digest: string;
  /** The user's `tokenEra` when it was made. */
  readonly era: number;
  readonly createdAt: string;
  readonly order: string;
}

export const TOKENS = collectionOf<Token>()({ name: 'tokens', indexes: { byUser: ['user', 'order'] } });

export const TOKENS_MAX = 100;
const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** The mark in front lets scanners of source code find a token that was checked in. */
const FORM = /^ccs_([0-9a-f]{16})_([\w-]{43})$/;

const digestOf = (text: string) => createHash('sha256').update(text).digest();

const isOf = (token: Token, user: User) => token.user === user.id && token.era === (user.tokenEra ?? 0);

/** Null if the user has too many. */
export async function makeToken(
  store: Store,
  random: Random,
  user: User,
  name: string,
): Promise<{ token: Token; text: string } | null> {
  if ((await store.count(TOKENS, 'byUser', [user.id])) >= TOKENS_MAX) return null;
  const id = random(ID_BYTES).toString('hex');
  const text = `ccs_${id}_${random(SECRET_BYTES).toString('base64url')}`;
  const createdAt = store.now().toISOString();
  const [token] = await store.insert(TOKENS, [
    {
      id,
      user: user.id,
      name,
      digest: digestOf(text).toString('hex'),
      era: user.tokenEra ?? 0,
      createdAt,
      order: `${createdAt}/${id}`,
    },
  ]);
  if (!token) throw new Error('a random token id came twice');
  return { token, text };
}

/** The user whose token this is, as long as it is one. */
export async function userOfToken(store: Store, text: string): Promise<User | null> {
  const id = FORM.exec(text)?.[1];
  const token = id === undefined ? null : await store.get(TOKENS, id);
  if (!token || !timingSafeEqual(digestOf(text), Buffer.from(token.digest, 'hex'))) return null;
  const user = await store.get(USERS, token.user);
  return user && user.disabled !== true && isOf(token, user) ? user : null;
}

/** The tokens of a user that are valid, the oldest first. */
export async function tokensOf(store: Store, user: User): Promise<Token[]> {
  return (await allTokens(store, user)).filter((token) => isOf(token, user));
}

/** False if the user has no such token. */
export async function deleteToken(store: Store, user: User, id: string): Promise<boolean> {
  const token = await store.get(TOKENS, id);
  if (!token || !isOf(token, user)) return false;
  return (await store.remove(TOKENS, [token]))[0] === true;
}

/** Takes away what is over for this user. */
export async function endTokens(store: Store, user: User): Promise<void> {
  await store.remove(
    TOKENS,
    (await allTokens(store, user)).filter(({ era }) => era < (user.tokenEra ?? 0)),
  );
}

function allTokens(store: Store, { id }: User): Promise<Token[]> {
  return allOf((after, limit) => store.find(TOKENS, 'byUser', { equals: [id], after, limit }), 'order');
}
