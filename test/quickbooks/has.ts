/** What QuickBooks has, made up for tests. */
import type { QuickBooksHas } from '../../server/quickbooks/has.ts';
import type { Account, Complete, FileFacts, Item } from '../../server/quickbooks/model.ts';
import { keyOf, leafOf, roughly } from '../../server/quickbooks/names.ts';

export const FILE: FileFacts = {
  product: 'QuickBooks Enterprise 24',
  country: 'US',
  version: '34.0',
  qbxmlVersion: '13.0',
  companyName: 'Acme',
  companyFile: 'C:\\Books\\Acme.qbw',
  fileId: null,
  capacity: 1_000,
  usesAccountNumbers: false,
  usesClasses: false,
};

export function item(fullName: string, values: Partial<Item> = {}): Item {
  return {
    listID: `80-${fullName}`,
    editSequence: '1',
    name: leafOf(fullName),
    fullName,
    type: 'Service',
    isActive: true,
    parentListID: null,
    sides: 'one',
    description: null,
    incomeAccount: 'Construction Income',
    expenseAccount: null,
    class: null,
    ...values,
  };
}

export function account(fullName: string, type: string, isActive = true): Account {
  return { listID: `A-${fullName}`, fullName, type, number: null, isActive };
}

export const ACCOUNTS = [
  account('Construction Income', 'Income'),
  account('Old Income', 'Income', false),
  account('Job Expenses', 'CostOfGoodsSold'),
  account('Checking', 'Bank'),
];

/** By definition and slowly: what the quick one is compared with. */
export function had(
  items: readonly Item[],
  accounts: readonly Account[] = ACCOUNTS,
  file: Partial<FileFacts> = {},
) {
  const counts = { items: items.length, accounts: accounts.length, classes: 0 };
  const buckets = { items: [], accounts: [], classes: [] };
  const complete: Complete = {
    session: 'reader',
    at: '2026-03-01T08:00:00.000Z',
    startedAt: '2026-03-01T07:59:00.000Z',
    number: 1,
    file: { ...FILE, ...file },
    counts,
    buckets,
  };
  const named = <E extends { fullName: string }>(all: readonly E[], name: string): E | null =>
    all.find((each) => keyOf(each.fullName) === keyOf(name)) ?? null;
  return {
    at: complete.at,
    complete,
    items: new Map(items.map((each) => [each.listID, each])),
    accounts: new Map(accounts.map((each) => [each.listID, each])),
    classes: new Map(),
    itemNamed: (name) => named(items, name),
    accountNamed: (name) => named(accounts, name),
    classNamed: () => null,
    itemsInOrder: async () => items,
    itemsLike: (name) => items.filter((each) => roughly(leafOf(each.fullName)) === roughly(name)),
    itemsDescribed: (text) =>
      items.filter((each) => each.description !== null && roughly(each.description) === roughly(text)),
  } satisfies QuickBooksHas;
}
