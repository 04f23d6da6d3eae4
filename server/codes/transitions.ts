/**
 * The states of a cost code, one guarded function a transition.
 *
 *     unsynced --send--> pending --accept--> accepted --claim--> exporting --answer--> synced
 *        ^                  |                 ^     ^                |  |
 *        |                  +--reject--> rejected   +--notDone-------+  +--answer--> failed --retry--> accepted
 *        +-- recall, or changed by an import            rejected --send--> pending
 *        +-- unlink (of a synced one)                   link --> synced
 *
 * - unsynced: imported, made by hand or pulled. Entered anew by `recall` and by a change of description, parent or class.
 * - pending: waits for the approver.
 * - accepted: waits for the connector, as long as its parent is not synced for that, too. With a `problem`: for another try.
 * - exporting: in the message set `messageSet`, whose answer has not been applied to it.
 * - synced: has an `item`. Entered from any state but `exporting` by `link`, left by `unlink`. Where the item was made anew in
 *   QuickBooks, it has the new one.
 * - failed: has a `problem`. rejected: has a `rejection`, which stays to be read until the code is accepted.
 *
 * Each function either returns the code as it is to be stored, with its entry in the history, or the reason why not.
 */
import { earlier } from '../clocks.ts';
import type { Rules } from './accounts.ts';
import { ownPlace } from './aside.ts';
import { changeOf, descriptionOf, type Parents, toldAssigned, toldOf, wantedOf, withTold } from './change.ts';
import {
  type Drifting,
  differencesOf,
  driftWords,
  NO_DRIFT,
  valuesIn,
  withDrift,
  withoutDrift,
  withoutItem,
} from './drift.ts';
import { withEntry } from './history.ts';
import {
  type CodeStatus,
  type CostCode,
  type Drift,
  type HistoryEntry,
  type Item,
  type ItemValues,
  isInQuickBooks,
  type Problem,
  placeOfMove,
  type SentChange,
  type SentItem,
  type Settled,
} from './model.ts';
import { onceFailed } from './once-failed.ts';

export interface By {
  readonly at: string;
  readonly by: string;
}

export type Step =
  | { readonly ok: true; readonly code: CostCode }
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): Step => ({ ok: false, reason });

/** Of a code that starts afresh: nothing of its earlier tries counts. */
export const UNTRIED = { skipSession: null, tries: 0, firstTryAt: null, vainSessions: 0 } as const;

export const TRIES_MAX = 5;
/** A lock means that somebody is at work: five sessions may pass before they go home. */
export const LOCK_MS = 60 * 60_000;
/** QuickBooks did not come to it in so many sessions in a row: somebody is told. */
export const VAIN_SESSIONS_MAX = 20;

/** QuickBooks has not come to it for so long that a person has to look. */
export const isUnfinished = ({ vainSessions }: Pick<CostCode, 'vainSessions'>): boolean =>
  vainSessions >= VAIN_SESSIONS_MAX;

/** Said of a code in a state that the verb does not apply to. */
const STATUS_WORDS: Readonly<Record<CodeStatus, string>> = {
  unsynced: 'has not been sent for approval',
  pending: 'waits for an approver',
  accepted: 'has been accepted and waits for the connector',
  exporting: 'is being exported to QuickBooks',
  synced: 'is already in QuickBooks',
  failed: 'failed to export',
  rejected: 'was rejected',
};

/** What people do to codes, and the states that each of it leads from; to an accepted code `accept` and `retry` give other accounts or another class. */
export const LEADS_FROM = {
  send: ['unsynced', 'rejected'],
  accept: ['pending'],
  reject: ['pending'],
  retry: ['failed'],
  recall: ['pending', 'accepted', 'rejected', 'failed'],
  discard: ['unsynced', 'pending', 'accepted', 'rejected', 'failed'],
  follow: ['unsynced', 'pending', 'accepted', 'synced', 'rejected', 'failed'],
  restore: ['unsynced', 'pending', 'accepted', 'synced', 'rejected', 'failed'],
} as const satisfies Readonly<Record<string, readonly CodeStatus[]>>;

/** One of them. */
export type QueueVerb = keyof typeof LEADS_FROM;

const leadsFrom = (verb: QueueVerb, { status }: CostCode): boolean =>
  (LEADS_FROM[verb] as readonly CodeStatus[]).includes(status);

const not = (code: CostCode): Step => refuse(`${code.code} ${STATUS_WORDS[code.status]}.`);

