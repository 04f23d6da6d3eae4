/** What must hold: in every state, and where nothing is left to do. Each gives the broken promise in words, or null. */
import type { CostCode } from '../../../server/codes/model.ts';
import { isSettled } from '../../../server/sync/outcomes.ts';
import { itemOf, type Kind, listIDOf, type QuickBooks } from './quickbooks.ts';
import type { Kept } from './server.ts';

export function brokenNow({ connection, sets, codes }: Kept, books: QuickBooks): string | null {
  const isResolving = new Set([
    ...(connection.openSet === null ? [] : [connection.openSet]),
    ...connection.refused,
  ]);
  for (const { set, kind, phase } of sets) {
    if (kind === 'export' && (phase === 'open' || phase === 'refused') && !isResolving.has(set))
      return `a second open set: ${set}`;
  }
  const owners = new Map<string, string>();
  for (const code of codes) {
    const { code: name, status, messageSet } = code;
    if (status === 'exporting' && !isResolving.has(messageSet ?? ''))
      return `${name} is exporting, in no open set`;
    if (status !== 'exporting' && messageSet !== null) return `${name} is ${status} and in a set`;
    const holders = sets.filter(
      (set) =>
        set.kind === 'export' &&
        set.phase !== 'answered' &&
        set.requests.some((each) => each.code === code.id && !isSettled(set.words[each.requestID])),
    );
    if (holders.length > 1) return `${name} is in two sets`;
    if (status === 'failed' && code.problem === null) return `${name} failed without a problem`;
    if (status !== 'synced') continue;
    const other = owners.get(code.listID);
    if (other !== undefined) return `${name} has the item of ${other}`;
    owners.set(code.listID, name);
    const wrong = wrongItem(code, codes, books);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Synced: an item that was made for it, or one that somebody else made for the same: a Service Item in the same place. */
function wrongItem(code: CostCode, codes: readonly CostCode[], books: QuickBooks): string | null {
  const item = [...books.items, ...books.gone].find(({ id }) => listIDOf(id) === code.listID);
  if (!item) return `${code.code} is synced with ${code.listID}, which never was`;
  if (books.before?.includes(item.id))
    return `${code.code} is synced with an item of the company file before`;
  if (item.madeFor === code.itemName) return null;
  if (item.madeFor !== null) return `${code.code} is synced with the item made for ${item.madeFor}`;
  if (item.type !== 'Service') return `${code.code} is synced with a ${item.type} item`;
  const parent = codes.find(({ key }) => key === code.parent);
  // A parent that is to be synced yet is looked at when it is.
  if (parent && parent.status !== 'synced') return null;
  const wanted = parent?.listID || 'none';
  const above = item.parent === null ? 'none' : listIDOf(item.parent);
  return wanted === above ? null : `${code.code} adopted an item below ${above}, its parent is ${wanted}`;
}

/** An alarm holds all codes. */
export const isHeld = ({ connection }: Kept): boolean =>
  connection.alarms.some(({ code }) => code === 'refused' || code === 'permission');

export interface Rest {
  /** Nobody has done anything, and no code was refused but those at which QuickBooks breaks. */
  readonly isUndisturbed: boolean;
  /** Nor went anything wrong. */
  readonly isSmooth: boolean;
}

/** Nothing is left to do, as far as the server knows. */
export function brokenAtRest(
  kept: Kept,
  books: QuickBooks,
  kind: Kind,
  { isUndisturbed, isSmooth }: Rest,
): string | null {
  const { connection, codes } = kept;
  if (connection.openSet !== null) return 'nothing to do, and a set is open';
  if (connection.refused.length > 0) return 'nothing to do, and refused codes are undecided';
  const breaksAt = (code: CostCode): boolean => {
    const parent = codes.find(({ key }) => key === code.parent);
    return kind.breaks?.at.includes(code.itemName) === true || (parent !== undefined && breaksAt(parent));
  };
  const isReading = codes.some((code) => !breaksAt(code));
  for (const code of codes) {
    const { code: name, status } = code;
    if (status === 'exporting') return `${name} stays exporting`;
    const isWaiting = codes.find(({ key }) => key === code.parent)?.status === 'failed';
    if (status === 'accepted' && !isWaiting && !isHeld(kept))
      return `${name} stays accepted, and nothing is in its way`;
    if (code.problem?.help === 'unreadable' && !isReading)
      return `${name} is failed, and QuickBooks reads no code at all`;
    if (status === 'synced') continue;
    if (isUndisturbed && !breaksAt(code)) return `${name} is ${status}, and nobody had done anything`;
    if (isSmooth && isReading && isHeld(kept)) return `${name} is held, and QuickBooks reads others`;
    const lost = books.items.find(
      (item) =>
        item.madeFor === code.itemName &&
        (kind.guids === 'told' || !isHidden(books, item.id)) &&
        !item.isLate,
    );
    if (lost) return `${name} is ${status}, and its item is in QuickBooks: ${listIDOf(lost.id)}`;
  }
  return null;
}

/** Neither by its name nor by its GUID. */
const isHidden = (books: QuickBooks, id: number): boolean => itemOf(books, id)?.isTouched === true;
