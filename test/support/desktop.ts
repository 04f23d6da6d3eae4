/**
 * A desktop beside a service: a simulated QuickBooks with its company file, and a Web Connector whose calls the test makes one by
 * one.
 */
import {
  SimulatedQuickBooks,
  type SimulatedQuickBooksOptions,
} from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { type Calls, callsOf } from '../../scripts/web-connector/calls.ts';
import {
  type QwcFile,
  rawTransport,
  readQwcFile,
  runSession,
  type SessionOptions,
  type Transcript,
} from '../../scripts/web-connector.ts';
import { newCompany, type Service } from './service.ts';

export interface Desktop extends Omit<Calls, 'authenticate'> {
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
  /** A QuickBooks that is there already, or how a new one is. */
  given: SimulatedQuickBooks | SimulatedQuickBooksOptions = {},
): Promise<Desktop> {
  let at = service;
  const qwc = readQwcFile((await service.api('GET', `${company.path}/QBWC.qwc`)).text);
  const quickbooks = given instanceof SimulatedQuickBooks ? given : new SimulatedQuickBooks(given);
  if (quickbooks.dataExt(qwc.OwnerID, 'FileID') === undefined)
    quickbooks.setDataExt(qwc.OwnerID, 'FileID', qwc.FileID);

  const calls = callsOf({ url: () => `${at.url}/qbwc`, qwc, quickbooks });
  const desktop: Desktop = {
    ...calls,
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
    authenticate: (password = desktop.password) => calls.authenticate(password),
    async open() {
      const [ticket = '', second = ''] = await desktop.authenticate();
      if (['nvu', 'none', 'busy'].includes(second)) throw new Error(`no session: ${second}`);
      return ticket;
    },
    async session({ library = false, ...more } = {}) {
      const url = `${at.url}/qbwc`;
      const transport = library ? null : rawTransport(url, { expectContinue: false });
      try {
        const own = transport === null ? {} : { transport };
        return await runSession({ qwc, url, password: desktop.password, quickbooks, ...own, ...more });
      } finally {
        transport?.close();
      }
    },
  };
  return desktop;
}

/** Sessions until there is nothing to do; the texts that were handed out. */
export async function settle(
  service: Service,
  desktop: Desktop,
  { most = 10 }: { readonly most?: number } = {},
): Promise<string[]> {
  const texts: string[] = [];
  for (let sessions = 0; sessions < most; sessions++) {
    const { outcome, calls } = await desktop.session();
    for (const { operation, result } of calls) if (operation === 'sendRequestXML') texts.push(String(result));
    if (outcome === 'noWork') return texts;
    // A session that broke off is not in the way of the next one.
    service.advance(16_000);
  }
  throw new Error(`${most} sessions come to no end`);
}

/** Goes on in a session to its end. */
export async function goOn(desktop: Desktop, ticket: string): Promise<void> {
  for (let percent = 0; percent >= 0 && percent < 100; )
    percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
  await desktop.close(ticket);
}

/** The session up to where it hands out what is no lookup. */
export async function untilAgain(desktop: Desktop, ticket: string): Promise<string> {
  for (;;) {
    const text = await desktop.send(ticket);
    if (!text.includes('<ItemQueryRq')) return text;
    await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
  }
}
