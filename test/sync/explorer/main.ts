// Walks every interleaving of the exchange at its full size: `node scripts/run.mjs test/sync/explorer/main.ts [small] [number of one]`.
import { explore } from './explore.ts';
import { printed } from './print.ts';
import { FULL, SMALL } from './settings.ts';

const args = process.argv.slice(2);
const all = args.includes('small') ? SMALL : FULL;
const one = args.find((arg) => /^\d+$/.test(arg));
let broken = 0;
for (const setting of one === undefined ? all : all.slice(Number(one) - 1, Number(one))) {
  const report = await explore(setting);
  broken += report.violations.filter(({ promise }) => !setting.broken?.includes(promise)).length;
  console.log(`${printed(setting.title, report)}\n`);
}
process.exitCode = broken > 0 ? 1 : 0;
