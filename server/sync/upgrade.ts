/** Documents as earlier versions stored them, brought to their present form when they are read: the only place that knows of it. */
import { problemOfBefore } from '../codes/upgrade.ts';
import { HELP, type HelpTopic } from '../help/topics.ts';
import { FIRST_BATCH } from './batch.ts';
import type { CodeRequest, Connection, MessageSet, RaisedAlarm, Word } from './model.ts';

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
  openSet: null,
  companyFile: '',
  version: FIRST_VERSION,
  alarms: [],
  batch: FIRST_BATCH,
  suspicious: [],
  refused: [],
  alike: null,
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

/** A connection in its present form. */
export function connectionOfBefore(stored: Connection): Connection {
  const alarms = stored.alarms as Connection['alarms'] | AlarmsByName | undefined;
  return { ...NEW_CONNECTION, ...stored, alarms: isList(alarms) ? alarms : listed(alarms ?? {}) };
}

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
  if (named.kind !== 'export' || named.listed !== undefined) return named;
  const words = Object.entries(named.words).map(([id, word]) => [id, askedAnew(word)] as const);
  return { ...named, listed: null, words: Object.fromEntries(words) };
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
