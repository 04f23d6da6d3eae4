// All answers here are constructions by the XSD, not recordings.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildItemServiceAddRq } from '../../qbxml/item-service.ts';
import { buildMessageSet, type MessageSetRequest, parseMessageSet } from '../../qbxml/message-set.ts';
import { buildItemQueryRq } from '../../qbxml/queries.ts';
import { childText, textOf } from '../../qbxml/xml.ts';
import { anItem } from './arbitrary.ts';
import { intuitSchemas, readWithLibxml } from './oracle.ts';

const query = buildItemQueryRq('q1', { fullNames: ['03:03-300'] });
const aSet: MessageSetRequest = { version: '13.0', onError: 'continueOnError', requests: [query] };

describe('building a message set', () => {
  it('writes declaration, version and requests in one line', () => {
    expect(buildMessageSet({ ...aSet, newMessageSetID: 'SET1' })).toBe(
      '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML>' +
        '<QBXMLMsgsRq newMessageSetID="SET1" onError="continueOnError">' +
        '<ItemQueryRq requestID="q1"><FullName>03:03-300</FullName></ItemQueryRq>' +
        '</QBXMLMsgsRq></QBXML>',
    );
  });

  it('can ask for nothing but to forget what was stored, or to tell it', () => {
    expect(buildMessageSet({ ...aSet, requests: [], oldMessageSetID: 'SET1' })).toBe(
      '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML>' +
        '<QBXMLMsgsRq oldMessageSetID="SET1" onError="continueOnError"></QBXMLMsgsRq></QBXML>',
    );
    expect(
      buildMessageSet({ ...aSet, requests: [], newMessageSetID: 'SET1', oldMessageSetID: 'SET1' }),
    ).toContain('<QBXMLMsgsRq newMessageSetID="SET1" oldMessageSetID="SET1" onError="continueOnError">');
  });

  it('keeps the order of its requests', () => {
    const requests = ['c', 'a', 'b'].map((id) => buildItemQueryRq(id, { listIDs: ['1-1'] }));
    const text = buildMessageSet({ ...aSet, requests });
    expect(Array.from(text.matchAll(/requestID="(\w)"/g), (match) => match[1])).toEqual(['c', 'a', 'b']);
  });

  it.each<[string, Partial<MessageSetRequest>]>([
    ['no request and nothing to forget', { requests: [] }],
    ['an id of 24 characters', { newMessageSetID: 'x'.repeat(24) }],
    ['an empty id', { oldMessageSetID: '' }],
    ['a version of a country', { version: 'CA3.0' as '3.0' }],
    ['a character beyond U+00FF', { requests: [buildItemQueryRq('q', { fullNames: ['☃'] })] }],
    ['a soft hyphen', { requests: [buildItemQueryRq('q', { fullNames: ['a\u00adb'] })] }],
    ['a line break', { requests: [buildItemQueryRq('q', { fullNames: ['a\nb'] })] }],
    ['a control character in an attribute', { newMessageSetID: 'a\u0007' }],
  ])('takes %s for a bug', (_, wrong) => {
    expect(() => buildMessageSet({ ...aSet, ...wrong })).toThrow();
  });

  it('never writes an empty element', () => {
    expect(() => buildItemQueryRq('q', { fullNames: [''] })).toThrow();
  });

  it('escapes attributes, also what looks escaped already', () => {
    const requests = [buildItemQueryRq('&lt;&#65;"é', { listIDs: ['1-1'] })];
    expect(buildMessageSet({ ...aSet, requests })).toContain('requestID="&amp;lt;&amp;#65;&quot;&#233;"');
  });

  it('takes an id of 23 characters', () => {
    expect(buildMessageSet({ ...aSet, newMessageSetID: 'x'.repeat(23) })).toContain('x'.repeat(23));
  });

  it('writes every text so that another parser reads the same, and in ASCII', () => {
    fc.assert(
      fc.property(anItem, fc.string({ minLength: 1, maxLength: 23 }), (item, id) => {
        fc.pre(/^[!-~]+$/.test(id));
        const requests = [buildItemServiceAddRq(id, item)];
        const text = buildMessageSet({ ...aSet, newMessageSetID: id, requests });
        expect(text).toMatch(/^[ -~]*$/);
        expect(text).not.toMatch(/<(\w+)><\/\1>|\/>/);
        const [root, , [set]] = readWithLibxml(text) as [string, object, [[string, object, unknown[]]]];
        expect([root, set[0], set[1]]).toEqual([
          'QBXML',
          'QBXMLMsgsRq',
          { newMessageSetID: id, onError: 'continueOnError' },
        ]);
        expect(set[2]).toEqual([asTree(requests[0]!)]);
      }),
      { numRuns: 300 },
    );
  });
});

