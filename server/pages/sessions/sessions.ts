/** The sessions with QuickBooks of a company, newest first. */

import { sessionView } from '../../doors/views.ts';
import { type Html, html } from '../../html.ts';
import { cursorOf, readCursor } from '../../http/cursor.ts';
import { connectionOf, sessionsOf } from '../../sync/read.ts';
import { deskPath, withQuery } from '../addresses.ts';
import { empty } from '../components/message.ts';
import { paging } from '../components/navigation.ts';
import { table } from '../components/table.ts';
import { plural } from '../components/text.ts';
import { time } from '../components/time.ts';
import type { Content } from '../layout.ts';
import type { PageModule, Visit } from '../visit.ts';
import { outcomeBadge } from './outcome-badge.ts';
import { countsOf, durationOf, type SessionView } from './session-words.ts';

const PAGE = 50;

/** The list of sessions. */
export const sessionListPages: PageModule = ({ store }) => [
  {
    method: 'get',
    path: '/companies/:company/sessions',
    right: 'companyAdmin',
    async handle(visit) {
      const { company } = visit;
      const after = visit.query('after') || undefined;
      const { session: present } = await connectionOf(store, company.id);
      const { page, next } = await sessionsOf(store, company, readCursor('sessions', after), PAGE);
      await visit.render(
        sessionsView(visit, {
          sessions: page.map((session) => sessionView(session, present)),
          isLater: after !== undefined,
          next: next && cursorOf('sessions', next),
        }),
      );
    },
  },
];

interface SessionsFacts {
  readonly sessions: readonly SessionView[];
  /** Not the first page. */
  readonly isLater: boolean;
  /** Where the next page begins. */
  readonly next: string | null | undefined;
}

function sessionsView(visit: Visit, facts: SessionsFacts): Content {
  return {
    title: 'Sessions',
    active: 'sessions',
    wide: true,
    body: facts.sessions.length === 0 ? noSessions(visit, facts.isLater) : sessionTable(visit, facts),
  };
}

function noSessions({ href, company }: Visit, isLater: boolean): Html {
  const setup = href(`${deskPath(company)}/setup`);
  return empty(
    isLater ? 'No older sessions' : 'No session yet',
    html`A session begins when the Web Connector calls and an accepted code waits; calls without work leave none.
<a href="${setup}">See what is still to be done</a>.`,
  );
}

const COLUMNS = [
  { label: 'Started' },
  { label: 'Outcome' },
  { label: 'Codes' },
  { label: 'Took', className: 'nowrap' },
  { label: 'What was said' },
];

function sessionTable({ href, company }: Visit, { sessions, isLater, next }: SessionsFacts): Html {
  const path = `${deskPath(company)}/sessions`;
  const rows = sessions.map((view) => [
    html`<a class="nowrap" href="${href(`${path}/${view.id}`)}">${time(view.startedAt)}</a>`,
    outcomeBadge(view),
    countsOf(view),
    durationOf(view),
    view.message === null ? null : html`<span class="said">${view.message}</span>`,
  ]);
  const told = `${plural(sessions.length, 'session')}${isLater || next ? ' on this page' : ''}`;
  return html`<div class="stacked">${table('Sessions with QuickBooks, newest first', COLUMNS, rows)}</div>
${paging(isLater ? href(path) : null, next ? href(withQuery(path, { after: next })) : null, told)}`;
}
