/**
 * A company file with a book about it: which item was made for which code, by which message set, and what people did to it since.
 * From that it is known whether QuickBooks may hold two items for one code.
 *
 * Two items made for the same code may exist at once only if the first one does not have its full name any more, because a
 * person renamed or moved it or one above it, and the product could not know it all the same:
 *
 * - nameless: the set had no ExternalGUID (below qbXML 8.0);
 * - or, also with its name, if it came about past the protocol:
 * - late: QuickBooks did one of the two sets after the set had been resolved (a connector that hung and woke up);
 * - told: the code was `failed` since with the advice to look at QuickBooks, and a person let it be tried again.
 *
 * And which of its values people gave it: no change may be written over those as long as nobody has been told of them.
 */
import type { ItemField, ItemValues } from '../../../server/codes/model.ts';
import type { ItemView, Processed, SimulatedQuickBooks } from './simulator.ts';

export interface Made {
  readonly code: string;
  readonly set: string;
  readonly listID: string;
  readonly fullName: string;
  readonly hasGUID: boolean;
  readonly isLate: boolean;
  /** The code was failed since with a problem that tells people to look. */
  isTold: boolean;
}

/** What a change may write over, and what people are told of. */
const FIELDS = ['name', 'parent', 'description', 'incomeAccount', 'active'] as const satisfies ItemField[];
type Values = Pick<ItemValues, (typeof FIELDS)[number]>;

/** What the store says of a set that is being done. */
export interface SetFacts {
  readonly requests: readonly {
    readonly code: string;
    readonly name: string;
    readonly parentListID: string | null;
    readonly hasGUID: boolean;
    /** The set is over, or it is known already what became of this request. */
    readonly isOver: boolean;
  }[];
}

export class Ledger {
  readonly quickbooks: SimulatedQuickBooks;
  readonly fileID: string;
  readonly made: Made[] = [];
  /** ListIDs of items that a person deleted or a backup took away. */
  readonly removed = new Set<string>();
  /** All that ever were. */
  readonly known = new Set<string>();
  /** The values of each item as they were after the last step. */
  #values = new Map<string, Values>();
  /** Of them those that a person gave it, or a backup. */
  readonly #byHand = new Map<string, Partial<Values>>();
  /** What people were told of an item. */
  readonly #told = new Map<string, Partial<ItemValues>[]>();

  constructor(quickbooks: SimulatedQuickBooks, fileID: string) {
    this.quickbooks = quickbooks;
    this.fileID = fileID;
  }

  item(listID: string): ItemView | undefined {
    return this.quickbooks.items.find((item) => item.listID === listID);
  }

  /** ProcessRequest; gives what is wrong with what was added, if anything is. */
  process(
    text: string,
    set: string | null,
    facts: SetFacts | null,
  ): { processed: Processed; wrong: string[] } {
    const before = new Set(this.quickbooks.items.map((item) => item.listID));
    const wrong: string[] = [];
    const changes = this.quickbooks.changes.length;
    const look = () => {
      wrong.push(...this.#changed(changes));
      for (const item of this.quickbooks.items) {
        if (before.has(item.listID)) continue;
        wrong.push(...this.#added(item, set ?? '', facts));
      }
      this.look();
    };
    try {
      const processed = this.quickbooks.processRequest(text);
      look();
      return { processed, wrong };
    } catch (error) {
      look();
      throw Object.assign(error as Error, { wrong });
    }
  }

  #added(item: ItemView, set: string, facts: SetFacts | null): string[] {
    const parent = this.quickbooks.file.itemByListID(item.listID)?.parent?.listID ?? null;
    const named = facts?.requests.filter((request) => request.name === item.name) ?? [];
    const request = named.find((each) => each.parentListID === parent) ?? named[0];
    if (!facts || !request) return [`${item.fullName} was added, which no stored set asks for`];
    const { code, isOver: isLate } = request;
    const twice = this.made.filter(
      (first) => first.code === code && this.item(first.listID) && !isLate && !this.isUnknowable(first),
    );
    this.made.push({
      code,
      set,
      listID: item.listID,
      fullName: item.fullName,
      hasGUID: request.hasGUID,
      isLate,
      isTold: false,
    });
    return twice.map(
      (first) =>
        `${code} is there twice: ${first.fullName} of set ${first.set}, now ${item.fullName} of set ${set}`,
    );
  }

  /** What was changed that should not have been, from this change on. */
  #changed(from: number): string[] {
    const wrong = this.quickbooks.changes.slice(from).flatMap(({ before, after }) => {
      const { listID, fullName } = after;
      const now = this.#valuesOf(listID);
      const was = this.#values.get(listID);
      const fields = FIELDS.filter((field) => was && was[field] !== now[field]);
      const byHand = this.#byHand.get(listID) ?? {};
      const over = fields.find(
        (field) => field in byHand && !this.#isTold(listID, field, was?.[field] as Values[typeof field]),
      );
      for (const field of fields) delete byHand[field];
      const isNothing =
        JSON.stringify({ ...before, modified: 0, editSequence: '' }) ===
        JSON.stringify({ ...after, modified: 0, editSequence: '' });
      this.#values.set(listID, now);
      return [
        over ? [`${over} of ${fullName} was written over, and nobody had read what it was`] : [],
        isNothing ? [`${fullName} was changed to what it was already`] : [],
      ].flat();
    });
    return wrong;
  }

  #valuesOf(listID: string): Values {
    const item = this.item(listID);
    return {
      name: item?.name ?? '',
      parent: this.quickbooks.file.itemByListID(listID)?.parent?.listID ?? '',
      description: item?.description ?? '',
      incomeAccount: item?.incomeAccount ?? '',
      active: item?.isActive ?? true,
    };
  }

  /** Somebody has been told that the item has this. */
  told(listID: string, values: Partial<ItemValues>): void {
    this.#told.set(listID, [...(this.#told.get(listID) ?? []), values]);
  }

  #isTold(listID: string, field: ItemField, value: unknown): boolean {
    return (this.#told.get(listID) ?? []).some((values) => values[field] === value);
  }

  /** A person, or a backup, has given it this value. */
  isByHand(listID: string, field: ItemField): boolean {
    return field in (this.#byHand.get(listID) ?? {});
  }

  /** Whether the product cannot be expected to know that this item is there for its code. */
  isUnknowable(made: Made): boolean {
    if (made.isLate || made.isTold) return true;
    const isMoved = this.item(made.listID)?.fullName !== made.fullName;
    return isMoved && !made.hasGUID;
  }

  /** After each step: what is gone. */
  look(): void {
    const items = new Set(this.quickbooks.items.map((item) => item.listID));
    for (const listID of this.known) if (!items.has(listID)) this.removed.add(listID);
    for (const listID of items) this.known.add(listID);
    for (const listID of items) {
      const [was, now] = [this.#values.get(listID), this.#valuesOf(listID)];
      // Of what it has made itself it knows how it was: a backup may bring that back.
      if (!was && this.made.some((each) => each.listID === listID)) this.told(listID, now);
      const changed = FIELDS.filter((field) => was && was[field] !== now[field]);
      const given = Object.fromEntries(changed.map((field) => [field, now[field]]));
      if (changed.length > 0) this.#byHand.set(listID, { ...this.#byHand.get(listID), ...given });
      this.#values.set(listID, now);
    }
  }
}
