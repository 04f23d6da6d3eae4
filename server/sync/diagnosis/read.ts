/** What doors ask: why a company's codes wait. */
import type { Company } from '../../codes/model.ts';
import type { Store } from '../../store/port.ts';
import type { SyncStatus } from '../read.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';
import { type Counts, diagnosisFacts } from './facts.ts';

/** `counts`: of the QuickBooks list. */
export const diagnosisOf = async (
  store: Store,
  company: Company,
  status: SyncStatus,
  counts: Counts,
): Promise<Diagnosis> => diagnose(await diagnosisFacts(store, company, status, counts));
