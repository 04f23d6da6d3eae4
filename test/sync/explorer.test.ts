/**
 * Never twice, never lost, by every way there is: the explorer walks all interleavings of the exchange with what can break between
 * the server, the connector and QuickBooks, and with what people do. `EXPLORE=full` goes as far as explorer/main.ts.
 */
import { expect, it } from 'vitest';
import { explore } from './explorer/explore.ts';
import { printed } from './explorer/print.ts';
import { FULL, SMALL } from './explorer/settings.ts';

const HOURS_MS = 3 * 60 * 60_000;
/** Nobody does more in one session; it tells a long way from an endless one. */
const EXCHANGES_MAX = 20;

for (const setting of process.env.EXPLORE === 'full' ? FULL : SMALL) {
  it(`keeps its promises: ${setting.title}`, { timeout: HOURS_MS }, async () => {
    const report = await explore(setting);
    console.log(printed(setting.title, report));
    expect(report.violations.map(({ promise }) => promise)).toEqual(setting.broken ?? []);
    expect(report.exceptions.map(({ promise }) => promise).sort()).toEqual(setting.exceptions ?? []);
    expect(report.exchangesToRest).toBeLessThan(setting.exchangesMax ?? EXCHANGES_MAX);
  });
}
