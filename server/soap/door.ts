/** The Web Connector's door: bytes -> call, call -> reply. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response, type Router } from 'express';
import type { Company } from '../codes/model.ts';
import type { Bodies } from '../http/bodies.ts';
import { allowUnread } from '../http/unread.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type AnswerText, CannotBeRead, type NotTaken } from '../sync/answer-text.ts';
import type { ConnectorCalls } from '../sync/exchange.ts';
import type { Timers } from '../timers.ts';
import { createLine } from '../turns.ts';
import { decoded, readBody } from './body.ts';
import { type Answered, AWAY, answer, answerAway, answerUnknownTicket } from './calls.ts';
import { readHead } from './envelope.ts';
import { LongRequest } from './long-request.ts';
import { type Call, type FaultCode, isOperation, type Operation, type Refused } from './operations.ts';
import { parseCall } from './parse-call.ts';
import { patiently } from './patience.ts';
import { createReplies, faultReply, wsdlWithAddress } from './reply.ts';
import { REPLY_TEMPLATES } from './reply-templates.ts';

export const WSDL_FILE = fileURLToPath(new URL('../../wsdl/QBWebConnectorSvc.wsdl', import.meta.url));

/** Without a live ticket: user name and password, or a first call, in whatever alphabet. */
export const STRANGER_MAX_BYTES = 64 * 1024;

/** A sign-in, and every call but an answer, is shorter. */
const SHORT_BYTES = 4 * 1024;

/** Shorter bodies are read when they are whole, in some milliseconds; longer ones as they come. */
const LONG_BYTES = 256 * 1024;

export interface SoapDoorOptions {
  readonly exchange: ConnectorCalls;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicURL: string;
  /** Of a live ticket. */
  readonly bodyMaxBytes: number;
  readonly bodies: Bodies;
  readonly timers: Timers;
  /** What serverVersion answers. */
  readonly version: string;
}

/** Tickets whose last call could not be worked out: `getLastError` comes next, and no store knows of it. */
const UNANSWERED_MAX = 1_000;

/** Of a live ticket, after a body that was too large: .NET hears an answer only once it has sent all. Nothing of it is held. */
const KNOWN_UNREAD_BYTES = 1024 * 1024 * 1024;

type Head = ReturnType<typeof readHead>;

const ticketOf = ({ params }: Call): string => ('ticket' in params ? params.ticket : '');

const NOT_READ = 'The answer of QuickBooks was too large or too complicated to be read.';
const NOT_TAKEN =
  'It is not kept. QuickBooks is asked for the items by name, and the next message sets are half as large.';

const FAULT_TEXT: Readonly<Record<FaultCode, string>> = {
  Client: 'The request is not a call that this service knows.',
  Server: 'The service could not answer.',
  VersionMismatch: 'This service speaks SOAP 1.1.',
  MustUnderstand: 'A header that must be understood is not known here.',
};

