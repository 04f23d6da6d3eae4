/** Passwords that are given: checked against the stored one, throttled by user and address. */
import { createHmac } from 'node:crypto';
import type { Random } from '../codes/company.ts';
import type { Store } from '../store/port.ts';
import { hashPassword, isPassword, PASSWORD_MAX } from './passwords.ts';
import { USERS, type User, userKeyOf } from './people.ts';
import { createThrottle, type Timers } from './throttle.ts';

const REMEMBERED_MAX = 1_000;

export interface SignInOptions {
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  readonly onWrong: (userName: string, address: string) => void;
}

export type PasswordCheck =
  | { readonly kind: 'right'; readonly user: User }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

export function createPasswordCheck({ store, random, timers, onWrong }: SignInOptions) {
  const throttle = createThrottle(timers);
  // A right password costs its stretching once, not with every call. The key lives and dies with the process.
  const rememberedKey = random(32);
  const remembered = new Map<string, string>();
  const nobody = hashPassword(random(15).toString('hex'), random);

  return async function checkPassword(
    userName: string,
    password: string,
    address: string,
  ): Promise<PasswordCheck> {
    if (password.length > PASSWORD_MAX) return { kind: 'wrong' };
    const key = userKeyOf(userName);
    const found = await store.get(USERS, key);
    const user = found?.disabled === true ? null : found;
    const seal = createHmac('sha256', rememberedKey)
      .update(JSON.stringify([key, password]))
      .digest('hex');
    if (user && remembered.get(seal) === user.passwordHash) return { kind: 'right', user };

    const checked = await throttle(JSON.stringify([key, address]), async () => {
      // An unknown user takes as long as a wrong password, so that nobody can tell which it was.
      const right = await isPassword(password, user?.passwordHash ?? (await nobody));
      return user && right ? user : null;
    });
    if (!checked.ok) return { kind: 'throttled', retryAfterSeconds: checked.retryAfterSeconds };
    if (!checked.value) {
      onWrong(userName, address);
      return { kind: 'wrong' };
    }
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(seal, checked.value.passwordHash);
    return { kind: 'right', user: checked.value };
  };
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
