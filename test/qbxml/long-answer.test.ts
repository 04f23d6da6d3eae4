/** A long answer is read in parts: what is given must be what reading the whole would have given. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLongMessageSet, type Wanted } from '../../qbxml/long-answer.ts';
import { parseMessageSet, type Response } from '../../qbxml/message-set.ts';
import { parseItemQueryRs } from '../../qbxml/queries.ts';

const document = (inside: string, attributes = '') =>
  `<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs${attributes}>\n${inside}\n</QBXMLMsgsRs>\n</QBXML>\n`;
const status = 'statusCode="0" statusSeverity="Info" statusMessage="Status &quot;OK&quot; &#233;"';
const item = (at: number, name = `Name ${at}`, full = `Top:${name}`, more = '') =>
  `<ItemServiceRet>\n<ListID>8-${at}</ListID><Name>${name}</Name><FullName>${full}</FullName>` +
  `<SalesOrPurchase><Desc>R&amp;D &lt;${at}&gt;</Desc></SalesOrPurchase>${more}</ItemServiceRet>`;
const queryRs = (requestID: string, items: string) =>
  `<ItemQueryRs requestID="${requestID}" ${status}>${items}</ItemQueryRs>`;

const all = (requestIDs: string[], more: Partial<Wanted> = {}): Wanted => ({
  requestIDs,
  types: [],
  items: null,
  ...more,
});
function picked(text: string, wanted: Wanted): Response[] {
  const set = readLongMessageSet(text);
  if (!set.ok) throw new Error(set.reason);
  return [...set.pick(wanted)];
}
/** White space between elements is nobody's. */
const withoutBlanks = (responses: readonly Response[]) =>
  responses.map((response) => ({
    ...response,
    body: JSON.parse(
      JSON.stringify(response.body, (_, value) =>
        Array.isArray(value) && value.length > 1
          ? value.filter((each) => !/^\s*$/.test(each?.['#text'] ?? 'x'))
          : value,
      ),
    ),
  }));
function parsed(text: string): Response[] {
  const set = parseMessageSet(text);
  if (!set.ok) throw new Error(set.reason);
  return set.responses;
}

describe('a long answer', () => {
  it('gives the responses that were asked for as the whole has them, whatever their size and order', () => {
    const anItem = fc.record({
      at: fc.nat(50),
      name: fc.constantFrom('A', 'b&amp;c', '<![CDATA[x<y]]>', '&#233;'),
    });
    const aResponse = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      items: fc.array(anItem, { maxLength: 5 }),
      isLong: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(aResponse, { maxLength: 6 }), fc.subarray(['a', 'b', 'c']), (responses, ids) => {
        const text = document(
          responses
            .map(({ id, items, isLong }) =>
              queryRs(
                id,
                items.map(({ at, name }) => item(at, name)).join('\n') +
                  (isLong ? `<!-- ${'x'.repeat(70_000)} -->` : ''),
              ),
            )
            .join('<!-- between -->\n'),
          ' newMessageSetID="S" messageSetStatusCode="9001"',
        );
        const set = readLongMessageSet(text);
        expect(set).toMatchObject({
          ok: true,
          newMessageSetID: 'S',
          messageSetStatusCode: '9001',
          requestIDs: responses.map(({ id }) => id),
        });
        const whole = parsed(text).filter(({ requestID }) => ids.includes(requestID ?? ''));
        expect(withoutBlanks(picked(text, all(ids)))).toEqual(withoutBlanks(whole));
      }),
      { numRuns: 50 },
    );
  });

  it('gives responses by their type as well', () => {
    const text = document(`<HostQueryRs ${status}/>${queryRs('q', '')}`);
    expect(picked(text, all([], { types: ['HostQueryRs'] })).map(({ type }) => type)).toEqual([
      'HostQueryRs',
    ]);
  });

  it.each([60, 6_000])(
    'of %i items gives those that were asked about, by whatever they are known',
    (count) => {
      const guid = '<ExternalGUID>{01234567-89AB-CDEF-0123-456789ABCDEF}</ExternalGUID>';
      const items = Array.from({ length: count }, (_, at) =>
        item(at, `Name ${at}`, undefined, at === 40 ? guid : ''),
      );
      items.push(item(70_000, 'Name 30', 'Other:Name 30'));
      const wanted = {
        listIDs: ['8-10'],
        fullNames: ['top:name 20'],
        names: ['name 30'],
        externalGUIDs: ['{01234567-89ab-cdef-0123-456789abcdef}'],
      };
      const [response] = picked(document(queryRs('q', items.join('\n'))), all(['q'], { items: wanted }));
      // One of the same name elsewhere tells enough.
      expect(parseItemQueryRs(response!).items.map(({ listID }) => listID)).toEqual([
        '8-10',
        '8-20',
        '8-30',
        '8-40',
      ]);
    },
  );

  it('is bounded in each text, attribute and item, and the others are as they were', () => {
    const long = 'x'.repeat(50_000);
    const text = document(
      `<ItemQueryRs requestID="q" statusCode="0" statusSeverity="Info" statusMessage="${long}">` +
        `${item(1, long)}${item(2, 'Good', 'Good', '<Part><a/></Part>'.repeat(5_000))}${item(3)}</ItemQueryRs>`,
    );
    const [response] = picked(text, all(['q']));
    expect(JSON.stringify(response).length).toBeLessThan(200_000);
    expect(response!.statusMessage.length).toBeLessThan(11_000);
    expect(parseItemQueryRs(response!).items.slice(1)).toMatchObject([
      { fullName: 'Good' },
      { listID: '8-3', name: 'Name 3' },
    ]);
  });

  it('has no response where one cannot be read, and the others', () => {
    const text = document(`<X requestID="q"><__proto__>x</__proto__></X>${queryRs('r', item(1))}`);
    expect(parseMessageSet(text).ok).toBe(false);
    expect(picked(text, all(['q', 'r'])).map(({ requestID }) => requestID)).toEqual(['r']);
  });

  const whole = document(queryRs('q', item(1)));
  it.each([
    ['nothing', ''],
    ['a DOCTYPE', `<!DOCTYPE QBXML>${whole.slice(whole.indexOf('<QBXML'))}`],
    ['a closing tag too few', whole.replace('</ItemServiceRet>', '')],
    ['a closing tag too many', `${whole}</QBXML>`],
    ['half of it', whole.slice(0, whole.length / 2)],
    ['text before', `x${whole}`],
    ['two roots', whole + whole.slice(whole.indexOf('<QBXML'))],
    ['an HTML page', '<html><body>502</body></html>'],
    ['a request', '<QBXML><QBXMLMsgsRq/></QBXML>'],
    ['two message sets', '<QBXML><QBXMLMsgsRs/><QBXMLMsgsRs/></QBXML>'],
    ['depth without end', `<QBXML>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</QBXML>`],
  ])('that is %s is unreadable for the same reason as the whole', (_, text) => {
    const short = parseMessageSet(text);
    expect(short.ok).toBe(false);
    expect(readLongMessageSet(text)).toEqual(short);
  });
});
