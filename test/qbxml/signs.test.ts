import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLACES } from '../../qbxml/sign-places.ts';
import { asOf, readingsOf, SIGN_BLOCKS } from '../../qbxml/signs.ts';
import { cleanText, toDescription, toName } from '../../qbxml/text.ts';

const rules = SIGN_BLOCKS.flatMap((block) => block.rules.map((rule) => ({ block, rule })));
const numberOf = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
const codeOf = (sign: string) => sign.codePointAt(0)!;

interface Row {
  readonly signs: readonly string[];
  readonly codePoints: readonly string[];
  readonly where: string;
  readonly names: readonly string[];
  readonly descriptions: string;
  readonly blanks: string;
  readonly remark: string;
}

interface Section {
  readonly title: string;
  readonly rest: string;
  readonly rows: readonly Row[];
}

/** What docs/signs.md says: a heading with the range of a block, a sentence about the rest of it, and a table. */
function sectionsOf(markdown: string): Section[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .filter((text) => /^.+ \(U\+/.test(text))
    .map((text) => {
      const [title = '', ...lines] = text.split('\n').filter((line) => line !== '');
      return {
        title,
        rest: lines[0] ?? '',
        rows: lines
          .slice(1)
          .filter((line) => line.startsWith('| ') && !line.startsWith('| sign |'))
          .map(rowOf),
      };
    });
}

function rowOf(line: string): Row {
  const [signs = '', codePoints = '', where = '', names = '', descriptions = '', blanks = '', remark = ''] =
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|'));
  return {
    signs: signs.split(' '),
    codePoints: codePoints.split(' '),
    where,
    names: names === 'refused' ? [] : [...names.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? ''),
    descriptions,
    blanks,
    remark,
  };
}

const BLANKS = {
  none: '',
  word: 'both sides',
  after: 'after it',
  number: 'between digits',
  numerator: 'after a digit',
} as const;

const REST = {
  equivalent: 'All others are written as any-ascii has them.',
  refused: 'All others are refused.',
} as const;

describe('docs/signs.md', () => {
  const sections = sectionsOf(readFileSync(new URL('../../docs/signs.md', import.meta.url), 'utf8'));

  it('has the blocks of the table in the code, and what happens to the rest of each', () => {
    expect(sections.map(({ title, rest }) => ({ title, rest }))).toEqual(
      SIGN_BLOCKS.map(({ name, from, to, rest, rules: own }) => ({
        title: `${name} (${numberOf(from)} to ${numberOf(to)})`,
        rest: own.length === 0 ? 'All are refused.' : REST[rest],
      })),
    );
  });

  it.each(SIGN_BLOCKS.map((block, index) => ({ name: block.name, block, index })))(
    'says of $name what the code does',
    ({ block, index }) => {
      const written = block.rules.map(({ signs, as, place = 'anywhere', spacing = 'none', remark = '' }) => ({
        signs: [...signs],
        codePoints: [...signs].map((sign) => numberOf(codeOf(sign))),
        where: place,
        names: as === null ? [] : typeof as === 'string' ? [as] : as,
        descriptions: [...signs].every((sign) => codeOf(sign) <= 0xff) ? 'stays' : 'the same',
        blanks: BLANKS[spacing],
        remark,
      }));
      expect(sections[index]?.rows).toEqual(written);
    },
  );
});

describe('the table of signs', () => {
  it('has a text of printable ASCII for each sign, without a blank at its ends', () => {
    for (const { rule } of rules) {
      const signs = [...rule.signs];
      if (Array.isArray(rule.as)) expect(rule.as, rule.signs).toHaveLength(signs.length);
      for (const index of signs.keys()) {
        const as = asOf(rule.as, index);
        if (as !== null) expect(as, rule.signs).toMatch(/^[!-~](?:[ -~]*[!-~])?$/);
      }
    }
  });

  it('has each sign in the block that it belongs to', () => {
    for (const { block, rule } of rules)
      for (const sign of rule.signs) {
        expect(codeOf(sign), sign).toBeGreaterThanOrEqual(block.from);
        expect(codeOf(sign), sign).toBeLessThanOrEqual(block.to);
      }
  });

  it('has no rule that an earlier one keeps from ever being used, and none that tidying does', () => {
    for (const sign of new Set(rules.flatMap(({ rule }) => [...rule.signs]))) {
      const places = readingsOf(sign).map(({ place }) => place);
      expect(new Set(places).size, sign).toBe(places.length);
      expect(places.slice(0, -1), sign).not.toContain('anywhere');
      expect(cleanText(sign), sign).toBe(sign);
    }
  });

  it('uses every place', () => {
    const used = new Set(rules.map(({ rule }) => rule.place ?? 'anywhere'));
    expect(Object.keys(PLACES).filter((place) => !used.has(place as keyof typeof PLACES))).toEqual([]);
  });

  it('tells ohm, diameter and angle from O, zero and "less than", wherever they stand', () => {
    for (const [signs, word] of [
      ['\u2126\u03a9', 'ohm'],
      ['⌀∅⊘', 'dia'],
      ['∠∡∢∟', 'angle'],
    ] as const)
      for (const sign of signs)
        for (const text of [sign, `${sign}12`, `12 ${sign}`, `12${sign}`, `(${sign})`, `a ${sign} b`]) {
          const name = toName(text);
          expect(name, text).toEqual({ ok: true, text: expect.stringContaining(word) });
          expect(toDescription(text), text).toEqual(name);
        }
  });

  it('refuses what it does not have in blocks of symbols', () => {
    for (const { from, to, rest } of SIGN_BLOCKS) {
      if (rest !== 'refused') continue;
      for (let code = from; code <= to; code++) {
        const sign = String.fromCodePoint(code);
        if (cleanText(sign) === sign && readingsOf(sign).length === 0)
          expect(toName(sign).ok, numberOf(code)).toBe(false);
      }
    }
  });
});

describe('composing', () => {
  it('makes no sign of another one that means something else', () => {
    const kept: string[] = [];
    for (let code = 0xa0; code <= 0x10ffff; code++) {
      const sign = String.fromCodePoint(code);
      const other = sign.normalize('NFC');
      if (other === sign || /\p{White_Space}/u.test(sign)) continue;
      if (cleanText(sign) === sign) kept.push(numberOf(code));
      else expect(cleanText(sign), numberOf(code)).toBe(other);
    }
    // Decided one by one; docs/signs.md says why the others may be composed.
    expect(kept).toEqual(['U+037E', 'U+0387', 'U+2126', 'U+212B']);
  });
});
