/**
 * Which company file a desktop has open is known with its first `sendRequestXML`, but it takes the place of another session with
 * `authenticate`. One that ends before its file was found to be the company's gives the place back: the session that had
 * verified its file, and was superseded in the middle of its work, goes on.
 */
import { replace, type Write } from './commit.ts';
import type { Ask, PresentFacts } from './decision.ts';
import { type Connection, SESSIONS, type Session } from './model.ts';
import { isOfFile, isUnfinished } from './session.ts';

/** Whose place a new session takes that has yet to show its file: what it may have to give back. */
export function placeOf(old: Session | null): string | null {
  if (old === null) return null;
  if (!old.verified) return old.displaced;
  return isUnfinished(old) ? old.session : null;
}

/** Who has the place now that this session ends without a verified file. */
export function givenBack({
  company,
  connection,
  session,
  known,
}: PresentFacts): Ask | { readonly connection: Connection; readonly writes: readonly Write[] } {
  if (session.verified || session.displaced === null) return { connection, writes: [] };
  const { displaced } = known;
  if (displaced === undefined) return { ask: { displaced: session.displaced } };
  const mayGoOn =
    displaced !== null &&
    displaced.outcome === 'superseded' &&
    !displaced.closed &&
    displaced.passwordDigest === company.passwordDigest &&
    isOfFile(displaced, company);
  if (!mayGoOn) return { connection, writes: [] };
  return {
    connection: { ...connection, session: displaced.session },
    writes: [replace(SESSIONS, { ...displaced, endedAt: null, outcome: null, message: null })],
  };
}
