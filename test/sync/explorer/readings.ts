/** What must hold of readings, wherever they are broken off. Each gives the broken promise in words, or null. */
import { fileKeyOf } from '../../../server/codes/company.ts';
import { isInQuickBooks } from '../../../server/codes/model.ts';
import type { Complete, Item as ReadItem } from '../../../server/quickbooks/model.ts';
import { unpacked } from '../../../server/quickbooks/packing.ts';
import { fullNameOf, listIDOf, type QuickBooks } from './quickbooks.ts';
import type { Kept } from './server.ts';

/** What counts; another file's reading does not. */
function countedIn({ reading, company }: Kept): Complete | null {
  const complete = reading?.complete ?? null;
  return complete && fileKeyOf(complete.file.fileId ?? '') === fileKeyOf(company.fileID) ? complete : null;
}

function itemsIn(complete: Complete, { buckets, company }: Kept): readonly ReadItem[] | null {
  const all = complete.buckets.items.map((name) => buckets.find(({ id }) => id === `${company.id}/${name}`));
  if (all.some((bucket) => bucket === undefined)) return null;
  return all.flatMap((bucket) => unpacked<readonly ReadItem[]>(bucket?.packed ?? ''));
}

/** In every state. */
export function readingBroken(kept: Kept, books: QuickBooks): string | null {
  const complete = countedIn(kept);
  if (complete === null) return null;
  const items = itemsIn(complete, kept);
  if (items === null) return 'a reading counts, and some of what it is made of is not there';
  const stranger = items.find(({ listID }) => books.formerly?.some((id) => listIDOf(id) === listID));
  return stranger ? `${stranger.fullName} of the company file before counts as read` : null;
}

/** A part of a reading was asked for, and it would have been the turn of a code. */
export function readTooEarly(before: Kept, after: Kept): string | null {
  const { connection, codes, sets } = before;
  const isNew = after.sets.some(
    ({ set, kind, phase }) =>
      kind === 'reading' && phase === 'open' && !sets.some((each) => each.set === set),
  );
  if (!isNew || connection.openSet !== null || connection.alarms.length > 0) return null;
  const ready = codes.find(
    ({ status, parent, skipSession }) =>
      status === 'accepted' &&
      skipSession !== connection.session &&
      (parent === '' || isInQuickBooks(codes.find(({ key }) => key === parent))),
  );
  return ready ? `QuickBooks is read while ${ready.code} could be exported` : null;
}

/** After so many that broke off it is left alone for a day. */
const LEFT_ALONE = 3;

/** Where nothing is left to do. `deeds`: what people have done. */
export function readingBrokenAtRest(kept: Kept, books: QuickBooks, deeds: number): string | null {
  const { connection, reading, codes } = kept;
  if (reading?.running) return 'nothing to do, and a reading runs';
  if (connection.reading.isRunning) return 'nothing to do, and a reading is said to run';
  const complete = countedIn(kept);
  if (complete === null)
    return connection.reading.broken >= LEFT_ALONE ? null : 'nothing to do, and nothing was ever read';
  if (deeds > 0) return null;
  const read = new Set(itemsIn(complete, kept)?.map(({ listID }) => listID));
  // What we have added since counts by itself.
  const missing = books.items.find(
    ({ id }) => !read.has(listIDOf(id)) && !codes.some(({ listID }) => listID === listIDOf(id)),
  );
  return missing ? `${fullNameOf(books, missing)} was there all the time, and was not read` : null;
}
