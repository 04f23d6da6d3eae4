/**
 * What is stored, without all that no rule reads and all that can never matter again: so that histories which leave the same to be
 * done meet in one state. Leaving out too little costs states; leaving out too much would hide some, so each has its reason.
 */

import type { CostCode } from '../../../server/codes/model.ts';
import type { Reading } from '../../../server/quickbooks/model.ts';
import type { Stored } from '../../../server/store/port.ts';
import { NO_CULPRITS } from '../../../server/sync/bisect.ts';
import type { MessageSet, Session } from '../../../server/sync/model.ts';
import { SESSIONS_OF_TICKETS, type Used, usedIn } from './names.ts';
import type { Kept, Outstanding } from './server.ts';

/** Words for people. */
const PROSE = new Set([
  'message',
  'advice',
  'why',
  'refusal',
  'lastError',
  'outcome',
  'updatedAt',
  'startedAt',
]);
/** Whys that rules go by: those of questions. */
const REASONS = new Set<unknown>(['inUse', 'done', 'lost', 'unclear', 'claimed', 'parent', 'stale']);
/** The explorer's clock stands. */
const TIMES = new Set([
  ...['lastAt', 'brokenAt', 'askedAt'],
  ...['openedAt', 'lastCallAt', 'endedAt', 'firstAt', 'firstTryAt', 'since', 'at'],
]);
const THEN = new Date('2026-03-02T08:00:00Z').toISOString();
/** For the status page, and what is told after twenty sessions. */
const COUNTS = new Set(['total', 'synced', 'adopted', 'failed', 'notDone', 'exchanges', 'vainSessions']);

function withoutProse(value: unknown, key: string): unknown {
  if (key === 'rev') return 1;
  if (value === null) return null;
  if (PROSE.has(key) && !(key === 'why' && REASONS.has(value))) return '';
  if (TIMES.has(key)) return THEN;
  if (COUNTS.has(key) && typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map((each) => withoutProse(each, ''));
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutProse(each, name)]));
  return value;
}

interface Essence {
  readonly document: Stored;
  readonly number: number;
  readonly used: Used;
}

const essences = new WeakMap<Stored, Map<string, Essence>>();
const byText = new Map<string, Essence>();
const usedBy = new WeakMap<Stored, Used>();

/** Of a document with some fields changed; documents are never changed in place, so each is looked at once. */
function essenceOfDocument<T extends Stored>(document: T, variant: string, change: () => object): Essence {
  const known = essences.get(document) ?? new Map<string, Essence>();
  essences.set(document, known);
  const found = known.get(variant);
  if (found) return found;
  const changed = withoutProse({ ...document, ...change() }, '') as Stored;
  const text = JSON.stringify(changed);
  const essence = byText.get(text) ?? { document: changed, number: byText.size, used: usedIn(text) };
  byText.set(text, essence);
  usedBy.set(essence.document, essence.used);
  known.set(variant, essence);
  return essence;
}

export const usedByDocument = (document: Stored): Used =>
  usedBy.get(document) ?? usedIn(JSON.stringify(document));

