// A complete reading is compared with what QuickBooks was told: 50,000 items with 10,000 codes, of which none, a few or all are not as they were.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COLLECTIONS } from '../server/app.ts';
import { createCompany } from '../server/codes/company.ts';
import { planImport } from '../server/codes/import.ts';
import { CODES, type Company, quickBooksList } from '../server/codes/model.ts';
import { compareCodes, ServiceItems } from '../server/quickbooks/drift.ts';
import type { FileFacts, Item } from '../server/quickbooks/model.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import type { Store } from '../server/store/port.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { table } from './terminal.ts';

const CODES_COUNT = 10_000;
const ITEMS_COUNT = 50_000;
const ROUNDS = 5;
const CPU_MAX_S = 2;
const AT_ONCE = 500;
const AT = '2026-03-01T08:00:00.000Z';
const ACCOUNTS = { incomeAccount: 'Construction Income', expenseAccount: null };

const FILE: FileFacts = {
  ...{ product: 'QuickBooks Enterprise 24', country: 'US', version: '34.0', qbxmlVersion: '16.0' },
  ...{ companyName: 'Acme', companyFile: 'C:\\Acme.qbw', fileId: null, capacity: null },
  ...{ usesAccountNumbers: false, usesClasses: false },
};

const listIDOf = (number: number) => `80${number.toString(16)}-1`.toUpperCase();

/** The items of the codes first, then those of others. */
const items = (otherwise: (number: number) => boolean): ReadonlyMap<string, Item> => {
  const services = new ServiceItems();
  services.take(
    Array.from({ length: ITEMS_COUNT }, (_, number) => ({
      listID: listIDOf(number),
      editSequence: String(number),
      name: `c${number}`,
      fullName: `c${number}`,
      type: 'Service',
      isActive: true,
      parentListID: null,
      sides: 'one',
      description: otherwise(number) ? `Otherwise ${number}` : `Work of the kind ${number}`,
      ...ACCOUNTS,
      class: null,
    })),
  );
  return services.byListID;
};

/** Codes that were told what their items have. */
async function fill(store: Store, company: Company): Promise<void> {
  const rows = Array.from({ length: CODES_COUNT }, (_, number) => ({
    row: number + 1,
    code: `c${number}`,
    description: `Work of the kind ${number}`,
  }));
  const plan = planImport(new Map(), rows, {
    ...{ company: company.id, list: quickBooksList(company).id, naming: 'code', rules: company },
    ...{ accountsOf: () => ACCOUNTS, classOf: () => null, at: AT, by: 'ann', why: 'by import' },
  });
  const codes = plan.insert.map((code) => {
    const listID = listIDOf(Number(code.code.slice(1)));
    const { itemName: name, description } = code;
    const told = { name, parent: '', description, ...ACCOUNTS, class: null, active: true };
    const item = { listID, fullName: name, editSequence: '1' };
    return { ...code, status: 'synced' as const, listID, item, told, toldAt: AT };
  });
  for (let from = 0; from < codes.length; from += AT_ONCE)
    await store.insert(CODES, codes.slice(from, from + AT_ONCE));
}

/** The same store, which counts the codes that it gives. */
function counting(store: Store): { store: Store; reads: () => number } {
  let count = 0;
  const find: Store['find'] = async (collection, index, query) => {
    const found = await store.find(collection, index, query);
    if (collection.name === CODES.name) count += found.length;
    return found;
  };
  const getMany: Store['getMany'] = async (collection, ids) => {
    const found = await store.getMany(collection, ids);
    if (collection.name === CODES.name) count += found.length;
    return found;
  };
  return { store: Object.assign(Object.create(store) as Store, { find, getMany }), reads: () => count };
}

const CASES = [
  ['nothing is otherwise', () => false],
  ['one of a hundred is otherwise', (number: number) => number % 100 === 0],
  ['everything is otherwise', () => true],
] as const;

await runBench(`A reading of ${ITEMS_COUNT} items, compared with ${CODES_COUNT} codes`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cost-code-sync-bench-'));
  const store = openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
  try {
    const { company } = await createCompany(store, randomBytes, { name: 'Acme', ...ACCOUNTS });
    await fill(store, company);
    const results: Result[] = [];
    const rows: (string | number)[][] = [];
    let number = 0;
    for (const [what, otherwise] of CASES) {
      const seconds: number[] = [];
      const reads: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        // As it was, so that each round finds the same anew.
        await compareCodes(
          store,
          company.id,
          { number: ++number, before: 0, file: FILE, items: items(() => false) },
          AT,
        );
        const read = items(otherwise);
        const counted = counting(store);
        const from = process.cpuUsage();
        await compareCodes(
          counted.store,
          company.id,
          { number: ++number, before: 0, file: FILE, items: read },
          AT,
        );
        const { user, system } = process.cpuUsage(from);
        seconds.push((user + system) / 1e6);
        reads.push(counted.reads() / CODES_COUNT);
      }
      results.push(resultOf(`CPU seconds where ${what}`, CPU_MAX_S, seconds));
      results.push(resultOf(`reads of a code where ${what}`, 1, reads));
      rows.push([what, ...seconds.map((each) => each.toFixed(2))]);
    }
    console.log(table(['', ...Array.from({ length: ROUNDS }, (_, round) => `round ${round + 1}, s`)], rows));
    return results;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
