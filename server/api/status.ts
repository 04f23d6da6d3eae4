/** The small status endpoint, and the sessions behind it. */
import { CODE_STATUSES, CODES } from '../codes/model.ts';
import { sendButtonOf } from '../codes/send-button.ts';
import { writePiece } from '../http/piecewise.ts';
import { notFound } from '../http/problem.ts';
import { keptPieces } from '../sync/keep.ts';
import { connectionOf, everyExchange, sessionNamed, sessionsOf, syncStatusOf } from '../sync/read.ts';
import { queryOf } from './body.ts';
import { type ApiContext, listOf } from './context.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { listQuery, sessionsQuery } from './schemas.ts';
import { alarmView, messageSetView, sessionView } from './views.ts';

export function statusRoutes({ store, companyOf, publicURL }: ApiContext): Handlers {
  const router = createHandlers();

  router.get('/companies/:company/status', async (request, response) => {
    const company = await companyOf(request);
    const list = listOf(company, queryOf(request, listQuery).list);
    const counts = await Promise.all(
      CODE_STATUSES.map(
        async (status) =>
          [status, await store.count(CODES, 'byStatus', [company.id, list.id, status])] as const,
      ),
    );
    const status = await syncStatusOf(store, company);
    const { state, lastSeenAt, nextExpectedAt, wrongPassword, lastSession, alarms } = status;
    const connection = await connectionOf(store, company.id);
    const shown = alarms.map((alarm) => alarmView(alarm, publicURL));
    response.json({
      counts: Object.fromEntries(counts),
      connector: { state, lastSeenAt, nextExpectedAt, userName: company.userName, wrongPassword },
      lastSession: lastSession && sessionView(lastSession, connection.session),
      send: await sendButtonOf(store, company, list),
      alarm: shown[0] ?? null,
      alarms: shown,
    });
  });

  router.get('/companies/:company/sessions', async (request, response) => {
    const company = await companyOf(request);
    const { limit, after } = queryOf(request, sessionsQuery);
    const connection = await connectionOf(store, company.id);
    const { page, next } = await sessionsOf(store, company, readCursor('sessions', after), limit);
    response.json({
      sessions: page.map((session) => sessionView(session, connection.session)),
      next: next && cursorOf('sessions', next),
    });
  });

  router.get('/companies/:company/sessions/:session', async (request, response) => {
    const company = await companyOf(request);
    const session = await sessionNamed(store, company, String(request.params.session));
    if (!session) throw notFound('such session');
    const { session: present } = await connectionOf(store, company.id);
    // Written as it is read: all answers of a long session together may be larger than the memory.
    response.type('application/json');
    const head = JSON.stringify(sessionView(session, present));
    let isWanted = await writePiece(response, `${head.slice(0, -1)},"messageSets":[`);
    let separator = '';
    for await (const exchanges of everyExchange(store, session)) {
      for (const { exchange, set } of exchanges) {
        const view = JSON.stringify(messageSetView(exchange, set));
        const isAnswered = exchange.response !== null;
        const start = `${separator}${view.slice(0, -1)},"response":${isAnswered ? '"' : 'null'}`;
        separator = ',';
        isWanted = isWanted && (await writePiece(response, start));
        for await (const piece of keptPieces(store, exchange)) {
          if (!isWanted) break;
          isWanted = await writePiece(response, JSON.stringify(piece).slice(1, -1));
        }
        isWanted = isWanted && (await writePiece(response, isAnswered ? '"}' : '}'));
      }
      if (!isWanted) break;
    }
    response.end(']}');
  });

  return router;
}
