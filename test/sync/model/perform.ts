/** Does what an action says, as far as it applies. */
import type { Settings } from '../../../server/codes/company.ts';
import { LOCKS } from '../../../server/codes/lock.ts';
import { ITEM_NAMINGS } from '../../../server/codes/model.ts';
import { StoreUnavailable } from '../../../server/store/port.ts';
import type {
  Account,
  Action,
  ConnectorAction,
  FaultAction,
  OfficeAction,
  PeopleAction,
  QuickBooksAction,
  Which,
} from './actions.ts';
import {
  authenticate,
  close,
  connectionError,
  lastError,
  process,
  receive,
  send,
  session,
} from './connector.ts';
import type { Row } from './doors.ts';
import { interleaved } from './fragile-store.ts';
import { type Fault, type NamesBy, preset } from './simulator.ts';
import {
  BAD_ACCOUNT,
  type Connector,
  EXPENSE,
  INCOME,
  NOT_PROCESSED,
  type Server,
  type World,
} from './world.ts';

const GARBAGE = { response: '<html><body>Proxy error<br></body></html>', hresult: '', message: '' };
const EMPTY = { response: '', hresult: '', message: '' };
const HRESULT = { response: '', hresult: '0x80040402', message: 'Unexpected error.' };

export async function perform(world: World, action: Action): Promise<void> {
  const [one] = world.servers as [Server];
  switch (action.do) {
    case 'dying':
      return dying(world, one, action);
    case 'together':
      return together(world, action);
    case 'wrongClock':
      world.installation.advance(action.ms);
      await connector(world, one, action.action);
      world.installation.advance(-action.ms);
      return;
    case 'otherDesktop':
      return otherDesktop(world, one, action);
    case 'restart':
      if (action.reopens) await world.installation.reopen();
      world.servers = [await world.installation.serve(), await world.installation.serve()];
      return;
    default:
      if (isPeople(action)) return people(world, one, action);
      if (isConnector(action)) return connector(world, one, action);
      return office(world, action);
  }
}

/** The server dies in the middle; another one takes its place. */
async function dying(
  world: World,
  server: Server,
  { death, action }: Action & { do: 'dying' },
): Promise<void> {
  const { control } = server;
  if (!control) {
    await perform(world, action);
    return perform(world, { do: 'restart', reopens: true });
  }
  control.death = death;
  control.writes = 0;
  try {
    if (isPeople(action)) await people(world, server, action);
    else await connector(world, server, action);
  } catch (error) {
    if (!control.isDead || !(error instanceof StoreUnavailable)) throw error;
    await afterDeath(world);
  } finally {
    control.death = null;
  }
  if (!control.isDead) return;
  world.servers = [await world.installation.serve(), await world.installation.serve()];
  // Nobody was told the new one.
  if (action.do === 'newPassword') await people(world, world.servers[0]!, { do: 'newPassword', told: true });
}

async function afterDeath(world: World): Promise<void> {
  world.blur();
  for (const each of world.connectors) {
    each.ticket = null;
    each.text = null;
    each.answer = null;
  }
  await untilUnlocked(world);
}

/** What the dead one had locked is free after some seconds in which nobody writes, which would be waited for here. */
async function untilUnlocked(world: World): Promise<void> {
  const lock = await world.store.get(LOCKS, world.installation.companyID);
  if (lock) await world.store.remove(LOCKS, [lock]);
}

async function together(world: World, { first, second, picks }: Action & { do: 'together' }): Promise<void> {
  const [one, two] = world.servers as [Server, Server];
  if (!one.control || !two.control) {
    await perform(world, first);
    return perform(world, second);
  }
  world.isBlurred = true;
  world.blur();
  try {
    await interleaved(picks, [
      async (turn) => {
        one.control!.turn = turn;
        await connector(world, one, first);
      },
      async (turn) => {
        two.control!.turn = turn;
        if (isPeople(second)) await people(world, two, second);
        // The same connector does not call twice at once.
        else
          await connector(world, two, 'c' in first && 'c' in second ? { ...second, c: 1 - first.c } : second);
      },
    ]);
  } finally {
    one.control.turn = null;
    two.control.turn = null;
    world.isBlurred = false;
    world.blur();
  }
}

