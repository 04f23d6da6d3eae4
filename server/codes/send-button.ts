/** The button Send to ERP: Procore's words, and why it cannot be used now. */

import type { Store } from '../store/port.ts';
import type { CodeList, Company } from './model.ts';
import { whyNothingToSend } from './queue.ts';

/** Whether there is something to send, what the button says, and why it is grey (null when it is not). */
export async function sendButtonOf(store: Store, company: Company, list: CodeList) {
  const label = company.firstSentAt === null ? 'Send to ERP' : 'Re-send to ERP';
  const reason = list.quickBooks
    ? await whyNothingToSend(store, company)
    : 'Only the QuickBooks list can be sent.';
  return { enabled: reason === null, label, reason };
}
