/** The calls of a Web Connector, each held against what contracts.md says of its ticket. */
import { fileKeyOf } from '../../../server/codes/company.ts';
import { type ExportSet, OWNER_ID } from '../../../server/sync/model.ts';
import type { SetFacts } from './ledger.ts';
import { checkTurn } from './readings.ts';
import { AnswerLost } from './simulator.ts';
import {
  type Connector,
  hasWork,
  type ProcessedAnswer,
  type Server,
  setIn,
  type Ticket,
  type World,
} from './world.ts';

const BUSY_MS = 15_000;
const NOT_PARSED = '0x80040400';

export async function authenticate(
  world: World,
  server: Server,
  connector: Connector,
  password: string,
): Promise<string> {
  const isRight = password === world.password;
  const before = [...world.tickets.values()].filter((ticket) => ticket.state === 'present');
  const at = world.now();
  const [name, second] = await server.doors.authenticate(world.installation.userName, password);
  const isOpen = !['nvu', 'none', 'busy'].includes(second);
  if (!world.isBlurred) {
    world.expect(
      isRight === (second !== 'nvu'),
      () => `authenticate with a ${isRight ? 'right' : 'wrong'} password said ${second}`,
    );
    const isNear = (time: number) => Math.abs(at - time) <= BUSY_MS;
    world.expect(
      second !== 'busy' || [world.blurredAt, ...world.calls].some(isNear),
      () => 'busy, though nobody has called for 15 seconds',
    );
    const busy = before.find((ticket) => !ticket.isFinished && isNear(ticket.lastCallAt));
    world.expect(
      !isOpen || busy === undefined,
      () => 'took the place of a session that made a call within 15 seconds',
    );
    world.expect(!world.tickets.has(name), () => 'a ticket came twice');
  }
  if (isOpen) world.calls.add(at);
  if (isOpen) for (const ticket of before) ticket.state = 'superseded';
  const [old] = before;
  connector.text = null;
  connector.answer = null;
  connector.ticket = name;
  connector.isFirst = true;
  connector.file = world.open;
  world.tickets.set(name, {
    ticket: name,
    state: isOpen ? (world.isBlurred ? 'unsure' : 'present') : second === 'nvu' ? 'unknown' : 'poll',
    gavePath: isOpen && second !== '',
    given: new Set(),
    last: '',
    file: connector.file,
    triedOpenFile: false,
    lastCallAt: isOpen ? at : 0,
    isFinished: false,
    isVerified: false,
    password,
    displaced: old === undefined ? null : old.isVerified === false ? old.displaced : old,
    hasRead: false,
  });
  return second;
}

const UNKNOWN: Ticket = {
  ticket: '',
  state: 'unknown',
  gavePath: false,
  given: new Set(),
  last: '',
  file: null,
  triedOpenFile: false,
  lastCallAt: 0,
  isFinished: false,
  isVerified: false,
  password: '',
  displaced: null,
  hasRead: false,
};

/**
 * A session that ends before its file is known to be right gives its place back to one that was in the middle of its work; where that
 * one may not have known its own file either, perhaps to the one before.
 */
function givesBack(world: World, ticket: Ticket): void {
  if (ticket.isVerified === true) return;
  for (let place = ticket.displaced; place; place = place.isVerified === null ? place.displaced : null) {
    if (place.state !== 'superseded' || place.isFinished || place.password !== world.password) continue;
    const isSure =
      ticket.isVerified === false &&
      place === ticket.displaced &&
      place.isVerified === true &&
      !world.isBlurred;
    place.state = isSure ? 'present' : 'unsure';
  }
}

const known = (world: World, ticket: string): Ticket => world.tickets.get(ticket) ?? UNKNOWN;

/** What a call may say is only certain if the ticket is what it was thought to be before and after. */
const isSure = (world: World, ticket: Ticket) => !world.isBlurred && ticket.state !== 'unsure';
const isOver = (ticket: Ticket) => ticket.state !== 'present' && ticket.state !== 'unsure';