/** What was to be written, in the shape in which it is read. */
function asTree({ name, attributes, content }: ReturnType<typeof buildItemServiceAddRq>): unknown {
  return [name, attributes, typeof content === 'string' ? content : content.map(asTree)];
}

describe.each(intuitSchemas())("Intuit's schema $version", ({ complaints }) => {
  it('accepts every set of made-up items', () => {
    fc.assert(
      fc.property(fc.array(anItem, { minLength: 1, maxLength: 5 }), (items) => {
        const requests = items.map((item, i) => buildItemServiceAddRq(`r${i}`, item));
        expect(complaints(buildMessageSet({ ...aSet, newMessageSetID: 'SET1', requests }))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('accepts sets that only forget or tell', () => {
    for (const ids of [{ oldMessageSetID: 'A' }, { oldMessageSetID: 'A', newMessageSetID: 'A' }]) {
      expect(complaints(buildMessageSet({ ...aSet, requests: [], ...ids }))).toEqual([]);
    }
  });

  it('notices what is wrong', () => {
    const text = buildMessageSet(aSet).replace('FullName>', 'Fullname>').replace('/FullName', '/Fullname');
    expect(complaints(text)).toHaveLength(1);
  });
});

const answer = (inner: string, attributes = ''): string =>
  `<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs${attributes}>\n${inner}\n</QBXMLMsgsRs>\n</QBXML>\n`;
const done = (type: string, id: string, inner = ''): string =>
  `<${type} requestID="${id}" statusCode="0" statusSeverity="Info" statusMessage="Status OK">${inner}</${type}>`;

function read(text: string): Exclude<ReturnType<typeof parseMessageSet>, { ok: false }> {
  const set = parseMessageSet(text);
  if (!set.ok) throw new Error(`unreadable: ${set.reason}`);
  return set;
}

describe('reading a message set', () => {
  it('keeps the order of responses across types, unknown ones too', () => {
    const set = read(
      answer(
        done('ItemServiceAddRs', 'a') +
          done('NewRs', 'b') +
          done('ItemQueryRs', 'c') +
          done('ItemServiceAddRs', 'd'),
      ),
    );
    expect(set.responses.map(({ type, requestID }) => [type, requestID])).toEqual([
      ['ItemServiceAddRs', 'a'],
      ['NewRs', 'b'],
      ['ItemQueryRs', 'c'],
      ['ItemServiceAddRs', 'd'],
    ]);
  });

  it('gives the status as it stands, decoded once', () => {
    const [response] = read(
      answer(
        '<ItemServiceAddRs requestID="0010" statusCode="3100" statusSeverity="Error" ' +
          'statusMessage=" The name &quot;A &amp;lt; B&quot;  is &#233;. > " />',
      ),
    ).responses;
    expect(response).toEqual({
      type: 'ItemServiceAddRs',
      requestID: '0010',
      statusCode: '3100',
      statusSeverity: 'Error',
      statusMessage: ' The name "A &lt; B"  is é. > ',
      body: [],
    });
  });

  it('leaves numbers and blanks in texts alone and decodes references', () => {
    const [response] = read(
      answer(
        done(
          'X',
          '1',
          '<Name> 00123</Name><Price>10.50</Price><Desc>caf&#233; &amp; &lt;b&gt; &#xE9;<!-- -->x</Desc><E/>',
        ),
      ),
    ).responses;
    const texts = ['Name', 'Price', 'Desc', 'E', 'None'].map((name) => childText(response!.body, name));
    expect(texts).toEqual([' 00123', '10.50', 'café & <b> éx', '', null]);
  });

  it('reads CDATA as the text that it is', () => {
    const [response] = read(
      answer(done('X', '1', '<Name><![CDATA[</Name><DOCTYPE &amp;]]></Name>')),
    ).responses;
    expect(childText(response!.body, 'Name')).toBe('</Name><DOCTYPE &amp;');
  });

  it('does not take comments and instructions for responses', () => {
    expect(read(answer('<!-- <X/> --><?X a="b"?> text <![CDATA[<X/>]]>')).responses).toEqual([]);
  });

  it('tells the message set id and its status where there are any', () => {
    const set = read(answer('', ' newMessageSetID="SET1" messageSetStatusCode="9001"'));
    expect(set).toEqual({ ok: true, newMessageSetID: 'SET1', messageSetStatusCode: '9001', responses: [] });
    expect(read(answer(done('X', '1')))).toMatchObject({ newMessageSetID: null, messageSetStatusCode: null });
  });

  it('tells apart an id that is missing and one that is empty, and a status that is missing', () => {
    const { responses } = read(answer('<X requestID=""/><X/>'));
    expect(responses.map(({ requestID }) => requestID)).toEqual(['', null]);
    expect(responses[1]).toMatchObject({ statusCode: '', statusSeverity: '', statusMessage: '' });
  });

  it.each([
    ['without declaration', '<QBXML><QBXMLMsgsRs/></QBXML>'],
    ['with a byte order mark', '\ufeff<?xml version="1.0"?><QBXML><QBXMLMsgsRs/></QBXML>'],
    [
      'with comments and instructions around',
      '<!-- <a> --><?qbxml version="13.0"?><QBXML ><QBXMLMsgsRs /></QBXML ><!-- -->',
    ],
    ['with ">" in an attribute', '<QBXML><QBXMLMsgsRs><X a="</QBXML>" b=\'"/>\'></X></QBXMLMsgsRs></QBXML>'],
    ['with Windows line ends', answer(done('X', '1')).replaceAll('\n', '\r\n')],
    ['with the word in a text', answer(done('X', '1', '<Name>a !DOCTYPE ]]&gt;</Name>'))],
  ])('reads a document %s', (_, text) => {
    expect(parseMessageSet(text)).toMatchObject({ ok: true });
  });

  const whole = answer(
    done('ItemServiceAddRs', '1', '<ItemServiceRet><ListID>8-1</ListID></ItemServiceRet>'),
  );
  it.each([
    ['nothing', '', 'empty'],
    ['white space', ' \r\n ', 'empty'],
    ['a DOCTYPE', `<!DOCTYPE QBXML [<!ENTITY x "y">]>${whole.slice(whole.indexOf('<QBXML'))}`, 'doctype'],
    ['a declaration alone', '<?xml version="1.0"?>', 'cutOff'],
    ['an open element at the end', whole.replace('</QBXMLMsgsRs>\n</QBXML>', ''), 'cutOff'],
    [
      'a closing tag that is another one',
      whole.replace('</ItemServiceRet>', '</ItemServiceRex>'),
      'malformed',
    ],
    ['a closing tag too few', whole.replace('</ItemServiceRet>', ''), 'malformed'],
    ['a closing tag that only begins alike', whole.replace('</ListID>', '</ListIDs>'), 'malformed'],
    ['a closing tag too many', `${whole}</QBXML>`, 'malformed'],
    ['text before the root', `Warning: ${whole}`, 'malformed'],
    ['CDATA before the root', `<![CDATA[x]]>${whole.slice(whole.indexOf('<QBXML'))}`, 'malformed'],
    ['text after the root', `${whole}!`, 'malformed'],
    ['an element without a name', whole.replace('<ListID>', '<>').replace('</ListID>', '</>'), 'malformed'],
    ['a DTD declaration inside', whole.replace('<ListID>', '<!ELEMENT x ANY><ListID>'), 'malformed'],
    ['two roots', whole + whole.slice(whole.indexOf('<QBXML')), 'twoRoots'],
    ['an HTML page', '<html><body>502</body></html>', 'root'],
    ['a root in other letters', '<qbxml><QBXMLMsgsRs/></qbxml>', 'root'],
    ['a request', buildMessageSet(aSet), 'messageSet'],
    ['two message sets', '<QBXML><QBXMLMsgsRs/><QBXMLMsgsRs/></QBXML>', 'messageSet'],
    ['no message set', '<QBXML></QBXML>', 'messageSet'],
    ['plain words', 'QuickBooks is not running', 'malformed'],
    ['depth without end', `<QBXML>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</QBXML>`, 'malformed'],
  ])('takes %s for unreadable', (_, text, reason) => {
    expect(parseMessageSet(text)).toEqual({ ok: false, reason });
  });

  it('takes an answer that breaks off anywhere for unreadable', () => {
    for (let length = 0; length < whole.trimEnd().length; length++) {
      expect(parseMessageSet(whole.slice(0, length)).ok, `cut at ${length}`).toBe(false);
    }
    expect(parseMessageSet(whole.trimEnd()).ok).toBe(true);
  });

  it('is not led astray by names that mean something to JavaScript', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString']) {
      parseMessageSet(answer(done('X', '1', `<${name} a="1"><x>y</x></${name}>`)));
      parseMessageSet(answer(done(name, '1', '<polluted>yes</polluted>')));
      const { responses } = read(answer(`<X ${name}="y" requestID="1"/>`));
      expect(responses).toHaveLength(1);
      expect(responses[0]).toMatchObject({ requestID: '1', statusCode: '' });
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('x');
  });

  it('never throws, whatever comes', () => {
    const piece = fc.constantFrom(
      ...'<>/!?-="\'&; a'.split(''),
      ...[
        '<QBXML>',
        '</QBXML>',
        '<QBXMLMsgsRs>',
        '</QBXMLMsgsRs>',
        '<X a="b">',
        '</X>',
        '<![CDATA[',
        ']]>',
        '&#1;',
      ],
      ...['<!DOCTYPE', '<!--', '-->', '<?', '?>', '&#xFFFFFFFF;', '&lt;', '<__proto__>', '</__proto__>'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(typeof parseMessageSet(pieces.join('')).ok).toBe('boolean');
        expect(typeof parseMessageSet(answer(pieces.join(''))).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back what another parser would', () => {
    fc.assert(
      fc.property(anItem, (item) => {
        const text = buildMessageSet({ ...aSet, requests: [buildItemServiceAddRq('1', item)] });
        const [response] = read(text.replaceAll('MsgsRq', 'MsgsRs')).responses;
        const [add] = response!.body as [{ ItemServiceAdd: never }];
        expect(childText(add.ItemServiceAdd, 'Name')).toBe(item.name);
      }),
    );
  });

  it('reads 20 MB', () => {
    const ret = `<ItemServiceRet><ListID>8-1</ListID><Desc>${'caf&#233; &amp; '.repeat(60)}</Desc></ItemServiceRet>`;
    const text = answer(done('ItemQueryRs', '1', ret.repeat(Math.ceil(20e6 / ret.length))));
    const { body } = read(text).responses[0]!;
    const last = body.at(-1) as { ItemServiceRet: never };
    expect(textOf((last.ItemServiceRet[1] as { Desc: never }).Desc)).toBe('café & '.repeat(60));
  });
});
