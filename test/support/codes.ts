/** Short ways to bring a company's codes where a test wants them, by the HTTP interface. */
import { Connector } from './connector.ts';
import { newCompany, type Service } from './service.ts';

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
