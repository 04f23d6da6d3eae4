/**
 * The end of a set that holds codes, as rules: its codes are moved by the words of its requests, and what it taught about the
 * company's QuickBooks is kept with the connection. Whoever finds a set that is over goes on from where it is.
 */
import { CODES, type Item as CodeItem, type CostCode, type ItemValues } from '../codes/model.ts';
import { type By, done, fail, notDone as notDoneYet, relink, type Step } from '../codes/transitions.ts';
import { REFUSED_MAX } from '../help/limits.ts';
import { type Item, RECENT_ITEMS } from '../quickbooks/model.ts';
import { leafOf } from '../quickbooks/names.ts';
import { recentItem } from '../quickbooks/recent.ts';
import { lifted, withAlike, withFault, withRefused, withUnfinished } from './alarms.ts';
import { countAlike } from './alike.ts';
import { afterCulprit, afterRead, suspectsOf, withoutRead } from './bisect.ts';
import { insert, note, replace, type Write } from './commit.ts';
import { withCopies } from './copies.ts';
import type { Ask, PresentFacts } from './decision.ts';
import {
  CONNECTIONS,
  type CodeRequest,
  type Connection,
  type ExportSet,
  MESSAGE_SETS,
  type NewParent,
  type RequestOutcome,
  type Waited,
  type Word,
} from './model.ts';
import { failed, isSettled, notDone, problemOf, UNREAD, withWords } from './outcomes.ts';
import { afterAnswer, type TimedAnswer } from './pace.ts';
import { renamedIn, withNewNames } from './renamed.ts';
import { waitedBy } from './waited.ts';
import { awaitedIn, withCalling } from './waiting.ts';

/** Who moves codes in the exchange, as their histories say. */
export const CONNECTOR = 'connector';

/** Who moves the codes, in their history. */
export const byConnector = (at: string): By => ({ at, by: CONNECTOR });

export interface Closing {
  /** The session in which it comes to its end. */
  readonly by: string | null;
  /** How long its first answer took; null where no time is to be learnt from. */
  readonly timed: TimedAnswer | null;
}

type Facts = Omit<PresentFacts, 'session'>;
type Synced = RequestOutcome & { readonly kind: 'synced' };

/** Each of its requests has its outcome, or its only code was refused by itself. */
export const isOver = ({ phase }: ExportSet): boolean => phase === 'answered' || phase === 'refused';

/**
 * Moves the codes of a set whose requests have their outcomes; those that have been moved stay as they are. Where the set is
 * over, room is made for the next one: the codes first, since until then the connection says whose they are.
 */
export function closeSet(
  facts: Facts,
  set: ExportSet,
  { by, timed }: Closing,
): Ask | { readonly writes: Write[]; readonly waited: Waited } {
  const { known, connection: stored, now } = facts;
  const ids = set.phase === 'refused' ? [] : settledCodes(set);
  if (ids.length > 0 && !known.codes) return { ask: { codes: ids } };
  const made = newParentsIn(set);
  if (made.length > 0 && !known.above) return { ask: { above: made.map(({ code }) => code) } };
  const codes = known.codes ?? [];
  const relinked = madeAnew(made, known.above ?? [], now);
  const renamed = renamedIn(set);
  if (renamed.size > 0 && !known.below) return { ask: { below: [...renamed.keys()] } };
  const fresh = [...freshIn(set, codes), ...relinked.flatMap(({ item }) => (item ? [barely(item)] : []))];
  if (fresh.length > 0 && known.reading === undefined) return { ask: { reading: true } };
  const reading = known.reading?.complete || known.reading?.running ? known.reading : null;
  // A death between the answer and this has not used up the next session.
  const moved = movedBy(set, codes, now, set.handedTo.at(-1) ?? by);
  const below = withNewNames(renamed, known.below ?? [], new Set(moved.map(({ id }) => id)));
  const waited = waitedBy(moved, now);
  const all = [...new Map([...codes, ...moved].map((code) => [code.id, code])).values()];
  const connection = timed ? { ...stored, pace: afterAnswer(stored.pace, timed) } : stored;
  const closes = isOver(set) && connection.openSet === set.set;
  const next = closes ? afterSet(withCalled(connection, all), set, now, all) : connection;
  return {
    waited,
    writes: [
      // Before its code says so: whoever comes after a death in between writes it again.
      ...(reading && fresh.length > 0
        ? [note(insert(RECENT_ITEMS, ...fresh.map((item) => recentItem(reading, now, item))))]
        : []),
      ...(relinked.length + moved.length > 0 ? [replace(CODES, ...relinked, ...moved)] : []),
      // Whoever finds the set still open renames those that are left.
      ...(below.length > 0 ? [replace(CODES, ...below)] : []),
      ...(next === stored ? [] : [replace(CONNECTIONS, next)]),
    ],
  };
}

