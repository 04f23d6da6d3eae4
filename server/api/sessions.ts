/** The sessions with QuickBooks of a company. */
import { z } from 'zod';
import { pagesOf } from '../codes/walk.ts';
import { notFound } from '../http/problem.ts';
import type { Store } from '../store/port.ts';
import { keptPieces } from '../sync/keep.ts';
import {
  byCompany,
  EXCHANGES,
  type Exchange,
  MESSAGE_SETS,
  type MessageSet,
  SESSIONS,
  type Session,
} from '../sync/model.ts';
import { connectionOf } from '../sync/session.ts';
import { count, text, textOrNull, time, timeOrNull } from './answers.ts';
import { type Call, call } from './call.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { limit, one } from './queries.ts';
import { Raw } from './reply.ts';
import { sessionView } from './views.ts';

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
function messageSetView(exchange: Exchange, set: MessageSet | null) {
  return {
    messageSet: exchange.set,
    at: exchange.at,
    answeredAt: exchange.answeredAt,
    hresult: exchange.hresult,
    message: exchange.message,
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
      const found = await store.find(SESSIONS, 'byOrder', {
        equals: [company.id],
        after: readCursor('sessions', after),
        descending: true,
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        sessions: page.map((session) => sessionView(session, connection.session)),
        next: found.length > limit && last ? cursorOf('sessions', last.order) : null,
      };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/sessions/:session',
    id: 'getSession',
    right: 'companyAdmin',
    summary: 'One session with its message sets',
    answer: { status: 200, schema: sessionAnswer.extend({ messageSets: z.array(messageSet) }) },
    async handle({ store }, { company, params }) {
      const session = await store.get(SESSIONS, byCompany(company.id, params.session));
      if (!session) throw notFound('such session');
      const { session: present } = await connectionOf(store, company.id);
      return new Raw(withMessageSets(store, session, present));
    },
  }),
];

const EXCHANGES_AT_ONCE = 10;

/** Written as it is read: all answers of a long session together may be larger than the memory. */
async function* withMessageSets(
  store: Store,
  session: Session,
  present: string | null,
): AsyncGenerator<string> {
  yield `${JSON.stringify(sessionView(session, present)).slice(0, -1)},"messageSets":[`;
  let separator = '';
  const equals = [session.company, session.session];
  const pages = pagesOf<Exchange, 'order'>(
    (after, limit) => store.find(EXCHANGES, 'bySession', { equals, after, limit }),
    'order',
    { size: EXCHANGES_AT_ONCE },
  );
  for await (const exchanges of pages) {
    const names = [...new Set(exchanges.map((exchange) => byCompany(session.company, exchange.set)))];
    const sets = new Map((await store.getMany(MESSAGE_SETS, names)).map((set) => [set.set, set]));
    for (const exchange of exchanges) {
      const view = JSON.stringify(messageSetView(exchange, sets.get(exchange.set) ?? null));
      const isAnswered = exchange.response !== null;
      yield `${separator}${view.slice(0, -1)},"response":${isAnswered ? '"' : 'null'}`;
      separator = ',';
      for await (const piece of keptPieces(store, exchange)) yield JSON.stringify(piece).slice(1, -1);
      yield isAnswered ? '"}' : '}';
    }
  }
  yield ']}';
}
