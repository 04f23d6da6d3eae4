/** From where a company's connector has called, told by its polls and its sessions: whether it is two of them. Pure. */
import type { Polls, Session } from '../model.ts';

/** A call, or several one after the other. */
interface Place {
  readonly at: string;
  readonly place: string;
}

export interface InTurns {
  /** As people know them: addresses, or names of computers. */
  readonly places: readonly [string, string];
  readonly since: string;
  /** Two sessions from different places were under way at once. */
  readonly isAtOnce: boolean;
}

/** A computer that is taken home and back is none of two. */
const RECENT_MS = 24 * 60 * 60_000;
/** To, fro, and to again: one that has moved and moved back once is still one. */
const CHANGES_LEAST = 3;

/** The stays among all calls, oldest first: what follows another one at the same place is the same stay. */
function staysIn(places: readonly Place[]): Place[] {
  const inOrder = places.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return inOrder.filter(({ place }, index) => inOrder[index - 1]?.place !== place);
}

function toAndFro(all: readonly Place[], from: string): InTurns | null {
  const stays = staysIn(all.filter(({ at, place }) => place !== '' && at >= from));
  const last = stays.slice(-CHANGES_LEAST - 1);
  const [first, second] = last;
  if (!first || !second || last.length <= CHANGES_LEAST) return null;
  const isInTurns = last.every(({ place }, index) => place === (index % 2 === 0 ? first : second).place);
  return isInTurns ? { places: [first.place, second.place], since: first.at, isAtOnce: false } : null;
}

/** A session whose place another one took that came from elsewhere, while it was in the middle of its work. */
function atOnce(
  sessions: readonly Session[],
  from: string,
  placeOf: (session: Session) => string,
): InTurns | null {
  for (const [index, session] of sessions.entries()) {
    const next = sessions[index - 1];
    if (!next || session.outcome !== 'superseded' || session.startedAt < from) continue;
    const [here, there] = [placeOf(session), placeOf(next)];
    if (here !== '' && there !== '' && here !== there)
      return { places: [here, there], since: next.startedAt, isAtOnce: true };
  }
  return null;
}

/** `sessions`: the latest ones, the last one first. */
export function inTurns(polls: Polls | null, sessions: readonly Session[], now: string): InTurns | null {
  const from = new Date(Date.parse(now) - RECENT_MS).toISOString();
  const addressOf = ({ address = '' }: Session) => address;
  const computerOf = ({ host }: Session) => host?.computer ?? '';
  const polled = (polls?.stays ?? []).flatMap(({ address, since, at }) => [
    { at: since, place: address },
    { at, place: address },
  ]);
  const opened = (placeOf: (session: Session) => string) =>
    sessions.map((session) => ({ at: session.startedAt, place: placeOf(session) }));
  return (
    atOnce(sessions, from, computerOf) ??
    atOnce(sessions, from, addressOf) ??
    toAndFro(opened(computerOf), from) ??
    toAndFro([...polled, ...opened(addressOf)], from)
  );
}

/** Where the last call came from, and where the last session that worked: null where they are the same, or it is not known. */
export function elsewhere(
  polls: Polls | null,
  sessions: readonly Session[],
): { readonly was: string; readonly is: string; readonly since: string } | null {
  const worked = sessions.find(({ verified, address = '' }) => verified && address !== '');
  const [stay] = polls?.stays ?? [];
  const [session] = sessions;
  const isPolled = stay && (!session || stay.at > session.startedAt);
  const last = isPolled ? stay : session && { address: session.address ?? '', since: session.startedAt };
  if (!worked?.address || !last || last.address === '' || last.address === worked.address) return null;
  return { was: worked.address, is: last.address, since: last.since };
}
