/**
 * The world: the server, QuickBooks, and what is between them. `movesOf` tells everything that can happen next: what should, what
 * goes wrong, and what people do in QuickBooks.
 */
import type { CostCode } from '../../../server/codes/model.ts';
import { retry } from '../../../server/codes/transitions.ts';
import { lifted } from '../../../server/sync/alarms.ts';
import { answersTo, deathsOver, NOT_PARSED, type Twice, told } from './answering.ts';
import { Interned } from './interned.ts';
import { together, type Used, usedIn } from './names.ts';
import { booksWith, deedsOf, withSeen } from './people.ts';
import { isHeld } from './promises.ts';
import { forget, type Kind, listIDOf, type QuickBooks, type Request, read } from './quickbooks.ts';
import type { Call, CodeRow, Kept, Outstanding, Reply, Server } from './server.ts';

/** What is going on at the connector. Texts and answers go by their numbers. */
export type Connector =
  | { readonly at: 'idle' }
  | { readonly at: 'ask' | 'close'; readonly ticket: number }
  | { readonly at: 'has'; readonly ticket: number; readonly text: number }
  | { readonly at: 'answer'; readonly ticket: number; readonly answer: number };

/** Comes when it comes: an answer, or a text that a hanging connector gives to QuickBooks after all. */
export type Late =
  | { readonly ticket: number; readonly answer: number }
  | { readonly ticket: number; readonly text: number };

interface Wire {
  readonly connector: Connector;
  readonly late: readonly Late[];
}

interface Text {
  readonly text: string;
  readonly request: Request;
  readonly used: Used;
}

interface Answer {
  readonly set: string | null;
  readonly response: string;
  readonly hresult: string;
  readonly used: Used;
}

/** By numbers: the server's state, QuickBooks, the wire. `deeds`: what people have done. `isRefused`: a fault that a code may fail for. */
export interface World {
  readonly server: number;
  readonly books: number;
  readonly wire: number;
  readonly deeds: number;
  readonly isRefused: boolean;
  /** A copy of the store, as it was when the first adds had been handed out; null before that, and once it has been put back. */
  readonly backup: number | null;
}

export interface Move {
  readonly label: string;
  /** 1: something went wrong. */
  readonly faults: 0 | 1;
  readonly isDeed: boolean;
  /** The server was asked for work. */
  readonly isExchange: boolean;
  readonly to: World;
  /** An item was added although there is one that was made for the same code: how that came. */
  readonly twice: Twice | null;
  /** A change has done what it should not. */
  readonly wrong?: string | null;
}

export interface Setting {
  readonly codes: readonly CodeRow[];
  readonly kind: Kind;
  /** At most so many things that people do. */
  readonly deeds: number;
  /** Whether a text may be held back by a connector that hangs while another one takes over. */
  readonly hangs: boolean;
  /** Whether the admin may make another file the company's. */
  readonly otherFile?: true;
  /** Whether a copy of the store may be put back. */
  readonly putsBack?: true;
  /** No hresult comes late or twice: what that is known to break would hide what else does. */
  readonly sparesHresults?: true;
}

const NONE = 'authenticate: none';
const OTHER_FILE = '{0000000F-0000-4000-8000-00000000000F}';
const IDLE: Connector = { at: 'idle' };

export class Worlds {
  readonly #server: Server;
  readonly #setting: Setting;
  readonly #books = new Interned<QuickBooks>();
  readonly #booksUsed: Used[] = [];
  readonly #booksKnown = new WeakMap<QuickBooks, Map<string, number>>();
  readonly #wires = new Interned<Wire>();
  readonly #texts = new Interned<Text>();
  readonly #answers = new Interned<Answer>();

  constructor(server: Server, setting: Setting) {
    this.#server = server;
    this.#setting = setting;
  }

