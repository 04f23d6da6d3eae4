/**
 * The server as a value: what is stored for one company, and what each call of the connector makes of it. The exchange is the
 * product's own (createExchange), so every rule and the order of all writes are the ones that run.
 */
import { createCompany, userNameOf } from '../../../server/codes/company.ts';
import { importCodes } from '../../../server/codes/importing/importing.ts';
import { createImportRoom } from '../../../server/codes/importing/room.ts';
import { CODES, COMPANIES, type Company, type CostCode } from '../../../server/codes/model.ts';
import { acceptCodes, sendCodes } from '../../../server/codes/queue.ts';
import type { Store, Stored } from '../../../server/store/port.ts';
import { newConnection } from '../../../server/sync/connection.ts';
import { createExchange } from '../../../server/sync/exchange.ts';
import {
  CONNECTIONS,
  type Connection,
  MESSAGE_SETS,
  type MessageSet,
  SESSIONS,
  type Session,
} from '../../../server/sync/model.ts';
import { essenceOf, usedByDocument } from './essence.ts';
import { Interned } from './interned.ts';
import { COMPANY, drawsFrom, randomBeside, TICKETS, together, type Used } from './names.ts';
import { booksWith } from './people.ts';
import { fullNameOf, type Item, listIDOf } from './quickbooks.ts';
import { type Stocks, ValueStore } from './store.ts';

/** What is stored, without what no rule reads: times, words for people, counts for the status page. */
export interface Kept {
  readonly company: Company;
  readonly connection: Connection;
  readonly sessions: readonly Session[];
  readonly sets: readonly MessageSet[];
  readonly codes: readonly CostCode[];
}

export type Call =
  | { readonly kind: 'authenticate' }
  | { readonly kind: 'send'; readonly ticket: number }
  | {
      readonly kind: 'receive';
      readonly ticket: number;
      /** Which answer it is, for short. */
      readonly answer: number;
      readonly response: string;
      readonly hresult: string;
    }
  | { readonly kind: 'close'; readonly ticket: number };

export type Reply =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly ticket: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'goOn' }
  | { readonly kind: 'end' };

/** What is out there and may still come back: it decides what of the store can matter again. */
export interface Outstanding {
  readonly ticket: number;
  /** The set that it is about, null for a ticket alone. */
  readonly set: string | null;
  /** An hresult names no set: the server takes the one that the ticket was given last. */
  readonly isNameless: boolean;
}

export interface CodeRow {
  readonly code: string;
  readonly parent?: string;
  /** It is in QuickBooks from the beginning, and this of it is to be changed. */
  readonly change?: Partial<Pick<Item, 'name' | 'desc' | 'isActive'>>;
}

const NOW = new Date('2026-03-02T08:00:00Z');
/** The connector starts over when nobody takes it for busy any more. */
const LATER = new Date(NOW.getTime() + 60_000);
export class Server {
  readonly states = new Interned<Kept>();
  readonly #used: Used[] = [];
  readonly #password: string;
  readonly #version: string;
  readonly initial: number;
  /** How often the product's code ran, the rest was known. */
  calls = 0;
  readonly #answered = new Map<string, { readonly moments: readonly Kept[]; readonly reply: Reply }>();
  readonly #settledDown = new Map<string, number>();
  readonly #numbers = new WeakMap<Kept, number>();
  #numbered = 0;

  private constructor(company: Company, password: string, codes: readonly CostCode[], version: string) {
    this.#password = password;
    this.#version = version;
    const fresh = newConnection(COMPANY);
    // What QuickBooks has counts as read: readings are played by the model.
    const reading = { ...fresh.reading, isDue: false, lastAt: NOW.toISOString() };
    const connection: Connection = { ...fresh, reading, rev: 1 };
    this.initial = this.settleDown({ company, connection, sessions: [], sets: [], codes }, []);
  }

  static async with(rows: readonly CodeRow[], version: string): Promise<Server> {
    const store = new ValueStore(new Map(), NOW);
    const random = (count: number) => Buffer.alloc(count, 7);
    const made = await createCompany(store, random, { name: 'Acme', incomeAccount: 'Income' });
    const company = { ...made.company, id: COMPANY, userName: userNameOf(COMPANY) };
    await store.insert(COMPANIES, [company]);
    const by = { at: NOW.toISOString(), by: 'admin' };
    const described = rows.map((row, index) => ({
      row: index + 1,
      description: `about ${row.code}`,
      ...row,
    }));
    const place = { store, random, room: createImportRoom() };
    const source = { kind: 'rows', rows: described } as const;
    await importCodes(place, company, 'quickbooks', source, by, { why: 'by import' });
    await sendCodes(store, company, by, null);
    await acceptCodes(store, company, by, 'all', {});
    const codes = await store.find(CODES, 'byOrder', { equals: [COMPANY, 'quickbooks'], limit: 9 });
    return new Server(company, made.connector.password, withItems(codes, rows), version);
  }

  used(state: number): Used {
    this.#used[state] ??= together(...documentsOf(this.states.at(state)).map(usedByDocument));
    return this.#used[state];
  }

  /** What a call makes of the store, write by write (the first moment is before all of them), and the reply to it. */
  async call(state: number, call: Call, outside: Used): Promise<{ moments: readonly Kept[]; reply: Reply }> {
    const used = together(this.used(state), outside);
    const key = `${state} ${drawsFrom(used)} ${nameOf(call)}`;
    const known = this.#answered.get(key);
    if (known) return known;
    this.calls++;
    const moments: Kept[] = [this.states.at(state)];
    const store = new ValueStore(
      this.#stocks(this.states.at(state)),
      call.kind === 'authenticate' ? LATER : NOW,
      (stocks) => moments.push(keptIn(stocks)),
    );
    const { fileID } = this.states.at(state).company;
    const reply = await this.#run(store, call, used, hostAndCompany(fileID, this.#version));
    const result = { moments, reply };
    this.#answered.set(key, result);
    return result;
  }

