// Message sets as the tests of the simulated QuickBooks write them by hand, and a look into its answers.
import {
  SimulatedQuickBooks,
  type SimulatedQuickBooksOptions,
} from '../../scripts/quickbooks/simulated-quickbooks.ts';

export const AT = new Date('2026-03-02T08:00:00Z');
export const OWNER = '{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}';
export const FILE = '{57F3B9B6-86F1-4FCC-B1EE-566DE1813D20}';

export const quickbooks = (options: SimulatedQuickBooksOptions = {}) =>
  new SimulatedQuickBooks({ clock: () => AT, random: () => 0.5, ...options });

export const set = (requests: string, attributes = '', version = '13.0'): string =>
  `<?xml version="1.0"?>\n<?qbxml version="${version}"?>\n<QBXML><QBXMLMsgsRq onError="continueOnError"${attributes}>` +
  `${requests}</QBXMLMsgsRq></QBXML>`;

export const ONE_SIDE =
  '<SalesOrPurchase><AccountRef><FullName>Construction Income</FullName></AccountRef></SalesOrPurchase>';

export interface Given {
  id?: string;
  before?: string;
  parent?: string;
  sides?: string;
  after?: string;
}
export const add = (
  name: string,
  { id = name, before = '', parent, sides = ONE_SIDE, after = '' }: Given = {},
): string =>
  `<ItemServiceAddRq requestID="${id}"><ItemServiceAdd><Name>${name}</Name>${before}` +
  (parent === undefined ? '' : `<ParentRef><FullName>${parent}</FullName></ParentRef>`) +
  `${sides}${after}</ItemServiceAdd></ItemServiceAddRq>`;

export const REFUSED = {
  hresult: '0x80040400',
  message: 'QuickBooks found an error when parsing the provided XML text stream.',
};

export function answerOf(simulated: SimulatedQuickBooks, text: string): string {
  const processed = simulated.processRequest(text);
  if ('hresult' in processed) throw new Error(`${processed.hresult}: ${processed.reason}`);
  return processed.response;
}

export const statusesOf = (response: string): string[] =>
  [...response.matchAll(/statusCode="(\d+)"/g)].map(([, code]) => code ?? '');

export const statuses = (simulated: SimulatedQuickBooks, text: string): string[] =>
  statusesOf(answerOf(simulated, text));

export const messageOf = (response: string): string =>
  (/statusMessage="([^"]*)"/.exec(response)?.[1] ?? '').replaceAll('&quot;', '"');

export const setStatus = (response: string): string | undefined =>
  /<QBXMLMsgsRs[^>]* messageSetStatusCode="(\d+)"/.exec(response)?.[1];
