import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import {
  addApplication,
  envelopeOf,
  type Operation,
  QbwcError,
  rawCall,
  rawTransport,
  readQwcFile,
  readReply,
  runSession,
  type SessionOptions,
  strongSoapTransport,
  type Transcript,
} from '../../scripts/web-connector.ts';
import { sharedFolder } from '../support/shared.ts';

const OWNER = '{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}';
const FILE = '{57F3B9B6-86F1-4FCC-B1EE-566DE1813D20}';

// --- a service that answers by a script ---

type Answer = string | number | string[] | { status?: number; type?: string; body: string };
type Script = Partial<Record<Operation, Answer | Answer[]>>;
interface Seen {
  operation: string;
  body: string;
  headers: IncomingHttpHeaders;
  port: number | undefined;
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const envelope = (body: string): string =>
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
  `<soap:Body>${body}</soap:Body></soap:Envelope>`;

function reply(operation: string, answer: string | number | string[]): string {
  const result = Array.isArray(answer)
    ? answer.map((text) => `<string>${escaped(text)}</string>`).join('')
    : escaped(String(answer));
  return envelope(
    `<${operation}Response xmlns="http://developer.intuit.com/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
  );
}

const DEFAULTS: Script = {
  serverVersion: '1.0',
  clientVersion: '',
  authenticate: ['t1', '', '', ''],
  sendRequestXML: '',
  receiveResponseXML: 100,
  getLastError: '',
  closeConnection: 'OK',
  connectionError: 'done',
};

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Answers in the order of a list; its last one stays. */
async function service(script: Script = {}): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const queues = new Map(
    Object.entries({ ...DEFAULTS, ...script }).map(([operation, answers]) => {
      const isList = Array.isArray(answers) && (operation !== 'authenticate' || Array.isArray(answers[0]));
      return [operation, isList ? [...(answers as Answer[])] : [answers as Answer]];
    }),
  );
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      const wsdl = readFileSync(path.resolve(import.meta.dirname, '../../wsdl/QBWebConnectorSvc.wsdl'));
      response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(wsdl);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const operation = /Body><(?:\w+:)?(\w+)/.exec(body)?.[1] ?? '';
    seen.push({ operation, body, headers: request.headers, port: request.socket.remotePort });
    const queue = queues.get(operation) ?? [''];
    const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? '';
    const full = typeof answer === 'object' && 'body' in answer ? answer : { body: reply(operation, answer) };
    response
      .writeHead(full.status ?? 200, { 'content-type': full.type ?? 'text/xml; charset=utf-8' })
      .end(full.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/qbwc`, seen };
}

const session = (url: string, more: Partial<SessionOptions> = {}) =>
  runSession({
    url,
    userName: 'builder',
    ownerID: OWNER,
    fileID: FILE,
    password: ' pass word ',
    quickbooks: new SimulatedQuickBooks(),
    ...more,
  });

const operationsOf = (transcript: Transcript): string[] => transcript.calls.map((call) => call.operation);

const failed = async (promise: Promise<unknown>): Promise<QbwcError & { transcript?: Transcript }> => {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof QbwcError)) throw new Error(`no QbwcError: ${error}`);
  return error;
};

const add = (name: string): string =>
  '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="continueOnError">' +
  `<ItemServiceAddRq requestID="${name}"><ItemServiceAdd><Name>${name}</Name><SalesOrPurchase><AccountRef>` +
  '<FullName>Construction Income</FullName></AccountRef></SalesOrPurchase></ItemServiceAdd></ItemServiceAddRq>' +
  '</QBXMLMsgsRq></QBXML>';

