import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { compileTemplates, moduleOf } from '../../scripts/soap/compile.ts';
import { OPERATIONS, type Operation } from '../../server/soap/operations.ts';
import { createReplies, faultReply, type Replies, wsdlWithAddress } from '../../server/soap/reply.ts';
import { REPLY_TEMPLATES } from '../../server/soap/reply-templates.ts';
import { needShared } from '../support/shared.ts';
import { xsdJudge } from '../support/xsd.ts';

const WSDL_FILE = path.join(import.meta.dirname, '../../wsdl/QBWebConnectorSvc.wsdl');
const WSDL_TEXT = readFileSync(WSDL_FILE, 'utf8');
const START =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>';
const END = '</soap:Body></soap:Envelope>';

const replies = createReplies(REPLY_TEMPLATES);
/** As a caller without types could. */
const untyped = (operation: string, result: unknown) =>
  replies.reply(operation as Operation, result as never);

const folder = mkdtempSync(path.join(tmpdir(), 'wsdl-'));
afterAll(() => rmSync(folder, { recursive: true }));
async function compiledFrom(change: (wsdl: string) => string): Promise<Replies> {
  const wsdl = change(WSDL_TEXT);
  expect(wsdl).not.toBe(WSDL_TEXT);
  const file = path.join(folder, `${Math.random()}.wsdl`);
  writeFileSync(file, wsdl);
  return createReplies(Object.fromEntries(await compileTemplates(file)));
}

/** An independent reading: [namespace, name, text] of each element below Body, by libxml2. */
function elementsOf(xml: string): [string, string, string | null][] {
  using document = XmlDocument.fromString(xml);
  return document.root.find('//*[local-name()="Body"]//*').map((node) => {
    const element = node as typeof document.root;
    return [
      element.namespaceUri,
      element.name,
      element.firstChild?.next || element.find('*').length ? null : element.content,
    ];
  });
}

