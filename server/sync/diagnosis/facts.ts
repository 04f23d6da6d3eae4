/** Reads what a diagnosis is made of, beyond how the connector is doing: of each state that codes wait in, one of them. */
import {
  CODES,
  type CodeStatus,
  type Company,
  type CostCode,
  codeID,
  quickBooksList,
} from '../../codes/model.ts';
import type { Store } from '../../store/port.ts';
import { holdsAll } from '../alarms.ts';
import type { SyncStatus } from '../read.ts';
import { findWork } from '../select.ts';

export type Counts = Readonly<Record<CodeStatus, number>>;

export interface DiagnosisFacts {
  readonly now: string;
  readonly company: Company;
  readonly status: SyncStatus;
  /** Of the QuickBooks list. */
  readonly counts: Counts;
  /** An accepted code could be exported; null where none is accepted, or an alarm holds them all. */
  readonly hasWork: boolean | null;
  /** One of the codes in the state; null where none is. */
  readonly failed: CostCode | null;
  readonly pending: CostCode | null;
  readonly rejected: CostCode | null;
  /** The first in the queue. */
  readonly accepted: CostCode | null;
  /** The parent that it waits for, where nothing could be exported; null if there is none of that name. */
  readonly parent: CostCode | null;
}

export async function diagnosisFacts(
  store: Store,
  company: Company,
  status: SyncStatus,
  counts: Counts,
): Promise<DiagnosisFacts> {
  const list = quickBooksList(company).id;
  const oneOf = async (state: CodeStatus, index: 'byStatus' | 'byQueue' = 'byStatus') => {
    if (counts[state] === 0) return null;
    const [code = null] = await store.find(CODES, index, { equals: [company.id, list, state], limit: 1 });
    return code;
  };
  const looksForWork = counts.accepted > 0 && holdsAll(status.connection.alarms) === null;
  const [hasWork, failed, pending, rejected, accepted] = await Promise.all([
    looksForWork ? (status.hasWork ?? workIn(store, company, status)) : null,
    oneOf('failed'),
    oneOf('pending'),
    oneOf('rejected'),
    oneOf('accepted', 'byQueue'),
  ]);
  const awaited = hasWork === false && accepted !== null && accepted.parent !== '' ? accepted.parent : null;
  const parent = awaited === null ? null : await store.get(CODES, codeID(company.id, list, awaited));
  const now = store.now().toISOString();
  return { now, company, status, counts, hasWork, failed, pending, rejected, accepted, parent };
}

const workIn = async (store: Store, company: Company, { connection }: SyncStatus): Promise<boolean> =>
  (await findWork(store, company, connection)).isThere;
