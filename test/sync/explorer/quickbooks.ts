/**
 * QuickBooks, as little of it as the exchange can tell: a list of items, and what it remembers of message sets. It is a value; what
 * is not known of the real one is left open, and explored either way.
 */
import {
  attribute,
  type Content,
  child,
  childText,
  contentOf,
  elements,
  nameOf,
  readDocument,
  textOf,
} from '../../../qbxml/xml.ts';

export interface Item {
  /** Never given twice. */
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly type: 'Service' | 'NonInventory';
  readonly isActive: boolean;
  readonly guid: string | null;
  /** The item name of the code that we added it for; null: made by hand. */
  readonly madeFor: string | null;
  /** The set by which it was added. */
  readonly set: string | null;
  /** By a text that a hanging connector gave it after another one had taken over. */
  readonly isLate: boolean;
  /** A person has changed it since, or one above it. */
  readonly isTouched: boolean;
  readonly desc: string;
  /** Its EditSequence: no state of any item has that of another. */
  readonly edit: number;
  /** What a person has made of it that nobody here has seen. */
  readonly unseen: readonly Field[];
  /** A backup has made it what it was at first. */
  readonly isRestored: boolean;
}

/** What people and we change of items. */
export const FIELDS = ['name', 'parent', 'desc', 'isActive'] as const;
export type Field = (typeof FIELDS)[number];

export interface Response {
  readonly type: string;
  readonly requestID: string;
  readonly status: keyof typeof STATUSES;
  /** The item that was added or changed, and as it was told then. */
  readonly item: { readonly id: number; readonly ret: string; readonly recovery: string } | null;
  /** Of queries. */
  readonly rets?: readonly string[];
}

export interface QuickBooks {
  readonly items: readonly Item[];
  /** Items that have been deleted or lost by a restore, and for whom they were. */
  readonly gone: readonly Pick<Item, 'id' | 'madeFor' | 'parent' | 'type' | 'isTouched'>[];
  readonly memory: Readonly<Record<string, readonly Response[]>>;
  /** How often items that were there have been changed. */
  readonly edits: number;
  /** Items of the company file before, which no code had when another one was accepted. */
  readonly before?: readonly number[];
}

export const EMPTY: QuickBooks = { items: [], gone: [], memory: {}, edits: 1 };

/** A Service Item as it is at first. */
export const PLAIN = {
  type: 'Service',
  isActive: true,
  guid: null,
  set: null,
  isLate: false,
  isTouched: false,
  edit: 1,
  unseen: [],
  isRestored: false,
} as const satisfies Partial<Item>;

/** What is not known of the real QuickBooks. */
export interface Kind {
  /** ExternalGUID: kept and told; kept and never told; or not there yet (below qbXML 8.0). */
  readonly guids: 'told' | 'untold' | 'none';
  /** Whether a query by FullName finds inactive items. */
  readonly findsInactive: boolean;
  /** Codes at which it breaks, whatever they are sent with. */
  readonly breaks?: { readonly at: readonly string[]; readonly how: Breaking };
}

/**
 * - unread: it gives the set back unread.
 * - breaksOff: it gives an hresult, after what came before the code, or after nothing.
 * - garbled: it does all, and what comes of it cannot be read.
 * - passing: it answers the code with an internal error.
 * - unasked: it does all; a question for the code's name comes back unread.
 */
export type Breaking = 'unread' | 'breaksOff' | 'garbled' | 'passing' | 'unasked';

const STATUSES = {
  '0': 'Info|Status OK',
  '500': 'Warn|The query request has not been fully completed.',
  '1000': 'Error|There has been an internal error when processing the request.',
  '3100': 'Error|The name of the list element is already in use.',
  '3120': 'Error|Object specified in the request cannot be found.',
  '3140': 'Error|There is an invalid reference to QuickBooks Item in the ItemService.',
  '3200': 'Error|The provided edit sequence is out-of-date.',
  '3210': 'Error|The "Name" field has an invalid value.',
  '3180':
    'Error|There was an error when saving a Items list. QuickBooks error message: This list has been modified by another user.',
} as const;

/** For another user's sake, which passes; or for the code's own, by which it fails. */
export const REFUSALS = ['3180', '3210'] as const;
type Refusal = (typeof REFUSALS)[number];

