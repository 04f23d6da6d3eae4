/** The document that would be sent for a code alone, or that says what was sent. */
import { buildMessageSet } from '../../qbxml/message-set.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import type { Company, CostCode } from '../codes/model.ts';
import { parentsOf } from '../codes/view.ts';
import type { Store } from '../store/port.ts';
import { connectionOf } from '../sync/read.ts';
import { kindFor, kindOf, kindOfSent } from '../sync/requests/kinds.ts';

/** qbXML with one request: what was sent of an exported code, what would be sent of another one now. */
export async function previewOf(store: Store, company: Company, code: CostCode): Promise<string> {
  const wasSent = code.status === 'exporting' || code.status === 'synced';
  const { version } = await connectionOf(store, company.id);
  // Of a synced code that was linked nothing was sent, and nothing is to be changed: it is shown as it would be added.
  const kind = code.status === 'synced' ? kindOf({ kind: 'ItemServiceAdd' }) : kindFor(code);
  const sent = (wasSent && code.sent) || kind.sent(code, company, await parentsOf(store, [code]), version);
  return buildMessageSet({
    version: sent.version as QbxmlVersion,
    onError: 'continueOnError',
    requests: [kindOfSent(sent).build(null, { sent })],
  });
}
