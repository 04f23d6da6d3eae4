/**
 * Items of all types as a list of them is read: what each type calls the same thing is told under one name. A list may have a hundred
 * thousand, so nothing is made of an item but what is told of it.
 */
import { takesClass } from './item-service.ts';
import type { Response } from './message-set.ts';
import { type QbxmlVersion, toBoolean } from './values.ts';
import { type Content, contentOf, nameOf } from './xml.ts';

/** The iterator attributes of queries came with it (XSD). */
export const ITERATOR_VERSION: QbxmlVersion = '5.0';

/** What is asked for of each item. Those of other types than Service have texts and accounts of their own beside the two sides. */
export const elementsOf = (version: string): readonly string[] => [
  'ListID',
  'EditSequence',
  'Name',
  'FullName',
  'IsActive',
  ...(takesClass(version) ? ['ClassRef'] : []),
  'ParentRef',
  'SalesOrPurchase',
  'SalesAndPurchase',
  'SalesDesc',
  'ItemDesc',
  'IncomeAccountRef',
  'COGSAccountRef',
  'AccountRef',
];

/** An item of any type. Accounts and class by full names. */
export interface ReadItem {
  readonly listID: string;
  readonly editSequence: string | null;
  readonly name: string;
  readonly fullName: string;
  /** The element's name without `Item` and `Ret`: `Service`. */
  readonly type: string;
  readonly isActive: boolean;
  readonly parentListID: string | null;
  readonly sides: 'one' | 'two' | null;
  readonly description: string | null;
  readonly incomeAccount: string | null;
  readonly expenseAccount: string | null;
  readonly class: string | null;
}

/** Where in an item the texts are that are read. */
const PATHS = [
  'ListID',
  'EditSequence',
  'Name',
  'FullName',
  'IsActive',
  'ClassRef/FullName',
  'ParentRef/ListID',
  'SalesOrPurchase/Desc',
  'SalesOrPurchase/AccountRef/FullName',
  'SalesAndPurchase/SalesDesc',
  'SalesAndPurchase/IncomeAccountRef/FullName',
  'SalesAndPurchase/ExpenseAccountRef/FullName',
  'SalesDesc',
  'ItemDesc',
  'IncomeAccountRef/FullName',
  'COGSAccountRef/FullName',
  'AccountRef/FullName',
] as const;
type Path = (typeof PATHS)[number];

/** An element on the way to some of them, or one of them. */
interface Place {
  readonly number: number;
  readonly path: Path | null;
  readonly inside: Map<string, Place>;
}

const PLACES: Place[] = [];

function place(path: Path | null): Place {
  const made = { number: PLACES.length, path, inside: new Map() };
  PLACES.push(made);
  return made;
}

const ITEM = place(null);
for (const path of PATHS) {
  let at = ITEM;
  const names = path.split('/');
  for (const [index, name] of names.entries()) {
    const next: Place = at.inside.get(name) ?? place(index === names.length - 1 ? path : null);
    at.inside.set(name, next);
    at = next;
  }
}
const ONE = ITEM.inside.get('SalesOrPurchase')?.number ?? 0;
const TWO = ITEM.inside.get('SalesAndPurchase')?.number ?? 0;

/** Reads one item, of the elements in it as they come. Of several of one name the first counts. */
export class ItemReader {
  readonly #type: string;
  /** By Place.number: null where the element did not come. */
  readonly #texts: (string | null)[] = new Array(PLACES.length).fill(null);
  readonly #open: Place[] = [ITEM];
  /** How many elements are open that nothing is read of. */
  #passed = 0;

  /** Null for the name of an element that is no item. */
  static of(element: string): ItemReader | null {
    const type = /^Item(\w+)Ret$/.exec(element)?.[1];
    return type === undefined ? null : new ItemReader(type);
  }

  private constructor(type: string) {
    this.#type = type;
  }

  open(name: string): void {
    const next = this.#passed > 0 ? undefined : this.#open.at(-1)?.inside.get(name);
    if (next === undefined || this.#texts[next.number] !== null) this.#passed++;
    else {
      this.#texts[next.number] = '';
      this.#open.push(next);
    }
  }

  close(): void {
    if (this.#passed > 0) this.#passed--;
    else this.#open.pop();
  }

  /** Whether the text that stands here is read, and is not that long yet. */
  takesText(maxChars: number): boolean {
    const at = this.#passed > 0 ? undefined : this.#open.at(-1);
    return at?.path != null && (this.#texts[at.number]?.length ?? 0) <= maxChars;
  }

  text(text: string): void {
    const number = this.#open.at(-1)?.number ?? 0;
    this.#texts[number] = `${this.#texts[number] ?? ''}${text}`;
  }

  /** Of all that is told. */
  get chars(): number {
    return this.#texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
  }

  /** Null for one that names nothing. */
  item(): ReadItem | null {
    const [of, filled] = [this.#of, this.#filled];
    const listID = filled('ListID');
    // Groups have neither a parent nor a FullName (XSD).
    const fullName = of('FullName') ?? of('Name') ?? '';
    if (listID === null || fullName === '') return null;
    const isTwoSided = this.#texts[TWO] !== null;
    return {
      listID,
      editSequence: filled('EditSequence'),
      name: of('Name') ?? fullName.slice(fullName.lastIndexOf(':') + 1),
      fullName,
      type: this.#type,
      isActive: toBoolean(filled('IsActive')) ?? true,
      parentListID: filled('ParentRef/ListID'),
      sides: isTwoSided ? 'two' : this.#texts[ONE] !== null ? 'one' : null,
      description:
        of(isTwoSided ? 'SalesAndPurchase/SalesDesc' : 'SalesOrPurchase/Desc') ??
        of('SalesDesc') ??
        of('ItemDesc'),
      incomeAccount:
        of(
          isTwoSided ? 'SalesAndPurchase/IncomeAccountRef/FullName' : 'SalesOrPurchase/AccountRef/FullName',
        ) ??
        of('IncomeAccountRef/FullName') ??
        of('AccountRef/FullName'),
      expenseAccount: of('SalesAndPurchase/ExpenseAccountRef/FullName') ?? of('COGSAccountRef/FullName'),
      class: of('ClassRef/FullName'),
    };
  }

  readonly #of = (path: Path): string | null => this.#texts[NUMBERS[path]] ?? null;
  /** Without the white space around it; null also for an empty element. */
  readonly #filled = (path: Path): string | null => this.#of(path)?.trim() || null;
}

const NUMBERS = Object.fromEntries(
  PLACES.flatMap(({ path, number }) => (path === null ? [] : [[path, number]])),
) as Record<Path, number>;

/** The items in an ItemQueryRs; what names nothing is left out. */
export function parseReadItems({ items, body }: Response): readonly ReadItem[] {
  if (items !== undefined) return items;
  return body.flatMap((node) => {
    const element = nameOf(node);
    const reader = element === null ? null : ItemReader.of(element);
    if (element === null || reader === null) return [];
    readContent(reader, contentOf(node, element));
    return reader.item() ?? [];
  });
}

function readContent(reader: ItemReader, content: Content): void {
  for (const node of content) {
    const name = nameOf(node);
    const text = node['#text'];
    if (name !== null) {
      reader.open(name);
      readContent(reader, contentOf(node, name));
      reader.close();
    } else if (typeof text === 'string' && reader.takesText(Number.POSITIVE_INFINITY)) reader.text(text);
  }
}
