/** The codes that a filter shows, as a CSV. */

import { csvHead, csvLine } from '../../codes/csv.ts';
import type { Company, CostCode } from '../../codes/model.ts';
import { downloadName } from '../../doors/downloads.ts';
import { codeViews } from '../../doors/views.ts';
import { writePiece } from '../../http/piecewise.ts';
import type { PageContext, PageRoute } from '../visit.ts';
import { readFilter, statusIn } from './filter.ts';
import { inOrder } from './matching.ts';

const COLUMNS = [
  'code',
  'description',
  'parent',
  'status',
  'incomeAccount',
  'expenseAccount',
  'class',
  'active',
  'itemName',
  'fullName',
  'listId',
  'problem',
  'advice',
  'rejection',
  'rejectedBy',
  'waitingFor',
  'preflight',
  'updatedAt',
] as const;

/** The download. */
export function resultRoutes(context: PageContext): PageRoute[] {
  async function lines(company: Company, codes: readonly CostCode[]): Promise<string> {
    const views = await codeViews(context, company, codes);
    return views
      .map(({ problem, rejection, preflight, active, change: _, drift: __, ...view }) => {
        const all: Record<string, string | null> = {
          ...view,
          problem: problem?.message ?? null,
          advice: problem?.advice ?? null,
          rejection: rejection?.reason ?? null,
          rejectedBy: rejection?.by ?? null,
          preflight: preflight?.message ?? null,
          active: active ? 'yes' : 'no',
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
          .attachment(
            downloadName(company, filter.list, statusIn(filter.tab) === 'all' ? null : filter.tab, 'csv'),
          )
          .type('text/csv; charset=utf-8');
        let isWanted = await writePiece(response, csvHead(COLUMNS));
        for await (const codes of inOrder(context, company, filter)) {
          if (!isWanted) break;
          isWanted = await writePiece(response, await lines(company, codes));
        }
        response.end();
      },
    },
  ];
}
