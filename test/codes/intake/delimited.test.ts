import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDelimited } from '../../../server/codes/intake/delimited.ts';

const read = (text: string, separator = ',') =>
  readDelimited(text, separator, Number.POSITIVE_INFINITY).rows.map(
    ({ row, cells, problem, covers }) =>
      `${row}: ${cells.join('|')}${problem === undefined ? '' : ' !'}${covers === undefined ? '' : ` ~${covers}`}`,
  );

describe('delimited text', () => {
  it('opens a cell by a quotation mark at its beginning only, and closes it before a separator or a line end', () => {
    expect(read('a,"b, ""c"""\nd,e "f" g\n"",h"\n')).toEqual(['1: a|b, "c"', '2: d|e "f" g', '3: |h"']);
    expect(read('"a" ,\u00a0"b"\t\nc')).toEqual(['1: a|b', '2: c']);
    expect(read(' "a" b,c\n')).toEqual(['1:  "a" b|c']);
    expect(read('"a')).toEqual(['1: a !']);
    expect(read('"')).toEqual([]);
    expect(read('x,"')).toEqual(['1: x| !']);
  });

  it('counts rows as a spreadsheet does, whatever the line ends', () => {
    expect(read('a\r\n\r\nb\rc\n\n"d\r\ne"\nf')).toEqual(['1: a', '3: b', '4: c', '6: d\r\ne', '7: f']);
  });

  it('says which lines a clean cell covers if it also holds the separator', () => {
    expect(read('a\n"b\nc,d",e\n"f\ng"\nh')).toEqual(['1: a', '2: b\nc,d|e ~2 to 3', '3: f\ng', '4: h']);
  });

  it('names every row that an unclean quotation mark covers, and goes on behind it', () => {
    expect(read('a,"b\nc\n\nd,"e"\nf')).toEqual(['1: a|b !', '2: c !', '4: d|e !', '5: f']);
    expect(read('a,"x\ny",b,"c\nd"e,f\ng')).toEqual(['1: a|x !', '2: y|b|c !', '3: d"e|f !', '4: g']);
    expect(read('a,"x\ny","b\nc')).toEqual(['1: a|x !', '2: y|b !', '3: c']);
  });

  it('stops after the row that was asked for, and says whether that was all', () => {
    expect(readDelimited('a\nb\nc', ',', 2)).toMatchObject({
      rows: [{ row: 1 }, { row: 2 }],
      isWhole: false,
    });
    expect(readDelimited('a\nb\n', ',', 2)).toMatchObject({ isWhole: true });
  });

  it('keeps a thousand cells of a row and says that there are more', () => {
    for (const text of [`${','.repeat(5_000)}z`, `"x"${',"y"'.repeat(5_000)}`, `"x"${','.repeat(5_000)}z`]) {
      const [first] = readDelimited(`${text}\na`, ',', Number.POSITIVE_INFINITY).rows;
      expect(first?.problem, text.slice(0, 9)).toContain('1,000 cells');
    }
    // Spreadsheets write empty ones as far as somebody once formatted a cell.
    expect(read(`a${','.repeat(5_000)}\n"b"${','.repeat(5_000)}`).join()).not.toContain('!');
    expect(read(`${'a,'.repeat(999)}b`)[0]).not.toContain('!');
  });

  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '0', ';') });

  it('reads back what is written with every cell in quotation marks', () => {
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), (rows, end) => {
        const text = rows
          .map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(',') + end)
          .join('');
        const kept = rows.filter((cells) => cells.some((each) => each.trim() !== ''));
        expect(readDelimited(text, ',', Number.POSITIVE_INFINITY).rows.map(({ cells }) => cells)).toEqual(
          kept,
        );
      }),
    );
  });

  it('loses no sign of a text, however it is broken: all of it stands in some row', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const { rows, isWhole } = readDelimited(text, ',', Number.POSITIVE_INFINITY);
        const letters = (all: string) => all.replace(/[^a0;]/g, '');
        expect(isWhole).toBe(true);
        expect(letters(rows.flatMap(({ cells }) => cells).join(''))).toBe(letters(text));
        const numbers = rows.map(({ row }) => row);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      }),
      { numRuns: 2_000 },
    );
  });
});