const LONGER_THAN_BUSY_MS = 20_000;

async function otherDesktop(
  world: World,
  server: Server,
  { ends }: Action & { do: 'otherDesktop' },
): Promise<void> {
  const [first, second] = world.connectors as [Connector, Connector];
  const { open } = world;
  const [main, other] = world.files;
  world.installation.advance(LONGER_THAN_BUSY_MS);
  world.open = open === main ? other : main;
  try {
    const said = await authenticate(world, server, second, second.password);
    const ticket = second.ticket ?? '';
    if (['nvu', 'none', 'busy'].includes(said) || ends === 'dies') return;
    if (ends === 'send') second.text = (await send(world, server, ticket, second.file)) || null;
    else if (ends === 'close') await close(world, server, ticket);
    else await connectionError(world, server, ticket, '0x8004040A');
    second.isFirst = false;
  } finally {
    world.open = open;
  }
  await connector(world, server, { do: 'receive', c: 0, what: 'right' });
  if (first.ticket !== null) await connector(world, server, { do: 'send', c: 0, hcp: 'told' });
}

const PEOPLE: ReadonlySet<string> = new Set<PeopleAction['do']>([
  'import',
  'sendCodes',
  'accept',
  'retry',
  'reject',
  'recall',
  'discard',
  'change',
  'delete',
  'approve',
  'more',
  'settings',
  'newPassword',
  'companyFile',
  'askReading',
  'pause',
  'resume',
]);
const CONNECTOR: ReadonlySet<string> = new Set<ConnectorAction['do']>([
  'authenticate',
  'send',
  'process',
  'receive',
  'connectionError',
  'lastError',
  'close',
  'stray',
  'session',
]);
const isPeople = (action: Action): action is PeopleAction => PEOPLE.has(action.do);
const isConnector = (action: Action): action is ConnectorAction => CONNECTOR.has(action.do);

async function connector(world: World, server: Server, action: ConnectorAction): Promise<void> {
  if (action.do === 'stray') return stray(world, server, action);
  const each = world.connectors[action.c]!;
  const other = world.connectors[1 - action.c]!;
  const ticket = each.ticket ?? 'no such ticket';
  world.installation.advance(200);
  switch (action.do) {
    case 'authenticate':
      await authenticate(world, server, each, action.wrong ? 'wrong' : each.password);
      return;
    case 'send': {
      const text = await send(world, server, ticket, each.file, each.isFirst ? action.hcp : 'nothing');
      each.isFirst = false;
      each.text = text === '' ? null : text;
      each.answer = null;
      return;
    }
    case 'process':
      return process(world, each);
    case 'receive': {
      if (action.what === 'right') {
        if (each.text !== null && each.answer === null) await process(world, each);
        if (each.answer === null) return;
        each.delivered = each.answer;
        await receive(world, server, ticket, each.answer);
        each.text = null;
        each.answer = null;
        return;
      }
      const answers = {
        again: each.delivered,
        others: other.answer ?? other.delivered,
        empty: EMPTY,
        hresult: HRESULT,
        garbage: GARBAGE,
      };
      const answer = answers[action.what];
      if (answer === null) return;
      await receive(world, server, ticket, answer);
      if (action.what === 'again' || action.what === 'others') return;
      // A connector gives QuickBooks a text once.
      if (each.answer !== null) each.text = null;
      each.answer = null;
      return;
    }
    case 'connectionError':
      await connectionError(world, server, ticket, action.hresult);
      return;
    case 'lastError':
      await lastError(world, server, ticket);
      return;
    case 'close':
      await close(world, server, ticket);
      each.text = null;
      each.answer = null;
      return;
    case 'session':
      await session(world, () => server, each, action.calls);
  }
}

