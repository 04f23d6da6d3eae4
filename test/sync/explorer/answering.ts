/** What QuickBooks may make of a text that it is handed, and what it may answer: every behaviour that is not ruled out. */
import { letterOf } from './names.ts';
import {
  type Executed,
  execute,
  type Fullness,
  forget,
  fullNameOf,
  type Kind,
  type QuickBooks,
  REFUSALS,
  type Request,
  type Response,
  remember,
  written,
} from './quickbooks.ts';

const LIST_ID = /<ListID>[^<]*<\/ListID>/;

export const UNREACHABLE = '0x80040402';
export const NOT_PARSED = '0x80040400';

/** An item was added although there is one that was made for the same code: how that came. Null: for no reason that is known. */
export interface Twice {
  readonly cause: 'forgotten' | 'late' | 'unrecognizable' | null;
  readonly name: string;
}

export interface Outcome {
  readonly label: string;
  /** 1: that should not be. */
  readonly faults: 0 | 1;
  readonly books: QuickBooks;
  readonly twice: Twice | null;
  readonly wrong: string | null;
  readonly response: string;
  readonly hresult: string;
}

interface Done {
  readonly label: string;
  readonly books: QuickBooks;
  readonly twice: Twice | null;
  /** What a change has done that it should not. */
  readonly wrong: string | null;
}

const answer = (done: Done, what: string, faults: 0 | 1, response: string, hresult = ''): Outcome => ({
  ...done,
  label: [done.label, what].filter(Boolean).join(', '),
  faults,
  response,
  hresult,
});

export function answersTo(before: QuickBooks, request: Request, kind: Kind, isLate: boolean): Outcome[] {
  const nothing: Done = { label: 'QuickBooks does nothing', books: before, twice: null, wrong: null };
  const refused = (hresult: string) => answer(nothing, `and gives an hresult: ${hresult}`, 1, '', hresult);
  if (request.work.length === 0) {
    if (isUnasked(request, kind))
      return [answer(nothing, `and gives an hresult: ${NOT_PARSED}`, 0, '', NOT_PARSED)];
    const { responses } = execute(before, request, kind);
    const books = forget(before, (set) => set === request.oldID);
    const done: Done = { label: 'QuickBooks answers', books, twice: null, wrong: null };
    return [
      answer(done, '', 0, written(responses, 'full')),
      answer(done, 'what cannot be read', 1, 'garbage'),
      refused(UNREACHABLE),
      refused(NOT_PARSED),
    ];
  }
  if (breaksAt(request, kind) !== -1 && kind.breaks?.how !== 'unasked')
    return brokenOff(before, request, kind, nothing);
  const stored = storedOf(before, request);
  return [
    ...(stored ? remembered(nothing, stored) : [refused(NOT_PARSED)]),
    ...executed(before, request, kind, isLate),
    answer(nothing, 'and answers 9005', 1, written([], 'full', '9005')),
    refused(UNREACHABLE),
  ];
}

/** Where in the set the code is at which it breaks; -1: nowhere. */
const breaksAt = ({ work }: Request, { breaks }: Kind) =>
  work.findIndex(({ name }) => breaks?.at.includes(name));

const isUnasked = ({ queries }: Request, { breaks }: Kind) =>
  breaks?.how === 'unasked' &&
  queries.some(({ fullNames }) => fullNames.some((each) => breaks.at.includes(each)));

function brokenOff(before: QuickBooks, request: Request, kind: Kind, nothing: Done): Outcome[] {
  const place = breaksAt(request, kind);
  const gives = (done: Done, hresult: string) =>
    answer(done, `and gives an hresult: ${hresult}`, 0, '', hresult);
  const doing = (count: number): Done => {
    const done = execute(before, request, kind, { count });
    const twice = twiceBy(before, done, request, kind, false);
    return { label: did(done), books: done.books, twice, wrong: done.wrong };
  };
  switch (kind.breaks?.how) {
    case 'breaksOff':
      return [gives(nothing, UNREACHABLE), ...(place > 0 ? [gives(doing(place), UNREACHABLE)] : [])];
    case 'garbled':
      return [answer(doing(request.work.length), 'and answers what cannot be read', 0, 'garbage')];
    case 'passing': {
      const done = execute(before, request, kind, { refused: { index: place, status: '1000' } });
      const twice = twiceBy(before, done, request, kind, false);
      const books = request.newID === null ? done.books : remember(done.books, request.newID, done.responses);
      return [
        answer({ label: did(done), books, twice, wrong: done.wrong }, '', 0, written(done.responses, 'full')),
      ];
    }
    default:
      return [gives(nothing, NOT_PARSED)];
  }
}

const storedOf = ({ memory }: QuickBooks, { newID }: Request) => (newID === null ? undefined : memory[newID]);

/** To a set that it has been given before: from its memory, whole or in part, or without. */
function remembered(nothing: Done, stored: readonly Response[]): Outcome[] {
  const told = (fullness: Fullness, what: string) =>
    answer({ ...nothing, label: 'QuickBooks remembers' }, what, 0, written(stored, fullness));
  return [
    told('full', 'the whole answer'),
    told('statuses', 'the statuses only'),
    told('recovery', 'ErrorRecovery blocks'),
    answer(nothing, 'and answers 9002', 0, written([], 'full', '9002')),
    answer(nothing, 'and answers nothing', 0, written([], 'full')),
  ];
}

