import { describe, expect, it } from 'vitest';
import { nextAt, undisturbed } from '../../server/notices/local-time.ts';

const at = (text: string) => new Date(text);

describe('the next time that the clock on the wall shows', () => {
  it.each([
    // An ordinary day, before and after; on the very minute it is the next day's.
    ['2026-06-10T11:59:00Z', '07:00', 'America/Chicago', '2026-06-10T12:00:00.000Z'],
    ['2026-06-10T12:00:00Z', '07:00', 'America/Chicago', '2026-06-11T12:00:00.000Z'],
    // Across the nights on which the clocks are set.
    ['2026-03-07T20:00:00Z', '07:00', 'America/Chicago', '2026-03-08T12:00:00.000Z'],
    ['2026-10-31T20:00:00Z', '07:00', 'America/Chicago', '2026-11-01T13:00:00.000Z'],
    // 02:30 does not come: the clock jumps from 02:00 to 03:00.
    ['2026-03-08T07:00:00Z', '02:30', 'America/Chicago', '2026-03-08T08:00:00.000Z'],
    // 01:30 comes twice; the first time counts.
    ['2026-11-01T06:00:00Z', '01:30', 'America/Chicago', '2026-11-01T06:30:00.000Z'],
    ['2026-11-01T06:45:00Z', '01:30', 'America/Chicago', '2026-11-02T07:30:00.000Z'],
    // Half an hour's summer, and a zone that is a day ahead.
    ['2026-04-04T12:00:00Z', '07:00', 'Australia/Lord_Howe', '2026-04-04T20:30:00.000Z'],
    ['2026-01-01T00:00:00Z', '07:00', 'Pacific/Kiritimati', '2026-01-01T17:00:00.000Z'],
  ])('after %s, %s in %s, is %s', (now, time, zone, expected) => {
    expect(nextAt(at(now), time, zone).toISOString()).toBe(expected);
  });
});

describe('quiet hours', () => {
  const night = { from: '22:00', to: '06:00' };
  it.each([
    ['2026-06-11T02:59:59Z', night, '2026-06-11T02:59:59.000Z'],
    ['2026-06-11T03:00:00Z', night, '2026-06-11T11:00:00.000Z'],
    ['2026-06-11T10:59:59Z', night, '2026-06-11T11:00:00.000Z'],
    ['2026-06-11T11:00:00Z', night, '2026-06-11T11:00:00.000Z'],
    ['2026-06-11T05:00:00Z', null, '2026-06-11T05:00:00.000Z'],
    // At noon, and on the nights on which the clock is set: an end that does not come, and one that comes twice.
    ['2026-06-11T17:30:00Z', { from: '12:00', to: '13:00' }, '2026-06-11T18:00:00.000Z'],
    ['2026-03-08T06:00:00Z', { from: '22:00', to: '02:30' }, '2026-03-08T08:00:00.000Z'],
    ['2026-11-01T06:10:00Z', { from: '22:00', to: '01:30' }, '2026-11-01T06:30:00.000Z'],
    ['2026-11-01T07:10:00Z', { from: '22:00', to: '01:30' }, '2026-11-01T07:10:00.000Z'],
  ])('hold what comes at %s, with %j, until %s', (now, quiet, expected) => {
    expect(undisturbed(at(now), quiet, 'America/Chicago').toISOString()).toBe(expected);
  });
});
