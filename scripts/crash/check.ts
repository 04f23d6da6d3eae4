// What must be true when everything has settled: the states of the service against the items of the simulated QuickBooks.
import type { ItemView, SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Detail, Item } from '../services/client.ts';
import type { End, Scenario } from './scenarios.ts';

export const KINDS = ['duplicate', 'lost', 'stuck', 'overwritten', 'wrong'] as const;
export type Kind = (typeof KINDS)[number];

export interface Violation {
  kind: Kind;
  what: string;
}

/** Every promise that is broken, in words; none if all is as it must be. */
export function violations(
  scenario: Scenario,
  codes: Detail[],
  /** What QuickBooks has, as it was read in the end. */
  items: readonly Item[],
  quickbooks: SimulatedQuickBooks,
): Violation[] {
  const found: Violation[] = [];
  const must = (isTrue: boolean, kind: Kind, what: string): void => {
    if (!isTrue) found.push({ kind, what });
  };
  for (const fullName of new Set(quickbooks.adds)) {
    const adds = quickbooks.addsOf(fullName);
    must(adds === 1, 'duplicate', `${fullName} was added ${adds} times`);
  }
  must(codes.length === scenario.codes.length, 'lost', `${codes.length} of ${scenario.codes.length} codes`);
  const byCode = new Map(codes.map((code) => [code.code, code]));
  for (const { code: name } of scenario.codes) {
    const code = byCode.get(name);
    if (!code) {
      must(false, 'lost', `${name} is gone`);
      continue;
    }
    const { status, listId, problem } = code;
    const ends = scenario.ends[name] ?? [];
    const fullName = fullNameOf(byCode, scenario, name);
    const isRenamed = ends.includes('renamed');
    const item = isRenamed
      ? quickbooks.items.find((each) => each.listID === listId && each.kind === 'Service')
      : quickbooks.itemByFullName(fullName);
    const adds = quickbooks.addsOf(fullName);
    const isUnderWay = status === 'exporting' || status === 'accepted';
    if (!ends.some((end) => statusOf(end) === status)) {
      const words = `${name} is ${status} (${problem?.message ?? 'no problem'}), not ${ends.join(' or ')}`;
      must(false, isUnderWay ? 'stuck' : 'lost', words);
    }
    switch (status) {
      case 'synced':
        must(item !== undefined, 'lost', `${name} is synced, there is no ${fullName} in QuickBooks`);
        must(listId === item?.listID, 'wrong', `${name} has ListID ${listId}, in QuickBooks ${item?.listID}`);
        must(
          isRenamed || code.fullName === fullName,
          'wrong',
          `${name} has FullName ${code.fullName}, not ${fullName}`,
        );
        // More than once is a duplicate, told above.
        must(
          adds > 1 || adds === (ends.includes('adopted') ? 0 : 1),
          'wrong',
          `${fullName} was added ${adds} times`,
        );
        must(problem === null, 'wrong', `${name} is synced and has a problem`);
        break;
      case 'failed':
        must(Boolean(problem?.message && problem.advice), 'lost', `${name} failed without a reason`);
        must(adds === 0 || listId !== null, 'wrong', `${name} failed, and is in QuickBooks`);
        break;
      case 'accepted':
        if (ends.includes('waits'))
          must(byCode.get(code.waitingFor ?? '')?.status === 'failed', 'stuck', `${name} waits for nothing`);
        must(adds === 0, 'wrong', `${name} is accepted, and is in QuickBooks`);
        break;
      case 'exporting':
        break;
      default:
        must(adds === 0, 'wrong', `${name} is ${status}, and is in QuickBooks`);
    }
    if (listId !== null) found.push(...changeFaults(name, listId, scenario, quickbooks));
    for (const what of historyFaults(code)) must(false, 'wrong', `${name}: ${what}`);
  }
  const known = new Set(scenario.codes.map(({ code }) => fullNameOf(byCode, scenario, code).toLowerCase()));
  for (const fullName of quickbooks.adds)
    must(known.has(fullName.toLowerCase()), 'wrong', `${fullName} was added, which is no code's`);
  for (const what of readingFaults(items, quickbooks)) must(false, 'wrong', what);
  return found;
}

