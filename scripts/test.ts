// `npm test`: lint, types and tests, one after the other, on whatever system this is. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

const steps: [name: string, program: string, ...args: string[]][] = [
  ['lint', bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  ['types', bin('typescript/bin/tsc'), '--project', '.'],
  ['tests', bin('vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
];

for (const [name, program, ...args] of steps) {
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n${name}: failed`);
    process.exit(status ?? 1);
  }
}
