/** A long answer is read piece by piece: what is given must be what reading the whole would have given, and nothing of what is no XML. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Wanted } from '../../qbxml/long-answer.ts';
import { parseMessageSet, type Response } from '../../qbxml/message-set.ts';
import { parseItemQueryRs } from '../../qbxml/queries.ts';
import { parseReadItems } from '../../qbxml/read-items.ts';
import { type Content, contentOf, nameOf } from '../../qbxml/xml.ts';
import { CannotBeRead, isOurs } from '../../server/sync/answer-text.ts';
import { LongText } from '../../server/sync/long-text.ts';
import { aDocument, attributes, content, damaged, piecesOf, places } from '../qbxml/documents.ts';
import { isRefusedByLibxml, isRefusedBySaxes } from '../qbxml/oracle.ts';

const SET = 'abcdefghijklmnopqrstu01';
const [Q, R, S] = [`${SET}-1`, `${SET}-2`, `${SET}-3`] as const;

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
function taken(text: string, at: readonly number[] = []): LongText {
  const long = new LongText();
  for (const piece of piecesOf(text, at)) long.write(piece);
  long.end();
  return long;
}
async function picked(text: string, wanted: Wanted): Promise<Response[]> {
  const long = taken(text);
  expect(await long.open()).toMatchObject({ ok: true });
  return long.pick(wanted);
}
async function kept(long: LongText): Promise<string> {
  const { parts } = await long.measure();
  let text = '';
  for (let number = 0; number < parts; number++) text += gunzipSync(await long.part(number)).toString('utf8');
  return text;
}

/** Texts put together, without blanks between elements and without attributes: those are nobody's. */
function plain(body: Content): unknown[] {
  const joined: unknown[] = [];
  let text = '';
  const hasElements = body.some((node) => nameOf(node) !== null);
  const endText = () => {
    if (text !== '' && !(hasElements && /^\s*$/.test(text))) joined.push(text);
    text = '';
  };
  for (const node of body) {
    const name = nameOf(node);
    if (name === null) text += String(node['#text'] ?? '');
    else {
      endText();
      joined.push({ [name]: plain(contentOf(node, name)) });
    }
  }
  endText();
  return joined;
}
const plainly = (responses: readonly Response[]) =>
  responses.map((response) => ({
    ...response,
    body: plain(response.body.filter((node) => nameOf(node) !== null)),
  }));

