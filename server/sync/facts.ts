/**
 * The one place that reads for the calls of the connector. Documents are read once and kept as they were read or written, since
 * each write is guarded by that; codes, which people change, are read when they are asked for.
 */
import type { Wanted as WantedResponses } from '../../qbxml/long-answer.ts';
import type { Response } from '../../qbxml/message-set.ts';
import { codesBelow } from '../codes/below.ts';
import { companyOfUserName, isAnothersFile } from '../codes/company.ts';
import { ownersOf } from '../codes/links.ts';
import { CODES, COMPANIES, type Company, type CostCode, codeID, quickBooksList } from '../codes/model.ts';
import { parentsOf } from '../codes/view.ts';
import { codesWith } from '../codes/walk.ts';
import { writeBuckets } from '../quickbooks/completing.ts';
import { type Complete, READINGS, type Reading } from '../quickbooks/model.ts';
import type { Collection, Store, Stored } from '../store/port.ts';
import { alarmsInForce } from './alarms-in-force.ts';
import type { AnswerText, Opened } from './answer-text.ts';
import { connectionOf } from './connection.ts';
import type { Ticketed } from './decision.ts';
import { keep } from './keep.ts';
import {
  byCompany,
  CONNECTIONS,
  type Connection,
  HANDOUTS,
  type Handout,
  type KeptText,
  MESSAGE_SETS,
  type MessageSet,
  POLLS,
  type Polls,
  type RaisedAlarm,
  SESSIONS,
  type Session,
} from './model.ts';
import type { Parents } from './requests/request.ts';
import { type Choice, type ChoiceOf, chooseCodes, findWork, type Place, type Work } from './select.ts';
import { companyOfTicket, sessionOfTicket } from './session.ts';
import { type Called, type LookedAfter, lookAfter, nextCalled } from './waiting.ts';

/** What a decision may ask for: for each fact, what says which one is meant (`of`), and what the answer is (`is`). */
interface Questions {
  /** A message set by its name. */
  set: [of: string, is: MessageSet | null];
  /** The set that a lookup is about. */
  about: [of: string, is: MessageSet | null];
  refusedSets: [of: readonly string[], is: readonly MessageSet[]];
  /** What an answer is to. */
  opened: [of: AnswerText, is: Opened];
  /** What of it counts. */
  responses: [of: { readonly text: AnswerText; readonly wanted: WantedResponses }, is: Response[]];
  /**
   * The answer as its handout is to keep it. The parts of a long one are stored by this: named by the text, they are the same
   * ones whoever does it again, and mean nothing without their handout.
   */
  kept: [
    of: { readonly handout: Handout; readonly text: AnswerText; readonly inHand: unknown },
    is: KeptText,
  ];
  /** The last time that a set was handed out in the session, and in an earlier one. */
  handout: [of: string, is: Handout | null];
  earlier: [of: { readonly session: string; readonly set: string }, is: Handout | null];
  /** Codes by id. */
  codes: [of: readonly string[], is: readonly CostCode[]];
  /** The codes directly above these. */
  above: [of: readonly string[], is: readonly CostCode[]];
  /** The codes in QuickBooks that are below these, at any depth. */
  below: [of: readonly string[], is: readonly CostCode[]];
  refusedCodes: [of: readonly string[], is: readonly CostCode[]];
  /** The same with those above them. */
  candidates: [of: readonly string[], is: { readonly codes: readonly CostCode[]; readonly parents: Parents }];
  /** Codes that say they are in a set, with that set. */
  exporting: [of: true, is: readonly { readonly code: CostCode; readonly set: MessageSet | null }[]];
  /** Whether there is something to do. */
  work: [of: Place, is: Work];
  /** Who is to be called back next; null for nobody. */
  called: [of: true, is: Called | null];
  /** Parents that are waited for and there by now. */
  lookedAfter: [of: string, is: LookedAfter];
  /** The codes of the next set. */
  choice: [of: ChoiceOf, is: Choice];
  /** How many codes a session has before it. */
  total: [of: true, is: number];
  /** How many accepted codes there are, as far as anybody counts. */
  accepted: [of: number, is: number];
  /** By ListID, the code that has it already. */
  owners: [of: readonly string[], is: ReadonlyMap<string, string>];
  /** The session whose place the present one has taken. */
  displaced: [of: string, is: Session | null];
  /** Whether a FileID is another company's. */
  isAnothers: [of: string, is: boolean];
  alarmsInForce: [of: true, is: readonly RaisedAlarm[]];
  polls: [of: true, is: Polls | null];
  /** What is known of the company's readings; null before there was any. */
  reading: [of: true, is: Reading | null];
  /**
   * What a reading that has come whole is made of. That is stored by this: named by what is in it, it is the same whoever does it
   * again, and means nothing before the reading says so.
   */
  complete: [of: { readonly reading: Reading; readonly at: string }, is: Complete];
}

