// What QuickBooks checks value by value after the set as a whole has been read: recorded as statuses of the single request.
import { type FoundValue, type ValueType, valuesOf } from './grammar.ts';
import { STATUS, type Status } from './status.ts';
import type { XmlElement } from './xml.ts';

const PATTERNS: Record<
  Exclude<ValueType, 'string' | 'id'>,
  { pattern: RegExp; wrong: (value: string, field: string) => Status }
> = {
  bool: { pattern: /^(true|false|1|0|)$/, wrong: STATUS.badBool },
  price: { pattern: /^([+-]?\d{1,10}(\.\d{1,5})?)?$/, wrong: STATUS.badPrice },
  percent: { pattern: /^([+-]?\d{1,10}(\.\d{1,5})?)?$/, wrong: STATUS.badPercent },
  guid: {
    pattern: /^(0|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\})$/,
    wrong: STATUS.badGuid,
  },
  date: {
    pattern: /^(\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}(:\d{1,2}(:\d{1,2}([+-]\d{1,2}:\d{1,2})?)?)?)?)?$/,
    wrong: STATUS.badDate,
  },
  number: { pattern: /^[1-9]\d{0,8}$/, wrong: STATUS.badNumber },
};

const MAXIMUM_LISTID = 36;

/** The status of the first value that QuickBooks would not take; undefined if there is none. */
export function wrongValue(request: XmlElement): Status | undefined {
  for (const value of valuesOf(request)) {
    const status = check(value);
    if (status) return status;
  }
  return undefined;
}

function check({ path, element: { text }, type, maximum, oneOf }: FoundValue): Status | undefined {
  if (type === 'id') return text.length > MAXIMUM_LISTID ? STATUS.invalidListID(text) : undefined;
  if (type === 'string') {
    if (oneOf && !oneOf.includes(text)) return STATUS.badEnum(text, path);
    return maximum !== undefined && text.length > maximum ? STATUS.tooLong(text, path) : undefined;
  }
  return PATTERNS[type].pattern.test(text) ? undefined : PATTERNS[type].wrong(text, path);
}

/** True for "true" and "1"; undefined where nothing was given. */
export const asBool = (text: string | undefined): boolean | undefined =>
  text === undefined || text === '' ? undefined : text === 'true' || text === '1';

/** Recorded: answers show at least two decimals, "0.00" where nothing was given. */
export function asPrice(text: string | undefined): string {
  const [whole = '0', decimals = ''] = (text || '0').replace(/^\+/, '').split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
}

/** A DATETIMETYPE; without an offset it is the local time of QuickBooks, a date alone is its midnight (guessed). */
export function asInstant(text: string, utcOffsetMinutes: number): number {
  const [date = '', time = ''] = text.split('T');
  const [, clock = '', offset = ''] = /^([\d:]*)([+-][\d:]+)?$/.exec(time) ?? [];
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const shift = offset ? minutesOf(offset) : utcOffsetMinutes;
  return Date.UTC(year, month - 1, day, hours, minutes, seconds) - shift * 60_000;
}

/** Recorded: `2014-11-11T10:47:43-03:00`. */
export function asLocalTime(at: Date, utcOffsetMinutes: number): string {
  const local = new Date(at.getTime() + utcOffsetMinutes * 60_000).toISOString().slice(0, 19);
  const absolute = Math.abs(utcOffsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

const minutesOf = (offset: string): number => {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};
