/** What each cause is told by, as rules: from what is known of a company to the causes that explain it. Pure. */
import { isNear } from '../../clocks.ts';
import type { CostCode } from '../../codes/model.ts';
import { adviceOf } from '../../help/advice.ts';
import { HELP } from '../../help/topics.ts';
import { accountAlarmsIn } from '../alarms.ts';
import { ANSWER_MISSING } from '../close-connection.ts';
import { closedBy, closedWords } from '../closed.ts';
import { isUnfinished } from '../session.ts';
import type { Cause, Who } from './causes.ts';
import type { DiagnosisFacts } from './facts.ts';
import { causesOfAlarm } from './of-alarms.ts';
import { elsewhere, inTurns } from './places.ts';

type Rule = (facts: DiagnosisFacts) => readonly Cause[];

/** QuickBooks takes its time over a set; none takes that long. */
const BROKE_OFF_MS = 10 * 60_000;

const codes = (count: number) => `${count.toLocaleString('en-US')} cost code${count === 1 ? '' : 's'}`;
const verb = (count: number, one: string, many: string) => `${codes(count)} ${count === 1 ? one : many}`;

const LOAD_IT =
  "At the computer with QuickBooks load this company's QBWC.qwc into the Web Connector, enter the connector's password there and tick Auto-Run; a setup link shows whoever sits there the steps";

const wrongPassword: Rule = ({ status: { wrongPassword: wrong, polls, sessions } }) => {
  if (!wrong) return [];
  const right = polls?.stays?.[0]?.address ?? sessions[0]?.address ?? '';
  const from = wrong.address === '' ? '' : ` from ${wrong.address}`;
  const other = right === '' || right === wrong.address ? '' : `; the last right one came from ${right}`;
  return [
    {
      code: 'wrong-password',
      chance: 'certain',
      who: 'office',
      message: `The Web Connector calls${from} with a wrong password${other}.`,
      advice:
        "In the Web Connector click into Password on the line of this application and enter the connector's password again; if it is lost, an admin makes a new one on the page Connector",
      help: null,
      since: wrong.at,
    },
  ];
};

const neverSeen: Rule = ({ company, status }) =>
  status.lastSeenAt !== null || status.wrongPassword !== null
    ? []
    : [
        {
          code: 'never-seen',
          chance: 'certain',
          who: 'office',
          message: 'The Web Connector has never called for this company.',
          advice: LOAD_IT,
          help: null,
          since: company.createdAt,
        },
      ];

const ofAlarms: Rule = (facts) =>
  facts.status.alarms.flatMap((alarm) =>
    alarm.code === 'late' ? late(facts, alarm.since) : causesOfAlarm(alarm, facts),
  );

/** The computer is off, asleep or logged out, the Web Connector closed or without Auto-Run, the network away: all look the same. */
function late({ status: { lastSeenAt, lastSession } }: DiagnosisFacts, since: string): Cause[] {
  const said = lastSession?.message ? ` Its last session ended with: “${lastSession.message}”` : '';
  return [
    {
      code: 'late',
      chance: 'certain',
      who: 'office',
      message: `Cost codes wait, and the Web Connector has not called since ${lastSeenAt}.${said}`,
      advice: HELP.late.advice,
      help: 'late',
      since,
      isAlarm: true,
    },
  ];
}

const twoDesktops: Rule = ({ status: { polls, sessions }, now }) => {
  const found = inTurns(polls, sessions, now);
  if (!found) return [];
  const [one, other] = found.places;
  const isAddress = /[.:]/.test(one);
  return [
    {
      code: 'two-desktops',
      chance: isAddress && !found.isAtOnce ? 'likely' : 'certain',
      who: 'office',
      message: found.isAtOnce
        ? `While a session from ${one} was under way, one from ${other} took its place: two Web Connectors call for this company.`
        : `The Web Connector calls in turns from ${one} and ${other}: two of them call for this company.`,
      advice:
        'Keep this application in the Web Connector of one computer only, the one with the company file, and remove it from the other',
      help: null,
      since: found.since,
    },
  ];
};

