/**
 * What each operation answers: the one place where the outcomes of a session become the words that the Web Connector knows.
 * Nothing that goes wrong inside becomes a fault or a page: the protocol has its own way to say so for each operation.
 */
import type { Company } from '../codes/model.ts';
import type { AnswerText, NotTaken } from '../sync/answer-text.ts';
import type { ConnectorCalls } from '../sync/exchange.ts';
import type { Call, Operation, Result } from './operations.ts';

type AnyResult = Result<'authenticate'> | Result<'receiveResponseXML'> | Result<'getLastError'>;

export interface Answered {
  readonly operation: Operation;
  readonly result: AnyResult;
  /** For logs and metrics: 'ok', or what else it came to. */
  readonly outcome: string;
  /**
   * Whose connector gave a wrong password. It is kept after the answer: a guesser must not learn whether there is such a user.
   */
  readonly wrongPasswordOf?: Company | null;
  /** Whose reading has come to its end: that is tidied up after the answer. */
  readonly hasRead?: Company;
}

const DONE = 'done';
const STOPPED_PERCENT = -1;
export const AWAY =
  'The service cannot reach its store right now. Nothing is lost: the next session goes on.';
const NOT_INTERACTIVE = 'This service has no interactive mode.';

/** `address`: of the caller; `response`: that of receiveResponseXML where it is not in the call itself. */
export async function answer(
  call: Call,
  exchange: ConnectorCalls,
  version: string,
  address: string,
  response?: AnswerText | NotTaken,
): Promise<Answered> {
  const { operation } = call;
  const say = (result: AnyResult, outcome = 'ok'): Answered => ({ operation, result, outcome });
  switch (operation) {
    case 'serverVersion':
    case 'getServerVersion':
      return say(version);
    case 'clientVersion':
      // Anything but an empty text makes the connector stop or ask a question on an unattended machine (guide p.66).
      return say('');
    case 'authenticate': {
      const { strUserName, strPassword } = call.params;
      const opened = await exchange.authenticate(strUserName, strPassword, address);
      if (opened.kind === 'nvu')
        return { ...say([opened.ticket, 'nvu', '', ''], 'nvu'), wrongPasswordOf: opened.company };
      const second = opened.kind === 'open' ? opened.companyFile : opened.kind;
      return say([opened.ticket, second, '', String(opened.runEverySeconds)], opened.kind);
    }
    case 'sendRequestXML': {
      const sent = await exchange.sendRequestXML(call.params);
      return sent.kind === 'request' ? say(sent.text) : say('', 'nothing');
    }
    case 'receiveResponseXML': {
      const received = await exchange.receiveResponseXML({
        ...call.params,
        response: response ?? call.params.response,
      });
      if (received.kind === 'stopped') return say(STOPPED_PERCENT, 'stopped');
      const { hasRead } = received;
      return { ...say(received.percent), ...(hasRead && { hasRead }) };
    }
    case 'connectionError': {
      const { ticket, hresult, message } = call.params;
      const next = await exchange.connectionError(ticket, hresult, message);
      return next === 'openFile' ? say('', 'openFile') : say(DONE, 'done');
    }
    case 'getLastError':
      return say(await exchange.getLastError(call.params.ticket));
    case 'closeConnection':
      return say(await exchange.closeConnection(call.params.ticket));
    case 'getInteractiveURL':
      return say('');
    case 'interactiveRejected':
      return say(NOT_INTERACTIVE);
    case 'interactiveDone':
    case 'isInteractiveDone':
      return say('DONE');
  }
}

/** What a ticket that does not count is answered, whatever else the call says; null for calls that have another answer. */
export function answerUnknownTicket(operation: string): Answered | null {
  switch (operation) {
    case 'sendRequestXML':
      return { operation, result: '', outcome: 'nothing' };
    case 'receiveResponseXML':
      return { operation, result: STOPPED_PERCENT, outcome: 'stopped' };
    default:
      return null;
  }
}

/** What to answer when a call could not be worked out: the session stops, and the next one goes on from what is stored. */
export function answerAway(operation: Operation): Answered {
  const say = (result: AnyResult): Answered => ({ operation, result, outcome: 'away' });
  switch (operation) {
    case 'authenticate':
      return say(['', 'busy', '', '']);
    case 'sendRequestXML':
      return say('');
    case 'receiveResponseXML':
      return say(STOPPED_PERCENT);
    case 'connectionError':
      return say(DONE);
    default:
      return say(AWAY);
  }
}
