/** A second opinion on XML: libxml2, which the product doesn't use. */
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { SaxesParser } from 'saxes';
import { sharedFolder } from '../support/shared.ts';
import { xsdJudge } from '../support/xsd.ts';

/** Name, attributes and content of an element, in order. */
export type Tree = [name: string, attributes: Record<string, string>, content: string | Tree[]];

export function readWithLibxml(text: string): Tree {
  const document = XmlDocument.fromString(text);
  try {
    return treeOf(document.root);
  } finally {
    document.dispose();
  }
}

export function isRefusedByLibxml(text: string): boolean {
  try {
    XmlDocument.fromString(text).dispose();
    return false;
  } catch {
    return true;
  }
}

/** As XML 1.0 without a DTD. */
export function isRefusedBySaxes(text: string): boolean {
  const parser = new SaxesParser({ forceXMLVersion: true, defaultXMLVersion: '1.0' });
  let isRefused = false;
  parser.ENTITIES = Object.assign(Object.create(null), { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" });
  parser.on('error', () => {
    isRefused = true;
  });
  parser.on('doctype', () => {
    isRefused = true;
  });
  parser.write(text).close();
  return isRefused;
}

function treeOf(node: XmlElement): Tree {
  const children: Tree[] = [];
  for (let each = node.firstChild; each !== null; each = each.next) {
    if ('attrs' in each) children.push(treeOf(each as XmlElement));
  }
  const attributes = Object.fromEntries(node.attrs.map(({ name, content }) => [name, content]));
  return [node.name, attributes, children.length > 0 ? children : node.content];
}

/** Intuit's own schemas where they are at hand; each answers with what it finds wrong. */
export function intuitSchemas(): { version: string; complaints: (text: string) => string[] }[] {
  const schemas = ['13.0', '16.0'].flatMap((version) => {
    const file = sharedFolder('schema', `qbxml-${version}`, `qbxmlops${version.replace('.', '')}.xsd`);
    return file === null ? [] : [{ version, complaints: xsdJudge(file) }];
  });
  if (schemas.length === 0)
    console.log('skipped: checks against the XSD of qbXML; ../shared/schema is not there');
  return schemas;
}
