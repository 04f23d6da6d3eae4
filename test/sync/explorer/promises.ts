/** What must hold: in every state, and where nothing is left to do. Each gives the broken promise in words, or null. */
import type { CostCode } from '../../../server/codes/model.ts';
import { isSettled } from '../../../server/sync/outcomes.ts';
import { type Field, itemOf, type Kind, listIDOf, type QuickBooks } from './quickbooks.ts';
import type { Kept } from './server.ts';

/** What a step may not lead to. `isLate`: an answer that is older than what it is compared with. */
export function brokenBy(
  before: Kept,
  after: Kept,
  booksBefore: QuickBooks,
  books: QuickBooks,
  { isLate }: { readonly isLate: boolean },
): string | null {
  return strayed(before, booksBefore, books) ?? (isLate ? null : believed(before, after, books));
}

/** Taken for an item, in this step, that was not there any more. What was taken for one before is only settled now. */
function believed(before: Kept, after: Kept, { gone }: QuickBooks): string | null {
  const said = new Set([...listIDsSaid(before), ...before.codes.map(({ listID }) => listID)]);
  const isNews = (listID: string) => listID !== '' && !said.has(listID);
  for (const { code, status, listID } of after.codes) {
    if (status === 'synced' && isNews(listID) && isGone(listID))
      return `${code} is synced with ${listID}, which is gone`;
  }
  const word = listIDsSaid(after).find((listID) => isNews(listID) && isGone(listID));
  return word === undefined ? null : `the word of a request is ${word}, which is gone`;

  function isGone(listID: string): boolean {
    return gone.some(({ id }) => listIDOf(id) === listID);
  }
}

/** Of all words that are final. */
const listIDsSaid = ({ sets }: Kept): string[] =>
  sets.flatMap((set) => {
    const words = set.kind === 'export' ? Object.values(set.words) : [];
    return words.flatMap((word) => (word.kind === 'synced' ? [word.listID] : []));
  });

/** Added below an item that is not its parent's. */
function strayed({ codes }: Kept, before: QuickBooks, { items }: QuickBooks): string | null {
  if (before.items === items) return null;
  for (const item of items) {
    if (item.madeFor === null || itemOf(before, item.id)) continue;
    const code = codes.find(({ itemName }) => itemName === item.madeFor);
    const parent = codes.find(({ key }) => key === code?.parent);
    const above = item.parent === null ? '' : listIDOf(item.parent);
    if (code && above !== (parent?.listID ?? ''))
      return `${code.code} was added below ${above || 'none'}, its parent has ${parent?.listID || 'none'}`;
  }
  return null;
}

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
    if (status === 'failed' && WAITING.has(code.problem?.help ?? ''))
      return `${name} has failed with the advice of a code that waits: ${code.problem?.help}`;
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
  // People have put it where it is.
  if (item.isTouched) return null;
  const parent = codes.find(({ key }) => key === code.parent);
  // A parent that is to be synced yet is looked at when it is.
  if (parent && parent.status !== 'synced') return null;
  const wanted = parent?.listID || 'none';
  const above = item.parent === null ? 'none' : listIDOf(item.parent);
  return wanted === above ? null : `${code.code} adopted an item below ${above}, its parent is ${wanted}`;
}

/** Topics of codes that are tried again by themselves. */
const WAITING: ReadonlySet<string> = new Set([
  ...['lock', 'not-now', 'internal-error', 'not-processed', 'not-answered', 'answer-too-large', 'unclear'],
  ...['with-others', 'waits-for-parent', 'all-unreadable'],
]);

/** An alarm holds all codes. */
export const isHeld = ({ connection }: Kept): boolean =>
  connection.alarms.some(({ code }) => code === 'refused' || code === 'permission');

export interface Rest {
  /** A code was refused for a fault that it may fail for. */
  readonly isRefused: boolean;
  /** How many things people have done. */
  readonly deeds: number;
  /** How much has gone wrong, besides what QuickBooks always breaks at. */
  readonly faults: number;
}

