/** The sessions with QuickBooks of a company, newest first. */

import { cursorOf, readCursor } from '../../api/cursor.ts';
import { sessionView } from '../../api/views.ts';
import { connectionOf, sessionsOf } from '../../sync/read.ts';
import { html } from '../html.ts';
import { badge, empty, paging, plural, table, time, withQuery } from '../parts.ts';
import type { PageModule } from '../visit.ts';
import { countsOf, durationOf, outcomeWords } from './session-words.ts';

const PAGE = 50;

export const SIGNS = { good: '✓', bad: '✕', calm: '○' } as const;

export const sessionListPages: PageModule = ({ store, href }) => [
  {
    method: 'get',
    path: '/companies/:company/sessions',
    right: 'companyAdmin',
    async handle(visit) {
      const { company } = visit;
      const at = `/companies/${company.id}/sessions`;
      const after = visit.query('after') || undefined;
      const { session: present } = await connectionOf(store, company.id);
      const { page: sessions, next: order } = await sessionsOf(
        store,
        company,
        readCursor('sessions', after),
        PAGE,
      );
      const next = order && cursorOf('sessions', order);
      await visit.render({
        title: 'Sessions',
        active: 'sessions',
        wide: true,
        body:
          sessions.length === 0
            ? empty(
                after ? 'No older sessions' : 'No session yet',
                html`A session begins when the Web Connector calls and an accepted code waits; calls without work leave none. <a href="${href(`/companies/${company.id}/setup`)}">See what is still to be done</a>.`,
              )
            : html`<div class="stacked">${table(
                'Sessions with QuickBooks, newest first',
                [
                  { label: 'Started' },
                  { label: 'Outcome' },
                  { label: 'Codes' },
                  { label: 'Took', className: 'nowrap' },
                  { label: 'What was said' },
                ],
                sessions.map((session) => {
                  const view = sessionView(session, present);
                  const { words, tone } = outcomeWords(view);
                  return [
                    html`<a class="nowrap" href="${href(`${at}/${view.id}`)}">${time(view.startedAt)}</a>`,
                    badge(tone, SIGNS[tone], words),
                    countsOf(view),
                    durationOf(view),
                    view.message === null ? null : html`<span class="said">${view.message}</span>`,
                  ];
                }),
              )}</div>${paging(
                after ? href(at) : null,
                next && href(withQuery(at, { after: next })),
                `${plural(sessions.length, 'session')}${after || next ? ' on this page' : ''}`,
              )}`,
      });
    },
  },
];
