/**
 * Glossary (the exchange with the Web Connector: sync/model.ts)
 *
 * - company: one QuickBooks company file and its connection: one connector user, one FileID, one set of rules.
 * - cost code list: a named list of a company; exactly one is its QuickBooks list, the only one that is ever sent.
 * - cost code: a code and its description, perhaps below a parent (the code of its division), up to five levels.
 * - key: a code in lower case; codes that differ only in case are the same code.
 * - division: a code that others are below; where a file only names it, an import makes it.
 * - send, accept, reject, recall, retry: what people do with a code. *Send* is to the approver; `accept` is for QuickBooks.
 * - link, unlink: a code gets an item that QuickBooks has already, or has nothing to do with its item any more.
 * - claim, done, fail, not done: what the exchange does with a code. What the states are: transitions.ts.
 * - item: what a cost code becomes in QuickBooks, a Service Item. With one a code is *in QuickBooks*, whatever its state.
 * - told: what QuickBooks was last told of an item, or has told of it. Where a code differs from that it has a *change*; where
 *   a reading differs from it there is *drift*. *Discard* drops a change; *follow* takes over a drift, *restore* undoes it.
 * - class: QuickBooks' own, which its item gets; never a kind of anything here.
 * - assign: to name accounts or a class for codes; what nobody assigns comes by rule or from the company.
 * - message set: the requests that are sent and answered together; a code that is `exporting` is in exactly one.
 * - four eyes: nobody accepts what they have sent themselves.
 */

import { cleanText, toNFC } from '../../qbxml/text.ts';
import type { HelpTopic } from '../help/topics.ts';
import { collectionOf, type Stored } from '../store/port.ts';
import type { Rename } from './renames.ts';
import type { Assigned } from './transitions.ts';
import { codeOfBefore } from './upgrade.ts';
import type { Window } from './window.ts';

/** Longer texts are no codes, and the keys of a store are limited. */
export const CODE_MAX = 255;
/**
 * A text may be so many times as long before it is cleaned (blanks, letters and their accents apart). Longer ones are refused
 * by their length alone.
 */
export const RAW_FACTOR = 4;

export const CODE_STATUSES = [
  'unsynced',
  'pending',
  'accepted',
  'exporting',
  'synced',
  'failed',
  'rejected',
] as const;
export type CodeStatus = (typeof CODE_STATUSES)[number];

/** One change of state, or of texts or accounts (then `from` equals `to`). The first, the import, has no `from`. */
export interface HistoryEntry {
  readonly at: string;
  readonly by: string;
  readonly from: CodeStatus | null;
  readonly to: CodeStatus;
  readonly why: string;
  /** It came so often; then `at` is the last time. Absent: once. */
  readonly times?: number;
  /** The first time, of one that came often or stands for others. */
  readonly since?: string;
  /** It stands for so many that are not kept. */
  readonly leftOut?: number;
}

/** What is in a code's way: QuickBooks' code and words where it gave some. The next step is derived from it (help/advice.ts). */
export interface Problem {
  readonly statusCode: string | null;
  readonly message: string;
  readonly help: HelpTopic;
  /** What has the name that the code should get, as far as QuickBooks shows it. */
  readonly holder?: string;
  /** What somebody has changed in QuickBooks of what we were to change: `retry` writes over it, as a person has seen it. */
  readonly seen?: Partial<ItemValues>;
}

/** Accounts by QuickBooks full name. An expense account makes the item two-sided; null means none. */
export interface Accounts {
  readonly incomeAccount: string;
  readonly expenseAccount: string | null;
}

/** What a message set says of a code. Kept with the code, so that what was sent can be shown for good. */
export interface SentItem extends Accounts {
  /** By its full name; null for none. Absent where an earlier version sent it, without one. */
  readonly class?: string | null;
  readonly version: string;
  readonly name: string;
  readonly parent: { readonly listID: string } | { readonly fullName: string } | null;
  readonly description: string;
}

/** The fields of `change` and `drift`. */
export const ITEM_FIELDS = [
  'name',
  'parent',
  'description',
  'incomeAccount',
  'expenseAccount',
  'class',
  'active',
] as const;
export type ItemField = (typeof ITEM_FIELDS)[number];

/** What an item has: as QuickBooks was last told or has told of it, or as it is to be. */
export interface ItemValues extends Accounts {
  readonly name: string;
  /** The ListID of the parent item, '' for none. */
  readonly parent: string;
  readonly description: string;
  readonly class: string | null;
  readonly active: boolean;
}

