/**
 * Glossary (codes and their states: codes/model.ts)
 *
 * Of the Web Connector
 * - connection: what is known of a company's Web Connector: which session is present, which set is open.
 * - ticket: what `authenticate` gives the Web Connector to call with; it names the company and the session.
 * - poll: a call of `authenticate` that found nothing to do.
 * - session: the exchange under one ticket, from `authenticate` to `closeConnection`. It is *present* until another one takes
 *   its place (superseded) or it ends. Silence does not end it.
 * - verified: a session in which the open company file was found to be the company's. Nothing is written before.
 *
 * Of what goes to and fro
 * - message set: the requests of one `sendRequestXML`, answered in one `receiveResponseXML`. Five kinds: export (of codes), lookup,
 *   reading, company query, forget.
 * - open set: the one export set of a company whose requests do not all have their outcomes. Nothing else is exported meanwhile.
 * - claim: to take accepted codes for a set; they are `exporting` from then on.
 * - dispatch: to make a set, and to hand it out.
 * - handout: one handing out of a message set in a session, with the answer that came under it. A set whose answer was lost
 *   is handed out again, so it can have several.
 *
 * Of answers
 * - word: what is known of a request of an open set: its outcome, the question that QuickBooks is to be asked, or that QuickBooks
 *   was asked and does not have it.
 * - outcome: what became of a request for good: synced, failed, or not done.
 * - lookup: a message set of queries that asks QuickBooks about the questions of the open set.
 * - adopt: to take an item that was there already, under the name of a code, as the code's.
 * - settle: to move codes by the outcomes of their set, and so to close it.
 * - bisect: to search for the request that makes QuickBooks refuse a set unread, by halves. Its codes are *suspicious* meanwhile.
 * - fault, alarm: what is not one code's but the company's; it is raised as an alarm, which may *hold* accepted codes (they are not
 *   exported) until something lifts it (alarms.ts).
 * - reading: what QuickBooks has, read in one session between the exports (quickbooks/model.ts).
 *
 * The connection is the truth about the present session and the open set; what sessions and sets say of that is completed
 * from it.
 */
import type { Page } from '../../qbxml/message-set.ts';
import type { Stamp } from '../../qbxml/queries.ts';
import type { Item, ItemField, ItemValues, Problem, SentChange, SentItem } from '../codes/model.ts';
import type { HelpTopic } from '../help/topics.ts';
import { collectionOf, type Stored } from '../store/port.ts';
import type { Culprits } from './bisect.ts';
import type { Stay } from './callers.ts';
import type { HOST_FIELDS } from './host-changes.ts';
import type { Pace } from './pace.ts';
import type { Seen } from './seen.ts';
import { connectionOfBefore, messageSetOfBefore, sessionOfBefore } from './upgrade.ts';
import type { Calling } from './waiting.ts';

/** A fault that is not one code's: which one, since when, in words (Problem). What each is: alarms.ts. */
export type Alarm = RaisedAlarm | PlainAlarm<'late'>;

export type AlarmCode = Alarm['code'];

/** As the connection keeps it. That the connector is late is told as long as it is so, and never stored. */
export type RaisedAlarm =
  | PlainAlarm<'permission'>
  | PlainAlarm<'refused'>
  | AlikeAlarm
  | PlainAlarm<'unreadable'>
  | FileAlarm
  | PlainAlarm<'connection'>
  | PlainAlarm<'readOnly'>
  | PlainAlarm<'copies'>
  | RestoredAlarm
  | UnfinishedAlarm
  | AccountAlarm;

export interface PlainAlarm<C> extends Problem {
  readonly code: C;
  readonly since: string;
}

export interface FileAlarm extends PlainAlarm<'file'> {
  /** The FileID and the path of the file that is open; null where not known. */
  readonly fileId: string | null;
  readonly companyFile: string | null;
}

export interface AlikeAlarm extends PlainAlarm<'alike'> {
  /** The topic of the codes that were refused: what helps the last one helps them all. */
  readonly cause: HelpTopic;
}

/** Raised by a reading, by its number. */
export interface RestoredAlarm extends PlainAlarm<'restored'> {
  readonly reading: number;
}

export interface UnfinishedAlarm extends PlainAlarm<'unfinished'> {
  /** Some of them: CostCode.id, and as people know them. */
  readonly codes: readonly { readonly id: string; readonly code: string }[];
}

export interface AccountAlarm extends PlainAlarm<'account'> {
  readonly account: string;
  /** A code that would get it when it was last looked for (CostCode.id). */
  readonly witness?: string;
}

