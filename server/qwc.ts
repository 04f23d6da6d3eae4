/** The .qwc file that an admin loads into the Web Connector (Web Connector guide, table 4-1). */
import { type Element, writeIndented } from '../qbxml/xml.ts';
import { OWNER_ID } from './sync/model.ts';

export interface QwcFacts {
  readonly appName: string;
  readonly appUniqueName: string;
  readonly description: string;
  /** PUBLIC_URL: AppURL and AppSupport must be on the same host (QBWC1000). */
  readonly publicURL: string;
  readonly userName: string;
  readonly fileID: string;
  readonly runEveryMinutes: number;
}

/** AppDescription is recommended to have no more. */
const DESCRIPTION_MAX = 80;

/** The text of the file, in the order of the elements that the guide gives. */
export function qwcFile(facts: QwcFacts): string {
  if (facts.description.length > DESCRIPTION_MAX) throw new Error('AppDescription is too long');
  const fields: [name: string, text: string][] = [
    ['AppName', facts.appName],
    ['AppID', ''],
    ['AppURL', `${facts.publicURL}/qbwc`],
    ['AppDescription', facts.description],
    ['AppSupport', `${facts.publicURL}/support`],
    ['UserName', facts.userName],
    ['OwnerID', OWNER_ID],
    ['FileID', facts.fileID],
    ['QBType', 'QBFS'],
    ['Style', 'Document'],
    // "true" keeps the Web Connector from stamping the FileID (QBWC1080), whatever the guide says.
    ['IsReadOnly', 'false'],
    ['AppUniqueName', facts.appUniqueName],
  ];
  // Plain elements: some of them are empty.
  const plain = (name: string, content: Element['content']): Element => ({ name, attributes: {}, content });
  const every = plain('RunEveryNMinutes', String(facts.runEveryMinutes));
  return writeIndented(
    plain('QBWCXML', [...fields.map(([name, text]) => plain(name, text)), plain('Scheduler', [every])]),
  );
}
