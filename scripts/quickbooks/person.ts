// What a person sees and does in QuickBooks, past the request processor.
import type { Account, AccountGiven } from './accounts.ts';
import type { CompanyFile, Item, ItemKind, ItemSides } from './company-file.ts';
import { type ItemView, viewOf } from './item-view.ts';

/** An income account alone makes an item with one side, an expense account too one with two. */
export interface Texts {
  description?: string;
  incomeAccount?: string;
  expenseAccount?: string;
}

/** A person at the desk, who works on the company file past every request. */
export class Person {
  readonly file: CompanyFile;

  constructor(file: CompanyFile) {
    this.file = file;
  }

  get items(): ItemView[] {
    return this.file.items.map(viewOf);
  }

  itemByFullName(fullName: string): ItemView | undefined {
    const item = this.file.itemByFullName(fullName);
    return item && viewOf(item);
  }

  /** A new item "Parent:Name"; the parent must exist. A service item has an account (documented): the first of income unless one is named. */
  addItem(fullName: string, more: Texts & { kind?: ItemKind; isActive?: boolean } = {}): ItemView {
    const { description, incomeAccount, expenseAccount, ...rest } = more;
    const at = fullName.lastIndexOf(':');
    const parent = at < 0 ? undefined : this.#item(fullName.slice(0, at));
    const sides =
      (rest.kind ?? 'Service') === 'Service'
        ? this.#sides(description, incomeAccount, expenseAccount)
        : undefined;
    const name = fullName.slice(at + 1);
    return viewOf(this.file.add({ name, parent, ...(sides ? { sides } : {}), ...rest }));
  }

  /** Documented by a practitioner: an item stays with one side or with two. */
  editItem(fullName: string, { description, incomeAccount, expenseAccount }: Texts): void {
    const item = this.#item(fullName);
    const now = viewOf(item);
    const income = incomeAccount ?? now.incomeAccount ?? undefined;
    const expense = expenseAccount ?? now.expenseAccount ?? undefined;
    const sides = this.#sides(description ?? now.description, income, expense);
    if (!sides || !item.sides || 'one' in sides !== 'one' in item.sides)
      throw new Error(`"${fullName}" cannot get these accounts`);
    this.file.change(item, { sides });
  }

  /** Guessed: the sub-items have another FullName then, their own TimeModified and EditSequence stay. */
  renameItem(fullName: string, name: string): void {
    this.file.change(this.#item(fullName), { name });
  }

  moveItem(fullName: string, parent: string | null): void {
    this.file.change(this.#item(fullName), { parent: parent === null ? undefined : this.#item(parent) });
  }

  deactivateItem(fullName: string): void {
    this.file.change(this.#item(fullName), { isActive: false });
  }

  activateItem(fullName: string): void {
    this.file.change(this.#item(fullName), { isActive: true });
  }

  /** Documented by practitioners: a service item gets another type only as another item, so this is a new one of the same name. */
  replaceItem(fullName: string, kind: ItemKind = 'Service'): ItemView {
    const item = this.#item(fullName);
    const { name, parent } = item;
    this.file.remove(item);
    const sides = kind === 'Service' ? this.#sides() : undefined;
    return viewOf(this.file.add({ name, parent, kind, ...(sides ? { sides } : {}) }));
  }

  /**
   * Documented by practitioners: who gives an item the name of another one of its type merges it with that, which keeps its ListID;
   * the ListID of the first one is gone. Guessed: the sub-items go along.
   */
  mergeItem(fullName: string, into: string): void {
    const [item, other] = [this.#item(fullName), this.#item(into)];
    if (item.kind !== other.kind || item === other)
      throw new Error(`"${fullName}" cannot be merged with "${into}"`);
    for (const each of this.file.items.filter(({ parent }) => parent === item))
      this.file.change(each, { parent: other });
    this.file.remove(item);
  }

  deleteItem(fullName: string): void {
    this.file.remove(this.#item(fullName));
  }

  addAccount(given: AccountGiven): void {
    this.file.addAccount(given);
  }

  deactivateAccount(fullName: string): void {
    this.#account(fullName).isActive = false;
  }

  #item(fullName: string): Item {
    const item = this.file.itemByFullName(fullName);
    if (!item) throw new Error(`no item "${fullName}" in the simulated company file`);
    return item;
  }

  #account(fullName: string): Account {
    const account = this.file.account(fullName);
    if (!account) throw new Error(`no account "${fullName}" in the simulated company file`);
    return account;
  }

  #sides(description = '', income?: string, expense?: string): ItemSides | undefined {
    const account =
      income === undefined ? this.file.accounts.find(({ type }) => type === 'Income') : this.#account(income);
    if (!account) return undefined;
    const desc = description === '' ? undefined : description;
    if (expense === undefined) return { one: { ...(desc ? { desc } : {}), account } };
    const texts = desc ? { salesDesc: desc, purchaseDesc: desc } : {};
    return { both: { ...texts, income: account, expense: this.#account(expense) } };
  }
}
