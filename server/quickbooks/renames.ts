/** What was renamed in QuickBooks between two readings: what it has is known by its ListID, whatever it is called. */
import { updateCompany } from '../codes/company.ts';
import { type Rename, type RenameKind, withRenames } from '../codes/renames.ts';
import type { Store } from '../store/port.ts';
import { usesOf } from './accounts.ts';
import { type Complete, type Entries, READING_BUCKETS } from './model.ts';
import { unpacked } from './packing.ts';

/**
 * Tells the company of accounts and classes that have other names now. In one write, before the reading counts: done twice it
 * does nothing the second time, and a reading that never counts has still told the truth.
 */
export async function followRenames(
  store: Store,
  company: string,
  before: Complete | null,
  { accounts, classes }: Pick<Entries, 'accounts' | 'classes'>,
  at: string,
): Promise<void> {
  const usable = accounts.filter((account) => usesOf(account).length > 0);
  const renames = [
    ...renamesOf('account', await namesIn(store, company, before?.buckets.accounts), usable, at),
    ...renamesOf('class', await namesIn(store, company, before?.buckets.classes), classes, at),
  ];
  if (renames.length > 0) await updateCompany(store, company, (each) => withRenames(each, renames));
}

function renamesOf(
  kind: RenameKind,
  names: ReadonlyMap<string, string>,
  entries: readonly { readonly listID: string; readonly fullName: string }[],
  at: string,
): Rename[] {
  return entries.flatMap(({ listID, fullName }) => {
    const from = names.get(listID);
    return from === undefined || from === fullName ? [] : [{ kind, at, listID, from, to: fullName }];
  });
}

async function namesIn(
  store: Store,
  company: string,
  bucketNames: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> {
  const ids = bucketNames.map((name) => `${company}/${name}`);
  const buckets = await store.getMany(READING_BUCKETS, ids);
  return new Map(
    buckets.flatMap(({ packed }) =>
      unpacked<Entries['accounts' | 'classes']>(packed).map(
        ({ listID, fullName }) => [listID, fullName] as const,
      ),
    ),
  );
}
