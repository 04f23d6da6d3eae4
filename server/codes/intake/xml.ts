/**
 * The XML of a workbook's parts, read strictly and in pieces. Names come without their prefix: writers choose it, and strict OOXML has
 * other namespaces for the same names. What no workbook has (a DTD, tags hundreds deep, texts of a million characters, millions of elements) is refused
 * before it costs anything.
 */
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { damaged, Unreadable } from './unreadable.ts';

export interface XmlHandler {
  /** Attributes with their prefix; those of workbooks have none, but for the `r:id` of relationships. */
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** Of the element that was opened last and is open. */
  close(): void;
  text(text: string): void;
}

const DEPTH_MAX = 100;
/** 200,000 rows of ten cells have 4.2 million. */
const ELEMENTS_MAX = 5_000_000;
/** What goes to the parser at once: it notices only afterwards that something is too long. */
const STEP_CHARS = 64 * 1024;
/** One tag with its attributes, one text, one comment. Excel's longest text has 32,767 characters. */
const TOKEN_CHARS_MAX = 2 ** 20;

/** UTF-8, or UTF-16 with its byte order mark; a package knows no others (ECMA-376 part 2, 6.2.5). Throws Unreadable for other bytes. */
export function* texts(pieces: Iterable<Uint8Array>, part: string): Generator<string, void, undefined> {
  let decoder: TextDecoder | null = null;
  try {
    for (const piece of pieces) {
      decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    if (error instanceof TypeError) throw brokenXml(part);
    throw error;
  }
}

/** Takes the text of one part in pieces. What the handler throws comes through; everything else is Unreadable. */
export class XmlReader {
  private readonly parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  private readonly part: string;
  private depth = 0;
  private elements = 0;
  private charsWithoutEvent = 0;

  constructor(part: string, handler: XmlHandler) {
    this.part = part;
    const parser = this.parser;
    parser.on('error', () => {
      throw brokenXml(part);
    });
    parser.on('doctype', () => {
      throw new Unreadable(
        `The part "${part}" of this workbook has a document type definition (DTD), which no workbook needs. ` +
          'Open it in Excel, save it and import that.',
      );
    });
    parser.on('opentag', (tag) => {
      this.charsWithoutEvent = 0;
      if (++this.depth > DEPTH_MAX) throw brokenXml(part);
      if (++this.elements > ELEMENTS_MAX)
        throw new Unreadable(
          `This workbook is too large: its part "${part}" has more than ${ELEMENTS_MAX.toLocaleString('en-US')} elements. ` +
            'Copy the rows to be imported into a new workbook and import that.',
        );
      handler.open(localName(tag.name), tag.attributes);
    });
    parser.on('closetag', () => {
      this.charsWithoutEvent = 0;
      this.depth--;
      handler.close();
    });
    const text = (text: string) => {
      this.charsWithoutEvent = 0;
      handler.text(text);
    };
    parser.on('text', text);
    parser.on('cdata', text);
  }

  write(text: string): void {
    for (let from = 0; from < text.length; from += STEP_CHARS) {
      const step = text.slice(from, from + STEP_CHARS);
      this.charsWithoutEvent += step.length;
      this.parser.write(step);
      if (this.charsWithoutEvent > TOKEN_CHARS_MAX) throw brokenXml(this.part);
    }
  }

  close(): void {
    this.parser.close();
  }
}

/** Reads a whole part. */
export function readXml(part: string, pieces: Iterable<Uint8Array>, handler: XmlHandler): void {
  const reader = new XmlReader(part, handler);
  for (const text of texts(pieces, part)) reader.write(text);
  reader.close();
}

/** `on` as in `<row hidden="1">` (xsd:boolean). */
export function isOn(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

/** The error for a part of a workbook that cannot be parsed. */
export function brokenXml(part: string): Unreadable {
  return damaged(`its part "${part}" is no sound XML`);
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
