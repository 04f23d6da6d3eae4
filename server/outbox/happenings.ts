/** What became of codes, read off their histories, and which of it is one thing: the codes of one call, or of one session. Pure. */
import type { CostCode, HistoryEntry } from '../codes/model.ts';
import { tellsDrift } from '../codes/transitions.ts';
import type { Session } from '../sync/model.ts';
import { CONNECTOR } from '../sync/settle.ts';
import type { CodeEventType, ToldCode } from './model.ts';

/** Of QuickBooks' words that much is told; the code's page has them all. */
const WHY_MAX = 300;

/** One thing: what the same caller did to codes in one call, or what one session brought. */
export interface Group {
  readonly type: CodeEventType;
  /** What makes it one, the same whenever it is read off. */
  readonly key: string;
  readonly by: string;
  readonly codes: readonly ToldCode[];
}

/** What an entry of a history means to others; null for nothing. */
function typeOf(entry: HistoryEntry): CodeEventType | null {
  const { from, to, by, leftOut } = entry;
  if (tellsDrift(entry)) return 'code.drifted';
  // It stands for others, which nobody knows any more.
  if (from === to || leftOut !== undefined) return null;
  switch (to) {
    case 'pending':
      return 'code.waiting';
    case 'accepted':
      // From `exporting` it has not been accepted: it was not done.
      return by === CONNECTOR ? null : 'code.accepted';
    case 'synced':
      return 'code.synced';
    case 'failed':
      return 'code.failed';
    case 'rejected':
      return 'code.rejected';
    default:
      return null;
  }
}

/** What became of codes from `since` on, in groups. `sessions`: of the company, the newest first. */
export function groupsOf(
  codes: readonly CostCode[],
  since: string,
  sessions: readonly Pick<Session, 'session' | 'startedAt'>[],
): Group[] {
  const groups = new Map<string, Group & { readonly codes: ToldCode[] }>();
  for (const { code, history, sentBy, calledSince = '' } of codes) {
    for (const entry of history) {
      const type = entry.at >= since && entry.at >= calledSince ? typeOf(entry) : null;
      if (type === null) continue;
      const { at, by, why } = entry;
      const key = by === CONNECTOR ? `session/${sessionAt(sessions, at) ?? at}` : `call/${at}/${by}`;
      const group = groups.get(`${type}/${key}`) ?? { type, key, by, codes: [] };
      group.codes.push({ code, at, why: why.slice(0, WHY_MAX).toWellFormed(), sentBy });
      groups.set(`${type}/${key}`, group);
    }
  }
  return [...groups.values()];
}

/** The session that had begun last at that time; null where none is known. */
const sessionAt = (sessions: readonly Pick<Session, 'session' | 'startedAt'>[], at: string): string | null =>
  sessions.find(({ startedAt }) => startedAt <= at)?.session ?? null;