/** Done, perhaps once more by a QuickBooks that has forgotten the set. */
function executed(before: QuickBooks, request: Request, kind: Kind, isLate: boolean): Outcome[] {
  const { newID, work } = request;
  const doneAs = (done: Executed, isKept = newID !== null): Done => ({
    label: `${storedOf(before, request) ? 'QuickBooks has forgotten the set: ' : ''}${did(done)}`,
    books: isKept ? remember(done.books, newID ?? '', done.responses) : done.books,
    twice: twiceBy(before, done, request, kind, isLate),
    wrong: done.wrong,
  });
  const all = execute(before, request, kind, { isLate });
  const done = doneAs(all);
  const outcomes = [
    answer(done, '', 0, written(all.responses, 'full')),
    answer(done, 'and answers what cannot be read', 1, 'garbage'),
    answer(done, `and gives an hresult: ${UNREACHABLE}`, 1, '', UNREACHABLE),
    answer(doneAs(all, false), 'and answers 9005 and nothing else', 1, written([], 'full', '9005')),
  ];
  const [first] = all.responses;
  if (first?.item && all.responses.length > 1) {
    // Each under its own name: what has another one is not believed anyway.
    const [listID = ''] = LIST_ID.exec(first.item.ret) ?? [];
    const same = all.responses.map(({ item, ...rest }) => ({
      ...rest,
      item: item && { ...item, ret: item.ret.replace(LIST_ID, listID) },
    }));
    outcomes.push(answer(done, 'and tells one item for all', 1, written(same, 'full')));
  }
  for (const [index, { name }] of work.entries()) {
    for (const status of REFUSALS) {
      const refusing = execute(before, request, kind, { isLate, refused: { index, status } });
      outcomes.push(answer(doneAs(refusing), `for ${name}`, 1, written(refusing.responses, 'full')));
    }
    const others = all.responses.filter((_, place) => place !== index);
    outcomes.push(answer(done, `and leaves ${name} out of the answer`, 1, written(others, 'full')));
    const bare = all.responses.map((each, place) => (place === index ? { ...each, item: null } : each));
    outcomes.push(answer(done, `and tells of ${name} the status only`, 1, written(bare, 'full')));
  }
  return outcomes;
}

/** QuickBooks dies with the connector, after some of the adds. A set that was done in part is not remembered. */
export function deathsOver(before: QuickBooks, request: Request, kind: Kind): Done[] {
  if (breaksAt(request, kind) !== -1 && kind.breaks?.how !== 'unasked') return [];
  return request.work.map((_, index) => {
    const done = execute(before, request, kind, { count: index + 1 });
    const isKept = index === request.work.length - 1 && request.newID !== null;
    return {
      label: `${did(done)}; then QuickBooks and the connector die`,
      books: isKept ? remember(done.books, request.newID ?? '', done.responses) : done.books,
      twice: twiceBy(before, done, request, kind, false),
      wrong: done.wrong,
    };
  });
}

function twiceBy(
  before: QuickBooks,
  { added }: Executed,
  { newID }: Request,
  kind: Kind,
  isLate: boolean,
): Twice | null {
  for (const { madeFor } of added) {
    const others = before.items.filter((item) => item.madeFor === madeFor);
    if (others.length === 0) continue;
    const name = madeFor ?? '';
    if (isLate || others.some((item) => item.isLate)) return { cause: 'late', name };
    // Nobody has touched the first one: then its name should have been in use.
    if (!others.every((item) => item.isTouched)) return { cause: null, name };
    if (kind.guids === 'told') return { cause: null, name };
    const isForgotten = others.some(({ set }) => set !== null && set === newID);
    return { cause: isForgotten ? 'forgotten' : 'unrecognizable', name };
  }
  return null;
}

function did({ books, added, changed, responses }: Executed): string {
  const parts = [
    ...added.map((item) => `adds ${fullNameOf(books, item)} (ListID 8000-${item.id})`),
    ...changed.map((listID) => `changes ${listID}`),
    ...responses.filter(({ status }) => status !== '0').map(({ status }) => `refuses one with ${status}`),
  ];
  return `QuickBooks ${parts.join(', ')}`;
}

function inWords(each: Request['work'][number]): string {
  if (each.does === 'Mod')
    return `changes ${Object.keys(each.changed).join(' and ')} of ${each.listID} as of ${each.edit}`;
  const { name, parent } = each;
  const below = parent === null ? '' : ` below ${'listID' in parent ? parent.listID : parent.fullName}`;
  return `adds ${name}${below}`;
}

/** A text in a few words. */
export function told({ newID, oldID, work, queries }: Request): string {
  if (work.length > 0) return `set ${letterOf(newID ?? '')} ${work.map(inWords).join(', ')}`;
  if (oldID !== null) return `forget set ${letterOf(oldID)}`;
  if (queries.length === 0) return 'which company file is open?';
  const asked = queries.map(
    ({ fullNames, listIDs, endsWith }) =>
      [...fullNames, ...listIDs, ...(endsWith === null ? [] : [`...${endsWith}`])].join(', ') ||
      'what was changed',
  );
  return `set ${letterOf(newID ?? '')} asks for ${asked.join('; ')}`;
}