function move(
  code: CostCode,
  to: CodeStatus,
  { at, by }: By,
  why: string,
  changes: Partial<CostCode> = {},
): Step {
  const entry: HistoryEntry = { at, by, from: code.status, to, why };
  return {
    ok: true,
    // Whatever it waited for, it is looked at again.
    code: {
      ...code,
      queue: ownPlace(code),
      ...changes,
      status: to,
      history: withEntry(code.history, entry),
      updatedAt: at,
      moved: placeOfMove(code, at),
    },
  };
}

/** Sends an unsynced code for approval, or a rejected one again. */
export function send(code: CostCode, by: By): Step {
  if (!leadsFrom('send', code)) return not(code);
  return move(code, 'pending', by, code.status === 'rejected' ? 'sent again' : 'sent for approval', {
    sentBy: by.by,
  });
}

/** What somebody assigns to codes. What is absent is left as it is; null assigns none, which no rule changes. */
export interface Assigned {
  readonly incomeAccount?: string;
  readonly expenseAccount?: string | null;
  readonly class?: string | null;
}

/** Whether any account is assigned. */
export const assignsAccounts = ({ incomeAccount, expenseAccount }: Assigned): boolean =>
  incomeAccount !== undefined || expenseAccount !== undefined;

/** Whether anything is. */
export const assignsAny = (assigned: Assigned): boolean =>
  assignsAccounts(assigned) || assigned.class !== undefined;

/** What is assigned to a code, and since when it has each of it. */
export function dated(
  { namedAt }: Pick<CostCode, 'namedAt'>,
  { at }: Pick<By, 'at'>,
  { incomeAccount, expenseAccount, class: itsClass }: Assigned,
): Assigned & Pick<CostCode, 'namedAt'> {
  const assigned: Assigned = {
    ...(incomeAccount === undefined ? {} : { incomeAccount }),
    ...(expenseAccount === undefined ? {} : { expenseAccount }),
    ...(itsClass === undefined ? {} : { class: itsClass }),
  };
  if (!assignsAny(assigned)) return {};
  const now = Object.fromEntries(Object.keys(assigned).map((name) => [name, at]));
  return { ...assigned, namedAt: { ...namedAt, ...now } };
}

const assignedWords = ({ incomeAccount, expenseAccount, class: itsClass }: Assigned): string =>
  [
    incomeAccount === undefined ? [] : `income account ${incomeAccount}`,
    expenseAccount === undefined ? [] : `expense account ${expenseAccount ?? 'none'}`,
    itsClass === undefined ? [] : `class ${itsClass ?? 'none'}`,
  ]
    .flat()
    .join(', ');

const withAssigned = (words: string, assigned: Assigned): string =>
  assignsAny(assigned) ? `${words} with ${assignedWords(assigned)}` : words;

/** Accepts a pending code; an accepted one gets other accounts or another class. With four eyes nobody accepts what they sent. */
export function accept(code: CostCode, by: By, assigned: Assigned, fourEyes: boolean): Step {
  if (code.status === 'accepted' && assignsAny(assigned)) {
    return move(code, 'accepted', by, `changed to ${assignedWords(assigned)}`, dated(code, by, assigned));
  }
  if (!leadsFrom('accept', code)) return not(code);
  if (fourEyes && code.sentBy === by.by) {
    return refuse(`You sent ${code.code} yourself; this company wants somebody else to accept it.`);
  }
  return move(code, 'accepted', by, withAssigned('accepted', assigned), {
    ...dated(code, by, assigned),
    ...UNTRIED,
    rejection: null,
    problem: null,
  });
}

/** Rejects a pending code; `reason` is shown with it until it is accepted. */
export function reject(code: CostCode, by: By, reason: string): Step {
  if (!leadsFrom('reject', code)) return not(code);
  return move(code, 'rejected', by, reason, { rejection: { reason, by: by.by, at: by.at } });
}

/** Also of an accepted code that an alarm holds. */
export function retry(code: CostCode, by: By, assigned: Assigned, isHeld: boolean): Step {
  if (!leadsFrom('retry', code) && !(code.status === 'accepted' && isHeld)) return not(code);
  const { told, problem } = code;
  const seen = problem?.seen;
  const words = seen && told ? 'to be written over what was changed in QuickBooks' : 'to be tried again';
  return move(code, 'accepted', by, withAssigned(words, assigned), {
    ...dated(code, by, assigned),
    ...UNTRIED,
    ...(seen && told
      ? {
          told: { ...told, ...seen },
          ...withoutDrift(code, seen),
          item: readIn(code.item, seen),
        }
      : {}),
    problem: null,
  });
}