/** A session whose place another one has taken has made no call while it has none. */
function noteCall(world: World, ticket: Ticket): void {
  if (isOver(ticket)) return;
  ticket.lastCallAt = world.now();
  world.calls.add(ticket.lastCallAt);
}

export type Hcp = 'told' | 'nothing' | 'cut';

export async function send(
  world: World,
  server: Server,
  name: string,
  file = world.tickets.get(name)?.file ?? world.open,
  hcp: Hcp = 'told',
): Promise<string> {
  const ticket = known(world, name);
  const { quickbooks } = file;
  const told = hcp === 'nothing' ? '' : quickbooks.hostCompanyPreferences(OWNER_ID);
  const { fileID, paused } = await world.company();
  const text = await server.doors.send(
    name,
    hcp === 'cut' ? told.slice(0, 300) : told,
    quickbooks.companyFile,
    quickbooks.qbxmlVersion,
  );
  noteCall(world, ticket);
  if (isSure(world, ticket)) {
    world.expect(
      !isOver(ticket) || text === '',
      () => `sendRequestXML with a ticket that is ${ticket.state} was given a set`,
    );
  }
  if (text === '') {
    const isFile = ticket.state === 'present' && fileKeyOf(file.fileID) !== fileKeyOf(fileID);
    const isRefused = /<CompanyQueryRs [^>]*"Error"/.test(told);
    if (isSure(world, ticket) && ticket.state === 'present')
      world.expect(
        ticket.isVerified !== true || ticket.isFinished,
        () => 'sendRequestXML was given nothing in the middle of a verified session',
      );
    if (ticket.state === 'present' && (isFile || isRefused)) {
      // Perhaps over: a session that has verified its file does not look again.
      ticket.state = isFile ? 'ended' : 'unsure';
      givesBack(world, ticket);
    }
    return '';
  }
  // QuickBooks is asked for its company where that is not known yet, and where there is nothing else to say.
  if (!text.includes('<CompanyQueryRq')) ticket.isVerified = true;
  else if (ticket.isVerified === false) ticket.isVerified = null;
  const set = setIn(text);
  ticket.last = text;
  if (set !== null) {
    ticket.given.add(set);
    const before = world.texts.get(set);
    world.expect(
      before === undefined || before === text,
      () => `the set ${set} was handed out with other bytes`,
    );
    world.texts.set(set, text);
  } else ticket.given.add(/MessageSetID="([^"]*)"/.exec(text)?.[1] ?? '');
  if (set !== null && isSure(world, ticket)) await checkTurn(world, name, set);
  if (!hasWork(text)) return text;
  if (set !== null) world.unanswered.set(set, (world.unanswered.get(set) ?? new Set()).add(name));
  if (!world.isBlurred) {
    world.expect(!paused, () => 'adds were handed out though the company is paused');
    world.expect(
      fileKeyOf(file.fileID) === fileKeyOf(fileID),
      () => 'adds were handed out to another company file',
    );
    const stored = set === null ? null : await world.exportSet(set);
    for (const request of stored?.requests ?? []) {
      if (stored?.words[request.requestID] && stored.words[request.requestID]?.kind !== 'question') continue;
      const code = await world.code(request.code);
      world.expect(
        code?.status === 'exporting' && code.messageSet === set,
        () => `${request.code} was handed out in ${set} though it is ${code?.status} (${code?.messageSet})`,
      );
    }
  }
  return text;
}

const addsIn = ({ requests }: ExportSet) => requests.filter((request) => request.kind === 'ItemServiceAdd');

