/**
 * Which codes come next: accepted ones that no alarm holds, each when its parent is in QuickBooks. A child never comes along with its
 * parent: something else may hold the parent's name, and the child would be added below that. Since whole levels come one after
 * the other, that makes a list one set longer for each level, however many codes it has.
 */
import { isAside } from '../codes/aside.ts';
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
    const ids = suspicious.map((code) => code.id);
    return { codes, above: [], aside: NOBODY, cursor: place.cursor, suspicious: ids };
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
  return codes.filter((code) => code.parent === '' || isInQuickBooks(parents.get(code.parent)));
}

export interface Selection {
  readonly codes: readonly CostCode[];
  /** Those directly above them, as far as they were read. */
  readonly above: readonly CostCode[];
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
  if (holdsAll(connection.alarms)) return { codes: [], above: [], aside: NOBODY, cursor: place.cursor };
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
  const there = new Map<string, CostCode>();
  const awaited = new Map<string, CostCode>();
  const aside: CostCode[] = [];
  let characters = 0;
  let cursor = from;
  const selection = () => ({
    codes: [...chosen.values()],
    above: [...there.values()],
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
    for (const parent of read) if (isInQuickBooks(parent)) there.set(parent.key, parent);
    for (const code of page) {
      const isReady = code.parent === '' || there.has(code.parent);
      const isTried = code.skipSession !== null && code.skipSession === session;
      if (isReady && !isTried && holdOf(code, company, alarms) === null) {
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
