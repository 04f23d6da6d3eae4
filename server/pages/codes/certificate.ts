/** For an auditor: how each code came to QuickBooks, and what was changed since; to be printed. */
import { certificateOf } from '../../codes/certificate.ts';
import { isInQuickBooks, quickBooksList } from '../../codes/model.ts';
import { codeNamed, codesPage } from '../../codes/read.ts';
import { codeViews } from '../../doors/views.ts';
import { notFound } from '../../http/problem.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { certificatesView, certificateView } from './certificate-view.ts';

const PAGE_ROWS = 500;

/** The page of one code, and the list of all. */
export function certificateRoutes(context: PageContext): PageRoute[] {
  const { store } = context;

  async function showOne(visit: Visit): Promise<void> {
    const { company, query } = visit;
    const code = await codeNamed(store, company, quickBooksList(company), query('code'));
    if (!code || !isInQuickBooks(code)) throw notFound('such code in QuickBooks');
    const [view] = await codeViews(context, company, [code]);
    if (!view) throw notFound('such code');
    const now = store.now().toISOString();
    await visit.render(
      certificateView(visit, { company, code, view, certificate: certificateOf(code), now }),
    );
  }

  async function showAll(visit: Visit): Promise<void> {
    const { company, query } = visit;
    const wanted = {
      status: 'all',
      linked: true,
      after: query('after') || undefined,
      limit: PAGE_ROWS,
    } as const;
    const { codes, hasMore } = await codesPage(store, company, quickBooksList(company), wanted);
    const next = hasMore ? (codes.at(-1)?.order ?? null) : null;
    const isFirst = wanted.after === undefined;
    const rows = codes.map((code) => ({ code, certificate: certificateOf(code) }));
    await visit.render(
      certificatesView(visit, { company, rows, next, isFirst, now: store.now().toISOString() }),
    );
  }

  return [
    { method: 'get', path: '/companies/:company/certificate', right: 'viewer', handle: showOne },
    { method: 'get', path: '/companies/:company/certificates', right: 'viewer', handle: showAll },
  ];
}
