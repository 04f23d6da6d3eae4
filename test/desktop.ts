/**
 * A desktop beside a service: a simulated QuickBooks with its company file, and a Web Connector whose calls the test makes one by
 * one. What strict .NET would not read is refused by the simulator's reader.
 */
import {
  SimulatedQuickBooks,
  type SimulatedQuickBooksOptions,
} from '../scripts/quickbooks/simulated-quickbooks.ts';
import {
  type Operation,
  type Params,
  type QwcFile,
  rawTransport,
  readQwcFile,
  readReply,
  runSession,
  type SessionOptions,
  type Transcript,
  type Transport,
} from '../scripts/web-connector.ts';
import { newCompany, type Service } from './service.ts';

export interface Processed {
  readonly response?: string;
  readonly hresult?: string;
  readonly message?: string;
}

export interface Desktop {
  readonly path: string;
  readonly qwc: QwcFile;
  readonly userName: string;
  password: string;
  readonly quickbooks: SimulatedQuickBooks;
  /** The connector calls this service from now on: another server on the same store. */
  use(service: Service): void;
  /** Imports these codes ("03-300 Footings", below a parent "03 > 03-300 Footings"), sends and accepts them. */
  accept(...codes: string[]): Promise<void>;
  /** A verb of the queue, as admin: `do('recall', { codes: ['01'] })`. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  do(verb: string, body?: unknown): Promise<any>;
  /** The status of each code. */
  codes(): Promise<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  code(code: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  status(): Promise<any>;
  authenticate(password?: string): Promise<string[]>;
  /** The ticket of a session that has been opened. */
  open(): Promise<string>;
  /** `first` (by default): with what QuickBooks tells of itself. */
  send(ticket: string, more?: { hcp?: string; file?: string }): Promise<string>;
  receive(ticket: string, processed: Processed): Promise<number>;
  lastError(ticket: string): Promise<string>;
  close(ticket: string): Promise<string>;
  connectionError(ticket: string, hresult: string, message?: string): Promise<string>;
  /** A whole session as the Web Connector makes it; `library`: through strong-soap's client and the served WSDL. */
  session(more?: Partial<SessionOptions> & { library?: boolean }): Promise<Transcript>;
}

export async function newDesktop(
  service: Service,
  settings: Record<string, unknown> = {},
  options: SimulatedQuickBooksOptions = {},
): Promise<Desktop> {
  return desktopOf(service, await newCompany(service, settings), options);
}

/** For a company that there is already; its .qwc is loaded. */
export async function desktopOf(
  service: Service,
  company: { readonly path: string; readonly userName: string; readonly password: string },
  options: SimulatedQuickBooksOptions = {},
): Promise<Desktop> {
  let at = service;
  const qwc = readQwcFile((await service.api('GET', `${company.path}/QBWC.qwc`)).text);
  const quickbooks = new SimulatedQuickBooks(options);
  quickbooks.setDataExt(qwc.OwnerID, 'FileID', qwc.FileID);

  async function call<O extends Operation>(operation: O, params: Params) {
    const transport = transportTo(at);
    try {
      return readReply(operation, await transport.call(operation, params));
    } finally {
      transport.close();
    }
  }

  const desktop: Desktop = {
    path: company.path,
    qwc,
    userName: company.userName,
    password: company.password,
    quickbooks,
    use(other) {
      at = other;
    },
    async accept(...codes) {
      const rows = codes.map((each) => {
        const [, parent, code, description] = /^(?:(\S+) > )?(\S+) (.+)$/.exec(each) ?? [];
        return { code, description, parent: parent ?? null };
      });
      const imported = await at.api('POST', `${company.path}/import`, { body: { codes: rows } });
      if (imported.body.problems.length > 0) throw new Error(imported.text);
      await desktop.do('send');
      await desktop.do('accept', { codes: 'all' });
    },
    do: async (verb, body) =>
      (await at.api('POST', `${company.path}/${verb}`, body === undefined ? {} : { body })).body,
    async codes() {
      const { codes } = (await at.api('GET', `${company.path}/codes?limit=1000`)).body;
      return Object.fromEntries(
        codes.map((code: { code: string; status: string }) => [code.code, code.status]),
      );
    },
    code: async (code) => (await at.api('GET', `${company.path}/codes/${encodeURIComponent(code)}`)).body,
    status: async () => (await at.api('GET', `${company.path}/status`)).body,
    authenticate: (password = desktop.password) =>
      call('authenticate', { strUserName: company.userName, strPassword: password }),
    async open() {
      const [ticket = '', second = ''] = await desktop.authenticate();
      if (['nvu', 'none', 'busy'].includes(second)) throw new Error(`no session: ${second}`);
      return ticket;
    },
    send: (ticket, { hcp, file = quickbooks.companyFile } = {}) =>
      call('sendRequestXML', {
        ticket,
        strHCPResponse: hcp ?? quickbooks.hostCompanyPreferences(qwc.OwnerID),
        strCompanyFileName: file,
        qbXMLCountry: 'US',
        qbXMLMajorVers: quickbooks.qbxmlVersion.major,
        qbXMLMinorVers: quickbooks.qbxmlVersion.minor,
      }),
    receive: (ticket, { response = '', hresult = '', message = '' }) =>
      call('receiveResponseXML', { ticket, response, hresult, message }),
    lastError: (ticket) => call('getLastError', { ticket }),
    close: (ticket) => call('closeConnection', { ticket }),
    connectionError: (ticket, hresult, message = '') => call('connectionError', { ticket, hresult, message }),
    async session({ library = false, ...more } = {}) {
      const transport = library ? null : transportTo(at);
      try {
        const url = `${at.url}/qbwc`;
        const own = transport === null ? {} : { transport };
        return await runSession({ qwc, url, password: desktop.password, quickbooks, ...own, ...more });
      } finally {
        transport?.close();
      }
    },
  };
  return desktop;
}

const transportTo = (service: Service): Transport =>
  rawTransport(`${service.url}/qbwc`, { expectContinue: false });
