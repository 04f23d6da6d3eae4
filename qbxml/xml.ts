/** XML in general: elements to text, with xmlbuilder2 where it is no matter of speed, text to elements with fast-xml-parser. */
import { XMLParser } from 'fast-xml-parser';
import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';

/** An element to be written. Children are written in their order, which in qbXML is law. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly Element[];
}

/** An element to be written, with its attributes and what is in it. */
export function element(
  name: string,
  content: string | readonly Element[],
  attributes: Record<string, string> = {},
): Element {
  if (content === '') throw new Error(`${name} would be empty`);
  return { name, attributes, content };
}

/**
 * One document in ASCII bytes. The declaration names no encoding, as in Intuit's own samples: in ASCII there is
 * nothing to say, and what QuickBooks gets is a string that has been decoded twice on its way, not our bytes.
 */
export function writeDocument(root: Element, instruction: { target: string; content: string }): string {
  const text = `<?xml version="1.0"?><?${instruction.target} ${instruction.content}?>${written(root)}`
    // Decimal references are known to arrive, literal characters to fail.
    .replace(/[\u00a1-\u00ac\u00ae-\u00ff]/g, (char) => `&#${char.charCodeAt(0)};`);
  const other = /[^ -~]/u.exec(text);
  if (other !== null) throw new Error(`U+${other[0].codePointAt(0)!.toString(16)} can't be sent`);
  return text;
}

/** To the byte what xmlbuilder2 writes, without its tree of nodes, which took a tenth of a session. */
function written({ name, attributes, content }: Element): string {
  let tag = name;
  for (const [key, value] of Object.entries(attributes))
    tag += ` ${key}="${escaped(value).replaceAll('"', '&quot;')}"`;
  if (typeof content === 'string') return `<${tag}>${escaped(content)}</${name}>`;
  let inside = '';
  for (const each of content) inside += written(each);
  return `<${tag}>${inside}</${name}>`;
}

const MARKUP = /[&<>]/;