/** With the children of those that are in QuickBooks now to be called back, whoever moved these. */
const withCalled = (connection: Connection, codes: readonly CostCode[]): Connection => ({
  ...connection,
  calling: withCalling(connection.calling, awaitedIn(codes)),
});

const settledCodes = (set: ExportSet): string[] =>
  set.requests.flatMap(({ requestID, code }) => (isSettled(set.words[requestID]) ? [code] : []));

/** The codes that the words of the set move, as they are then. */
function movedBy(set: ExportSet, codes: readonly CostCode[], at: string, session: string | null): CostCode[] {
  const words = new Map(set.requests.map((request) => [request.code, set.words[request.requestID]]));
  return codes.flatMap((code) => {
    const word = words.get(code.id);
    if (!isSettled(word) || code.messageSet !== set.set) return [];
    const step = stepBy(word, code, set.set, byConnector(at), session);
    return step.ok ? [step.code] : [];
  });
}

/** The items of codes that are in QuickBooks from now on: they count at once for what it has. */
const freshIn = (set: ExportSet, codes: readonly CostCode[]): Item[] => {
  const waiting = new Set(codes.flatMap(({ id, messageSet }) => (messageSet === set.set ? [id] : [])));
  return set.requests.flatMap((request) => {
    const word = set.words[request.requestID];
    return word?.kind === 'synced' && waiting.has(request.code) ? [itemOf(request, word)] : [];
  });
};

function itemOf(request: CodeRequest, word: Synced): Item {
  const { description, incomeAccount, expenseAccount, class: itsClass, parent, active } = toldBy(request);
  const { listID, editSequence, fullName } = word;
  return {
    listID,
    editSequence,
    fullName,
    name: leafOf(fullName),
    type: 'Service',
    isActive: active,
    parentListID: parent || null,
    sides: expenseAccount === null ? 'one' : 'two',
    description: description || null,
    incomeAccount,
    expenseAccount,
    class: itsClass,
    ...word.shown,
  };
}

/** One that somebody has made: nothing more is known of it before it is read. */
const barely = ({ listID, fullName, editSequence }: CodeItem): Item => ({
  listID,
  editSequence,
  fullName,
  name: leafOf(fullName),
  type: 'Service',
  isActive: true,
  parentListID: null,
  sides: null,
  description: null,
  incomeAccount: null,
  expenseAccount: null,
  class: null,
});

/** What QuickBooks has by a request that was done. */
function toldBy(request: CodeRequest): Omit<ItemValues, 'name'> {
  if (request.kind === 'ItemServiceMod') return { ...request.told, ...request.sent.changed };
  const { parent, class: itsClass = null, ...sent } = request.sent;
  const below = parent !== null && 'listID' in parent ? parent.listID : '';
  return { ...sent, class: itsClass, parent: below, active: true };
}

/** Items of parents that were made anew, each with a code that found it out. */
const newParentsIn = (set: ExportSet): (NewParent & { readonly code: string })[] => {
  const all = set.requests.flatMap(({ requestID, code }) => {
    const word = set.words[requestID];
    return word?.kind === 'notDone' && word.parent ? [{ ...word.parent, code }] : [];
  });
  return [...new Map(all.map((each) => [each.gone, each])).values()];
};