export type Wanted = { readonly [K in keyof Questions]?: Questions[K][0] };
export type Known = { readonly [K in keyof Questions]?: Questions[K][1] };

/** Whose the facts are. */
interface Whose {
  readonly company: Company;
  readonly connection: Connection;
  readonly session: Session | null;
}

type Look = {
  readonly [K in keyof Questions]: (
    facts: Facts,
    whose: Whose,
    of: Questions[K][0],
  ) => Promise<Questions[K][1]>;
};

const LOOK: Look = {
  set: (facts, { company }, name) => facts.get(MESSAGE_SETS, byCompany(company.id, name)),
  about: (facts, { company }, name) => facts.get(MESSAGE_SETS, byCompany(company.id, name)),
  async refusedSets(facts, { company }, names) {
    const sets: MessageSet[] = [];
    for (const name of names) {
      const set = await facts.get(MESSAGE_SETS, byCompany(company.id, name));
      if (set) sets.push(set);
    }
    return sets;
  },
  opened: (_facts, _whose, text) => text.open(),
  responses: (_facts, _whose, { text, wanted }) => text.pick(wanted),
  kept: ({ store }, _whose, { handout, text, inHand }) => keep(store, handout, text, inHand),
  handout: async ({ store }, { company, session }, set) =>
    session && lastExchange(store, company, session.session, set),
  earlier: ({ store }, { company }, { session, set }) => lastExchange(store, company, session, set),
  codes: ({ store }, _, ids) => store.getMany(CODES, ids),
  async above({ store }, _, ids) {
    const codes = await store.getMany(CODES, ids);
    const parents = codes.map(({ company, list, parent }) => codeID(company, list, parent));
    return store.getMany(CODES, [...new Set(parents)]);
  },
  below: ({ store }, _, ids) => codesBelow(store, ids),
  refusedCodes: ({ store }, _, ids) => store.getMany(CODES, ids),
  async candidates({ store }, _, ids) {
    const codes = await store.getMany(CODES, ids);
    return { codes, parents: await parentsOf(store, codes) };
  },
  async exporting(facts, { company }) {
    const codes = await codesWith(facts.store, company.id, quickBooksList(company).id, 'exporting');
    const found: { code: CostCode; set: MessageSet | null }[] = [];
    for (const code of codes) {
      const set = await facts.get(MESSAGE_SETS, byCompany(company.id, code.messageSet ?? ''));
      found.push({ code, set });
    }
    return found;
  },
  work: ({ store }, { company, connection }, place) => findWork(store, company, connection, place),
  called: ({ store }, { company, connection }) => nextCalled(store, company, connection),
  lookedAfter: ({ store }, { company }, from) => lookAfter(store, company, from),
  choice: ({ store }, { company, connection }, place) => chooseCodes(store, company, connection, place),
  async total({ store }, { company }) {
    const list = quickBooksList(company).id;
    const [accepted, exporting] = await Promise.all([
      store.count(CODES, 'byStatus', [company.id, list, 'accepted']),
      store.count(CODES, 'byStatus', [company.id, list, 'exporting']),
    ]);
    return accepted + exporting;
  },
  accepted: ({ store }, { company }, atMost) =>
    store.count(CODES, 'byStatus', [company.id, quickBooksList(company).id, 'accepted'], atMost),
  owners: ({ store }, { company }, listIDs) => ownersOf(store, company, listIDs),
  displaced: (facts, { company }, name) => facts.get(SESSIONS, byCompany(company.id, name)),
  isAnothers: ({ store }, { company }, fileID) => isAnothersFile(store, company.id, fileID),
  alarmsInForce: ({ store }, { company, connection }) => alarmsInForce(store, company, connection),
  polls: ({ store }, { company }) => store.get(POLLS, company.id),
  reading: (facts, { company }) => facts.get(READINGS, company.id),
  complete: ({ store }, _whose, { reading, at }) => writeBuckets(store, reading, at),
};

