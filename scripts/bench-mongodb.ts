/**
 * What the service asks of MongoDB, counted by the driver's own monitoring: commands for each code that is sent, accepted and
 * exported, commands of an idle poll, and round trips in a row in an exchange. Counts, so that neither the machine nor the server
 * behind it matters; the bare server that other benchmarks run beside would send none.
 *
 *     npm run bench -- mongodb                                MONGODB_TEST_URL, or MONGOD names a mongod program
 *     node scripts/run.mjs scripts/bench-mongodb.ts 2000      with fewer codes: each costs more, since sets begin small
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { costCodes } from './bench/cost-codes.ts';
import type { Counted } from './bench/count-commands.ts';
import { applicationOf, Books, Caller } from './bench/player.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD, newCompany, withService } from './bench/servers.ts';
import { type Client, call } from './services/client.ts';
import { findMongoDB } from './services/mongodb.ts';
import { table } from './terminal.ts';

const [CODES = 10_000] = process.argv.slice(2).map(Number);
const POLLS = 5;

interface Step {
  readonly what: string;
  readonly calls: number;
  readonly counted: Counted;
}

const counting = (child: ChildProcess) => async (): Promise<Counted> => {
  child.send('count');
  return (await once(child, 'message'))[0] as Counted;
};

const sumOf = ({ commands }: Counted): number => Object.values(commands).reduce((sum, each) => sum + each, 0);

async function played(url: string, api: Client, child: ChildProcess): Promise<Step[]> {
  const count = counting(child);
  const company = await newCompany(api, 'Bench');
  const imported = await call('POST', `${url}/api/companies/${company.id}/import`, {
    as: { user: 'admin', password: ADMIN_PASSWORD },
    type: 'text/csv',
    body: costCodes(CODES),
  });
  if (imported.status !== 200) throw new Error(`the import was answered ${imported.status}`);
  const steps: Step[] = [];
  const stepped = async (what: string, calls: number) =>
    void steps.push({ what, calls, counted: await count() });
  await count();
  await api.send(company.id);
  await stepped('send', 1);
  await api.accept(company.id);
  await stepped('accept', 1);

  const caller = new Caller(await applicationOf(api, company));
  const books = new Books();
  await count();
  const ticket = await caller.open();
  if (ticket === null) throw new Error('authenticate told of no work');
  await stepped('authenticate', 1);
  for (let percent = 0, first = true; percent < 100; first = false) {
    const request = await caller.calls.send(ticket, first ? {} : { hcp: '' });
    if (request === '') break;
    await stepped('sendRequestXML', 1);
    percent = await caller.calls.receive(ticket, { response: books.answer(request) });
    if (percent < 0) throw new Error(`receiveResponseXML was answered ${percent}`);
    await stepped('receiveResponseXML', 1);
  }
  await caller.calls.close(ticket);
  await stepped('closeConnection', 1);
  if (books.added !== CODES) throw new Error(`${books.added} of ${CODES} codes were added`);

  // The first one makes the document that the others change.
  for (let poll = -1; poll < POLLS; poll++) {
    const { ticket: none, second } = await caller.begin();
    if (second !== 'none') throw new Error(`a poll without work was answered ${second}`);
    await caller.calls.close(none);
    if (poll === -1) await count();
  }
  await stepped('idle poll', POLLS);
  caller.close();
  return steps;
}

/** The calls of one kind together. */
function told(steps: readonly Step[]): string {
  const byCall = [...Map.groupBy(steps, ({ what }) => what)];
  return table(
    ['call', 'calls', 'commands a call', 'in a row', 'which'],
    byCall.map(([what, all]) => {
      const calls = all.reduce((sum, each) => sum + each.calls, 0);
      const which = new Map<string, number>();
      for (const { counted } of all)
        for (const [name, times] of Object.entries(counted.commands))
          which.set(name, (which.get(name) ?? 0) + times);
      const names = [...which]
        .sort(([, a], [, b]) => b - a)
        .map(([name, times]) => `${name} ${(times / calls).toFixed(1)}`);
      const commands = all.reduce((sum, { counted }) => sum + sumOf(counted), 0);
      const inARow = all.reduce((sum, { counted }) => sum + counted.inARow, 0);
      return [
        what,
        calls,
        (commands / calls).toFixed(1),
        (inARow / calls).toFixed(1),
        names.slice(0, 6).join(', '),
      ];
    }),
    90,
  );
}

function resultsOf(steps: readonly Step[]): Result[] {
  const idle = steps.filter(({ what }) => what === 'idle poll');
  const exports = steps.filter(({ what }) => what !== 'idle poll');
  const commands = exports.reduce((sum, { counted }) => sum + sumOf(counted), 0);
  const received = exports.filter(({ what }) => what === 'receiveResponseXML');
  const sent = exports.filter(({ what }) => what === 'sendRequestXML');
  const inARow = sent.map(({ counted }, at) => counted.inARow + (received[at]?.counted.inARow ?? 0));
  return [
    resultOf(`commands a code, ${CODES} codes sent, accepted and exported`, 0.1, [commands / CODES]),
    resultOf(
      'commands an idle poll',
      4,
      idle.map(({ counted, calls }) => sumOf(counted) / calls),
    ),
    resultOf('round trips in a row an exchange', 10, inARow),
  ];
}

await runBench('What the service asks of MongoDB', async () => {
  const mongodb = await findMongoDB();
  if (typeof mongodb === 'string') throw new Error(`There is no MongoDB: ${mongodb}.`);
  try {
    const url = mongodb.newDatabase();
    const steps = await withService(played, {
      mongodbUrl: `${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`,
      environment: { LOG_LEVEL: 'silent' },
      preload: path.join(import.meta.dirname, 'bench', 'count-commands.ts'),
    });
    console.log(`\n${told(steps)}`);
    return resultsOf(steps);
  } finally {
    await mongodb.stop();
  }
});
