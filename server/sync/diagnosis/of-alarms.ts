/** What an alarm says of causes. Pure. */

import { sameGuid } from '../../../qbxml/values.ts';
import { adviceOf } from '../../help/advice.ts';
import { HELP, type HelpTopic } from '../../help/topics.ts';
import { headingOf, rowOf } from '../alarms.ts';
import { type Alarm, type FileAlarm, OWNER_ID } from '../model.ts';
import type { Cause, CauseCode, Chance, Who } from './causes.ts';
import type { DiagnosisFacts } from './facts.ts';

/** What keeps the Web Connector from QuickBooks, by what helps. Closed, starting and in a dialog are told by their words. */
const NOT_REACHED: Readonly<Partial<Record<HelpTopic, CauseCode>>> = {
  'single-user': 'single-user',
  'not-allowed': 'access',
  'log-in': 'unattended',
  certificate: 'certificate',
  edition: 'edition',
  remote: 'remote',
  'cannot-open': 'cannot-open',
};

const CODES_OF = { readOnly: 'view-only', connection: 'not-reached', file: 'other-file' } as const;

/** Whom the next step asks for, where that is not the office. */
const WHO_OF: Readonly<Partial<Record<Alarm['code'], Who>>> = { unreadable: 'service', restored: 'approver' };

/** It tells of the last session only: by now the connector may be kept from calling at all, or be about to show that it is over. */
const isOfLastSession = (alarm: Alarm): boolean =>
  ['answer', 'rightFile', 'add'].includes(rowOf(alarm).liftedBy);

const quoted = ({ message, statusCode }: Alarm): string =>
  `QuickBooks says: “${message.trim()}”${statusCode === null ? '' : ` (${statusCode})`}`;

function messageOf(alarm: Alarm): string {
  if (alarm.code === 'connection') return `${HELP[alarm.help].title}. ${quoted(alarm)}`;
  const heading = headingOf(alarm);
  return heading === '' ? alarm.message : `${heading} ${quoted(alarm)}`;
}

function chanceOf(alarm: Alarm, { status: { state, alarms, lastSession } }: DiagnosisFacts): Chance {
  if (!isOfLastSession(alarm)) return 'certain';
  if (state === 'inSession') return 'possible';
  // QuickBooks was reached, and broke off at the same codes again.
  const isOfItsCodes =
    alarm.code === 'connection' &&
    lastSession?.outcome !== 'connectionError' &&
    alarms.some(({ code }) => code === 'unreadable');
  return state === 'late' || isOfItsCodes ? 'likely' : 'certain';
}

export function causesOfAlarm(alarm: Alarm, facts: DiagnosisFacts): Cause[] {
  const { connection } = facts.status;
  const chance = chanceOf(alarm, facts);
  const cause = (code: CauseCode, more: Partial<Cause> = {}): Cause => ({
    code,
    chance,
    who: WHO_OF[alarm.code] ?? 'office',
    message: messageOf(alarm),
    advice: adviceOf(alarm),
    help: alarm.help,
    since: alarm.since,
    isAlarm: true,
    ...more,
  });
  switch (alarm.code) {
    case 'connection': {
      const code = NOT_REACHED[alarm.help] ?? CODES_OF.connection;
      const isAgain = code === 'access' && connection.companyFile !== '';
      return [cause(code, isAgain ? { message: `${AGAIN} ${quoted(alarm)}` } : {})];
    }
    case 'file':
      return causesOfFile(alarm, facts, cause);
    case 'readOnly':
      return [cause(CODES_OF.readOnly)];
    default:
      return [cause(alarm.code)];
  }
}

const AGAIN =
  'QuickBooks has to grant this application access again, as after an upgrade or where an administrator has taken it back.';

function causesOfFile(
  alarm: FileAlarm,
  { status: { lastSession } }: DiagnosisFacts,
  cause: (code: CauseCode, more?: Partial<Cause>) => Cause,
): Cause[] {
  if (alarm.help !== 'wrong-qwc') return [cause(CODES_OF.file)];
  if (alarm.fileId !== null) return [cause('edited-qwc')];
  const others = lastSession?.host?.stamps?.filter(({ ownerID }) => !sameGuid(ownerID, OWNER_ID)) ?? [];
  // Each program that uses the Web Connector stamps the file under its own.
  const changed = cause('edited-qwc', {
    chance: 'possible',
    message: `The open file has a FileID under the OwnerID ${others[0]?.ownerID}, as if the .qwc had been changed; another program may have left it.`,
  });
  return [cause('stamp-lost'), ...(others.length > 0 ? [changed] : [])];
}