/** Their codes with the items that they have now: whatever comes below them is told to QuickBooks by these. */
const madeAnew = (made: readonly NewParent[], above: readonly CostCode[], at: string): CostCode[] =>
  made.flatMap(({ gone, item }) =>
    above.flatMap((code) => {
      const step = relink(code, byConnector(at), gone, item);
      return step.ok ? [step.code] : [];
    }),
  );

function stepBy(word: RequestOutcome, code: CostCode, set: string, by: By, session: string | null): Step {
  switch (word.kind) {
    case 'synced':
      return done(code, by, set, itemBy(word), word.why);
    case 'failed':
      return fail(asSeen(code, word), by, set, word.problem, word.why);
    case 'notDone': {
      const skipped = word.again === 'nextSession' ? session : null;
      return notDoneYet(asSeen(code, word), by, set, word.problem, word.counts, skipped);
    }
  }
}

/** The item of a code from now on. One that was only found may have been changed since it was made: it is read before it is changed. */
function itemBy({ listID, fullName, editSequence, how, differs, shown }: Synced): CodeItem {
  const isRead = how === 'changed' || differs !== undefined || shown === undefined;
  return { listID, fullName, editSequence: isRead ? editSequence : null, ...(differs ? { differs } : {}) };
}

/** With its item as QuickBooks has shown it. */
const asSeen = (code: CostCode, { item }: { readonly item?: CodeItem }): CostCode =>
  item ? { ...code, item } : code;

const wordsIn = (set: ExportSet): Word[] =>
  set.requests.flatMap((request) => set.words[request.requestID] ?? []);

/** By the answer to an add, not by asking. */
const isDecided = (set: ExportSet) =>
  wordsIn(set).some(
    (word) =>
      (word.kind === 'synced' && word.how !== 'found') ||
      (word.kind === 'failed' && word.problem.statusCode !== null),
  );

const isInTheWay = (word: Word): boolean => word.kind === 'failed' && word.problem.help === 'breaks-off';

/** Its codes that are not known to be no culprits. */
const unreadIn = (set: ExportSet): string[] =>
  set.requests.flatMap(({ requestID, code }) => {
    const word = set.words[requestID];
    return word?.kind === 'notDone' && word.problem.help === 'with-others' ? [code] : [];
  });

/** The connection once a set is over: what follows from its words, in the one write that closes it. `moved`: its codes, as it has left them. */
function afterSet(
  connection: Connection,
  set: ExportSet,
  at: string,
  moved: readonly CostCode[],
): Connection {
  const codes = set.requests.map((request) => request.code);
  const left = lifted(connection.alarms, 'resolved');
  const closed: Connection = { ...connection, openSet: null, alarms: left };
  const toForget = set.handouts > 1 ? set.set : connection.toForget;
  if (set.phase === 'refused') {
    const refused = [...connection.refused.filter((name) => name !== set.set), set.set];
    const isAlarm = refused.length >= REFUSED_MAX && !connection.hasRead;
    const alarms = isAlarm ? withRefused(left, refusalOf(set), at) : left;
    const culprits = afterCulprit(connection.culprits);
    return { ...closed, toForget, alarms, suspicious: [], culprits, refused, alike: null };
  }
  // QuickBooks has decided on an add: it may be written to.
  let alarms = isDecided(set) ? lifted(left, 'add') : left;
  for (const word of wordsIn(set)) {
    if ((word.kind === 'failed' || word.kind === 'notDone') && word.fault)
      alarms = withFault(alarms, word.fault, word.problem, at);
  }
  alarms = withUnfinished(alarms, moved, at);
  const copies = withCopies({ ...connection, alarms }, set, at);
  alarms = copies.alarms;
  const { alike, raised } = countAlike(connection.alike, set);
  if (raised !== null) alarms = withAlike(alarms, raised, at);
  const unread = unreadIn(set);
  if (unread.length > 0) {
    const suspicious = suspectsOf(unread, codes.length);
    return { ...closed, toForget, alarms, gone: copies.gone, alike, suspicious };
  }
  // One that is alone with what it comes to is a culprit as well as one that is refused.
  const culprits = wordsIn(set).some(isInTheWay)
    ? afterCulprit(connection.culprits)
    : afterRead(connection.culprits, codes.length);
  return {
    ...closed,
    toForget,
    alarms,
    gone: copies.gone,
    alike,
    culprits,
    suspicious: withoutRead(connection.suspicious, codes),
  };
}