/** A call with any ticket there ever was, or one that never was. */
async function stray(
  world: World,
  server: Server,
  { ticket: number, call }: ConnectorAction & { do: 'stray' },
): Promise<void> {
  const all = [...world.tickets.keys()].reverse();
  const never = [`${world.installation.companyID}-${'0'.repeat(40)}`, 'nonsense', ''];
  const ticket = [...all.slice(0, 9), ...never][number % Math.min(all.length + 3, 12)]!;
  const answers = world.connectors
    .flatMap(({ answer, delivered }) => [answer, delivered])
    .filter((each) => each !== null);
  switch (call) {
    case 'send':
      // What such a connector is given it has no use for: its set is as good as lost.
      await send(world, server, ticket);
      return;
    case 'receive':
      await receive(world, server, ticket, answers[number % Math.max(1, answers.length)] ?? GARBAGE);
      return;
    case 'connectionError':
      await connectionError(world, server, ticket, '0x80040401');
      return;
    case 'lastError':
      await lastError(world, server, ticket);
      return;
    case 'close':
      await close(world, server, ticket);
  }
}

export const accountOf = (account: Account | 'unnamed') =>
  account === 'unnamed'
    ? {}
    : account === 'none'
      ? { expenseAccount: null }
      : { incomeAccount: account === 'good' ? INCOME : BAD_ACCOUNT };

async function people(world: World, { doors }: Server, action: PeopleAction): Promise<void> {
  const names = (which: Which) => (which === 'all' ? which : which.map((index) => world.name(index)));
  switch (action.do) {
    case 'import':
      return doors.importRows(
        'ann',
        action.rows.map(({ code, version, parent, active = true }) => ({
          code: world.name(code),
          description: descriptionOf(world.name(code), version),
          active,
          ...(parent === 'asItWas' ? {} : { parent: parent === null ? null : world.name(parent) }),
        })),
      );
    case 'sendCodes': {
      const which = names(action.which);
      return doors.sendCodes(action.bob ? 'bob' : 'ann', which === 'all' ? null : which);
    }
    case 'approve':
      await doors.sendCodes('ann', null);
      return doors.accept('bob', 'all', {});
    case 'more': {
      const above: number[] = [];
      for (let at = action.code % world.names.length; at >= 0; at = world.config.parents[at]! - 1)
        above.push(at);
      await doors.importRows('ann', rowsOf(world, above));
      await doors.sendCodes('ann', null);
      return doors.accept('bob', 'all', {});
    }
    case 'accept':
      return doors.accept('bob', names(action.which), accountOf(action.account));
    case 'retry':
      return doors.retry('bob', names(action.which), accountOf(action.account));
    case 'discard':
      return doors.discard('ann', names(action.which));
    case 'change': {
      const code = world.name(action.code);
      await doors.importRows('ann', [{ code, description: descriptionOf(code, action.version) }]);
      await doors.sendCodes('ann', [code]);
      return doors.accept('bob', [code], {});
    }
    case 'reject':
      return doors.reject('bob', names(action.which));
    case 'recall':
      return doors.recall('ann', names(action.which));
    case 'delete':
      return doors.remove(world.name(action.code));
    case 'settings':
      return doors.settings('ann', settingsOf(action));
    case 'newPassword':
      world.password = await doors.newPassword();
      for (const ticket of world.tickets.values()) if (ticket.state === 'present') ticket.state = 'ended';
      if (action.told) for (const each of world.connectors) each.password = world.password;
      return;
    case 'companyFile':
      return doors.companyFile(world.open.fileID);
    case 'askReading':
      return doors.askReading();
    case 'pause':
      return doors.pause('ann');
    case 'resume':
      return doors.resume();
  }
}

