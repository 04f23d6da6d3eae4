/** One session: how it went, and each request with its answer. */

import { sessionView } from '../../doors/views.ts';
import { cursorOf, readCursor } from '../../http/cursor.ts';
import { writePiece } from '../../http/piecewise.ts';
import { notFound } from '../../http/problem.ts';
import { keptPieces, keptStart } from '../../sync/keep.ts';
import type { Handout, Session } from '../../sync/model.ts';
import { connectionOf, handoutNumbered, handoutsOf, messageSetOf, sessionNamed } from '../../sync/read.ts';
import type { PageModule, Visit } from '../visit.ts';
import { type HandoutFacts, type SessionFacts, SHOWN_CHARACTERS, sessionPage } from './session-view.ts';

const SETS_AT_ONCE = 10;

const PATH = '/companies/:company/sessions/:session';

/** A session, and the exact bytes of what was handed out and answered in it. */
export const sessionPages: PageModule = ({ store }) => {
  async function sessionOf(visit: Visit): Promise<Session> {
    const session = await sessionNamed(store, visit.company, visit.param('session'));
    if (!session) throw notFound('such session');
    return session;
  }

  async function load(visit: Visit): Promise<SessionFacts> {
    const session = await sessionOf(visit);
    const { session: present } = await connectionOf(store, visit.company.id);
    const after = visit.query('after') || undefined;
    const { page, next } = await handoutsOf(store, session, readCursor('exchanges', after), SETS_AT_ONCE);
    const handouts: HandoutFacts[] = [];
    // One after the other: all answers of a long session together may be larger than the memory.
    for (const handout of page) handouts.push(await loadHandout(handout));
    return {
      name: session.session,
      view: sessionView(session, present),
      handouts,
      isLater: after !== undefined,
      next: next && cursorOf('exchanges', next),
    };
  }

  async function loadHandout(handout: Handout): Promise<HandoutFacts> {
    const set = await messageSetOf(store, handout);
    return {
      handout,
      set,
      request: set && { text: set.text, characters: set.text.length },
      answer: await keptStart(store, handout, SHOWN_CHARACTERS),
    };
  }

  /** As text, so that no browser makes a page of what QuickBooks said. */
  async function bytesOf(visit: Visit): Promise<void> {
    const session = await sessionOf(visit);
    const part = visit.param('part');
    if (part !== 'request' && part !== 'answer') throw notFound('such text');
    const number = visit.param('set');
    const handout = await handoutNumbered(store, session, number);
    const set = handout && (await messageSetOf(store, handout));
    if (!handout || (part === 'request' ? !set : handout.response === null)) throw notFound('such text');
    const { response } = visit;
    response
      .type('text/plain; charset=utf-8')
      .set('Content-Disposition', `inline; filename="${session.session}-${number}-${part}.xml"`);
    const pieces = part === 'request' ? [set?.text ?? ''] : keptPieces(store, handout);
    for await (const piece of pieces) if (!(await writePiece(response, piece))) return;
    response.end();
  }

  return [
    {
      method: 'get',
      path: PATH,
      right: 'companyAdmin',
      handle: async (visit) => visit.render(sessionPage(visit, await load(visit))),
    },
    { method: 'get', path: `${PATH}/:set/:part.xml`, right: 'companyAdmin', handle: bytesOf },
  ];
};
