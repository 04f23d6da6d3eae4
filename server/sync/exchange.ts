/**
 * The exchange with one company's Web Connector: each of its calls is read for, decided and written, round by round.
 *
 * Any call may come to any server process, may be lost on its way, come twice or late, and the process may die at any line. So a
 * call is a decision about what is stored; its writes are guarded by what was read, and it is decided anew when somebody else was
 * quicker (Conflict).
 */
import { companyOfUserName, type Random } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import { tidy } from '../quickbooks/completing.ts';
import type { Store } from '../store/port.ts';
import type { Received } from './apply-answer.ts';
import { type Authenticated, authenticate, isPasswordOf, notValidUser } from './authenticate.ts';
import { shownAddress } from './callers.ts';
import { closeConnection } from './close-connection.ts';
import { Conflict, commit, replace } from './commit.ts';
import { connectionError, type ErrorCall } from './connection-error.ts';
import type { Decision, Given, PresentFacts, Ticketed, TicketFacts } from './decision.ts';
import { Facts, type Known } from './facts.ts';
import { getLastError } from './get-last-error.ts';
import { SESSIONS } from './model.ts';
import { createPollsRemembered } from './polls-remembered.ts';
import { type AnswerCall, type Receiving, receiveResponse } from './receive-response.ts';
import { Remembered } from './remembered.ts';
import { type HostCall, type Sending, type Sent, sendRequest } from './send-request.ts';
import { companyOfTicket, isAnswerable, isPresent, overByPassword } from './session.ts';
import { textInHand } from './text-in-hand.ts';
import { createWrongPasswords } from './wrong-password.ts';

/** Nobody is beaten that often. */
const CONFLICTS_MAX = 20;
/** Every round brings something to its end; without an end to them something is wrong here. */
const ROUNDS_MAX = 10_000;

const TICKETS_REMEMBERED = 10_000;

export interface ExchangeOptions {
  readonly store: Store;
  readonly random: Random;
  /** Where people look up what happened, for the messages. */
  readonly page: string;
  /** The most requests that a message set may have. */
  readonly setMax: number;
}

export type ConnectorCalls = ReturnType<typeof createExchange>;

