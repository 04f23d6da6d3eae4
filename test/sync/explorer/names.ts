/**
 * Random names come from small numbered pools, and a number that nobody knows any more is given again: so that histories which
 * differ only in the names they drew meet in one state.
 */
import { newGUID, type Random } from '../../../server/codes/company.ts';
import { newSetName } from '../../../server/sync/dispatch.ts';
import { newTicket, sessionOfTicket } from '../../../server/sync/session.ts';

export const COMPANY = '000000000company';
const POOL = 24;

const bytesOf = (count: number, index: number): Buffer => {
  const bytes = Buffer.alloc(count);
  bytes.writeUInt8(index + 1, count - 1);
  return bytes;
};
const pool = (make: (random: Random) => string) =>
  Array.from({ length: POOL }, (_, index) => make((count) => bytesOf(count, index)));

export const SETS = pool(newSetName);
export const TICKETS = pool((random) => newTicket(random, COMPANY));
export const SESSIONS_OF_TICKETS = TICKETS.map(sessionOfTicket);
export const GUIDS = pool(newGUID);

/** Bit masks of the numbers in use. */
export interface Used {
  readonly sets: number;
  readonly tickets: number;
  readonly guids: number;
}

export const NONE_USED: Used = { sets: 0, tickets: 0, guids: 0 };

export const together = (...all: readonly Used[]): Used =>
  all.reduce(
    (a, b) => ({ sets: a.sets | b.sets, tickets: a.tickets | b.tickets, guids: a.guids | b.guids }),
    NONE_USED,
  );

const maskOf = (text: string, names: readonly string[]) =>
  names.reduce((mask, name, index) => (text.includes(name) ? mask | (1 << index) : mask), 0);

/** The names that stand in a text. */
export const usedIn = (text: string): Used => ({
  sets: maskOf(text, SETS),
  tickets: maskOf(text, SESSIONS_OF_TICKETS),
  guids: maskOf(text, GUIDS),
});

const KINDS: ReadonlyMap<number, keyof Used> = new Map([
  [14, 'sets'],
  [20, 'tickets'],
  [16, 'guids'],
]);

/** Draws the lowest numbers that are free. How many bytes are wanted tells for what. */
export function randomBeside(used: Used): Random {
  const taken = { ...used };
  return (count) => {
    const kind = KINDS.get(count);
    if (kind === undefined) throw new Error(`random(${count}) is for nothing that the explorer knows`);
    let index = 0;
    while (taken[kind] & (1 << index)) index++;
    if (index >= POOL) throw new Error(`more than ${POOL} ${kind} at once`);
    taken[kind] |= 1 << index;
    return bytesOf(count, index);
  };
}

/** What the draws of one call depend on: it makes fewer than four of a kind. */
export function drawsFrom({ sets, tickets, guids }: Used): string {
  const free = (mask: number) => {
    const found: number[] = [];
    for (let index = 0; found.length < 4; index++) if (!(mask & (1 << index))) found.push(index);
    return found.join('.');
  };
  return `${free(sets)}/${free(tickets)}/${free(guids)}`;
}

export const letterOf = (set: string) => String.fromCharCode(65 + Math.max(0, SETS.indexOf(set)));
