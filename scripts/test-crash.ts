// `npm run test:crash -- 100`: the server process is really killed, at random moments inside sessions and one by one before and after
// its writes, and started again; every code must end in the simulated QuickBooks exactly once, and its state must tell so.
import { parseArgs } from 'node:util';
import { KINDS } from './crash/check.ts';
import type { Case } from './crash/play.ts';
import {
  type Listener,
  type Options,
  type Row,
  runStore,
  STORES,
  type StoreName,
  TITLES,
} from './crash/rows.ts';
import { SCENARIOS } from './crash/scenarios.ts';
import { findMongoDB, type MongoDB } from './services/mongodb.ts';
import { colour, type Progress, progress, table } from './terminal.ts';

const HELP = `Kills the server (SIGKILL) in the middle of sessions with a simulated QuickBooks, starts it again, and checks that every code
ends in QuickBooks exactly once and that its state and history tell the truth.

  npm run test:crash                          20 kills at random moments, and one before and after each place that writes
  npm run test:crash -- 100                   100 kills at random moments
  npm run test:crash -- 100 --store embedded  on the embedded store only
  npm run test:crash -- 0 --writes every      before and after every write of every scenario (half an hour a store)
  npm run test:crash -- 100 --seed 7          the same cases again
  npm run test:crash -- 100 --seed 7 --only embedded/writes/12
                                              one of them, as a violation names it, with all that is known of it

Options (npm keeps them for itself unless they stand behind "--")
  --store NAME   ${STORES.join(', ')}; may be given several times (default: all)
  --writes WHAT  "places" (default): before and after each place in the program that writes, as found by playing all scenarios;
                 "every"; or a number
  --scenario NAME
                 what goes on when the server dies; may be given several times (default: all):
${SCENARIOS.map(({ name }) => `                   "${name}"`).join('\n')}
  --seed NUMBER  of all that is random, but for the moment that a process really dies
  --only CASE
  --help

Only kills that left an open session behind count as hits. MongoDB is MONGODB_TEST_URL, or the program MONGOD (mongod on the PATH)
started on a temporary folder; without one those rows are skipped. The exit code is 0 if nothing was violated and all wanted
kills hit.`;

const options = readArguments();

function readArguments(): Options & { stores: StoreName[]; help: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        store: { type: 'string', multiple: true, default: [...STORES] },
        writes: { type: 'string', default: 'places' },
        scenario: { type: 'string', multiple: true, default: SCENARIOS.map(({ name }) => name) },
        seed: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (positionals.length > 1) throw new Error('one number of kills at most');
    const { store, writes, scenario, seed, only, help } = values;
    const [first] = only?.split('/') ?? [];
    const stores = (first === undefined ? store : [first]).map((name) => {
      const known = STORES.find((each) => each === name);
      if (!known) throw new Error(`no store is called "${name}"`);
      return known;
    });
    const scenarios = scenario.map((name) => {
      const known = SCENARIOS.find((each) => each.name === name);
      if (!known) throw new Error(`no scenario is called "${name}"`);
      return known;
    });
    return {
      scenarios,
      moments: numberIn('the number of kills', positionals[0] ?? '20'),
      writes: writes === 'places' || writes === 'every' ? writes : numberIn('--writes', writes),
      seed: seed === undefined ? Math.floor(Math.random() * 2 ** 31) : numberIn('--seed', seed),
      only: only ?? null,
      stores,
      help,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

function numberIn(what: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${what} must be a whole number, not "${text}"`);
  return Number(text);
}

const WORDS: Record<Row['kills'], string> = { moments: 'random moments', writes: 'each write' };

/** Also the one that is being played. */
const rows: Row[] = [];

function listener(): Listener {
  let bar: Progress | undefined;
  return {
    begin(row) {
      rows.push(row);
      const { store, kills } = row;
      bar = progress(`${TITLES[store]}, ${WORDS[kills]}`);
    },
    progress(percent, { tried, hit }) {
      bar?.update(percent, `${tried} kills, ${hit} hit an open session`);
    },
    end(row) {
      bar?.end();
      if (row.note) console.log(row.note);
    },
    violation(id, played, violations, story) {
      bar?.end();
      console.log(`\n${colour('VIOLATED', 'red')} ${id}: ${wordsOf(played)}`);
      for (const { kind, what } of violations) console.log(`  ${kind}: ${what}`);
      for (const line of story) console.log(`    ${line}`);
      console.log(`  again: npm run test:crash -- ${given()} --seed ${options.seed} --only "${id}"\n`);
    },
  };
}

/** As it was called: which case has which number depends on all of it. */
const given = (): string =>
  process.argv
    .slice(2)
    .map((word) => (word.includes(' ') ? `"${word}"` : word))
    .join(' ');

function wordsOf({ scenario, memory, kill }: Case): string {
  const remembers = `QuickBooks remembers ${memory === 'full' ? 'answers' : memory === 'none' ? 'nothing' : memory}`;
  if (!kill) return `"${scenario.name}", ${remembers}, nobody is killed`;
  const when = kill.kind === 'write' ? `${kill.side} write ${kill.at}` : 'at a random moment';
  const who = kill.server === 'mongod' ? 'MongoDB' : `server ${kill.server + 1}`;
  return `"${scenario.name}", ${remembers}, ${who} is killed ${when}`;
}

function printTable(): void {
  console.log(
    `\n${table(
      [
        'store',
        'killed at',
        'cases',
        'kills',
        'hit an open session',
        'duplicates',
        'lost',
        'stuck',
        'overwritten',
        'wrong',
        'seconds',
      ],
      rows.map((row) => [
        TITLES[row.store],
        WORDS[row.kills],
        row.cases,
        row.tried,
        row.hit,
        ...KINDS.map((kind) => row.found[kind]),
        Math.round(row.milliseconds / 1000),
      ]),
    )}`,
  );
}

async function main(): Promise<number> {
  console.log(`seed ${options.seed}`);
  const skipped: string[] = [];
  let mongodb: MongoDB | null = null;
  try {
    if (options.stores.some((store) => store !== 'embedded')) {
      const found = await findMongoDB();
      if (typeof found === 'string') skipped.push(`MongoDB skipped: ${found}.`);
      else mongodb = found;
    }
    for (const store of options.stores) {
      if (store !== 'embedded' && mongodb === null) continue;
      if (store === 'mongod' && !mongodb?.process)
        skipped.push(`${TITLES.mongod} skipped: the server of MONGODB_TEST_URL is not ours.`);
      else await runStore(store, mongodb, options, listener());
    }
  } finally {
    await mongodb?.stop();
  }
  printTable();
  for (const text of skipped) console.log(text);
  const few = rows.filter(({ hit, wanted }) => hit < wanted);
  for (const { store, hit, wanted } of few)
    console.log(`${TITLES[store]}: only ${hit} of ${wanted} kills hit an open session.`);
  const violated = rows.reduce(
    (sum, { found }) => sum + KINDS.reduce((all, kind) => all + found[kind], 0),
    0,
  );
  if (violated > 0) console.log(colour(`${violated} violations, with seed ${options.seed}.`, 'red'));
  else console.log(colour('Nothing twice, nothing lost, nothing stuck, nothing written over.', 'green'));
  return violated > 0 || few.length > 0 ? 1 : 0;
}

// The processes that it started do not outlive it: each is killed at this one's exit.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    console.log('\nInterrupted; so far:');
    printTable();
    process.exit(130);
  });

if (options.help) console.log(HELP);
else process.exitCode = await main();