/** QuickBooks does what its connector was given. Null: its answer was lost on the way to the connector. */
export async function process(world: World, connector: Connector): Promise<void> {
  const { text, file } = connector;
  if (text === null || connector.answer) return;
  if (file !== world.open) {
    connector.answer = { response: '', hresult: '0x80040402', message: 'Unexpected error.' };
    return;
  }
  const set = setIn(text);
  const stored = set !== null && hasWork(text) ? await world.exportSet(set) : null;
  const facts: SetFacts | null = stored && {
    requests: addsIn(stored).map(({ requestID, code, sent, externalGUID }) => ({
      code,
      name: sent.name,
      parentListID: sent.parent !== null && 'listID' in sent.parent ? sent.parent.listID : null,
      hasGUID: externalGUID !== null,
      isOver: stored.phase !== 'open' || !['question', undefined].includes(stored.words[requestID]?.kind),
    })),
  };
  try {
    const { processed, wrong } = file.process(text, set, facts);
    connector.answer =
      'response' in processed
        ? { response: processed.response, hresult: '', message: '', about: text }
        : { response: '', hresult: processed.hresult, message: processed.message, about: text };
    for (const each of wrong) world.fail(each);
  } catch (error) {
    if (!(error instanceof AnswerLost)) throw error;
    for (const each of (error as { wrong?: string[] }).wrong ?? []) world.fail(each);
    connector.text = null;
    connector.ticket = null;
  }
}

export async function receive(
  world: World,
  server: Server,
  name: string,
  answer: ProcessedAnswer,
): Promise<number> {
  const ticket = known(world, name);
  // It names no set: contracts.md takes it for the answer to what the ticket was given last, whatever it was said of.
  if (answer.hresult === NOT_PARSED && answer.about !== ticket.last) return -1;
  const percent = await server.doors.receive(name, answer.response, answer.hresult, answer.message);
  noteCall(world, ticket);
  if (ticket.state === 'present') noteAnswered(world, ticket, answer);
  world.expect(
    Number.isInteger(percent) && percent <= 100 && percent >= -1,
    () => `receiveResponseXML answered ${percent}`,
  );
  if (isSure(world, ticket)) {
    const set = answer.hresult === '' ? setNamedBy(answer) : null;
    switch (ticket.state) {
      case 'unknown':
      case 'poll':
      case 'closed':
        world.expect(percent < 0, () => `an answer with a ticket that is ${ticket.state} got ${percent}`);
        break;
      case 'superseded':
        if (set === null) break;
        world.expect(
          ticket.given.has(set) ? percent === 100 : percent < 0,
          () =>
            `an answer with a superseded ticket got ${percent}, its set was ${ticket.given.has(set) ? '' : 'not '}given under it`,
        );
        break;
      case 'present':
        if (set === null) break;
        world.expect(
          ticket.given.has(set) || percent < 0,
          () => `an answer to a set that the ticket was not given got ${percent}`,
        );
    }
  }
  // Perhaps over: a company file that does not tell its FileID ends the session.
  if (percent < 0 && ticket.state === 'present' && answer.about?.includes('<CompanyQueryRq')) {
    ticket.state = 'unsure';
    givesBack(world, ticket);
  }
  // A session that was superseded is told 100, whatever is left of its work.
  if (percent >= 0 && ticket.state !== 'superseded') ticket.isFinished = percent === 100;
  if (percent >= 0 && answer.hresult === '' && answersAnAdd(answer)) ticket.hasRead = true;
  return percent;
}

const isCut = (response: string) => !/<\/QBXML>\s*$/.test(response);

/** An answer that cannot be read names none: contracts.md takes it for the answer to what the ticket was given last. */
const setNamedBy = ({ response }: ProcessedAnswer) => (isCut(response) ? null : setIn(response));

/** An answer under requestIDs that nobody has sent says nothing about an add. */
function answersAnAdd({ about, response }: ProcessedAnswer): boolean {
  if (isCut(response)) return false;
  const answered = response.matchAll(/<ItemService(?:Add|Mod)Rs [^>]*?requestID="([^"]*)"/g);
  const isAsked = (requestID = '') => new RegExp(`<ItemService(Add|Mod)Rq requestID="${requestID}"`);
  return [...answered].some(([, requestID]) => isAsked(requestID).test(about ?? ''));
}

/** An answer of QuickBooks to a set has come; what only might be one has not. */
function noteAnswered(world: World, { ticket, last }: Ticket, answer: ProcessedAnswer): void {
  const set = setNamedBy(answer) ?? (answer.about === last ? setIn(last) : null);
  if (set !== null) world.unanswered.get(set)?.delete(ticket);
}