/** What a change of an item says: only what changes; what else QuickBooks has is left as it is. */
export interface SentChange {
  readonly kind: 'change';
  readonly version: string;
  readonly listID: string;
  /** Over which state of the item; null where that is not known, so that it is read first. */
  readonly editSequence: string | null;
  /** Which sides the item is to have. Where that is another number, the Mod says all that is on them. */
  readonly sides: 'one' | 'two';
  readonly changed: Partial<ItemValues>;
  /** The same fields, as they were told. */
  readonly before: Partial<ItemValues>;
}

/** A code as it was when nothing was to be sent of it: what `discard` leads back to. */
export interface Settled extends Assigned, Pick<CostCode, 'namedAt'> {
  readonly code: string;
  readonly description: string;
  readonly parent: string;
  readonly itemName: string;
  readonly active: boolean;
  readonly told: ItemValues;
  readonly toldAt: string;
}

/** A field of an item that is not as it was told, with both values; parents by their ListIDs. */
export interface Differing {
  readonly field: ItemField;
  readonly ours: ItemValues[ItemField];
  readonly quickBooks: ItemValues[ItemField];
}

/** What a reading has found of the item of a code, where it is not what was told. */
export interface Drift {
  /** The number of the reading that found it first. */
  readonly reading: number;
  /** As it was read; null where it is missing. */
  readonly item: Item | null;
  /** None where it is missing. */
  readonly fields: readonly Differing[];
}

/** The Service Item that a code has become. */
export interface Item {
  readonly listID: string;
  readonly fullName: string;
  readonly editSequence: string | null;
  /**
   * What is not as it was told, in the state that has this EditSequence: nobody here has read it, so a change of it reads the item
   * first. Absent: nothing.
   */
  readonly differs?: readonly ItemField[];
}

export interface CostCode extends Stored {
  readonly company: string;
  readonly list: string;
  readonly key: string;
  readonly code: string;
  readonly description: string;
  /** The parent's key, '' for none. */
  readonly parent: string;
  readonly status: CodeStatus;
  /** 1 to 5. Derived from the parents; only the order of export relies on it. */
  readonly level: number;
  /** Sorts as people count: 2 before 10. */
  readonly order: string;
  /** Sorts parents before children, then by `order`; those that are known to wait stand aside, behind all others (aside.ts). */
  readonly queue: string;
  /** A code below it stands aside until it is in QuickBooks. */
  readonly awaited?: true;
  /** The item's Name, settled at import. */
  readonly itemName: string;
  /** What somebody assigned to it; what is absent is looked up by rule when the message set is built. */
  readonly incomeAccount?: string;
  readonly expenseAccount?: string | null;
  /** By QuickBooks full name; null means none. */
  readonly class?: string | null;
  /** When each of them was assigned: what was renamed in QuickBooks since then is followed. */
  readonly namedAt?: Readonly<Partial<Record<keyof Assigned, string>>>;
  readonly sentBy: string | null;
  readonly rejection: { readonly reason: string; readonly by: string; readonly at: string } | null;
  readonly problem: Problem | null;
  /** The message set it is in while `exporting`. */
  readonly messageSet: string | null;
  /** A session that is not to try it again. */
  readonly skipSession: string | null;
  /** Tries that QuickBooks ended with a passing fault, and when the first of them was. */
  readonly tries: number;
  readonly firstTryAt: string | null;
  /** Sessions in a row in which it was sent and QuickBooks did not come to it, which are no tries. */
  readonly vainSessions: number;
  readonly sent: SentItem | SentChange | null;
  readonly item: Item | null;
  /**
   * What QuickBooks was last told of the item, or has told of it; null while it is not in QuickBooks. Of one that an earlier
   * version brought there it is null, too, and follows from what was sent (change.ts).
   */
  readonly told: ItemValues | null;
  /** Since when: accounts and classes that were renamed in QuickBooks after that are followed. */
  readonly toldAt: string | null;
  /** As the item is to be. */
  readonly active: boolean;
  /** Of a changed code in QuickBooks; null where nothing is changed. */
  readonly settled: Settled | null;
  readonly drift: Drift | null;
  /** 'yes' or '', to be found by. */
  readonly drifted: 'yes' | '';
  /** The item's, '' for none: no two codes share one. */
  readonly listID: string;
  readonly history: readonly HistoryEntry[];
  readonly updatedAt: string;
  /** Where its last move stands among all moves of its company's codes (placeOfMove). Absent before the first. */
  readonly moved?: string;
  /** When it got its present text (moving.ts): what was before has been told under another one. Absent: it always had it. */
  readonly calledSince?: string;
}