const aResponse = fc
  .tuple(
    fc.constantFrom('ItemQueryRs', 'HostQueryRs', 'X'),
    fc.constantFrom(Q, R, S, 'z1', null),
    attributes,
    content,
  )
  .map(([type, id, more, inside]) => {
    const rest = id === null ? more : more.replace(/ requestID\s*=\s*("[^"]*"|'[^']*')/g, '');
    return `<${type}${id === null ? '' : ` requestID="${id}"`}${rest}>${inside}</${type}>`;
  });
const aSet = fc
  .tuple(fc.array(aResponse, { maxLength: 5 }), fc.constantFrom('', '\n', '<!-- <a> -->', 'x'), attributes)
  .map(([responses, between, more]) => document(responses.join(between), more));

describe('a long answer', () => {
  it('is refused and gives what the present reader and a strict parser say, in whatever pieces it comes', async () => {
    const seen = { taken: 0, refused: 0 };
    const wanted = all([Q, R], { types: ['HostQueryRs'] });
    await fc.assert(
      fc.asyncProperty(
        damaged(fc.oneof({ arbitrary: aSet, weight: 9 }, aDocument)),
        places,
        async (text, at) => {
          const long = taken(text, at);
          const opened = await long.open();
          const whole = parseMessageSet(text);
          expect(await kept(long)).toBe(text);
          if (!opened.ok) {
            seen.refused++;
            if (whole.ok) expect(isRefusedBySaxes(text) || isRefusedByLibxml(text)).toBe(true);
            expect(await long.pick(wanted)).toEqual([]);
            return;
          }
          seen.taken++;
          expect(isRefusedBySaxes(text)).toBe(false);
          if (!whole.ok) {
            // Fast-xml-parser pairs quotes in instructions.
            expect(text.replace(/^<\?xml [^?]*\?>/, '')).toMatch(/<\?[^?]*["']/);
            return;
          }
          const { newMessageSetID, messageSetStatusCode, responses } = whole;
          const ours = responses.map(({ requestID }) => requestID).filter((id) => id !== null && isOurs(id));
          expect(opened).toEqual({
            ok: true,
            newMessageSetID,
            messageSetStatusCode,
            requestID: ours[0] ?? null,
          });
          const asked = responses.filter(
            ({ type, requestID }) => [Q, R].includes(requestID as never) || type === 'HostQueryRs',
          );
          expect(plainly(await long.pick(wanted))).toEqual(plainly(asked));
        },
      ),
      { numRuns: Number(process.env.XML_RUNS ?? 1_000) },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });

  it('gives the items that it reads on the way as they are read of the whole, with whatever else there is', async () => {
    const seen = { items: 0 };
    const name = fc.constantFrom(
      ...['ListID', 'Name', 'FullName', 'IsActive', 'ParentRef', 'SalesOrPurchase', 'SalesAndPurchase'],
      ...['Desc', 'SalesDesc', 'AccountRef', 'IncomeAccountRef', 'ExpenseAccountRef', 'ClassRef', 'Other'],
    );
    const aText = fc.constantFrom('8-1', ' a ', 'true', 'R&amp;D', '<![CDATA[<b>]]>', 'two\r\nlines', '');
    const { inside } = fc.letrec<{ inside: string; element: string }>((tie) => ({
      inside: fc.oneof(
        { maxDepth: 3 },
        aText,
        fc.array(tie('element'), { maxLength: 4 }).map((all) => all.join('\n')),
      ),
      element: fc.tuple(name, tie('inside')).map(([each, within]) => `<${each}>${within}</${each}>`),
    }));
    const rest = fc.array(inside, { maxLength: 6 }).map((all) => all.filter((each) => each.startsWith('<')));
    const anItem = fc
      .tuple(fc.constantFrom('ItemServiceRet', 'ItemGroupRet', 'AccountRet'), fc.boolean(), rest)
      .map(
        ([ret, isNamed, all]) =>
          `<${ret}>${isNamed ? '<ListID>8-0</ListID><Name>n</Name>' : ''}${all.join('')}</${ret}>`,
      );
    await fc.assert(
      fc.asyncProperty(fc.array(anItem, { maxLength: 4 }), places, async (rets, at) => {
        const text = document(queryRs(Q, rets.join('\n')));
        const whole = parseMessageSet(text);
        const [response] = await taken(text, at).pick(all([Q], { items: 'read' }));
        if (!whole.ok || !whole.responses[0] || !response) throw new Error(text);
        const items = parseReadItems(response);
        expect(items).toEqual(parseReadItems(whole.responses[0]));
        seen.items += items.length;
      }),
      { numRuns: Number(process.env.XML_RUNS ?? 500) },
    );
    expect(seen.items).toBeGreaterThan(200);
  });

  it('of many parts gives the responses that were asked for, wherever they stand', async () => {
    const filler = (count: number) => queryRs('z1', item(7)).repeat(count);
    const text = document(
      [
        queryRs(Q, item(1)),
        filler(4_000),
        queryRs(R, item(2, '😀'.repeat(1_000)).repeat(300)),
        filler(2_000),
        queryRs(S, item(3)),
      ].join('\n'),
    );
    expect(text.length).toBeGreaterThan(1_500_000);
    const long = taken(text, [1, 100_000, 1_000_001]);
    const whole = parseMessageSet(text);
    const ours = whole.ok ? whole.responses.filter(({ requestID }) => requestID !== 'z1') : [];
    expect(plainly(await long.pick(all([Q, R, S])))).toEqual(plainly(ours));
    expect((await long.pick(all([S]))).map(({ requestID }) => requestID)).toEqual([S]);
    expect(await kept(long)).toBe(text);
    expect(await long.measure()).toMatchObject({ characters: text.length });
    expect((await taken(text, [7]).measure()).digest).toBe((await long.measure()).digest);
    expect((await taken(`${text} `).measure()).digest).not.toBe((await long.measure()).digest);
  });

  it('has the same parts in whatever pieces it comes', async () => {
    const text = document(
      queryRs(Q, Array.from({ length: 9_000 }, (_, at) => item(at, `Bét${at}`)).join('')),
    );
    const partsOf = async (at: readonly number[]) => {
      const long = taken(text, at);
      const { parts } = await long.measure();
      const packed = await Promise.all(Array.from({ length: parts }, (_, number) => long.part(number)));
      return packed.map((part) => createHash('sha256').update(part).digest('hex'));
    };
    const whole = await partsOf([]);
    expect(whole.length).toBeGreaterThan(4);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 8 }), async (at) => {
        expect(await partsOf(at)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('loses nothing where a part ends', async () => {
    // What is known only with more behind it stands at each end in turn.
    for (let at = 0; at < 8; at++) {
      const text = document(queryRs(Q, `${' '.repeat(at)}${'<b>]</b>'.repeat(70_000)}`));
      const [response] = await picked(text, all([Q]));
      expect(response?.body.filter(({ b }) => JSON.stringify(b) !== '[{"#text":"]"}]')).toEqual([]);
      expect(response?.body).toHaveLength(70_000);
    }
  });

  it('in ten thousand places and more is read to its end', async () => {
    const text = document(`${`<X requestID="${Q}"/><X requestID="z"/>`.repeat(12_000)}<X requestID="${R}"/>`);
    expect(await picked(text, all([Q, R]))).toHaveLength(12_001);
  });

  it.each([60, 6_000])(
    'of %i items gives those that were asked about, by whatever they are known',
    async (count) => {
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
      const [response] = await picked(document(queryRs(Q, items.join('\n'))), all([Q], { items: wanted }));
      // One of the same name elsewhere tells enough.
      expect(parseItemQueryRs(response!).items.map(({ listID }) => listID)).toEqual([
        '8-10',
        '8-20',
        '8-30',
        '8-40',
      ]);
    },
  );

  it('is bounded in each text, attribute and item, and the others are as they were', async () => {
    const long = 'x'.repeat(50_000);
    const text = document(
      `<ItemQueryRs requestID="${Q}" statusCode="0" statusSeverity="Info" statusMessage="${long}">` +
        `${item(1, long)}${item(2, 'Good', 'Good', '<Part><a/></Part>'.repeat(5_000))}` +
        `${item(4, 'Many', 'Many', `<b>${'y'.repeat(9_000)}</b>`.repeat(1_000))}${item(3)}</ItemQueryRs>`,
    );
    const [response] = await picked(text, all([Q]));
    expect(JSON.stringify(response).length).toBeLessThan(600_000);
    expect(response!.statusMessage.length).toBeLessThan(11_000);
    expect(parseItemQueryRs(response!).items.slice(1)).toMatchObject([
      { fullName: 'Good' },
      { fullName: 'Many' },
      { listID: '8-3', name: 'Name 3' },
    ]);
  });

  it('that is full of what was asked for is too much', async () => {
    const text = document(queryRs(Q, `<a>${'x'.repeat(1_000)}</a>`.repeat(10_000)));
    await expect(picked(text, all([Q]))).rejects.toBeInstanceOf(CannotBeRead);
    expect(await picked(text, all([Q], { items: null, requestIDs: [R] }))).toEqual([]);
  });

  it('is not led astray by names that mean something to JavaScript', async () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString'];
    const text = document(queryRs(Q, names.map((name) => `<${name}>x</${name}>`).join('')));
    const [response] = await picked(text, all([Q]));
    expect(response!.body.map(nameOf)).toEqual(names);
  });

  const whole = document(queryRs(Q, item(1)));
  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
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
  ])('that is %s is unreadable for the same reason as the whole', async (_, text) => {
    const short = parseMessageSet(text);
    expect(short.ok).toBe(false);
    expect(await taken(text).open()).toEqual(short);
  });
});
