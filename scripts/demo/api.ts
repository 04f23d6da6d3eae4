// The few calls of the HTTP interface that the demo makes, by its documentation.

export interface Company {
  id: string;
  name: string;
  connector: { userName: string; password: string };
}
export interface CostCode {
  code: string;
  description: string;
  parent: string | null;
  status: string;
  waitingFor: string | null;
  fullName: string | null;
  listId: string | null;
  problem: { statusCode: string | null; message: string; advice: string } | null;
}
export interface Imported {
  added: number;
  changed: number;
  unchanged: number;
  problems: { row: number; code: string; problem: string }[];
}
export interface Status {
  counts: Record<
    'unsynced' | 'pending' | 'accepted' | 'exporting' | 'synced' | 'failed' | 'rejected',
    number
  >;
  alarms: { code: string; message: string; since: string }[];
}

export interface CompanySettings {
  name: string;
  incomeAccount: string;
  expenseAccount?: string;
  accountRules?: { prefix: string; incomeAccount: string; expenseAccount?: string }[];
}
export interface HistoryEntry {
  at: string;
  by: string;
  from: string | null;
  to: string;
  why: string | null;
}

export interface Api {
  createCompany(settings: CompanySettings): Promise<Company>;
  importCsv(company: string, csv: Uint8Array): Promise<Imported>;
  /** All that can be sent, or these codes. */
  send(company: string, codes?: string[]): Promise<{ sent: number }>;
  accept(company: string, codes?: string[]): Promise<{ accepted: number }>;
  /** All that have failed; also lifts what an alarm holds. */
  retry(company: string): Promise<{ retried: number }>;
  history(company: string, code: string): Promise<HistoryEntry[]>;
  qwc(company: string): Promise<string>;
  status(company: string): Promise<Status>;
  codes(company: string): Promise<CostCode[]>;
}

/** The calls as this user. Each rejects with the answer of the service if that is an error. */
export function apiOf(url: string, userName: string, password: string): Api {
  const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;
  const call = async (
    method: string,
    path: string,
    type?: string,
    body?: string | Uint8Array,
  ): Promise<Response> => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization, ...(type === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']> }),
    });
    if (!response.ok) throw new Error(`${method} /api${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const get = async <T>(path: string): Promise<T> => (await (await call('GET', path)).json()) as T;
  const post = async <T>(path: string, body: object): Promise<T> =>
    (await (await call('POST', path, 'application/json', JSON.stringify(body))).json()) as T;
  const at = (company: string): string => `/companies/${encodeURIComponent(company)}`;

  return {
    createCompany: (settings) => post('/companies', settings),
    importCsv: async (company, csv) =>
      (await (await call('POST', `${at(company)}/import`, 'text/csv', csv)).json()) as Imported,
    send: (company, codes) => post(`${at(company)}/send`, codes === undefined ? {} : { codes }),
    accept: (company, codes) => post(`${at(company)}/accept`, { codes: codes ?? 'all' }),
    retry: (company) => post(`${at(company)}/retry`, { codes: 'all' }),
    history: async (company, code) =>
      (await get<{ history: HistoryEntry[] }>(`${at(company)}/codes/${encodeURIComponent(code)}`)).history,
    qwc: async (company) => (await call('GET', `${at(company)}/QBWC.qwc`)).text(),
    status: (company) => get(`${at(company)}/status`),
    codes: async (company) => {
      const all: CostCode[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
        const page = await get<{ codes: CostCode[]; next: string | null }>(
          `${at(company)}/codes?limit=1000${query}`,
        );
        all.push(...page.codes);
        after = page.next;
      }
      return all;
    },
  };
}