const descriptionOf = (code: string, version: number) => `${code} text ${version}`;

/** The codes with these numbers, as they are at first. */
export const rowsOf = (world: World, indexes: readonly number[]): Row[] =>
  indexes.map((index) => ({
    code: world.name(index),
    description: descriptionOf(world.name(index), 0),
    parent: world.parentOf(index),
  }));

function settingsOf({ what, value }: PeopleAction & { do: 'settings' }): Partial<Settings> {
  switch (what) {
    case 'naming':
      return { itemNaming: ITEM_NAMINGS[value]! };
    case 'account':
      return { incomeAccount: value === 0 ? BAD_ACCOUNT : INCOME };
    case 'expense':
      return { expenseAccount: value === 0 ? null : value === 1 ? EXPENSE : BAD_ACCOUNT };
    case 'rules':
      return {
        accountRules:
          value === 0 ? [] : [{ prefix: `c${value}`, incomeAccount: value === 1 ? INCOME : BAD_ACCOUNT }],
      };
    case 'fourEyes':
      return { fourEyes: value === 1 };
  }
}

function office(world: World, action: OfficeAction): void {
  switch (action.do) {
    case 'advance':
      world.installation.advance(action.ms);
      break;
    case 'fault':
      world.open.quickbooks.faults.add(faultOf(world, action));
      break;
    case 'restart':
      break;
    default:
      inQuickBooks(world, action);
  }
  for (const file of world.files) file.look();
}

function faultOf(world: World, { fault, code, times }: FaultAction): Fault {
  const one = code === 'any' ? () => true : (name: string) => name.toLowerCase().startsWith(world.name(code));
  const names = { names: one };
  const maybe = code === 'any' ? {} : names;
  switch (fault) {
    case 'poison':
      return { kind: 'poison', ...names, times };
    case 'otherFileBefore':
      return { kind: 'hresult', hresult: '0x8004040A', message: 'Another file.', times: 1 };
    case 'internalErrorAlsoOfQueries':
      return { kind: 'status', code: '1000', times };
    case 'unavailable':
      return { kind: 'status', code: '1010', ...names, times };
    case 'notProcessed':
      return {
        kind: 'status',
        code: '3231',
        message: NOT_PROCESSED,
        ...names,
        times,
      };
    case 'inUse':
      return { kind: 'status', code: '3100', message: 'The name is in use.', ...names, times };
    case 'tooLong':
      return { kind: 'status', code: '3070', message: 'The string is too long.', ...names, times };
    case 'badAccount':
      return {
        kind: 'status',
        code: '3140',
        message: `There is an invalid reference to QuickBooks Account "${INCOME}" in the ItemService.`,
        ...names,
        times,
      };
    case 'warning':
      return { kind: 'warning', code: '530', ...names, times };
    case 'withoutRet':
      return { kind: fault, ...names, times: Math.min(times, 5) };
    case 'sameItem':
    case 'dropResponses':
    case 'doubleResponses':
    case 'foreignRequestIDs':
      return { kind: fault, ...maybe, times: Math.min(times, 5) };
    case 'shuffleResponses':
      return { kind: fault, times };
    case 'hresultAfter':
      return { kind: fault, hresult: '0x80040402', message: 'Unexpected error.', times: Math.min(times, 5) };
    case 'cutAnswer':
      return { kind: fault, keep: times === 1 ? 0.5 : 0.95, times: 1 };
    case 'loseAnswer':
    case 'garbleAnswer':
      return { kind: fault, times: Math.min(times, 5) };
    case 'companyNotTold':
    case 'companyLocked':
    case 'notReached':
    case 'otherFileOpen':
      return preset(fault, { times: Math.min(times, 5) });
    case 'unexpectedError':
      return preset(fault, { times: Math.min(times, 5) });
    default:
      return preset(fault, { ...names, times });
  }
}