/** The routes of `/qbwc`. Whatever comes is answered: with a reply, or with a SOAP fault that tells strangers nothing. */
export function createSoapDoor(options: SoapDoorOptions): Router {
  const { exchange, log, metrics, publicURL, bodyMaxBytes, bodies, timers, version } = options;
  const replies = createReplies(REPLY_TEMPLATES);
  /**
   * Parsing costs a stranger nothing and the thread a millisecond or more: many strangers at once wait for each other, and
   * nobody else waits for them.
   */
  const strangersTurn = createLine();
  const wsdl = wsdlWithAddress(readFileSync(WSDL_FILE, 'utf8'), `${publicURL}/qbwc`);

  function send(response: Response, status: number, xml: string): void {
    response.status(status).set('Content-Type', 'text/xml; charset=utf-8').end(xml);
  }

  /** The wire stays vague, the log is precise. */
  function fault(response: Response, status: number, code: FaultCode, reason: string): void {
    metrics.connectorCalls.inc({ operation: 'none', result: 'refused' });
    log.warn({ code, reason }, 'refused a request at /qbwc');
    send(response, status, faultReply(code, FAULT_TEXT[code]));
  }

  function refusePlainly(response: Response, status: 408 | 503, text: string): void {
    metrics.refused.inc({ what: 'body' });
    response.status(status).set('Connection', 'close').type('text/plain').send(text);
  }

  function reply(response: Response, answered: Answered): void {
    metrics.connectorCalls.inc({ operation: answered.operation, result: answered.outcome });
    send(response, 200, replies.reply(answered.operation, answered.result as never));
  }

  const unanswered = new Set<string>();

  function away(response: Response, operation: Operation, ticket: string, error: unknown): void {
    log.error({ operation, err: error }, 'a call of the Web Connector could not be worked out');
    const [oldest] = unanswered;
    if (oldest !== undefined && unanswered.size >= UNANSWERED_MAX) unanswered.delete(oldest);
    if (ticket !== '') unanswered.add(ticket);
    reply(response, answerAway(operation));
  }

  async function post(request: Request, response: Response): Promise<void> {
    // A connection that has ended tells it no more.
    const address = request.ip ?? '';
    let head: Head = { operation: '', ticket: '' };
    let isKnown = false;
    let long: LongRequest | null = null;
    const body = await readBody(request, {
      bodies,
      response,
      caller: null,
      limitBytes: STRANGER_MAX_BYTES,
      long: {
        bytes: LONG_BYTES,
        begin() {
          const begun = new LongRequest(request.headers['content-type'] ?? '');
          long = begun;
          return (piece) => begun.write(piece);
        },
      },
      look: async (start) => {
        await strangersTurn();
        head = readHead(start);
        const { operation, ticket } = head;
        const answerer = () => exchange.answererOf(ticket);
        const company =
          ticket === ''
            ? null
            : await (operation === 'receiveResponseXML' ? patiently(answerer, timers) : answerer());
        isKnown = company !== null;
        return company === null ? null : { caller: `connector of ${company}`, limitBytes: bodyMaxBytes };
      },
    }).catch((error: unknown) => ({ kind: 'away', error }) as const);
    switch (body.kind) {
      case 'whole':
        if (!isKnown && body.bytes.length > SHORT_BYTES) await strangersTurn();
        return answerShort(response, body, address);
      case 'long':
        return answerLong(response, long!, head, address);
      case 'aborted':
        return void log.info('a request at /qbwc broke off');
      case 'overloaded':
        response.set('Retry-After', '10');
        return refusePlainly(response, 503, 'Too much is being sent at once. Try again in a moment.\n');
      case 'too-slow':
        return refusePlainly(response, 408, 'The request came too slowly. Try again.\n');
    }
    if (body.kind === 'away') {
      if (isOperation(head.operation)) return away(response, head.operation, head.ticket, body.error);
      throw body.error;
    }
    if (body.kind === 'too-large') {
      if (isKnown) allowUnread(request, KNOWN_UNREAD_BYTES);
      if (isKnown && head.operation === 'receiveResponseXML')
        return answerTooLarge(response, head, body.limitBytes, address);
      const answered = isKnown ? null : answerUnknownTicket(head.operation);
      if (answered) return reply(response, answered);
      return fault(response, 413, 'Client', `more than ${body.limitBytes} bytes`);
    }
    fault(response, 500, 'Client', body.reason);
  }

  async function answerShort(
    response: Response,
    { bytes, contentType }: { readonly bytes: Buffer; readonly contentType: string },
    address: string,
  ): Promise<void> {
    const text = decoded(bytes, contentType);
    if (text.kind !== 'text') return fault(response, 500, 'Client', text.reason);
    return answerCall(response, parseCall(text.text), address);
  }

  async function answerLong(
    response: Response,
    request: LongRequest,
    head: Head,
    address: string,
  ): Promise<void> {
    const call = request.end();
    if (call.kind === 'unread') return fault(response, 500, 'Client', call.reason);
    try {
      if (call.kind === 'failed') throw new CannotBeRead('a long request', { cause: call.error });
      await answerCall(response, call, address, request.text);
    } catch (error) {
      if (!(error instanceof CannotBeRead) || response.headersSent) throw error;
      // However often it is sent, it would come to the same: it counts, and is told.
      if (head.operation === 'receiveResponseXML') {
        log.warn({ err: error }, 'an answer of QuickBooks could not be read');
        return answerNotTaken(response, head.ticket, NOT_READ, address);
      }
      if (!isOperation(head.operation)) throw error;
      away(response, head.operation, head.ticket, error);
    }
  }

  /** A call under a live ticket whose body is more than may come. */
  function answerTooLarge(
    response: Response,
    head: Head,
    limitBytes: number,
    address: string,
  ): Promise<void> {
    const mib = Math.floor(limitBytes / 1024 / 1024);
    log.warn({ operation: head.operation, mib }, 'a body at /qbwc is larger than is taken');
    return answerNotTaken(
      response,
      head.ticket,
      `The answer of QuickBooks had more than ${mib} MiB, the most that is taken (SOAP_BODY_MAX_MIB).`,
      address,
    );
  }

  function answerNotTaken(response: Response, ticket: string, why: string, address: string): Promise<void> {
    const params = { ticket, response: '', hresult: '', message: '' };
    const call = { kind: 'call', operation: 'receiveResponseXML', params } as const;
    return answerCall(response, call, address, { notTaken: `${why} ${NOT_TAKEN}` });
  }

  /** Throws CannotBeRead: then nothing has been answered. */
  async function answerCall(
    response: Response,
    call: Call | Refused,
    address: string,
    text?: AnswerText | NotTaken,
  ): Promise<void> {
    if (call.kind === 'refused') return fault(response, 500, call.code, call.reason);
    let answered: Answered;
    try {
      const work = () => answer(call, exchange, version, address, text);
      answered = await (call.operation === 'receiveResponseXML' ? patiently(work, timers) : work());
    } catch (error) {
      if (error instanceof CannotBeRead) throw error;
      return away(response, call.operation, ticketOf(call), error);
    }
    if (unanswered.delete(ticketOf(call)) && call.operation === 'getLastError')
      answered = { ...answered, result: AWAY };
    if (answered.outcome === 'nvu') {
      metrics.wrongSignIns.inc({ door: 'connector' });
      // Never what was typed: people type their password where the name belongs.
      const company = answered.wrongPasswordOf?.id ?? null;
      log.warn(
        { company, address: address.slice(0, 100) },
        'a Web Connector gave a wrong user name or password',
      );
    } else {
      log.debug({ operation: call.operation, outcome: answered.outcome }, 'answered the Web Connector');
    }
    reply(response, answered);
    if (answered.wrongPasswordOf) await keepWrongPassword(answered.wrongPasswordOf, address);
    if (answered.hasRead) void tidyReadings(answered.hasRead);
  }

  /** After the answer, which neither waits for it nor fails with it. */
  async function keepWrongPassword(company: Company, address: string): Promise<void> {
    try {
      await exchange.keepWrongPassword(company, address);
    } catch (error) {
      log.warn({ err: error, company: company.id }, 'a wrong password could not be kept');
    }
  }

  /** After the answer. What it leaves undone is done with the next reading, or once a day. */
  async function tidyReadings(company: Company): Promise<void> {
    try {
      await exchange.tidyReadings(company);
    } catch (error) {
      log.warn({ err: error, company: company.id }, 'what a reading was made of could not be tidied away');
    }
  }

  const router = express.Router();
  router.post('/qbwc', post);
  router.get('/qbwc', (request, response) => {
    const wantsWsdl = Object.keys(request.query).some((name) => name.toLowerCase() === 'wsdl');
    if (wantsWsdl) return send(response, 200, wsdl);
    response
      .type('text/plain')
      .send(
        'Cost Code Sync is here. This is the address for the QuickBooks Web Connector; add ?wsdl for its WSDL.\n',
      );
  });
  router.all('/qbwc', (_request, response) => {
    response
      .status(405)
      .set('Allow', 'GET, HEAD, POST')
      .type('text/plain')
      .send('Only GET and POST are answered here.\n');
  });
  return router;
}
