/** A second opinion on XML: libxml2, which the product doesn't use. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { sharedFolder } from '../shared.ts';

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
    return file === null ? [] : [{ version, complaints: schema(file) }];
  });
  if (schemas.length === 0)
    console.log('skipped: checks against the XSD of qbXML; ../shared/schema is not there');
  return schemas;
}

function schema(file: string): (text: string) => string[] {
  xmlRegisterFsInputProviders();
  const xsd = XmlDocument.fromBuffer(readFileSync(file), { url: path.resolve(file) });
  const validator = XsdValidator.fromDoc(xsd);
  return (text) => {
    const document = XmlDocument.fromString(text);
    try {
      validator.validate(document);
      return [];
    } catch (error) {
      return [String(error)];
    } finally {
      document.dispose();
    }
  };
}