/** Names of codes begin with a c. */
const alikeTo = (name: string, namesBy: NamesBy): string =>
  name.replace('c', namesBy === 'case' ? 'C' : '\u0107');

function inQuickBooks(world: World, action: QuickBooksAction): void {
  const { open } = world;
  const { quickbooks } = open;
  const { file } = quickbooks;
  const all = file.items;
  const pick = 'item' in action && all.length > 0 ? all[action.item % all.length] : undefined;
  const fullName = pick ? (open.item(pick.listID)?.fullName ?? '') : '';
  switch (action.do) {
    case 'rename':
      if (pick) quickbooks.renameItem(fullName, `old ${++world.renames}`);
      return;
    case 'takeName':
      if (!pick) return;
      quickbooks.renameItem(fullName, `old ${++world.renames}`);
      quickbooks.addItem(fullName, { kind: 'OtherCharge' });
      return;
    case 'edit':
      if (pick?.kind === 'Service')
        quickbooks.editItem(fullName, { description: descriptionOf(pick.name, action.version) });
      return;
    case 'renameTo': {
      const name = world.name(action.code);
      if (pick && !file.holderOf(name, pick.parent)) quickbooks.renameItem(fullName, name);
      return;
    }
    case 'deactivate':
      if (pick) quickbooks.deactivateItem(fullName);
      return;
    case 'activate':
      if (pick) quickbooks.activateItem(fullName);
      return;
    case 'deleteItem':
      if (pick && !all.some((item) => item.parent === pick)) quickbooks.deleteItem(fullName);
      return;
    case 'moveItem': {
      // To the top, or below an item without a parent; only what has nothing below it.
      if (!pick || all.some((item) => item.parent === pick)) return;
      const tops = all.filter(
        (item) => item.parent === undefined && item !== pick && item.kind === 'Service',
      );
      const to = action.to === 0 ? undefined : tops[action.to % Math.max(1, tops.length)];
      if (to === pick.parent || file.holderOf(pick.name, to)) return;
      quickbooks.moveItem(fullName, to?.name ?? null);
      return;
    }
    case 'mergeItem': {
      if (!pick) return;
      const others = all.filter(
        (item) => item !== pick && item.parent === pick.parent && item.kind === pick.kind,
      );
      const into = others[action.to % Math.max(1, others.length)];
      const below = all.filter((item) => item.parent === pick);
      if (into && below.every(({ name }) => !file.holderOf(name, into)))
        quickbooks.mergeItem(fullName, open.item(into.listID)?.fullName ?? '');
      return;
    }
    case 'makeAnew':
      if (
        pick &&
        !all.some((item) => item.parent === pick) &&
        (action.isService || pick.parent === undefined)
      )
        quickbooks.replaceItem(fullName, action.isService ? 'Service' : 'NonInventory');
      return;
    case 'setClock':
      world.skewMs = action.hours * 3_600_000;
      return;
    case 'addItem': {
      const ours = world.name(action.code);
      const name = action.spelling === 'ours' ? ours : alikeTo(ours, world.config.namesBy);
      if (!file.holderOf(name, undefined))
        quickbooks.addItem(name, { kind: action.isService ? 'Service' : 'NonInventory' });
      return;
    }
    case 'backup':
      world.backups.push({ file: open, backup: quickbooks.backup() });
      return;
    case 'restore': {
      const backups = world.backups.filter((each) => each.file === open);
      const chosen = backups[action.backup % Math.max(1, backups.length)];
      if (chosen) quickbooks.restoreBackup(chosen.backup, action.memory);
      return;
    }
    case 'openFile':
      world.open = world.files[action.file]!;
      return;
    case 'memory':
      quickbooks.messageSets.memory = action.memory;
      return;
    case 'forgetAll':
      quickbooks.messageSets.forgetAll();
      return;
    case 'clearFaults':
      quickbooks.faults.clear();
      return;
    case 'account':
      quickbooks.deactivateAccount(INCOME);
  }
}
