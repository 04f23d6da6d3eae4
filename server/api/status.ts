/** The small status endpoint, and the sessions behind it. */
import { countsOf } from '../codes/read.ts';
import { sendButtonOf } from '../codes/send-button.ts';
import { pagesOf } from '../codes/walk.ts';
import { writePiece } from '../http/piecewise.ts';
import { notFound } from '../http/problem.ts';
import { keptPieces } from '../sync/keep.ts';
import { byCompany, EXCHANGES, type Exchange, MESSAGE_SETS, SESSIONS } from '../sync/model.ts';
import { connectionOf } from '../sync/session.ts';
import { syncStatusOf } from '../sync/status.ts';
import { queryOf } from './body.ts';
import { type ApiContext, listOf } from './context.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { listQuery, sessionsQuery } from './schemas.ts';
import { alarmView, messageSetView, sessionView } from './views.ts';

const EXCHANGES_AT_ONCE = 10;

export function statusRoutes({ store, companyOf, publicURL }: ApiContext): Handlers {
  const router = createHandlers();

  router.get('/companies/:company/status', async (request, response) => {
    const company = await companyOf(request);
    const list = listOf(company, queryOf(request, listQuery).list);
    const counts = await countsOf(store, company, list);
    const status = await syncStatusOf(store, company);
    const { state, lastSeenAt, nextExpectedAt, wrongPassword, lastSession, alarms } = status;
    const connection = await connectionOf(store, company.id);
    const shown = alarms.map((alarm) => alarmView(alarm, publicURL));
    response.json({
      counts,
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
    const found = await store.find(SESSIONS, 'byOrder', {
      equals: [company.id],
      after: readCursor('sessions', after),
      descending: true,
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    response.json({
      sessions: page.map((session) => sessionView(session, connection.session)),
      next: found.length > limit && last ? cursorOf('sessions', last.order) : null,
    });
  });

  router.get('/companies/:company/sessions/:session', async (request, response) => {
    const company = await companyOf(request);
    const name = String(request.params.session);
    const session = await store.get(SESSIONS, byCompany(company.id, name));
    if (!session) throw notFound('such session');
    const { session: present } = await connectionOf(store, company.id);
    // Written as it is read: all answers of a long session together may be larger than the memory.
    response.type('application/json');
    const head = JSON.stringify(sessionView(session, present));
    let isWanted = await writePiece(response, `${head.slice(0, -1)},"messageSets":[`);
    let separator = '';
    const equals = [company.id, name];
    const pages = pagesOf<Exchange, 'order'>(
      (after, limit) => store.find(EXCHANGES, 'bySession', { equals, after, limit }),
      'order',
      { size: EXCHANGES_AT_ONCE },
    );
    for await (const exchanges of pages) {
      const names = [...new Set(exchanges.map((exchange) => byCompany(company.id, exchange.set)))];
      const sets = new Map((await store.getMany(MESSAGE_SETS, names)).map((set) => [set.set, set]));
      for (const exchange of exchanges) {
        const view = JSON.stringify(messageSetView(exchange, sets.get(exchange.set) ?? null));
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
