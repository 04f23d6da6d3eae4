// A Web Connector and a QuickBooks that cost next to nothing: raw SOAP over one kept connection, answers out of string templates. They
// are in the benchmark's process, so what they cost is not counted; what they say is what the real ones say (scripts/quickbooks).
import type { Api, Company } from '../demo/api.ts';
import { Connection, envelopeOf, type Params } from '../web-connector/dotnet-http.ts';

/** 2 March 2026, in seconds, as QuickBooks counts in its ids. */
const STARTED_SECONDS = 1_772_461_800;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** A session that goes on for longer than this is a mistake of the service. */
const MOST_EXCHANGES = 100_000;

export interface Application {
  url: string;
  userName: string;
  password: string;
  ownerID: string;
  fileID: string;
}

/** What the Web Connector learns from a company's .qwc file and its user. */
export async function applicationOf(api: Api, url: string, { id, connector }: Company): Promise<Application> {
  const qwc = await api.qwc(id);
  const field = (name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(qwc)?.[1] ?? '';
  return {
    url: `${url}/qbwc`,
    userName: connector.userName,
    password: connector.password,
    ownerID: field('OwnerID'),
    fileID: field('FileID'),
  };
}

/** The calls of one connector over one kept connection. */
export class Caller {
  #connection = new Connection({ expectContinue: false });

  /** The text inside the reply's ...Result. */
  async call(url: string, operation: string, params: Params): Promise<string> {
    return this.post(url, operation, envelopeOf(operation, params));
  }

  async post(url: string, operation: string, envelope: string | Buffer): Promise<string> {
    const { status, body } = await this.#connection.post(url, operation, envelope);
    const text = body.toString('utf8');
    const name = `(?:\\w+:)?${operation}Result`;
    const found = new RegExp(`<${name}(?:/>|>(.*?)</${name}>)`, 's').exec(text);
    if (status !== 200 || found === null)
      throw new Error(`${operation} was answered ${status}: ${text.slice(0, 500)}`);
    return decoded(found[1] ?? '');
  }

  close(): void {
    this.#connection.close();
  }
}

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, number: string | undefined, name: string | undefined) =>
    number === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(number)),
  );

/** The strings of an ArrayOfString. */
export const stringsOf = (xml: string): string[] =>
  [...xml.matchAll(/<(?:\w+:)?string(?:\/>|>([^<]*)<)/g)].map((match) => match[1] ?? '');

/** Opens a session; null if there is no work. */
export async function openSession(caller: Caller, application: Application): Promise<string | null> {
  const { url, userName, password } = application;
  await caller.call(url, 'serverVersion', {});
  await caller.call(url, 'clientVersion', { strVersion: '34.0.10023.3' });
  const strings = await caller.call(url, 'authenticate', { strUserName: userName, strPassword: password });
  const [ticket = '', second = ''] = stringsOf(strings);
  if (second === 'nvu' || second === 'busy') throw new Error(`authenticate was answered ${second}`);
  return second === 'none' ? null : ticket;
}

/** The next message set; '' if the service has none. `isFirst`: the first one of a session tells what is open. */
export function sendRequest(
  caller: Caller,
  application: Application,
  ticket: string,
  isFirst: boolean,
): Promise<string> {
  return caller.call(application.url, 'sendRequestXML', {
    ticket,
    strHCPResponse: isFirst ? hostAndCompany(application) : '',
    strCompanyFileName: 'C:\\QuickBooks\\Sample Builders.qbw',
    qbXMLCountry: 'US',
    qbXMLMajorVers: 13,
    qbXMLMinorVers: 0,
  });
}

/** One session until the service says 100; how many exchanges it took and how many items were added. */
export async function playSession(
  caller: Caller,
  application: Application,
): Promise<{ exchanges: number; added: number }> {
  const books = new Books();
  const ticket = await openSession(caller, application);
  if (ticket === null) return { exchanges: 0, added: 0 };
  let exchanges = 0;
  for (let percent = 0; percent < 100; exchanges++) {
    if (exchanges === MOST_EXCHANGES) throw new Error(`no end after ${exchanges} exchanges`);
    const request = await sendRequest(caller, application, ticket, exchanges === 0);
    if (request === '') break;
    const received = await caller.call(application.url, 'receiveResponseXML', {
      ticket,
      response: books.answer(request),
      hresult: '',
      message: '',
    });
    percent = Number(received);
    if (!(percent >= 0)) {
      const words = await caller.call(application.url, 'getLastError', { ticket });
      throw new Error(`receiveResponseXML was answered ${received}: ${words}`);
    }
  }
  await caller.call(application.url, 'closeConnection', { ticket });
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

function hostAndCompany({ ownerID, fileID }: Application): string {
  return messageSet(
    '<HostQueryRs requestID="0" statusCode="0" statusSeverity="Info" statusMessage="Status OK">\n<HostRet>\n' +
      '<ProductName>QuickBooks Premier 2024</ProductName>\n<MajorVersion>34</MajorVersion>\n<MinorVersion>0</MinorVersion>\n' +
      '<Country>US</Country>\n<SupportedQBXMLVersion>12.0</SupportedQBXMLVersion>\n<SupportedQBXMLVersion>13.0</SupportedQBXMLVersion>\n' +
      '<IsAutomaticLogin>false</IsAutomaticLogin>\n<QBFileMode>SingleUser</QBFileMode>\n</HostRet>\n</HostQueryRs>\n' +
      '<CompanyQueryRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK">\n<CompanyRet>\n' +
      '<IsSampleCompany>false</IsSampleCompany>\n<CompanyName>Sample Builders</CompanyName>\n<DataExtRet>\n' +
      `<OwnerID>${ownerID}</OwnerID>\n<DataExtName>FileID</DataExtName>\n<DataExtType>STR255TYPE</DataExtType>\n` +
      `<DataExtValue>${fileID}</DataExtValue>\n</DataExtRet>\n</CompanyRet>\n</CompanyQueryRs>\n`,
  );
}
