import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, toAccountName, toDescription, toName } from '../../qbxml/text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  // Halves of surrogate pairs too.
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
);

describe('a name', () => {
  it.each([
    ['03-300 Footings', '03-300 Footings'],
    ['A – B — C ‑ D − E', 'A - B - C - D - E'],
    ['‘x’ “y” «z» 5′ 6″', `'x' "y" <<z>> 5' 6''`],
    ['wait… • one', 'wait... * one'],
    ['© ® ™', '(C) (R) TM'],
    ['Béton armé, Fußboden, Łódź', 'Beton arme, Fussboden, Lodz'],
    ['Бетон', 'Beton'],
    ['混凝土', 'HunNingTu'],
    ['２×４', '2*4'],
    ['90° ±5 €', '90deg +-5 EUR'],
    ['2½" pipe, ½ brick', '2 1/2" pipe, 1/2 brick'],
    ['10² m²', '10 2 m2'],
    ['5⑴', '5 (1)'],
    ['a ≠ b', 'a != b'],
    ['no-break\u00a0blank', 'no-break blank'],
    ['why？', 'why?'],
  ])('writes %j as %j', (text, written) => {
    expect(toName(text)).toEqual({ ok: true, text: written });
  });

  it('takes what is composed and what is decomposed for the same', () => {
    expect(toName('Be\u0301ton')).toEqual({ ok: true, text: 'Beton' });
  });

  it.each([
    ['snow ☃', '"☃" (U+2603)'],
    ['🏗 crane', '"🏗" (U+1F3D7)'],
    ['🇺🇸', '"🇺" (U+1F1FA)'],
    ['▪ square', '"▪" (U+25AA)'],
    ['bell\u0007', 'U+0007'],
    ['tab\t', 'U+0009'],
    ['line\nbreak', 'U+000A'],
    ['zero\u200bwidth', 'U+200B'],
    ['soft\u00adhyphen', 'U+00AD'],
    ['\ufeffmark', 'U+FEFF'],
    ['\u0604', 'U+0604'],
    ['tag \u{e0041}', 'U+E0041'],
    ['half \ud83d', 'U+D83D'],
    ['private \ue000', 'U+E000'],
    ['unassigned \u0378', 'U+0378'],
    ['lost \ufffd', '"\ufffd" (U+FFFD)'],
    ['variant ™\ufe0f', 'U+FE0F'],
    ['q\u0301', '"\u25cc\u0301" (U+0301)'],
    ['Tangut \u{17026}', '"\u{17026}" (U+17026)'],
    ['braille \u2800', '"\u2800" (U+2800)'],
  ])('refuses %j and names %s', (text, character) => {
    expect(toName(text)).toEqual({ ok: false, character });
  });

  it('is printable ASCII or refused, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = toName(text);
        if (name.ok) expect(name.text).toMatch(/^[ -~]*$/);
        else expect(name.character).toMatch(/^(".{1,3}" \()?U\+[0-9A-F]{4,6}\)?$/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('loses no character: each one alone is written as something', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const name = toName(String.fromCodePoint(code));
      if (name.ok && name.text === '') throw new Error(`U+${code.toString(16)} is dropped`);
      if (name.ok && /^:.+:$/.test(name.text)) throw new Error(`U+${code.toString(16)} is described`);
      if (name.ok && name.text.includes('?') && !/\p{P}/u.test(String.fromCodePoint(code))) {
        throw new Error(`U+${code.toString(16)} becomes "?"`);
      }
    }
  });

  it('stays as it is the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = toName(text);
        if (name.ok) expect(toName(name.text)).toEqual(name);
      }),
    );
  });
});

describe('a description', () => {
  it('keeps what Latin-1 has and writes the rest in ASCII', () => {
    expect(toDescription('Béton ½ – 10² “Ø” ™')).toEqual({ ok: true, text: 'Béton ½ - 10² "Ø" TM' });
    expect(toDescription('e\u0301 ¡ÿ')).toEqual({ ok: true, text: 'é ¡ÿ' });
  });

  it.each([
    ['soft\u00adhyphen', 'U+00AD'],
    ['☃', '"☃" (U+2603)'],
    ['\u0080', 'U+0080'],
    ['\u007f', 'U+007F'],
  ])('refuses %j', (text, character) => {
    expect(toDescription(text)).toEqual({ ok: false, character });
  });

  it('is Latin-1 or refused, and stays as it is the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const desc = toDescription(text);
        if (!desc.ok) return;
        expect(desc.text).toMatch(/^[ -~\u00a1-\u00ac\u00ae-\u00ff]*$/);
        expect(toDescription(desc.text)).toEqual(desc);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('an account name', () => {
  it("is never rewritten: it has to be QuickBooks' own", () => {
    expect(toAccountName('4000 · Recettes:Béton & Cie')).toEqual({
      ok: true,
      text: '4000 · Recettes:Béton & Cie',
    });
    expect(toAccountName('Income – Labor')).toEqual({ ok: false, character: '"–" (U+2013)' });
    expect(toAccountName('Łódź')).toEqual({ ok: false, character: '"Ł" (U+0141)' });
    expect(toAccountName('a\u00a0b')).toEqual({ ok: false, character: 'U+00A0' });
  });
});

describe('cleaning', () => {
  it('trims and makes one blank of white space of every kind', () => {
    expect(cleanText(' \t03-300\r\n \u00a0\u2003Footings\u2028\u3000')).toBe('03-300 Footings');
    expect(cleanText('e\u0301')).toBe('é');
    expect(cleanText('\u00a0')).toBe('');
  });

  it('leaves to toName what is no white space', () => {
    expect(cleanText('a\u200bb\u0007')).toBe('a\u200bb\u0007');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });
});
