// The one client of the HTTP interface: any call of it, and by their names those that the demo, the crash test and the benchmarks make.
// By its documentation, as anybody else's would be.

/** Whose call it is; null: without any sign-in. */
export type SignIn = { readonly user: string; readonly password: string } | { readonly token: string } | null;

export interface CallOptions {
  readonly as: SignIn;
  /** A string or bytes are sent as they are, as CSV by default; anything else as JSON. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what is answered
  readonly body: any;
  readonly text: string;
  readonly bytes: Buffer;
}

/** The server answered, and not as asked; a connection that breaks is another error. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One call, on a connection of its own: a kept one may have lost its server, and not know it yet. */
export async function call(method: string, address: string, options: CallOptions): Promise<Answer> {
  const { as, body, type, headers = {} } = options;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(address, {
    method,
    headers: {
      connection: 'close',
      ...authorizationOf(as),
      ...(body === undefined ? {} : { 'content-type': type ?? (isRaw ? 'text/csv' : 'application/json') }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
  }).catch((error: Error) => {
    // "fetch failed" by itself tells nobody why.
    throw new Error(`${method} ${address}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const isJson = text !== '' && /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const answered = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, text, bytes, body: answered };
}

/** The header, where there is one. */
export function authorizationOf(as: SignIn): { authorization?: string } {
  if (as === null) return {};
  if ('token' in as) return { authorization: `Bearer ${as.token}` };
  return { authorization: `Basic ${Buffer.from(`${as.user}:${as.password}`).toString('base64')}` };
}

/** Signs in at the page; gives what the Cookie header of its further requests is. */
export async function signIn(url: string, userName: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ userName, password }),
    redirect: 'manual',
  });
  const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
  await answer.body?.cancel();
  if (cookies.length === 0) throw new Error(`the sign-in of ${userName} was answered ${answer.status}`);
  return cookies.join('; ');
}

export interface CompanySettings {
  name: string;
  incomeAccount: string;
  expenseAccount?: string;
  accountRules?: { prefix: string; incomeAccount: string; expenseAccount?: string }[];
  [setting: string]: unknown;
}
export interface Company {
  id: string;
  name: string;
  connector: { userName: string; password: string };
}
export interface Row {
  code: string;
  description: string;
  parent?: string;
}
export interface Imported {
  added: number;
  changed: number;
  unchanged: number;
  problems: { row: number; code: string; problem: string }[];
}
export interface CostCode {
  code: string;
  description: string;
  parent: string | null;
  status: string;
  waitingFor: string | null;
  itemName: string;
  fullName: string | null;
  listId: string | null;
  problem: { statusCode: string | null; message: string; advice: string } | null;
  /** What will happen to it in QuickBooks, as far as that was read. */
  preflight: { verdict: string; listId: string | null; message: string } | null;
}
/** As it is told by itself. */
export type Detail = CostCode & { history: HistoryEntry[] };
export interface HistoryEntry {
  at: string;
  by: string;
  from: string | null;
  to: string;
  why: string | null;
}
export interface Status {
  counts: Record<
    'unsynced' | 'pending' | 'accepted' | 'exporting' | 'synced' | 'failed' | 'rejected',
    number
  >;
  alarms: { code: string; message: string; since: string }[];
}
export interface QuickBooks {
  product: string | null;
  companyFile: string | null;
  items: { count: number; capacity: number | null } | null;
  reading: { state: string; accounts: number | null; classes: number | null; items: number | null };
}
export interface Item {
  listId: string;
  fullName: string;
  type: string;
  active: boolean;
  code: string | null;
}
export interface SessionView {
  id: string;
  startedAt: string;
  endedAt: string | null;
  outcome: string | null;
  message: string | null;
}
type Told = { refused: { code: string; reason: string }[] };

export type Client = ReturnType<typeof clientOf>;

/** `url`: of the server; a function is asked with each call for one that is alive. Whatever is not answered as asked is thrown as `Refused`. */
export function clientOf(url: string | (() => string), user: string, password: string) {
  const ask = async (method: string, path: string, body?: unknown, type?: string): Promise<Answer> => {
    const given = type === undefined ? {} : { type };
    const answer = await call(method, `${typeof url === 'string' ? url : url()}/api${path}`, {
      as: { user, password },
      body,
      ...given,
    });
    if (answer.status < 200 || answer.status > 299)
      throw new Refused(answer.status, `${method} /api${path}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const get = async <T>(path: string): Promise<T> => (await ask('GET', path)).body;
  const post = async <T>(path: string, body: unknown, type?: string): Promise<T> =>
    (await ask('POST', path, body, type)).body;
  const at = (company: string, rest = ''): string => `/companies/${encodeURIComponent(company)}${rest}`;

  async function every<Name extends string, Each>(company: string, name: Name): Promise<Each[]> {
    const all: Each[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      type Page = { [K in Name]: Each[] } & { next: string | null };
      const page: Page = await get(at(company, `/${name}?limit=1000${query}`));
      all.push(...page[name]);
      after = page.next;
    }
    return all;
  }

  return {
    /** Any other call. */
    ask,
    createCompany: (settings: CompanySettings) => post<Company>('/companies', settings),
    /** A file, of whatever kind the service knows by looking. */
    importList: (company: string, list: Uint8Array) =>
      post<Imported>(at(company, '/import'), list, 'text/csv'),
    importCodes: (company: string, codes: Row[]) => post<Imported>(at(company, '/import'), { codes }),
    /** Another text, parent, account, class, or activity of one code. */
    change: async (company: string, code: string, change: object): Promise<Detail> =>
      (await ask('PATCH', at(company, `/codes/${encodeURIComponent(code)}`), change)).body,
    discard: (company: string, codes: string[] | 'all') =>
      post<Told & { discarded: number }>(at(company, '/discard'), { codes }),
    follow: (company: string, codes: string[] | 'all') =>
      post<Told & { followed: number }>(at(company, '/follow'), { codes }),
    restore: (company: string, codes: string[] | 'all') =>
      post<Told & { restored: number }>(at(company, '/restore'), { codes }),
    /** All that can be sent, or these codes. */
    send: (company: string, codes?: string[]) =>
      post<Told & { sent: number }>(at(company, '/send'), codes === undefined ? {} : { codes }),
    accept: (company: string, codes: string[] | 'all' = 'all') =>
      post<Told & { accepted: number }>(at(company, '/accept'), { codes }),
    recall: (company: string, codes: string[] | 'all' = 'all') =>
      post<Told & { recalled: number }>(at(company, '/recall'), { codes }),
    /** Also lifts what an alarm holds. */
    retry: (company: string, codes: string[] | 'all' = 'all') =>
      post<Told & { retried: number }>(at(company, '/retry'), { codes }),
    code: (company: string, code: string) => get<Detail>(at(company, `/codes/${encodeURIComponent(code)}`)),
    codes: (company: string) => every<'codes', CostCode>(company, 'codes'),
    /** All that QuickBooks has, as it was read. */
    items: (company: string) => every<'items', Item>(company, 'items'),
    /** Asks for a reading of what QuickBooks has. */
    read: (company: string) => post<QuickBooks>(at(company, '/quickbooks/read'), {}),
    quickBooks: (company: string) => get<QuickBooks>(at(company, '/quickbooks')),
    status: (company: string) => get<Status>(at(company, '/status')),
    sessions: async (company: string) =>
      (await get<{ sessions: SessionView[] }>(at(company, '/sessions'))).sessions,
    qwc: async (company: string) => (await ask('GET', at(company, '/QBWC.qwc'))).text,
  };
}
