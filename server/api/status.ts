/** The small status endpoint. */
import { z } from 'zod';
import { CODE_STATUSES } from '../codes/model.ts';
import { countsOf } from '../codes/read.ts';
import { sendButtonOf } from '../codes/send-button.ts';
import { listOf } from '../doors/named.ts';
import { sessionView } from '../doors/views.ts';
import { textOf } from '../sync/alarms.ts';
import type { Alarm } from '../sync/model.ts';
import { connectionOf, syncStatusOf } from '../sync/read.ts';
import { count, text, textOrNull, time, timeOrNull } from './answers.ts';
import { type Call, call } from './call.ts';
import { listQuery } from './queries.ts';
import { sessionAnswer } from './sessions.ts';

const alarm = z.looseObject({ code: text, message: text, since: time });

const companyStatus = z.object({
  counts: z.object(Object.fromEntries(CODE_STATUSES.map((each) => [each, count]))),
  connector: z.looseObject({
    state: z.enum(['never', 'inSession', 'idle', 'late']),
    lastSeenAt: timeOrNull,
    nextExpectedAt: timeOrNull,
    userName: text,
    wrongPassword: z.object({ at: time, address: text }).nullable(),
  }),
  lastSession: sessionAnswer.nullable(),
  send: z.object({ enabled: z.boolean(), label: text, reason: textOrNull }),
  alarm: alarm.nullable(),
  alarms: z.array(alarm),
});

function alarmView(alarm: Alarm, publicURL: string) {
  return {
    code: alarm.code,
    message: textOf(alarm, publicURL),
    since: alarm.since,
    ...(alarm.code === 'file' ? { fileId: alarm.fileId, companyFile: alarm.companyFile } : {}),
  };
}

export const STATUS_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/status',
    id: 'getStatus',
    right: 'viewer',
    summary: 'Counts, the connector, the last session, the send button and the alarms',
    query: listQuery,
    answer: { status: 200, schema: companyStatus },
    async handle({ store, publicURL }, { company, query }) {
      const list = listOf(company, query.list);
      const counts = await countsOf(store, company, list);
      const status = await syncStatusOf(store, company);
      const { state, lastSeenAt, nextExpectedAt, wrongPassword, lastSession, alarms } = status;
      const connection = await connectionOf(store, company.id);
      const shown = alarms.map((each) => alarmView(each, publicURL));
      return {
        counts,
        connector: { state, lastSeenAt, nextExpectedAt, userName: company.userName, wrongPassword },
        lastSession: lastSession && sessionView(lastSession, connection.session),
        send: await sendButtonOf(store, company, list),
        alarm: shown[0] ?? null,
        alarms: shown,
      };
    },
  }),
];