async function lastExchange(
  store: Store,
  company: Company,
  session: string,
  set: string,
): Promise<Handout | null> {
  // Nearly always the last one; the others may hold long answers, and are only looked at if it is not.
  for (let before: string | undefined; ; ) {
    const query = { equals: [company.id, session], after: before, descending: true, limit: 1 };
    const [handout] = await store.find(HANDOUTS, 'bySession', query);
    if (!handout || handout.set === set) return handout ?? null;
    before = handout.order;
  }
}

/** What has been read for one call. */
export class Facts {
  readonly store: Store;
  /** Those that are being read, too, so that none is read twice. */
  readonly #kept = new Map<string, Promise<Stored | null>>();

  constructor(store: Store) {
    this.store = store;
  }

  async get<T extends Stored>(collection: Collection<T>, id: string): Promise<T | null> {
    const key = `${collection.name} ${id}`;
    const found = this.#kept.get(key) ?? this.store.get(collection, id);
    this.#kept.set(key, found);
    return (await found) as T | null;
  }

  /** It has just been written so. */
  keep(collection: Collection<never>, document: Stored): void {
    this.#kept.set(`${collection.name} ${document.id}`, Promise.resolve(document));
  }

  async #connection(company: string): Promise<Connection> {
    const known = await this.get(CONNECTIONS, company);
    if (known) return known;
    const made = await connectionOf(this.store, company);
    this.keep(CONNECTIONS, made);
    return made;
  }

  /** Null for a ticket that was never given out, as far as can be known. */
  async ofTicket(ticket: string): Promise<Ticketed | null> {
    const id = companyOfTicket(ticket);
    if (id === null) return null;
    const name = sessionOfTicket(ticket);
    // A ticket names them all: one round trip.
    const [company, session] = await Promise.all([
      this.get(COMPANIES, id),
      this.get(SESSIONS, byCompany(id, name)),
      this.get(CONNECTIONS, id),
    ]);
    if (!company) return null;
    if (!session && !(await this.get(POLLS, company.id))?.tickets.includes(name)) return null;
    return { company, connection: await this.#connection(company.id), session };
  }

  /** The company whose connector has this user name; its session is the present one. */
  async company(userName: string): Promise<Company | null> {
    const id = companyOfUserName(userName);
    return id === null ? null : this.get(COMPANIES, id);
  }

  /** With the present session, which may have no document yet. */
  async present(company: Company): Promise<Ticketed> {
    const connection = await this.#connection(company.id);
    const { session: name } = connection;
    const session = name === null ? null : await this.get(SESSIONS, byCompany(company.id, name));
    return { company, connection, session };
  }

  /** What was asked for, with what is known already. */
  async look(whose: Whose, wanted: Wanted, known: Known): Promise<Known> {
    const answered = (Object.keys(wanted) as (keyof Questions)[]).map(async (name) => {
      const look = LOOK[name] as (...all: unknown[]) => Promise<unknown>;
      return [name, await look(this, whose, wanted[name])] as const;
    });
    return { ...known, ...Object.fromEntries(await Promise.all(answered)) } as Known;
  }
}