/** An item of which a person has seen this. */
function readIn(item: Item | null, seen: Partial<ItemValues>): Item | null {
  if (!item?.differs) return item;
  const { differs, ...rest } = item;
  const unread = differs.filter((field) => !(field in seen));
  return unread.length === 0 ? rest : { ...rest, differs: unread };
}

/** Takes a code back to `unsynced`, from any state but `exporting` and `synced`. */
export function recall(code: CostCode, by: By): Step {
  if (!leadsFrom('recall', code)) return not(code);
  return move(code, 'unsynced', by, 'recalled', { ...UNTRIED, problem: null });
}

/** What an import or an edit changes of a code that exists. Approval was of the old texts, so it is needed again. */
export interface Texts extends Assigned {
  readonly description: string;
  readonly parent: string;
  readonly itemName: string;
  readonly level: number;
  readonly queue: string;
  readonly active: boolean;
}

/** What a change of an item is judged by. */
export interface Around {
  readonly parents: Parents;
  readonly company: Rules;
}

/**
 * Gives a code new texts; they need approval, whatever state the code was in, but where they take back all that was changed of
 * its item: then it is `synced`. Not while it is `exporting`.
 */
export function change(code: CostCode, by: By, texts: Texts, why: string, around: Around): Step {
  if (code.status === 'exporting') return not(code);
  const kept = keepingTold(code, around);
  const next = { ...kept, ...texts, ...dated(code, by, texts), ...UNTRIED, problem: null };
  return isChanged(next, around)
    ? move(code, 'unsynced', by, why, next)
    : move(code, 'synced', by, why, { ...next, ...SETTLED });
}

/** Whether anything is to be sent of it: all of it, or what is changed of its item. */
const isChanged = (code: CostCode, { parents, company }: Around): boolean =>
  !isInQuickBooks(code) || changeOf(code, parents, company).length > 0;

/** With what was told, and how the code was when nothing was changed: before the first change is made. */
export function keepingTold(code: CostCode, { parents, company }: Around): CostCode {
  const told = toldOf(code, parents, company);
  if (told === null) return code;
  // It is told with the names that accounts and classes have by now.
  const [toldAt = ''] = [code.toldAt ?? code.updatedAt, company.renames?.at(-1)?.at ?? ''].sort().reverse();
  const { description, parent, itemName, active, incomeAccount, expenseAccount, class: itsClass } = code;
  const settled: Settled = {
    ...{ code: code.code, description, parent, itemName, active, told, toldAt },
    ...(incomeAccount === undefined ? {} : { incomeAccount }),
    ...(expenseAccount === undefined ? {} : { expenseAccount }),
    ...(itsClass === undefined ? {} : { class: itsClass }),
    ...(code.namedAt === undefined ? {} : { namedAt: code.namedAt }),
  };
  return { ...code, told, toldAt, settled: code.settled ?? settled };
}

/** Where a code hangs. */
export interface Place {
  /** The parent's key, '' for none. */
  readonly parent: string;
  readonly level: number;
}

/** Drops a change: the code is as it was when nothing was to be sent. `place`: of the parent that it had. */
export function discard(code: CostCode, by: By, { parent, level }: Place): Step {
  const { settled, told } = code;
  if (code.status === 'exporting') return not(code);
  if (settled === null || told === null) return refuse(`${code.code} has no change.`);
  const { incomeAccount: _, expenseAccount: __, class: ___, namedAt: ____, ...bare } = code;
  const { parent: _____, ...was } = settled;
  const next = { ...bare, ...was, parent, level };
  const drifted =
    code.drift?.item === null
      ? withoutItem(code.drift)
      : withDrift(code.drift, differencesOf(settled.told, told), code.item);
  return move({ ...next, status: code.status }, 'synced', by, 'the change was discarded', {
    ...SETTLED,
    ...drifted,
    // What it is written over next is not what was read last.
    ...(code.item && drifted.drift ? { item: { ...code.item, editSequence: null } } : {}),
    queue: ownPlace({ ...next, order: code.order }),
  });
}

const MISSING = ' is missing in QuickBooks';
const CHANGED = 'its item was changed in QuickBooks: ';

/** Whether an entry of a history is that a reading found the item not to be what it was. */
export const tellsDrift = ({ from, to, why }: HistoryEntry): boolean =>
  from === to && (why.startsWith(CHANGED) || why.endsWith(MISSING));

