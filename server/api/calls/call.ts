/** A call of the HTTP interface: its row in the table that routes, authorises and describes. */
import type { z } from 'zod';
import type { ProblemCode } from '../../http/problem.ts';
import type { Right } from '../../identity/rights.ts';

export type Method = 'get' | 'post' | 'patch' | 'delete';

export interface Call {
  readonly method: Method;
  /** As express writes it, below `/api`. */
  readonly path: string;
  readonly id: string;
  readonly right: Right;
  readonly summary: string;
  readonly notes?: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body that would be taken, as the description shows it. */
  readonly example?: unknown;
  /** The body may be a list as a file, too: CSV, a workbook, an IIF. */
  readonly file?: true;
  readonly bodyMaxBytes?: number;
  readonly answer: { readonly status: number; readonly type?: string; readonly schema?: z.ZodType };
  /** Beyond those that follow from the row. */
  readonly problems?: readonly ProblemCode[];
  /** A POST that only asks. */
  readonly asksOnly?: true;
  /** Doing it again would do it twice: it is not done again as long as it may have been done. */
  readonly once?: true;
  /** The body or the answer holds what the store must never keep as it is. */
  readonly secret?: readonly ('body' | 'answer')[];
  /** Not by API token. */
  readonly inPerson?: true;
}

export const changes = ({ method, asksOnly }: Call) => method !== 'get' && asksOnly !== true;