/** Known to every .qwc and stamped into every company file with its FileID: never to be changed. */
export const OWNER_ID = '{7A0F6C52-3B1D-4E86-9C47-5D2E81B3F0A6}';

/** Codes that QuickBooks has refused alike, one after the other (alike.ts). */
export interface Alike {
  readonly statusCode: string;
  /** QuickBooks' words without the codes' own texts, in both ways of leaving them out. */
  readonly words: readonly [string, string];
  /** CostCode.id */
  readonly codes: readonly string[];
}

/** Its id is the company's. */
export interface Connection extends Stored {
  /** When the present session was opened. */
  readonly openedAt: string | null;
  /** The present session. */
  readonly session: string | null;
  /** How many have been opened: their order, whatever the clocks say. */
  readonly sessions: number;
  /** The one message set that may hold codes: they are `exporting` until its answer has been applied. */
  readonly openSet: string | null;
  /** Path and highest usable qbXML version of the last verified session. */
  readonly companyFile: string;
  readonly version: string;
  /** What QuickBooks has told of itself in verified sessions, the last one first; null before there was one. */
  readonly host: KnownHost | null;
  /** In what it was last another one than in the session before. What the session tells of it is completed from this. */
  readonly changed: HostChanged | null;
  readonly alarms: readonly RaisedAlarm[];
  /** ListIDs that QuickBooks did not know any more (copies.ts). */
  readonly gone: readonly string[];
  /** From which the latest sessions with the right file came, the last one first. */
  readonly computers: readonly string[];
  /** How quick QuickBooks has been, which the size of the sets follows. */
  readonly pace: Pace;
  /** How close together such culprits are. */
  readonly culprits: Culprits;
  /** Codes of a set that was refused as a whole: the culprit is searched among them (CostCode.id). */
  readonly suspicious: readonly string[];
  /** Sets of one code each that were refused by themselves, as long as it is open whose fault that is; their codes are `exporting`. */
  readonly refused: readonly string[];
  /** QuickBooks has answered an add readably since the present session began. */
  readonly hasRead: boolean;
  /** Since QuickBooks last took an add or refused one otherwise, or the alarm was raised. */
  readonly alike: Alike | null;
  /** Parents that came into QuickBooks, whose children are still to be called back into the queue (waiting.ts). */
  readonly calling: readonly Calling[];
  /** A set that had to be resolved: what QuickBooks remembers of it is not needed any more. */
  readonly toForget: string | null;
  readonly reading: ReadingState;
}

/** What each call has to know of the company's readings and checks: so polls need not look at them. */
export interface ReadingState {
  /** One is asked for, or nothing of this company file was ever read. */
  readonly isDue: boolean;
  readonly isCheckDue: boolean;
  /** When one was complete; null before. */
  readonly lastAt: string | null;
  /** The session of the last try, and whether it still goes on. */
  readonly session: string | null;
  readonly isRunning: boolean;
  /** So many were dropped since one was complete or asked for, and when the last one was. */
  readonly broken: number;
  readonly brokenAt: string | null;
}

export const CONNECTIONS = collectionOf<Connection>()({
  name: 'connections',
  indexes: {},
  upgrade: connectionOfBefore,
});

/** Its id is the company's. Written with every poll, and all that a power cut can take is when the last ones came. */
export interface Polls extends Stored {
  readonly lastAt: string;
  /** Where the next poll looks after parents that are waited for (CostCode.queue). Polls of earlier versions don't have it. */
  readonly lookedAfter?: string;
  /** The last tickets that came with `none`, as sessions are named; their closeConnection is still told how the company is. */
  readonly tickets: readonly string[];
  /** From where it polled, and when. Polls of earlier versions don't have them. */
  readonly stays?: readonly Stay[];
  readonly seen?: Seen;
}

export const POLLS = collectionOf<Polls>()({ name: 'polls', indexes: {}, mayBeLost: true });

/** Its id is the company's. The last wrong password that came for its connector, but never the password. */
export interface WrongPassword extends Stored {
  readonly at: string;
  /** Of the caller; '' where it had gone already. */
  readonly address: string;
  /** It is told as long as this is so (standingOf). */
  readonly standing: string;
}

export const WRONG_PASSWORDS = collectionOf<WrongPassword>()({
  name: 'wrongPasswords',
  indexes: {},
  mayBeLost: true,
});

export type SessionOutcome = 'done' | 'error' | 'file' | 'connectionError' | 'passwordChanged' | 'superseded';

