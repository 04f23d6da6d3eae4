/** What is passed over without being read is refused where a strict parser refuses it: saxes, or libxml2. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTES_MAX, type Visitor, XmlScanner } from '../../qbxml/strict-xml.ts';
import { aDocument, damaged, piecesOf, places } from './documents.ts';
import { isRefusedByLibxml, isRefusedBySaxes } from './oracle.ts';

const nobody: Visitor = { deepest: 0, open() {}, close() {}, text() {}, character() {} };

/** Why it is refused, in whatever pieces it comes; null where it is taken. */
function faultOf(text: string, at: readonly number[] = []): string | null {
  const scanner = new XmlScanner(nobody);
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of piecesOf(text.startsWith('\ufeff') ? text.slice(1) : text, at)) {
    const whole = Buffer.concat([rest, piece]);
    rest = whole.subarray(scanner.scan(whole, 0, whole.length));
  }
  return scanner.end(rest.length);
}

describe('a document that is gone through', () => {
  it('is refused if a strict parser refuses it, and only then, in whatever pieces it comes', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(damaged(aDocument), places, (text, at) => {
        const isRefused = isRefusedBySaxes(text);
        seen[isRefused ? 'refused' : 'taken']++;
        const fault = faultOf(text, at);
        if (isRefused) expect(fault).not.toBeNull();
        // Saxes lets some through: `<?p?i?>`.
        else if (fault !== null) expect(isRefusedByLibxml(text)).toBe(true);
      }),
      { numRuns: Number(process.env.XML_RUNS ?? 2_000) },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(200);
  });

  it.each([
    ['an unclosed tag', '<a><b></a>', 'malformed'],
    ['another closing tag', '<a></ab>', 'malformed'],
    ['a closing tag without a start', '<a/></a>', 'malformed'],
    ['a bare &', '<a>b & c</a>', 'malformed'],
    ['a bare & in an attribute', '<a b="&"/>', 'malformed'],
    ['an entity that nobody defined', '<a>&nbsp;</a>', 'malformed'],
    ['an entity that JavaScript knows', '<a>&constructor;</a>', 'malformed'],
    ['a reference to no character', '<a>&#0;</a>', 'malformed'],
    ['a reference without an end', '<a>&#233</a>', 'malformed'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'doctype'],
    ['a control character', '<a>\u0001</a>', 'malformed'],
    ['a control character in a comment', '<a><!--\u0001--></a>', 'malformed'],
    ['a control character in CDATA', '<a><![CDATA[\u0001]]></a>', 'malformed'],
    ['U+FFFE', '<a>\uFFFE</a>', 'malformed'],
    ['two roots', '<a/><b/>', 'twoRoots'],
    ['text behind the root', '<a/>b', 'malformed'],
    ['CDATA before the root', '<![CDATA[]]><a/>', 'malformed'],
    ['an attribute twice', '<a b="1" c="2" b="3"/>', 'malformed'],
    ['an attribute without quotes', '<a b=1/>', 'malformed'],
    ['an attribute without a value', '<a b/>', 'malformed'],
    ['attributes without a blank', '<a b="1"c="2"/>', 'malformed'],
    ['< in an attribute', '<a b="<"/>', 'malformed'],
    [']]> in a text', '<a>]]></a>', 'malformed'],
    ['-- in a comment', '<a><!-- -- --></a>', 'malformed'],
    ['a declaration that is not the first', ' <?xml version="1.0"?><a/>', 'malformed'],
    ['a declaration without a version', '<?xml encoding="utf-8"?><a/>', 'malformed'],
    ['a name that begins with a digit', '<1/>', 'malformed'],
    ['half a tag', '<a', 'cutOff'],
    ['half an element', '<a>', 'cutOff'],
    ['half a comment', '<a/><!-- ', 'cutOff'],
    ['nothing', ' \n', 'empty'],
    ['more attributes than any of QuickBooks', `<a${attributesOf(ATTRIBUTES_MAX + 1)}/>`, 'malformed'],
    ['depth', `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`, 'malformed'],
    ['a tag of 100,000 characters', `<a b="${'x'.repeat(100_000)}"/>`, 'malformed'],
    ['names of 100,000 characters', `<${'a'.repeat(60_000)}><${'b'.repeat(60_000)}>`, 'malformed'],
  ])('is refused with %s', (_, text, fault) => {
    for (const at of [[], everyPlace(text)]) expect(faultOf(text, at)).toBe(fault);
  });

  it.each([
    `<a${attributesOf(ATTRIBUTES_MAX)}/>`,
    `${'<a>'.repeat(100)}<b/>${'</a>'.repeat(100)}`,
    '<a><?pi a="?></a>',
    '<a b=">" c=\'"\'>]] ]></a >',
    '<?xml version="1.0" encoding="utf-16"?>\n<?qbxml version="13.0"?><a/>\n<!-- -->',
  ])('is taken', (text) => {
    for (const at of [[], everyPlace(text)]) expect(faultOf(text, at)).toBeNull();
  });
});

/** One byte a piece, as far as a text is short. */
function everyPlace(text: string): number[] {
  return text.length > 2_000 ? [] : Array.from({ length: Buffer.byteLength(text) }, (_, at) => at);
}

function attributesOf(count: number): string {
  return Array.from({ length: count }, (_, at) => ` a${at}="x"`).join('');
}