/** The value, and what tells it from others. */
export function essenceOf(kept: Kept, outstanding: readonly Outstanding[]): [Kept, string] {
  const { company, connection, sessions, sets, codes, reading, pages, buckets } = kept;
  const tickets = new Set(outstanding.map(({ ticket }) => SESSIONS_OF_TICKETS[ticket]));
  const nameless = new Set(
    outstanding.flatMap((each) => (each.isNameless ? (SESSIONS_OF_TICKETS[each.ticket] ?? []) : [])),
  );
  const outside = new Set([
    ...outstanding.map(({ set }) => set),
    ...sessions.flatMap(({ session, given }) => (nameless.has(session) ? given : [])),
  ]);
  const holding = new Set(codes.map((code) => code.messageSet));
  const isAtWork = ({ set, kind, phase, handouts }: MessageSet) =>
    connection.openSet === set ||
    connection.refused.includes(set) ||
    holding.has(set) ||
    (kind === 'export' && handouts > 0 && (phase === 'open' || phase === 'refused'));
  const keptSets = sets.filter((set) => isAtWork(set) || outside.has(set.set));
  const setNames = new Set(keptSets.map((set) => set.set));
  const present = connection.session;
  const keptSessions = sessions.filter(({ session }) => session === present || tickets.has(session));
  const sessionNames = new Set(keptSessions.map((each) => each.session));

  const named = new Set(
    Object.values(reading?.complete?.buckets ?? {})
      .flat()
      .map((name) => `${company.id}/${name}`),
  );
  const parts = {
    company: [essenceOfDocument(company, '', () => ({}))],
    // Ten codes in a row `alike` counts; here are fewer. The clock stands, so no answer is slow, and a few codes have no share of culprits.
    connection: [
      essenceOfDocument(connection, '', () => ({
        alike: null,
        sessions: 0,
        gone: [],
        computers: [],
        changed: null,
        pace: { ...connection.pace, answers: [] },
        culprits: NO_CULPRITS,
      })),
    ],
    sessions: sorted(keptSessions.map((each) => sessionEssence(each, setNames, sessionNames))),
    sets: sorted(keptSets.map((set) => setEssence(set, isAtWork(set), sessionNames, setNames))),
    codes: sorted(codes.map((code) => codeEssence(code, present))),
    reading: reading ? [essenceOfDocument(reading, '', () => uncounted(reading))] : [],
    // Nobody reads those of a reading that is over.
    pages: sorted(
      pages
        .filter(({ session }) => session === reading?.running?.session)
        .map((page) => essenceOfDocument(page, '', () => ({}))),
    ),
    buckets: sorted(
      buckets
        .filter(({ id, session }) => session === reading?.running?.session || named.has(id))
        .map((bucket) => essenceOfDocument(bucket, '', () => ({}))),
    ),
  };
  const documents = (all: readonly Essence[]) => all.map(({ document }) => document);
  const value = {
    company: parts.company[0]?.document,
    connection: parts.connection[0]?.document,
    sessions: documents(parts.sessions),
    sets: documents(parts.sets),
    codes: documents(parts.codes),
    reading: parts.reading[0]?.document ?? null,
    pages: documents(parts.pages),
    buckets: documents(parts.buckets),
  } as unknown as Kept;
  return [
    value,
    Object.values(parts)
      .map((all) => all.map(({ number }) => number).join())
      .join(';'),
  ];
}

/** By its number a reading is told from what is added beside it, which no call of the connector reads. */
const uncounted = ({ running, complete }: Reading): object => ({
  begun: 1,
  running: running && { ...running, number: 1 },
  complete: complete && { ...complete, number: 1 },
});

const sorted = (all: Essence[]): Essence[] => all.sort((a, b) => (a.document.id < b.document.id ? -1 : 1));

/** Their order is for lists. */
function sessionEssence(session: Session, sets: ReadonlySet<string>, sessions: ReadonlySet<string>): Essence {
  const given = sets.has(session.given ?? '') ? session.given : null;
  const displaced = sessions.has(session.displaced ?? '') ? session.displaced : null;
  return essenceOfDocument(session, `${given} ${displaced}`, () => ({
    given,
    displaced,
    changes: [],
    order: '',
  }));
}

/** A session that is over never comes again, so it need not be passed over. What was sent is written anew with each claim. */
function codeEssence(code: CostCode, present: string | null): Essence {
  const skipSession = code.skipSession === present ? present : null;
  return essenceOfDocument(code, String(skipSession), () => ({
    history: [],
    sent: code.status === 'exporting' ? code.sent : null,
    skipSession,
  }));
}

function setEssence(
  set: MessageSet,
  isAtWork: boolean,
  sessions: ReadonlySet<string>,
  sets: ReadonlySet<string>,
): Essence {
  const handedTo = set.handedTo.filter((each) => sessions.has(each));
  const last = set.handedTo.at(-1);
  // The last one decides which answer counts, also if nobody can come back under it.
  if (last !== undefined && last !== handedTo.at(-1)) handedTo.push('nobody');
  const lookup = set.kind === 'export' && sets.has(set.lookup ?? '') ? set.lookup : null;
  return essenceOfDocument<Stored>(set, `${isAtWork} ${handedTo} ${lookup}`, () => ({
    ...(isAtWork ? {} : shell(set)),
    handedTo,
    ...(set.kind === 'export' ? { lookup } : {}),
    // The rules ask whether it was none, one or more.
    handouts: Math.min(set.handouts, 2),
    ...(set.kind === 'export' && set.phase !== 'claiming' ? { candidates: [] } : {}),
  }));
}

/** Of a set that is over only whether its answer is known matters. */
const shell = (set: MessageSet): object => ({
  ...(set.kind === 'export' ? { requests: [], candidates: [], words: {} } : {}),
  text: '',
  ...(set.kind === 'lookup' ? { asks: set.phase === 'open' ? set.asks : [] } : {}),
});