const brokeOff: Rule = ({ status: { lastSession: session, state, connection }, now }) => {
  if (!session) return [];
  const cause = (chance: Cause['chance'], message: string, since: string): Cause[] => [
    {
      code: 'broke-off',
      chance,
      who: 'office',
      message,
      advice:
        'See that the computer with QuickBooks is on and QuickBooks answers (no dialog is open), then click Update Selected in the Web Connector; nothing is added twice',
      help: 'not-answered',
      since,
    },
  ];
  if (session.lastError === ANSWER_MISSING && connection.openSet !== null)
    return cause('certain', session.lastError, session.endedAt ?? session.lastCallAt);
  const isSilent = !isNear(session.lastCallAt, now, BROKE_OFF_MS);
  if (!isUnfinished(session) || session.session !== connection.session || !(isSilent || state === 'late'))
    return [];
  const given =
    session.given === null ? 'before anything was asked' : 'while an answer of QuickBooks was awaited';
  return cause('likely', `The last session stopped at ${session.lastCallAt}, ${given}.`, session.lastCallAt);
};

const someFailed: Rule = ({ counts, failed }) => {
  if (counts.failed === 0) return [];
  const { code = '', problem = null, updatedAt = null } = failed ?? {};
  const words = problem === null ? '' : ` ${code}: “${problem.message}”`;
  return [
    {
      code: 'failed',
      chance: 'certain',
      who: 'approver',
      message: `${verb(counts.failed, 'has failed', 'have failed')}.${words}`,
      advice:
        problem === null ? 'Open the failed codes, do what each advises, and retry them' : adviceOf(problem),
      help: problem?.help ?? null,
      since: updatedAt,
    },
  ];
};

const closed: Rule = ({ company, counts, now }) => {
  const by = closedBy(company, now);
  if (by?.kind === 'paused') {
    const { at, reason } = by.pause;
    const why = reason === null ? '' : `: “${reason}”`;
    return [
      {
        code: 'paused',
        chance: 'certain',
        who: 'admin',
        message: `${by.pause.by} has paused the export${why}.`,
        advice: 'Nothing is lost: an admin of the company resumes it on the page Connector',
        help: null,
        since: at,
      },
    ];
  }
  const waiting = counts.accepted + counts.exporting;
  if (!by || waiting === 0) return [];
  return [
    {
      code: 'outside-window',
      chance: 'certain',
      who: 'service',
      message: `${verb(waiting, 'waits', 'wait')} for the window. ${closedWords(by, company, '')}`,
      advice: 'Nothing to do: the export goes on with the first call of the connector after that',
      help: null,
      since: null,
    },
  ];
};

const reading: Rule = ({ status: { connection, state, lastSession } }) =>
  state !== 'inSession' || !connection.reading.isRunning
    ? []
    : [
        {
          code: 'reading',
          chance: 'certain',
          who: 'service',
          message: 'What QuickBooks has is being read.',
          advice: 'Nothing to do: codes that are accepted meanwhile go first',
          help: null,
          since: lastSession?.startedAt ?? null,
        },
      ];

/** How the parent comes into QuickBooks, and who is the next to do something for it. */
const PARENTS: Readonly<Record<CostCode['status'] | 'missing', readonly [Who, string, string]>> = {
  missing: ['sender', 'which is not in the list', 'Import it, or put the code below another one'],
  unsynced: ['sender', 'which has not been sent for approval', 'Send the parent for approval'],
  rejected: ['sender', 'which was rejected', 'Correct the parent and send it again'],
  pending: ['approver', 'which waits for an approver', 'Accept the parent'],
  failed: ['approver', 'which has failed', 'Put the parent right first; the code follows by itself'],
  accepted: ['service', 'which waits, too', 'Nothing to do for this code: it follows its parent by itself'],
  exporting: ['service', 'which is on its way', 'Nothing to do: the code follows its parent by itself'],
  synced: [
    'service',
    'which is in QuickBooks by now',
    'Nothing to do: it goes with the next call of the connector',
  ],
};

