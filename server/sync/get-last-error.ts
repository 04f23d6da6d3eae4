/** `getLastError`: what stopped the session, in one sentence. A call like every other: whoever makes it is still there. */
import { replace } from './commit.ts';
import { type Decision, say, type TicketFacts } from './decision.ts';
import { SESSIONS } from './model.ts';
import { isPresent } from './session.ts';

/** Said of a ticket that was never given out. */
export const UNKNOWN_SESSION = 'This session is not known here. Start the update again.';

/** The sentence that the connector shows. */
export function getLastError({ ticketed, now }: TicketFacts): Decision<string> {
  const session = ticketed?.session;
  if (!ticketed || !session) return say(UNKNOWN_SESSION);
  const words = session.lastError ?? session.message ?? 'No error.';
  return isPresent(ticketed) ? say(words, replace(SESSIONS, { ...session, lastCallAt: now })) : say(words);
}
