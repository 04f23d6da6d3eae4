/** The end: the faults stop, a well-behaved connector comes again and again, people lift the alarms. Then nothing may be left. */
import type { CostCode, ItemField, ItemValues } from '../../../server/codes/model.ts';
import { readAll } from '../../../server/quickbooks/has.ts';
import { rowOf } from '../../../server/sync/alarms.ts';
import { checkAll } from './checks.ts';
import { session } from './connector.ts';
import { checkTraces } from './readings.ts';
import type { ItemView } from './simulator.ts';
import { EXPENSE, INCOME, type Server, type World } from './world.ts';

const SESSIONS_MAX = 12;
const LEVELS = 3;
const INTERVAL_MS = 15 * 60_000;

export async function settle(world: World): Promise<void> {
  const company = await world.company();
  world.servers = [await world.installation.serve(), await world.installation.serve()];
  for (const file of world.files) {
    file.quickbooks.faults.clear();
    for (const name of [INCOME, EXPENSE]) {
      const account = file.quickbooks.file.account(name);
      if (account) account.isActive = true;
    }
  }
  world.open = world.files.find((file) => file.fileID === company.fileID)!;
  await world.servers[0]!.doors.resume();
  await sessions(world);
  await checkSettled(world, await isHeld(world));
  await checkTruth(world);

  const [{ doors }] = world.servers as [Server];
  await doors.settings('ann', { incomeAccount: INCOME, expenseAccount: EXPENSE, accountRules: [] });
  // What is retried may let others come forth that have a wrong account, too.
  for (let level = 1; level <= LEVELS; level++) {
    await doors.retry('bob', 'all', { incomeAccount: INCOME, expenseAccount: null });
    await sessions(world);
    await checkSettled(world, await isHeld(world));
  }
  await checkSettled(world, false);
  await checkTruth(world);
  await checkReading(world);
}

/** What is read once it is asked for is what QuickBooks has, whatever was left of readings that broke off. */
async function checkReading(world: World): Promise<void> {
  const company = await world.company();
  const [{ doors }] = world.servers as [Server];
  await doors.askReading();
  await sessions(world);
  await doors.tidied();
  await checkTraces(world);
  const read = await readAll(world.store, company);
  const told = (items: Iterable<Pick<ItemView, 'listID' | 'fullName' | 'isActive'>>) =>
    [...items].map(({ listID, fullName, isActive }) => `${listID} ${fullName} ${isActive}`).toSorted();
  const [ours, theirs] = [told(read?.has.items.values() ?? []), told(world.open.quickbooks.items)];
  world.expect(
    ours.join('\n') === theirs.join('\n'),
    () => `was read: ${ours.join(', ')}\nQuickBooks has: ${theirs.join(', ')}`,
  );
}

async function isHeld(world: World): Promise<boolean> {
  const alarms = (await world.connection())?.alarms ?? [];
  return alarms.some((alarm) => rowOf(alarm).holds !== 'nothing');
}

async function sessions(world: World): Promise<void> {
  const [connector] = world.connectors as [World['connectors'][0]];
  connector.password = world.password;
  for (let count = 1; ; count++) {
    world.expect(count <= SESSIONS_MAX, () => `not settled after ${SESSIONS_MAX} sessions`);
    world.installation.advance(INTERVAL_MS);
    const [server] = world.servers as [Server];
    const second = await session(world, () => server, connector);
    await checkAll(world);
    world.expect(second !== 'nvu' && second !== 'busy', () => `the last sessions were answered ${second}`);
    if (second === 'none') return;
  }
}

const isParentThere = (world: World, code: CostCode) =>
  code.parent === '' ||
  [...world.codes.values()].some(({ key, item }) => key === code.parent && item !== null);

/** Until those below it are inactive, or the one above it is active. */
const waits = ({ problem }: CostCode): boolean => problem?.help.startsWith('waits-for-') === true;

async function checkSettled(world: World, mayBeHeld: boolean): Promise<void> {
  const tell = (code: CostCode) =>
    `${code.code} is ${code.status} in the end\n${code.history.map(({ from, to, why }) => `  ${from} > ${to}: ${why}`).join('\n')}`;
  for (const code of world.codes.values()) {
    world.expect(code.status !== 'exporting', () => tell(code));
    world.expect(code.status !== 'accepted' || mayBeHeld || !isParentThere(world, code) || waits(code), () =>
      tell(code),
    );
  }
  const connection = await world.connection();
  world.expect(
    !connection || connection.openSet === null,
    () => `the set ${connection?.openSet} is still open`,
  );
  world.expect(!connection || connection.refused.length === 0, () => 'refused codes are still undecided');
}

/** What it was told of its change is so, but for what people have made of it since. */
function checkTold(world: World, { code, listID, sent, history }: CostCode): void {
  if (sent === null || !('kind' in sent) || sent.listID !== listID) return;
  // What was refused and then taken back was told to nobody.
  if (history.findLast(({ from, to }) => to === 'synced' && from !== to)?.from !== 'exporting') return;
  for (const file of world.files) {
    const item = file.item(listID);
    if (!item) continue;
    const { name, description, incomeAccount, isActive: active } = item;
    const has: Partial<ItemValues> = {
      name,
      description,
      active,
      ...(incomeAccount ? { incomeAccount } : {}),
    };
    for (const [field, value] of Object.entries(sent.changed) as [ItemField, unknown][]) {
      const isSo = !(field in has) || has[field] === value || file.isByHand(listID, field);
      world.expect(
        isSo,
        () =>
          `${code} is synced, and its ${field} in QuickBooks is ${has[field]}, not ${value}\n${history.map(({ from, to, why }) => `  ${from} > ${to}: ${why}`).join('\n')}`,
      );
    }
  }
}

/** What the states say is so in QuickBooks. */
async function checkTruth(world: World): Promise<void> {
  const company = await world.company();
  for (const code of world.codes.values()) {
    if (code.status !== 'synced') continue;
    const isThere = world.files.some((file) => file.item(code.listID) || file.removed.has(code.listID));
    world.expect(isThere, () => `${code.code} is synced with ${code.listID}, which is not in QuickBooks`);
    checkTold(world, code);
  }
  for (const file of world.files) {
    if (file.fileID !== company.fileID) continue;
    for (const made of file.made) {
      const item = file.item(made.listID);
      const code = world.codes.get(made.code);
      if (!item || code?.item || file.isUnknowable(made)) continue;
      world.fail(
        `QuickBooks has ${item.fullName} of set ${made.set}, but ${code?.code} is ${code?.status}\n${code?.history.map(({ from, to, why }) => `  ${from} > ${to}: ${why}`).join('\n')}`,
      );
    }
  }
}