/** Text as XML hands it over: what it cannot hold has been replaced. */
const handedOver = (text: string) =>
  text.toWellFormed().replace(/[^\t\n\r -\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '&',
      '<',
      '>',
      '"',
      ']]>',
      '\r',
      '\n',
      '\0',
      '\u0001',
      '\uFFFE',
      '\uD800',
      '😀',
      '[[TEXT-A]]',
      '$&',
      '<![CDATA[',
      '&amp;',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('a reply', () => {
  it('of authenticate is four strings, empty ones included, all in Intuit’s namespace', () => {
    expect(replies.reply('authenticate', ['T', '', '', ''])).toBe(
      `${START}<ns1:authenticateResponse xmlns:ns1="http://developer.intuit.com/"><ns1:authenticateResult><ns1:string>T</ns1:string><ns1:string></ns1:string><ns1:string></ns1:string><ns1:string></ns1:string></ns1:authenticateResult></ns1:authenticateResponse>${END}`,
    );
  });

  it.each(Object.keys(OPERATIONS).filter((name) => name !== 'authenticate'))(
    'of %s is one element in another',
    (name) => {
      const value = name === 'receiveResponseXML' ? 42 : 'done';
      expect(untyped(name, value)).toBe(
        `${START}<ns1:${name}Response xmlns:ns1="http://developer.intuit.com/"><ns1:${name}Result>${value}</ns1:${name}Result></ns1:${name}Response>${END}`,
      );
    },
  );

  it('keeps an empty text as an element', () => {
    expect(replies.reply('clientVersion', '')).toContain(
      '<ns1:clientVersionResult></ns1:clientVersionResult>',
    );
  });

  it('holds any text, whatever markup is in it', () => {
    fc.assert(
      fc.property(nasty, nasty, (one, two) => {
        expect(elementsOf(replies.reply('sendRequestXML', one))).toEqual([
          ['http://developer.intuit.com/', 'sendRequestXMLResponse', null],
          ['http://developer.intuit.com/', 'sendRequestXMLResult', handedOver(one)],
        ]);
        const strings = elementsOf(replies.reply('authenticate', [one, two, '', two])).slice(2);
        expect(strings.map(([, , text]) => text)).toEqual([one, two, '', two].map(handedOver));
      }),
    );
  });

  it.each([
    [
      'receiveResponseXML',
      [33.3333, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '50', null, undefined, [50]],
    ],
    [
      'authenticate',
      [[], ['t'], ['t', ''], ['t', '', '', '', ''], ['t', '', '', null], ['t', '', '', 5], 't', null],
    ],
    ['sendRequestXML', [null, undefined, 5, [], ['x'], { $xml: '<x/>' }]],
  ])('of %s with a result of another type throws', (operation, results) => {
    for (const result of results) expect(() => untyped(operation, result), `${result}`).toThrow(TypeError);
  });

  it('takes any xs:int', () => {
    for (const value of [0, 99, 100, -1, 2 ** 31 - 1, -(2 ** 31)])
      expect(replies.reply('receiveResponseXML', value)).toContain(`Result>${value}</`);
    expect(replies.reply('receiveResponseXML', -0)).toContain('Result>0</');
  });
});

describe('the WSDL decides', () => {
  it('what is kept for the server is what strong-soap makes of it today, to the byte', async () => {
    const templates = await compileTemplates(WSDL_FILE);
    expect(REPLY_TEMPLATES).toEqual(Object.fromEntries(templates));
    expect(Object.keys(REPLY_TEMPLATES).sort()).toEqual(Object.keys(OPERATIONS).sort());
    const file = path.join(import.meta.dirname, '../../server/soap/reply-templates.ts');
    expect(readFileSync(file, 'utf8')).toBe(moduleOf(templates));
  });

  it('an operation that it has not is not answered', async () => {
    const without = await compiledFrom((wsdl) =>
      wsdl.replaceAll(/<wsdl:operation name="getLastError">[\s\S]*?<\/wsdl:operation>/g, ''),
    );
    expect(() => without.reply('getLastError', 'x')).toThrow('no operation getLastError');
    expect(without.reply('closeConnection', 'OK')).toBe(replies.reply('closeConnection', 'OK'));
    for (const name of ['deleteEverything', 'constructor', '__proto__'])
      expect(() => untyped(name, 'x')).toThrow('no operation');
  });

  it('an operation that nobody knows is passed over', async () => {
    const other = await compiledFrom((wsdl) =>
      wsdl.replaceAll('operation name="getLastError"', 'operation name="other"'),
    );
    expect(() => untyped('other', 'x')).toThrow('no operation');
    expect(other.reply('closeConnection', 'OK')).toBe(replies.reply('closeConnection', 'OK'));
  });

  it('on the namespace', async () => {
    const other = await compiledFrom((wsdl) => wsdl.replaceAll('http://developer.intuit.com/', 'urn:other'));
    expect(other.reply('closeConnection', 'OK')).toContain('"urn:other"');
  });

  it.each([
    [
      'another type',
      (wsdl: string) =>
        wsdl.replace(
          'name="receiveResponseXMLResult" type="s:int"',
          'name="receiveResponseXMLResult" type="s:decimal"',
        ),
    ],
    ['another name', (wsdl: string) => wsdl.replace('name="closeConnectionResult"', 'name="result"')],
    [
      'one string for a list',
      (wsdl: string) =>
        wsdl.replace(
          'name="authenticateResult" type="tns:ArrayOfString"',
          'name="authenticateResult" type="s:string"',
        ),
    ],
    [
      'a list of something else',
      (wsdl: string) =>
        wsdl.replace(
          'name="string" nillable="true" type="s:string"',
          'name="text" nillable="true" type="s:string"',
        ),
    ],
  ])('a result that it gives %s stops the build', async (_, change) => {
    await expect(compiledFrom(change)).rejects.toThrow(/^The WSDL's /);
  });

  it('a WSDL that is not there stops the build', async () => {
    await expect(compileTemplates(path.join(folder, 'none.wsdl'))).rejects.toThrow();
  });
});

describe('a fault', () => {
  it('is one of SOAP 1.1, its children in no namespace', () => {
    const xml = faultReply('Client', 'Bad <request> & \0');
    expect(xml).toBe(
      `${START}<soap:Fault><faultcode>soap:Client</faultcode><faultstring>Bad &lt;request&gt; &amp; \uFFFD</faultstring><detail></detail></soap:Fault>${END}`,
    );
    expect(elementsOf(xml)[1]).toEqual(['', 'faultcode', 'soap:Client']);
    expect(faultReply('Server', 'x')).toContain('soap:Server');
  });

  it('has no detail where it is not about the Body', () => {
    for (const code of ['VersionMismatch', 'MustUnderstand'] as const)
      expect(faultReply(code, 'x')).toContain(
        `<faultcode>soap:${code}</faultcode><faultstring>x</faultstring></soap:Fault>`,
      );
  });
});

describe('the WSDL as served', () => {
  it('has the address, and nothing else changed', () => {
    const url = 'https://codes.example.com/qbwc';
    expect(wsdlWithAddress(WSDL_TEXT, url)).toBe(WSDL_TEXT.replace('http://localhost:8080/qbwc', url));
  });

  it('holds any address', () => {
    const wsdl = wsdlWithAddress(WSDL_TEXT, 'https://x/?a="1"&b=<$&$1>');
    using document = XmlDocument.fromString(wsdl);
    expect(document.get('//*[local-name()="address"]/@location')?.content).toBe('https://x/?a="1"&b=<$&$1>');
  });

  it('throws where there is no place for it', () => {
    expect(() => wsdlWithAddress('<x/>', 'https://x/qbwc')).toThrow('no soap:address');
  });
});

describe('Intuit’s message schema', () => {
  function validator(schemaFolder: string): (xml: string) => boolean {
    const complaints = xsdJudge(path.join(schemaFolder, 'soap-envelope.xsd'));
    return (xml) => complaints(xml).length === 0;
  }

  /** The interactive ones and getServerVersion are not in it. */
  const TEXT_OPERATIONS = [
    'serverVersion',
    'clientVersion',
    'sendRequestXML',
    'connectionError',
    'getLastError',
    'closeConnection',
  ] as const;

  it('takes every reply', (context) => {
    const isValid = validator(needShared(context, 'schema', 'qbwc'));
    fc.assert(
      fc.property(nasty, nasty, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (one, two, percent) => {
        for (const operation of TEXT_OPERATIONS) expect(isValid(replies.reply(operation, one))).toBe(true);
        expect(isValid(replies.reply('authenticate', [one, two, '', '']))).toBe(true);
        expect(isValid(replies.reply('receiveResponseXML', percent))).toBe(true);
      }),
    );
  });

  it('takes the recorded good replies and none of the bad ones', (context) => {
    const isValid = validator(needShared(context, 'schema', 'qbwc'));
    const samples = needShared(context, 'samples', 'envelopes');
    const names = readdirSync(samples).filter((name) => name.includes('reply'));
    expect(names.filter((name) => name.startsWith('BAD-')).length).toBeGreaterThan(4);
    for (const name of names)
      expect(isValid(readFileSync(path.join(samples, name), 'utf8')), name).toBe(!name.startsWith('BAD-'));
  });
});