/** Nothing is left to do, as far as the server knows. */
export function brokenAtRest(
  kept: Kept,
  books: QuickBooks,
  kind: Kind,
  { isRefused, faults, deeds }: Rest,
): string | null {
  const isUndisturbed = deeds === 0 && !isRefused;
  const { connection, codes } = kept;
  if (connection.openSet !== null) return 'nothing to do, and a set is open';
  if (connection.refused.length > 0) return 'nothing to do, and refused codes are undecided';
  const breaksAt = (code: CostCode): boolean => {
    const parent = codes.find(({ key }) => key === code.parent);
    return kind.breaks?.at.includes(code.itemName) === true || (parent !== undefined && breaksAt(parent));
  };
  /** What comes three times in a row to the same bytes is taken for one, and what is below it waits. */
  const isFact = ({ problem, parent }: CostCode): boolean => {
    const above = codes.find(({ key }) => key === parent);
    return problem?.help === 'breaks-off' || (above !== undefined && isFact(above));
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
    const unchanged = isUntold(code, books);
    if (unchanged !== null) return unchanged;
    if (status === 'synced') continue;
    if (isUndisturbed && !breaksAt(code) && !(faults >= 3 && isFact(code)))
      return `${name} is ${status}, and nobody had done anything`;
    if (isUndisturbed && faults === 0 && isReading && isHeld(kept))
      return `${name} is held, and QuickBooks reads others`;
    // It has its item: what is in the way of its change is another matter.
    if (code.item !== null) continue;
    if (!isRefused && deeds === 1 && status === 'failed' && kind.guids === 'told') {
      const missed = missedBy(code, codes, books);
      if (missed !== null) return missed;
    }
    if (kind.breaks?.how === 'unasked' && breaksAt(code)) continue;
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

/**
 * Of a code that had its item: it counts as told, and QuickBooks has something else, though nobody touched it; or it has failed, though
 * nobody has touched what was to be changed.
 */
function isUntold(code: CostCode, { items }: QuickBooks): string | null {
  const item = items.find(({ id }) => listIDOf(id) === code.listID);
  // One that somebody made anew in its place has what they gave it.
  if (!code.told || !item || item.madeFor === null) return null;
  const wanted = { name: code.itemName, desc: code.description, isActive: code.active };
  const isSo = (['name', 'desc', 'isActive'] as const).every(
    (field) => item[field] === wanted[field] || item.unseen.includes(field),
  );
  if (code.status === 'synced' && !item.isRestored && !isSo)
    return `${code.code} is synced, and its item is not as it is to be`;
  const toBeChanged: readonly Field[] = [
    code.itemName === code.told.name ? [] : ['name' as const],
    code.description === code.told.description ? [] : ['desc' as const],
    code.active === code.told.active ? [] : ['isActive' as const],
  ].flat();
  return code.problem?.help === 'changed-there' && !toBeChanged.some((field) => item.unseen.includes(field))
    ? `${code.code} is failed, and nobody has changed what is to be changed`
    : null;
}

/** It failed, and need not have: the very item is there, or one that was made anew for its parent. */
function missedBy(code: CostCode, codes: readonly CostCode[], books: QuickBooks): string | null {
  const isFree = ({ id, type, isActive }: (typeof books.items)[number]) =>
    type === 'Service' && isActive && !codes.some(({ listID }) => listID === listIDOf(id));
  const parent = codes.find(({ key }) => key === code.parent);
  const at = (above: string | null, name: string) =>
    books.items.find(
      (item) =>
        isFree(item) && item.name === name && (item.parent === null ? null : listIDOf(item.parent)) === above,
    );
  if (
    parent?.status === 'synced' &&
    at(null, parent.itemName) &&
    !books.items.some(({ id }) => listIDOf(id) === parent.listID)
  )
    return `${code.code} is failed, and the item of its parent has been made anew`;
  const isThere = at(parent?.listID ?? null, code.itemName);
  return isThere ? `${code.code} is failed, and ${listIDOf(isThere.id)} could be taken over` : null;
}

/** Neither by its name nor by its GUID. */
const isHidden = (books: QuickBooks, id: number): boolean => itemOf(books, id)?.isTouched === true;
