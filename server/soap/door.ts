/** The Web Connector's door: bytes -> call, call -> reply. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response, type Router } from 'express';
import type { Company } from '../codes/model.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Exchange } from '../sync/exchange.ts';
import { readBody } from './body.ts';
import { answer, answerAway } from './calls.ts';
import { parseCall } from './envelope.ts';
import type { FaultCode } from './operations.ts';
import { compileReplies, faultReply, wsdlWithAddress } from './reply.ts';

export const WSDL_FILE = fileURLToPath(new URL('../../wsdl/QBWebConnectorSvc.wsdl', import.meta.url));

export interface SoapDoorOptions {
  readonly exchange: Exchange;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicURL: string;
  readonly bodyMaxBytes: number;
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
  const { exchange, log, metrics, publicURL, bodyMaxBytes, version } = options;
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

  async function post(request: Request, response: Response): Promise<void> {
    // A connection that has ended tells it no more.
    const address = request.ip ?? '';
    const body = await readBody(request, bodyMaxBytes);
    if (body.kind === 'aborted') return void log.info('a request at /qbwc broke off');
    if (body.kind !== 'text') {
      // The body may be only half read: the connection cannot be used again.
      response.set('Connection', 'close');
      if (body.kind === 'too-large') return fault(response, 413, 'Client', `more than ${bodyMaxBytes} bytes`);
      return fault(response, 500, 'Client', body.reason);
    }
    const call = parseCall(body.text);
    if (call.kind === 'refused') return fault(response, 500, call.code, call.reason);
    const answered = await answer(call, exchange, version).catch((error: unknown) => {
      log.error(
        { operation: call.operation, err: error },
        'a call of the Web Connector could not be worked out',
      );
      return answerAway(call);
    });
    metrics.connectorCalls.inc({ operation: call.operation, result: answered.outcome });
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
    send(response, 200, replies.reply(answered.operation, answered.result as never));
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
