/** Made-up documents, damage done to them, and pieces of them. */
import fc from 'fast-check';

const aName = fc.constantFrom('a', 'Name', 'ListID', 'ItemServiceRet', 'é-1.x', 'ItemQueryRs', 'a:b', '_');
const aText = fc
  .array(
    fc.constantFrom(
      'x',
      '7',
      'R&amp;D',
      '&lt;',
      '&gt;',
      '&quot;',
      '&apos;',
      '&#233;',
      '&#xE9;',
      '&#x1F600;',
      '&#13;',
      'é',
      '€',
      '😀',
      ']',
      ']]',
      '>',
      '-',
      ' ',
      '\n',
      '\r\n',
      '\r',
      '\t',
      '/',
      '"',
      "'",
      '\u0085',
      '\uFFFD',
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join('').replaceAll(']]>', ''));
const beside = fc.constantFrom(
  '<!-- - > & < -->',
  '<!---->',
  '<?pi a?>',
  '<?p?>',
  '<![CDATA[]]>',
  '<![CDATA[</a> &amp; ]] ]]]>',
  '<![CDATA[\r\n]]>',
);
const anAttribute = fc
  .tuple(
    fc.constantFrom('requestID', 'statusCode', 'iteratorID', 'iteratorRemainingCount', 'b', 'é'),
    aText,
    fc.constantFrom('"', "'"),
    fc.constantFrom('', ' ', '\n'),
  )
  .map(([name, text, quote, blank]) => ({
    name,
    written: `${name}${blank}=${blank}${quote}${text.replaceAll(quote, '').replaceAll('<', '')}${quote}`,
  }));
export const attributes = fc
  .uniqueArray(anAttribute, { selector: ({ name }) => name, maxLength: 3 })
  .map((all) => all.map(({ written }) => ` ${written}`).join(''));

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(aName, attributes, fc.option(tie('content')), fc.constantFrom('', ' ', '\n'))
    .map(([name, attrs, content, blank]) =>
      content === null
        ? `<${name}${attrs}${blank}/>`
        : `<${name}${attrs}${blank}>${content}</${name}${blank}>`,
    ),
  content: fc
    .array(
      fc.oneof(
        { maxDepth: 4, depthIdentifier: 'xml' },
        { arbitrary: aText, weight: 3 },
        beside,
        tie('element'),
      ),
      { maxLength: 4 },
    )
    .map((pieces) => pieces.join('').replaceAll(']]>>', ']]>')),
}));
export const content = fc
  .array(fc.oneof(element, aText, beside), { maxLength: 4 })
  .map((all) => all.join(''));

const around = fc.constantFrom('', '\n', '<!-- x -->', '<?pi?>');
export const aDocument = fc
  .tuple(
    fc.constantFrom(
      '',
      '<?xml version="1.0"?>',
      "<?xml version='1.0' encoding='utf-8' standalone='no' ?>",
      '\ufeff',
    ),
    around,
    element,
    around,
  )
  .map((all) => all.join(''));

const damage = fc.tuple(
  fc.nat(10_000),
  fc.nat(3),
  fc.constantFrom(
    '',
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    '=',
    ' ',
    '!',
    '?',
    '-',
    ';',
    '#',
    ']]>',
    '-->',
    '--',
    '<!--',
    '<![CDATA[',
    '<a>',
    '</a>',
    '<a/>',
    '<?xml version="1.0"?>',
    '<!DOCTYPE a>',
    '&nbsp;',
    '&#0;',
    '&#x1;',
    '&#xFFFE;',
    '&#xD800;',
    '&#x110000;',
    '\u0000',
    '\u0001',
    '\u001f',
    '\uFFFE',
    '\uFFFF',
    '\u007f',
    ' b="1" b="2"',
    '1',
    '\u00b7',
    'x',
  ),
);

/** The document, mostly whole, with a few things in it put out of order. */
export const damaged = (documents: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(documents, fc.array(damage, { maxLength: 2 })).map(([text, all]) =>
    all
      .reduce((before, [place, taken, put]) => {
        const at = place % (before.length + 1);
        return before.slice(0, at) + put + before.slice(at + taken);
      }, text)
      .toWellFormed(),
  );

export const places = fc.array(fc.nat(2_000), { maxLength: 8 });

/** In bytes, no character being cut in two. */
export function piecesOf(text: string, at: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const starts = [...new Set([0, ...at.filter((place) => place < bytes.length)])].sort((a, b) => a - b);
  const whole = starts.filter((start) => (bytes[start]! & 0xc0) !== 0x80);
  return whole.map((start, index) => bytes.subarray(start, whole[index + 1]));
}