  initial(): World {
    const books = this.#books.of(booksWith(this.#setting.codes));
    const wire = this.#wires.of({ connector: IDLE, late: [] });
    return { server: this.#server.initial, books, wire, deeds: 0, isRefused: false, backup: null };
  }

  kept = ({ server }: World): Kept => this.#server.states.at(server);
  booksOf = ({ books }: World): QuickBooks => this.#books.at(books);
  /** In another company file than that of the beginning. */
  isElsewhere = (world: World): boolean => this.kept(world).company.fileID === OTHER_FILE;
  isIdle = ({ wire }: World): boolean => this.#wires.at(wire).connector.at === 'idle';

  /** Everything that can happen next, and whether the connector finds nothing to do, and leaves everything as it is. */
  async movesOf(world: World): Promise<{ moves: Move[]; isQuiet: boolean }> {
    const wire = this.#wires.at(world.wire);
    const moves: Move[] = [];
    const isQuiet = await this.#connectorMoves(world, wire, moves);
    for (const late of wire.late) await this.#lateMoves(world, wire, late, moves);
    const isAskedSoon = wire.connector.at === 'has' || wire.late.some((late) => 'text' in late);
    // What people do matters when QuickBooks is asked next: doing it any earlier is the same.
    if (isAskedSoon && world.deeds < this.#setting.deeds) {
      for (const { label, books } of deedsOf(this.booksOf(world), this.#setting.codes)) {
        const to = this.#settled(world, this.kept(world), books, wire, { deeds: world.deeds + 1 });
        moves.push({ label, faults: 0, isDeed: true, isExchange: false, to, twice: null });
      }
    }
    if (wire.connector.at === 'idle' && world.deeds < this.#setting.deeds) {
      if (this.#setting.otherFile) this.#otherFile(world, wire, moves);
      if (isHeld(this.kept(world))) this.#retry(world, wire, moves);
      for (const code of this.kept(world).codes)
        if (code.problem?.seen) this.#writeOver(world, wire, code, moves);
    }
    if (this.#setting.putsBack && wire.connector.at === 'idle' && world.backup !== null)
      this.#putBack(world, wire, world.backup, moves);
    const others = moves.filter(({ to }) => !isSame(to, world));
    return { moves: others, isQuiet: isQuiet && !others.some(({ label }) => label === NONE) };
  }

  /** What `retry` stores where an alarm holds all codes. */
  #retry(world: World, wire: Wire, moves: Move[]): void {
    const here = this.kept(world);
    const alarms = lifted(here.connection.alarms, 'retry');
    const kept = { ...here, connection: { ...here.connection, alarms } };
    const to = this.#settled(world, kept, this.booksOf(world), wire, { deeds: world.deeds + 1 });
    const label = 'somebody retries the codes';
    moves.push({ label, faults: 0, isDeed: true, isExchange: false, to, twice: null });
  }

  /** What `retry` stores of a code that failed because somebody had changed the same: a person has seen what. */
  #writeOver(world: World, wire: Wire, code: CostCode, moves: Move[]): void {
    const here = this.kept(world);
    const step = retry(code, { at: code.updatedAt, by: 'admin' }, {}, false);
    if (!step.ok) return;
    const kept = { ...here, codes: here.codes.map((each) => (each === code ? step.code : each)) };
    const books = withSeen(this.booksOf(world), code);
    const to = this.#settled(world, kept, books, wire, { deeds: world.deeds + 1 });
    const label = `somebody has seen what ${code.code} is in QuickBooks, and retries it`;
    moves.push({ label, faults: 0, isDeed: true, isExchange: false, to, twice: null });
  }

  /** What acceptCompanyFile stores. To the server nothing is left of the file before, and nothing of it can be asked. */
  #otherFile(world: World, wire: Wire, moves: Move[]): void {
    const { items, gone } = this.booksOf(world);
    const here = this.kept(world);
    const kept = {
      ...here,
      company: { ...here.company, fileID: OTHER_FILE },
      connection: { ...here.connection, companyFile: '' },
    };
    // What was answered before counts, also where it has not been brought to its code yet.
    const known = JSON.stringify([here.codes, here.sets]);
    const isKnown = (listID: string) => known.includes(`"${listID}"`);
    const books = {
      items: [],
      edits: 1,
      gone: [
        ...gone,
        ...items.map(({ id, madeFor, parent, type, isTouched }) => ({
          id,
          madeFor,
          parent,
          type,
          isTouched,
        })),
      ],
      memory: {},
      before: items.flatMap(({ id }) => (isKnown(listIDOf(id)) ? [] : [id])),
    };
    const to = this.#settled(world, kept, books, wire, { deeds: world.deeds + 1 });
    const label = 'the admin accepts another company file, an empty one';
    moves.push({ label, faults: 0, isDeed: true, isExchange: false, to, twice: null });
  }

  #putBack(world: World, wire: Wire, backup: number, moves: Move[]): void {
    if (world.deeds >= this.#setting.deeds) return;
    const kept = this.#server.states.at(backup);
    const more = { deeds: world.deeds + 1, backup: null };
    const to = this.#settled(world, kept, this.booksOf(world), wire, more);
    const label = 'the store is put back to when the first adds had been handed out';
    moves.push({ label, faults: 0, isDeed: true, isExchange: false, to, twice: null });
  }

  async #connectorMoves(world: World, wire: Wire, moves: Move[]): Promise<boolean> {
    const { connector, late } = wire;
    const go = (label: string, connector: Connector, kept: Kept, more: Partial<Move> = {}, lates = late) => {
      const to = this.#settled(world, kept, this.booksOf(world), { connector, late: lates });
      moves.push({ label, faults: 0, isDeed: false, isExchange: false, twice: null, ...more, to });
    };
    const fault = (label: string, connector: Connector, kept: Kept, lates = late) =>
      go(label, connector, kept, { faults: 1 }, lates);
    const here = this.kept(world);

    switch (connector.at) {
      case 'idle': {
        const { moments, reply } = await this.#call(world, wire, { kind: 'authenticate' });
        if (reply.kind === 'open') {
          const { ticket } = reply;
          go(`authenticate: session ${ticket + 1}`, { at: 'ask', ticket }, last(moments));
        } else go(NONE, IDLE, last(moments));
        broken('authenticate', moments, (how, kept) => fault(how, IDLE, kept));
        return reply.kind === 'none';
      }
      case 'ask': {
        const { ticket } = connector;
        const { moments, reply } = await this.#call(world, wire, { kind: 'send', ticket });
        const name = `sendRequestXML (session ${ticket + 1})`;
        if (reply.kind === 'text') {
          const text = this.#textOf(reply.text);
          const label = `${name}: ${told(this.#texts.at(text).request)}`;
          const next: Wire = { connector: { at: 'has', ticket, text }, late };
          const to = this.#settled(world, last(moments), this.booksOf(world), next);
          const isFirst = world.backup === null && this.#texts.at(text).request.work.length > 0;
          const backup = this.#setting.putsBack && isFirst && world.deeds === 0 ? to.server : world.backup;
          const move = { faults: 0, isDeed: false, isExchange: true, twice: null } as const;
          moves.push({ ...move, label, to: { ...to, backup } });
        } else go(`${name}: nothing`, { at: 'close', ticket }, last(moments), { isExchange: true });
        fault(`the connector dies before ${name}`, IDLE, here);
        broken(name, moments, (how, kept) => {
          fault(`${how}; the connector gives up`, IDLE, kept);
          fault(`${how}; the connector asks again`, connector, kept);
        });
        return false;
      }
      case 'has': {
        const { ticket, text } = connector;
        const { request } = this.#texts.at(text);
        for (const outcome of answersTo(this.booksOf(world), request, this.#setting.kind, false)) {
          const { label, faults, twice, wrong, books, response, hresult } = outcome;
          const answer = this.#answerOf(request, response, hresult);
          const next: Wire = { connector: { at: 'answer', ticket, answer }, late };
          // A code that was refused may fail.
          const isRefused =
            world.isRefused || (faults > 0 && (hresult === NOT_PARSED || response.includes('"3210"')));
          const to = this.#settled(world, here, books, next, { isRefused });
          moves.push({ label, faults, isDeed: false, isExchange: false, twice, wrong, to });
        }
        for (const { label, books, twice, wrong } of deathsOver(
          this.booksOf(world),
          request,
          this.#setting.kind,
        )) {
          const to = this.#settled(world, here, books, { connector: IDLE, late });
          moves.push({ label, faults: 1, isDeed: false, isExchange: false, twice, wrong, to });
        }
        fault('the connector dies before QuickBooks has it', IDLE, here);
        fault('the connector asks again before QuickBooks has it', { at: 'ask', ticket }, here);
        fault('the connector closes the session instead', { at: 'close', ticket }, here);
        if (this.#setting.hangs)
          fault(
            'the connector hangs with it, and another one takes over',
            IDLE,
            here,
            lateToo(late, { ticket, text }),
          );
        return false;
      }
      case 'answer': {
        const { ticket, answer } = connector;
        const { response, hresult } = this.#answers.at(answer);
        const call: Call = { kind: 'receive', ticket, answer, response, hresult };
        const { moments, reply } = await this.#call(world, wire, call);
        const name = `receiveResponseXML (session ${ticket + 1})`;
        const next: Connector = { at: reply.kind === 'goOn' ? 'ask' : 'close', ticket };
        const again = lateToo(late, { ticket, answer });
        const comesAgain = hresult === '' || !this.#setting.sparesHresults;
        go(`${name}${reply.kind === 'goOn' ? '' : ': the session is to end'}`, next, last(moments));
        if (comesAgain)
          go(`${name}, and the same once more some time`, next, last(moments), { faults: 1 }, again);
        fault(`${name} is lost; the connector gives up`, IDLE, here);
        fault(`${name} is lost; the connector asks again`, { at: 'ask', ticket }, here);
        if (comesAgain) fault(`${name} is held up; the connector gives up`, IDLE, here, again);
        if (comesAgain)
          fault(`${name} is held up; the connector asks again`, { at: 'ask', ticket }, here, again);
        if (comesAgain)
          fault(`${name} is held up; the connector closes the session`, { at: 'close', ticket }, here, again);
        broken(name, moments, (how, kept) => fault(`${how}; the connector gives up`, IDLE, kept));
        return false;
      }
      case 'close': {
        const { ticket } = connector;
        const { moments } = await this.#call(world, wire, { kind: 'close', ticket });
        go(`closeConnection (session ${ticket + 1})`, IDLE, last(moments));
        fault('closeConnection is lost', IDLE, here);
        broken('closeConnection', moments.slice(0, -1), (how, kept) => fault(how, IDLE, kept));
        return false;
      }
    }
  }

  async #lateMoves(world: World, wire: Wire, late: Late, moves: Move[]): Promise<void> {
    const rest = wire.late.filter((each) => each !== late);
    const { connector } = wire;
    if ('text' in late) {
      const { request } = this.#texts.at(late.text);
      for (const outcome of answersTo(this.booksOf(world), request, this.#setting.kind, true)) {
        if (outcome.faults > 0) continue;
        const { label, books, twice, wrong, response, hresult } = outcome;
        const answer = this.#answerOf(request, response, hresult);
        const again = lateToo(rest, { ticket: late.ticket, answer });
        const to = this.#settled(world, this.kept(world), books, { connector, late: again });
        moves.push({
          label: `late: ${label}`,
          faults: 0,
          isDeed: false,
          isExchange: false,
          to,
          twice,
          wrong,
        });
      }
      return;
    }
    const { response, hresult } = this.#answers.at(late.answer);
    const { ticket } = late;
    const { moments } = await this.#call(world, wire, {
      kind: 'receive',
      ticket,
      answer: late.answer,
      response,
      hresult,
    });
    const name = `receiveResponseXML (session ${ticket + 1}), late`;
    const move = { isDeed: false, isExchange: false, twice: null } as const;
    const to = (kept: Kept) => this.#settled(world, kept, this.booksOf(world), { connector, late: rest });
    moves.push({ ...move, label: name, faults: 0, to: to(last(moments)) });
    broken(name, moments.slice(0, -1), (label, kept) =>
      moves.push({ ...move, label, faults: 1, to: to(kept) }),
    );
  }

