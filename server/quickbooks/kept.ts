/** What companies' QuickBooks have is kept in memory, up to so many entries in all: those that were asked for last. */
import type { Store } from '../store/port.ts';
import { type Known, type OfFile, type QuickBooksHas, readAll, readOn, type Stamp, stampOf } from './has.ts';

/** About a kilobyte each with all that finds it. */
const ENTRIES_MAX = 150_000;

export interface Kept {
  /** What QuickBooks has by the last complete reading, and ours since; null before there is one. Do not keep it for long. */
  of(company: OfFile): Promise<QuickBooksHas | null>;
}

const sizeOf = ({ has }: Known) => has.items.size + has.accounts.size + has.classes.size;
const isSameReading = (a: Stamp, b: Stamp) =>
  a.complete.at === b.complete.at && a.complete.session === b.complete.session;

export function createKept(store: Store, entriesMax = ENTRIES_MAX): Kept {
  /** Oldest first. */
  const known = new Map<string, Known>();
  const underWay = new Map<string, Promise<Known | null>>();

  /** What was read already is only read on: while codes are exported something is added every few seconds. */
  function read(company: OfFile, before: Known | null): Promise<Known | null> {
    const { id } = company;
    const already = underWay.get(id);
    if (already) return already;
    const reading = (before ? readOn(store, id, before) : readAll(store, company)).finally(() =>
      underWay.delete(id),
    );
    underWay.set(id, reading);
    return reading;
  }

  function keep(company: string, found: Known): void {
    known.delete(company);
    known.set(company, found);
    let size = [...known.values()].reduce((sum, each) => sum + sizeOf(each), 0);
    for (const [other, each] of known) {
      if (size <= entriesMax || other === company) break;
      known.delete(other);
      size -= sizeOf(each);
    }
  }

  return {
    async of(company) {
      const stamp = await stampOf(store, company);
      if (stamp === null) return null;
      let found = known.get(company.id) ?? null;
      if (found === null || !isSameReading(found, stamp)) found = await read(company, null);
      // Those who come while it is read on share that, which may have begun before the last item was there. If that item has gone
      // again, another reading has it.
      for (let tries = 1; tries <= 2; tries++)
        if (found && isSameReading(found, stamp) && found.recent < stamp.recent)
          found = await read(company, found);
      if (found) keep(company.id, found);
      return found?.has ?? null;
    },
  };
}
