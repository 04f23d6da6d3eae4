/** The sessions with QuickBooks of a company. */
import { z } from 'zod';
import { sessionView } from '../doors/views.ts';
import { cursorOf, readCursor } from '../http/cursor.ts';
import { notFound } from '../http/problem.ts';
import type { Store } from '../store/port.ts';
import { keptPieces } from '../sync/keep.ts';
import type { Handout, MessageSet, Session } from '../sync/model.ts';
import { connectionOf, everyHandout, sessionNamed, sessionsOf } from '../sync/read.ts';
import { count, hostChanges, text, textOrNull, time, timeOrNull } from './answers.ts';
import { type Call, call } from './call.ts';
import { limit, one } from './queries.ts';
import { Raw } from './reply.ts';

export const sessionAnswer = z.object({
  id: text,
  startedAt: time,
  endedAt: timeOrNull,
  outcome: textOrNull,
  message: textOrNull,
  lastCallAt: time,
  exchanges: count,
  synced: count,
  adopted: count,
  failed: count,
  notDone: count,
  product: textOrNull,
  country: textOrNull,
  qbxmlVersion: textOrNull,
  companyFile: textOrNull,
  changes: hostChanges.describe('In what QuickBooks is not what the session before was told.'),
});

const messageSet = z.object({
  messageSet: text,
  at: time,
  answeredAt: timeOrNull,
  request: textOrNull,
  response: textOrNull,
  hresult: textOrNull,
  message: textOrNull,
});

/** Without the answer's text, which may be long: `response` is to be the member behind these. */
function messageSetView(handout: Handout, set: MessageSet | null) {
  return {
    messageSet: handout.set,
    at: handout.at,
    answeredAt: handout.answeredAt,
    hresult: handout.hresult,
    message: handout.message,
    request: set?.text ?? null,
  };
}

export const SESSION_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/sessions',
    id: 'listSessions',
    right: 'companyAdmin',
    summary: 'Sessions with QuickBooks, newest first',
    query: z.object({ limit, after: one }),
    answer: { status: 200, schema: z.object({ sessions: z.array(sessionAnswer), next: textOrNull }) },
    async handle({ store }, { company, query: { limit, after } }) {
      const connection = await connectionOf(store, company.id);
      const { page, next } = await sessionsOf(store, company, readCursor('sessions', after), limit);
      return {
        sessions: page.map((session) => sessionView(session, connection.session)),
        next: next && cursorOf('sessions', next),
      };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/sessions/:session',
    params: { session: "The session's id" },
    id: 'getSession',
    right: 'companyAdmin',
    summary: 'One session with its message sets',
    answer: { status: 200, schema: sessionAnswer.extend({ messageSets: z.array(messageSet) }) },
    async handle({ store }, { company, params }) {
      const session = await sessionNamed(store, company, params.session);
      if (!session) throw notFound('such session');
      const { session: present } = await connectionOf(store, company.id);
      return new Raw(withMessageSets(store, session, present));
    },
  }),
];

/** Written as it is read: all answers of a long session together may be larger than the memory. */
async function* withMessageSets(
  store: Store,
  session: Session,
  present: string | null,
): AsyncGenerator<string> {
  yield `${JSON.stringify(sessionView(session, present)).slice(0, -1)},"messageSets":[`;
  let separator = '';
  for await (const handouts of everyHandout(store, session)) {
    for (const { handout, set } of handouts) {
      const view = JSON.stringify(messageSetView(handout, set));
      const isAnswered = handout.response !== null;
      yield `${separator}${view.slice(0, -1)},"response":${isAnswered ? '"' : 'null'}`;
      separator = ',';
      for await (const piece of keptPieces(store, handout)) yield JSON.stringify(piece).slice(1, -1);
      yield isAnswered ? '"}' : '}';
    }
  }
  yield ']}';
}
