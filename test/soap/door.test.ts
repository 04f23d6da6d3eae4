/** The Web Connector's door over HTTP: what is posted, and what comes back, byte for byte where it matters. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { rawCall, readReply } from '../../scripts/web-connector.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';
import { needShared } from '../support/shared.ts';
import { xsdJudge } from '../support/xsd.ts';
import { call, envelope, INTUIT } from './requests.ts';

const post = (service: Service, body: string | Buffer, headers: Record<string, string> = {}) =>
  rawCall(`${service.url}/qbwc`, 'any', {}, { body, headers, expectContinue: false });

onEmbeddedStore('the address /qbwc', (start) => {
  it('answers GET with a short text, so that the Web Connector can check the certificate', async () => {
    const service = await start();
    const answer = await service.api('GET', '/qbwc', { anonymous: true });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(answer.text).toMatch(/Web Connector/);
  });

  it.each(['?wsdl', '?WSDL', '?wsdl=1'])(
    'answers GET %s with the WSDL at its public address',
    async (query) => {
      const service = await start();
      const answer = await service.api('GET', `/qbwc${query}`, { anonymous: true });
      expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
      expect(answer.text).toContain(`<soap:address location="${service.url}/qbwc"/>`);
      expect(answer.text).not.toContain('soap12');
    },
  );

  it('takes no other method', async () => {
    const answer = await (await start()).api('DELETE', '/qbwc', { anonymous: true });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('answers in text/xml with its length, in one line, without asking who it is', async () => {
    const service = await start();
    const reply = await post(service, call('serverVersion'));
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      'content-length': String(reply.body.length),
    });
    expect(reply.text).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?><soap:Envelope [^\n]+<\/soap:Envelope>$/,
    );
    expect(readReply('serverVersion', reply)).toBe('Cost Code Sync test');
  });

  it('lets every version of the connector go on', async () => {
    const service = await start();
    const reply = await post(service, call('clientVersion', '<strVersion>2.2.0.71</strVersion>'));
    expect(readReply('clientVersion', reply)).toBe('');
  });

  it.each([
    ['getServerVersion', '<ticket>t</ticket>', 'Cost Code Sync test'],
    ['getInteractiveURL', '<wcTicket>t</wcTicket><sessionID>s</sessionID>', ''],
    [
      'interactiveRejected',
      '<wcTicket>t</wcTicket><reason>no</reason>',
      'This service has no interactive mode.',
    ],
    ['interactiveDone', '<wcTicket>t</wcTicket>', 'DONE'],
    ['isInteractiveDone', '<wcTicket>t</wcTicket>', 'DONE'],
  ])('answers %s harmlessly, in the same shape', async (operation, params, result) => {
    const reply = await post(await start(), call(operation, params));
    expect(reply.status).toBe(200);
    expect(reply.text).toContain(
      `<ns1:${operation}Response xmlns:ns1="${INTUIT}"><ns1:${operation}Result>${result}</ns1:`,
    );
  });

  it.each([
    ['an unknown operation', call('dropTables')],
    ['an operation of another namespace', envelope('<serverVersion xmlns="urn:other" />')],
    ['no XML', 'Hello'],
    ['nothing', ''],
    [
      'a document type',
      `<!DOCTYPE x [<!ENTITY e "e">]>${call('serverVersion').replace(/^<\?xml[^>]+>/, '')}`,
    ],
    [
      'a ticket called __proto__',
      call('getLastError', '<ticket id="__proto__"><__proto__>x</__proto__></ticket>'),
    ],
    ['too many elements', call('getLastError', '<ticket>t</ticket>'.repeat(300))],
  ])('answers %s with a SOAP fault that tells nothing of the inside, and goes on', async (_, body) => {
    const service = await start();
    const reply = await post(service, body);
    expect([reply.status, reply.headers['content-type']]).toEqual([500, 'text/xml; charset=utf-8']);
    expect(reply.text).toContain('<faultcode>soap:Client</faultcode>');
    expect(reply.text).not.toMatch(/\.ts|node_modules|dropTables/);
    expect((await post(service, call('serverVersion'))).status).toBe(200);
  });

  it('refuses five million characters of nobody', async () => {
    const service = await start();
    const body = call('getLastError', `<ticket>${'x'.repeat(5_000_000)}</ticket>`);
    const reply = await post(service, body);
    expect([reply.status, reply.headers['content-type']]).toEqual([413, 'text/xml; charset=utf-8']);
    expect(reply.text).toContain('<faultcode>soap:Client</faultcode>');
    expect((await post(service, call('serverVersion'))).status).toBe(200);
  });

  it('refuses a body that grows over its limit when it is unpacked', async () => {
    const service = await start();
    const large = Buffer.alloc(65 * 1024 * 1024, 0x20);
    expect((await post(service, gzipSync(large), { 'Content-Encoding': 'gzip' })).status).toBe(413);
    expect((await post(service, call('serverVersion'))).status).toBe(200);
  });

  it('reads a packed body', async () => {
    const reply = await post(await start(), gzipSync(call('serverVersion')), { 'Content-Encoding': 'gzip' });
    expect(readReply('serverVersion', reply)).toBe('Cost Code Sync test');
  });

  it.each([undefined, '', 'nonsense', 'http://developer.intuit.com/authenticate'])(
    'does not need SOAPAction (%j)',
    async (action) => {
      const headers = action === undefined ? {} : { SOAPAction: action };
      const reply = await post(await start(), call('serverVersion'), headers);
      expect(reply.status).toBe(200);
    },
  );

  it('takes white space around a user name and a password for no part of them', async () => {
    const service = await start();
    const { userName, password } = await newCompany(service);
    const ask = async (name: string, text: string) =>
      readReply(
        'authenticate',
        await post(
          service,
          call('authenticate', `<strUserName>${name}</strUserName><strPassword>${text}</strPassword>`),
        ),
      )[1];
    for (const [before, after] of [
      ['', ''],
      [' ', ' '],
      ['', '&#13;\n'],
      ['\t', '&#160;'],
    ])
      expect(await ask(`${before}${userName}${after}`, `${before}${password}${after}`)).toBe('none');
    expect(await ask(userName, `${password.slice(0, 8)} ${password.slice(8)}`)).toBe('nvu');
    expect(await ask(userName, '')).toBe('nvu');
    expect(await ask(userName, ' ')).toBe('nvu');
  });
});

onEmbeddedStore('every recorded request', (start) => {
  it('is answered, validly by Intuit’s own schema', async (context) => {
    const folder = needShared(context, 'samples', 'envelopes');
    const files = readdirSync(folder).filter((file) => /\.request.*\.xml$|^rpc-.*\.xml$/.test(file));
    expect(files.length).toBeGreaterThan(5);
    const complaints = xsdJudge(path.join(needShared(context, 'schema', 'qbwc'), 'soap-envelope.xsd'));
    const service = await start();
    for (const file of files) {
      const reply = await post(service, readFileSync(path.join(folder, file)));
      expect(reply.status, file).toBe(200);
      expect(complaints(reply.text), file).toEqual([]);
    }
  });
});
