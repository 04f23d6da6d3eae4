/** What people do in QuickBooks between two calls of the connector, each as one event. */
import type { CostCode } from '../../../server/codes/model.ts';
import {
  EMPTY,
  FIELDS,
  type Field,
  fullNameOf,
  type Item,
  itemOf,
  listIDOf,
  nextID,
  PLAIN,
  type QuickBooks,
  same,
} from './quickbooks.ts';
import type { CodeRow } from './server.ts';

export interface Deed {
  readonly label: string;
  readonly books: QuickBooks;
}

/** The items of the codes that are in QuickBooks from the beginning. */
export function booksWith(codes: readonly CodeRow[]): QuickBooks {
  const items = codes.flatMap(({ code, parent, change }, index): Item[] => {
    if (!change) return [];
    const above = codes.findIndex((each) => each.code === parent);
    const place = { id: index + 1, name: code, parent: above === -1 ? null : above + 1 };
    return [{ ...PLAIN, ...place, madeFor: change.name ?? code, desc: `about ${code}` }];
  });
  return { ...EMPTY, items };
}

/** A person has seen what the problem of a code shows of its item. */
export function withSeen(books: QuickBooks, { listID, problem }: CostCode): QuickBooks {
  const { name, description, active, parent } = problem?.seen ?? {};
  const items = books.items.map((item) => {
    if (listIDOf(item.id) !== listID) return item;
    const above = item.parent === null ? '' : listIDOf(item.parent);
    const isSeen: Readonly<Record<Field, boolean>> = {
      name: name === item.name,
      desc: description === item.desc,
      isActive: active === item.isActive,
      parent: parent === above,
    };
    return { ...item, unseen: item.unseen.filter((field) => !isSeen[field]) };
  });
  return { ...books, items };
}

export function deedsOf(books: QuickBooks, codes: readonly CodeRow[]): Deed[] {
  const deeds: Deed[] = [];
  for (const item of books.items.filter((each) => each.madeFor !== null)) {
    const what = fullNameOf(books, item);
    const old = { name: `${item.name} old` };
    deeds.push({ label: `somebody renames ${what}`, books: changed(books, item, old) });
    if (item.isActive)
      deeds.push({
        label: `somebody makes ${what} inactive`,
        books: changed(books, item, { isActive: false }),
      });
    const renamed = changed(books, item, old);
    const twin = byHand(renamed, item.name, item.parent, { isTouched: item.isTouched });
    const below = books.items.find((each) => each.parent === item.id);
    if (!below)
      deeds.push({ label: `somebody renames ${what} and makes another one of its name`, books: twin });
    else
      deeds.push({
        label: `somebody renames ${what} and makes the same items, ${what} and the one below it, anew`,
        books: byHand(twin, below.name, nextID(renamed), {}),
      });
    deeds.push(...mergings(books, item));
    if (!below) {
      const [elsewhere, other] = withOther(books);
      deeds.push({
        label: `somebody moves ${what} below another item`,
        books: changed(elsewhere, item, { parent: other }),
      });
      deeds.push({ label: `somebody deletes ${what}`, books: without(books, [item]) });
      deeds.push({
        label: `somebody deletes ${what} and makes it anew`,
        books: byHand(without(books, [item]), item.name, item.parent, { isTouched: item.isTouched }),
      });
      if (item.parent === null)
        deeds.push({
          label: `somebody deletes ${what} and makes a Non-inventory Part of its name`,
          books: byHand(without(books, [item]), item.name, null, { type: 'NonInventory' }),
        });
    }
  }
  deeds.push(...editings(books, codes));
  for (const { code, parent } of codes) deeds.push(...takings(books, code, parent));
  const last = books.items.at(-1);
  if (last)
    for (let first = books.items.length - 1; first >= 0; first--) {
      const lost = books.items.slice(first);
      deeds.push({
        label: `somebody restores a backup from before ${lost.map((item) => fullNameOf(books, item)).join(', ')}`,
        books: without(books, lost),
      });
    }
  return deeds;
}

/** What is to be changed is changed by somebody else: to something else, to the very same, or back to what it was. */
function editings(books: QuickBooks, codes: readonly CodeRow[]): Deed[] {
  const first = booksWith(codes).items;
  const deeds = first.flatMap((before): Deed[] => {
    const item = itemOf(books, before.id);
    const change = codes[before.id - 1]?.change;
    if (!item || change?.desc === undefined) return [];
    const what = fullNameOf(books, item);
    return ['by hand', change.desc].flatMap((desc) =>
      desc === item.desc
        ? []
        : [{ label: `somebody writes "${desc}" on ${what}`, books: changed(books, item, { desc }) }],
    );
  });
  const isChanged = first.some(({ id, edit }) => (itemOf(books, id)?.edit ?? edit) !== edit);
  if (!isChanged) return deeds;
  const items = books.items.map((item) => {
    const before = itemOf({ items: first }, item.id);
    return before ? { ...before, isTouched: true, isRestored: true } : item;
  });
  return [
    ...deeds,
    { label: 'somebody restores a backup from before the changes', books: { ...books, items } },
  ];
}

