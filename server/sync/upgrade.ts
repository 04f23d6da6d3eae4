/** Documents as earlier versions stored them, brought to their present form when they are read: the only place that knows of it. */
import { problemOfBefore } from '../codes/upgrade.ts';
import { HELP, type HelpTopic } from '../help/topics.ts';
import { NO_CULPRITS } from './bisect.ts';
import type { CodeRequest, Connection, MessageSet, RaisedAlarm, Session, Word } from './model.ts';
import { FIRST_SIZE, NEW_PACE, type Pace } from './pace.ts';

/** Alarms were fields by name, each null where it was not raised. */
interface AlarmsByName {
  readonly accounts?: readonly object[];
  readonly [code: string]: object | readonly object[] | null | undefined;
}

const FIRST_VERSION = '13.0';

/** What a connection is before anything is known of it; an earlier version may lack what came since. */
export const NEW_CONNECTION: Omit<Connection, 'id' | 'rev'> = {
  openedAt: null,
  session: null,
  sessions: 0,
  openSet: null,
  companyFile: '',
  version: FIRST_VERSION,
  host: null,
  changed: null,
  alarms: [],
  gone: [],
  computers: [],
  pace: NEW_PACE,
  culprits: NO_CULPRITS,
  suspicious: [],
  refused: [],
  hasRead: false,
  alike: null,
  calling: [],
  toForget: null,
  reading: {
    isDue: true,
    isCheckDue: false,
    lastAt: null,
    session: null,
    isRunning: false,
    broken: 0,
    brokenAt: null,
  },
};

/** How many requests the next set may have was kept by itself. */
type ConnectionBefore = Omit<Connection, 'pace'> & { readonly pace?: Pace; readonly batch?: number };

/** A connection in its present form. */
export function connectionOfBefore({ batch = FIRST_SIZE, ...stored }: ConnectionBefore): Connection {
  const { pace = { ...NEW_PACE, most: batch } } = stored;
  const alarms = stored.alarms as Connection['alarms'] | AlarmsByName | undefined;
  return { ...NEW_CONNECTION, ...stored, pace, alarms: isList(alarms) ? alarms : listed(alarms ?? {}) };
}

/** A session in its present form: it gave no place back, so that no other file could be accepted beside it. */
export const sessionOfBefore = (
  stored: Omit<Session, 'displaced' | 'fileKey' | 'changes'> & Partial<Session>,
): Session => ({
  ...stored,
  displaced: stored.displaced ?? null,
  fileKey: stored.fileKey ?? null,
  changes: stored.changes ?? [],
});

/** The topic of the codes that were refused alike was not kept, but its advice was part of the alarm's. */
function causeIn({ advice = '' }: RaisedAlarm & { readonly advice?: string }): HelpTopic {
  const topics = Object.keys(HELP) as HelpTopic[];
  return topics.find((topic) => advice.endsWith(`${HELP[topic].advice.slice(1)}${RETRY_TOO}`)) ?? 'alike';
}

const RETRY_TOO = '; Retry also lets the held codes go on';

const isList = (alarms: Connection['alarms'] | AlarmsByName | undefined): alarms is Connection['alarms'] =>
  Array.isArray(alarms);

function listed({ accounts = [], ...rest }: AlarmsByName): RaisedAlarm[] {
  const named = Object.entries(rest).flatMap(([code, alarm]) => (alarm ? [{ ...alarm, code }] : []));
  const all = [...named, ...accounts.map((alarm) => ({ ...alarm, code: 'account' }))] as RaisedAlarm[];
  return all.map((alarm) => {
    const present = problemOfBefore(alarm) as RaisedAlarm;
    return present.code === 'alike' ? { ...present, cause: causeIn(alarm) } : present;
  });
}

/** Every set had the fields of all kinds, and the only requests were ItemServiceAdd. */
type SetBefore = Omit<MessageSet, 'kind'> & {
  readonly kind: MessageSet['kind'] | 'add' | 'lookUp';
  readonly requests?: readonly CodeRequest[];
  readonly words?: Readonly<Record<string, Word>>;
  readonly lookUp?: string | null;
  readonly vainLookUps?: number;
};

const KINDS_BEFORE = { add: 'export', lookUp: 'lookup' } as const;

/** A message set in its present form. */
export function messageSetOfBefore(stored: SetBefore): MessageSet {
  const named = withNames(stored);
  if (named.kind === 'lookup' && named.asks.some(({ kind }) => (kind as string) === 'changed'))
    return { ...named, asks: named.asks.map((ask) => ({ ...ask, kind: 'list' })) };
  if (named.kind !== 'export') return named;
  const set = { ...named, halvings: named.halvings ?? 0, vain: named.vain ?? null };
  if (named.listed !== undefined) return set;
  const words = Object.entries(named.words).map(([id, word]) => [id, askedAnew(word)] as const);
  return { ...set, listed: null, words: Object.fromEntries(words) };
}

/** What was changed since a time was asked for in place of the list. A question begins anew. */
function askedAnew(word: Word): Word {
  const anew = { by: 'name', listID: null, rounds: 0, isHeld: false, isListed: false } as const;
  return word.kind === 'question' ? { ...word, ...anew } : word;
}

function withNames(stored: SetBefore): MessageSet {
  if (stored.kind !== 'add' && stored.kind !== 'lookUp') return stored as MessageSet;
  const { lookUp: lookup = null, vainLookUps: vainLookups = 0, requests = [], words = {}, ...rest } = stored;
  return {
    ...rest,
    kind: KINDS_BEFORE[stored.kind],
    requests: requests.map((request) => ({ ...request, kind: 'ItemServiceAdd' })),
    words: Object.fromEntries(Object.entries(words).map(([id, word]) => [id, wordOfBefore(word)])),
    lookup,
    vainLookups,
  } as unknown as MessageSet;
}

function wordOfBefore(word: Word): Word {
  if (word.kind === 'synced' || word.kind === 'absent') return word;
  const problem = problemOfBefore(word.problem);
  if (word.kind !== 'question' || !word.otherwise) return { ...word, problem };
  return { ...word, problem, otherwise: wordOfBefore(word.otherwise) as typeof word.otherwise };
}
