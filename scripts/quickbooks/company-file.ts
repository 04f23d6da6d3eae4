// The simulated company file: its items, accounts, classes and private data. It knows nothing of qbXML.
import { type Account, type AccountGiven, CONTRACTOR_ACCOUNTS } from './accounts.ts';
import { type Class, type ClassGiven, CONTRACTOR_CLASSES } from './classes.ts';

export type ItemKind = 'Service' | 'NonInventory' | 'OtherCharge' | 'Inventory' | 'Discount' | 'Group';

export interface Item {
  kind: ItemKind;
  listID: string;
  created: Date;
  modified: Date;
  editSequence: string;
  name: string;
  parent: Item | undefined;
  isActive: boolean;
  class?: Class;
  barCode?: string;
  externalGUID?: string;
  sides?: ItemSides;
}

export type ItemSides =
  | { one: { desc?: string; price?: string; pricePercent?: string; account: Account } }
  | {
      both: {
        salesDesc?: string;
        salesPrice?: string;
        income: Account;
        purchaseDesc?: string;
        purchaseCost?: string;
        expense: Account;
      };
    };

export interface NewItem {
  name: string;
  parent?: Item | undefined;
  kind?: ItemKind;
  isActive?: boolean;
  class?: Class;
  barCode?: string;
  externalGUID?: string;
  sides?: ItemSides;
}

export interface DataExt {
  ownerID: string;
  name: string;
  value: string;
}

/** Documented: names are compared without regard to case. */
export const sameName = (text: string): string => text.toLowerCase();

/**
 * By which names are the same. `case`: documented. `folded`: guessed, that accents and the number of blanks don't count either, as a
 * database may compare texts.
 */
export type NamesBy = 'case' | 'folded';

const NAME_KEYS: Record<NamesBy, (text: string) => string> = {
  case: sameName,
  folded: (text) =>
    sameName(text)
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/ +/g, ' '),
};

/** The names of an item and of those above it, joined by colons. */
export const fullNameOf = (item: Item): string =>
  item.parent ? `${fullNameOf(item.parent)}:${item.name}` : item.name;

/** How many items stand above an item. */
export const levelOf = (item: Item): number => (item.parent ? levelOf(item.parent) + 1 : 0);

export interface Contents {
  items: Item[];
  accounts: Account[];
  classes: Class[];
  dataExts: DataExt[];
}

/** One company file. Items, accounts and classes keep the order in which they were made. */
export class CompanyFile {
  readonly items: Item[] = [];
  readonly accounts: Account[] = [];
  readonly classes: Class[] = [];
  readonly dataExts: DataExt[] = [];
  #byFullName = new Map<string, Item>();
  #byListID = new Map<string, Item>();
  /** Of item names. */
  readonly keyOf: (text: string) => string;
  #clock: () => Date;
  #made = 0;
  #edited = 0;

  constructor(
    clock: () => Date,
    accounts: readonly AccountGiven[] = CONTRACTOR_ACCOUNTS,
    classes: readonly ClassGiven[] = CONTRACTOR_CLASSES,
    namesBy: NamesBy = 'case',
  ) {
    this.#clock = clock;
    this.keyOf = NAME_KEYS[namesBy];
    for (const given of accounts) this.addAccount(given);
    for (const given of classes) this.addClass(given);
  }

  addAccount(given: AccountGiven): Account {
    const created = this.#clock();
    const account: Account = {
      isActive: true,
      ...given,
      number: given.number,
      listID: newListID(this.accounts.length, created),
      created,
    };
    this.accounts.push(account);
    return account;
  }

  account(fullName: string): Account | undefined {
    return this.accounts.find((account) => sameName(account.fullName) === sameName(fullName));
  }

  addClass(given: ClassGiven): Class {
    const created = this.#clock();
    const one: Class = {
      isActive: true,
      ...given,
      listID: newListID(this.classes.length, created),
      created,
    };
    this.classes.push(one);
    return one;
  }

