/**
 * Which accepted codes stand aside, so that nobody looks at them, and when they are called back.
 *
 * - A search that passes over codes puts them aside: below a parent that is not on its way to QuickBooks, or held by an alarm.
 * - A parent that comes into QuickBooks calls its children back. That is stored with the end of its set (Connection.calling) and done
 *   in steps, each of which can be repeated. Nobody is forgotten between the two: a parent is marked as awaited before a child of it is
 *   put aside, under the guard that it was not there yet; and the call writes each accepted child, so whoever has seen the child
 *   before, and its parent not there, can put it aside no more.
 * - What an alarm holds is called back as soon as the alarm or the company's accounts are others: its place tells (codes/aside.ts).
 * - Each poll looks after a few of the parents that are waited for, in turn: an earlier version may have brought one there without
 *   calling.
 */
import {
  ALL_BELOW,
  ALL_HELD,
  groupAround,
  heldGroup,
  isAside,
  ownPlace,
  placeBelow,
  placeHeld,
} from '../codes/aside.ts';
import {
  CODES,
  type Company,
  type CostCode,
  codeID,
  isInQuickBooks,
  quickBooksList,
} from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { SLICE } from '../turns.ts';
import { accountAlarmOf, accountAlarmsIn } from './alarms.ts';
import { note, replace, type Write } from './commit.ts';
import { CONNECTIONS, type Connection, type RaisedAlarm } from './model.ts';

/** A parent whose children are being called back; those up to `after` (CostCode.order) have been. */
export interface Calling {
  readonly parent: string;
  readonly after: string;
}

/** So many are put aside by one search. */
export const ASIDE_MAX = 5_000;
/** So many groups are looked after by a poll. */
const LOOKED_AFTER = 3;

/** Codes that a search puts aside, and their parents as awaited. */
export interface Aside {
  readonly parents: readonly CostCode[];
  readonly codes: readonly CostCode[];
}

export const NOBODY: Aside = { parents: [], codes: [] };

/** The parents first: without their marks nobody is put aside. */
export const asideWrites = ({ parents, codes }: Aside): Write[] => [
  ...(parents.length > 0 ? [replace(CODES, ...parents)] : []),
  ...(codes.length > 0 ? [note(replace(CODES, ...codes))] : []),
];

/**
 * An accepted code that a search passed over, as it stands aside; null where it is to be looked at again. `missing`: its parent, where
 * that is not in QuickBooks.
 */
export function asideFor(
  code: CostCode,
  missing: CostCode | null,
  company: Company,
  alarms: readonly RaisedAlarm[],
): CostCode | null {
  if (missing) return isFarOff(missing) ? { ...code, queue: placeBelow(code) } : null;
  const alarm = accountAlarmOf(code, company, alarms);
  return alarm && { ...code, queue: placeHeld(code, company, alarm.account) };
}

/** It is not going to be in QuickBooks by the next set or two. */
const isFarOff = (parent: CostCode): boolean =>
  parent.status === 'accepted' ? isAside(parent) : parent.status !== 'exporting';

/** Those that came into QuickBooks while somebody waits for them, by key. */
export const awaitedIn = (codes: readonly CostCode[]): string[] =>
  codes.flatMap((code) => (isInQuickBooks(code) && code.awaited ? [code.key] : []));

/** With the children of these to be called back. */
export function withCalling(calling: readonly Calling[], parents: readonly string[]): readonly Calling[] {
  const fresh = parents.filter((parent) => !calling.some((each) => each.parent === parent));
  return fresh.length === 0 ? calling : [...calling, ...fresh.map((parent) => ({ parent, after: '' }))];
}

/** One step of calling back: codes as they stand in the queue again, and what is left to be called. */
export interface Called {
  readonly codes: readonly CostCode[];
  readonly calling: readonly Calling[];
}

/** Null where nobody is to be called. */
export async function nextCalled(
  store: Store,
  company: Company,
  { alarms, calling }: Connection,
): Promise<Called | null> {
  const [first, ...rest] = calling;
  if (!first) {
    const codes = await wronglyHeld(store, company, alarms, SLICE);
    return codes.length > 0 ? { codes: codes.map(inQueue), calling } : null;
  }
  const children = await store.find(CODES, 'byParent', {
    equals: [company.id, quickBooksList(company).id, first.parent],
    after: first.after === '' ? undefined : first.after,
    limit: SLICE,
  });
  const last = children.at(-1);
  return {
    // Those in the queue, too: somebody may be about to put them aside.
    codes: children.filter(({ status }) => status === 'accepted').map(inQueue),
    calling: last && children.length === SLICE ? [{ ...first, after: last.order }, ...rest] : rest,
  };
}

/** The codes first: a step that is not known to be done is done again. */
export const calledWrites = (connection: Connection, { codes, calling }: Called): Write[] => [
  ...(codes.length > 0 ? [replace(CODES, ...codes)] : []),
  ...(calling === connection.calling ? [] : [replace(CONNECTIONS, { ...connection, calling })]),
];

const inQueue = (code: CostCode): CostCode => ({ ...code, queue: ownPlace(code) });

/** Held for an alarm that is over, or by accounts that are not the company's any more. */
export async function wronglyHeld(
  store: Store,
  company: Company,
  alarms: readonly RaisedAlarm[],
  limit: number,
): Promise<CostCode[]> {
  const right = new Set(accountAlarmsIn(alarms).map(({ account }) => heldGroup(company, account).before));
  for (let after = ALL_HELD.before; ; ) {
    const found = await aside(store, company, after, limit);
    const codes = found.filter(({ queue }) => queue < ALL_HELD.behind);
    const [first] = codes;
    if (!first) return [];
    const group = groupAround(first);
    if (!right.has(group.before)) return codes.filter(({ queue }) => queue < group.behind);
    after = group.behind;
  }
}

/** Whether codes stand aside for the alarm of this account, as things are. */
export async function isHolding(store: Store, company: Company, account: string): Promise<boolean> {
  const group = heldGroup(company, account);
  const [first] = await aside(store, company, group.before, 1);
  return first !== undefined && first.queue < group.behind;
}

/** Parents that are there by now though nobody called their children, and where the next poll goes on. */
export interface LookedAfter {
  readonly parents: readonly string[];
  readonly after: string;
}

/** Looks after the next few parents that are waited for. */
export async function lookAfter(store: Store, company: Company, from: string): Promise<LookedAfter> {
  const parents: string[] = [];
  let after = from === '' ? ALL_BELOW.before : from;
  for (let group = 0; group < LOOKED_AFTER; group++) {
    const [first] = await aside(store, company, after, 1);
    if (!first || first.queue > ALL_BELOW.behind) return { parents, after: '' };
    const parent = await store.get(CODES, codeID(company.id, first.list, first.parent));
    if (parent && isInQuickBooks(parent)) parents.push(parent.key);
    after = groupAround(first).behind;
  }
  return { parents, after };
}

const aside = (store: Store, company: Company, after: string, limit: number): Promise<CostCode[]> =>
  store.find(CODES, 'byQueue', {
    equals: [company.id, quickBooksList(company).id, 'accepted'],
    after,
    limit,
  });
