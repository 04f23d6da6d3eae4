/**
 * Glossary
 *
 * - connection: what is known of a company's Web Connector: which session is present, which set is open.
 * - poll: a call of `authenticate` that found nothing to do.
 * - session: the exchange under one ticket, from `authenticate` to `closeConnection`. It is *present* until another one takes
 *   its place (superseded) or it ends. Silence does not end it.
 * - message set: the requests of one `sendRequestXML`, answered in one `receiveResponseXML`.
 * - exchange: one handing out of a message set in a session, with the answer that came under it. A set whose answer was lost
 *   is handed out again, so it can have several.
 *
 * The connection is the truth about the present session and the open set; what sessions and sets say of that is completed
 * from it.
 */
import type { SentItem } from '../codes/model.ts';
import type { Collection, Stored } from '../store/port.ts';

export interface FileAlarm {
  readonly message: string;
  readonly since: string;
  /** The FileID and the path of the file that is open; null where not known. */
  readonly fileId: string | null;
  readonly companyFile: string | null;
}

/** Its id is the company's. */
export interface Connection extends Stored {
  /** When the present session was opened. */
  readonly openedAt: string | null;
  /** The present session. */
  readonly session: string | null;
  /** The one message set that may hold codes: they are `exporting` until its answer has been applied. */
  readonly openSet: string | null;
  /** Path and highest usable qbXML version of the last verified session. */
  readonly companyFile: string;
  readonly version: string;
  readonly fileAlarm: FileAlarm | null;
}

export const CONNECTIONS: Collection<Connection> = { name: 'connections', indexes: {} };

/** Its id is the company's. Written with every poll, and all that a power cut can take is when the last ones came. */
export interface Polls extends Stored {
  readonly lastAt: string;
  /** The last tickets that came with `none`, as sessions are named; their closeConnection is still told how the company is. */
  readonly tickets: readonly string[];
}

export const POLLS: Collection<Polls> = { name: 'polls', indexes: {}, mayBeLost: true };

export type SessionOutcome = 'done' | 'error' | 'file' | 'connectionError' | 'passwordChanged' | 'superseded';

export interface Host {
  readonly product: string | null;
  readonly country: string | null;
  readonly version: string;
  readonly companyFile: string;
}

export interface Session extends Stored {
  readonly company: string;
  readonly session: string;
  /** Newest last; `startedAt` and the id. */
  readonly order: string;
  readonly startedAt: string;
  readonly lastCallAt: string;
  readonly endedAt: string | null;
  readonly outcome: SessionOutcome | null;
  readonly message: string | null;
  /** The connector's password that it signed in with; a new one ends the session. */
  readonly passwordDigest: string;
  readonly gavePath: boolean;
  readonly triedOpenFile: boolean;
  readonly host: Host | null;
  /** The company file was found to be the company's. */
  readonly verified: boolean;
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
  readonly failed: number;
  readonly notDone: number;
  readonly exchanges: number;
  readonly lastError: string | null;
}

export const SESSIONS: Collection<Session> = { name: 'sessions', indexes: { byOrder: ['company', 'order'] } };

/** What became of a request. */
export type RequestOutcome =
  | {
      readonly kind: 'synced';
      readonly listID: string;
      readonly fullName: string;
      readonly editSequence: string | null;
    }
  | {
      readonly kind: 'failed' | 'notDone';
      readonly statusCode: string | null;
      readonly message: string;
      readonly advice: string;
    };

export interface AddRequest {
  readonly requestID: string;
  /** CostCode.id */
  readonly code: string;
  /** The request of its parent in the same set. */
  readonly parent: string | null;
  readonly sent: SentItem;
  /** The FullName that the item will have, should the answer not tell. */
  readonly fullName: string;
}

/**
 * - claiming: its codes are being taken from `candidates`; it has not been handed out.
 * - open: handed out; its bytes never change again.
 * - answered: each request has its outcome; what is left is to apply them to the codes.
 */
export type SetPhase = 'claiming' | 'open' | 'answered';

export interface MessageSet extends Stored {
  readonly company: string;
  /** newMessageSetID. */
  readonly set: string;
  readonly order: string;
  /** `companyQuery` asks which file is open; it holds no codes and is never the open set. */
  readonly kind: 'add' | 'companyQuery';
  readonly phase: SetPhase;
  readonly version: string;
  readonly candidates: readonly string[];
  readonly requests: readonly AddRequest[];
  readonly text: string;
  /** The sessions under which it was handed out. */
  readonly handedTo: readonly string[];
  readonly outcomes: Readonly<Record<string, RequestOutcome>>;
}

export const MESSAGE_SETS: Collection<MessageSet> = {
  name: 'messageSets',
  indexes: { byOrder: ['company', 'order'] },
};

/** A long text as the store keeps it. */
export interface KeptText {
  readonly form: 'plain' | 'gzip';
  readonly text: string;
}

export interface Exchange extends Stored {
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

export const EXCHANGES: Collection<Exchange> = {
  name: 'exchanges',
  indexes: { bySession: ['company', 'session', 'order'] },
};

export const byCompany = (company: string, id: string) => `${company}/${id}`;
