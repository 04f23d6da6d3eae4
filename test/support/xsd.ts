/** libxml2 as the judge over XML, by schemas that lie beside the project. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

/** What is wrong with a document by the schema in `file`; empty for a valid one. */
export function xsdJudge(file: string): (text: string) => string[] {
  xmlRegisterFsInputProviders();
  using xsd = XmlDocument.fromBuffer(readFileSync(file), { url: path.resolve(file) });
  const validator = XsdValidator.fromDoc(xsd);
  return (text) => {
    using document = XmlDocument.fromString(text);
    try {
      validator.validate(document);
      return [];
    } catch (error) {
      return [String(error)];
    }
  };
}