/** What a reading has found of its item. `fullName`: what it is called by now. */
export function seen(code: CostCode, by: By, drift: Drift | null, fullName: string): Step {
  if (code.item === null) return refuse(`${code.code} is not in QuickBooks.`);
  const item = { ...code.item, fullName };
  const isNew = JSON.stringify(code.drift?.fields) !== JSON.stringify(drift?.fields);
  const drifting = { drift, drifted: drift === null ? '' : 'yes', item } as const;
  // Another state of the same difference is no news.
  if (!isNew) return { ok: true, code: { ...code, ...drifting } };
  const why =
    drift === null
      ? 'its item in QuickBooks is as it was told again'
      : drift.item === null
        ? `its item ${fullName}${MISSING}`
        : `${CHANGED}${driftWords(drift)}`;
  return move(code, code.status, by, why, { ...drifting, queue: code.queue });
}

/** Takes over what QuickBooks has. `place`: where its parent is another one. A missing item unlinks. */
export function follow(code: CostCode, by: By, place: Place | null, around: Around): Step {
  const { drift } = code;
  if (code.status === 'exporting') return not(code);
  if (drift === null) return refuse(`${code.code} is in QuickBooks as it was told.`);
  if (drift.item === null) return unlink(code, by, 'the item is no longer there');
  const kept = keepingTold(code, around);
  if (kept.told === null) return refuse(`${code.code} is not in QuickBooks.`);
  const { name, parent: _, description, active, ...assigned } = valuesIn(drift);
  const texts = {
    ...(name === undefined ? {} : { itemName: name }),
    ...(description === undefined ? {} : { description }),
    ...(active === undefined ? {} : { active }),
    ...place,
  };
  const item = asRead(drift.item, kept.told);
  const next = { ...kept, ...texts, ...dated(code, by, assigned), item, ...NO_DRIFT };
  const told = { ...kept.told, ...valuesIn(drift), description: descriptionOf(next) };
  const all = {
    ...next,
    ...withTold(description === undefined ? { ...told, description: kept.told.description } : told, by.at),
    queue: ownPlace(next),
    ...UNTRIED,
    problem: null,
  };
  const why = `QuickBooks was followed: ${driftWords(drift)}`;
  return isChanged(all, around)
    ? move(code, 'unsynced', by, why, { ...all, settled: settledSince(kept, all, drift, by, around) })
    : move(code, 'synced', by, why, { ...all, ...SETTLED });
}

/** What a change that is left leads back to once QuickBooks was followed in something else. */
function settledSince(
  { settled, toldAt }: CostCode,
  followed: CostCode,
  drift: Drift,
  by: By,
  { company }: Around,
): Settled | null {
  if (settled === null) return null;
  const values = valuesIn(drift);
  const { name, parent, description, active, ...assigned } = values;
  const told = { ...settled.told, ...toldAssigned({ ...followed, ...settled }, company), ...values };
  return {
    ...settled,
    ...(name === undefined ? {} : { itemName: name }),
    ...(parent === undefined ? {} : { parent: followed.parent }),
    ...(description === undefined ? {} : { description }),
    ...(active === undefined ? {} : { active }),
    ...dated(settled, by, assigned),
    told: description === undefined ? told : { ...told, description: descriptionOf({ description }) },
    toldAt: toldAt ?? settled.toldAt,
  };
}

/** Ours becomes a change over what QuickBooks has. A missing item becomes an add. */
export function restore(code: CostCode, by: By, around: Around): Step {
  const { drift } = code;
  if (code.status === 'exporting') return not(code);
  if (drift === null) return refuse(`${code.code} is in QuickBooks as it was told.`);
  if (drift.item === null)
    return move(code, 'unsynced', by, 'to be added anew: its item is missing in QuickBooks', WITHOUT_ITEM);
  const kept = keepingTold(code, around);
  if (kept.told === null) return refuse(`${code.code} is not in QuickBooks.`);
  const values = valuesIn(drift);
  // What nobody named was told once: by that it is ours.
  const ours = Object.fromEntries(
    ASSIGNABLE.filter((field) => field in values && code[field] === undefined).map((field) => [
      field,
      kept.told?.[field],
    ]),
  );
  return move(code, 'unsynced', by, `to be as it was: ${driftWords(drift)}`, {
    ...kept,
    ...dated(code, by, ours),
    ...withTold({ ...kept.told, ...values }, by.at),
    ...NO_DRIFT,
    ...UNTRIED,
    item: asRead(drift.item, kept.told),
    problem: null,
  });
}

