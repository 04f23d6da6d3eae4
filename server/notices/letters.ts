/** Events for the people who have chosen to hear of them: each goes into the letter that the person gets next. */
import { allOf } from '../codes/walk.ts';
import { userKeyOf } from '../identity/people.ts';
import { dueAt } from '../outbox/due.ts';
import type { Listener } from '../outbox/fan-out.ts';
import type { Event, EventType } from '../outbox/model.ts';
import { removeOlder } from '../store/older.ts';
import type { New, Store } from '../store/port.ts';
import { CONNECTOR } from '../sync/settle.ts';
import { howOf } from './choices.ts';
import { nextAt, undisturbed } from './local-time.ts';
import { CHOICES, type Choices, type Entry, LETTERS, type Letter, type NoticeEvent } from './model.ts';

/** What comes in within this time is one mail. */
const GATHERED_MS = 3_000;
/** More of the same kind, of the same company, comes in one mail at the earliest so long after the last one. */
export const AGAIN_MS = 5 * 60_000;
export const DAILY_AT = '07:00';

/** So many codes are named; the page has all of them. */
export const CODES_NAMED = 50;
const ENTRIES_MAX = 100;
const EVENTS_MAX = 500;
/** An event that was told already is in one of the last letters. */
const LETTERS_LOOKED_AT = 10;

const KINDS: Readonly<Partial<Record<EventType, NoticeEvent>>> = {
  'code.waiting': 'waiting',
  'code.rejected': 'rejected',
  'code.failed': 'failed',
  'code.synced': 'arrived',
  'alarm.raised': 'alarm',
  'connector.late': 'late',
  'code.drifted': 'drift',
};

/** The notice of an event for one person; null where it is none of theirs. */
export function entryOf(event: Event, user: string): Entry | null {
  const kind = KINDS[event.type];
  // What a person has linked did not arrive.
  if (kind === undefined || (kind === 'arrived' && event.by !== CONNECTOR)) return null;
  const codes =
    kind === 'rejected'
      ? event.codes.filter(({ sentBy }) => sentBy !== null && userKeyOf(sentBy) === user)
      : event.codes;
  if (codes.length === 0 && event.codes.length > 0) return null;
  const { id, company, at, by, alarm, lastSeenAt } = event;
  return {
    company,
    event: kind,
    events: [id],
    at,
    by,
    count: codes.length,
    codes: codes.slice(0, CODES_NAMED).map(({ code, why }) => ({ code, why })),
    alarm: alarm && { code: alarm.code, message: alarm.message, since: alarm.since },
    lastSeenAt,
  };
}

/** Codes of the same kind that somebody did the same with are one notice; each alarm is one of its own. */
const isSameKind = (a: Entry, b: Entry): boolean =>
  a.company === b.company && a.event === b.event && a.by === b.by && a.count > 0 && b.count > 0;

/** The entries with one more; those that are one with it taken together. */
export function withEntry(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const place = entries.findIndex((each) => isSameKind(each, entry) && each.events.length < EVENTS_MAX);
  const known = entries[place];
  if (!known) return [...entries, entry];
  return entries.with(place, {
    ...known,
    events: [...known.events, ...entry.events],
    count: known.count + entry.count,
    codes: [...known.codes, ...entry.codes].slice(0, CODES_NAMED),
  });
}

/** When a person is to get it. `letters`: the last ones that they got. */
export function dueOf(
  { timeZone, quiet }: Pick<Choices, 'timeZone' | 'quiet'>,
  how: 'now' | 'daily',
  entry: Entry,
  letters: readonly Letter[],
  now: Date,
): Date {
  if (how === 'daily') return nextAt(now, DAILY_AT, timeZone);
  const soon = now.getTime() + GATHERED_MS;
  const last = letters
    .filter(({ entries }) => entries.some((each) => isSameKind(each, entry)))
    .map(({ sentAt }) => (sentAt === null ? 0 : Date.parse(sentAt) + AGAIN_MS))
    // A clock that was set back since must not keep anybody waiting.
    .filter((again) => again <= soon + AGAIN_MS);
  return undisturbed(new Date(Math.max(soon, ...last)), quiet, timeZone);
}

function newLetter(user: string, how: 'now' | 'daily', event: Event, entry: Entry, due: Date): New<Letter> {
  const id = `${user}/${how}/${event.id}`;
  return {
    id,
    user,
    how,
    state: 'open',
    due: dueAt(due, id),
    isClaimed: false,
    entries: [entry],
    tries: 0,
    sentAt: null,
    answer: null,
    order: `${event.at}/${id}`,
  };
}

const takesMore = ({ state, isClaimed, entries }: Letter): boolean =>
  state === 'open' && !isClaimed && entries.length < ENTRIES_MAX;

/** Keeps the event for one person, once. Where somebody else has changed the letter meanwhile, it is looked at again. */
async function tellPerson(store: Store, choices: Choices, event: Event): Promise<void> {
  const entry = entryOf(event, choices.id);
  const how = entry === null ? 'off' : howOf(choices, event.company, entry.event);
  if (entry === null || how === 'off') return;
  for (;;) {
    const query = { equals: [choices.id], descending: true, limit: LETTERS_LOOKED_AT };
    const letters = await store.find(LETTERS, 'byUser', query);
    if (letters.some(({ entries }) => entries.some(({ events }) => events.includes(event.id)))) return;
    const due = dueOf(choices, how, entry, letters, store.now());
    const open = letters.find((each) => each.how === how && takesMore(each));
    if (!open) {
      // Taken: by another server, for this very event.
      await store.insert(LETTERS, [newLetter(choices.id, how, event, entry, due)]);
      return;
    }
    const [earlier = open.due] = [dueAt(due, open.id), open.due].sort();
    const more = { entries: withEntry(open.entries, entry), due: earlier };
    if ((await store.replace(LETTERS, [{ ...open, ...more }]))[0]) return;
  }
}

const allChoices = (store: Store): Promise<Choices[]> =>
  allOf((after, limit) => store.find(CHOICES, 'byOrder', { equals: [], after, limit }), 'order');

/** Keeps events for each person who has chosen to hear of them. What people have chosen is asked once. */
export function peopleOf(store: Store): Listener {
  let all: Promise<Choices[]> | null = null;
  return async (event) => {
    if (KINDS[event.type] === undefined) return;
    all ??= allChoices(store);
    for (const choices of await all) await tellPerson(store, choices, event);
  };
}

/** So long the page shows notices. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** Deletes old letters. */
export const purgeLetters = (store: Store): Promise<void> => removeOlder(store, LETTERS, KEPT_MS);
