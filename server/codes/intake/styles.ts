/** The formats of a workbook's cells: its part `styles.xml` (ECMA-376 part 1, 18.8). */
import { builtInFormat, type NumberFormat, numberFormat } from './number-format.ts';
import { readXml, type XmlHandler } from './xml.ts';

/** By the number that a cell has for its style; a cell without one has 0. */
export type Styles = (style: number) => NumberFormat;

/** A workbook without styles shows everything as General. */
export function noStyles(from1904: boolean): Styles {
  return stylesOf([], new Map(), from1904);
}

/** Reads the part `styles.xml`. `from1904`: the workbook counts its days from 1904. Throws Unreadable for unsound XML. */
export function readStyles(part: string, pieces: Iterable<Uint8Array>, from1904: boolean): Styles {
  const codes = new Map<number, string>();
  const formatIds: number[] = [];
  let section = '';
  let depth = 0;
  const handler: XmlHandler = {
    open(name, attributes) {
      depth++;
      if (depth === 2) section = name;
      if (depth !== 3) return;
      // xf of cellStyleXfs are something else: what named styles are made of.
      if (section === 'cellXfs' && name === 'xf') formatIds.push(Number(attributes.numFmtId ?? 0));
      if (section === 'numFmts' && name === 'numFmt')
        codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    },
    close() {
      depth--;
    },
    text() {},
  };
  readXml(part, pieces, handler);
  return stylesOf(formatIds, codes, from1904);
}

function stylesOf(
  formatIds: readonly number[],
  codes: ReadonlyMap<number, string>,
  from1904: boolean,
): Styles {
  const known = new Map<number, NumberFormat>();
  return (style) => {
    const id = formatIds[style] ?? 0;
    const format = known.get(id) ?? numberFormat(codes.get(id) ?? builtInFormat(id), from1904);
    known.set(id, format);
    return format;
  };
}
