/** Making events: each once, whoever notices it and how often. */
import { createHash } from 'node:crypto';
import type { New, Store } from '../store/port.ts';
import type { Group } from './happenings.ts';
import { CODES_MAX, EVENTS, type Event, type ToldCode } from './model.ts';

/** The id of an event follows from what happened. */
export function eventID(company: string, type: string, key: string): string {
  return `${company}/${type}/${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

type Facts = Pick<Event, 'company' | 'type' | 'at'> & Partial<Omit<Event, 'id' | 'rev'>>;

/** An event before its first write. */
export function newEvent(id: string, facts: Facts): New<Event> {
  return {
    id,
    by: null,
    codes: [],
    alarm: null,
    lastSeenAt: null,
    state: 'new',
    order: `${facts.at}/${id}`,
    ...facts,
  };
}

const PARTS_AT_ONCE = 4;

/** Parts are numbered without a gap, each made when those before it are there. */
const partID = (company: string, { type, key }: Group, part: number) =>
  `${eventID(company, type, key)}/${part}`;

async function partsOf(store: Store, company: string, group: Group): Promise<Event[]> {
  const parts: Event[] = [];
  for (;;) {
    const ids = Array.from({ length: PARTS_AT_ONCE }, (_, at) => partID(company, group, parts.length + at));
    const found = await store.getMany(EVENTS, ids);
    parts.push(...found);
    if (found.length < PARTS_AT_ONCE) return parts;
  }
}

const markOf = ({ code, at }: ToldCode) => `${at}/${code}`;

/**
 * Makes the events of a group: one for at most a thousand codes. Codes that a part has already are passed over; where somebody else
 * has made a part meanwhile, it is looked at again.
 */
export async function tellGroup(store: Store, company: string, group: Group): Promise<void> {
  for (;;) {
    const parts = await partsOf(store, company, group);
    const told = new Set(parts.flatMap(({ codes }) => codes.map(markOf)));
    const codes = group.codes.filter((code) => !told.has(markOf(code))).slice(0, CODES_MAX);
    const last = codes.at(-1);
    if (!last) return;
    const { type, by } = group;
    const id = partID(company, group, parts.length);
    await store.insert(EVENTS, [newEvent(id, { company, type, at: last.at, by, codes })]);
  }
}
