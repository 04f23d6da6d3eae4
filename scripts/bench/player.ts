// A Web Connector and a QuickBooks that cost next to nothing: calls over one kept connection, answers out of string templates. They are
// in the benchmark's process, so what they cost is not counted; what they say is what the real ones say (scripts/quickbooks).
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client, Company } from '../services/client.ts';
import { type Calls, callsOf } from '../web-connector/calls.ts';
import { Connection, envelopeOf } from '../web-connector/dotnet-http.ts';
import { type QwcFile, readQwcFile, readReply } from '../web-connector.ts';

/** 2 March 2026, in seconds, as QuickBooks counts in its ids. */
const STARTED_SECONDS = 1_772_461_800;
/** A session that goes on for longer than this is a mistake of the service. */
const MOST_EXCHANGES = 100_000;
const CLIENT_VERSION = '34.0.10023.3';

export interface Application {
  readonly qwc: QwcFile;
  readonly password: string;
}

/** What the Web Connector learns from a company's .qwc file, and the password that somebody types into it. */
export async function applicationOf(api: Client, { id, connector }: Company): Promise<Application> {
  return { qwc: readQwcFile(await api.qwc(id)), password: connector.password };
}

/** The calls of one connector over one kept connection, by default to the address in its .qwc file. */
export class Caller {
  readonly calls: Calls;
  readonly #application: Application;
  readonly #connection = new Connection({ expectContinue: false });

  constructor(application: Application, url = application.qwc.AppURL) {
    const { qwc } = application;
    this.#application = application;
    const quickbooks = new SimulatedQuickBooks();
    quickbooks.setDataExt(qwc.OwnerID, 'FileID', qwc.FileID);
    this.calls = callsOf({
      url: () => url,
      qwc,
      quickbooks,
      transport: {
        call: (operation, params) => this.#connection.post(url, operation, envelopeOf(operation, params)),
        close: () => this.close(),
      },
    });
  }

  /** What an update begins with, until `authenticate` has answered. */
  async begin(): Promise<{ ticket: string; second: string }> {
    await this.calls.serverVersion();
    await this.calls.clientVersion(CLIENT_VERSION);
    const [ticket = '', second = ''] = await this.calls.authenticate(this.#application.password);
    return { ticket, second };
  }

  /** Opens a session; null if there is no work. */
  async open(): Promise<string | null> {
    const { ticket, second } = await this.begin();
    if (second === 'nvu' || second === 'busy') throw new Error(`authenticate was answered ${second}`);
    return second === 'none' ? null : ticket;
  }

  /** A call of receiveResponseXML that was written before, to wherever. Throws if it is answered with a negative number. */
  async receive(envelope: Buffer, url = this.#application.qwc.AppURL): Promise<void> {
    const reply = await this.#connection.post(url, 'receiveResponseXML', envelope);
    const percent = readReply('receiveResponseXML', reply);
    if (percent < 0) throw new Error(`receiveResponseXML was answered ${percent}`);
  }

  close(): void {
    this.#connection.close();
  }
}

/** One session until the service says 100; how many exchanges it took and how many items were added. */
export async function playSession(caller: Caller): Promise<{ exchanges: number; added: number }> {
  const { calls } = caller;
  const books = new Books();
  const ticket = await caller.open();
  if (ticket === null) return { exchanges: 0, added: 0 };
  let exchanges = 0;
  for (let percent = 0; percent < 100; exchanges++) {
    if (exchanges === MOST_EXCHANGES) throw new Error(`no end after ${exchanges} exchanges`);
    const request = await calls.send(ticket, exchanges === 0 ? {} : { hcp: '' });
    if (request === '') break;
    percent = await calls.receive(ticket, { response: books.answer(request) });
    if (percent < 0)
      throw new Error(`receiveResponseXML was answered ${percent}: ${await calls.lastError(ticket)}`);
  }
  await calls.close(ticket);
  return { exchanges, added: books.added };
}

const REQUEST = /<ItemServiceAddRq requestID="([^"]+)">(.*?)<\/ItemServiceAddRq>/gs;
/** References stay as they are: what was text in the request is text in the answer. */
const within = (xml: string, name: string): string =>
  new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? '';

/** The items that were added, as far as answers need them. */
export class Books {
  added = 0;
  #fullNames = new Map<string, string>();

  answer(request: string): string {
    const responses = [...request.matchAll(REQUEST)].map(([, requestID = '', item = '']) =>
      this.#add(requestID, item),
    );
    return messageSet(responses.join(''));
  }

  #add(requestID: string, item: string): string {
    this.added++;
    const listID = listIDOf(this.added);
    const name = within(item, 'Name');
    const parentRef = within(item, 'ParentRef');
    const parent =
      parentRef === ''
        ? ''
        : (this.#fullNames.get(within(parentRef, 'ListID')) ?? within(parentRef, 'FullName'));
    const fullName = parent === '' ? name : `${parent}:${name}`;
    this.#fullNames.set(listID, fullName);
    return itemServiceAddRs({
      requestID,
      number: this.added,
      name,
      fullName,
      parent,
      desc: within(item, 'SalesDesc'),
    });
  }
}

const secondsOf = (number: number): number => STARTED_SECONDS + number;

const listIDOf = (number: number): string =>
  `${(0x80000000 + number).toString(16).toUpperCase()}-${secondsOf(number)}`;

export interface Added {
  requestID: string;
  /** Of the item, from 1: its ids and times follow from it. */
  number: number;
  name: string;
  fullName: string;
  parent: string;
  desc: string;
}

/** One item as QuickBooks tells it after adding it; the texts are XML already. */
export function itemServiceAddRs({ requestID, number, name, fullName, parent, desc }: Added): string {
  const time = `${new Date(secondsOf(number) * 1000).toISOString().slice(0, 19)}-05:00`;
  const parentRef =
    parent === ''
      ? ''
      : `<ParentRef>\n<ListID>80000001-1772461800</ListID>\n<FullName>${parent}</FullName>\n</ParentRef>\n`;
  return (
    `<ItemServiceAddRs requestID="${requestID}" statusCode="0" statusSeverity="Info" statusMessage="Status OK">\n` +
    `<ItemServiceRet>\n<ListID>${listIDOf(number)}</ListID>\n<TimeCreated>${time}</TimeCreated>\n<TimeModified>${time}</TimeModified>\n` +
    `<EditSequence>${secondsOf(number)}</EditSequence>\n<Name>${name}</Name>\n<FullName>${fullName}</FullName>\n<IsActive>true</IsActive>\n` +
    `${parentRef}<Sublevel>${fullName.split(':').length - 1}</Sublevel>\n<SalesAndPurchase>\n<SalesDesc>${desc}</SalesDesc>\n` +
    '<SalesPrice>0.00</SalesPrice>\n<IncomeAccountRef>\n<ListID>80000021-1772461800</ListID>\n<FullName>Construction Income</FullName>\n' +
    `</IncomeAccountRef>\n<PurchaseDesc>${desc}</PurchaseDesc>\n<PurchaseCost>0.00</PurchaseCost>\n<ExpenseAccountRef>\n` +
    '<ListID>80000022-1772461800</ListID>\n<FullName>Job Expenses</FullName>\n</ExpenseAccountRef>\n</SalesAndPurchase>\n' +
    '</ItemServiceRet>\n</ItemServiceAddRs>\n'
  );
}

/** A whole answer around its responses, which are XML already. */
export const messageSet = (responses: string): string =>
  `<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n${responses}</QBXMLMsgsRs>\n</QBXML>\n`;
