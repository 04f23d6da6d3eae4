/** What was renamed in QuickBooks between two readings: an account is known by its ListID, whatever it is called. */
import { updateCompany } from '../codes/company.ts';
import { type Rename, withRenames } from '../codes/renames.ts';
import type { Store } from '../store/port.ts';
import { usesOf } from './accounts.ts';
import { type Account, type Complete, READING_BUCKETS } from './model.ts';

/**
 * Tells the company of accounts that have other names now. In one write, before the reading counts: done twice it does nothing
 * the second time, and a reading that never counts has still told the truth.
 */
export async function followRenames(
  store: Store,
  company: string,
  before: Complete | null,
  accounts: readonly Account[],
  at: string,
): Promise<void> {
  const names = await namesIn(store, company, before);
  const renames = accounts.flatMap((account): Rename[] => {
    const { listID, fullName } = account;
    const from = names.get(listID);
    const isOther = from !== undefined && from !== fullName;
    return isOther && usesOf(account).length > 0 ? [{ at, listID, from, to: fullName }] : [];
  });
  if (renames.length > 0) await updateCompany(store, company, (each) => withRenames(each, renames));
}

async function namesIn(
  store: Store,
  company: string,
  before: Complete | null,
): Promise<ReadonlyMap<string, string>> {
  const ids = (before?.buckets.accounts ?? []).map((name) => `${company}/${name}`);
  const buckets = await store.getMany(READING_BUCKETS, ids);
  return new Map(
    buckets.flatMap(({ entries }) => entries.map(({ listID, fullName }) => [listID, fullName] as const)),
  );
}
