/** The last thirty days: the table behind the picture tells what has happened, day by day. */
import { describe, expect, it } from 'vitest';
import { hoursSeen, type Seen, withPoll } from '../../server/sync/seen.ts';
import { newDesktop } from '../support/desktop.ts';
import { ADMIN, get } from '../support/page-calls.ts';
import { onBothStores, pageOf } from '../support/service.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

onBothStores('the page of the last thirty days', (start) => {
  it('tells what arrived and failed, how long it waited, and when the connector was there', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    // At noon, so that what follows is on one day.
    const noon = Math.ceil(service.store.now().getTime() / DAY) * DAY + DAY / 2;
    service.advance(noon - service.store.now().getTime());
    await desktop.authenticate();
    await desktop.accept('01 General', '02 Site', '03 Concrete');
    service.advance(3 * HOUR);
    desktop.quickbooks.faults.add({ kind: 'status', code: '3210', message: 'Never.', names: ['03'] });
    await desktop.session();
    service.advance(2 * DAY);
    await desktop.authenticate();

    const { headers } = await pageOf(service, ADMIN);
    const address = `${desktop.path.replace('/api', '')}/days`;
    const page = await (await get(service, address, { cookie: headers.cookie })).text();
    const [, body = ''] = /<tbody>([\s\S]*)<\/tbody>/.exec(page) ?? [];
    const rows = body
      .split('</tr>')
      .map((row) =>
        row
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()
          .split(' '),
      )
      .slice(0, 30)
      .map((cells) => cells.slice(3).join(' '));
    expect(rows).toHaveLength(30);
    expect(rows[0]).toBe('0 0 – – 1');
    expect(rows[1]).toBe('0 0 – – 0');
    expect(rows[2]).toBe('2 1 3.0 hours 3.0 hours 2');
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toMatch(/aria-label="Codes a day: 2 codes arrived in QuickBooks, 1 failed/);
    expect(page.match(/class="bar arrived"/g)).toHaveLength(1);
  });
});

describe('the hours in which a connector polls', () => {
  const polledAt = (...times: string[]) =>
    times.reduce<Seen | undefined>((seen, at) => withPoll(seen, `${at}:30:00.000Z`), undefined);

  it('are kept for thirty days, and written once an hour', () => {
    const seen = polledAt('2026-01-01T05', '2026-01-01T06', '2026-01-03T23')!;
    expect(withPoll(seen, '2026-01-03T23:59:00.000Z')).toBe(seen);
    expect(hoursSeen(seen, '2026-01-01')).toBe((1 << 5) | (1 << 6));
    expect(hoursSeen(seen, '2026-01-02')).toBe(0);
    expect(hoursSeen(seen, '2026-01-03')).toBe(1 << 23);
    expect(hoursSeen(seen, '2026-01-04')).toBe(0);
    const later = withPoll(seen, '2026-01-31T00:00:00.000Z');
    expect(later.hours).toHaveLength(30 * 6);
    expect([hoursSeen(later, '2026-01-01'), hoursSeen(later, '2026-01-03')]).toEqual([0, 1 << 23]);
    expect(withPoll(later, '2027-01-01T00:00:00.000Z').hours).toHaveLength(30 * 6);
  });

  it('of a clock that was ahead are not believed', () => {
    const seen = polledAt('2026-06-01T05', '2026-01-03T04')!;
    expect(seen).toEqual({ day: '2026-01-03', hours: '000010' });
    expect(hoursSeen(undefined, '2026-01-03')).toBe(0);
  });
});