/**
 * Codes that were refused by themselves. QuickBooks reads other adds: they have failed. It has read none, and nothing is left to
 * try (`isLast`): that is the alarm `refused`, with which they wait like all others. Null where nothing is to be decided, or not yet.
 */
export function decideRefused(
  facts: Facts,
  isLast: boolean,
): Ask | { readonly writes: Write[]; readonly failed: number } | null {
  const { connection, known, now } = facts;
  const { refused, hasRead, alarms } = connection;
  if (refused.length === 0) return null;
  const isAlarm = alarms.some(({ code }) => code === 'refused');
  if (!isAlarm && !hasRead && !isLast) return null;
  if (!known.refusedSets) return { ask: { refusedSets: refused } };
  if (!isAlarm && !hasRead) {
    // The alarm first: without it the codes would be work again.
    const [last] = known.refusedSets.filter((set) => set.kind === 'export').slice(-1);
    const raised = withRefused(alarms, last ? refusalOf(last) : UNREAD, now);
    return { writes: [replace(CONNECTIONS, { ...connection, alarms: raised })], failed: 0 };
  }
  const sets = known.refusedSets.flatMap((set) =>
    set.kind === 'export'
      ? [set.phase === 'answered' ? set : withWords(set, refusedWords(set, isAlarm))]
      : [],
  );
  if (!known.refusedCodes) return { ask: { refusedCodes: sets.flatMap(settledCodes) } };
  const { refusedSets, refusedCodes } = known;
  const writes = sets.flatMap((set) => {
    const moved = movedBy(set, refusedCodes, now, null);
    return [
      ...(refusedSets.includes(set) ? [] : [replace(MESSAGE_SETS, set)]),
      ...(moved.length > 0 ? [replace(CODES, ...moved)] : []),
    ];
  });
  const count = sets.reduce((sum, set) => sum + set.requests.length, 0);
  return {
    writes: [...writes, replace(CONNECTIONS, { ...connection, refused: [] })],
    failed: isAlarm ? 0 : count,
  };
}

const refusalOf = ({ refusal }: ExportSet): string => refusal?.trim() || UNREAD;

function refusedWords(set: ExportSet, isAlarm: boolean): Map<string, Word> {
  const message = refusalOf(set);
  const word: Word = isAlarm
    ? notDone('no', 'now', problemOf('all-unreadable', message, '0x80040400'))
    : failed(problemOf('unreadable', message, '0x80040400'));
  const open = set.requests.filter((request) => !isSettled(set.words[request.requestID]));
  return new Map(open.map((request) => [request.requestID, word]));
}

/** Of codes that say they are in a set which is over those that it was sent without: QuickBooks has not seen them. */
export function freed(strays: NonNullable<PresentFacts['known']['exporting']>, at: string): CostCode[] {
  const problem = problemOf('not-processed', 'It was taken for a message set that had been sent without it.');
  return strays.flatMap(({ code, set }) => {
    if (set && set.phase !== 'answered') return [];
    if (set?.kind === 'export' && set.requests.some((request) => request.code === code.id)) return [];
    const step = notDoneYet(code, byConnector(at), code.messageSet ?? '', problem, 'no', null);
    return step.ok ? [step.code] : [];
  });
}
