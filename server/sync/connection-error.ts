/** `connectionError`: the Web Connector could not reach QuickBooks. A remembered path may have moved: the open file is tried once. */

import { linked, withHresult } from './alarms.ts';
import { replace } from './commit.ts';
import { type Decision, type PresentFacts, say } from './decision.ts';
import { givenBack } from './displaced.ts';
import { CONNECTIONS, SESSIONS } from './model.ts';
import { problemOf } from './outcomes.ts';
import { ended } from './session.ts';
import { isHresult, readHresult } from './statuses.ts';

export interface ErrorCall {
  readonly ticket: string;
  readonly hresult: string;
  readonly message: string;
}

/** Whether the connector tries the file that is open, or is done. */
export function connectionError(
  facts: PresentFacts,
  { hresult, message }: ErrorCall,
): Decision<'openFile' | 'done'> {
  const { connection, session, now, page } = facts;
  const { code, means, help } = readHresult(hresult, message);
  const isOtherFile = means === 'otherFile';
  if (!isOtherFile && session.gavePath && !session.triedOpenFile)
    return say('openFile', replace(SESSIONS, { ...session, triedOpenFile: true, lastCallAt: now }));
  const back = givenBack(facts);
  if ('ask' in back) return back;
  const problem = problemOf(
    help,
    message.trim() || 'The Web Connector gave no message.',
    isHresult(hresult) ? code : null,
  );
  const alarms = withHresult(connection.alarms, means, problem, now);
  const what = isOtherFile
    ? 'Another company file is open in QuickBooks. Nothing was written.'
    : `The Web Connector could not reach QuickBooks (${code || 'no code'}): ${problem.message}`;
  const words = `${what} ${linked(problem, page)}`;
  const outcome = isOtherFile ? 'file' : 'connectionError';
  return say(
    'done',
    replace(CONNECTIONS, { ...back.connection, alarms }),
    replace(SESSIONS, { ...ended(session, now, outcome, words), lastError: words }),
    ...back.writes,
  );
}
