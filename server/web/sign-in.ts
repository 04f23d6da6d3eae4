/** Who is calling: HTTP Basic, checked against the stored password, throttled by user and address. */
import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import type { Random } from '../codes/company.ts';
import type { Store } from '../store/port.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { USERS, type User, userKeyOf } from './people.ts';
import { HttpProblem } from './problem.ts';
import { createThrottle, type Timers } from './throttle.ts';

const REMEMBERED_MAX = 1_000;
const PASSWORD_MAX = 1_000;

export interface SignInOptions {
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  readonly onWrong: (userName: string, address: string) => void;
}

/** Gives the user who makes a request, or throws the 401 or 429 to answer with. */
export function createSignIn({ store, random, timers, onWrong }: SignInOptions) {
  const throttle = createThrottle(timers);
  // A right password costs its stretching once, not with every call. The key lives and dies with the process.
  const rememberedKey = random(32);
  const remembered = new Map<string, string>();
  const nobody = hashPassword(random(15).toString('hex'), random);

  return async function signIn(request: Request): Promise<User> {
    const given = credentialsOf(request.headers.authorization);
    if (!given) throw unauthorized('Sign in with HTTP Basic, for example: curl -u admin:PASSWORD.');
    const key = userKeyOf(given.userName);
    const user = await store.get(USERS, key);
    const seal = createHmac('sha256', rememberedKey)
      .update(JSON.stringify([key, given.password]))
      .digest('hex');
    if (user && remembered.get(seal) === user.passwordHash) return user;

    const address = request.ip ?? '';
    const checked = await throttle(JSON.stringify([key, address]), async () => {
      // An unknown user takes as long as a wrong password, so that nobody can tell which it was.
      const right = await isPassword(given.password, user?.passwordHash ?? (await nobody));
      return user && right ? user : null;
    });
    if (!checked.ok) {
      throw new HttpProblem(
        429,
        'too-many-attempts',
        'Too many wrong passwords from your address. Wait a little and try again.',
        {
          headers: { 'Retry-After': String(checked.retryAfterSeconds) },
        },
      );
    }
    if (!checked.value) {
      onWrong(given.userName, address);
      throw unauthorized('The user name or the password is wrong.');
    }
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(seal, checked.value.passwordHash);
    return checked.value;
  };
}

function unauthorized(detail: string): HttpProblem {
  return new HttpProblem(401, 'not-signed-in', detail, {
    headers: { 'WWW-Authenticate': 'Basic realm="Cost Code Sync", charset="UTF-8"' },
  });
}

/** RFC 7617: base64 of "user:password" in UTF-8. */
function credentialsOf(header: string | undefined): { userName: string; password: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/_-]+=*)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return null;
  }
  const colon = text.indexOf(':');
  const password = text.slice(colon + 1);
  return colon === -1 || password.length > PASSWORD_MAX ? null : { userName: text.slice(0, colon), password };
}