export async function connectionError(
  world: World,
  server: Server,
  name: string,
  hresult: string,
): Promise<string> {
  const ticket = known(world, name);
  const said = await server.doors.connectionError(name, hresult, 'Could not.');
  world.expect(said === '' || said === 'done', () => `connectionError answered ${said}`);
  if (isSure(world, ticket)) {
    const mayTry =
      ticket.state === 'present' && ticket.gavePath && !ticket.triedOpenFile && hresult !== '0x8004040A';
    world.expect(
      said === (mayTry ? '' : 'done'),
      () => `connectionError with a ticket that is ${ticket.state} answered "${said}"`,
    );
  }
  noteCall(world, ticket);
  ticket.triedOpenFile = true;
  if (ticket.state === 'present' && said === 'done') {
    ticket.state = 'ended';
    givesBack(world, ticket);
  }
  return said;
}

export async function lastError(world: World, server: Server, name: string): Promise<string> {
  const ticket = known(world, name);
  const said = await server.doors.lastError(name);
  noteCall(world, ticket);
  world.expect(said.trim() !== '' && said !== 'NoOp', () => `getLastError answered "${said}"`);
  return said;
}

export async function close(world: World, server: Server, name: string): Promise<string> {
  const ticket = known(world, name);
  const said = await server.doors.close(name);
  world.expect(said.trim() !== '', () => 'closeConnection answered nothing');
  if (ticket.state === 'present' || ticket.state === 'unsure') givesBack(world, ticket);
  if (['present', 'superseded', 'ended'].includes(ticket.state))
    ticket.state = world.isBlurred ? 'unsure' : 'closed';
  return said;
}

/** Stops a session after so many calls, those of QuickBooks among them, as if the connector had been killed. */
class Killed extends Error {}

/** A whole session, as the Web Connector makes it. Gives what authenticate said. */
export async function session(
  world: World,
  server: () => Server,
  connector: Connector,
  calls = Number.POSITIVE_INFINITY,
): Promise<string> {
  let left = calls;
  const called = async <T>(call: Promise<T>): Promise<T> => {
    const result = await call;
    left -= 1;
    if (left <= 0) throw new Killed();
    return result;
  };
  try {
    const second = await called(authenticate(world, server(), connector, connector.password));
    const ticket = connector.ticket ?? '';
    if (second === 'busy') return second;
    if (second === 'none' || second === 'nvu') {
      await called(close(world, server(), ticket));
      return second;
    }
    if (!(await opened(world, server, connector, second, called))) return second;
    for (let exchanges = 0; ; exchanges++) {
      world.expect(exchanges < 60, () => 'a session without an end');
      const hcp = connector.isFirst ? 'told' : 'nothing';
      const text = await called(send(world, server(), ticket, connector.file, hcp));
      connector.isFirst = false;
      if (text === '') break;
      connector.text = text;
      await called(process(world, connector));
      const { answer } = connector;
      if (answer === null) return second;
      connector.text = null;
      connector.answer = null;
      connector.delivered = answer;
      const percent = await called(receive(world, server(), ticket, answer));
      world.installation.advance(300);
      if (percent === 100) {
        await called(close(world, server(), ticket));
        return second;
      }
      if (percent < 0) break;
    }
    await called(lastError(world, server(), ticket));
    await called(close(world, server(), ticket));
    return second;
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    throw error;
  }
}

async function opened(
  world: World,
  server: () => Server,
  connector: Connector,
  first: string,
  called: <T>(call: Promise<T>) => Promise<T>,
): Promise<boolean> {
  for (let path = first; ; ) {
    const result = world.open.quickbooks.openCompanyFile(path);
    connector.file = world.open;
    if ('companyFile' in result) return true;
    path = await called(connectionError(world, server(), connector.ticket ?? '', result.hresult));
    if (path === 'done') return false;
  }
}