/** An item is gone, and what was below it is below the one that is left. */
function mergings(books: QuickBooks, item: Item): Deed[] {
  const [elsewhere, other] = withOther(books);
  const below = elsewhere.items.filter((each) => each.parent === item.id);
  const moved = below.reduce((all, each) => changed(all, each, { parent: other }), elsewhere);
  const merged = without(moved, [item]);
  const label = `somebody merges ${fullNameOf(books, item)} with another item`;
  const stranger = books.items.find(
    (each) => each.madeFor !== null && each.id !== item.id && each.parent === item.parent,
  );
  return [
    ...(stranger ? [swallowed(books, item, stranger)] : []),
    { label, books: merged },
    {
      label: `${label} and makes it anew`,
      books: byHand(merged, item.name, item.parent, { isTouched: item.isTouched }),
    },
  ];
}

/** By that of another code, which is given its name. */
function swallowed(books: QuickBooks, item: Item, stranger: Item): Deed {
  const below = books.items.filter((each) => each.parent === item.id);
  const moved = below.reduce((all, each) => changed(all, each, { parent: stranger.id }), books);
  const label = `somebody merges ${fullNameOf(books, item)} with ${fullNameOf(books, stranger)}, which gets its name`;
  return { label, books: changed(without(moved, [item]), stranger, { name: item.name }) };
}

function withOther(books: QuickBooks): [QuickBooks, number] {
  return [byHand(books, 'Other', null, {}), nextID(books)];
}

/** The name of a code is taken before the code comes. */
function takings(books: QuickBooks, code: string, parent: string | undefined): Deed[] {
  const isFree = (below: number | null) =>
    !books.items.some((item) => item.parent === below && same(item.name, code));
  const elsewhere: Deed[] =
    parent !== undefined && isFree(null)
      ? [
          {
            label: `somebody makes the Service Item ${code}, below none`,
            books: byHand(books, code, null, {}),
          },
        ]
      : [];
  const above = parent === undefined ? null : books.items.find((item) => item.madeFor === parent);
  if (above === undefined) return elsewhere;
  const id = above?.id ?? null;
  if (!isFree(id)) return elsewhere;
  const taking = (label: string, more: Partial<Item>): Deed => ({
    label: `somebody makes ${label} ${code}`,
    books: byHand(books, code, id, more),
  });
  return [
    ...elsewhere,
    taking('the Service Item', {}),
    taking('the inactive Service Item', { isActive: false }),
    // Below a Service Item only Service Items can be.
    ...(id === null ? [taking('the Non-inventory Part', { type: 'NonInventory' })] : []),
  ];
}

function byHand(books: QuickBooks, name: string, parent: number | null, more: Partial<Item>): QuickBooks {
  const item: Item = {
    ...PLAIN,
    id: nextID(books),
    name,
    parent,
    madeFor: null,
    desc: `about ${name}`,
    ...more,
  };
  return { ...books, items: [...books.items, item] };
}

function changed(books: QuickBooks, item: Item, change: Partial<Item>): QuickBooks {
  const isBelow = (each: Item): boolean => {
    const parent = itemOf(books, each.parent);
    return parent !== null && (parent.id === item.id || isBelow(parent));
  };
  const edit = books.edits + 1;
  const fields = FIELDS.filter((field) => field in change && change[field] !== item[field]);
  const unseen = FIELDS.filter((field) => item.unseen.includes(field) || fields.includes(field));
  const items = books.items.map((each) =>
    each.id === item.id
      ? { ...each, ...change, edit, unseen, isTouched: true }
      : isBelow(each)
        ? { ...each, isTouched: true }
        : each,
  );
  return { ...books, items, edits: edit };
}

function without(books: QuickBooks, lost: readonly Item[]): QuickBooks {
  const gone = lost.map(({ id, madeFor, parent, type, isTouched }) => ({
    id,
    madeFor,
    parent,
    type,
    isTouched,
  }));
  const items = books.items.filter((item) => !lost.includes(item));
  return { ...books, items, gone: [...books.gone, ...gone].sort((a, b) => a.id - b.id) };
}
