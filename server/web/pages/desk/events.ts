/**
 * Live progress by server-sent events: how the connector and the counts are, told when they change. The store is asked every two
 * seconds at most while somebody listens; whether they still may is asked again each time, so that an end of the session or of
 * the right ends the stream.
 */
import type { Response } from 'express';
import { CODE_STATUSES, COMPANIES, quickBooksList } from '../../../codes/model.ts';
import { may } from '../../rights.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { connectorPanel } from './connector.ts';
import { countOf } from './filter.ts';

const EVERY_MS = 2_000;
/** Proxies close what is silent for long. */
const HEARTBEAT_MS = 15_000;
/** Browsers come back by themselves, through a sign-in that is looked at anew. */
const STREAM_MAX_MS = 10 * 60_000;

export function eventRoutes(context: PageContext): PageRoute[] {
  return [
    {
      method: 'get',
      path: '/companies/:company/events',
      right: 'viewer',
      byItself: true,
      handle: (visit) => stream(context, visit),
    },
  ];
}

async function stream(context: PageContext, visit: Visit): Promise<void> {
  const { request, response, session } = visit;
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write(`retry: ${EVERY_MS}\n\n`);
  const until = Date.now() + STREAM_MAX_MS;
  let told = '';
  let lastWrite = Date.now();
  while (!response.destroyed && Date.now() < until) {
    const user = await context.access.userOfSession(session);
    if (!user || !may(user, visit.company.id, 'viewer')) {
      response.write('event: over\ndata: {}\n\n');
      break;
    }
    const now = await stateOf(context, visit);
    if (now === null) break;
    if (now !== told) {
      response.write(`event: state\ndata: ${now}\n\n`);
      told = now;
      lastWrite = Date.now();
    } else if (Date.now() - lastWrite > HEARTBEAT_MS) {
      response.write(': still here\n\n');
      lastWrite = Date.now();
    }
    await pause(response, EVERY_MS);
  }
  if (!request.destroyed) response.end();
}

async function stateOf({ store, publicURL }: PageContext, visit: Visit): Promise<string | null> {
  const { href, csrf } = visit;
  const company = await store.get(COMPANIES, visit.company.id);
  if (!company) return null;
  const list = quickBooksList(company);
  const counts = Object.fromEntries(
    await Promise.all(
      (['all', ...CODE_STATUSES] as const).map(
        async (tab) => [tab, await countOf(store, company, list, tab)] as const,
      ),
    ),
  );
  const panel = await connectorPanel({ store, publicURL, company, href, csrf, may: visit.may });
  return JSON.stringify({ counts, panel: panel.toString() });
}

/** Until the time is over or the reader has gone. */
function pause(response: Response, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      response.off('close', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    response.once('close', over);
  });
}
