/**
 * What a complete reading has found otherwise than it was told, kept with each code. It is written before the reading counts: one
 * that never does has still told the truth, and the next one compares anew. Each code is read once, and written only where
 * something is new.
 */
import { takesClass } from '../../qbxml/item-service.ts';
import { alikeKey, cleanText, toNFC } from '../../qbxml/text.ts';
import { NO_ITEM_YET, type Parents, toldOf } from '../codes/change.ts';
import { differencesOf } from '../codes/drift.ts';
import {
  CODES,
  COMPANIES,
  type Company,
  type CostCode,
  type Differing,
  type Drift,
  type ItemValues,
  isInQuickBooks,
  quickBooksList,
} from '../codes/model.ts';
import { type By, type Step, seen } from '../codes/transitions.ts';
import { changeEach, codePages } from '../codes/walk.ts';
import type { Query, Store } from '../store/port.ts';
import type { FileFacts, Item } from './model.ts';
import { RECENT_ITEMS } from './model.ts';
import { sinceBegan } from './recent.ts';

const RECENT_AT_ONCE = 500;
/** Fewer are somebody's work; so many at once are hardly anybody's. */
const LOST_MAX = 20;
/** And more than one of so many. */
const LOST_SHARE = 10;

/** Codes whose items are missing since the reading before, of all that are in QuickBooks: so many that nobody deletes them by hand. */
export interface Lost {
  readonly count: number;
  readonly of: number;
}

/** The reading that is compared. */
export interface Compared {
  readonly number: number;
  /** The number of the one before it, 0 where there was none. */
  readonly before: number;
  readonly file: FileFacts;
  /** Its service items, by ListID. */
  readonly items: ReadonlyMap<string, Item>;
}

/** The service items of a reading: others are no code's. Thousands of them name the same few accounts and classes. */
export class ServiceItems {
  readonly byListID = new Map<string, Item>();
  readonly #names = new Map<string, string>();

  take(items: readonly Item[]): void {
    for (const item of items) {
      if (item.type !== 'Service') continue;
      const { type, incomeAccount, expenseAccount, class: itsClass } = item;
      const names = [type, incomeAccount, expenseAccount, itsClass].map((name) => this.#shared(name));
      const [shared, income, expense, shownClass] = names;
      this.byListID.set(item.listID, {
        ...item,
        type: shared ?? type,
        incomeAccount: income ?? null,
        expenseAccount: expense ?? null,
        class: shownClass ?? null,
      });
    }
  }

  #shared(name: string | null): string | null {
    if (name === null) return null;
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }
}

/** Whether there is any code to be compared. */
export async function hasCodes(store: Store, companyID: string): Promise<boolean> {
  const company = await store.get(COMPANIES, companyID);
  if (company === null) return false;
  const equals = [company.id, quickBooksList(company).id];
  return (await store.find(CODES, 'byOrder', { equals, limit: 1 })).length > 0;
}

/** Keeps with each code what the reading has found otherwise. Null where no more items are missing than somebody may have deleted. */
export async function compareCodes(
  store: Store,
  companyID: string,
  compared: Compared,
  at: string,
): Promise<Lost | null> {
  const company = await store.get(COMPANIES, companyID);
  if (company === null) return null;
  const items = await withRecent(store, companyID, compared);
  const parents = new Map<string, Pick<CostCode, 'item'>>();
  const later: CostCode[] = [];
  const comparing = new Comparing(company, compared, items, parents, { at, by: 'connector' });
  let count = 0;
  let of = 0;
  const take = async (codes: readonly CostCode[]) => {
    const writes: CostCode[] = [];
    for (const code of codes) {
      const drift = comparing.driftOf(code);
      of++;
      if (drift?.item === null && drift.reading > compared.before) count++;
      const step = comparing.step(code, drift);
      if (step?.ok) writes.push(step.code);
    }
    const stored = writes.length > 0 ? await store.replace(CODES, writes) : [];
    // Those that somebody else was quicker with are compared anew.
    const beaten = writes.filter((_, index) => stored[index] === null).map(({ id }) => id);
    if (beaten.length > 0) await changeEach(store, beaten, (code) => comparing.step(code));
  };
  for await (const page of codePages(store, companyID, quickBooksList(company).id, 'all')) {
    for (const { key, item } of page) parents.set(key, { item });
    const codes = page.filter(isInQuickBooks);
    later.push(...codes.filter((code) => !comparing.isToldOf(code)));
    await take(codes.filter((code) => comparing.isToldOf(code)));
  }
  await take(later);
  return count > LOST_MAX && count * LOST_SHARE > of ? { count, of } : null;
}

