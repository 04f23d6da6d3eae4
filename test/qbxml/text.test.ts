import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, rewritten, toDescription, toName, toNameAsIs } from '../../qbxml/text.ts';

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
    ['‘x’ “y” «z» 5′ 6″', `'x' "y" <<z>> 5' 6"`],
    ['wait… • one', 'wait... * one'],
    ['© ® ™', '(C) (R) TM'],
    ['Béton armé, Fußboden, Łódź', 'Beton arme, Fussboden, Lodz'],
    ['Бетон', 'Beton'],
    ['混凝土', 'HunNingTu'],
    ['２×４', '2x4'],
    ['90° ±5 €', '90deg +-5 EUR'],
    ['2½" pipe, ½ brick', '2 1/2" pipe, 1/2 brick'],
    ['10² m²', '10^2 m2'],
    ['5⑴', '5 (1)'],
    ['a ≠ b', 'a != b'],
    ['no-break\u00a0blank', 'no-break blank'],
    ['why？', 'why?'],
  ])('writes %j as %j', (text, written) => {
    expect(toName(text)).toEqual({ ok: true, text: written });
  });

  it.each([
    // Diameter signs are no zeros, and Ø is a letter only in words.
    ['⌀12', 'dia 12'],
    ['12⌀', '12 dia'],
    ['(⌀12)', '(dia 12)'],
    ['2×⌀12', '2x dia 12'],
    ['6″⌀ DN50/⌀.5', '6" dia DN50/dia .5'],
    ['1½″ ⌀½ ⌀±5', '1 1/2" dia 1/2 dia +-5'],
    ['∅12 ⊘ 12', 'dia 12 dia 12'],
    ['Rør Ø110, ø 110, Ø½', 'Ror dia 110, dia 110, dia 1/2'],
    ['12mm Ø, 12"Ø, 2xØ12, PVCØ110', '12mm dia, 12" dia, 2x dia 12, PVC dia 110'],
    ['Ølhus, Bygning Ø, Søm', 'Olhus, Bygning O, Som'],
    ['φ12 Φ 16 ϕ8', 'dia 12 dia 16 dia 8'],
    ['3Ø 4W, 1φ, 3-Ø motor, 3Ø12', '3 phase 4W, 1 phase, 3-phase motor, 3 dia 12'],
    // Ohm is no O, whichever omega it is typed with, and omega is a letter in Greek words.
    ['5Ω', '5 ohm'],
    ['5\u2126', '5 ohm'],
    ['\u2126', 'ohm'],
    ['Ω', 'ohm'],
    ['10 kΩ 5MΩ µΩ μΩ', '10 kohm 5Mohm uohm uohm'],
    ['100Ω/km Ω·m', '100 ohm/km ohm*m'],
    ['Ωμέγα αντίσταση 5 Ω', 'Omega antistasi 5 ohm'],
    ['𝛀 𝛺', 'ohm ohm'],
    // Greek letters are quantities where they stand alone.
    ['λ 0,035 Δt cos φ φ 30° µ=0.3', 'lambda 0,035 delta t cos phi phi 30deg mu=0.3'],
    ['5µm 5μm μPVC 80µ', '5um 5um uPVC 80 micron'],
    ['α) Τοίχος 20 μ² 5α', 'a) Toichos 20 m2 5a'],
    ['Type Β', 'Type B'],
    ['Σ 12', 'sum 12'],
    // Angles are not "less than", and what compares says so.
    ['∠50×50×5', 'angle 50x50x5'],
    ['50∠ ∟50', '50 angle angle 50'],
    ['≤5 ≥5 ≈5 ≮5', '<=5 >=5 ~5 !<5'],
    ['5←10 A→B', '5 <- 10 A -> B'],
    ['a ∥ b ⊥ c', 'a parallel b perp c'],
    // Degrees.
    ['90°elbow 20°C 20 °C 5℃', '90deg elbow 20degC 20 degC 5degC'],
    ['codo 90º, 45⁰, 45ᵒ, 45˚, 45∘', 'codo 90deg, 45deg, 45deg, 45deg, 45deg'],
    ['1º piso Nº5 N°5 №5', '1o piso No 5 No 5 No. 5'],
    // Raised and lowered signs.
    ['CO₂ m³ 10³ 10⁻³ s⁻¹', 'CO2 m3 10^3 10^-3 s^-1'],
    ['2¹⁄₂ 3¹¹⁄₁₆ 1⁄2', '2 1/2 3 11/16 1/2'],
    ['10¹⁰ f₁₀ 10₂', '10^10 f10 10_2'],
    ['2⅜″ ½x4', '2 3/8" 1/2x4'],
    // Units, money, bars, marks.
    ['5㎜ ㎡ ㏀ 5㍍', '5mm m2 kohm 5 meter'],
    ['€5 5£ ¥ 5', 'EUR 5 5 GBP yen 5'],
    ['□ 50x50 ■ Steel ▪ Steel', 'square 50x50 * Steel * Steel'],
    ['△1 ▽ +0.00', 'delta 1 level +0.00'],
    ['☐ ☑ ✓ ✗', '[ ] [x] yes no'],
    ['①② Ⓐ Ⓜ', '(1) (2) (A) (M)'],
    ['kN·m A · B instal·lació', 'kN*m A - B instal-lacio'],
    ['5‰ 5‱ §5 Tyvek™', '5 per mille 5 per ten thousand Sec. 5 Tyvek TM'],
    ['⚠ Asbestos', 'warning Asbestos'],
    ['5\u212b', '5 angstrom'],
    ['τι\u037e α\u0387', 'ti? a;'],
  ])('keeps what %j means: %j', (text, written) => {
    expect(toName(text)).toEqual({ ok: true, text: written });
  });

  it('takes what is composed and what is decomposed for the same', () => {
    expect(toName('Be\u0301ton')).toEqual({ ok: true, text: 'Beton' });
  });

  it.each([
    ['snow ☃', '"☃" (U+2603)'],
    ['🏗 crane', '"🏗" (U+1F3D7)'],
    ['🇺🇸', '"🇺" (U+1F1FA)'],
    ['🟥 square', '"🟥" (U+1F7E5)'],
    ['⍟ star', '"⍟" (U+235F)'],
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
    ['⌀12 Ø12 5Ω 5µm', 'dia 12 Ø12 5 ohm 5µm'],
    ['1½"⌀', '1½" dia'],
    ['∠50×50', 'angle 50×50'],
    ['10² 10¹² 10¹⁰ 10⁻³ 2¹⁄₂ m²', '10² 10¹² 10^10 10^-3 2 1/2 m²'],
  ])('writes the signs that Latin-1 does not have: %j is %j', (text, written) => {
    expect(toDescription(text)).toEqual({ ok: true, text: written });
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
    expect(toNameAsIs('4000 · Recettes:Béton & Cie')).toEqual({
      ok: true,
      text: '4000 · Recettes:Béton & Cie',
    });
    expect(toNameAsIs('Income – Labor')).toEqual({ ok: false, character: '"–" (U+2013)' });
    expect(toNameAsIs('Łódź')).toEqual({ ok: false, character: '"Ł" (U+0141)' });
    expect(toNameAsIs('a\u00a0b')).toEqual({ ok: false, character: 'U+00A0' });
  });
});

