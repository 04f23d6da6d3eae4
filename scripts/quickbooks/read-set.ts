// Reads a message set before anything of it is executed: one unreadable request refuses all (recorded).
import { checkRequest } from './grammar.ts';
import type { Host } from './host-company.ts';
import { asStored, childOf, childrenOf, NotReadable, readQbxml, textOf, type XmlElement } from './xml.ts';

/** The set is in a version of qbXML that this QuickBooks does not have. */
export class VersionUnknown extends Error {}

export interface ReadSet {
  /** Of its qbXML. */
  version: number;
  requests: XmlElement[];
  /** Of the items that it adds or changes (namesIn). */
  names: string[];
  /** The full names that it asks for. */
  asked: string[];
  onError: string;
  includeData: boolean;
  newID: string | undefined;
  oldID: string | undefined;
}

const SET_ATTRIBUTES = ['onError', 'newMessageSetID', 'oldMessageSetID', 'responseData'];

/** A message set. Throws NotReadable or VersionUnknown: then nothing of it is executed. */
export function readSet(qbxml: string, host: Host): ReadSet {
  const { qbxmlVersion, root } = readQbxml(qbxml);
  if (!host.qbxmlVersions.includes(qbxmlVersion)) throw new VersionUnknown(`qbXML ${qbxmlVersion}`);
  const [set, ...others] = root.children;
  if (root.name !== 'QBXML' || set?.name !== 'QBXMLMsgsRq' || others.length > 0)
    throw new NotReadable('not one QBXMLMsgsRq in QBXML');
  const { onError = '', responseData = 'includeAll', newMessageSetID, oldMessageSetID } = set.attributes;
  const unknown = Object.keys(set.attributes).find((name) => !SET_ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw new NotReadable(`attribute ${unknown} of QBXMLMsgsRq`);
  // Documented: rollbackOnError "is not valid and will produce an error"; which one is guessed.
  if (onError !== 'continueOnError' && onError !== 'stopOnError')
    throw new NotReadable(`onError="${onError}"`);
  if (responseData !== 'includeAll' && responseData !== 'includeNone')
    throw new NotReadable(`responseData="${responseData}"`);
  if (set.children.length === 0 && set.text.trim() !== '') throw new NotReadable('text in QBXMLMsgsRq');
  for (const request of set.children)
    checkRequest(request, { version: Number(qbxmlVersion), country: host.country });
  return {
    version: Number(qbxmlVersion),
    requests: set.children,
    names: set.children.flatMap(namesIn),
    asked: set.children.flatMap((request) => childrenOf(request, 'FullName').map(({ text }) => text)),
    onError,
    includeData: responseData === 'includeAll',
    newID: newMessageSetID,
    oldID: oldMessageSetID,
  };
}

/** The name of the item that a request adds; of one that it changes the new one, if it says one, and the ListID. None for others. */
export const namesIn = (request: XmlElement): string[] => {
  const change = childOf(request, 'ItemServiceMod');
  const name = textOf(childOf(request, 'ItemServiceAdd') ?? change, 'Name');
  const listID = textOf(change, 'ListID');
  return [name === undefined ? [] : asStored(name), listID ?? []].flat();
};