  async #run(store: Store, call: Call, used: Used, host: string): Promise<Reply> {
    const exchange = createExchange({ store, random: randomBeside(used), page: 'https://page', setMax: 10 });
    switch (call.kind) {
      case 'authenticate': {
        const { kind, ticket } = await exchange.authenticate(userNameOf(COMPANY), this.#password);
        if (kind === 'none') return { kind };
        if (kind === 'open') return { kind, ticket: TICKETS.indexOf(ticket) };
        throw new Error(`authenticate: ${kind}`);
      }
      case 'send': {
        const sent = await exchange.sendRequestXML({
          ticket: ticketOf(call.ticket),
          strHCPResponse: host,
          strCompanyFileName: 'C:\\Acme.qbw',
        });
        return sent.kind === 'request' ? { kind: 'text', text: sent.text } : sent;
      }
      case 'receive': {
        const { response, hresult } = call;
        const received = await exchange.receiveResponseXML({
          ticket: ticketOf(call.ticket),
          response,
          hresult,
          message: '',
        });
        return { kind: received.kind === 'percent' && received.percent < 100 ? 'goOn' : 'end' };
      }
      case 'close':
        await exchange.closeConnection(ticketOf(call.ticket));
        return { kind: 'end' };
    }
  }

  #stocks({ company, connection, sessions, sets, codes }: Kept): Stocks {
    const stock = (documents: readonly Stored[]) => new Map(documents.map((each) => [each.id, each]));
    return new Map<string, ReadonlyMap<string, Stored>>([
      [COMPANIES.name, stock([company])],
      [CONNECTIONS.name, stock([connection])],
      [SESSIONS.name, stock(sessions)],
      [MESSAGE_SETS.name, stock(sets)],
      [CODES.name, stock(codes)],
    ]);
  }

  #numberOf(kept: Kept): number {
    const number = this.#numbers.get(kept) ?? this.#numbered++;
    this.#numbers.set(kept, number);
    return number;
  }

  /** The state's number, without all that can never matter again. */
  settleDown(kept: Kept, outstanding: readonly Outstanding[]): number {
    const key = `${this.#numberOf(kept)} ${outstanding.map((each) => `${each.ticket}.${each.set}.${each.isNameless}`)}`;
    const known = this.#settledDown.get(key);
    if (known !== undefined) return known;
    const state = this.states.of(...essenceOf(kept, outstanding));
    this.#settledDown.set(key, state);
    return state;
  }
}

/** Those that are in QuickBooks from the beginning, with what is to be changed of them. */
function withItems(codes: readonly CostCode[], rows: readonly CodeRow[]): CostCode[] {
  const { items } = booksWith(rows);
  const itemFor = (name: string) => items.find(({ id }) => rows[id - 1]?.code === name);
  return codes.map((code): CostCode => {
    const item = itemFor(code.code);
    const change = rows.find((row) => row.code === code.code)?.change;
    if (!item || !change) return code;
    const listID = listIDOf(item.id);
    return {
      ...code,
      item: { listID, fullName: fullNameOf({ items }, item), editSequence: String(item.edit) },
      listID,
      told: {
        name: item.name,
        parent: item.parent === null ? '' : listIDOf(item.parent),
        description: item.desc,
        incomeAccount: 'Income',
        expenseAccount: null,
        class: null,
        active: true,
      },
      toldAt: NOW.toISOString(),
      itemName: change.name ?? code.itemName,
      description: change.desc ?? code.description,
      active: change.isActive ?? true,
    };
  });
}

const documentsOf = ({ company, connection, sessions, sets, codes }: Kept): Stored[] => [
  company,
  connection,
  ...sessions,
  ...sets,
  ...codes,
];

const nameOf = (call: Call): string =>
  call.kind === 'authenticate'
    ? call.kind
    : `${call.kind} ${call.ticket} ${'answer' in call ? call.answer : ''}`;

const ticketOf = (index: number) => TICKETS[index] ?? '';

function keptIn(stocks: Stocks): Kept {
  const all = <T extends Stored>(name: string) => [...(stocks.get(name)?.values() ?? [])] as T[];
  const [company] = all<Company>(COMPANIES.name);
  const [connection] = all<Connection>(CONNECTIONS.name);
  if (!company || !connection) throw new Error('the company is gone');
  return {
    company,
    connection,
    sessions: all<Session>(SESSIONS.name),
    sets: all<MessageSet>(MESSAGE_SETS.name),
    codes: all<CostCode>(CODES.name),
  };
}

function hostAndCompany(fileID: string, version: string): string {
  const stamp = `<DataExtRet><OwnerID>{7A0F6C52-3B1D-4E86-9C47-5D2E81B3F0A6}</OwnerID><DataExtName>FileID</DataExtName><DataExtType>STR255TYPE</DataExtType><DataExtValue>${fileID}</DataExtValue></DataExtRet>`;
  return `<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><HostQueryRs requestID="0" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><HostRet><ProductName>QuickBooks</ProductName><MajorVersion>34</MajorVersion><MinorVersion>0</MinorVersion><Country>US</Country><SupportedQBXMLVersion>${version}</SupportedQBXMLVersion></HostRet></HostQueryRs><CompanyQueryRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><CompanyRet>${stamp}</CompanyRet></CompanyQueryRs></QBXMLMsgsRs></QBXML>`;
}