/** What we changed while it was read counts as it is since. */
async function withRecent(
  store: Store,
  company: string,
  { number, items }: Compared,
): Promise<ReadonlyMap<string, Item>> {
  const all = new Map(items);
  for (let after = sinceBegan({ number }); ; ) {
    const query: Query = { equals: [company], after, limit: RECENT_AT_ONCE };
    const recent = await store.find(RECENT_ITEMS, 'byOrder', query);
    for (const { item } of recent) all.set(item.listID, item);
    after = recent.at(-1)?.order ?? after;
    if (recent.length < RECENT_AT_ONCE) return all;
  }
}

const isSame = (a: Drift | null, b: Drift | null): boolean =>
  (a === null && b === null) || JSON.stringify(a) === JSON.stringify(b);

class Comparing {
  readonly #company: Company;
  readonly #compared: Compared;
  readonly #items: ReadonlyMap<string, Item>;
  readonly #parents: Parents;
  readonly #by: By;
  readonly #hasClasses: boolean;

  constructor(
    company: Company,
    compared: Compared,
    items: ReadonlyMap<string, Item>,
    parents: Parents,
    by: By,
  ) {
    this.#company = company;
    this.#compared = compared;
    this.#items = items;
    this.#parents = parents;
    this.#by = by;
    const { qbxmlVersion } = compared.file;
    this.#hasClasses = qbxmlVersion !== null && takesClass(qbxmlVersion);
  }

  /** Whether the code above it has been seen, where what its item is to have follows from that. */
  isToldOf({ told, parent, status }: CostCode): boolean {
    const isNamed = told !== null && told.parent !== NO_ITEM_YET && status !== 'synced';
    return isNamed || parent === '' || this.#parents.has(parent);
  }

  /** Below a code that has another item since (a link, or one that was made anew), its item is to hang there. */
  #toldOf(code: CostCode): ItemValues | null {
    const told = toldOf(code, this.#parents, this.#company);
    const above = code.status === 'synced' ? this.#parents.get(code.parent)?.item : null;
    return told && above ? { ...told, parent: above.listID } : told;
  }

  driftOf(code: CostCode): Drift | null {
    const { item, drift } = code;
    const told = this.#toldOf(code);
    if (item === null || told === null) return null;
    const read = this.#items.get(item.listID);
    const reading = drift?.reading ?? this.#compared.number;
    if (!read)
      return { reading: drift?.item === null ? reading : this.#compared.number, item: null, fields: [] };
    const fields = fieldsOf(told, read, this.#hasClasses);
    const { listID, fullName, editSequence } = read;
    return fields.length === 0 ? null : { reading, item: { listID, fullName, editSequence }, fields };
  }

  /** Null where nothing is new. */
  step(code: CostCode, drift = this.driftOf(code)): Step | null {
    const fullName = this.#nameOf(code);
    const isNews = !isSame(code.drift, drift) || fullName !== code.item?.fullName;
    return isNews ? seen(code, this.#by, drift, fullName) : null;
  }

  /** What its item is called by now: the code above it may have been renamed. */
  #nameOf({ item }: CostCode): string {
    return (item && this.#items.get(item.listID)?.fullName) ?? item?.fullName ?? '';
  }
}

/** The fields in which an item is not as it was told. What QuickBooks does not show is as it was. */
function fieldsOf(told: ItemValues, read: Item, hasClasses: boolean): Differing[] {
  const description = cleanText(read.description ?? '');
  const has: ItemValues = {
    name: alikeKey(read.name) === alikeKey(told.name) ? told.name : read.name,
    parent: told.parent === NO_ITEM_YET ? told.parent : (read.parentListID ?? ''),
    description: toNFC(told.description) === description ? told.description : description,
    incomeAccount: read.incomeAccount ?? told.incomeAccount,
    expenseAccount: read.incomeAccount === null ? told.expenseAccount : read.expenseAccount,
    class: hasClasses ? read.class : told.class,
    active: read.isActive,
  };
  return differencesOf(told, has);
}
