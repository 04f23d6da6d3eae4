/** All calls, in the order in which they are described. */
import type { Call } from './call.ts';
import { CODE_CALLS } from './codes.ts';
import { COMPANY_CALLS } from './companies.ts';
import { CONNECTOR_CALLS } from './connector.ts';
import { DESCRIPTION_CALLS } from './description.ts';
import { GATE_CALLS } from './gate.ts';
import { IMPORT_CALLS } from './import.ts';
import { LIST_CALLS } from './lists.ts';
import { NOTICE_CALLS } from './notices.ts';
import { QUICKBOOKS_CALLS } from './quickbooks.ts';
import { SESSION_CALLS } from './sessions.ts';
import { SETUP_LINK_CALLS } from './setup-links.ts';
import { STATUS_CALLS } from './status.ts';
import { TOKEN_CALLS } from './tokens.ts';
import { USER_CALLS } from './users.ts';
import { VERB_CALLS } from './verbs.ts';
import { WEBHOOK_CALLS } from './webhooks.ts';

export interface CallGroup {
  readonly name: string;
  readonly calls: readonly Call[];
}

export const CALL_GROUPS: readonly CallGroup[] = [
  { name: 'Companies', calls: [...COMPANY_CALLS, ...CONNECTOR_CALLS, ...SETUP_LINK_CALLS, ...LIST_CALLS] },
  { name: 'Cost codes', calls: [...IMPORT_CALLS, ...VERB_CALLS, ...GATE_CALLS, ...CODE_CALLS] },
  { name: 'What QuickBooks has', calls: QUICKBOOKS_CALLS },
  { name: 'Status and sessions', calls: [...STATUS_CALLS, ...SESSION_CALLS] },
  { name: 'Notices and webhooks', calls: [...NOTICE_CALLS, ...WEBHOOK_CALLS] },
  { name: 'Users and tokens', calls: [...USER_CALLS, ...TOKEN_CALLS] },
  { name: 'Description', calls: DESCRIPTION_CALLS },
];

export const CALLS: readonly Call[] = CALL_GROUPS.flatMap(({ calls }) => calls);
