import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../qbxml/text.ts';
import { keyOf } from '../../server/codes/model.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('a', 'Ω', '\u2126', '\u212b', '\u037e', '\u0387', 'e', '\u0301', ' ', '\u00a0'),
  }),
);

/** How codes were cleaned, and their keys made, before signs were kept; stores have codes of that time. */
const cleanedBefore = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '');
const keyBefore = (code: string) => code.normalize('NFC').toLowerCase();

describe('the key of a code', () => {
  it('is for every stored code what it was when it was stored', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(keyOf(cleanedBefore(text))).toBe(keyBefore(cleanedBefore(text)));
        expect(keyOf(cleanText(text))).toBe(keyBefore(cleanedBefore(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same before and after cleaning, and in any letter case and composition', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(keyOf(text)).toBe(keyOf(cleanText(text)));
        expect(keyOf(text.normalize('NFC'))).toBe(keyOf(text));
        expect(keyOf(text.normalize('NFD'))).toBe(keyOf(text));
      }),
      { numRuns: 2000 },
    );
    expect(keyOf(' 03\u00a0\t100 ')).toBe('03 100');
    expect(keyOf('5\u2126')).toBe(keyOf('5\u03a9'));
    expect(keyOf('AB')).toBe(keyOf('ab'));
  });
});
