/**
 * Checks given passwords against the stored ones, and slows guesses down: by user and address together, by user, and by
 * address, each independently.
 *
 * A right password is accepted whatever strangers do: an address that has guessed too often gets 429, but a guess at a user
 * who exists is checked all the same. Where nobody has the name nothing needs to be stretched; such a guess is answered after
 * the same time and in the same words, so that nobody can tell the difference.
 */
import { createHmac } from 'node:crypto';
import type { Random } from '../codes/company.ts';
import { networkOf } from '../http/network.ts';
import type { Store } from '../store/port.ts';
import type { Timers } from '../timers.ts';
import { createAddresses } from './addresses.ts';
import { createPasswords, type Passwords } from './hashing.ts';
import { PASSWORD_MAX, type PasswordCosts } from './passwords.ts';
import { USERS, type User, userKeyOf } from './people.ts';
import { createThrottle, type Guess } from './throttle.ts';

const REMEMBERED_MAX = 1_000;
/** Guesses at one user from one address: the contract's. */
const BY_USER_AND_ADDRESS = { free: 10, apartMs: 1_000 } as const;
/** Guesses at one user from all addresses where that user has not been. */
const BY_USER = { free: 30, apartMs: 250, newestFirst: true } as const;
/** A name that nobody has gets a place only while fewer than this wait. */
const WAITING_FOR_NOBODY = 4;
/** So many answers are held back at once. */
const HELD_MAX = 1_000;
const KNOWN_MAX = 5_000;
const KNOWN_MS = 30 * 24 * 60 * 60_000;

export interface SignInOptions {
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  /** Of new passwords' hashes; those of the product by default. */
  readonly passwordCosts?: PasswordCosts | undefined;
  /** `user`: the id of the user who was guessed at, null if nobody has the name. What was typed is told to nobody. */
  readonly onWrong: (user: string | null, address: string) => void;
}

export type PasswordCheck =
  | { readonly kind: 'right'; readonly user: User }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

export interface SignIns {
  check(userName: string, password: string, address: string): Promise<PasswordCheck>;
  /** Where passwords are stretched; for new ones, too. */
  readonly passwords: Passwords;
}

/** One for the service: guesses at all doors are counted together. */
export function createSignIns(options: SignInOptions): SignIns {
  const { store, random, timers, onWrong } = options;
  const passwords = createPasswords(random, timers, options.passwordCosts);
  const byUserAndAddress = createThrottle(timers, BY_USER_AND_ADDRESS);
  const byUser = createThrottle(timers, BY_USER);
  const addresses = createAddresses(timers.now);
  /** Where a user has signed in, and when last: strangers elsewhere do not slow them down there. */
  const known = new Map<string, number>();
  // A right password costs its stretching once, not with every call. The key lives and dies with the process.
  const rememberedKey = random(32);
  const remembered = new Map<string, string>();
  const nobody = passwords.hash('', random(15).toString('hex'));
  let held = 0;

  const isKnown = (pair: string) => timers.now() - (known.get(pair) ?? Number.NEGATIVE_INFINITY) < KNOWN_MS;

  /** Takes as long as a wrong password, but does no work when there is much of it. */
  async function isNobody(password: string, isOver: boolean): Promise<false> {
    if (!isOver && passwords.waiting < WAITING_FOR_NOBODY) {
      await passwords.matches('', password, await nobody);
    } else if (held < HELD_MAX) {
      held++;
      await timers.wait(passwords.expectedMs());
      held--;
    }
    return false;
  }

  async function look(
    user: User | null,
    password: string,
    network: string,
    pair: string,
  ): Promise<Guess<User>> {
    const over = addresses.count(network);
    if (!passwords.hasRoom(user?.id ?? '', isKnown(pair))) return { kind: 'refused', retryAfterSeconds: 2 };
    const isRight = user
      ? await passwords.matches(user.id, password, user.passwordHash)
      : await isNobody(password, over !== null);
    if (!user || !isRight) return { kind: 'wrong', retryAfterSeconds: over };
    if (over === null) addresses.giveBack(network);
    return { kind: 'right', value: user };
  }

  async function check(userName: string, password: string, address: string): Promise<PasswordCheck> {
    const key = userKeyOf(userName);
    if (key === '' || password.length > PASSWORD_MAX) return { kind: 'wrong' };
    const found = await store.get(USERS, key);
    const user = found?.disabled === true ? null : found;
    const seal = createHmac('sha256', rememberedKey)
      .update(JSON.stringify([key, password]))
      .digest('hex');
    if (user && remembered.get(seal) === user.passwordHash) return { kind: 'right', user };

    const network = networkOf(address);
    const pair = JSON.stringify([key, network]);
    const one = () => look(user, password, network, pair);
    const guess = await byUserAndAddress.guess(pair, () => (isKnown(pair) ? one() : byUser.guess(key, one)));
    if (guess.kind === 'refused') return { kind: 'throttled', retryAfterSeconds: guess.retryAfterSeconds };
    if (guess.kind === 'wrong') {
      const { retryAfterSeconds } = guess;
      // Names that nobody has, from an address over its limit, would only fill the log.
      if (user || retryAfterSeconds === null) onWrong(user?.id ?? null, address);
      return retryAfterSeconds === null ? { kind: 'wrong' } : { kind: 'throttled', retryAfterSeconds };
    }
    keep(remembered, seal, guess.value.passwordHash, REMEMBERED_MAX);
    keep(known, pair, timers.now(), KNOWN_MAX);
    return { kind: 'right', user: guess.value };
  }

  return { check, passwords };
}

/** The longest unused goes where there are too many. */
function keep<T>(all: Map<string, T>, key: string, value: T, max: number): void {
  all.delete(key);
  all.set(key, value);
  const [first] = all.keys();
  if (all.size > max && first !== undefined) all.delete(first);
}

/** RFC 7617: base64 of "user:password" in UTF-8. */
export function credentialsOf(header: string | undefined): { userName: string; password: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/_-]+=*)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return null;
  }
  const colon = text.indexOf(':');
  return colon === -1 ? null : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** RFC 6750. */
export function bearerOf(header: string | undefined): string | null {
  return /^bearer +(\S+)\s*$/i.exec(header ?? '')?.[1] ?? null;
}
