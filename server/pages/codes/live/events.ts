/**
 * Live progress by server-sent events: the state of the connector and the counts, sent when they change. Whether those who
 * listen still may is asked before each telling, so that an end of the session or of the right ends the stream.
 */
import { CODE_STATUSES, type CodeStatus, type Company, quickBooksList } from '../../../codes/model.ts';
import { companyWith, countOf } from '../../../codes/read.ts';
import { may } from '../../../identity/rights.ts';
import type { Store } from '../../../store/port.ts';
import { realTimers } from '../../../timers.ts';
import { inTurns, turn } from '../../../turns.ts';
import { hidden } from '../../forms/controls.ts';
import type { PageContext, PageRoute, Visit } from '../../visit.ts';
import { type ConnectorNow, connectorNow, connectorPanel } from '../connector-panel.ts';
import { createStreams, type Stream } from './streams.ts';
import { createWatch } from './watch.ts';

/** After which browsers come back. */
const RETRY_MS = 2_000;
/** Panels that are written in one turn. */
const TOLD_AT_ONCE = 50;
const TOO_MANY_RETRY_S = 30;

/** Null when the company is gone. */
type Facts = { readonly counts: Counts; readonly connector: ConnectorNow } | null;

type Counts = Readonly<Record<CodeStatus | 'all', number>>;

/** An index is counted, a state in a turn: a tenth of a million codes take some milliseconds. */
async function countsOf(store: Store, company: Company): Promise<Counts> {
  const counts: [CodeStatus | 'all', number][] = [];
  let all = 0;
  for (const status of CODE_STATUSES) {
    await turn();
    const count = await countOf(store, company, quickBooksList(company), status);
    counts.push([status, count]);
    all += count;
  }
  return Object.fromEntries([['all', all], ...counts]) as Counts;
}

/** The address at which a page listens. */
export function eventRoutes(context: PageContext): PageRoute[] {
  const { store, access, log, stopping, href, publicURL } = context;
  const streams = createStreams(realTimers.now);
  stopping.addEventListener('abort', () => streams.endAll());

  async function look(id: string): Promise<Facts> {
    const company = await companyWith(store, id);
    if (!company) return null;
    const counts = await countsOf(store, company);
    return { counts, connector: await connectorNow(store, company, counts) };
  }

  async function tell(id: string, listeners: readonly Stream[], facts: Facts): Promise<void> {
    const users = await access.usersOfSessions(listeners.map(({ session }) => session));
    for await (const some of inTurns(listeners, TOLD_AT_ONCE)) {
      for (const stream of some) {
        const user = users.get(stream.session.value);
        if (!facts) stream.end(null);
        else if (!user || !may(user, id, 'viewer')) stream.end('over');
        else {
          const panel = connectorPanel(facts.connector, {
            ...{ publicURL, href },
            csrf: hidden('csrf', access.csrfTokenOf(stream.session)),
            may: (right) => may(user, id, right),
          });
          stream.tell(JSON.stringify({ counts: facts.counts, panel: panel.toString() }));
        }
      }
    }
  }

  const watch = createWatch<Stream, Facts>({
    look,
    tell,
    onError: (error) => log.error({ err: error }, 'live progress could not be looked up'),
    timers: realTimers,
  });

  function listen({ response, session, company: { id: company } }: Visit): void {
    const onEnd = (ended: Stream) => watch.leave(company, ended);
    const stream = stopping.aborted ? null : streams.open({ company, session, sink: response, onEnd });
    // Browsers read nothing of it but that they are not to come back at once.
    if (!stream) {
      response.status(503).set('Retry-After', String(TOO_MANY_RETRY_S)).type('text/plain');
      response.send('Too many pages follow the progress right now.\n');
      return;
    }
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      // Nothing else comes over it, and a server that stops need not wait for it.
      Connection: 'close',
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
    response.once('close', () => stream.end(null));
    watch.join(company, stream);
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/events',
      right: 'viewer',
      byItself: true,
      handle: listen,
    },
  ];
}
