/**
 * Who is calling: an HTTP Basic password, an API token, or the session cookie of the page. One for the whole service, so that
 * guesses at the page and at the HTTP interface are counted together.
 */
import type { Request } from 'express';
import { SAFE_METHODS } from '../http/foreign.ts';
import { networkOf } from '../http/network.ts';
import { HttpProblem } from '../http/problem.ts';
import { sessionCookie } from './cookie.ts';
import type { Passwords } from './hashing.ts';
import type { User } from './people.ts';
import { bearerOf, createSignIns, credentialsOf, type PasswordCheck, type SignInOptions } from './sign-in.ts';
import { createThrottle, type Guess } from './throttle.ts';
import { userOfToken } from './tokens.ts';
import {
  checkCsrf,
  csrfTokenOf,
  endSession,
  findSession,
  lookAtSession,
  type SignedIn,
  startSession,
  usersOfSessions,
} from './web-sessions.ts';

export interface Caller {
  readonly user: User;
  readonly by: 'password' | 'token' | 'session';
}

export type PageSignIn =
  | { readonly kind: 'signedIn'; readonly session: SignedIn; readonly cookie: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

export interface Access {
  /** For the HTTP interface: who makes this request, or throws the problem to answer with. */
  callerOf(request: Request): Promise<Caller>;
  /** For the page: `cookie` is the Set-Cookie header to answer with. */
  signInWithPassword(userName: string, password: string, address: string): Promise<PageSignIn>;
  /** Whether this is the user's password, counted and slowed down like a sign-in. */
  checkPassword(userName: string, password: string, address: string): Promise<PasswordCheck>;
  /** Where passwords are stretched: new ones share the places of those that are checked. */
  readonly passwords: Passwords;
  /** A new session for a user, such as after a change of their own password, which has ended all of them. */
  newSession(user: User): Promise<{ session: SignedIn; cookie: string }>;
  /** Null without one, or if it is over. `isUse`: the call keeps it from ending by itself. */
  sessionOf(request: Request, isUse?: boolean): Promise<SignedIn | null>;
  /** The users of sessions as they are now, by the sessions' values; none for one that is over. Keeps none from ending by itself. */
  usersOfSessions(sessions: readonly SignedIn[]): Promise<ReadonlyMap<string, User>>;
  /** Ends the request's session; gives the Set-Cookie header to answer with. */
  signOut(request: Request): Promise<string>;
  /**
   * What a secret in an address stands for, null for none. Wrong ones from one address are slowed down; who guesses too often is refused.
   */
  bySecret<T>(address: string, look: () => Promise<T | null>): Promise<T | null>;
  csrfTokenOf(session: SignedIn): string;
  /** Whether `given` is this session's; compared in constant time. */
  checkCsrf(session: SignedIn, given: string | undefined): boolean;
}

export interface AccessOptions extends SignInOptions {
  readonly publicURL: string;
}

/** A right one is 256 random bits: this only bounds what looking for one costs. */
const SECRETS_BY_ADDRESS = { free: 30, apartMs: 1_000 } as const;

const REALM = 'realm="Cost Code Sync"';

/** One for the service: the counts of wrong guesses are in it. */
export function createAccess(options: AccessOptions): Access {
  const { store, random, publicURL, onWrong } = options;
  const { check: checkPassword, passwords } = createSignIns(options);
  const cookie = sessionCookie(publicURL);
  const secrets = createThrottle(options.timers, SECRETS_BY_ADDRESS);

  const newSession = async (user: User) => {
    const session = await startSession(store, random, user);
    return { session, cookie: cookie.give(session.value) };
  };
  const sessionOf = async (request: Request, isUse = true): Promise<SignedIn | null> => {
    const value = cookie.read(request.headers.cookie);
    if (value === null) return null;
    if (isUse) return findSession(store, value);
    const found = await lookAtSession(store, value);
    return found && { user: found.user, value };
  };

  async function byPassword(userName: string, password: string, address: string): Promise<Caller> {
    const checked = await checkPassword(userName, password, address);
    switch (checked.kind) {
      case 'right':
        return { user: checked.user, by: 'password' };
      case 'wrong':
        throw unauthorized('The user name or the password is wrong.');
      case 'throttled':
        throw new HttpProblem(
          'too-many-attempts',
          'Too many wrong passwords from your address. Wait a little and try again.',
          { headers: { 'Retry-After': String(checked.retryAfterSeconds) } },
        );
    }
  }

  async function byToken(text: string, address: string): Promise<Caller> {
    const user = await userOfToken(store, text);
    if (user) return { user, by: 'token' };
    onWrong(null, address);
    throw unauthorized('The token is none, or it was deleted, or its user was disabled.');
  }

  async function bySecret<T>(address: string, look: () => Promise<T | null>): Promise<T | null> {
    const guess = await secrets.guess(networkOf(address), async (): Promise<Guess<T>> => {
      const value = await look();
      return value === null ? { kind: 'wrong', retryAfterSeconds: null } : { kind: 'right', value };
    });
    if (guess.kind === 'right') return guess.value;
    if (guess.kind === 'wrong') return null;
    throw new HttpProblem('too-many-attempts', 'Too many wrong addresses. Wait a little and try again.', {
      headers: { 'Retry-After': String(guess.retryAfterSeconds) },
    });
  }

  async function bySession(request: Request): Promise<Caller> {
    const session = await sessionOf(request);
    if (!session) {
      // Asking for Basic would open the browser's own dialog above the page.
      throw unauthorized('The session is over. Sign in again.', `Cookie ${REALM}`);
    }
    const given = request.headers['x-csrf-token'];
    if (!SAFE_METHODS.has(request.method) && !checkCsrf(session, String(given ?? '')))
      throw new HttpProblem('csrf-token', 'Send the token of this session in the header X-CSRF-Token.');
    return { user: session.user, by: 'session' };
  }

  return {
    async callerOf(request) {
      const { authorization, cookie: cookies } = request.headers;
      const address = request.ip ?? '';
      const token = bearerOf(authorization);
      if (token !== null) return byToken(token, address);
      const given = credentialsOf(authorization);
      if (given) return byPassword(given.userName, given.password, address);
      if (authorization === undefined && cookie.read(cookies) !== null) return bySession(request);
      throw unauthorized(
        'Sign in with HTTP Basic, for example: curl -u admin:PASSWORD; or with an API token.',
      );
    },
    async signInWithPassword(userName, password, address) {
      const checked = await checkPassword(userName, password, address);
      return checked.kind === 'right' ? { kind: 'signedIn', ...(await newSession(checked.user)) } : checked;
    },
    checkPassword,
    passwords,
    newSession,
    sessionOf,
    usersOfSessions: (sessions) => usersOfSessions(store, sessions),
    async signOut(request) {
      const value = cookie.read(request.headers.cookie);
      if (value !== null) await endSession(store, value);
      return cookie.take();
    },
    bySecret,
    csrfTokenOf,
    checkCsrf,
  };
}

function unauthorized(
  detail: string,
  challenge = `Basic ${REALM}, charset="UTF-8", Bearer ${REALM}`,
): HttpProblem {
  return new HttpProblem('not-signed-in', detail, { headers: { 'WWW-Authenticate': challenge } });
}
