/** QuickBooks refuses to say which it is, or which company file is open: what follows is what its status says, not another file. */
import type { Response } from '../../qbxml/message-set.ts';
import type { Problem } from '../codes/model.ts';
import { withoutWords } from '../help/advice.ts';
import { linked, withFault } from './alarms.ts';
import { replace, type Write } from './commit.ts';
import type { Ask, PresentFacts } from './decision.ts';
import { givenBack } from './displaced.ts';
import { CONNECTIONS, type Fault, SESSIONS } from './model.ts';
import { problemOf } from './outcomes.ts';
import { ended } from './session.ts';
import { readStatus } from './statuses.ts';

export interface Refusal {
  readonly problem: Problem;
  readonly fault: Fault;
}

/** PreferencesQuery is not among them: nothing here is taken from it. */
const ASKED: ReadonlySet<string> = new Set(['HostQueryRs', 'CompanyQueryRs']);

/** The first refusal of a HostQuery or CompanyQuery, or null: an answer without one, or whose words cannot be told from one. */
export function refusalIn(responses: readonly Response[]): Refusal | null {
  for (const { type, statusCode, statusSeverity, statusMessage } of responses) {
    if (!ASKED.has(type)) continue;
    const { means, help } = readStatus(statusCode, statusMessage);
    const message = statusMessage.trim() || withoutWords(statusCode);
    const problem = (topic: typeof help) => problemOf(topic, message, statusCode || null);
    switch (means) {
      case 'done':
        continue;
      case 'unclear':
        if (!/^error$/i.test(statusSeverity.trim())) continue;
        return { problem: problem('not-told'), fault: { code: 'connection' } };
      case 'permission':
      case 'readOnly':
        return { problem: problem(help), fault: { code: means } };
      case 'unavailable':
        return { problem: problem(help), fault: { code: 'connection' } };
      default:
        // Advice about codes does not fit a question about the file.
        return { problem: problem('not-told'), fault: { code: 'connection' } };
    }
  }
  return null;
}

/** Nothing is written: the alarm is raised and the session ends, saying what QuickBooks said and the next step. */
export function stopRefused(
  facts: PresentFacts,
  { problem, fault }: Refusal,
): Ask | { readonly writes: readonly Write[] } {
  const { connection, session, now, page } = facts;
  const back = givenBack(facts);
  if ('ask' in back) return back;
  const said = `QuickBooks refused to say which company file is open (${problem.statusCode ?? 'no code'}): ${problem.message}`;
  const words = `${/[.!?]$/.test(said) ? said : `${said}.`} Nothing was written. ${linked(problem, page)}`;
  const alarms = withFault(connection.alarms, fault, problem, now);
  return {
    writes: [
      replace(CONNECTIONS, { ...back.connection, alarms }),
      replace(SESSIONS, { ...ended(session, now, 'error', words), lastError: words }),
      ...back.writes,
    ],
  };
}
