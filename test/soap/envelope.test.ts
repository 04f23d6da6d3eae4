import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { soap, type WSDL } from 'strong-soap';
import { describe, expect, it } from 'vitest';
import { readHead } from '../../server/soap/envelope.ts';
import { OPERATIONS } from '../../server/soap/operations.ts';
import { parseCall } from '../../server/soap/parse-call.ts';
import { needShared } from '../support/shared.ts';
import {
  authenticate,
  call,
  characterData,
  DECLARATION,
  envelope,
  INTUIT,
  parse,
  passwordIn,
  received,
  refusal,
  responseIn,
  SOAP11,
  XSI,
} from './requests.ts';

const WSDL_FILE = path.join(import.meta.dirname, '../../wsdl/QBWebConnectorSvc.wsdl');

describe('what is a call', () => {
  it('has long texts only where QuickBooks speaks: all else is stored and shown as it is', () => {
    const long = 'x'.repeat(70_000);
    expect(responseIn(long)).toBe(long);
    expect(parse(received('', `<message>${long}</message>`))).toEqual(refusal());
    expect(parse(authenticate(long))).toEqual(refusal());
    expect(parse(received('', `<message>${long.slice(0, 60_000)}</message>`))).toMatchObject({
      kind: 'call',
    });
  });

  it('is each operation with its parameters, typed', () => {
    expect(parse(call('serverVersion'))).toEqual({ kind: 'call', operation: 'serverVersion', params: {} });
    expect(parse(call('clientVersion', '<strVersion>2.3.0.215</strVersion>'))).toEqual({
      kind: 'call',
      operation: 'clientVersion',
      params: { strVersion: '2.3.0.215' },
    });
    const send =
      '<ticket>t</ticket><strHCPResponse>&lt;QBXML/&gt;</strHCPResponse><strCompanyFileName>C:\\a b.qbw</strCompanyFileName>' +
      '<qbXMLCountry>US</qbXMLCountry><qbXMLMajorVers>13</qbXMLMajorVers><qbXMLMinorVers>0</qbXMLMinorVers>';
    expect(parse(call('sendRequestXML', send))).toEqual({
      kind: 'call',
      operation: 'sendRequestXML',
      params: {
        ticket: 't',
        strHCPResponse: '<QBXML/>',
        strCompanyFileName: 'C:\\a b.qbw',
        qbXMLCountry: 'US',
        qbXMLMajorVers: 13,
        qbXMLMinorVers: 0,
      },
    });
  });

  it('takes an absent or empty string for an empty one, and an absent int for none', () => {
    expect(parse(call('sendRequestXML', '<ticket/><strHCPResponse></strHCPResponse>'))).toEqual({
      kind: 'call',
      operation: 'sendRequestXML',
      params: {
        ticket: '',
        strHCPResponse: '',
        strCompanyFileName: '',
        qbXMLCountry: '',
        qbXMLMajorVers: undefined,
        qbXMLMinorVers: undefined,
      },
    });
    expect(responseIn('')).toBe('');
    expect(parse(envelope(`<serverVersion xmlns="${INTUIT}" />`))).toMatchObject({
      operation: 'serverVersion',
    });
  });

  it('has the parameters and results that our WSDL has', async () => {
    const wsdl = await promisify<string, object, WSDL | undefined>(soap.WSDL.open)(WSDL_FILE, {});
    const [binding] = Object.values(wsdl!.definitions.bindings);
    const described = Object.entries(binding!.operations).map(([name, operation]) => {
      const { elements } = operation.describe(wsdl!).input.body;
      return [name, Object.fromEntries(elements.map((element) => [element.qname.name, element.type?.name]))];
    });
    expect(Object.fromEntries(described)).toEqual(
      Object.fromEntries(Object.entries(OPERATIONS).map(([name, { params }]) => [name, params])),
    );
  });

  it('is refused where nobody knows the operation', () => {
    for (const name of ['deleteEverything', 'Authenticate', '__proto__', 'constructor', 'toString'])
      expect(parse(call(name))).toEqual(refusal());
  });
});

