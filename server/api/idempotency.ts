/**
 * `Idempotency-Key`: a call that is made again because its answer was lost is answered as the first time, and not done twice.
 *
 * A key belongs to its user. Its document is inserted before the call is done, which lets one of several servers do it, and
 * gets the answer before the caller does. What did not change anything (not valid, busy) frees the key. If a server dies in
 * between, the key is free again after a minute; only a call that would then be done twice (`once`) is not done again, and
 * says that nobody knows. An answer that holds a secret or is very large is not kept, only that there was one.
 */
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { problemOf } from '../doors/problem-of.ts';
import { bytesOf } from '../http/body.ts';
import { HttpProblem, notValid } from '../http/problem.ts';
import type { Passwords } from '../identity/hashing.ts';
import {
  claimKey,
  freeKey,
  KEY_MAX,
  type KeptAnswer,
  type KeyedCall,
  keepAnswer,
  takeOver,
  UNDER_WAY_MS,
} from '../identity/keyed-calls.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/port.ts';
import { turn } from '../turns.ts';
import { type Call, changes } from './call.ts';
import { callerOf } from './context.ts';
import { problemReply, type Reply } from './reply.ts';

const KEPT_MAX_BYTES = 512 * 1024;

export interface Repeats {
  /**
   * The answer of a call: what `act` gives, or what it gave when the same call came before. Rejects as `act` does, and with
   * the problems of a key that is wrong or under way.
   */
  once(call: Call, request: Request, act: () => Promise<Reply>): Promise<Reply>;
}

export interface RepeatsOptions {
  readonly store: Store;
  readonly passwords: Passwords;
  readonly log: Logger;
}

/** Keys are kept in the store, for all servers on it. */
export function createRepeats({ store, passwords, log }: RepeatsOptions): Repeats {
  return {
    async once(call, request, act) {
      const key = request.headers['idempotency-key'];
      if (key === undefined || !changes(call)) return act();
      const begun = await begin(call, request, String(key));
      if (begun.kind === 'answered') return replayed(begun.answer);
      const settled = (reply: Reply) =>
        settle(call, begun.mine, reply).catch((error: unknown) =>
          log.error({ err: error }, 'an answer could not be kept for its key'),
        );
      // Kept before it is given: whoever has seen an answer will see it again.
      try {
        const reply = await act();
        await settled(reply);
        return reply;
      } catch (error) {
        const problem = problemOf(error, log, request.path);
        await settled(problemReply(problem));
        throw problem;
      }
    },
  };

  /** Either the answer of before, or the key is ours and the call is to be done. */
  async function begin(
    call: Call,
    request: Request,
    key: string,
  ): Promise<{ kind: 'answered'; answer: KeptAnswer } | { kind: 'mine'; mine: KeyedCall }> {
    if (!/^[\x21-\x7e]+$/.test(key) || key.length > KEY_MAX)
      throw notValid([{ field: 'Idempotency-Key', message: `1 to ${KEY_MAX} visible ASCII characters.` }]);
    const { user } = callerOf(request);
    const plain = await fingerprintOf(request);
    const hasSecret = call.secret?.includes('body') === true;
    const fingerprint = hasSecret ? await passwords.hash(user.id, plain) : plain;
    const isSame = (known: string) =>
      hasSecret ? passwords.matches(user.id, plain, known) : known === plain;
    for (;;) {
      const claim = await claimKey(store, user, key, fingerprint);
      if (claim.kind === 'mine') return { kind: 'mine', mine: claim.call };
      const known = claim.call;
      if (known.fingerprint.startsWith('scrypt$') !== hasSecret || !(await isSame(known.fingerprint)))
        throw reused();
      if (known.answer) return { kind: 'answered', answer: known.answer };
      refuseWhileUnknown(call, known, store.now());
      const mine = await takeOver(store, known, fingerprint);
      if (mine) return { kind: 'mine', mine };
    }
  }

  async function settle(call: Call, mine: KeyedCall, reply: Reply): Promise<void> {
    const { status } = reply;
    if (status >= 500 && call.once) return;
    const body = textOf(reply);
    if (!isFinal(status, body)) {
      await freeKey(store, mine);
      return;
    }
    const isSecret = status < 300 && call.secret?.includes('answer') === true;
    const { type, headers } = reply;
    const answer = { status, type, location: headers.Location ?? null, body: isSecret ? null : body };
    await keepAnswer(store, mine, answer);
  }
}

/** The body of an answer that is not too large to be kept. */
function textOf({ content }: Reply): string | null {
  if (typeof content === 'string') return Buffer.byteLength(content) > KEPT_MAX_BYTES ? null : content;
  if (content === null || !('length' in content) || content.length > KEPT_MAX_BYTES) return null;
  return Buffer.concat(content instanceof Uint8Array ? [content] : [...content.pieces]).toString();
}

/** An answer as it is given again. Throws where it was not kept. */
function replayed({ status, type, location, body }: KeptAnswer): Reply {
  const headers = {
    'Idempotency-Replayed': 'true',
    ...(location === null ? {} : { Location: location }),
  };
  if (status !== 204 && body === null)
    throw new HttpProblem(
      'idempotency-answer-gone',
      `This call was done the first time (${status}). Its answer was shown once and cannot be shown again.`,
      { headers },
    );
  return { status, type, headers, fileName: null, content: body };
}

const HASHED_AT_ONCE = 4 * 1024 * 1024;

async function fingerprintOf(request: Request): Promise<string> {
  const bytes = bytesOf(request);
  const hash = createHash('sha256').update(
    JSON.stringify([request.method, request.originalUrl, request.headers['content-type'] ?? '']),
  );
  for (let from = 0; from < bytes.length; from += HASHED_AT_ONCE) {
    if (from > 0) await turn();
    hash.update(bytes.subarray(from, from + HASHED_AT_ONCE));
  }
  return hash.digest('hex');
}

/** Done, or refused for what was found; not where nothing was begun, nor where another try is worth it. */
function isFinal(status: number, body: string | null): boolean {
  if (status < 300 || status === 404) return true;
  return status === 409 && !body?.includes('"code":"busy"');
}

const reused = () =>
  new HttpProblem(
    'idempotency-key-reused',
    'This Idempotency-Key came with another call or another body before. Use a new one for each call.',
  );

function refuseWhileUnknown(call: Call, { until }: KeyedCall, now: Date): void {
  const rest = Date.parse(until) - now.getTime();
  // More than a minute ahead was said by a clock that has been set back since.
  if (rest > 0 && rest <= UNDER_WAY_MS)
    throw new HttpProblem(
      'idempotency-key-in-use',
      'The first call with this Idempotency-Key is still under way. Ask again in a moment.',
      { headers: { 'Retry-After': String(Math.min(5, Math.ceil(rest / 1_000))) } },
    );
  if (call.once)
    throw new HttpProblem(
      'idempotency-outcome-unknown',
      'The first call with this Idempotency-Key broke off, and it may have been done. Look whether it was; if not, use a new key.',
    );
}
