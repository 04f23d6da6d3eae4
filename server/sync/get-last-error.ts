/** `getLastError`: what stopped the session, in one sentence. A call like every other: whoever makes it is still there. */
import { replace } from './commit.ts';
import { type Decision, say, type TicketFacts } from './decision.ts';
import { SESSIONS } from './model.ts';

/** Said of a ticket that was never given out. */
export const UNKNOWN_SESSION = 'This session is not known here. Start the update again.';

/** Where nothing went wrong that the store knows of. Another server, or one that has died since, may have answered what went before. */
const NOTHING_KNOWN =
  'Nothing is known to be wrong. If the update stopped, the service could not reach its store for a moment: nothing is lost, and the next update goes on.';

/** The sentence that the connector shows. */
export function getLastError({ ticketed, now }: TicketFacts): Decision<string> {
  const session = ticketed?.session;
  if (!ticketed || !session) return say(UNKNOWN_SESSION);
  const words = session.lastError ?? session.message ?? NOTHING_KNOWN;
  // One that has ended is not busy by it, but its connector was seen.
  const isLatest = ticketed.connection.session === session.session && !session.closed;
  return isLatest ? say(words, replace(SESSIONS, { ...session, lastCallAt: now })) : say(words);
}
