/** One company, its servers, its QuickBooks and its connectors, and what the model knows of them. */
import {
  CODES,
  COMPANIES,
  type Company,
  type CostCode,
  quickBooksList,
} from '../../../server/codes/model.ts';
import { everyCode } from '../../../server/codes/walk.ts';
import type { Store } from '../../../server/store/port.ts';
import {
  byCompany,
  CONNECTIONS,
  type Connection,
  type ExportSet,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
} from '../../../server/sync/model.ts';
import { NEW_PACE } from '../../../server/sync/pace.ts';
import type { Doors } from './doors.ts';
import type { Control } from './fragile-store.ts';
import { Ledger } from './ledger.ts';
import type { SeededRandom } from './random.ts';
import { type Backup, type Memory, type NamesBy, SimulatedQuickBooks } from './simulator.ts';

export interface Config {
  /** For each code its parent: 0 none, else the number of an earlier code. */
  readonly parents: readonly number[];
  /** So many codes are accepted at the start. */
  readonly initial: number;
  readonly seed: number;
  readonly memory: Memory;
  readonly version: '13.0' | '7.0';
  readonly findsInactive: boolean;
  readonly takesInactive: boolean;
  readonly naming: 'code' | 'codeAndDescription' | 'description';
  readonly hasExpense: boolean;
  readonly fourEyes: boolean;
  readonly setMax: number;
  readonly skewHours: number;
  /** Which names QuickBooks takes for one. */
  readonly namesBy: NamesBy;
}

export const INCOME = 'Construction Income';
export const EXPENSE = 'Job Expenses';
/** 3231 */
export const NOT_PROCESSED = 'The request has not been processed.';
/** Does not exist at the start. */
export const BAD_ACCOUNT = 'Sales of nothing';

/**
 * - present: counts. superseded: another session took its place. closed: closeConnection was called.
 * - ended: by `done` from connectionError, another company file or a new password.
 * - poll: came with `none` or `busy`. unknown: nvu, or never given out.
 * - unsure: the server died, or another one was called at the same moment.
 */
export type TicketState = 'present' | 'superseded' | 'closed' | 'ended' | 'poll' | 'unknown' | 'unsure';

export interface Ticket {
  readonly ticket: string;
  state: TicketState;
  readonly gavePath: boolean;
  readonly given: Set<string>;
  last: string;
  /** With which its connector speaks. */
  readonly file: Ledger | null;
  triedOpenFile: boolean;
  lastCallAt: number;
  isFinished: boolean;
  /** Whether the file was found to be the company's. Null: perhaps. */
  isVerified: boolean | null;
  readonly password: string;
  /** As long as that is open: whose place is given back if it is not. */
  readonly displaced: Ticket | null;
  /** QuickBooks has answered an add under it. */
  hasRead: boolean;
}

export interface ProcessedAnswer {
  readonly response: string;
  readonly hresult: string;
  readonly message: string;
  /** The bytes that it is the answer to, where QuickBooks gave it. */
  readonly about?: string;
}

export interface Connector {
  ticket: string | null;
  /** With which file it speaks. */
  file: Ledger;
  isFirst: boolean;
  text: string | null;
  answer: ProcessedAnswer | null;
  /** The last answer that was delivered. */
  delivered: ProcessedAnswer | null;
  password: string;
}

export interface Server {
  doors: Doors;
  control: Control | null;
}

export interface Installation {
  readonly store: Store;
  readonly companyID: string;
  readonly userName: string;
  readonly password: string;
  readonly otherFileID: string;
  now(): number;
  advance(ms: number): void;
  /** A fresh server process. */
  serve(): Promise<Server>;
  /** Stops all and opens the store anew. */
  reopen(): Promise<void>;
  readonly random: SeededRandom;
}

export class World {
  readonly config: Config;
  readonly installation: Installation;
  readonly files: readonly [Ledger, Ledger];
  open: Ledger;
  servers: Server[] = [];
  password: string;
  readonly connectors: Connector[];
  readonly tickets = new Map<string, Ticket>();
  /** The bytes of each set. */
  readonly texts = new Map<string, string>();
  readonly backups: { file: Ledger; backup: Backup }[] = [];
  /** Which reading counted after the last step, for which file; and what QuickBooks had then, by ListID. */
  readStamp: string | null = null;
  itemsBefore = new Map<string, string>();
  /** The company's, after the last step; and all sets, as JSON, when it became so. */
  fileID = '';
  toldBefore = '';
  /** All codes were held, after the last step, because QuickBooks refuses every one. */
  isRefused = false;
  /** ListIDs in whose place each code has got another one, by its id. */
  readonly left = new Map<string, Set<string>>();
  /** How often in a row QuickBooks did not come to a code, by its id. */
  readonly notProcessed = new Map<string, number>();
  /** How large sets may be, after the last step. */
  most = NEW_PACE.most;
  /** When the calls came that may count: which was the last one of a session is not sure where several came at once. */
  readonly calls = new Set<number>();
  /** Of each set of adds the tickets it was handed out under, as long as its answer has not come under them. */
  readonly unanswered = new Map<string, Set<string>>();
  /** The codes as they were after the last step, by id. */
  codes = new Map<string, CostCode>();
  readonly names: readonly string[];
  renames = 0;
  /** How far the clock of the desktop is ahead. */
  skewMs: number;
  /** Of the present step: several calls at once, or a death, so that what tickets are is not known for sure. */
  isBlurred = false;
  /** When that was last. */
  blurredAt = 0;

