/** The codes that a filter shows, as a CSV. */

import { csvHead, csvLine } from '../../codes/csv.ts';
import type { Company, CostCode } from '../../codes/model.ts';
import { downloadName } from '../../doors/downloads.ts';
import { codeViews } from '../../doors/views.ts';
import { writePiece } from '../../http/piecewise.ts';
import type { PageContext, PageRoute } from '../visit.ts';
import { readFilter } from './filter.ts';
import { inOrder } from './matching.ts';

const COLUMNS = [
  'code',
  'description',
  'parent',
  'status',
  'incomeAccount',
  'expenseAccount',
  'class',
  'itemName',
  'fullName',
  'listId',
  'problem',
  'advice',
  'rejection',
  'rejectedBy',
  'waitingFor',
  'updatedAt',
] as const;

/** The download. */
export function resultRoutes({ store, publicURL }: PageContext): PageRoute[] {
  async function lines(company: Company, codes: readonly CostCode[]): Promise<string> {
    const views = await codeViews(store, company, codes, publicURL);
    return views
      .map(({ problem, rejection, ...view }) => {
        const all: Record<string, string | null> = {
          ...view,
          problem: problem?.message ?? null,
          advice: problem?.advice ?? null,
          rejection: rejection?.reason ?? null,
          rejectedBy: rejection?.by ?? null,
        };
        return csvLine(COLUMNS.map((name) => all[name] ?? null));
      })
      .join('');
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/codes.csv',
      right: 'viewer',
      async handle({ company, query, response }) {
        const filter = readFilter(company, query, 'all');
        response
          .attachment(downloadName(company, filter.list, filter.tab === 'all' ? null : filter.tab, 'csv'))
          .type('text/csv; charset=utf-8');
        let isWanted = await writePiece(response, csvHead(COLUMNS));
        for await (const codes of inOrder(store, company, filter)) {
          if (!isWanted) break;
          isWanted = await writePiece(response, await lines(company, codes));
        }
        response.end();
      },
    },
  ];
}
