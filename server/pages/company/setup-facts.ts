/** Reads what the checklist of a company tells. */

import { type Company, quickBooksList } from '../../codes/model.ts';
import { countsOf } from '../../codes/read.ts';
import { adviceOf } from '../../help/advice.ts';
import { HELP } from '../../help/topics.ts';
import type { Store } from '../../store/port.ts';
import { fileAlarmIn } from '../../sync/alarms.ts';
import { connectionOf, syncStatusOf } from '../../sync/read.ts';
import type { SetupFacts } from './setup-steps.ts';

/** How far a company is. */
export async function setupFacts(store: Store, company: Company): Promise<SetupFacts> {
  const counts = await countsOf(store, company, quickBooksList(company));
  const { lastSeenAt, wrongPassword, alarms } = await syncStatusOf(store, company);
  const { companyFile } = await connectionOf(store, company.id);
  const file = fileAlarmIn(alarms);
  return {
    incomeAccount: company.incomeAccount,
    createdAt: company.createdAt,
    lastSeenAt,
    wrongPassword,
    fileAlarm: file
      ? { title: HELP[file.help].title, companyFile: file.companyFile, advice: adviceOf(file) }
      : null,
    fileVerified: companyFile !== '',
    companyFile,
    counts,
    wasSent: company.firstSentAt !== null,
  };
}
