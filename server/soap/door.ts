/** The Web Connector's door: bytes -> call, call -> reply. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response, type Router } from 'express';
import type { Bodies } from '../bodies.ts';
import type { Company } from '../codes/model.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ConnectorCalls } from '../sync/exchange.ts';
import { readBody } from './body.ts';
import { type Answered, answer, answerAway, answerUnknownTicket } from './calls.ts';
import { parseCall, readHead } from './envelope.ts';
import { type FaultCode, isOperation, type Operation } from './operations.ts';
import { compileReplies, faultReply, wsdlWithAddress } from './reply.ts';

export const WSDL_FILE = fileURLToPath(new URL('../../wsdl/QBWebConnectorSvc.wsdl', import.meta.url));

/** Without a live ticket: user name and password, or a first call, in whatever alphabet. */
export const STRANGER_MAX_BYTES = 64 * 1024;

export interface SoapDoorOptions {
  readonly exchange: ConnectorCalls;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicURL: string;
  /** Of a live ticket. */
  readonly bodyMaxBytes: number;
  readonly bodies: Bodies;
  /** What serverVersion answers. */
  readonly version: string;
}

const FAULT_TEXT: Readonly<Record<FaultCode, string>> = {
  Client: 'The request is not a call that this service knows.',
  Server: 'The service could not answer.',
  VersionMismatch: 'This service speaks SOAP 1.1.',
  MustUnderstand: 'A header that must be understood is not known here.',
};

export async function createSoapDoor(options: SoapDoorOptions): Promise<Router> {
  const { exchange, log, metrics, publicURL, bodyMaxBytes, bodies, version } = options;
  const replies = await compileReplies(WSDL_FILE);
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

  function away(response: Response, operation: Operation, error: unknown): void {
    log.error({ operation, err: error }, 'a call of the Web Connector could not be worked out');
    reply(response, answerAway(operation));
  }

  async function post(request: Request, response: Response): Promise<void> {
    // A connection that has ended tells it no more.
    const address = request.ip ?? '';
    let head = { operation: '', ticket: '' };
    let isKnown = false;
    const body = await readBody(request, {
      bodies,
      response,
      caller: null,
      limitBytes: STRANGER_MAX_BYTES,
      mostBytes: bodyMaxBytes,
      look: async (start) => {
        head = readHead(start);
        const company = head.ticket === '' ? null : await exchange.answererOf(head.ticket);
        isKnown = company !== null;
        return company === null ? null : { caller: `connector of ${company}`, limitBytes: bodyMaxBytes };
      },
    }).catch((error: unknown) => ({ kind: 'away', error }) as const);
    switch (body.kind) {
      case 'text':
        return answerCall(response, body.text, address);
      case 'aborted':
        return void log.info('a request at /qbwc broke off');
      case 'overloaded':
        response.set('Retry-After', '10');
        return refusePlainly(response, 503, 'Too much is being sent at once. Try again in a moment.\n');
      case 'too-slow':
        return refusePlainly(response, 408, 'The request came too slowly. Try again.\n');
    }
    if (body.kind === 'away') {
      if (isOperation(head.operation)) return away(response, head.operation, body.error);
      throw body.error;
    }
    if (body.kind === 'too-large') {
      const answered = isKnown ? null : answerUnknownTicket(head.operation);
      if (answered) return reply(response, answered);
      return fault(response, 413, 'Client', `more than ${body.limitBytes} bytes`);
    }
    fault(response, 500, 'Client', body.reason);
  }

  async function answerCall(response: Response, text: string, address: string): Promise<void> {
    const call = parseCall(text);
    if (call.kind === 'refused') return fault(response, 500, call.code, call.reason);
    let answered: Answered;
    try {
      answered = await answer(call, exchange, version);
    } catch (error) {
      return away(response, call.operation, error);
    }
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
  }

  /** After the answer, which neither waits for it nor fails with it. */
  async function keepWrongPassword(company: Company, address: string): Promise<void> {
    try {
      await exchange.keepWrongPassword(company, address);
    } catch (error) {
      log.warn({ err: error, company: company.id }, 'a wrong password could not be kept');
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