export interface Host {
  readonly product: string | null;
  readonly country: string | null;
  /** MajorVersion and MinorVersion. Sessions of earlier versions don't have it. */
  readonly release?: string | null;
  /** Of qbXML: the highest one that it has and we want. */
  readonly version: string;
  readonly companyFile: string;
  /** On which the Web Connector runs, as its lock in the company file tells. Sessions of earlier versions don't have it. */
  readonly computer?: string | null;
  /** FileIDs that the connector was told and that don't count. Sessions of earlier versions don't have it. */
  readonly stamps?: readonly Stamp[];
}

export type HostField = (typeof HOST_FIELDS)[number];

/** Each null where it was never told. */
export type KnownHost = Readonly<Record<HostField, string | null>>;

export interface HostChange {
  readonly field: HostField;
  readonly before: string;
  readonly now: string;
}

export interface HostChanged {
  readonly session: string;
  readonly at: string;
  readonly changes: readonly HostChange[];
}

/** How long codes have waited since somebody accepted them: all together, and the longest. */
export interface Waited {
  readonly codes: number;
  readonly sumMs: number;
  readonly mostMs: number;
}

export interface Session extends Stored {
  readonly company: string;
  readonly session: string;
  /** Newest last; its number and the id. Of earlier versions `startedAt` and the id, which sorts before. */
  readonly order: string;
  readonly startedAt: string;
  readonly lastCallAt: string;
  readonly endedAt: string | null;
  readonly outcome: SessionOutcome | null;
  readonly message: string | null;
  /** Of whoever opened it; '' where it had gone already. Sessions of earlier versions don't have it. */
  readonly address?: string;
  /** The connector's password that it signed in with; a new one ends the session. */
  readonly passwordDigest: string;
  readonly gavePath: boolean;
  readonly triedOpenFile: boolean;
  readonly host: Host | null;
  /** In what that is not what the session before was told. */
  readonly changes: readonly HostChange[];
  /** The company file was found to be the company's. */
  readonly verified: boolean;
  /** That file (fileKeyOf): another one that an admin accepts has to be verified anew. Null before, and in earlier versions. */
  readonly fileKey: string | null;
  /** Until then: the session whose place it gives back if it is not (displaced.ts). */
  readonly displaced: string | null;
  /** The set that the ticket was given last. */
  readonly given: string | null;
  /** All work was done: the connector was told 100. */
  readonly finished: boolean;
  /** closeConnection was called. */
  readonly closed: boolean;
  /** Where the search for codes goes on (CostCode.queue). */
  readonly cursor: string;
  readonly total: number;
  readonly synced: number;
  /** Of them: items that were there already. */
  readonly adopted: number;
  readonly failed: number;
  readonly notDone: number;
  /** Of those that are in QuickBooks now. Sessions of earlier versions don't have it. */
  readonly waited?: Waited;
  readonly exchanges: number;
  readonly lastError: string | null;
}

export const SESSIONS = collectionOf<Session>()({
  name: 'sessions',
  indexes: { byOrder: ['company', 'order'] },
  upgrade: sessionOfBefore,
});

/** A fault of the company that an answer tells: an alarm is raised for it. */
export type Fault =
  | { readonly code: 'account'; readonly accounts: readonly string[] }
  | { readonly code: 'permission' }
  | { readonly code: 'connection' }
  | { readonly code: 'readOnly' };

/** Of an item that was there already. */
export interface ShownItem {
  readonly isActive: boolean;
  readonly parentListID: string | null;
  readonly sides: 'one' | 'two';
  readonly description: string | null;
  readonly incomeAccount: string | null;
  readonly expenseAccount: string | null;
  readonly class: string | null;
}

/** What became of a request. */
export type RequestOutcome =
  | {
      readonly kind: 'synced';
      readonly listID: string;
      readonly fullName: string;
      readonly editSequence: string | null;
      /** For the history: how it came about. */
      readonly why: string;
      /**
       * By the answer to the add or to the change, confirmed if need be; by asking, as ours by its ExternalGUID, or as changed by us;
       * or as somebody else's of the same name.
       */
      readonly how: 'added' | 'changed' | 'found' | 'adopted';
      /** Of an item that was changed: what else is not as it was told. */
      readonly differs?: readonly ItemField[];
      /** What QuickBooks showed of it that is not as it was sent. */
      readonly shown?: ShownItem;
    }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      readonly why: string;
      /** A ListID that QuickBooks does not know any more. */
      readonly gone?: string;
      /** Its item as it was seen. */
      readonly item?: Item;
      readonly fault: Fault | null;
    }
  | {
      readonly kind: 'notDone';
      readonly problem: Problem;
      /** `session`: QuickBooks did not come to it, for no reason that is told elsewhere. */
      readonly counts: 'no' | 'session' | 'passing' | 'lock';
      /** `now`: as soon as it can be; else in the next session. */
      readonly again: 'now' | 'nextSession';
      readonly fault: Fault | null;
      readonly gone?: string;
      /** Its parent's item was made anew: what it is by now. */
      readonly parent?: NewParent;
      /** Its item as it was seen. */
      readonly item?: Item;
    };