const param = (seen: Seen | undefined, name: string): string | undefined =>
  new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([^<]*)<`).exec(seen?.body ?? '')?.[1];

// --- a session ---

describe('a session', () => {
  it('makes the documented calls in their order and sends the answers of QuickBooks back', async () => {
    const { url, seen } = await service({
      sendRequestXML: [add('01'), add('02')],
      receiveResponseXML: [50, 100],
      closeConnection: '2 cost codes added',
    });
    const quickbooks = new SimulatedQuickBooks();
    const transcript = await session(url, { quickbooks });
    expect(operationsOf(transcript)).toEqual([
      'serverVersion',
      'clientVersion',
      'authenticate',
      'sendRequestXML',
      'receiveResponseXML',
      'sendRequestXML',
      'receiveResponseXML',
      'closeConnection',
    ]);
    expect(transcript).toMatchObject({
      outcome: 'done',
      ticket: 't1',
      statusText: '2 cost codes added',
      exchanges: 2,
      percent: 100,
    });
    expect(quickbooks.adds).toEqual(['01', '02']);
    expect(param(seen[4], 'response')).toContain('statusCode="0"');
    expect(param(seen[2], 'strPassword')).toBe(' pass word ');
  });

  it('sends strHCPResponse in the first sendRequestXML only, with the FileID that it has stamped', async () => {
    const { url, seen } = await service({ sendRequestXML: add('01'), receiveResponseXML: [1, 100] });
    const quickbooks = new SimulatedQuickBooks({ companyFile: 'C:\\Files\\Müller & Co.qbw' });
    await session(url, { quickbooks });
    const [first, second] = seen.filter(({ operation }) => operation === 'sendRequestXML');
    expect(param(first, 'strHCPResponse')).toContain(`FileID&lt;/DataExtName&gt;`);
    expect(param(first, 'strHCPResponse')).toContain(FILE);
    expect(param(second, 'strHCPResponse') ?? '').toBe('');
    expect(param(first, 'strCompanyFileName')).toBe('C:\\Files\\Müller &amp; Co.qbw');
    expect(param(first, 'qbXMLMajorVers')).toBe('13');
    expect(param(first, 'qbXMLCountry')).toBe('US');
  });

  it('keeps the FileID that the company file already has', async () => {
    const { url, seen } = await service();
    const quickbooks = new SimulatedQuickBooks();
    quickbooks.setDataExt(OWNER.toLowerCase(), 'FileID', '{OTHER}');
    await session(url, { quickbooks });
    expect(seen.find(({ operation }) => operation === 'sendRequestXML')?.body).toContain('{OTHER}');
  });

  it('reuses one connection', async () => {
    const { url, seen } = await service({ sendRequestXML: add('01'), receiveResponseXML: [1, 2, 100] });
    await session(url);
    expect(new Set(seen.map(({ port }) => port)).size).toBe(1);
  });

  it('runs alike over the recorded bytes', async () => {
    const { url } = await service({ sendRequestXML: add('01') });
    const transport = rawTransport(url);
    const quickbooks = new SimulatedQuickBooks();
    expect(await session(url, { transport, quickbooks })).toMatchObject({ outcome: 'done', exchanges: 1 });
    transport.close();
    expect(quickbooks.addsOf('01')).toBe(1);
  });

  it('hands an hresult on, with an empty response', async () => {
    const { url, seen } = await service({ sendRequestXML: '<QBXML/>' });
    await session(url);
    const received = seen.find(({ operation }) => operation === 'receiveResponseXML');
    expect(param(received, 'hresult')).toBe('0x80040400');
    expect(param(received, 'message')).toMatch(/^QuickBooks found an error when parsing/);
    expect(param(received, 'response') ?? '').toBe('');
  });

  it('asks getLastError after "" and closes with its text', async () => {
    const { url } = await service({ sendRequestXML: '', getLastError: 'Another file is open' });
    const transcript = await session(url);
    expect(operationsOf(transcript).slice(3)).toEqual(['sendRequestXML', 'getLastError', 'closeConnection']);
    expect(transcript).toMatchObject({ outcome: 'stopped', statusText: 'Another file is open' });
  });

  it('asks getLastError after a negative number and closes', async () => {
    const { url } = await service({
      sendRequestXML: add('01'),
      receiveResponseXML: -5,
      getLastError: 'Unknown ticket',
    });
    const transcript = await session(url);
    expect(operationsOf(transcript).slice(3)).toEqual([
      'sendRequestXML',
      'receiveResponseXML',
      'getLastError',
      'closeConnection',
    ]);
    expect(transcript).toMatchObject({ outcome: 'stopped', percent: -5, statusText: 'Unknown ticket' });
  });

  it('pauses and asks again after NoOp, but not for ever', async () => {
    const pauses: number[] = [];
    const pause = async (milliseconds: number) => void pauses.push(milliseconds);
    const twice = await service({ sendRequestXML: ['NoOp', '', add('01')], getLastError: 'NoOp' });
    expect(await session(twice.url, { pause })).toMatchObject({ outcome: 'done', exchanges: 1 });
    expect(pauses).toEqual([5000, 5000]);
    const always = await service({ sendRequestXML: 'NoOp', getLastError: 'NoOp' });
    expect(await failed(session(always.url))).toMatchObject({ code: 'QBWC1041' });
  });

  it('ends where the connector is killed, without another call', async () => {
    const { url, seen } = await service({ sendRequestXML: add('01') });
    const killed = session(url, {
      onExchange: ({ operation }) => {
        if (operation === 'sendRequestXML') throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    expect(seen.at(-1)?.operation).toBe('sendRequestXML');
  });

  it('ends without telling the server when QuickBooks loses its answer', async () => {
    const { url, seen } = await service({ sendRequestXML: add('01') });
    const quickbooks = new SimulatedQuickBooks({ faults: [{ kind: 'loseAnswer' }] });
    expect(await session(url, { quickbooks })).toMatchObject({ outcome: 'answerLost', exchanges: 1 });
    expect(seen.at(-1)?.operation).toBe('sendRequestXML');
    expect(quickbooks.addsOf('01')).toBe(1);
  });
});

describe('clientVersion', () => {
  it('W: goes on, E: and O: end the update before authenticate', async () => {
    const warned = await service({ clientVersion: 'W:There is a newer one' });
    expect(operationsOf(await session(warned.url))).toContain('authenticate');
    for (const answer of ['E:Too old', 'O:2.3.0.215']) {
      const refused = await service({ clientVersion: answer });
      const transcript = await session(refused.url);
      expect(transcript).toMatchObject({ outcome: 'refused', statusText: answer.slice(2) });
      expect(operationsOf(transcript)).toEqual(['serverVersion', 'clientVersion']);
    }
  });

  it('anything else is QBWC1046', async () => {
    const { url } = await service({ clientVersion: 'OK' });
    expect(await failed(session(url))).toMatchObject({ code: 'QBWC1046' });
  });
});

describe('authenticate', () => {
  it.each([
    ['none', 'noWork', ['closeConnection']],
    ['NVU', 'invalidUser', ['closeConnection']],
    ['busy', 'busy', []],
  ])('%s opens no session', async (answer, outcome, after) => {
    const { url } = await service({ authenticate: ['t', answer, '', '900'] });
    const transcript = await session(url);
    expect(transcript).toMatchObject({ outcome, minimumRunEverySeconds: 900 });
    expect(operationsOf(transcript).slice(3)).toEqual(after);
  });

  it('postpones by its third string', async () => {
    const { url } = await service({ authenticate: ['t', '', '60', ''] });
    expect(await session(url)).toMatchObject({ outcome: 'postponed', postponeSeconds: 60 });
  });

  it('names the company file to open', async () => {
    const quickbooks = new SimulatedQuickBooks({ companyFile: 'C:\\a.qbw', isOpen: false });
    const { url } = await service({ authenticate: ['t', 'C:\\a.qbw', '', ''], sendRequestXML: add('01') });
    expect(await session(url, { quickbooks })).toMatchObject({ outcome: 'done' });
  });
});

describe('connectionError', () => {
  it('is called when the company file does not open, and "done" stops', async () => {
    const { url, seen } = await service({ authenticate: ['t', 'C:\\moved.qbw', '', ''] });
    const transcript = await session(url);
    expect(transcript.outcome).toBe('notOpened');
    expect(seen.at(-1)?.operation).toBe('connectionError');
    expect(param(seen.at(-1), 'hresult')).toBe('0x8004040A');
  });

  it('names the file to try next, "" being the one that is open', async () => {
    const { url } = await service({
      authenticate: ['t', 'C:\\moved.qbw', '', ''],
      connectionError: '',
      sendRequestXML: add('01'),
    });
    expect(await session(url)).toMatchObject({ outcome: 'done' });
  });

  it('does not loop for ever, and comes after two tries of the connector itself', async () => {
    const { url } = await service({
      authenticate: ['t', 'C:\\moved.qbw', '', ''],
      connectionError: 'C:\\moved.qbw',
    });
    expect(await failed(session(url))).toMatchObject({ code: 'QBWC1013' });
    const other = await service({ sendRequestXML: add('01') });
    const quickbooks = new SimulatedQuickBooks({
      faults: [{ kind: 'cannotOpen', hresult: '0x80040408', times: 1 }],
    });
    expect(await session(other.url, { quickbooks })).toMatchObject({ outcome: 'done' });
  });
});

// --- what .NET would refuse ---

const replyOf = (body: string, status = 200, type = 'text/xml; charset=utf-8') => ({
  status,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});

const readError = (operation: Operation, body: string, status?: number, type?: string): string => {
  try {
    readReply(operation, replyOf(body, status, type));
  } catch (error) {
    if (error instanceof QbwcError) return error.code;
    throw error;
  }
  return 'taken';
};

describe('a reply is refused', () => {
  const good = reply('sendRequestXML', '<QBXML/>');
  it('when it is not text/xml, not 200, or a fault', () => {
    expect(readError('sendRequestXML', good, 200, 'text/html')).toBe('QBWC1041');
    expect(readError('sendRequestXML', good, 200, 'application/soap+xml; charset=utf-8')).toBe('QBWC1041');
    expect(readError('sendRequestXML', good, 200, 'text/xml; charset=iso-8859-1')).toBe('QBWC1041');
    expect(readError('sendRequestXML', good, 503)).toBe('QBWC1041');
    const fault = envelope(
      '<soap:Fault><faultcode>soap:Client</faultcode><faultstring>no</faultstring></soap:Fault>',
    );
    expect(readError('receiveResponseXML', fault, 500)).toBe('QBWC1042');
    expect(readError('sendRequestXML', good)).toBe('taken');
    expect(readError('sendRequestXML', good, 200, 'text/xml')).toBe('taken');
  });

  it('when it is no well-formed XML, or something stands before or after it', () => {
    for (const body of ['', 'OK', `\n${good}`, `Notice: x\n${good}`, good.slice(0, -1), `${good}<b/>`])
      expect(readError('sendRequestXML', body)).toBe('QBWC1041');
    const body = Buffer.from(good.replace('&lt;', '\u00e9'), 'latin1');
    expect(() => readReply('sendRequestXML', { ...replyOf(''), body })).toThrow('QBWC1041');
    expect(readError('sendRequestXML', `\uFEFF${good}`)).toBe('taken');
  });

  it('when the operation, its result or a namespace is another one', () => {
    expect(readError('sendRequestXML', envelope(''))).toBe('QBWC2012');
    expect(readError('getLastError', good)).toBe('QBWC2012');
    expect(readError('sendRequestXML', good.replaceAll('sendRequestXMLResult', 'result'))).toBe('QBWC2012');
    expect(readError('sendRequestXML', good.replace('intuit.com/"', 'intuit.com"'))).toBe('QBWC2012');
    expect(
      readError('sendRequestXML', good.replace('<sendRequestXMLResult>', '<sendRequestXMLResult xmlns="">')),
    ).toBe('QBWC2012');
    expect(readError('sendRequestXML', good.replace('schemas.xmlsoap.org/soap', 'www.w3.org/2003/05'))).toBe(
      'QBWC1041',
    );
  });

  it('when an xs:int is none', () => {
    for (const text of ['33.3333', '', '1e2', '2147483648', '100%', 'NaN'])
      expect(readError('receiveResponseXML', reply('receiveResponseXML', text))).toBe('QBWC1042');
    expect(readReply('receiveResponseXML', replyOf(reply('receiveResponseXML', ' -1 ')))).toBe(-1);
  });

  it('when authenticate has not two to four strings', () => {
    expect(readError('authenticate', reply('authenticate', ['t']))).toBe('QBWC1012');
    expect(readError('authenticate', reply('authenticate', ['1', '2', '3', '4', '5']))).toBe('QBWC1012');
    expect(readError('authenticate', reply('authenticate', 't'))).toBe('QBWC1012');
    expect(readReply('authenticate', replyOf(reply('authenticate', ['t', ' a ', '', ''])))).toEqual([
      't',
      ' a ',
      '',
      '',
    ]);
  });

  it('also in the middle of a session, which ends there with the transcript so far', async () => {
    const { url } = await service({ authenticate: { type: 'text/html', body: '<h1>502</h1>', status: 502 } });
    const error = await failed(session(url));
    expect(error.code).toBe('QBWC1012');
    expect(error.transcript && operationsOf(error.transcript)).toEqual(['serverVersion', 'clientVersion']);
  });

  it('when nobody listens', async () => {
    const { url } = await service();
    await closers.pop()?.();
    expect(await failed(session(url))).toMatchObject({ code: 'QBWC1036' });
    const transport = rawTransport(url);
    expect(await failed(session(url, { transport }))).toMatchObject({ code: 'QBWC1036' });
  });
});

const envelopes = sharedFolder('samples', 'envelopes');
if (!envelopes) console.log('Skipped: the recorded envelopes (../shared/samples) are not on this machine.');

describe.skipIf(!envelopes)('against the recordings', () => {
  const sample = (name: string): string => readFileSync(`${envelopes}/${name}`, 'utf8');

  it('requests are the recorded ones, byte for byte', () => {
    expect(envelopeOf('serverVersion', {})).toBe(sample('01-serverVersion.request.xml').trimEnd());
    expect(envelopeOf('clientVersion', { strVersion: '2.2.0.71' })).toBe(
      sample('02-clientVersion.request.xml').trimEnd(),
    );
    const recorded = sample('05-receiveResponseXML.request.xml').trimEnd();
    const response = (/<response>([^<]*)</.exec(recorded)?.[1] ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    const params = { ticket: 'a05fd1b411f6e22adbb5717f96876b5b', response, hresult: '', message: '' };
    expect(envelopeOf('receiveResponseXML', params)).toBe(recorded);
  });

  it('replies that are known to work are taken', () => {
    expect(
      readReply('authenticate', replyOf(sample('03-authenticate.reply-known-good-consolibyte-2009.xml'))),
    ).toEqual(['15c9ce293bd3f41b761c21635b14fa06', '']);
    expect(
      readReply('authenticate', replyOf(sample('03-authenticate.reply-known-good-nvu-consolibyte-2009.xml'))),
    ).toEqual(['', 'nvu']);
  });

  it('replies that broke a real one are refused under the recorded number', () => {
    expect(readError('authenticate', sample('BAD-authenticate.reply-wcf-arrays-namespace.xml'))).toBe(
      'QBWC1012',
    );
    expect(readError('authenticate', sample('BAD-authenticate.reply-empty-namespace.xml'))).toBe('QBWC2012');
    expect(readError('authenticate', sample('BAD-reply-empty-body.xml'))).toBe('QBWC2012');
    expect(readError('receiveResponseXML', sample('BAD-receiveResponseXML.reply-decimal.xml'))).toBe(
      'QBWC1042',
    );
    expect(readError('serverVersion', sample('BAD-serverVersion.reply-wrong-namespace.xml'))).not.toBe(
      'taken',
    );
  });
});

// --- the wire ---

describe('on the wire', () => {
  it('rawCall posts what .NET posts', async () => {
    const { url, seen } = await service({ closeConnection: 'OK' });
    const answered = await rawCall(url, 'closeConnection', { ticket: 'a "b" <c> & d' });
    expect(readReply('closeConnection', answered)).toBe('OK');
    expect(seen[0]?.body).toContain('<ticket>a "b" &lt;c&gt; &amp; d</ticket>');
    expect(seen[0]?.headers).toMatchObject({
      soapaction: '"http://developer.intuit.com/closeConnection"',
      'content-type': 'text/xml; charset=utf-8',
      'content-length': String(Buffer.byteLength(seen[0]?.body ?? '')),
    });
  });

  it('rawCall waits for 100 Continue as .NET does, unless told otherwise', async () => {
    const { url, seen } = await service();
    expect((await rawCall(url, 'serverVersion')).status).toBe(200);
    expect((await rawCall(url, 'serverVersion', {}, { expectContinue: false })).status).toBe(200);
    expect(seen.map(({ headers }) => headers.expect)).toEqual(['100-continue', undefined]);
  });

  it('rawCall takes an answer that comes instead of 100 Continue', async () => {
    const server = createServer().on('checkContinue', (_request, response) => response.writeHead(413).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://localhost:${(server.address() as AddressInfo).port}/qbwc`;
    expect((await rawCall(url, 'serverVersion')).status).toBe(413);
    server.closeAllConnections();
    server.close();
  });

  it('rawCall sends any bytes and headers in place of its own', async () => {
    const { url, seen } = await service();
    await rawCall(url, 'x', {}, { body: '<a/>', headers: { 'Content-Type': 'text/plain' } });
    expect(seen[0]).toMatchObject({ body: '<a/>', headers: { 'content-type': 'text/plain' } });
  });

  it('texts pass unchanged in both directions, over strong-soap too', async () => {
    const texts = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('<![CDATA[', ']]>', '&amp;', '&#233;', ' ', '\n', '<?xml version="1.0" ?>', '$&'),
      ),
      { maxLength: 8 },
    );
    const { url, seen } = await service();
    const transport = await strongSoapTransport(url);
    await fc.assert(
      fc.asyncProperty(texts, async (parts) => {
        const text = parts.join('').replace(/[\x00-\x08\x0b-\x1f\ufffe\uffff]/g, '');
        await transport.call('getLastError', { ticket: text });
        const body = seen.at(-1)?.body ?? '';
        expect(param(seen.at(-1), 'ticket') ?? '').toBe(escaped(text));
        expect(body.includes('\n') && !text.includes('\n')).toBe(false);
        expect(readReply('getLastError', replyOf(reply('getLastError', text)))).toBe(text);
      }),
      { numRuns: 50 },
    );
    transport.close();
  });

  it('a text that strong-soap trims arrives untrimmed, a large one whole', async () => {
    const text = ` ${'<QBXML> 0123456789 </QBXML>\n'.repeat(20_000)} `;
    const { url } = await service({ closeConnection: text });
    const transcript = await session(url, { quickbooks: new SimulatedQuickBooks() });
    expect(transcript.calls.at(-1)?.result).toBe(text);
  });
});

