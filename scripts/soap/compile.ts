/**
 * Replies in the shape that a WSDL gives them: strong-soap serialises each operation's reply once, with markers for the texts, and
 * what lies between the markers is kept. So the WSDL decides on names, order and namespaces: nearly-right XML is what breaks the Web
 * Connector most, and says least about it.
 */
import { promisify } from 'node:util';
import { type ElementDescriptor, soap, type WSDL } from 'strong-soap';
import { OPERATIONS, type Operation, type ResultKind } from '../../server/soap/operations.ts';
import type { Template } from '../../server/soap/reply.ts';

/** Without it SoapCore's replies could not be read (jsgoupil/quickbooks-sync #62). */
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** By operation, for those that the server has. Rejects where the WSDL gives one another kind of result than the server has. */
export async function compileTemplates(wsdlFile: string): Promise<Map<string, Template>> {
  const wsdl = await promisify<string, object, WSDL | undefined>(soap.WSDL.open)(wsdlFile, {});
  const templates = new Map<string, Template>();
  for (const binding of Object.values(wsdl!.definitions.bindings))
    for (const [name, operation] of Object.entries(binding.operations))
      if (Object.hasOwn(OPERATIONS, name))
        templates.set(name, compile(wsdl!, name as Operation, operation.describe(wsdl!).output.body));
  return templates;
}

function compile(wsdl: WSDL, operation: Operation, response: ElementDescriptor): Template {
  const name = `${operation}Result`;
  const found = kindOf(response.elements.find((element) => element.qname.name === name));
  const expected = OPERATIONS[operation].result;
  if (found !== expected)
    throw new Error(`The WSDL's ${name} is ${found ?? 'missing'}, the server's is ${expected}`);

  const markers = (expected === 'strings' ? ['A', 'B', 'C', 'D'] : ['A']).map(
    (letter) => `[[TEXT-${letter}]]`,
  );
  const envelope = soap.XMLHandler.createSOAPEnvelope('soap');
  envelope.header.remove();
  const value = { [name]: expected === 'strings' ? { string: markers } : markers[0] };
  new soap.XMLHandler(wsdl.schemas, {}).jsonToXml(envelope.body, null, response, value);
  const xml = DECLARATION + envelope.doc.toString({ pretty: false });

  const pieces = xml.split(/\[\[TEXT-[A-D]\]\]/);
  if (pieces.length !== markers.length + 1) throw new Error(`No template for ${operation}: ${xml}`);
  return pieces;
}

function kindOf(element: ElementDescriptor | undefined): ResultKind | undefined {
  if (element === undefined || element.isMany) return undefined;
  if (element.isSimple)
    return element.type?.name === 'string' || element.type?.name === 'int' ? element.type.name : undefined;
  const [item, ...others] = element.elements;
  const isList =
    item?.qname.name === 'string' && item.isMany && kindOf({ ...item, isMany: false }) === 'string';
  return isList && others.length === 0 ? 'strings' : undefined;
}

/** As the project's formatter leaves it. */
export function moduleOf(templates: ReadonlyMap<string, Template>): string {
  const entries = [...templates].map(
    ([operation, pieces]) =>
      `  ${operation}: [\n${pieces.map((piece) => `    '${piece}',\n`).join('')}  ],\n`,
  );
  return `/** What strong-soap makes of our WSDL, written by \`npm run reply-templates\`: not to be changed by hand. */
import type { Operation } from './operations.ts';
import type { Template } from './reply.ts';

export const REPLY_TEMPLATES: Readonly<Record<Operation, Template>> = {
${entries.join('')}};
`;
}