/** An item that has another ListID than the one that is `gone`. */
export interface NewParent {
  readonly gone: string;
  readonly item: Item;
}

/** What QuickBooks is to be asked about a request. */
export interface Question {
  readonly kind: 'question';
  readonly why: Why;
  /** By its name first; then for ours, renamed or inactive ones too, in the list of all items; then by its name within others'. */
  readonly by: 'name' | 'list' | 'search';
  /** The item that it is said to have become. */
  readonly listID: string | null;
  /** What QuickBooks has said. */
  readonly problem: Problem;
  /** With the present name of its parent, as far as known. */
  readonly fullName: string;
  /** How often it was asked by name: each time under another one. */
  readonly rounds: number;
  /** What became of the request if QuickBooks does not have the item: its word of a second execution of the same bytes. */
  readonly otherwise: RequestOutcome | null;
  /** Something has the name that is not known to be ours: it is asked for again once the list has been read. */
  readonly isHeld: boolean;
  /** The list has been read, and ours is not in it. */
  readonly isListed: boolean;
}

/**
 * - inUse: what has its name?
 * - done: which item did it become?
 * - lost: was it done? No answer has come.
 * - unclear: was it done? The answer does not tell.
 * - claimed: is the item still there that QuickBooks says, from its memory perhaps, that it made?
 * - parent: its parent's ListID is not known to QuickBooks: what has the parent's name?
 * - stale: the item is not as it was read last, or it is not known how that was: how is it now?
 */
export type Why = 'inUse' | 'done' | 'lost' | 'unclear' | 'claimed' | 'parent' | 'stale';

/** QuickBooks was asked for what was lost and does not have it: it was not done, or is gone again. */
export interface Absent {
  readonly kind: 'absent';
  readonly problem: Problem;
}

export type Word = RequestOutcome | Question | Absent;

/** What is asked of QuickBooks for a code; each kind has its file in requests/. */
export type CodeRequest = AddRequest | ModRequest;

export interface AddRequest {
  readonly kind: 'ItemServiceAdd';
  readonly requestID: string;
  /** CostCode.id */
  readonly code: string;
  readonly sent: SentItem;
  /** The FullName that the item will have, should the answer not tell. */
  readonly fullName: string;
  /** The ListID of what is above its parent; sets of earlier versions don't tell. */
  readonly above?: string;
  /** Made for this attempt, so that the item can be known whatever it is called later; null below qbXML 8.0. */
  readonly externalGUID: string | null;
}

/** A change of an item. */
export interface ModRequest {
  readonly kind: 'ItemServiceMod';
  readonly requestID: string;
  /** CostCode.id */
  readonly code: string;
  readonly sent: SentChange;
  /** All that was told of the item before. */
  readonly told: ItemValues;
  /** Of the item before, and in what it was not as told then. */
  readonly fullName: string;
  readonly differs?: readonly ItemField[];
}

/**
 * - claiming: its codes are being taken from `candidates`; it has not been handed out.
 * - open: handed out, or about to be; its bytes never change again.
 * - refused: its only code was refused by itself with 0x80040400, which the next adds explain (Connection.refused).
 * - answered: each request has its outcome; what is left is to apply them to the codes.
 */
export type SetPhase = 'claiming' | 'open' | 'refused' | 'answered';
/** Of a set without codes. */
export type AskedPhase = 'open' | 'answered';

interface AnySet extends Stored {
  readonly company: string;
  /** newMessageSetID. */
  readonly set: string;
  readonly order: string;
  readonly version: string;
  /** Its bytes: never changed once they are there. */
  readonly text: string;
  /** The sessions under which it was handed out. */
  readonly handedTo: readonly string[];
  /** How often it was handed out, when first, and to which company file (fileKeyOf). */
  readonly handouts: number;
  readonly firstAt: string | null;
  readonly fileKey: string;
}