// --- the .qwc file ---

const QWC = {
  AppName: 'Cost Code Sync',
  AppID: '',
  AppURL: 'https://sync.example.com/qbwc',
  AppDescription: 'Sends approved cost codes',
  AppSupport: 'https://sync.example.com/support',
  UserName: 'builder',
  OwnerID: OWNER,
  FileID: FILE,
  QBType: 'QBFS',
};
const qwc = (change: Record<string, string | undefined> = {}, more = ''): string =>
  `<?xml version="1.0"?><QBWCXML>${Object.entries({ ...QWC, ...change })
    .map(([name, value]) => (value === undefined ? '' : `<${name}>${escaped(value)}</${name}>`))
    .join('')}${more}</QBWCXML>`;

const qwcError = (text: string): string => {
  try {
    readQwcFile(text);
  } catch (error) {
    if (error instanceof QbwcError) return error.code;
    throw error;
  }
  return 'taken';
};

describe('the .qwc file', () => {
  it('is read', () => {
    const scheduler =
      '<Scheduler><RunEveryNMinutes>15</RunEveryNMinutes></Scheduler><IsReadOnly>false</IsReadOnly>';
    expect(readQwcFile(qwc({ AppDescription: 'Codes & more' }, scheduler))).toMatchObject({
      AppURL: QWC.AppURL,
      AppDescription: 'Codes & more',
      OwnerID: OWNER,
      runEverySeconds: 900,
      IsReadOnly: false,
      warnings: [],
    });
  });

  const refusals: [string, string, string][] = [
    ['different hosts', 'QBWC1000', qwc({ AppSupport: 'https://www.example.com/support' })],
    ['an IP address in AppURL', 'QBWC1001', qwc({ AppURL: 'https://127.0.0.1/qbwc' })],
    ['an IP address in AppSupport', 'QBWC1002', qwc({ AppSupport: 'https://[::1]/support' })],
    ['http on a public host', 'QBWC1010', qwc({ AppURL: 'http://sync.example.com/qbwc' })],
    ['no UserName', 'QBWC1039', qwc({ UserName: '' })],
    ['no AppID element', 'QBWC1039', qwc({ AppID: undefined })],
    ['a GUID without braces', 'QBWC1039', qwc({ FileID: FILE.slice(1, -1) })],
    ['an unknown QBType', 'QBWC1065', qwc({ QBType: 'QBO' })],
    ['decimal AuthFlags', 'QBWC1034', qwc({}, '<AuthFlags>15</AuthFlags>')],
    ['another root', 'QBWC1039', qwc().replaceAll('QBWCXML', 'QWC')],
    ['a bare ampersand', 'QBWC1039', qwc().replace('Sends', 'Sends &')],
    ['an element twice', 'QBWC1039', qwc({}, '<UserName>x</UserName>')],
  ];
  it.each(refusals)('is refused for %s: %s', (_what, code, text) => {
    expect(qwcError(text)).toBe(code);
  });

  it('may use http on localhost or a bare machine name', () => {
    for (const host of ['localhost:8080', 'server'])
      expect(qwcError(qwc({ AppURL: `http://${host}/qbwc`, AppSupport: `http://${host}/support` }))).toBe(
        'taken',
      );
  });

  it('is added only if AppURL and AppSupport answer', async () => {
    const { url } = await service();
    const support = url.replace('/qbwc', '/support');
    const text = qwc({ AppURL: url, AppSupport: support });
    expect(await addApplication(text)).toMatchObject({ AppURL: url });
    await closers.pop()?.();
    expect(await failed(addApplication(text))).toMatchObject({ code: 'QBWC1048' });
  });

  it('with IsReadOnly keeps the FileID from being stamped', async () => {
    const { url } = await service();
    const text = qwc({ AppURL: url, AppSupport: url }, '<IsReadOnly>true</IsReadOnly>');
    const quickbooks = new SimulatedQuickBooks();
    expect(await failed(runSession({ qwc: text, password: 'p', quickbooks }))).toMatchObject({
      code: 'QBWC1080',
    });
  });
});
