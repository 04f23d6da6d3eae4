/** What is promised of readings, after every step and with every request: whole or not at all, of this file, and never before a code. */
import { fileKeyOf } from '../../../server/codes/company.ts';
import { isInQuickBooks } from '../../../server/codes/model.ts';
import { readAll } from '../../../server/quickbooks/has.ts';
import { READING_BUCKETS, READING_PAGES, READINGS } from '../../../server/quickbooks/model.ts';
import { rowOf } from '../../../server/sync/alarms.ts';
import { sessionOfTicket } from '../../../server/sync/session.ts';
import type { World } from './world.ts';

/** Looked at when a set is handed out: if that is a part of a reading, it was no code's turn. */
export async function checkTurn(world: World, ticket: string, set: string): Promise<void> {
  if ((await world.set(set))?.kind !== 'reading' || (await world.company()).paused) return;
  const connection = await world.connection();
  if (connection?.alarms.some((alarm) => rowOf(alarm).holds !== 'nothing')) return;
  const codes = await world.readCodes();
  const parents = new Map(codes.map((code) => [code.key, code]));
  const session = sessionOfTicket(ticket);
  const ready = codes.find(
    (code) =>
      code.status === 'accepted' &&
      code.skipSession !== session &&
      (code.parent === '' || isInQuickBooks(parents.get(code.parent))),
  );
  world.expect(ready === undefined, () => `QuickBooks is read while ${ready?.code} could be exported`);
}

/** After a step. `isFresh`: it was one session, and nothing else happened to QuickBooks. */
export async function checkReadings(world: World, isFresh: boolean): Promise<void> {
  const company = await world.company();
  const reading = await world.store.get(READINGS, company.id);
  const { complete = null } = reading ?? {};
  const stamp = complete && `${complete.session} ${complete.number} ${company.fileID}`;
  const isNew = stamp !== null && stamp !== world.readStamp;
  world.readStamp = stamp;
  const before = world.itemsBefore;
  world.itemsBefore = new Map(world.open.quickbooks.items.map((item) => [item.listID, item.fullName]));
  if (!isNew) return;
  // What it is made of is there.
  const read = await readAll(world.store, company);
  if (!read) return;
  const file = world.files.find((each) => fileKeyOf(each.fileID) === fileKeyOf(company.fileID));
  for (const { listID, fullName } of read.has.items.values())
    world.expect(
      file?.known.has(listID) === true,
      () => `the item ${fullName} was read, and was never in this company file`,
    );
  if (!isFresh || file !== world.open || world.fileID !== company.fileID) return;
  for (const [listID, fullName] of before)
    world.expect(
      read.has.items.get(listID)?.fullName === fullName,
      () => `the item ${fullName} was there all the time, and is not in what was read`,
    );
}

/** Once a reading has been tidied up after: nothing is left of those that broke off, and of it all. */
export async function checkTraces(world: World): Promise<void> {
  const { id } = await world.company();
  const reading = await world.store.get(READINGS, id);
  const named = Object.values(reading?.complete?.buckets ?? {}).flat();
  const all = { equals: [id], limit: 1_000 };
  const pages = await world.store.find(READING_PAGES, 'byCompany', all);
  const buckets = await world.store.find(READING_BUCKETS, 'byCompany', all);
  world.expect(
    pages.length === 0,
    () => `${pages.length} pages are left of readings that are over, ${pages[0]?.id} among them`,
  );
  const wanted = new Set(named.map((name) => `${id}/${name}`));
  const strays = buckets.filter((bucket) => !wanted.has(bucket.id));
  world.expect(
    strays.length === 0,
    () => `the bucket ${strays[0]?.id} is left of a reading that counts no more`,
  );
  const state = (await world.connection())?.reading;
  world.expect(
    reading?.running === null && state?.isRunning === false,
    () => 'a reading runs that nobody makes',
  );
}
