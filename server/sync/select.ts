/**
 * Which codes come next: accepted ones that no alarm holds, each when its parent is in QuickBooks. A child never comes along with its
 * parent: something else may hold the parent's name, and the child would be added below that. Since whole levels come one after
 * the other, that makes a list one set longer for each level, however many codes it has.
 */
import { CODES, type Company, type CostCode, codeID, quickBooksList } from '../codes/model.ts';
import { parentsOf } from '../codes/view.ts';
import type { Store } from '../store/port.ts';
import { SLICE, turn } from '../turns.ts';
import { holdOf, holdsAll } from './alarms.ts';
import { firstHalf } from './bisect.ts';
import type { Connection } from './model.ts';

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

/** The codes of the next message set. */
export async function chooseCodes(
  store: Store,
  company: Company,
  connection: Connection,
  place: Place,
): Promise<Choice> {
  const suspicious = await stillSuspicious(store, company, connection, place);
  if (suspicious.length > 0) {
    const codes = suspicious.slice(0, firstHalf(suspicious.length));
    return { codes, cursor: place.cursor, suspicious: suspicious.map((code) => code.id) };
  }
  // As long as it is open whether QuickBooks refuses every code, one is enough to find out.
  const codes = connection.refused.length > 0 ? 1 : connection.batch;
  const limits = { codes, characters: CHARACTERS_MAX };
  return { ...(await nextCodes(store, company, connection, place, limits)), suspicious: [] };
}

/** Whether there is a code that could be exported now. Codes that wait for a parent or are held are no work. */
export async function hasWork(
  store: Store,
  company: Company,
  connection: Connection,
  place = FROM_THE_START,
): Promise<boolean> {
  const limits = { codes: 1, characters: CHARACTERS_MAX };
  return (await nextCodes(store, company, connection, place, limits)).codes.length > 0;
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
  return codes.filter((code) => code.parent === '' || parents.get(code.parent)?.status === 'synced');
}

export interface Selection {
  readonly codes: readonly CostCode[];
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
  if (holdsAll(connection.alarms)) return { codes: [], cursor: place.cursor };
  const found = await search(store, company, connection, place, limits);
  return found.codes.length > 0 || place.cursor === ''
    ? found
    : search(store, company, connection, { ...place, cursor: '' }, limits);
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
  const synced = new Map<string, boolean>();
  let characters = 0;
  let cursor = from;
  for (let limit = limits.codes; ; limit = Math.min(limit * 2, SLICE)) {
    if (cursor !== from) await turn();
    const page = await store.find(CODES, 'byQueue', {
      equals: [company.id, list, 'accepted'],
      after: cursor === '' ? undefined : cursor,
      limit,
    });
    const parents = new Set(page.map((code) => code.parent).filter((key) => key !== '' && !synced.has(key)));
    const read = await store.getMany(
      CODES,
      [...parents].map((key) => codeID(company.id, list, key)),
    );
    for (const parent of read) synced.set(parent.key, parent.status === 'synced');
    for (const code of page) {
      const isReady = code.parent === '' || synced.get(code.parent) === true;
      const isTried = code.skipSession !== null && code.skipSession === session;
      if (isReady && !isTried && holdOf(code, company, alarms) === null) {
        if (chosen.size > 0 && characters + code.description.length > limits.characters)
          return { codes: [...chosen.values()], cursor };
        chosen.set(code.key, code);
        characters += code.description.length;
      }
      cursor = code.queue;
      if (chosen.size === limits.codes) return { codes: [...chosen.values()], cursor };
    }
    if (page.length < limit) return { codes: [...chosen.values()], cursor };
  }
}