function escaped(text: string): string {
  if (!MARKUP.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One document for people and programs that read any XML: an element a line. */
export function writeIndented(root: Element): string {
  const document = create({ version: '1.0' });
  append(document, root);
  return `${document.end({ prettyPrint: true, allowEmptyTags: true })}\n`;
}

function append(parent: XMLBuilder, { name, attributes, content }: Element): void {
  const node = parent.ele(name);
  for (const [key, value] of Object.entries(attributes)) node.att(key, escapeAmpersand(value));
  if (typeof content === 'string') node.txt(escapeAmpersand(content));
  else for (const child of content) append(node, child);
}

/** xmlbuilder2 escapes `<`, `>` and `"`, but takes an `&` that looks like a reference for one. */
function escapeAmpersand(value: string): string {
  return value.replaceAll('&', '&amp;');
}

/** What was read between two tags: elements and text in their order, as fast-xml-parser's preserveOrder leaves them. */
export type Content = readonly XmlNode[];
/** An element, by its one key that names it (":@" holds its attributes), or a text, by "#text". */
export type XmlNode = Readonly<Record<string, unknown>>;

/** Why a text is no document: nothing in it, a DTD, an end missing, tags that don't pair, two documents. */
export type NoDocument = 'empty' | 'doctype' | 'cutOff' | 'malformed' | 'twoRoots';

/** Each of them was found to be needed; together they are nearly all that reading an answer costs. */
const PARSER_SETTINGS = {
  // Order is kept across element names, and nothing is copied into objects that nobody will ask for.
  preserveOrder: true,
  ignoreAttributes: false,
  // The defaults turn 00123 into 123, cut blanks and leave `&#233;` as it is.
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignorePiTags: true,
  // No path is made into a string for callbacks that we don't have.
  jPath: false,
} as const;

const parser = new XMLParser(PARSER_SETTINGS);

/** The document's root as the only element of its content. */
export function readDocument(
  text: string,
): { ok: true; content: Content } | { ok: false; reason: NoDocument } {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const fault = findFault(body);
  if (fault !== null) return { ok: false, reason: fault };
  try {
    return { ok: true, content: parser.parse(body) as Content };
  } catch {
    return { ok: false, reason: 'malformed' };
  }
}

/** The elements of this name, in order. */
export function elements(content: Content, name: string): XmlNode[] {
  return content.filter((node) => Object.hasOwn(node, name));
}

/** The first element of this name, as its content; null without one. */
export function child(content: Content, name: string): Content | null {
  // A loop, since each field of each item is looked for so.
  for (const node of content) if (Object.hasOwn(node, name)) return contentOf(node, name);
  return null;
}

/** What is in a node of this name. */
export function contentOf(node: XmlNode, name: string): Content {
  const content = node[name];
  return Array.isArray(content) ? content : [];
}

/** The text of the first element of this name; null without one, "" for an empty one. */
export function childText(content: Content, name: string): string | null {
  const found = child(content, name);
  return found === null ? null : textOf(found);
}

/** The texts in a content, joined. */
export function textOf(content: Content): string {
  let text = '';
  for (const node of content) if (typeof node['#text'] === 'string') text += node['#text'];
  return text;
}

/** The name of an element, null for a text. */
export function nameOf(node: XmlNode): string | null {
  const name = Object.keys(node).find((key) => key !== ':@');
  return name === undefined || name === '#text' ? null : name;
}

/** An attribute of a node; null without it. */
export function attribute(node: XmlNode, name: string): string | null {
  const attributes = node[':@'];
  if (typeof attributes !== 'object' || attributes === null) return null;
  const value = (attributes as Record<string, unknown>)[`@_${name}`];
  return typeof value === 'string' ? value : null;
}

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

/** As deep as fast-xml-parser goes. */
const DEPTH_MAX = 100;

/**
 * fast-xml-parser looks at no closing tag's name and takes an answer that breaks off for a whole one. Tags are
 * paired here, in one walk from "<" to "<" that costs a few hundredths of the parse; texts it leaves alone.
 */
function findFault(text: string): NoDocument | null {
  if (text.trim() === '') return 'empty';
  const open: string[] = [];
  let roots = 0;
  let end = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', end)) {
    if (open.length === 0 && !isBlank(text, end, at)) return 'malformed';
    const mark = text.charCodeAt(at + 1);
    if (mark === QUESTION) {
      end = after(text, '?>', at + 2);
    } else if (mark === BANG) {
      if (text.startsWith('<!--', at)) end = after(text, '-->', at + 4);
      else if (text.startsWith('<![CDATA[', at) && open.length > 0) end = after(text, ']]>', at + 9);
      else return text.startsWith('<!DOCTYPE', at) ? 'doctype' : 'malformed';
    } else if (mark === SLASH) {
      const name = open.pop();
      if (name === undefined) return 'malformed';
      end = after(text, '>', at + 2);
      if (end !== 0 && (!text.startsWith(name, at + 2) || !isBlank(text, at + 2 + name.length, end - 1))) {
        return 'malformed';
      }
    } else {
      if (open.length === 0 && ++roots > 1) return 'twoRoots';
      const name = text.slice(at + 1, nameEnd(text, at + 1));
      end = afterTag(text, at + 1);
      if (name === '' && end !== 0) return 'malformed';
      if (text.charCodeAt(end - 2) !== SLASH && open.push(name) > DEPTH_MAX) return 'malformed';
    }
    if (end === 0) return 'cutOff';
  }
  if (open.length > 0) return 'cutOff';
  if (!isBlank(text, end, text.length)) return 'malformed';
  return roots === 0 ? 'cutOff' : null;
}

/** The place after the next `what`, 0 without one. */
function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? 0 : at + what.length;
}

/** The place after a start tag; a ">" inside quotes doesn't end it. */
function afterTag(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 62) return at + 1;
    if (code === 34 || code === 39) {
      at = text.indexOf(code === 34 ? '"' : "'", at + 1);
      if (at === -1) return 0;
    }
  }
  return 0;
}

function nameEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code > 32 && code !== 62 && code !== SLASH; code = text.charCodeAt(at))
    at++;
  return at;
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) > 32) return false;
  return true;
}