/** The calls of the connector. Each rejects with StoreUnavailable like the store. */
export function createExchange({ store, random, page, setMax }: ExchangeOptions) {
  const given = (): Given => ({ now: store.now().toISOString(), random, page, setMax });

  /** By ticket, whose answers it may bring: this process has given it a set. What it may send at once is no promise that it counts. */
  const answerers = new Remembered<string>(TICKETS_REMEMBERED);
  const polls = createPollsRemembered();

  /** Reads, decides and writes until there is a reply; `soFar` is what the rounds before have come to. */
  async function decided<Reply, SoFar>(
    start: SoFar,
    decide: (facts: Facts, known: Known, soFar: SoFar) => Promise<Round<Reply, SoFar>>,
    remembered: (facts: Facts) => void = () => {},
  ): Promise<Reply> {
    let facts = new Facts(store);
    remembered(facts);
    let soFar = start;
    let known: Known = {};
    let conflicts = 0;
    for (let rounds = 1; rounds <= ROUNDS_MAX; rounds++) {
      const { decision, whose } = await decide(facts, known, soFar);
      if ('ask' in decision) {
        if (!whose) throw new Error('facts about nobody were asked for');
        known = await facts.look(whose, decision.ask, known);
        continue;
      }
      try {
        await commit(store, decision.writes, (collection, document) => facts.keep(collection, document));
      } catch (error) {
        if (!(error instanceof Conflict) || ++conflicts === CONFLICTS_MAX) throw error;
        facts = new Facts(store);
        known = {};
        continue;
      }
      if ('reply' in decision) return decision.reply;
      soFar = decision.again;
      known = {};
    }
    throw new Error('a call came to no end');
  }

  /** A call under a ticket. A session whose connector's password has been changed is over before anything else. */
  function underTicket<Reply, SoFar>(
    ticket: string,
    start: SoFar,
    decide: (facts: TicketFacts, soFar: SoFar) => Decision<Reply, SoFar>,
  ): Promise<Reply> {
    return decided(start, async (facts, known, soFar): Promise<Round<Reply, SoFar>> => {
      const ticketed = await facts.ofTicket(ticket);
      const told = { ...given(), ticketed, known };
      const over = ticketed && overByPassword(ticketed, told.now);
      if (over) return { decision: { writes: [replace(SESSIONS, over)], again: soFar }, whose: ticketed };
      return { decision: decide(told, soFar), whose: ticketed };
    });
  }

  /** The same, where a ticket that does not count has one answer. */
  function underPresentTicket<Reply, SoFar>(
    ticket: string,
    otherwise: Reply,
    start: SoFar,
    decide: (facts: PresentFacts, soFar: SoFar) => Decision<Reply, SoFar>,
  ): Promise<Reply> {
    return underTicket<Reply, SoFar>(ticket, start, ({ ticketed, ...rest }, soFar) => {
      const session = ticketed?.session;
      if (!session || !isPresent(ticketed)) return { writes: [], reply: otherwise };
      return decide({ ...rest, ...ticketed, session }, soFar);
    });
  }

  return {
    async authenticate(userName: string, password: string, from = ''): Promise<Authenticated> {
      const address = shownAddress(from);
      let signedIn: Company | null = null;
      let last = new Facts(store);
      const reply = await decided(
        {},
        async (facts, known): Promise<Round<Authenticated, object>> => {
          last = facts;
          const company = await facts.company(userName.trim());
          if (!company || (company !== signedIn && !isPasswordOf(company, password)))
            return { decision: { writes: [], reply: notValidUser(company, random) }, whose: null };
          signedIn = company;
          const whose = await facts.present(company);
          return { decision: authenticate({ ...given(), ...whose, address, known }), whose };
        },
        (facts) => polls.recall(facts, companyOfUserName(userName.trim())),
      );
      if (signedIn) await polls.remember(last, signedIn, reply);
      return reply;
    },

    keepWrongPassword: createWrongPasswords(store),

    /** What a reading was made of, and nothing needs any more. */
    tidyReadings: (company: Company): Promise<void> => tidy(store, company.id),

    /** The id of the company whose answers this ticket may still bring; null for any other ticket. Changes nothing. */
    async answererOf(ticket: string): Promise<string | null> {
      const known = answerers.get(ticket);
      if (known !== undefined) return known;
      const ticketed = await new Facts(store).ofTicket(ticket);
      return ticketed && isAnswerable(ticketed) ? ticketed.company.id : null;
    },

    async sendRequestXML(call: HostCall): Promise<Sent> {
      const { ticket } = call;
      const sent = await underPresentTicket<Sent, Sending>(ticket, { kind: 'nothing' }, {}, (facts, soFar) =>
        sendRequest(facts, call, soFar),
      );
      const company = companyOfTicket(ticket);
      if (sent.kind === 'request' && company !== null) answerers.set(ticket, company);
      return sent;
    },

    async receiveResponseXML(call: AnswerCall): Promise<Received> {
      const { ticket, response } = call;
      const text = typeof response === 'string' ? textInHand(response) : response;
      const told = { ...call, text, cameAt: given().now };
      const received = await underTicket<Received, Receiving>(ticket, null, (facts, soFar) =>
        receiveResponse(facts, told, soFar),
      );
      if (received.kind === 'stopped') answerers.take(ticket);
      return received;
    },

    connectionError: (ticket: string, hresult: string, message: string): Promise<'openFile' | 'done'> => {
      const call: ErrorCall = { ticket, hresult, message };
      return underPresentTicket(ticket, 'done', {}, (facts) => connectionError(facts, call));
    },

    getLastError: (ticket: string): Promise<string> => underTicket(ticket, {}, getLastError),

    async closeConnection(ticket: string): Promise<string> {
      answerers.take(ticket);
      return polls.closingOf(ticket) ?? underTicket(ticket, {}, closeConnection);
    },
  };
}

/** What a round came to, and whose facts may be asked for. */
interface Round<Reply, SoFar> {
  readonly decision: Decision<Reply, SoFar>;
  readonly whose: Ticketed | null;
}
