/** The small status endpoint. */
import { z } from 'zod';
import { pause, resume } from '../codes/company.ts';
import { CODE_STATUSES, type CodeList, type Company, quickBooksList } from '../codes/model.ts';
import { countsOf } from '../codes/read.ts';
import { sendButtonOf } from '../codes/send-button.ts';
import { windowAt } from '../codes/window.ts';
import { listOf } from '../doors/named.ts';
import { pauseReason } from '../doors/schemas.ts';
import { sessionView } from '../doors/views.ts';
import { notFound } from '../http/problem.ts';
import { helpURL, textOf } from '../sync/alarms.ts';
import { CHANCES, WHO } from '../sync/diagnosis/causes.ts';
import { DIAGNOSIS_STATES, type Diagnosis } from '../sync/diagnosis/diagnosis.ts';
import { diagnosisOf } from '../sync/diagnosis/read.ts';
import type { Alarm } from '../sync/model.ts';
import { syncStatusOf } from '../sync/read.ts';
import { count, text, textOrNull, time, timeOrNull } from './answers.ts';
import { type Call, call, type Services } from './call.ts';
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
  diagnosis: z.object({
    state: z.enum(DIAGNOSIS_STATES),
    causes: z.array(
      z.object({
        code: text,
        chance: z.enum(CHANCES),
        who: z.enum(WHO),
        message: text,
        advice: text,
        since: timeOrNull,
      }),
    ),
  }),
  paused: z.object({ at: time, by: text, reason: textOrNull }).nullable(),
  window: z.object({ open: z.boolean(), opensAt: timeOrNull }).nullable(),
});

function alarmView(alarm: Alarm, publicURL: string) {
  return {
    code: alarm.code,
    message: textOf(alarm, publicURL),
    since: alarm.since,
    ...(alarm.code === 'file' ? { fileId: alarm.fileId, companyFile: alarm.companyFile } : {}),
  };
}

/** What the service knows of how a company is doing. */
async function statusOf(
  { store, publicURL }: Pick<Services, 'store' | 'publicURL'>,
  company: Company,
  list: CodeList,
) {
  const counts = await countsOf(store, company, list);
  const status = await syncStatusOf(store, company);
  const { state, lastSeenAt, nextExpectedAt, wrongPassword, lastSession, alarms, connection } = status;
  const ofQuickBooks = list.quickBooks ? counts : await countsOf(store, company, quickBooksList(company));
  const { paused = null, window = null } = company;
  const shown = alarms.map((each) => alarmView(each, publicURL));
  return {
    counts,
    connector: { state, lastSeenAt, nextExpectedAt, userName: company.userName, wrongPassword },
    lastSession: lastSession && sessionView(lastSession, connection.session),
    send: await sendButtonOf(store, company, list),
    alarm: shown[0] ?? null,
    alarms: shown,
    diagnosis: diagnosisView(await diagnosisOf(store, company, status, ofQuickBooks), publicURL),
    paused,
    window: window && windowAt(window, store.now()),
  };
}

function diagnosisView({ state, causes }: Diagnosis, publicURL: string) {
  return {
    state,
    causes: causes.map(({ help, advice, isAlarm: _, ...cause }) => ({
      ...cause,
      advice: help === null ? `${advice}.` : `${advice} (help: ${helpURL(help, publicURL)}).`,
    })),
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
    handle: (services, { company, query }) => statusOf(services, company, listOf(company, query.list)),
  }),

  call({
    method: 'post',
    path: '/companies/:company/pause',
    id: 'pauseCompany',
    right: 'companyAdmin',
    summary:
      'Write nothing to QuickBooks until it is resumed; a session that runs ends after the present set',
    body: pauseReason,
    example: { reason: 'Month-end closing' },
    answer: { status: 200, schema: companyStatus },
    async handle(services, { company, by, body }) {
      const paused = await pause(services.store, company.id, by, body.reason ?? null);
      if (!paused) throw notFound('such company');
      return statusOf(services, paused, quickBooksList(paused));
    },
  }),

  call({
    method: 'post',
    path: '/companies/:company/resume',
    id: 'resumeCompany',
    right: 'companyAdmin',
    summary: 'Go on with the next call of the connector',
    body: pauseReason,
    example: {},
    answer: { status: 200, schema: companyStatus },
    async handle(services, { company }) {
      const resumed = await resume(services.store, company.id);
      if (!resumed) throw notFound('such company');
      return statusOf(services, resumed, quickBooksList(resumed));
    },
  }),
];
