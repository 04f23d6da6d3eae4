/** A complete reading of a company's QuickBooks, as the exchange leaves it in the store. */
import { pageOf, tidy, writeBuckets } from '../../server/quickbooks/completing.ts';
import {
  type Entries,
  type FileFacts,
  READING_PAGES,
  READINGS,
  type Running,
} from '../../server/quickbooks/model.ts';
import { begun as beginning, newReading } from '../../server/quickbooks/running.ts';
import { ACCOUNTS, FILE } from '../quickbooks/has.ts';
import type { Service } from './service.ts';

export interface Read extends Partial<Entries> {
  readonly file?: Partial<FileFacts>;
}

let readings = 0;

/** QuickBooks has been read, just now: these are the items, accounts and classes that it has. */
export async function reading(
  service: Service,
  { id }: { readonly id: string },
  { items = [], accounts = ACCOUNTS, classes = [], file = {} }: Read,
): Promise<void> {
  service.advance(1_000);
  const { store } = service;
  const at = store.now().toISOString();
  const session = `reading${++readings}`;
  const before = await store.get(READINGS, id);
  const number = (before?.begun ?? 0) + 1;
  const running: Running = {
    ...beginning({ number, session, startedAt: at, fileKey: id }, 0),
    next: 'complete',
    pages: 1,
    counts: { items: items.length, accounts: accounts.length, classes: classes.length },
    file: { ...FILE, ...file },
  };
  const [begun] = before
    ? await store.replace(READINGS, [{ ...before, begun: number, running }])
    : await store.insert(READINGS, [{ ...newReading(id), begun: number, running }]);
  if (!begun) throw new Error('somebody else reads');
  await store.insert(READING_PAGES, [pageOf(id, session, 0, { items, accounts, classes })]);
  service.advance(1_000);
  const complete = await writeBuckets(store, begun, store.now().toISOString());
  await store.replace(READINGS, [{ ...begun, askedAt: null, running: null, complete }]);
  await tidy(store, id);
}