export interface Add {
  readonly does: 'Add';
  readonly requestID: string;
  readonly name: string;
  readonly parent: { readonly listID: string } | { readonly fullName: string } | null;
  readonly guid: string | null;
}

/** What is to be changed of an item. */
export interface Mod {
  readonly does: 'Mod';
  readonly requestID: string;
  /** Of the item, for the labels. */
  readonly name: string;
  readonly listID: string;
  readonly edit: string;
  readonly changed: Partial<Pick<Item, 'name' | 'desc' | 'isActive'>> & { readonly parent?: string };
}

interface Query {
  readonly requestID: string;
  readonly fullNames: readonly string[];
  readonly listIDs: readonly string[];
  readonly endsWith: string | null;
}

/** A text that was handed out, as QuickBooks reads it. */
export interface Request {
  readonly newID: string | null;
  readonly oldID: string | null;
  readonly work: readonly (Add | Mod)[];
  readonly queries: readonly Query[];
}

export function read(text: string): Request {
  const document = readDocument(text);
  if (!document.ok) throw new Error(`QuickBooks cannot read what it was handed: ${document.reason}`);
  const root = contentOf(elements(document.content, 'QBXML')[0] ?? {}, 'QBXML');
  const set = elements(root, 'QBXMLMsgsRq')[0] ?? {};
  const work: (Add | Mod)[] = [];
  const queries: Query[] = [];
  for (const node of contentOf(set, 'QBXMLMsgsRq')) {
    const type = nameOf(node);
    const requestID = attribute(node, 'requestID') ?? '';
    if (type === 'ItemServiceAddRq')
      work.push(readAdd(requestID, child(contentOf(node, type), 'ItemServiceAdd') ?? []));
    if (type === 'ItemServiceModRq')
      work.push(readMod(requestID, child(contentOf(node, type), 'ItemServiceMod') ?? []));
    if (type === 'ItemQueryRq') queries.push(readQuery(requestID, contentOf(node, type)));
  }
  const [asked] = queries;
  return {
    // Pages of the list have none; their requestIDs name their set, too.
    newID: attribute(set, 'newMessageSetID') ?? asked?.requestID.split('-')[0] ?? null,
    oldID: attribute(set, 'oldMessageSetID'),
    work,
    queries,
  };
}

function readMod(requestID: string, mod: Content): Mod {
  const name = childText(mod, 'Name');
  const desc = childText(child(mod, 'SalesOrPurchaseMod') ?? [], 'Desc');
  const isActive = childText(mod, 'IsActive');
  const parent = child(mod, 'ParentRef');
  const listID = childText(mod, 'ListID') ?? '';
  return {
    does: 'Mod',
    requestID,
    name: listID,
    listID,
    edit: childText(mod, 'EditSequence') ?? '',
    changed: {
      ...(name === null ? {} : { name }),
      ...(desc === null ? {} : { desc }),
      ...(isActive === null ? {} : { isActive: isActive === 'true' }),
      ...(parent === null ? {} : { parent: childText(parent, 'ListID') ?? '' }),
    },
  };
}

function readAdd(requestID: string, add: Content): Add {
  const parent = child(add, 'ParentRef');
  const listID = childText(parent ?? [], 'ListID');
  return {
    does: 'Add',
    requestID,
    name: childText(add, 'Name') ?? '',
    parent:
      parent === null
        ? null
        : listID !== null
          ? { listID }
          : { fullName: childText(parent, 'FullName') ?? '' },
    guid: childText(add, 'ExternalGUID'),
  };
}

function readQuery(requestID: string, query: Content): Query {
  const all = (name: string) => elements(query, name).map((node) => textOf(contentOf(node, name)));
  return {
    requestID,
    fullNames: all('FullName'),
    listIDs: all('ListID'),
    endsWith: childText(child(query, 'NameFilter') ?? [], 'Name'),
  };
}

export const listIDOf = (id: number) => `8000-${id}`;
export const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export const itemOf = ({ items }: Pick<QuickBooks, 'items'>, id: number | null) =>
  items.find((each) => each.id === id) ?? null;

export function fullNameOf(books: Pick<QuickBooks, 'items'>, item: Item): string {
  const parent = itemOf(books, item.parent);
  return parent ? `${fullNameOf(books, parent)}:${item.name}` : item.name;
}