  #call(world: World, wire: Wire, call: Call): Promise<{ moments: readonly Kept[]; reply: Reply }> {
    return this.#server.call(
      world.server,
      call,
      together(this.#usedByBooks(world.books), this.#usedByWire(wire)),
    );
  }

  #usedByBooks(books: number): Used {
    this.#booksUsed[books] ??= usedIn(JSON.stringify(this.#books.at(books)));
    return this.#booksUsed[books];
  }

  #usedByWire({ connector, late }: Wire): Used {
    const all = connector.at === 'idle' ? late : [connector, ...late];
    return together(
      ...all.map((each) => ({ sets: 0, guids: 0, tickets: 1 << each.ticket })),
      ...all.flatMap((each) => ('text' in each ? this.#texts.at(each.text).used : [])),
      ...all.flatMap((each) => ('answer' in each ? this.#answers.at(each.answer).used : [])),
    );
  }

  #textOf(text: string): number {
    return this.#texts.of({ text, request: read(text), used: usedIn(text) }, text);
  }

  #answerOf({ newID }: Request, response: string, hresult: string): number {
    const used = usedIn(`${newID} ${response}`);
    return this.#answers.of({ set: newID, response, hresult, used }, `${newID} ${hresult} ${response}`);
  }

  /** The world after a step, without what can never matter again. */
  #settled(world: World, kept: Kept, books: QuickBooks, wire: Wire, more: Partial<World> = {}): World {
    const { connector, late } = wire;
    const all = connector.at === 'idle' ? late : [connector, ...late];
    const outstanding = all.map((each): Outstanding => {
      if ('text' in each)
        return { ticket: each.ticket, set: this.#texts.at(each.text).request.newID, isNameless: true };
      if (!('answer' in each)) return { ticket: each.ticket, set: null, isNameless: false };
      const { set, hresult, response } = this.#answers.at(each.answer);
      return { ticket: each.ticket, set, isNameless: hresult !== '' || !response.includes('requestID') };
    });
    const server = this.#server.settleDown(kept, outstanding);
    const { backup } = { ...world, ...more };
    const open = [server, ...(backup === null ? [] : [backup])]
      .flatMap((state) => this.#server.states.at(state).sets)
      .filter((set) => set.kind === 'export' && set.phase === 'open');
    const live = new Set([...open.map((set) => set.set), ...outstanding.map(({ set }) => set)]);
    return {
      ...world,
      ...more,
      server,
      books: this.#settledBooks(books, live),
      wire: this.#wires.of(wire),
    };
  }

  /** Of sets that never come again QuickBooks need not remember anything, nor which items were theirs. */
  #settledBooks(books: QuickBooks, live: ReadonlySet<string | null>): number {
    const known = this.#booksKnown.get(books) ?? new Map<string, number>();
    this.#booksKnown.set(books, known);
    const key = [...live].sort().join();
    const number = known.get(key);
    if (number !== undefined) return number;
    const isDead = (set: string) => !live.has(set);
    const items = books.items.map((item) =>
      item.set !== null && isDead(item.set) ? { ...item, set: null, guid: null } : item,
    );
    const settled = this.#books.of({ ...forget(books, isDead), items });
    known.set(key, settled);
    return settled;
  }
}

const isSame = (a: World, b: World): boolean =>
  a.server === b.server &&
  a.books === b.books &&
  a.wire === b.wire &&
  a.isRefused === b.isRefused &&
  a.backup === b.backup;

const last = (moments: readonly Kept[]): Kept => moments.at(-1) as Kept;

function lateToo(late: readonly Late[], more: Late): Late[] {
  return [...late, more].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The process dies after each of the writes; after the last one it is the reply that is lost. */
function broken(name: string, moments: readonly Kept[], give: (how: string, kept: Kept) => void): void {
  for (let index = 1; index < moments.length; index++) {
    const how =
      index === moments.length - 1
        ? `the reply to ${name} is lost`
        : `the server dies in ${name}, after write ${index} of ${moments.length - 1}`;
    give(how, moments[index] as Kept);
  }
}