/** A reading does not show what stands on purchases: a description for both sides is only written once that was read. */
const asRead = (item: Item, told: ItemValues): Item =>
  told.expenseAccount === null ? item : { ...item, differs: ['description'] };

const ASSIGNABLE = ['incomeAccount', 'expenseAccount', 'class'] as const;

/** The code has become this item of QuickBooks, whoever made it: it was told what the code says. From any state but `exporting`. */
export function link(code: CostCode, by: By, item: Item, { parents, company }: Around): Step {
  if (code.status === 'exporting') return not(code);
  const why = `linked with the item ${item.fullName} of QuickBooks, ListID ${item.listID}`;
  const told = wantedOf({ ...code, item: null, active: true }, parents, company);
  return move(code, 'synced', by, why, {
    ...LOOSE,
    ...SETTLED,
    ...withTold(told, by.at),
    // It may have other values than it was told by that: it is read before it is changed.
    item: { ...item, editSequence: null },
    listID: item.listID,
  });
}

/**
 * Accepts a code whose name an inactive item holds: that is its item from now on, which was told what the code says, and is to be
 * made active. That is a change like any other; dropped, the code stays linked with the item as it is.
 */
export function acceptInactive(
  code: CostCode,
  by: By,
  assigned: Assigned,
  fourEyes: boolean,
  item: Item,
  around: Around,
): Step {
  const accepted = accept(code, by, assigned, fourEyes);
  if (!accepted.ok) return accepted;
  const told = {
    ...wantedOf({ ...accepted.code, item: null, active: true }, around.parents, around.company),
    active: false,
  };
  const linked = keepingTold(
    {
      ...accepted.code,
      ...LOOSE,
      ...withTold(told, by.at),
      active: false,
      // It is read before it is changed.
      item: { ...item, editSequence: null },
      listID: item.listID,
    },
    around,
  );
  const why = `the inactive item ${item.fullName} of QuickBooks is to be made active, ListID ${item.listID}`;
  return move(linked, 'accepted', by, why, { active: true });
}

/** The code has nothing to do with its item any more, which stays in QuickBooks as it is. */
export function unlink(code: CostCode, by: By, reason: string): Step {
  if (code.status === 'exporting') return not(code);
  if (!isInQuickBooks(code)) return refuse(`${code.code} is not in QuickBooks.`);
  return move(code, 'unsynced', by, `unlinked from the item ${code.item?.fullName}: ${reason}`, WITHOUT_ITEM);
}

/** Of a code that gets or loses its item without being exported: what was sent before is not about that item. */
const LOOSE = { ...UNTRIED, ...NO_DRIFT, problem: null, sent: null, active: true, settled: null } as const;
const WITHOUT_ITEM = { ...LOOSE, item: null, listID: '', told: null, toldAt: null } as const;

/** A new Name by another way of naming; the approver has not decided on it yet, and there is no item that has another one. */
export function rename(code: CostCode, by: By, itemName: string): Step {
  if (isInQuickBooks(code)) return refuse(`${code.code} ${STATUS_WORDS.synced}.`);
  if (code.status !== 'unsynced' && code.status !== 'pending') return not(code);
  return move(code, code.status, by, `will be named ${itemName} in QuickBooks`, { itemName });
}

/** Into the message set `messageSet`. Whoever claims makes sure that the parent is synced or claimed by the same set. */
export function claim(code: CostCode, by: By, messageSet: string, sent: SentItem | SentChange): Step {
  if (code.status !== 'accepted') return not(code);
  return move(code, 'exporting', by, 'taken into a message set for QuickBooks', {
    messageSet,
    sent,
    problem: null,
  });
}

/** Guards the ways out of `exporting`: only the answer to the very set that a code is in moves it. */
function leave(code: CostCode, messageSet: string, step: () => Step): Step {
  return code.status === 'exporting' && code.messageSet === messageSet ? step() : not(code);
}

/** What QuickBooks has been told by what was sent. Of an add whose parent was only named it follows from `sent` (change.ts). */
function toldBy({ told, sent }: CostCode): ItemValues | null {
  if (sent === null) return told;
  if ('kind' in sent) return told && { ...told, ...sent.changed };
  const {
    version: _,
    name,
    parent,
    description,
    incomeAccount,
    expenseAccount,
    class: itsClass = null,
  } = sent;
  if (parent !== null && !('listID' in parent)) return null;
  const of = { name, parent: parent?.listID ?? '', description, incomeAccount, expenseAccount };
  return { ...of, class: itsClass, active: true };
}