/** The next one, whatever has been deleted. */
export const nextID = ({ items, gone }: QuickBooks) =>
  Math.max(0, ...[...items, ...gone].map(({ id }) => id)) + 1;

/** Everything is of today, so FromModifiedDate leaves nothing out. */
function ask(books: QuickBooks, query: Query, kind: Kind): Response {
  const { fullNames, listIDs, endsWith, requestID } = query;
  const found = books.items.filter((item) => {
    const fullName = fullNameOf(books, item);
    if (fullNames.length > 0)
      return fullNames.some((each) => same(each, fullName)) && (item.isActive || kind.findsInactive);
    if (listIDs.length > 0) return listIDs.includes(listIDOf(item.id));
    return endsWith === null || fullName.toLowerCase().endsWith(endsWith.toLowerCase());
  });
  const wanted = fullNames.length + listIDs.length;
  const rets = found.map((item) => retOf(books, item, kind));
  return { type: 'ItemQueryRs', requestID, status: found.length < wanted ? '500' : '0', item: null, rets };
}

/** Does one add, or says why not. */
function add(
  books: QuickBooks,
  request: Add,
  set: string | null,
  isLate: boolean,
  kind: Kind,
): { books: QuickBooks; response: Response; added: Item | null } {
  const { requestID, name, parent: ref, guid } = request;
  const refuse = (status: Response['status']) => ({
    books,
    response: { type: 'ItemServiceAddRs', requestID, status, item: null },
    added: null,
  });
  const parent =
    ref === null
      ? null
      : (books.items.find((each) =>
          'listID' in ref ? listIDOf(each.id) === ref.listID : same(fullNameOf(books, each), ref.fullName),
        ) ?? 'missing');
  if (parent === 'missing') return refuse(ref !== null && 'listID' in ref ? '3120' : '3140');
  if (parent !== null && parent.type !== 'Service') return refuse('3140');
  if (books.items.some((each) => each.parent === (parent?.id ?? null) && same(each.name, name)))
    return refuse('3100');
  const added: Item = {
    ...PLAIN,
    id: nextID(books),
    name,
    parent: parent?.id ?? null,
    guid,
    madeFor: name,
    set,
    isLate,
    desc: `about ${name}`,
  };
  const after = { ...books, items: [...books.items, added] };
  const item = { id: added.id, ret: retOf(after, added, kind), recovery: recoveryOf(added, kind) };
  return { books: after, response: { type: 'ItemServiceAddRs', requestID, status: '0', item }, added };
}

/** Does one change, or says why not; `wrong`: what it should not have been told. */
function change(
  books: QuickBooks,
  { requestID, listID, edit, changed }: Mod,
  kind: Kind,
): { books: QuickBooks; response: Response; wrong: string | null } {
  const refuse = (status: Response['status']) => ({
    books,
    response: { type: 'ItemServiceModRs', requestID, status, item: null },
    wrong: null,
  });
  const item = books.items.find((each) => listIDOf(each.id) === listID);
  if (!item) return refuse('3120');
  if (String(item.edit) !== edit) return refuse('3200');
  const { parent: above, ...rest } = changed;
  const parent = books.items.find((each) => listIDOf(each.id) === above) ?? null;
  if (above !== undefined && above !== '' && !parent) return refuse('3120');
  const values = { ...rest, ...(above === undefined ? {} : { parent: parent?.id ?? null }) };
  const after: Item = { ...item, ...values, edit: books.edits + 1, isRestored: false };
  if (
    books.items.some(
      (each) => each.id !== item.id && each.parent === after.parent && same(each.name, after.name),
    )
  )
    return refuse('3100');
  const fields = FIELDS.filter((field) => field in values);
  const over = fields.find((field) => item.unseen.includes(field) && item[field] !== after[field]);
  const wrong = over
    ? `${over} of ${listID} was written over, and somebody had changed it`
    : fields.every((field) => item[field] === after[field])
      ? `${listID} was changed to what it was already`
      : null;
  const items = books.items.map((each) => (each === item ? after : each));
  const changedBooks = { ...books, items, edits: books.edits + 1 };
  const told = { id: item.id, ret: retOf(changedBooks, after, kind), recovery: recoveryOf(after, kind) };
  return {
    books: changedBooks,
    response: { type: 'ItemServiceModRs', requestID, status: '0', item: told },
    wrong,
  };
}

