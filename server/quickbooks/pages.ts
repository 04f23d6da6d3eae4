/** The lists of QuickBooks as doors page through them, in the order of their names. */
import { linkedCodes } from '../codes/links.ts';
import { type Company, isInQuickBooks, quickBooksList } from '../codes/model.ts';
import { codePages } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import { type AccountUse, usesOf } from './accounts.ts';
import { orderOf, type QuickBooksHas, sortedByOrder } from './has.ts';
import type { Account, Class, Item } from './model.ts';
import { keyOf } from './names.ts';

export interface PageWanted {
  /** The order of the last one of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page, and after what the next one begins; null at the end. */
export interface Page<E> {
  readonly page: readonly E[];
  readonly next: string | null;
}

interface Named {
  readonly fullName: string;
  readonly listID: string;
}

function paged<E>(found: readonly E[], limit: number, named: (entry: E) => Named): Page<E> {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: found.length > limit && last !== undefined ? orderOf(named(last)) : null };
}

const holds = (search: string, ...texts: readonly (string | null)[]) =>
  texts.some((text) => text !== null && keyOf(text).includes(keyOf(search)));

/** Whether an account is what somebody looks for: a part of its name or number. */
export async function accountsPage(
  has: QuickBooksHas | null,
  {
    search = '',
    use,
    after = '',
    limit,
  }: PageWanted & { readonly search: string | undefined; readonly use: AccountUse | undefined },
): Promise<Page<Account>> {
  const all = has ? await sortedByOrder(has.accounts.values()) : [];
  const found = all.filter(
    (account) =>
      orderOf(account) > after &&
      (use === undefined || usesOf(account).includes(use)) &&
      holds(search, account.fullName, account.number),
  );
  return paged(found, limit, (account) => account);
}

/** All classes. */
export async function classesPage(
  has: QuickBooksHas | null,
  { after = '', limit }: PageWanted,
): Promise<Page<Class>> {
  const all = has ? await sortedByOrder(has.classes.values()) : [];
  return paged(
    all.filter((each) => orderOf(each) > after),
    limit,
    (each) => each,
  );
}

export interface ItemsWanted extends PageWanted {
  readonly search: string | undefined;
  readonly type: string | undefined;
  /** Only those that are linked with a code, or only those that are not. */
  readonly linked: boolean | undefined;
}

/** An item, and the code that is linked with it. */
export interface LinkedItem {
  readonly item: Item;
  readonly code: string | null;
}

/** Items of all types. */
export async function itemsPage(
  store: Store,
  has: QuickBooksHas | null,
  company: Company,
  { search = '', type, linked, after = '', limit }: ItemsWanted,
): Promise<Page<LinkedItem>> {
  const found: LinkedItem[] = [];
  const every = has && linked === true ? await everyLink(store, company) : null;
  for await (const slice of inTurns(has ? await has.itemsInOrder() : [])) {
    const items = slice.filter(
      (item) =>
        (type === undefined || item.type === type) &&
        holds(search, item.fullName, item.description) &&
        (after === '' || orderOf(item) > after),
    );
    const wanted = linked === undefined ? items.slice(0, limit + 1 - found.length) : items;
    const owners = every ?? (await linksOf(store, company, wanted));
    for (const item of wanted) {
      const code = owners.get(item.listID) ?? null;
      if (linked === undefined || linked === (code !== null)) found.push({ item, code });
    }
    if (found.length > limit) break;
  }
  return paged(found, limit, ({ item }) => item);
}

async function linksOf(store: Store, company: Company, items: readonly Item[]): Promise<Map<string, string>> {
  const services = items.flatMap(({ type, listID }) => (type === 'Service' ? [listID] : []));
  const linked = await linkedCodes(store, company, services);
  return new Map([...linked].map(([listID, { code }]) => [listID, code]));
}

/** Every code of the QuickBooks list that is in QuickBooks, by the ListID of its item. */
export async function everyLink(store: Store, company: Company): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  for await (const page of codePages(store, company.id, quickBooksList(company).id, 'all'))
    for (const code of page) if (isInQuickBooks(code)) links.set(code.listID, code.code);
  return links;
}
