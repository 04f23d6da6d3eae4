/**
 * The Web Connector call by call, with a simulated QuickBooks behind it, so that a test can stop between any two of its calls;
 * and short ways to bring a company's codes where a test wants them.
 */
import { expect } from 'vitest';
import { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { type Calls, callsOf } from '../../scripts/web-connector/calls.ts';
import { readQwcFile } from '../../scripts/web-connector.ts';
import { newCompany, type Service } from './service.ts';

export class Connector {
  readonly quickbooks: SimulatedQuickBooks;
  readonly userName: string;
  readonly ownerID: string;
  readonly fileID: string;
  password: string;
  ticket = '';
  #calls: Calls;
  #isFirst = true;

  private constructor(url: string, text: string, password: string, quickbooks: SimulatedQuickBooks) {
    const qwc = readQwcFile(text);
    if (!qwc.AppURL.startsWith(url)) throw new Error(`the .qwc names ${qwc.AppURL}`);
    this.userName = qwc.UserName;
    this.ownerID = qwc.OwnerID;
    this.fileID = qwc.FileID;
    this.password = password;
    this.quickbooks = quickbooks;
    this.#calls = callsOf({ url: () => qwc.AppURL, qwc, quickbooks });
    if (quickbooks.dataExt(qwc.OwnerID, 'FileID') === undefined)
      quickbooks.setDataExt(qwc.OwnerID, 'FileID', qwc.FileID);
  }

  static async of(
    service: Service,
    company: { path: string; password: string },
    quickbooks = new SimulatedQuickBooks(),
  ): Promise<Connector> {
    const { text } = await service.api('GET', `${company.path}/QBWC.qwc`);
    return new Connector(service.url, text, company.password, quickbooks);
  }

  /** The second of the four strings: a path, '', `none`, `nvu` or `busy`. */
  async authenticate(): Promise<string> {
    const [ticket = '', second = ''] = await this.#calls.authenticate(this.password);
    this.ticket = ticket;
    this.#isFirst = true;
    return second;
  }

  send(): Promise<string> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    return this.#calls.send(this.ticket, isFirst ? {} : { hcp: '' });
  }

  answer(qbxml: string): Promise<number> {
    return this.#calls.receive(this.ticket, this.quickbooks.processRequest(qbxml));
  }

  close(): Promise<string> {
    return this.#calls.close(this.ticket);
  }

  lastError(): Promise<string> {
    return this.#calls.lastError(this.ticket);
  }

  /** Begins a session and takes its first message set, without an answer. */
  async begin(): Promise<string> {
    const file = await this.authenticate();
    if (['none', 'nvu', 'busy'].includes(file)) throw new Error(`authenticate said ${file}`);
    return this.send();
  }

  /** A whole session; gives the message sets that it carried. */
  async session(): Promise<string[]> {
    const sets: string[] = [];
    for (let qbxml = await this.begin(); ; qbxml = await this.send()) {
      if (qbxml === '') throw new Error(`the session stopped: ${await this.lastError()}`);
      sets.push(qbxml);
      const percent = await this.answer(qbxml);
      if (percent < 0) throw new Error(`the session stopped: ${await this.lastError()}`);
      if (percent === 100) break;
    }
    await this.close();
    return sets;
  }
}

export type Company = Awaited<ReturnType<typeof newCompany>>;
export type Row = { code: string; description?: string; parent?: string | null };

export const asRows = (codes: readonly (string | Row)[]) =>
  codes.map((code) =>
    typeof code === 'string' ? { code, description: `About ${code}` } : { description: 'Text', ...code },
  );

/** Imports, and throws if a row has a problem. */
export async function put(service: Service, company: Company, codes: readonly (string | Row)[], query = '') {
  const answer = await service.api('POST', `${company.path}/import${query}`, {
    body: { codes: asRows(codes) },
  });
  if (answer.status !== 200 || answer.body.problems.length > 0) throw new Error(answer.text);
  return answer.body;
}

export const verb = (service: Service, company: Company, name: string, body: unknown = {}) =>
  service.api('POST', `${company.path}/${name}`, { body });

export async function codeOf(service: Service, company: Company, code: string) {
  const answer = await service.api('GET', `${company.path}/codes/${encodeURIComponent(code)}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
}

export async function codesOf(service: Service, company: Company, query = '') {
  const answer = await service.api('GET', `${company.path}/codes${query}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
}

/** Sends and accepts codes, or all there are. */
export async function accepted(service: Service, company: Company, codes?: readonly string[]) {
  await verb(service, company, 'send', codes ? { codes } : {});
  await verb(service, company, 'accept', { codes: codes ?? 'all' });
}

/** Imports, sends, accepts and exports. */
export async function exported(
  service: Service,
  company: Company,
  connector: Connector,
  codes: (string | Row)[],
) {
  await put(service, company, codes);
  await accepted(
    service,
    company,
    codes.map((code) => (typeof code === 'string' ? code : code.code)),
  );
  return connector.session();
}

export const STATES = [
  'unsynced',
  'pending',
  'accepted',
  'exporting',
  'synced',
  'failed',
  'rejected',
] as const;
export type State = (typeof STATES)[number];

/** A company with one code in each state, named after it. A session is open: the set of `exporting` waits for its answer. */
export async function inAllStates(service: Service, settings: Record<string, unknown> = {}) {
  const company = await newCompany(service, settings);
  const connector = await Connector.of(service, company);
  await put(service, company, [...STATES]);
  await verb(service, company, 'send', { codes: STATES.filter((state) => state !== 'unsynced') });
  await verb(service, company, 'accept', { codes: ['synced', 'failed'] });
  const repair = connector.quickbooks.faults.add({ kind: 'status', names: ['failed'], code: '3070' });
  await connector.session();
  repair();
  await verb(service, company, 'accept', { codes: ['exporting'] });
  const set = await connector.begin();
  await verb(service, company, 'accept', { codes: ['accepted'] });
  await verb(service, company, 'reject', { codes: ['rejected'], reason: 'Wrong division' });
  return { company, connector, set };
}

export async function statesOf(service: Service, company: Company): Promise<Record<string, State>> {
  const { codes } = await codesOf(service, company, '?limit=1000');
  return Object.fromEntries(codes.map((code: { code: string; status: State }) => [code.code, code.status]));
}

/** What every error must be, whatever it is. */
export function problemShape(status: number, code: string) {
  return { type: expect.any(String), title: expect.any(String), status, code, detail: expect.any(String) };
}