const waitsForParent: Rule = ({ hasWork, accepted, parent, status: { connection } }) => {
  if (hasWork !== false || !accepted || accepted.parent === '') return [];
  if (accountAlarmsIn(connection.alarms).length > 0) return [];
  const [who, how, advice] = PARENTS[parent?.status ?? 'missing'];
  return [
    {
      code: 'waits-for-parent',
      chance: 'certain',
      who,
      message: `${accepted.code} waits for its parent ${parent?.code ?? accepted.parent}, ${how}.`,
      advice,
      help: 'waits-for-parent',
      since: accepted.updatedAt,
    },
  ];
};

const retrying: Rule = ({ accepted }) =>
  !accepted?.problem
    ? []
    : [
        {
          code: 'retrying',
          chance: 'certain',
          who: 'office',
          message: `QuickBooks did not take ${accepted.code} yet: “${accepted.problem.message}”`,
          advice: adviceOf(accepted.problem),
          help: accepted.problem.help,
          since: accepted.firstTryAt ?? accepted.updatedAt,
        },
      ];

const waitsForApprover: Rule = ({ counts, pending }) =>
  counts.pending === 0
    ? []
    : [
        {
          code: 'waits-for-approver',
          chance: 'certain',
          who: 'approver',
          message: `${verb(counts.pending, 'waits', 'wait')} for an approver.`,
          advice: 'Accept or reject what is ready to export',
          help: null,
          since: pending?.updatedAt ?? null,
        },
      ];

const waitsForSender: Rule = ({ counts, rejected }) => {
  const all = counts.unsynced + counts.rejected;
  if (all === 0) return [];
  const sentBack =
    counts.rejected > 0 ? ` ${codes(counts.rejected)} of them came back from the approver.` : '';
  return [
    {
      code: 'waits-for-sender',
      chance: 'certain',
      who: 'sender',
      message: `${verb(all, 'has', 'have')} not been sent for approval.${sentBack}`,
      advice: 'Press Send to ERP, or correct what was rejected and send it again',
      help: null,
      since: rejected?.updatedAt ?? null,
    },
  ];
};

const anotherAddress: Rule = ({ status: { polls, sessions } }) => {
  const found = elsewhere(polls, sessions);
  if (!found) return [];
  return [
    {
      code: 'another-address',
      chance: 'possible',
      who: 'office',
      message: `The Web Connector calls from ${found.is}; its last session that worked came from ${found.was}.`,
      advice:
        'If the computer with QuickBooks was changed, see that the old one does not call any more; an address that a provider changes means nothing',
      help: null,
      since: found.since,
    },
  ];
};

/** Each on its own: what they find is ranked afterwards. */
export const RULES: readonly Rule[] = [
  wrongPassword,
  neverSeen,
  ofAlarms,
  twoDesktops,
  brokeOff,
  someFailed,
  closed,
  reading,
  waitsForParent,
  retrying,
  waitsForApprover,
  waitsForSender,
];

/** Told only where something is in the way: many providers change addresses. */
export const ASIDES: readonly Rule[] = [anotherAddress];

/** What goes with the next call, where nothing is in its way. */
export function nextCall({ counts, hasWork, status }: DiagnosisFacts): Cause[] {
  const { nextExpectedAt, connection, state } = status;
  const count = counts.accepted + counts.exporting;
  if (state === 'inSession' || count === 0 || !(hasWork || connection.openSet !== null)) return [];
  return [
    {
      code: 'next-call',
      chance: 'certain',
      who: 'service',
      message: `${verb(count, 'goes', 'go')} with the next call of the Web Connector${nextExpectedAt === null ? '' : `, expected at ${nextExpectedAt}`}.`,
      advice: 'Nothing to do; Update Selected in the Web Connector makes it call at once',
      help: null,
      since: null,
    },
  ];
}
