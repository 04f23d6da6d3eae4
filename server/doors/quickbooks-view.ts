/** What a company's QuickBooks is and what was read of it, as the HTTP interface and the pages show it. */
import type { Company } from '../codes/model.ts';
import { readingOf } from '../quickbooks/has.ts';
import type { Kept } from '../quickbooks/kept.ts';
import type { Reading } from '../quickbooks/model.ts';
import { supportOf } from '../quickbooks/support.ts';
import type { Store } from '../store/port.ts';
import type { Connection } from '../sync/model.ts';
import { connectionOf, lastHostOf } from '../sync/read.ts';

export const READING_STATES = ['none', 'asked', 'running', 'complete'] as const;
type ReadingState = (typeof READING_STATES)[number];

/** By the last complete reading; before there is one, what the last session told. */
export async function quickBooksView(
  { store, kept }: { readonly store: Store; readonly kept: Kept },
  company: Company,
) {
  const [reading, has, host, connection] = await Promise.all([
    readingOf(store, company),
    kept.of(company),
    lastHostOf(store, company),
    connectionOf(store, company.id),
  ]);
  const complete = reading?.complete ?? null;
  const file = complete?.file;
  const product = file?.product ?? host?.product ?? null;
  const version = file?.version ?? null;
  return {
    product,
    country: file?.country ?? host?.country ?? null,
    version,
    qbxmlVersion: file?.qbxmlVersion ?? host?.version ?? null,
    companyName: file?.companyName ?? null,
    companyFile: file?.companyFile ?? host?.companyFile ?? null,
    fileId: file?.fileId ?? (host && company.fileID),
    items: has && { count: has.items.size, capacity: has.complete.file.capacity },
    reading: {
      state: stateOf(reading, connection),
      askedAt: reading?.askedAt ?? null,
      completedAt: complete?.at ?? null,
      accounts: complete?.counts.accounts ?? null,
      classes: complete?.counts.classes ?? null,
      items: complete?.counts.items ?? null,
      broken: brokenOf(reading, connection),
    },
    check: reading?.check ?? null,
    changed: connection.changed && { at: connection.changed.at, changes: connection.changed.changes },
    support: supportOf({ product, version }, store.now()),
  };
}

/** Those that broke off since one was complete, and what the last one did for. */
function brokenOf(reading: Reading | null, { reading: { broken, brokenAt } }: Connection) {
  if (broken === 0 || brokenAt === null) return null;
  // A session that fell silent has told nobody why.
  const why = reading?.broken?.why ?? 'The session ended before all had come.';
  return { times: broken, at: brokenAt, why };
}

/** One of a session whose place another one has taken runs no more. */
function stateOf(reading: Reading | null, connection: Connection): ReadingState {
  if (reading?.running && reading.running.session === connection.session) return 'running';
  if (reading?.askedAt) return 'asked';
  return reading?.complete ? 'complete' : 'none';
}
