/**
 * Which codes come next: accepted ones that no alarm holds, each when its parent is in QuickBooks. A child never comes along with its
 * parent: something else may hold the parent's name, and the child would be added below that. Since whole levels come one after
 * the other, that makes a list one set longer for each level, however many codes it has.
 */
import { isAside } from '../codes/aside.ts';
import { hasActiveBelow } from '../codes/below.ts';
import {
  CODES,
  type Company,
  type CostCode,
  codeID,
  isInQuickBooks,
  quickBooksList,
} from '../codes/model.ts';
import { parentsOf } from '../codes/view.ts';
import type { Store } from '../store/port.ts';
import { SLICE, turn } from '../turns.ts';
import { holdOf, holdsAll } from './alarms.ts';
import { firstHalf, groupSize } from './bisect.ts';
import type { Connection } from './model.ts';
import { problemOf } from './outcomes.ts';
import { setSize } from './pace.ts';
import { ASIDE_MAX, type Aside, asideFor, NOBODY, wronglyHeld } from './waiting.ts';

export interface Limits {
  readonly codes: number;
  /** Of descriptions, the only long texts of a request. */
  readonly characters: number;
}

/** Where a session is in its search. */
export interface Place {
  /** Codes that were tried in it already are left for the next one. */
  readonly session: string;
  readonly cursor: string;
}

/** Of no session. */
export const FROM_THE_START: Place = { session: '', cursor: '' };
/** Of the descriptions in a set. */
const CHARACTERS_MAX = 200_000;

export interface Choice extends Selection {
  /** The suspicious codes that are left, the ones of the choice among them. */
  readonly suspicious: readonly string[];
}

/** Where the next set begins, and the most requests that it may have. */
export interface ChoiceOf {
  readonly place: Place;
  readonly max: number;
}

/** The codes of the next message set. */
export async function chooseCodes(
  store: Store,
  company: Company,
  connection: Connection,
  { place, max }: ChoiceOf,
): Promise<Choice> {
  const suspicious = await stillSuspicious(store, company, connection, place);
  if (suspicious.length > 0) {
    const codes = suspicious.slice(0, firstHalf(suspicious.length));
    return { codes, aside: NOBODY, cursor: place.cursor, suspicious: suspicious.map((code) => code.id) };
  }
  // As long as it is open whether QuickBooks refuses every code, one is enough to find out.
  const codes =
    connection.refused.length > 0
      ? 1
      : Math.min(setSize(connection.pace, max), groupSize(connection.culprits));
  const limits = { codes, characters: CHARACTERS_MAX };
  return { ...(await nextCodes(store, company, connection, place, limits)), suspicious: [] };
}

/** Whether there is something to do for a session, and who was found to wait. */
export interface Work {
  readonly isThere: boolean;
  readonly aside: Aside;
}

/** Whether there is a code that could be exported now, or one to be called back. Codes that wait for a parent or are held are no work. */
export async function findWork(
  store: Store,
  company: Company,
  connection: Connection,
  place = FROM_THE_START,
): Promise<Work> {
  if (connection.calling.length > 0) return { isThere: true, aside: NOBODY };
  const limits = { codes: 1, characters: CHARACTERS_MAX };
  const { codes, aside } = await nextCodes(store, company, connection, place, limits);
  if (codes.length > 0 || holdsAll(connection.alarms)) return { isThere: codes.length > 0, aside };
  const called = await wronglyHeld(store, company, connection.alarms, 1);
  return { isThere: called.length > 0, aside };
}

async function stillSuspicious(
  store: Store,
  company: Company,
  { suspicious, alarms }: Connection,
  { session }: Place,
): Promise<CostCode[]> {
  if (suspicious.length === 0) return [];
  const codes = (await store.getMany(CODES, suspicious)).filter(
    (code) =>
      code.status === 'accepted' &&
      (code.skipSession === null || code.skipSession !== session) &&
      holdOf(code, company, alarms) === null,
  );
  codes.sort((a, b) => (a.queue < b.queue ? -1 : 1));
  const parents = await parentsOf(store, codes);
  const ready: CostCode[] = [];
  for (const code of codes) {
    const parent = parents.get(code.parent);
    const isParentThere = code.parent === '' || (isInQuickBooks(parent) && !isBecomingActive(parent));
    if (isParentThere && (await mayChange(store, code))) ready.push(code);
  }
  return ready;
}

/**
 * Whether an item can become active or inactive now: nothing active may be below an inactive one. So it waits for what is below it to
 * become inactive, and for its parent to become active.
 */