describe('variants that clients send', () => {
  const variants: Record<string, string> = {
    'prefixes of any name': `<E:Envelope xmlns:E="${SOAP11}"><E:Body><q1:clientVersion xmlns:q1="${INTUIT}"><q1:strVersion>2.2</q1:strVersion></q1:clientVersion></E:Body></E:Envelope>`,
    'prefixes bound at the root': `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP11}" xmlns:ns1="${INTUIT}"><SOAP-ENV:Body><ns1:clientVersion><ns1:strVersion>2.2</ns1:strVersion></ns1:clientVersion></SOAP-ENV:Body></SOAP-ENV:Envelope>`,
    'a default namespace for the envelope': `<Envelope xmlns="${SOAP11}"><Body><clientVersion xmlns="${INTUIT}"><strVersion>2.2</strVersion></clientVersion></Body></Envelope>`,
    'RPC style': `<soap:Envelope xmlns:soap="${SOAP11}" ${XSI}>\r\n <soap:Body soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">\r\n  <q1:clientVersion xmlns:q1="${INTUIT}">\r\n   <strVersion xsi:type="xsd:string">2.2</strVersion>\r\n  </q1:clientVersion>\r\n </soap:Body>\r\n</soap:Envelope>\r\n`,
    'xsi:type': envelope(
      `<clientVersion xmlns="${INTUIT}"><strVersion xsi:type="xsd:string">2.2</strVersion></clientVersion>`,
    ),
    'an empty Header': envelope(
      `<clientVersion xmlns="${INTUIT}"><strVersion>2.2</strVersion></clientVersion>`,
      '<soap:Header/>',
    ),
    'a Header with entries': envelope(
      `<clientVersion xmlns="${INTUIT}"><strVersion>2.2</strVersion></clientVersion>`,
      '<soap:Header><a xmlns="urn:x" soap:mustUnderstand="0"><b soap:mustUnderstand="1">text<c/></b></a> text</soap:Header>',
    ),
    CDATA: call('clientVersion', '<strVersion><![CDATA[2.2]]></strVersion>'),
    'comments everywhere': `<!-- a -->${call('clientVersion', '<!-- b --><strVersion>2<!-- c -->.2</strVersion><!-- d -->').slice(DECLARATION.length)}<!-- e -->`,
    'text in pieces': call('clientVersion', '<strVersion>2<![CDATA[.]]>&#50;<!----></strVersion>'),
    'a byte order mark': `\uFEFF${call('clientVersion', '<strVersion>2.2</strVersion>')}`,
    'white space between elements': call('clientVersion', '\n\t<strVersion>2.2</strVersion>\r\n '),
    'another encoding declared': call('clientVersion', '<strVersion>2.2</strVersion>').replace(
      'utf-8',
      'UTF-16',
    ),
    'no declaration': call('clientVersion', '<strVersion>2.2</strVersion>').slice(DECLARATION.length),
    'parameters that nobody knows': call(
      'clientVersion',
      '<strVersion>2.2</strVersion><other>x</other><__proto__>x</__proto__><constructor/>',
    ),
    'attributes that nobody knows': call(
      'clientVersion',
      '<strVersion id="__proto__" __proto__="x" href="#1">2.2</strVersion>',
    ),
  };

  it.each(Object.entries(variants))('%s', (_, body) => {
    expect(parse(body)).toEqual({ kind: 'call', operation: 'clientVersion', params: { strVersion: '2.2' } });
  });

  it('ignores the strVersion of consolibyte’s serverVersion', () => {
    expect(parse(call('serverVersion', '<strVersion>2.2</strVersion>'))).toMatchObject({ params: {} });
  });

  it('does not let a parameter’s name or id touch any object', () => {
    parse(call('closeConnection', '<__proto__>polluted</__proto__><ticket id="__proto__">t</ticket>'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(parse(call('closeConnection', '<__proto__/><__proto__/>'))).toEqual(refusal());
  });

  it('takes a parameter that is nil for an absent one', () => {
    const nil =
      '<ticket xsi:nil="true"/><qbXMLMajorVers xsi:nil=" 1 "/><qbXMLMinorVers xsi:nil="false">5</qbXMLMinorVers>';
    expect(parse(call('sendRequestXML', nil))).toMatchObject({
      params: { ticket: '', qbXMLMajorVers: undefined, qbXMLMinorVers: 5 },
    });
    const lying = received('x').replace('<response>', '<response xsi:nil="true">');
    expect(parse(lying)).toMatchObject({ params: { response: '' } });
  });
});

describe('the first part of a long body', () => {
  const head = (params: string) => readHead(call('receiveResponseXML', params).slice(0, -40));

  it('is read until its ticket is there, however long that is, and no further', () => {
    for (const ticket of ['t', 't'.repeat(5_000)])
      expect(head(`<ticket>${ticket}</ticket><response>${'x'.repeat(2_000)}<wrong><`)).toEqual({
        operation: 'receiveResponseXML',
        ticket,
      });
  });

  it('is read to its end where the ticket is the last', () => {
    expect(
      head(`<response>${'&lt;'.repeat(3_000)}</response><ticket>t&amp;\u{1f600}</ticket><message>`),
    ).toEqual({
      operation: 'receiveResponseXML',
      ticket: 't&\u{1f600}',
    });
    expect(head(`<response>${'x'.repeat(2_000)}<wrong>`)).toEqual({ operation: '', ticket: '' });
  });
});

describe('text', () => {
  it('is never trimmed', () => {
    expect(passwordIn('  p w\t\n ')).toBe('  p w\t\n ');
    expect(passwordIn('\u00a0p\u3000')).toBe('\u00a0p\u3000');
    expect(responseIn(' \n x \n ')).toBe(' \n x \n ');
  });

  it('is that of XML 1.0, whatever the declaration says', () => {
    const body = authenticate('a\u0085b').replace('1.0', '1.1');
    expect(parse(body)).toMatchObject({ params: { strPassword: 'a\u0085b' } });
  });

  it.each([
    [
      'references are resolved once',
      '&lt;a&gt; &amp;amp; &quot;&apos; &#65;&#x42;&#x00043;',
      '<a> &amp; "\' ABC',
    ],
    ['also those that spell a reference', '&#38;lt; &amp;#65; &#38;#65;', '&lt; &#65; &#65;'],
    ['characters beyond the first plane', '😀&#128512;&#x1F600;é&#233;', '😀😀😀éé'],
    ['line ends become LF, a CR by reference stays', 'a\r\nb\rc\nd&#13;e&#xD;\n', 'a\nb\nc\nd\re\r\n'],
    [
      'references to what is no character',
      'a&#x1;b&#0;c&#xFFFE;d&#xD800;e&#x110000;f&#99999999999999999999;',
      'a�b�c�d�e�f�',
    ],
    ['brackets that close nothing', ']] ] ]]&gt; > ]&#93;>', ']] ] ]]> > ]]>'],
    ['a C1 control, DEL, U+FEFF, U+FFFD', '\u0085\u007f\uFEFF\uFFFD', '\u0085\u007f\uFEFF\uFFFD'],
  ])('%s', (_, data, text) => {
    expect(passwordIn(data)).toBe(text);
    expect(responseIn(data)).toBe(text);
    for (const size of [data.length, 1, 2]) expect(characterData(data, size)).toBe(text);
  });

  it.each([
    [
      'a CDATA section stays as it is',
      '<![CDATA[<?xml version="1.0"?>\r\n<a>&lt;&#x1;&#65;</a>]]>',
      '<?xml version="1.0"?>\n<a>&lt;&#x1;&#65;</a>',
    ],
    ['a CDATA section may be in two', '<![CDATA[]]]]><![CDATA[>]]>', ']]>'],
    ['illegal references beside CDATA and comments', '&#1;<!-- &#2; --><![CDATA[&#3;]]>&#4;', '�&#3;�'],
  ])('%s', (_, data, text) => {
    expect(passwordIn(data)).toBe(text);
    expect(responseIn(data)).toBe(text);
  });

  it.each([
    ['a bare ampersand', 'a & b'],
    ['an ampersand at the end', 'a&'],
    ['half a reference', '&lt'],
    ['an empty reference', '&;'],
    ['an unknown entity', '&nbsp;'],
    ['an entity of JavaScript’s', '&constructor;&toString;&__proto__;'],
    ['our own entity', '&cut;'],
    ['an entity spelt otherwise', '&LT;'],
    ['an entity that ends as another', '&xt;'],
    ['white space in a reference', '&lt ;'],
    ['a reference without digits', '&#;'],
    ['a reference without hexadecimal digits', '&#x;'],
    ['a reference with a capital X', '&#X41;'],
    ['a reference that is no number', '&#6a;'],
    ['a control character', 'a\u0001b'],
    ['a form feed', '\f'],
    ['U+FFFE', '\uFFFE'],
    ['U+FFFF', '\uFFFF'],
    ['a lone surrogate', '\uD800'],
    ['the end of a CDATA section', 'a]]>b'],
  ])('that is malformed is refused: %s', (_, data) => {
    expect(passwordIn(data)).toEqual(refusal());
    expect(responseIn(data)).toEqual(refusal());
    expect(data === '\uD800' || characterData(data) === null).toBe(true);
  });
});

describe('ints', () => {
  const major = (text: string) => parse(call('sendRequestXML', `<qbXMLMajorVers>${text}</qbXMLMajorVers>`));

  it.each([
    ['13', 13],
    ['0', 0],
    ['-0', 0],
    ['-1', -1],
    ['007', 7],
    [' \r\n13\t', 13],
    ['999999999', 999999999],
  ])('takes %j', (text, value) => {
    expect(major(text)).toMatchObject({ params: { qbXMLMajorVers: value } });
  });

  it.each(['', 'x', '13.0', '1e2', '0x10', '1 3', '1234567890', '--1', '١٣', '\u00a013'])(
    'refuses %j',
    (text) => {
      expect(major(text)).toEqual(refusal());
    },
  );
});

describe('what is refused', () => {
  const version = `<clientVersion xmlns="${INTUIT}"><strVersion>2.2</strVersion></clientVersion>`;
  const good = envelope(version);
  const lol = '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  const bad: Record<string, string> = {
    'an empty body': '',
    'white space': ' \n',
    'what is no XML': 'ticket=1&response=2',
    JSON: '{"ticket":1}',
    'another root': version,
    'a truncated envelope': good.slice(0, -10),
    'an envelope cut within its text': good.slice(0, good.indexOf('2.2') + 1),
    'two roots': good + good.slice(DECLARATION.length),
    'text behind the root': `${good}x`,
    'text between elements': call('clientVersion', 'x<strVersion>2.2</strVersion>'),
    'CDATA between elements': call('clientVersion', '<![CDATA[x]]>'),
    'a reference between elements': call('clientVersion', '&#65;'),
    'no Body': `<soap:Envelope xmlns:soap="${SOAP11}"/>`,
    'an empty Body': envelope(''),
    'two elements in Body': envelope(`${version}<serverVersion xmlns="${INTUIT}"/>`),
    'two Bodies': good.replace('</soap:Body>', '</soap:Body><soap:Body/>'),
    'a Header behind the Body': good.replace('</soap:Body>', '</soap:Body><soap:Header/>'),
    'two Headers': envelope(version, '<soap:Header/><soap:Header/>'),
    'another element in Envelope': envelope(version, '<x/>'),
    'a Body of no namespace': good.replace('<soap:Body>', '<Body>').replace('</soap:Body>', '</Body>'),
    'Intuit’s namespace without its slash': good.replace(INTUIT, INTUIT.slice(0, -1)),
    'Intuit’s namespace with https': good.replace(INTUIT, INTUIT.replace('http', 'https')),
    'an operation of no namespace': envelope('<clientVersion><strVersion>2.2</strVersion></clientVersion>'),
    'a parameter of another namespace': call('clientVersion', '<strVersion xmlns="urn:x">2.2</strVersion>'),
    'a prefix that is not bound': call('clientVersion', '<x:strVersion>2.2</x:strVersion>'),
    'a parameter twice': call('clientVersion', '<strVersion>1</strVersion><strVersion>2</strVersion>'),
    'a parameter twice, once of no namespace': call(
      'clientVersion',
      '<strVersion>1</strVersion><strVersion xmlns="">2</strVersion>',
    ),
    'a parameter twice, once nil': call(
      'clientVersion',
      '<strVersion xsi:nil="true"/><strVersion>2</strVersion>',
    ),
    'a nested parameter': call('clientVersion', '<strVersion>2<b>.</b>2</strVersion>'),
    'a nested parameter that nobody knows': call('clientVersion', '<other><b/></other>'),
    'tags that cross': call('clientVersion', '<strVersion>2.2</clientVersion></strVersion>'),
    'an attribute twice': call('clientVersion', '<strVersion a="1" a="2">2.2</strVersion>'),
    'an attribute without quotes': call('clientVersion', '<strVersion a=1>2.2</strVersion>'),
    'a DOCTYPE': good.replace('?>', '?><!DOCTYPE x>'),
    'a DOCTYPE of another place': good.replace('?>', '?><!DOCTYPE x SYSTEM "http://localhost/x.dtd">'),
    'an entity bomb': call('clientVersion', '<strVersion>&b;</strVersion>').replace('?>', `?>${lol}`),
    'an entity that reads a file': call('clientVersion', '<strVersion>&f;</strVersion>').replace(
      '?>',
      '?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ),
    'a processing instruction': good.replace('?>', '?><?xml-stylesheet href="x"?>'),
    'a processing instruction within': call('clientVersion', '<strVersion><?php 1?></strVersion>'),
    'a second XML declaration': call('clientVersion', `<strVersion>${DECLARATION}</strVersion>`),
    'a white space before the XML declaration': ` ${good}`,
    'two hyphens in a comment': call('clientVersion', '<!-- a -- b -->'),
    'a comment without end': `${good}<!-- `,
    'depth without end': envelope(
      version,
      `<soap:Header>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</soap:Header>`,
    ),
    'elements without end': call(
      'clientVersion',
      Array.from({ length: 5000 }, (_, at) => `<p${at}/>`).join(''),
    ),
    'attributes without end': call(
      'clientVersion',
      `<strVersion ${Array.from({ length: 5000 }, (_, at) => `a${at}=""`).join(' ')}>2.2</strVersion>`,
    ),
  };

  it.each(Object.entries(bad))('%s', (_, body) => {
    expect(parse(body)).toEqual(refusal());
    expect(parse(good)).toMatchObject({ params: { strVersion: '2.2' } });
  });

  it('an envelope of SOAP 1.2, as a VersionMismatch', () => {
    expect(parse(good.replaceAll(SOAP11, 'http://www.w3.org/2003/05/soap-envelope'))).toEqual(
      refusal('VersionMismatch'),
    );
    expect(parse(good.replaceAll(SOAP11, SOAP11.slice(0, -1)))).toEqual(refusal('VersionMismatch'));
  });

  it('a header that has to be understood, as such', () => {
    for (const value of ['1', 'true'])
      expect(
        parse(
          envelope(version, `<soap:Header><a xmlns="urn:x" soap:mustUnderstand="${value}"/></soap:Header>`),
        ),
      ).toEqual(refusal('MustUnderstand'));
  });

  it('with a reason that does not grow with the request', () => {
    const result = parseCall(call('x'.repeat(100_000)));
    expect(result.kind === 'refused' && result.reason.length).toBeLessThan(300);
  });

  it.each(['<!--', '<![CDATA[', '&#', '&', '<response>', '<response ', '&lt', ']]', '<a b="'])(
    'in time that grows with the request alone: %s, again and again',
    (piece) => {
      // Processor time: a busy machine does not count.
      const start = process.threadCpuUsage();
      const result = parseCall(received(`&#65;${piece.repeat(1_000_000)}`));
      expect(result.kind).toBe(piece === ']]' ? 'call' : 'refused');
      expect(process.threadCpuUsage(start).user / 1_000).toBeLessThan(5_000);
    },
  );
});

describe('recorded envelopes', () => {
  it('are read as the calls that they are', (context) => {
    const folder = needShared(context, 'samples', 'envelopes');
    const names = readdirSync(folder).filter((name) => /\.request.*\.xml$|^rpc-.*\.xml$/.test(name));
    expect(names.length).toBeGreaterThan(6);
    for (const name of names) {
      const xml = readFileSync(path.join(folder, name), 'utf8');
      const operation = /^(?:\d+|rpc)-([A-Za-z]+)/.exec(name)![1];
      const result = parse(xml);
      expect(result, name).toMatchObject({ kind: 'call', operation });
      if (result.kind !== 'call') continue;
      if (result.operation === 'authenticate')
        expect(result.params).toEqual({ strUserName: 'username', strPassword: 'password' });
      if (result.operation === 'sendRequestXML') {
        expect(result.params).toMatchObject({
          ticket: 'a05fd1b411f6e22adbb5717f96876b5b',
          qbXMLMajorVers: 5,
          qbXMLMinorVers: 0,
        });
        expect(result.params.strHCPResponse).toMatch(/^<\?xml version="1.0" \?>\n<QBXML>[\s\S]*<\/QBXML>\n$/);
      }
      if (result.operation === 'receiveResponseXML') {
        expect(result.params).toMatchObject({ hresult: '', message: '' });
        expect(result.params.response).toMatch(/^<\?xml version="1.0" \?>\n<QBXML>[\s\S]*<\/QBXML>\n$/);
      }
    }
  });
});