const asciiText = fc.string({
  unit: fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code)),
});
const printableText = fc.string({ unit: 'grapheme-ascii' });

describe('plain ASCII, which is passed through without a look at each character', () => {
  it('is cleaned by the rule for all other texts', () => {
    fc.assert(
      fc.property(asciiText, (text) => {
        const byRule = text.replace(/[\t-\r ]+/g, ' ').replace(/^ | $/g, '');
        expect(cleanText(text)).toBe(byRule);
        // A letter beyond ASCII takes the slow way.
        expect(cleanText(`${text}é`)).toBe(`${text.replace(/[\t-\r ]+/g, ' ').replace(/^ /, '')}é`);
      }),
      { numRuns: 2000 },
    );
  });

  it('becomes what it becomes beside other characters: itself', () => {
    fc.assert(
      fc.property(printableText, (text) => {
        expect(toName(text)).toEqual({ ok: true, text });
        expect(toDescription(text)).toEqual({ ok: true, text });
        expect(toName(`${text}é`)).toEqual({ ok: true, text: `${text}e` });
        expect(toDescription(`${text}–`)).toEqual({ ok: true, text: `${text}-` });
        expect(rewritten(text, 'name')).toEqual([]);
        expect(rewritten(`${text}é`, 'name')).toEqual([{ from: 'é', to: 'e' }]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is rewritten', () => {
  it('is told once for each character, in the order of the text', () => {
    expect(rewritten('Rør ⌀12, ⌀16 – ″', 'name')).toEqual([
      { from: 'ø', to: 'o' },
      { from: '⌀', to: 'dia' },
      { from: '–', to: '-' },
      { from: '″', to: '"' },
    ]);
  });

  it('leaves out what a description keeps', () => {
    expect(rewritten('Rør ⌀12 ²', 'description')).toEqual([{ from: '⌀', to: 'dia' }]);
    expect(rewritten('10¹⁰', 'description')).toEqual([
      { from: '¹', to: '^1' },
      { from: '⁰', to: '0' },
    ]);
  });

  it('is told for each meaning of a sign', () => {
    expect(rewritten('Ørsted Ø12', 'name')).toEqual([
      { from: 'Ø', to: 'O' },
      { from: 'Ø', to: 'dia' },
    ]);
  });

  it('does not name blanks and what is refused', () => {
    expect(rewritten('a\u00a0b ☃ \u200b ™', 'name')).toEqual([{ from: '™', to: 'TM' }]);
  });

  it('is nothing exactly where the text stays as it is', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('name' as const, 'description' as const), (raw, as) => {
        const text = cleanText(raw);
        const sent = as === 'name' ? toName(text) : toDescription(text);
        if (sent.ok) expect(rewritten(text, as).length > 0).toBe(sent.text !== text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('cleaning', () => {
  it('leaves signs what they are that composing would make other ones', () => {
    expect(cleanText(' 5\u2126  5\u212b ')).toBe('5\u2126 5\u212b');
    expect(cleanText('e\u0301\u2126e\u0301')).toBe('é\u2126é');
    // With an accent they are letters.
    expect(cleanText('\u212b\u0301')).toBe('\u01fa');
  });

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

describe('what stays as it is', () => {
  it('is the same beside a sign that does not: Latin-1 in a description, ASCII in a name', () => {
    const latin1 = fc
      .array(fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)))
      .map((characters) => characters.join('').replace(/[\x7f-\xa0\xad²³¹]/g, ''));
    fc.assert(
      fc.property(latin1, (text) => {
        // The sign at the end, behind a word of its own, makes the whole text be read character by character.
        expect(toDescription(`${text} x ⌀`)).toEqual({ ok: true, text: `${text} x dia` });
        expect(toDescription(text)).toEqual({ ok: true, text });
        expect(rewritten(text, 'description')).toEqual([]);
        const ascii = text.replace(/[^ -~]/g, '');
        expect(toName(`${ascii} x ⌀`)).toEqual({ ok: true, text: `${ascii} x dia` });
      }),
    );
  });
});