/** What is to be changed of an item is so, once; what a person has made of it is theirs. */
function changeFaults(
  name: string,
  listID: string,
  { changes = {}, byHand = {} }: Scenario,
  quickbooks: SimulatedQuickBooks,
): Violation[] {
  const item = quickbooks.items.find((each) => each.listID === listID);
  const done = quickbooks.changes.filter(({ after }) => after.listID === listID);
  const differing = (wanted: Partial<ItemView>) =>
    Object.entries(wanted).filter(([field, value]) => item?.[field as keyof ItemView] !== value);
  const [wanted, theirs] = [changes[name] ?? {}, byHand[name] ?? {}];
  return [
    ...differing(wanted).map(([field, value]) => ({
      kind: 'lost' as const,
      what: `the ${field} of ${name} is ${item?.[field as keyof ItemView]} in QuickBooks, not ${value}`,
    })),
    ...differing(theirs).map(([field, value]) => ({
      kind: 'overwritten' as const,
      what: `the ${field} of ${name} was made ${value} by a person, and is ${item?.[field as keyof ItemView]}`,
    })),
    ...(done.length > (name in changes ? 1 : 0)
      ? [{ kind: 'duplicate' as const, what: `${name} was changed ${done.length} times` }]
      : []),
  ];
}

/** Whatever broke off before, it was read whole. */
function readingFaults(items: readonly Item[], quickbooks: SimulatedQuickBooks): string[] {
  const told = ({ listID, fullName, isActive }: { listID: string; fullName: string; isActive: boolean }) =>
    `${fullName} (${listID}${isActive ? '' : ', inactive'})`;
  const there = new Set(quickbooks.items.map(told));
  const read = items.map(({ listId, active, ...item }) =>
    told({ ...item, listID: listId, isActive: active }),
  );
  const known = new Set(read);
  const missing = [...there].filter((each) => !known.has(each));
  return [
    ...(missing.length > 0 ? [`${missing.length} items were not read, ${missing[0]} among them`] : []),
    ...read.filter((each) => !there.has(each)).map((each) => `${each} was read, and is not in QuickBooks`),
    ...(read.length > known.size ? ['an item was read twice'] : []),
  ];
}

const statusOf = (end: End): string =>
  end === 'adopted' || end === 'renamed' ? 'synced' : end === 'waits' ? 'accepted' : end;

function fullNameOf(byCode: ReadonlyMap<string, Detail>, scenario: Scenario, name: string): string {
  const parent = scenario.codes.find(({ code }) => code === name)?.parent;
  const itemName = byCode.get(name)?.itemName ?? name;
  return parent === undefined ? itemName : `${fullNameOf(byCode, scenario, parent)}:${itemName}`;
}

/** The ways that contracts.md draws, and those that leave the state as it is. */
const WAYS = new Set(
  [
    'null unsynced',
    'unsynced pending',
    'rejected pending',
    'pending accepted rejected unsynced',
    'accepted exporting unsynced',
    'unsynced synced',
    'synced unsynced',
    'rejected unsynced',
    'exporting accepted synced failed',
    'failed accepted unsynced',
  ].flatMap((way) => {
    const [from, ...to] = way.split(' ');
    return to.map((each) => `${from} ${each}`);
  }),
);

function historyFaults({ history, status }: Detail): string[] {
  const faults: string[] = [];
  let before: string | null = null;
  for (const { from, to, at } of history) {
    if (from !== before) faults.push(`its history goes on from ${from} where it was ${before}`);
    if (from !== to && !WAYS.has(`${from} ${to}`)) faults.push(`its history goes from ${from} to ${to}`);
    if (Number.isNaN(Date.parse(at))) faults.push(`its history has the time "${at}"`);
    before = to;
  }
  if (before !== status) faults.push(`it is ${status}, its history ends with ${before}`);
  return faults;
}