export interface Executed {
  readonly books: QuickBooks;
  readonly responses: readonly Response[];
  readonly added: readonly Item[];
  /** The changes that were done, by ListID, and what should not have been. */
  readonly changed: readonly string[];
  readonly wrong: string | null;
}

/** Does the first `count` requests of a set in their order; one may be refused whatever it says. */
export function execute(
  before: QuickBooks,
  request: Request,
  kind: Kind,
  {
    count = Number.POSITIVE_INFINITY,
    refused = null as { readonly index: number; readonly status: Refusal | '1000' } | null,
    isLate = false,
  } = {},
): Executed {
  let books = before;
  const responses: Response[] = [];
  const added: Item[] = [];
  const changed: string[] = [];
  let wrong: string | null = null;
  for (const [index, each] of request.work.slice(0, count).entries()) {
    if (index === refused?.index) {
      responses.push({
        type: `ItemService${each.does}Rs`,
        requestID: each.requestID,
        status: refused.status,
        item: null,
      });
      continue;
    }
    if (each.does === 'Mod') {
      const done = change(books, each, kind);
      books = done.books;
      responses.push(done.response);
      if (done.response.status === '0') changed.push(each.listID);
      wrong ??= done.wrong;
      continue;
    }
    const done = add(books, each, request.newID, isLate, kind);
    books = done.books;
    responses.push(done.response);
    if (done.added) added.push(done.added);
  }
  for (const each of request.queries) responses.push(ask(books, each, kind));
  return { books, responses, added, changed, wrong };
}

export function remember(books: QuickBooks, set: string, responses: readonly Response[]): QuickBooks {
  return { ...books, memory: { ...books.memory, [set]: responses } };
}

export function forget(books: QuickBooks, isForgotten: (set: string) => boolean): QuickBooks {
  const kept = Object.entries(books.memory).filter(([set]) => !isForgotten(set));
  return { ...books, memory: Object.fromEntries(kept) };
}

/** How much of an answer comes: with the items; without them; with ErrorRecovery blocks for them. */
export type Fullness = 'full' | 'statuses' | 'recovery';

export function written(
  responses: readonly Response[],
  fullness: Fullness,
  setStatus: string | null = null,
): string {
  const status = setStatus === null ? '' : ` messageSetStatusCode="${setStatus}"`;
  const bodies = responses.map(({ type, requestID, status: code, item, rets = [] }) => {
    const [severity, message] = STATUSES[code].split('|');
    const shown =
      item === null || fullness === 'statuses' ? '' : fullness === 'full' ? item.ret : item.recovery;
    return `<${type} requestID="${requestID}" statusCode="${code}" statusSeverity="${severity}" statusMessage="${message}">${shown}${rets.join('')}</${type}>`;
  });
  return `<?xml version="1.0" ?><QBXML><QBXMLMsgsRs${status}>${bodies.join('')}</QBXMLMsgsRs></QBXML>`;
}

function retOf(books: Pick<QuickBooks, 'items'>, item: Item, kind: Kind): string {
  const parent = itemOf(books, item.parent);
  const parentRef = parent
    ? `<ParentRef><ListID>${listIDOf(parent.id)}</ListID><FullName>${fullNameOf(books, parent)}</FullName></ParentRef>`
    : '';
  const guid = item.guid !== null && kind.guids === 'told' ? `<ExternalGUID>${item.guid}</ExternalGUID>` : '';
  return `<Item${item.type}Ret><ListID>${listIDOf(item.id)}</ListID><EditSequence>${item.edit}</EditSequence><Name>${item.name}</Name><FullName>${fullNameOf(books, item)}</FullName><IsActive>${item.isActive}</IsActive>${parentRef}<SalesOrPurchase><Desc>${item.desc}</Desc><AccountRef><FullName>Income</FullName></AccountRef></SalesOrPurchase>${guid}</Item${item.type}Ret>`;
}

function recoveryOf(item: Item, kind: Kind): string {
  const guid = item.guid !== null && kind.guids === 'told' ? `<ExternalGUID>${item.guid}</ExternalGUID>` : '';
  return `<ErrorRecovery><ListID>${listIDOf(item.id)}</ListID><EditSequence>${item.edit}</EditSequence>${guid}</ErrorRecovery>`;
}