async function mayChange(store: Store, code: CostCode): Promise<boolean> {
  const was = code.told?.active ?? true;
  if (code.item === null || code.active === was) return true;
  if (!code.active) return !(await hasActiveBelow(store, code));
  const above = await store.get(CODES, codeID(code.company, code.list, code.parent));
  return above?.told?.active !== false;
}

/** Its item is inactive as yet: QuickBooks takes nothing new below it. */
const isBecomingActive = (parent: CostCode | undefined): boolean =>
  parent?.told?.active === false &&
  parent.active &&
  (parent.status === 'accepted' || parent.status === 'exporting');

/** Said of a code that waits so; it stays where it is in the queue. */
const WAITS_FOR_CHILDREN = problemOf('waits-for-children', 'Active codes are below it in QuickBooks.');
const WAITS_FOR_ACTIVE = problemOf('waits-for-active-parent', 'Its parent is inactive in QuickBooks.');

/** With what it waits for, if that is not said yet. */
function toldToWait(code: CostCode): CostCode[] {
  const problem = code.active ? WAITS_FOR_ACTIVE : WAITS_FOR_CHILDREN;
  return code.problem?.help === problem.help ? [] : [{ ...code, problem }];
}

export interface Selection {
  readonly codes: readonly CostCode[];
  /** Those that it passed over. */
  readonly aside: Aside;
  /** Where the next search goes on. */
  readonly cursor: string;
}

/**
 * Codes are gone through once by their level, so a long list costs each code one look: when a level is reached, the one above
 * it has been answered. What that passes over (accepted or moved meanwhile) is found by one more search from the start.
 */
async function nextCodes(
  store: Store,
  company: Company,
  connection: Connection,
  place: Place,
  limits: Limits,
): Promise<Selection> {
  if (holdsAll(connection.alarms)) return { codes: [], aside: NOBODY, cursor: place.cursor };
  const found = await search(store, company, connection, place, limits);
  if (found.codes.length > 0 || place.cursor === '') return found;
  return search(store, company, connection, { ...place, cursor: '' }, limits);
}

async function search(
  store: Store,
  company: Company,
  { alarms }: Connection,
  { session, cursor: from }: Place,
  limits: Limits,
): Promise<Selection> {
  const list = quickBooksList(company).id;
  const chosen = new Map<string, CostCode>();
  const there = new Set<string>();
  const becoming = new Set<string>();
  const awaited = new Map<string, CostCode>();
  const aside: CostCode[] = [];
  let characters = 0;
  let cursor = from;
  const selection = () => ({
    codes: [...chosen.values()],
    aside: { parents: [...awaited.values()], codes: aside },
    cursor,
  });
  for (let limit = limits.codes; ; limit = Math.min(limit * 2, SLICE)) {
    if (cursor !== from) await turn();
    const found = await store.find(CODES, 'byQueue', {
      equals: [company.id, list, 'accepted'],
      after: cursor === '' ? undefined : cursor,
      limit,
    });
    const page = found.filter((code) => !isAside(code));
    // Those that are not there yet are read after each page: who waits for them is known by what was so later (waiting.ts).
    const keys = new Set(page.map(({ parent }) => parent).filter((key) => key !== '' && !there.has(key)));
    const read = await store.getMany(
      CODES,
      [...keys].map((key) => codeID(company.id, list, key)),
    );
    const parents = new Map(read.map((parent) => [parent.key, parent]));
    for (const parent of read) {
      if (isInQuickBooks(parent)) there.add(parent.key);
      if (isBecomingActive(parent)) becoming.add(parent.key);
    }
    for (const code of page) {
      const isReady = code.parent === '' || there.has(code.parent);
      const isTried = code.skipSession !== null && code.skipSession === session;
      const isSendable = isReady && !isTried && holdOf(code, company, alarms) === null;
      const isTooEarly = code.item === null ? becoming.has(code.parent) : !(await mayChange(store, code));
      if (isSendable && isTooEarly) {
        if (aside.length < ASIDE_MAX) aside.push(...toldToWait(code));
      } else if (isSendable) {
        if (chosen.size > 0 && characters + code.description.length > limits.characters) return selection();
        chosen.set(code.key, code);
        characters += code.description.length;
      } else if (!isTried && aside.length < ASIDE_MAX) {
        const missing = isReady ? null : parents.get(code.parent);
        const waiting = missing === undefined ? null : asideFor(code, missing, company, alarms);
        if (waiting) aside.push(waiting);
        if (waiting && missing && !missing.awaited) awaited.set(missing.key, { ...missing, awaited: true });
      }
      cursor = code.queue;
      if (chosen.size === limits.codes) return selection();
    }
    if (page.length < limit) return selection();
  }
}
