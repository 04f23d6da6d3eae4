/** Windows by the clock of the office, also in the nights in which that is set. */
import { describe, expect, it } from 'vitest';
import { isTimeZone, WEEKDAYS, type Window, windowAt } from '../../server/codes/window.ts';

const CHICAGO: Window = { days: WEEKDAYS, from: '19:00', to: '07:00', timeZone: 'America/Chicago' };
const BERLIN: Window = { ...CHICAGO, timeZone: 'Europe/Berlin' };

const at = (window: Window, now: string) => windowAt(window, new Date(now));
const OPEN = { open: true, opensAt: null };

const closedUntil = (opensAt: string) => ({ open: false, opensAt: new Date(opensAt).toISOString() });

/** Whole hours that it is open from one moment to another one, looked at every half hour. */
function hoursOpen(window: Window, from: string, to: string): number {
  let half = 0;
  for (let ms = Date.parse(from); ms < Date.parse(to); ms += 30 * 60_000)
    if (windowAt(window, new Date(ms)).open) half++;
  return half / 2;
}

describe('a window', () => {
  it.each([
    ['in winter', CHICAGO, '2026-01-14T00:59:59Z', closedUntil('2026-01-14T01:00:00Z')],
    ['in winter', CHICAGO, '2026-01-14T01:00:00Z', OPEN],
    ['past midnight', CHICAGO, '2026-01-14T12:59:59.999Z', OPEN],
    ['past midnight', CHICAGO, '2026-01-14T13:00:00Z', closedUntil('2026-01-15T01:00:00Z')],
    ['in summer', CHICAGO, '2026-07-15T11:59:59Z', OPEN],
    ['in summer', CHICAGO, '2026-07-15T12:00:00Z', closedUntil('2026-07-16T00:00:00Z')],
    ['elsewhere', BERLIN, '2026-07-15T05:00:00Z', closedUntil('2026-07-15T17:00:00Z')],
  ])('opens and closes by the clock of the office %s', (_when, window, now, told) => {
    expect(at(window, now)).toEqual(told);
  });

  it('a day is that on which it begins', () => {
    const fridays: Window = { ...CHICAGO, days: ['fri'] };
    // Friday 19:00 is Saturday 01:00 UTC.
    expect(at(fridays, '2026-01-16T12:00:00Z')).toEqual(closedUntil('2026-01-17T01:00:00Z'));
    expect(at(fridays, '2026-01-17T12:30:00Z')).toEqual(OPEN);
    expect(at(fridays, '2026-01-17T13:00:00Z')).toEqual(closedUntil('2026-01-24T01:00:00Z'));
  });

  it('from a time to the same is a whole day; one within a day ends on it', () => {
    const sundays: Window = { ...BERLIN, days: ['sun'], from: '06:00', to: '06:00' };
    expect(hoursOpen(sundays, '2026-01-17T00:00:00Z', '2026-01-21T00:00:00Z')).toBe(24);
    const noon: Window = { ...BERLIN, days: ['mon'], from: '12:00', to: '13:00' };
    expect(hoursOpen(noon, '2026-01-17T00:00:00Z', '2026-01-24T00:00:00Z')).toBe(1);
  });

  it.each([
    ['America/Chicago', 'has 23 hours', '2026-03-07T18:00:00Z', '2026-03-08T18:00:00Z', 11],
    ['America/Chicago', 'has 25 hours', '2026-10-31T18:00:00Z', '2026-11-01T18:00:00Z', 13],
    ['Europe/Berlin', 'has 23 hours', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 11],
    ['Europe/Berlin', 'has 25 hours', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 13],
    ['Europe/Berlin', 'is like most', '2026-10-22T12:00:00Z', '2026-10-23T12:00:00Z', 12],
  ])('keeps both its ends in a night in %s that %s', (timeZone, _night, from, to, hours) => {
    expect(hoursOpen({ ...CHICAGO, timeZone }, from, to)).toBe(hours);
  });

  it('where the clock never shows a time, it is when that is passed', () => {
    // In Chicago 02:00 is 03:00 on 8 March, which is 08:00 UTC.
    const from: Window = { ...CHICAGO, from: '02:30', to: '05:00' };
    expect(at(from, '2026-03-08T07:59:59.999Z')).toEqual(closedUntil('2026-03-08T08:00:00Z'));
    expect(at(from, '2026-03-08T08:00:00Z')).toEqual(OPEN);
    const to: Window = { ...CHICAGO, from: '01:00', to: '02:30' };
    expect(at(to, '2026-03-08T07:59:59Z')).toEqual(OPEN);
    expect(at(to, '2026-03-08T08:00:00Z').open).toBe(false);
  });

  it('where the clock shows a time twice, it is the first', () => {
    // In Berlin 02:30 is 00:30 and 01:30 UTC on 25 October.
    const from: Window = { ...BERLIN, from: '02:30', to: '05:00' };
    expect(at(from, '2026-10-25T00:29:59Z')).toEqual(closedUntil('2026-10-25T00:30:00Z'));
    expect(hoursOpen(from, '2026-10-25T00:00:00Z', '2026-10-25T12:00:00Z')).toBe(3.5);
    const to: Window = { ...BERLIN, from: '01:00', to: '02:30' };
    expect(hoursOpen(to, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toBe(1.5);
  });
});

it('time zones have names', () => {
  for (const name of ['America/Chicago', 'Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'])
    expect(isTimeZone(name), name).toBe(true);
  for (const name of ['', 'Chicago', '+05:00', 'America/Nowhere', 'America/Chicago ', '../etc'])
    expect(isTimeZone(name), name).toBe(false);
});
