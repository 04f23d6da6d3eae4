// The few calls of the HTTP interface that the crash test makes, by its documentation. Each has a connection of its own, so that
// none is made on one whose server is dead by now.
import http from 'node:http';

export interface Code {
  code: string;
  status: string;
  waitingFor: string | null;
  itemName: string;
  fullName: string | null;
  listId: string | null;
  problem: { statusCode: string | null; message: string; advice: string } | null;
  history: HistoryEntry[];
}
export interface HistoryEntry {
  at: string;
  by: string;
  from: string | null;
  to: string;
  why: string | null;
}
export interface SessionView {
  id: string;
  startedAt: string;
  endedAt: string | null;
  outcome: string | null;
  message: string | null;
}
export interface Row {
  code: string;
  description: string;
  parent?: string;
}

/** The server answered, and not as asked; a connection that breaks is another error. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const ADMIN_PASSWORD = 'only for this crash test';
const TIMEOUT_MS = 60_000;

export type Client = ReturnType<typeof clientOf>;

/** `url`: of a server that is alive, asked with each call. */
export function clientOf(url: () => string) {
  const json = async <T>(method: string, address: string, body?: object): Promise<T> =>
    JSON.parse(await call(method, `${url()}/api${address}`, body)) as T;
  const at = (company: string, rest = ''): string => `/companies/${company}${rest}`;
  return {
    createCompany: (settings: object) =>
      json<{ id: string; connector: { userName: string; password: string } }>('POST', '/companies', settings),
    qwc: (company: string) => call('GET', `${url()}/api${at(company, '/QBWC.qwc')}`),
    importCodes: (company: string, codes: Row[]) =>
      json<{ problems: unknown[] }>('POST', at(company, '/import'), { codes }),
    send: (company: string, codes?: string[]) =>
      json<{ sent: number }>('POST', at(company, '/send'), codes ? { codes } : {}),
    verb: (company: string, verb: 'accept' | 'recall' | 'retry', codes: string[] | 'all') =>
      json<{ refused: { code: string; reason: string }[] }>('POST', at(company, `/${verb}`), { codes }),
    codes: async (company: string): Promise<Code[]> => {
      const { codes } = await json<{ codes: Code[] }>('GET', at(company, '/codes?limit=1000'));
      return Promise.all(codes.map(({ code }) => json<Code>('GET', at(company, `/codes/${code}`))));
    },
    sessions: async (company: string) =>
      (await json<{ sessions: SessionView[] }>('GET', at(company, '/sessions'))).sessions,
    alarms: async (company: string) =>
      (await json<{ alarms: { code: string; message: string }[] }>('GET', at(company, '/status'))).alarms,
  };
}

function call(method: string, url: string, body?: object): Promise<string> {
  const authorization = `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}`;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { authorization, ...(text === undefined ? {} : { 'content-type': 'application/json' }) };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8');
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve(answer);
        else reject(new Refused(statusCode, `${method} ${url}: ${statusCode} ${answer}`));
      });
    });
    request.once('timeout', () => request.destroy(new Error(`${method} ${url}: no answer`)));
    request.once('error', reject);
    request.end(text);
  });
}
