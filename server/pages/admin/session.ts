/** One session: how it went, and each request with its answer. */

import { cursorOf, readCursor } from '../../api/cursor.ts';
import { sessionView } from '../../api/views.ts';
import { writePiece } from '../../http/piecewise.ts';
import { notFound } from '../../http/problem.ts';
import { type KeptStart, keptPieces, keptStart } from '../../sync/keep.ts';
import type { Exchange } from '../../sync/model.ts';
import { connectionOf, exchangeNumbered, exchangesOf, messageSetOf, sessionNamed } from '../../sync/read.ts';
import { type Html, html } from '../html.ts';
import { badge, facts, number, paging, time, withQuery } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import { countsOf, duration, durationOf, outcomeWords } from './session-words.ts';
import { SIGNS } from './sessions.ts';
import { shown } from './xml-shown.ts';

const SETS_AT_ONCE = 10;
const SHOWN_CHARACTERS = 20_000;

const KINDS = {
  export: 'Codes to be added',
  lookup: 'Asking what became of codes',
  companyQuery: 'Asking which company file is open',
  forget: 'Letting QuickBooks forget a finished set',
} as const;

export const sessionPages: PageModule = ({ store, href }) => {
  async function sessionOf(visit: Visit) {
    const session = await sessionNamed(store, visit.company, visit.param('session'));
    if (!session) throw notFound('such session');
    return session;
  }

  async function setPart(exchange: Exchange, address: string): Promise<Html> {
    const set = await messageSetOf(store, exchange);
    const count = Number(exchange.order);
    const answer = await keptStart(store, exchange, SHOWN_CHARACTERS);
    const request = set && { text: set.text, characters: set.text.length };
    const took =
      exchange.answeredAt === null
        ? null
        : duration(Date.parse(exchange.answeredAt) - Date.parse(exchange.at));
    return html`<section class="set" aria-labelledby="set-${count}"><h2 id="set-${count}">Message set ${count}</h2>
${facts([
  [
    'What for',
    set && `${KINDS[set.kind]}${set.kind === 'export' ? ` (${number(set.requests.length)})` : ''}`,
  ],
  ['Handed out', time(exchange.at)],
  [
    'Answered',
    exchange.answeredAt === null
      ? html`<strong>not answered</strong>`
      : html`${time(exchange.answeredAt)} <span class="muted">(${took} later)</span>`,
  ],
  ['hresult', exchange.hresult && html`<code>${exchange.hresult}</code>`],
  ['Message', exchange.message],
])}
<div class="pair">${xmlPart('Request', request, `${address}/${exchange.order}/request.xml`, count)}${xmlPart('Answer', answer, `${address}/${exchange.order}/answer.xml`, count)}</div></section>`;
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/sessions/:session',
      right: 'companyAdmin',
      async handle(visit) {
        const { company } = visit;
        const session = await sessionOf(visit);
        const { session: present } = await connectionOf(store, company.id);
        const view = sessionView(session, present);
        const { words, tone } = outcomeWords(view);
        const all = `/companies/${company.id}/sessions`;
        const address = `${all}/${session.session}`;
        const after = visit.query('after') || undefined;
        const { page: sets, next: order } = await exchangesOf(
          store,
          session,
          readCursor('exchanges', after),
          SETS_AT_ONCE,
        );
        const next = order && cursorOf('exchanges', order);
        const parts: Html[] = [];
        // One after the other: all answers of a long session together may be larger than the memory.
        for (const exchange of sets) parts.push(await setPart(exchange, href(address)));
        await visit.render({
          title: 'Session',
          heading: html`Session of ${time(view.startedAt)}`,
          active: 'sessions',
          wide: true,
          trail: [{ label: 'Sessions', href: href(all) }],
          aside: badge(tone, SIGNS[tone], words),
          body: html`${facts([
            ['Started', time(view.startedAt)],
            [
              'Ended',
              view.endedAt === null ? html`not yet; last call ${time(view.lastCallAt)}` : time(view.endedAt),
            ],
            ['Took', durationOf(view)],
            ['Codes', countsOf(view)],
            ['What was said', view.message],
            ['QuickBooks', [view.product, view.country].filter(Boolean).join(', ')],
            ['qbXML version', view.qbxmlVersion],
            ['Company file', view.companyFile && html`<code>${view.companyFile}</code>`],
          ])}
${sets.length === 0 && html`<p class="none">Nothing was handed out in this session${after ? ' after that' : ''}.</p>`}
${parts}
${(after || next) && paging(after ? href(address) : null, next && href(withQuery(address, { after: next })), `${number(view.exchanges)} message sets in all`)}`,
        });
      },
    },
    {
      method: 'get',
      path: '/companies/:company/sessions/:session/:set/:part.xml',
      right: 'companyAdmin',
      async handle(visit) {
        const session = await sessionOf(visit);
        const part = visit.param('part');
        if (part !== 'request' && part !== 'answer') throw notFound('such text');
        const exchange = await exchangeNumbered(store, session, visit.param('set'));
        const set = exchange && (await messageSetOf(store, exchange));
        if (!exchange || (part === 'request' ? !set : exchange.response === null))
          throw notFound('such text');
        const { response } = visit;
        // As text, so that no browser makes a page of what QuickBooks said.
        response
          .type('text/plain; charset=utf-8')
          .set(
            'Content-Disposition',
            `inline; filename="${session.session}-${visit.param('set')}-${part}.xml"`,
          );
        const pieces = part === 'request' ? [set?.text ?? ''] : keptPieces(store, exchange);
        for await (const piece of pieces) if (!(await writePiece(response, piece))) return;
        response.end();
      },
    },
  ];
};

function xmlPart(title: string, xml: KeptStart | null, raw: string, count: number): Html {
  const id = `${title.toLowerCase()}-${count}`;
  if (xml === null)
    return html`<div><h3 id="${id}">${title}</h3><p class="none">${title === 'Answer' ? 'None came.' : 'It is not kept any more.'}</p></div>`;
  const { text, cutFrom } = shown(xml.text, SHOWN_CHARACTERS, xml.characters);
  return html`<div><div class="pair-title"><h3 id="${id}">${title}</h3><a href="${raw}">As it was, to the byte<span class="visually-hidden"> (${title.toLowerCase()} of message set ${count})</span></a></div>
<pre class="xml" tabindex="0" role="region" aria-labelledby="${id}"><code>${text}</code></pre>
${cutFrom !== null && html`<p>The first ${number(SHOWN_CHARACTERS)} of ${number(cutFrom)} characters. <a href="${raw}">The whole ${title.toLowerCase()}</a></p>`}</div>`;
}
