/** What a person has been told, for the page. */
import type { User } from '../identity/people.ts';
import { timeOf } from '../outbox/due.ts';
import type { Store } from '../store/port.ts';
import { mayHear } from './choices.ts';
import { type Entry, LETTERS, type LetterState } from './model.ts';

/** A notice, and what became of its letter. */
export interface Heard {
  readonly entry: Entry;
  readonly state: LetterState;
  /** When it went out, or is to go out. */
  readonly mailAt: string | null;
  /** What the mail server said, where it did not take it. */
  readonly answer: string | null;
}

const LETTERS_MAX = 40;
const NOTICES_MAX = 60;

/** The latest notices of a user, the newest first; none of what they may not see any more. */
export async function heardBy(store: Store, user: User): Promise<Heard[]> {
  const query = { equals: [user.id], descending: true, limit: LETTERS_MAX };
  const letters = await store.find(LETTERS, 'byUser', query);
  return letters
    .flatMap(({ entries, state, due, sentAt, answer }) =>
      entries
        .filter((entry) => mayHear(user, entry))
        .map((entry) => ({ entry, state, mailAt: state === 'open' ? timeOf(due) : sentAt, answer })),
    )
    .sort((a, b) => (a.entry.at < b.entry.at ? 1 : -1))
    .slice(0, NOTICES_MAX);
}
