// All benchmarks, one after the other, each in a process of its own, and their bounds in one table.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMissed, type Result, resultTable } from './bench/report.ts';
import { colour } from './terminal.ts';

const BENCHES = [
  'poll',
  'waiting',
  'answer',
  'others',
  'sync',
  'batches',
  'changes',
  'page',
  'diagnosis',
  'import',
  'drift',
  'reading',
  'stands',
  'webhooks',
  'mongodb',
] as const;

const HELP = `Measures what the service costs, as CPU time beside something that runs at the same time, and holds it to bounds.

  npm run bench            all of them, a few minutes
  npm run bench -- poll    one of them

Benchmarks
  poll      an idle poll, against a bare express server that answers fixed texts: at most 2 times
  waiting   an idle poll while 50,000 codes wait for a parent or are held, against one while none does: at most 1.5 times
  answer    answers of 5 MB, against a bare express server that takes them apart by patterns: at most 1.67 times; peak memory at most 300 MiB
  others    polls of 1,000 companies a minute while one company's answers of 20 MB come, on one core: p99 at most 100 ms
  sync      10,000 codes into QuickBooks, against 1,000: at most 1.2 times a code
  batches   codes with a QuickBooks that is fast, slow, suddenly slow or has a price for each set: exchanges, and the longest one in
            simulated time; 5,000 items that are there already; 5,000 codes with 3 % that it never reads, at most 1.3 times theory
  changes   5,000 changed codes, against 5,000 added ones: at most 1.2 times the exchanges, and 1.3 times the CPU
  drift     a reading of 50,000 items compared with 10,000 codes: at most 2 s of CPU, and one read of each code
  diagnosis the page of 1,000 companies: at most 200 ms; what the diagnosis adds to a company's status: at most 1.2 times
  page      the desk of 10,000 codes, against one of 200: time to the first row at most twice, weight at most 100 kB; with what will
            happen to each code in QuickBooks, against the same without: at most 1.3 times
  import    20,000 rows as CSV and as workbook: a dry run against csv-parse and the reader of workbooks alone, at most 6 and 3 times;
            peak memory at most 300 MiB above idle
  reading   50,000 items of QuickBooks are read, against a bare express server that cuts the texts out of the same answers: at most
            3 times; peak memory at most 150 MiB above idle; polls of 200 others meanwhile: p99 at most 100 ms
  stands    authenticate, a hundred times a second, while 100,000 codes are worked on, large answers come, pages watch and strangers
            attack: p99 at most 100 ms, memory at most 500 MiB above idle; -- stands --only PHASE, -- stands --help
  webhooks  10,000 webhooks that wait, to a receiver on this machine, beside polls: 200 a second at least, p99 of the polls at most 100 ms
  mongodb   commands that the service sends to MongoDB (MONGODB_TEST_URL, or a mongod that MONGOD names): at most 0.1 a code, 4 an idle
            poll, 10 round trips in a row an exchange; of all benchmarks together it is left out where there is no MongoDB

Each starts the service as a process of its own on a free port, with its data in a temporary folder. CPU time, not time on
the clock, is compared, and runs are interleaved; a machine that is busy with other things still blurs the ratios.
The exit code is 1 if a bound is missed or a benchmark fails.`;

const { names, options } = readArguments();

/** Options after the name of one benchmark are that one's own. */
function readArguments(): { names: readonly string[]; options: readonly string[] } {
  try {
    const [first = '', ...rest] = process.argv.slice(2);
    if (BENCHES.includes(first as never) && rest[0]?.startsWith('-'))
      return { names: [first], options: rest };
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    for (const name of positionals)
      if (!BENCHES.includes(name as never)) throw new Error(`There is no benchmark "${name}".`);
    return { names: positionals.length > 0 ? positionals : BENCHES, options: [] };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

/** Null if it failed before it had something to tell. */
async function run(name: string): Promise<Result[] | null> {
  const child = fork(
    path.join(import.meta.dirname, 'run.mjs'),
    [path.join(import.meta.dirname, `bench-${name}.ts`), ...options],
    // JSON makes null of a figure that is none, and null keeps every bound.
    { serialization: 'advanced' },
  );
  let results: Result[] | null = null;
  child.on('message', (message) => {
    results = message as Result[];
  });
  await once(child, 'exit');
  return results;
}

const all: Result[] = [];
const failed: string[] = [];
for (const name of names) {
  const results = await run(name);
  if (results === null) failed.push(name);
  else all.push(...results);
}
if (all.length > 0 && names.length > 1) console.log(`${colour('Summary', 'bold')}\n${resultTable(all)}\n`);
for (const name of failed) console.error(colour(`The benchmark "${name}" failed.`, 'red'));
process.exitCode = failed.length > 0 || all.some(isMissed) ? 1 : 0;
