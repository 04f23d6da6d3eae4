/** Whether connecting a company's Web Connector has worked, told by what came since a setup link was used. */
import { type Company, quickBooksList } from '../../codes/model.ts';
import { countsOf } from '../../codes/read.ts';
import type { SetupLink } from '../../identity/setup-links.ts';
import type { Store } from '../../store/port.ts';
import type { Cause } from '../../sync/diagnosis/causes.ts';
import { diagnosisOf } from '../../sync/diagnosis/read.ts';
import { syncStatusOf } from '../../sync/read.ts';

export interface ConnectingFacts {
  /** The connector has called with the right password since then. */
  readonly hasCalled: boolean;
  /** QuickBooks has shown the right company file since then. */
  readonly hasWorked: boolean;
  /** What is in the way at the computer with QuickBooks; null for nothing that is known. */
  readonly inTheWay: Cause | null;
}

/** Since the password was made by the link; before that since the link itself was. */
export async function connectingFacts(
  store: Store,
  company: Company,
  link: Pick<SetupLink, 'createdAt' | 'passwordAt'>,
): Promise<ConnectingFacts> {
  const since = link.passwordAt ?? link.createdAt;
  const status = await syncStatusOf(store, company);
  const counts = await countsOf(store, company, quickBooksList(company));
  const { causes } = await diagnosisOf(store, company, status, counts);
  const isSince = (at: string | null) => at !== null && at >= since;
  const ofOffice = causes.filter(({ who, chance }) => who === 'office' && chance !== 'possible');
  const inTheWay = ofOffice.find((cause) => cause.code !== 'never-seen' && isSince(cause.since)) ?? null;
  return {
    hasCalled: isSince(status.lastSeenAt),
    hasWorked: status.sessions.some(({ verified, startedAt }) => verified && isSince(startedAt)),
    inTheWay,
  };
}
