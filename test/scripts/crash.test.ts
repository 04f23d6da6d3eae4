// A short run of the crash test (`npm run test:crash`): the server really dies, and nothing is twice, lost or stuck.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mongodbUrl } from '../support/mongodb.ts';

const script = (name: string) => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));

/** Each store command of a stand-in for MongoDB takes its time. */
const QUICK = ['--scenario', 'plain', '--scenario', 'renamed in QuickBooks'];

interface Printed {
  text: string;
  /** The rows of the table by "store, killed at", with their numbers. */
  rows: Map<string, { kills: number; hit: number; violations: number[] }>;
}

async function crashTest(...args: string[]): Promise<Printed> {
  const run = promisify(execFile)(process.execPath, [script('run.mjs'), script('test-crash.ts'), ...args], {
    env: { ...process.env, MONGODB_TEST_URL: mongodbUrl() ?? '' },
  });
  // An exit code that is not 0 is an error with the output in it.
  const { stdout: text } = await run.catch((error: { stdout?: string; message: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ''}`);
  });
  const rows = new Map<string, { kills: number; hit: number; violations: number[] }>();
  for (const line of text.split('\n')) {
    const [, store, killedAt, numbers = ''] =
      /^(.*\S) +(random moments|each write) +((?:\d+ *){9})$/.exec(line) ?? [];
    const [, kills = 0, hit = 0, ...rest] = numbers.trim().split(/ +/).map(Number);
    if (store) rows.set(`${store}, ${killedAt}`, { kills, hit, violations: rest.slice(0, 5) });
  }
  return { text, rows };
}

describe('a server that is really killed', () => {
  it('adds nothing twice, loses nothing and leaves nothing stuck (embedded store)', async () => {
    const { rows } = await crashTest('3', '--writes', '4', '--store', 'embedded');
    expect([...rows.keys()]).toEqual(['embedded store, each write', 'embedded store, random moments']);
    expect(rows.get('embedded store, each write')?.kills).toBe(4);
    expect(rows.get('embedded store, random moments')?.hit).toBeGreaterThanOrEqual(3);
    for (const { violations } of rows.values()) expect(violations).toEqual([0, 0, 0, 0, 0]);
  });

  it.skipIf(mongodbUrl() === null)(
    'nor do two servers on one MongoDB that answer the connector in turn',
    async () => {
      const { rows } = await crashTest('1', '--writes', '2', '--store', 'two-servers', ...QUICK);
      expect(rows.get('MongoDB, two servers in turn, each write')?.kills).toBe(2);
      expect(rows.get('MongoDB, two servers in turn, random moments')?.hit).toBeGreaterThanOrEqual(1);
      for (const { violations } of rows.values()) expect(violations).toEqual([0, 0, 0, 0, 0]);
    },
  );

  it('names what it takes, and refuses the rest', async () => {
    expect((await crashTest('--help')).text).toContain('npm run test:crash -- 100');
    await expect(crashTest('many')).rejects.toThrow('must be a whole number, not "many"');
    await expect(crashTest('--store', 'floppy')).rejects.toThrow('no store is called "floppy"');
  });
});
