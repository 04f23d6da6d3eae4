// Reading and writing XML as the simulated QuickBooks does it: strict when it reads, in the shape of the recordings when it writes.
import { SaxesParser } from 'saxes';

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

export interface QbxmlDocument {
  qbxmlVersion: string;
  root: XmlElement;
}

/** Why a text is no qbXML. The real QuickBooks does not say; it answers 0x80040400 for all of them. */
export class NotReadable extends Error {}

/** A qbXML document. Throws NotReadable where the real QuickBooks refuses the text. */
export function readQbxml(text: string): QbxmlDocument {
  // Recorded: a raw character beyond ASCII fails, whatever the declared encoding (a BOM is one, by inference).
  const raw = text.search(/[^\x00-\x7f]/);
  if (raw >= 0) throw new NotReadable(`raw character U+${hex(text.codePointAt(raw) ?? 0)}`);
  // Recorded (qbwc/qbwc#69): without <?xml ?> the set fails. XML itself wants it at the very start.
  if (!/^<\?xml\s/.test(text)) throw new NotReadable('no <?xml ?> at the start');

  let qbxmlVersion: string | undefined;
  let root: XmlElement | undefined;
  const open: XmlElement[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', (error) => {
    throw new NotReadable(error.message);
  });
  // Guessed: nobody was seen sending a DTD or CDATA; refused so that nothing relies on them.
  parser.on('doctype', () => {
    throw new NotReadable('a DOCTYPE');
  });
  parser.on('cdata', () => {
    throw new NotReadable('a CDATA section');
  });
  parser.on('processinginstruction', ({ target, body }) => {
    if (target !== 'qbxml') return;
    if (root) throw new NotReadable('<?qbxml ?> after the root');
    if (qbxmlVersion !== undefined) throw new NotReadable('two <?qbxml ?>');
    const version = /^version\s*=\s*(["'])([^"']*)\1\s*$/.exec(body.trim())?.[2];
    if (version === undefined) throw new NotReadable(`<?qbxml ${body}?>`);
    qbxmlVersion = version;
  });
  parser.on('opentag', (tag) => {
    const element: XmlElement = {
      name: tag.name,
      attributes: { ...(tag.attributes as Record<string, string>) },
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element) element.text += part;
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element && element.children.length > 0) {
      if (element.text.trim() !== '') throw new NotReadable(`text between the elements of ${element.name}`);
      element.text = '';
    }
  });
  parser.write(text).close();

  if (!root) throw new NotReadable('no root element');
  if (qbxmlVersion === undefined) throw new NotReadable('no <?qbxml version?>');
  return { qbxmlVersion, root };
}

/** Recorded (qbwc/qbxml#8): what is not in ISO-8859-1 is taken as a reference, but kept as "?" for good. */
export const asStored = (text: string): string => text.replace(/[^\u0000-\u00ff]/gu, '?');

/** The elements of this name directly within one, in their order. */
export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** The first of them. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

/** The text of the first of them; undefined without one. */
export const textOf = (element: XmlElement | undefined, name: string): string | undefined =>
  childOf(element, name)?.text;

/** What an answer is made of: an element with its children, or with its text. */
export type Out = [name: string, content: string | Out[], attributes?: Record<string, string>];

const escapeText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const escapeAttribute = (text: string): string => escapeText(text).replace(/"/g, '&quot;');

/** Recorded shape: each element on its own line without indentation, `<X ... />` when empty. `lineEnd` is "" in strHCPResponse. */
export function write(out: Out, lineEnd = '\n'): string {
  const [name, content, attributes = {}] = out;
  const head = Object.entries(attributes).reduce(
    (all, [key, value]) => `${all} ${key}="${escapeAttribute(value)}"`,
    `<${name}`,
  );
  if (typeof content === 'string') return `${head}>${escapeText(content)}</${name}>${lineEnd}`;
  if (content.length === 0) return `${head} />${lineEnd}`;
  return `${head}>${lineEnd}${content.map((child) => write(child, lineEnd)).join('')}</${name}>${lineEnd}`;
}

/** Recorded: no encoding and no <?qbxml ?> in answers. */
export const writeDocument = (root: Out, lineEnd = '\n'): string =>
  `<?xml version="1.0" ?>${lineEnd}${write(root, lineEnd)}`;

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');