  constructor(config: Config, installation: Installation, company: Company) {
    this.config = config;
    this.installation = installation;
    this.password = installation.password;
    this.names = config.parents.map((_, index) => `c${index + 1}`);
    const versions = '1.0 1.1 2.0 2.1 3.0 4.0 4.1 5.0 6.0 7.0 8.0 9.0 10.0 11.0 12.0 13.0'.split(' ');
    this.skewMs = config.skewHours * 3_600_000;
    const quickbooks = (more: { companyFile?: string }, extraMs: number) =>
      new SimulatedQuickBooks({
        clock: () => new Date(installation.now() + this.skewMs + extraMs),
        random: installation.random.next,
        memory: config.memory,
        qbxmlVersions: versions.slice(0, versions.indexOf(config.version) + 1),
        fullNameFindsInactive: config.findsInactive,
        takesInactive: config.takesInactive,
        namesBy: config.namesBy,
        ...more,
      });
    const main = quickbooks({}, 0);
    main.setDataExt(OWNER_ID, 'FileID', company.fileID);
    // Another year, so that no ListID is in both files.
    const other = quickbooks({ companyFile: 'D:\\Other.qbw' }, 366 * 24 * 3_600_000);
    other.setDataExt(OWNER_ID, 'FileID', installation.otherFileID);
    this.files = [new Ledger(main, company.fileID), new Ledger(other, installation.otherFileID)];
    this.open = this.files[0];
    this.connectors = [0, 1].map(() => ({
      ticket: null,
      file: this.open,
      isFirst: true,
      text: null,
      answer: null,
      delivered: null,
      password: this.password,
    }));
  }

  get store(): Store {
    return this.installation.store;
  }

  now(): number {
    return this.installation.now();
  }

  name(index: number): string {
    return this.names[index % this.names.length]!;
  }

  parentOf(index: number): string | null {
    const parent = this.config.parents[index % this.names.length]!;
    return parent === 0 ? null : this.names[parent - 1]!;
  }

  fail(message: string): never {
    throw new Violation(message);
  }

  async company(): Promise<Company> {
    const company = await this.store.get(COMPANIES, this.installation.companyID);
    return company ?? this.fail('the company is gone');
  }

  async connection(): Promise<Connection | null> {
    return this.store.get(CONNECTIONS, this.installation.companyID);
  }

  async readCodes(): Promise<CostCode[]> {
    return everyCode(this.store, this.installation.companyID, quickBooksList(await this.company()).id);
  }

  async code(id: string): Promise<CostCode | null> {
    return this.store.get(CODES, id);
  }

  async set(name: string): Promise<MessageSet | null> {
    return this.store.get(MESSAGE_SETS, byCompany(this.installation.companyID, name));
  }

  async exportSet(name: string): Promise<ExportSet | null> {
    const set = await this.set(name);
    return set?.kind === 'export' ? set : null;
  }

  async sets(): Promise<MessageSet[]> {
    return this.store.find(MESSAGE_SETS, 'byOrder', { equals: [this.installation.companyID], limit: 1_000 });
  }

  /** Nothing is known for sure of the tickets that might still count. */
  blur(): void {
    this.blurredAt = this.now();
    for (const ticket of this.tickets.values()) {
      const mayComeBack = ticket.state === 'superseded' && ticket.isVerified !== false && !ticket.isFinished;
      if (ticket.state === 'present' || mayComeBack) ticket.state = 'unsure';
    }
  }

  expect(isRight: boolean, what: () => string): void {
    if (!isRight) this.fail(what());
  }
}

/** What must never be. */
export class Violation extends Error {
  override name = 'Violation';
}

/** The set that a text of adds or queries names in its requestIDs. */
export const setIn = (text: string): string | null =>
  /requestID="([0-9a-z]{23})-\d+"/.exec(text)?.[1] ?? null;

/** It adds or changes items. */
export const hasWork = (text: string): boolean => /<ItemService(Add|Mod)Rq/.test(text);