/** By it is found which codes have moved since. */
export const placeOfMove = ({ list, key }: Pick<CostCode, 'list' | 'key'>, at: string): string =>
  `${at}/${list}/${key}`;

export const CODES = collectionOf<CostCode>()({
  name: 'codes',
  indexes: {
    byOrder: ['company', 'list', 'order'],
    byStatus: ['company', 'list', 'status', 'order'],
    byQueue: ['company', 'list', 'status', 'queue'],
    byParent: ['company', 'list', 'parent', 'order'],
    byListID: ['company', 'list', 'listID', 'order'],
    byDrift: ['company', 'list', 'drifted', 'order'],
    byMove: ['company', 'moved'],
  },
  upgrade: codeOfBefore,
});

/** How often the connector is to call, in minutes: from a minute to a day, and as suits most. */
export const RUN_EVERY_MINUTES = { least: 1, most: 24 * 60, usual: 15 } as const;

export const ITEM_NAMINGS = ['code', 'codeAndDescription', 'description'] as const;
export type ItemNaming = (typeof ITEM_NAMINGS)[number];

/** Codes that begin with `prefix` get these; an absent expense account or class is left to the next rule. */
export interface AccountRule {
  readonly prefix: string;
  readonly incomeAccount: string;
  readonly expenseAccount?: string | null;
  readonly class?: string | null;
}

export interface CodeList {
  readonly id: string;
  readonly name: string;
  readonly quickBooks: boolean;
}

/** A code gets another key, so another document; both by their keys. */
export interface Moving {
  readonly list: string;
  readonly from: string;
  readonly to: string;
}

export interface Pause {
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
}

export interface Company extends Stored, Accounts {
  readonly name: string;
  readonly order: string;
  /** Absent in companies of earlier versions, which means none. */
  readonly class?: string | null;
  readonly accountRules: readonly AccountRule[];
  /** In the order of their time. The names in the settings and rules are the present ones; those that codes have follow. */
  readonly renames?: readonly Rename[];
  readonly itemNaming: ItemNaming;
  /** True from a change of `itemNaming` until every code that it concerns has its new name. */
  readonly renaming: boolean;
  readonly runEveryMinutes: number;
  readonly fourEyes: boolean;
  /** When QuickBooks may be written to; always without one. Absent in companies of earlier versions, as the next. */
  readonly window?: Window | null;
  /** Nothing is written to QuickBooks until somebody resumes it. */
  readonly paused?: Pause | null;
  readonly lists: readonly CodeList[];
  /** A code that is being given another text (moving.ts). */
  readonly moving?: Moving | null;
  /** Null before anything was sent for approval. */
  readonly firstSentAt: string | null;
  /** The connector's user name never changes; SHA-256 of its password, which is 128 random bits and so needs no stretching. */
  readonly userName: string;
  readonly passwordDigest: string;
  readonly fileID: string;
  readonly appName: string;
  readonly appUniqueName: string;
  readonly createdAt: string;
}

export const COMPANIES = collectionOf<Company>()({ name: 'companies', indexes: { byOrder: ['order'] } });

/**
 * Codes that differ only in case, in blanks around or between their words, or in how Unicode composes them are one code: what
 * finds a code (an address, a verb, a search) cleans it as the import did. Keys that are stored stay valid: the code of each
 * was cleaned and is in NFC, or differs from that by a sign that cleaning keeps and NFC makes the letter of; so cleaning it
 * again changes nothing.
 */
export function keyOf(code: string): string {
  return toNFC(cleanText(code)).toLowerCase();
}

/** The id of a code's document. `key` is what keyOf makes of the code. */
export function codeID(company: string, list: string, key: string): string {
  return `${company}/${list}/${key}`;
}

/** It has its item, whatever is to become of it next. */
export const isInQuickBooks = (code: Pick<CostCode, 'item'> | undefined): boolean =>
  (code?.item ?? null) !== null;

/** The list that is exported: every company has exactly one. */
export function quickBooksList(company: Company): CodeList {
  const list = company.lists.find((each) => each.quickBooks);
  if (!list) throw new Error(`company ${company.id} has no QuickBooks list`);
  return list;
}
