/**
 * What QuickBooks has, as it was read last.
 *
 * Glossary
 *
 * - reading: host, preferences, accounts, classes and items of the company file, read within one session. It is *running* until
 *   everything has come, and *complete* by one write. One that breaks off is dropped.
 * - bucket: some of the items, accounts or classes of a reading, in one document that never changes and is named by what is in
 *   it. So a reading writes only what the one before does not have, and what it is made of is a list of names.
 * - entry: an item, account or class.
 */
import type { Account, Listed as Class } from '../../qbxml/lists.ts';
import type { ReadItem as Item } from '../../qbxml/read-items.ts';
import { collectionOf, type Stored } from '../store/port.ts';
import { packedOfBefore } from './packing.ts';

/** Entries are stored as they are read. */
export type { Account, Listed as Class } from '../../qbxml/lists.ts';
export type { ReadItem as Item } from '../../qbxml/read-items.ts';

/** What a reading is made of. */
export interface Entries {
  readonly items: readonly Item[];
  readonly accounts: readonly Account[];
  readonly classes: readonly Class[];
}

export type EntryKind = keyof Entries;
export const ENTRY_KINDS = ['items', 'accounts', 'classes'] as const satisfies readonly EntryKind[];

/** What QuickBooks told of itself and of the file that is open. Null where it did not say. */
export interface FileFacts {
  readonly product: string | null;
  readonly country: string | null;
  /** Of QuickBooks, such as "34.0". */
  readonly version: string | null;
  readonly qbxmlVersion: string | null;
  readonly companyName: string | null;
  readonly companyFile: string | null;
  readonly fileId: string | null;
  /** How many items of all types the list takes. */
  readonly capacity: number | null;
  readonly usesAccountNumbers: boolean | null;
  readonly usesClasses: boolean | null;
}

/** A reading under way: its pages are kept under the session's name until it is complete. */
export interface Running {
  /** The company's readings are counted: what a clock says orders nothing. */
  readonly number: number;
  readonly session: string;
  readonly startedAt: string;
  /** The company file that is read, as codes/company.ts compares them: no other one's portion counts. */
  readonly fileKey: string;
  /** What comes next. `lists`: all but the items; `items`: the next portion; `complete`: all has come. */
  readonly next: 'lists' | 'items' | 'complete';
  /** The message set whose answer is awaited; null where the next one can be asked. */
  readonly asked: string | null;
  /** The iterator of the items, null before the first portion, and how many it still has. */
  readonly iteratorID: string | null;
  readonly remaining: number | null;
  /** How many items the next portion has, and the most that any may have. */
  readonly portion: number;
  readonly portionMax: number;
  readonly pages: number;
  readonly counts: Readonly<Record<EntryKind, number>>;
  readonly file: FileFacts | null;
}

export interface Complete {
  readonly at: string;
  /** The session that read it. */
  readonly session: string;
  readonly startedAt: string;
  /** What we added or changed since a reading of this number began may be missing in it. */
  readonly number: number;
  readonly file: FileFacts;
  readonly counts: Readonly<Record<EntryKind, number>>;
  /** Names of buckets: their ids without the company. */
  readonly buckets: Readonly<Record<EntryKind, readonly string[]>>;
  /** So many items are missing since the reading before that perhaps a backup was restored. */
  readonly lost?: { readonly count: number; readonly of: number };
}

export interface Check {
  readonly askedAt: string;
  readonly finishedAt: string | null;
  readonly outcome: 'ok' | 'failed' | null;
  readonly message: string | null;
}

/** Its id is the company's. */
export interface Reading extends Stored {
  /** Since when one is asked for; null where none is. */
  readonly askedAt: string | null;
  /** How many have begun. */
  readonly begun: number;
  readonly running: Running | null;
  readonly complete: Complete | null;
  /** A reading has begun since what no reading needs was removed. */
  readonly untidy?: boolean;
  /** Why the last one was dropped, if none was complete since. */
  readonly broken: { readonly at: string; readonly why: string } | null;
  readonly check: Check | null;
}

export const READINGS = collectionOf<Reading>()({ name: 'readings', indexes: {} });

/** A portion of a reading that is not complete. */
export interface Page extends Stored {
  readonly company: string;
  readonly session: string;
  readonly order: string;
  /** Partial<Entries> (packing.ts). */
  readonly packed: string;
}

export const READING_PAGES = collectionOf<Page>()({
  name: 'readingPages',
  indexes: { bySession: ['company', 'session', 'order'], byCompany: ['company', 'id'] },
  upgrade: packedOfBefore<Page>,
});

/** Its id is the company's and the bucket's name. */
export interface Bucket extends Stored {
  readonly company: string;
  /** The reading that wrote it. */
  readonly session: string;
  readonly kind: EntryKind;
  /** Its entries, an array (packing.ts). */
  readonly packed: string;
}

export const READING_BUCKETS = collectionOf<Bucket>()({
  name: 'readingBuckets',
  indexes: { byCompany: ['company', 'id'] },
  upgrade: packedOfBefore<Bucket>,
});

/** An item that we added or changed since the last complete reading: it counts at once. */
export interface RecentItem extends Stored {
  readonly company: string;
  /** The number of the last reading that had begun, when it was written, and its ListID. */
  readonly order: string;
  readonly item: Item;
}

export const RECENT_ITEMS = collectionOf<RecentItem>()({
  name: 'recentItems',
  indexes: { byOrder: ['company', 'order'] },
});