/** Holds codes: only it can be the open set. */
export interface ExportSet extends AnySet {
  readonly kind: 'export';
  readonly phase: SetPhase;
  readonly candidates: readonly string[];
  readonly requests: readonly CodeRequest[];
  /** By requestID. Without a word nothing is known of what became of the request. */
  readonly words: Readonly<Record<string, Word>>;
  /** What QuickBooks said when it refused the only code of the set by itself. */
  readonly refusal: string | null;
  /** The present lookup about it, and how many of them QuickBooks answered in a way that tells nothing. */
  readonly lookup: string | null;
  /** How far the list of all items has been read for it. */
  readonly listed: Listed | null;
  readonly vainLookups: number;
  /** How often what its lookups ask for at once has been halved. */
  readonly halvings: number;
  /** What came to its bytes and could not be used. */
  readonly vain: Vain | null;
}

/** What came to a set's bytes that says nothing about its requests. */
export interface Vain {
  /** In so many sessions; more than make it a fact are not counted. */
  readonly times: number;
  /** What came last. */
  readonly problem: Problem;
  /** It is a fact about these bytes: they are not handed out again. */
  readonly isFact: boolean;
}

/** A page of the list has come, in this session: more are left. */
export interface Listed extends Page {
  readonly session: string;
}

/** Asks about the open set `about`: what each of its requests asks. */
export interface LookupSet extends AnySet {
  readonly kind: 'lookup';
  readonly phase: AskedPhase;
  readonly about: string;
  /** The requests that it asks about; all that have a question where an earlier version made it. */
  readonly questions?: readonly string[];
  readonly asks: readonly Ask[];
}

/** Asks which company file is open. */
export interface CompanyQuerySet extends AnySet {
  readonly kind: 'companyQuery';
  readonly phase: AskedPhase;
}

/** Lets QuickBooks forget a set that had to be resolved. */
export interface ForgetSet extends AnySet {
  readonly kind: 'forget';
  readonly phase: AskedPhase;
}

/** Asks what QuickBooks has: a part of a reading. */
export interface ReadingSet extends AnySet {
  readonly kind: 'reading';
  readonly phase: AskedPhase;
  /** By requestID. */
  readonly asks: readonly ReadingAsk[];
}

/** The lists come in one set, the items in portions. */
export interface ReadingAsk {
  readonly requestID: string;
  readonly kind: 'host' | 'company' | 'preferences' | 'accounts' | 'classes' | 'items';
}

export type MessageSet = ExportSet | LookupSet | CompanyQuerySet | ForgetSet | ReadingSet;

/**
 * What a query of a lookup asks for, and to which kind of question it belongs: items by name, the parents of names, and items by
 * ListID; a page of all; or what has such a Name.
 */
export const ASKS = {
  names: 'name',
  parents: 'name',
  claimed: 'name',
  list: 'list',
  named: 'search',
} as const satisfies Record<string, Question['by']>;

/** A query of a lookup, by requestID. */
export interface Ask {
  readonly requestID: string;
  readonly kind: keyof typeof ASKS;
}

export const MESSAGE_SETS = collectionOf<MessageSet>()({
  name: 'messageSets',
  indexes: { byOrder: ['company', 'order'] },
  upgrade: messageSetOfBefore,
});

/** An answer as the store keeps it: as it is; or, named by its digest, in parts of their own. `gzip`: as earlier versions kept long ones. */
export type KeptText =
  | { readonly form: 'plain'; readonly text: string }
  | { readonly form: 'gzip'; readonly text: string }
  | {
      readonly form: 'parts';
      readonly digest: string;
      readonly parts: number;
      /** Of the whole, also where the rest is not kept. */
      readonly characters: number;
      readonly isCut: boolean;
    };

/** A part of a long answer, compressed, in Base64. */
export interface AnswerPart extends Stored {
  readonly company: string;
  readonly session: string;
  readonly order: string;
  readonly text: string;
}

export const ANSWER_PARTS = collectionOf<AnswerPart>()({
  name: 'answerParts',
  indexes: { bySession: ['company', 'session', 'order'] },
});

export interface Handout extends Stored {
  readonly company: string;
  readonly session: string;
  readonly order: string;
  readonly set: string;
  readonly at: string;
  readonly answeredAt: string | null;
  readonly response: KeptText | null;
  readonly hresult: string | null;
  readonly message: string | null;
}

export const HANDOUTS = collectionOf<Handout>()({
  name: 'exchanges',
  indexes: { bySession: ['company', 'session', 'order'] },
});

/** The id of a document that is a company's. */
export const byCompany = (company: string, id: string) => `${company}/${id}`;