  class(fullName: string): Class | undefined {
    return this.classes.find((one) => sameName(one.fullName) === sameName(fullName));
  }

  /** The holder of a name under a parent, of whatever item type (inferred: items are one list), inactive ones too (documented by vendors). */
  holderOf(name: string, parent: Item | undefined): Item | undefined {
    return this.itemByFullName(parent ? `${fullNameOf(parent)}:${name}` : name);
  }

  itemByFullName(fullName: string): Item | undefined {
    return this.#byFullName.get(this.keyOf(fullName));
  }

  itemByListID(listID: string): Item | undefined {
    return this.#byListID.get(listID);
  }

  add(given: NewItem): Item {
    const now = this.#clock();
    const item: Item = {
      kind: 'Service',
      isActive: true,
      ...given,
      parent: given.parent,
      listID: newListID(this.#made, now),
      created: now,
      modified: now,
      editSequence: String(seconds(now)),
    };
    if (this.#byFullName.has(this.keyOf(fullNameOf(item))))
      throw new Error(`"${fullNameOf(item)}" is in use in the simulated company file`);
    this.#made += 1;
    this.items.push(item);
    this.#byFullName.set(this.keyOf(fullNameOf(item)), item);
    this.#byListID.set(item.listID, item);
    return item;
  }

  /** An edit by a person. ListID, ExternalGUID and the time of creation stay (documented). */
  change(item: Item, change: Partial<Pick<Item, 'name' | 'isActive' | 'parent' | 'class' | 'sides'>>): void {
    Object.assign(item, change);
    item.modified = this.#clock();
    // Documented: opaque, changes with each edit. Recorded: seconds. Guessed: none comes twice, whatever was restored in between.
    this.#edited = Math.max(this.#edited, Number(item.editSequence)) + 1;
    this.#edited = Math.max(this.#edited, seconds(item.modified));
    item.editSequence = String(this.#edited);
    this.#index();
  }

  remove(item: Item): void {
    if (this.items.some((other) => other.parent === item)) throw new Error(`"${item.name}" has sub-items`);
    this.items.splice(this.items.indexOf(item), 1);
    this.#index();
  }

  /** Private data of one application; OwnerID is a GUID, so its case does not matter. */
  dataExt(ownerID: string, name: string): DataExt | undefined {
    return this.dataExts.find((one) => one.name === name && sameName(one.ownerID) === sameName(ownerID));
  }

  setDataExt(ownerID: string, name: string, value: string | undefined): void {
    const at = this.dataExts.findIndex(
      (one) => one.name === name && sameName(one.ownerID) === sameName(ownerID),
    );
    if (at >= 0) this.dataExts.splice(at, 1);
    if (value !== undefined) this.dataExts.push({ ownerID, name, value });
  }

  /** All that a backup holds; copies, still connected among themselves. */
  contents(): Contents {
    const { items, accounts, classes, dataExts } = this;
    return structuredClone({ items, accounts, classes, dataExts });
  }

  /** ListIDs go on where they were (guessed: the real ones end in the time, so that none comes twice either). */
  restore(contents: Contents): void {
    const { items, accounts, classes, dataExts } = structuredClone(contents);
    this.items.splice(0, Number.POSITIVE_INFINITY, ...items);
    this.accounts.splice(0, Number.POSITIVE_INFINITY, ...accounts);
    this.classes.splice(0, Number.POSITIVE_INFINITY, ...classes);
    this.dataExts.splice(0, Number.POSITIVE_INFINITY, ...dataExts);
    this.#index();
  }

  #index(): void {
    this.#byFullName = new Map(this.items.map((item) => [this.keyOf(fullNameOf(item)), item]));
    this.#byListID = new Map(this.items.map((item) => [item.listID, item]));
  }
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** Recorded: `80000027-1415713663`, a running number in hexadecimal and seconds. Documented: unique in its own list only. */
const newListID = (before: number, created: Date): string =>
  `${(0x80000001 + before).toString(16).toUpperCase()}-${seconds(created)}`;