/** Of a code of which nothing is to be sent any more. */
const SETTLED = { ...UNTRIED, messageSet: null, problem: null, rejection: null, settled: null } as const;

/** Of a drift what was not written over. */
const driftLeft = (code: CostCode): Drifting =>
  code.sent !== null && 'kind' in code.sent ? withoutDrift(code, code.sent.changed) : NO_DRIFT;

/** QuickBooks has the item as it was sent; `why` says how it came about. */
export function done(code: CostCode, by: By, messageSet: string, item: Item, why: string): Step {
  return leave(code, messageSet, () =>
    move(code, 'synced', by, why, {
      ...SETTLED,
      ...driftLeft(code),
      item,
      listID: item.listID,
      told: toldBy(code),
      // What a change has not named is called as it was told.
      toldAt: code.sent !== null && 'kind' in code.sent ? code.toldAt : by.at,
    }),
  );
}

/** The item with the ListID `gone` was deleted in QuickBooks and made anew: the code has that one now. */
export function relink(code: CostCode, by: By, gone: string, item: Item): Step {
  if (code.status === 'exporting' || code.listID !== gone) return not(code);
  const why = `its item was made anew in QuickBooks: ${item.fullName}, ListID ${item.listID} in place of ${gone}`;
  // Whoever made it may have given it anything: it is read before it is changed.
  return move(code, code.status, by, why, {
    item: { ...item, editSequence: null },
    listID: item.listID,
    ...NO_DRIFT,
  });
}

export function fail(
  code: CostCode,
  by: By,
  messageSet: string,
  problem: Problem,
  why = problem.message,
): Step {
  return leave(code, messageSet, () =>
    move(code, 'failed', by, why, {
      ...UNTRIED,
      ...(problem.help === 'item-gone' ? withoutItem(code.drift) : {}),
      ...(problem.seen && code.told
        ? withDrift(code.drift, differencesOf(code.told, { ...code.told, ...problem.seen }), code.item)
        : {}),
      problem: onceFailed(problem),
      messageSet: null,
    }),
  );
}

/**
 * QuickBooks did not do it and another try is worth it, but not in the session `skipSession`. What says something about the
 * code counts as a try: it fails with the fifth one, after a lock only when an hour has passed since the first one, too. A
 * `session` in which QuickBooks did not come to it is no try; after so many of them somebody is told.
 */
export function notDone(
  code: CostCode,
  by: By,
  messageSet: string,
  problem: Problem,
  counts: 'no' | 'session' | 'passing' | 'lock',
  skipSession: string | null,
): Step {
  if (counts === 'no' || counts === 'session') {
    const vainSessions = code.vainSessions + (counts === 'session' ? 1 : 0);
    const isVain = counts === 'session' && vainSessions >= VAIN_SESSIONS_MAX;
    return leave(code, messageSet, () =>
      move(code, 'accepted', by, problem.message, {
        problem: isVain ? { ...problem, help: 'unfinished' } : problem,
        messageSet: null,
        skipSession,
        vainSessions,
      }),
    );
  }
  const tries = code.tries + 1;
  // A first try of a clock that has been set back since would never be an hour ago.
  const firstTryAt = earlier(code.firstTryAt ?? by.at, by.at);
  const isLongLocked = counts === 'passing' || Date.parse(by.at) - Date.parse(firstTryAt) >= LOCK_MS;
  if (tries >= TRIES_MAX && isLongLocked) {
    const help = counts === 'lock' ? 'still-locked' : problem.help;
    return fail(code, by, messageSet, { ...problem, help });
  }
  return leave(code, messageSet, () =>
    move(code, 'accepted', by, `${problem.message} (try ${tries})`, {
      problem,
      messageSet: null,
      skipSession,
      tries,
      firstTryAt,
    }),
  );
}

/** Null if the code may be deleted, else why not. What QuickBooks may have seen keeps its history. */
export function whyNotDeleted(code: CostCode, hasChildren: boolean): string | null {
  if (code.status === 'exporting') return `${code.code} ${STATUS_WORDS[code.status]}.`;
  if (isInQuickBooks(code))
    return `${code.code} ${STATUS_WORDS.synced}. It can be made inactive there, or be unlinked.`;
  // `sent` is from the first claim on; a long history may have left that out.
  if (code.sent !== null || code.history.some((entry) => entry.to === 'exporting')) {
    return `${code.code} has been sent to QuickBooks before, so its history is kept. Recall it to keep it from being exported.`;
  }
  if (hasChildren) return `${code.code} has codes below it; delete or move those first.`;
  return null;
}
