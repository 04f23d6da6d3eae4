// What must be true when all faults are over: every code that can be in QuickBooks is there once, every other one has its reason.
import type { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client, CostCode, Status } from '../services/client.ts';
import { table } from '../terminal.ts';
import { DEMO_CODES, type DemoCode, KINDS, type Kind, type KindName } from './fault-codes.ts';

/** The codes as the service and QuickBooks have them in the end. */
export interface Ending {
  codes: ReadonlyMap<string, CostCode>;
  /** Those whose history says that their item was adopted. */
  adopted: ReadonlySet<string>;
  status: Status;
  quickbooks: SimulatedQuickBooks;
}

/** How everything has ended, as the service and the simulated QuickBooks tell it. */
export async function endingOf(
  api: Client,
  company: string,
  quickbooks: SimulatedQuickBooks,
): Promise<Ending> {
  const adopted = new Set<string>();
  for (const { code } of DEMO_CODES.filter(({ kind }) => kind === 'adopted')) {
    const { history } = await api.code(company, code);
    if (history.some(({ why }) => why?.includes('adopted'))) adopted.add(code);
  }
  const codes = new Map((await api.codes(company)).map((code) => [code.code, code]));
  return { codes, adopted, status: await api.status(company), quickbooks };
}

/** A line for each kind of code: how it should end, how it ended, and the problem and advice of the first one. */
export function endingTable({ codes, adopted }: Ending): string {
  const rows = (Object.keys(KINDS) as KindName[]).map((kind) => {
    const found = DEMO_CODES.filter((code) => code.kind === kind).map(({ code }) => codes.get(code));
    const problem = found.find((code) => code?.problem)?.problem;
    return [
      KINDS[kind].label,
      found.length,
      expected(KINDS[kind]),
      counted(
        found.map((code) => (code && adopted.has(code.code) ? 'adopted' : (code?.status ?? 'unknown'))),
      ),
      problem ? `${problem.statusCode ?? ''} ${problem.message}`.trim() : '',
      problem?.advice ?? '',
    ];
  });
  return table(['code', 'number', 'expected', 'is', 'problem', 'advice'], rows, 50);
}

/** What is not as it must be, in words; none if all is well. */
export function check(ending: Ending): string[] {
  const problems = DEMO_CODES.flatMap((code) =>
    checkCode(code, ending).map((problem) => `${code.code} (${KINDS[code.kind].label}): ${problem}`),
  );
  const { status, quickbooks } = ending;
  const twice = quickbooks.adds.filter((fullName, at) => quickbooks.adds.indexOf(fullName) !== at);
  for (const fullName of new Set(twice)) problems.push(`${fullName} was added more than once`);
  for (const { code, message } of status.alarms) problems.push(`alarm ${code} is still on: ${message}`);
  const known = new Set([...ending.codes.values()].map(({ fullName }) => fullName?.toLowerCase()));
  for (const fullName of quickbooks.adds)
    if (!known.has(fullName.toLowerCase())) problems.push(`${fullName} is in QuickBooks, but is no code`);
  return problems;
}

function checkCode({ code, parent, kind }: DemoCode, { codes, adopted, quickbooks }: Ending): string[] {
  const found = codes.get(code);
  if (!found) return ['the service does not know it'];
  const wanted: Kind = KINDS[kind];
  if (found.status !== wanted.status) return [`is ${found.status}, not ${wanted.status}${because(found)}`];
  switch (wanted.status) {
    case 'synced':
      return checkItem(found, wanted, adopted, quickbooks);
    case 'failed':
      return checkReason(found, wanted);
    case 'accepted':
      return found.waitingFor === parent ? [] : [`waits for ${found.waitingFor}, not for ${parent}`];
  }
}

function checkItem(
  { code, fullName, listId }: CostCode,
  { adds, adopted: mustBeAdopted }: Kind,
  adopted: ReadonlySet<string>,
  quickbooks: SimulatedQuickBooks,
): string[] {
  const item = quickbooks.itemByFullName(fullName ?? '');
  if (item?.kind !== 'Service' || item.listID !== listId)
    return [`no service item ${fullName} with ListID ${listId} in QuickBooks`];
  const problems: string[] = [];
  const added = quickbooks.addsOf(item.fullName);
  if (added !== adds) problems.push(`added ${added} times, not ${adds}`);
  if (mustBeAdopted && !adopted.has(code)) problems.push('its history does not say that it was adopted');
  return problems;
}

function checkReason({ problem }: CostCode, { statusCode }: Kind): string[] {
  if (!problem) return ['has no problem to show'];
  const problems: string[] = [];
  if (problem.statusCode !== statusCode) problems.push(`shows ${problem.statusCode}, not ${statusCode}`);
  if (problem.message.trim() === '') problems.push('shows no message');
  if (problem.advice.trim() === '') problems.push('shows no advice');
  return problems;
}

const expected = ({ status, adds, adopted, statusCode }: Kind): string => {
  if (status === 'accepted') return 'waits for its parent';
  if (status === 'failed') return `failed, ${statusCode}`;
  return adopted ? 'adopted' : `synced, added ${adds === 1 ? 'once' : 'never'}`;
};

const counted = (statuses: string[]): string =>
  [...new Set(statuses)]
    .map((status) => `${statuses.filter((one) => one === status).length} ${status}`)
    .join(', ');

const because = ({ problem }: CostCode): string =>
  problem ? ` (${`${problem.statusCode ?? ''} ${problem.message}`.trim()})` : '';
