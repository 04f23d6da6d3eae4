// The whole way of a cost code list: import, approval, Web Connector, QuickBooks; the last two are simulated. It talks to the service as
// anybody else does, by HTTP and SOAP, and checks in the simulated QuickBooks what has arrived there.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { changes } from './demo/changes.ts';
import { faults } from './demo/faults.ts';
import { matching } from './demo/match.ts';
import { oneList } from './demo/one-list.ts';
import { type Client, clientOf } from './services/client.ts';
import { startService } from './services/service.ts';
import { colour } from './terminal.ts';

const HELP = `Sends a list of cost codes through the service into a simulated QuickBooks and checks what arrives there.

  npm run demo                              a made-up list of a small builder
  npm run demo -- my-codes.csv              your own list: CSV, an Excel workbook or a QuickBooks item list
  npm run demo -- --lose-answer --no-wait   QuickBooks goes down in the middle; ends by itself
  npm run demo -- --match --no-wait         a company file of 2,000 items that has been in use for years: it is read, codes are
                                            linked with the items that they are there, and what will happen to the others is
                                            told before they are accepted
  npm run demo -- --faults --no-wait        one fault after the other: closed, locked, no permission, unknown account,
                                            names in use, answers that are lost, cut, garbled; what the Web Connector
                                            shows of each, what the service says, how every code ends (about 20 s)
  npm run demo -- --changes --no-wait       codes that are in QuickBooks: a change, one that meets somebody else's, what
                                            people do there, and a restored backup; how each ends

Options (npm keeps them for itself unless they stand behind "--")
  --income NAME    income account of the codes, as QuickBooks calls it (default: Construction Income)
  --expense NAME   expense account too, for two-sided items (for example: Job Expenses)
  --lose-answer    the answer to the first set of cost codes is lost after QuickBooks has done it
  --match          the made-up list meets a company file of 2,000 items; stands alone or with --no-wait
  --faults         a list of its own, and the faults that an office meets; stands alone or with --no-wait
  --changes        likewise: what becomes of codes once they are in QuickBooks
  --no-wait        do not keep the service open at the end
  --help

The service runs as a process of its own on a free port, with its data in a temporary folder. With MONGODB_URL in the
environment it uses that database instead; its user "admin" then gets a new password unless ADMIN_PASSWORD is set too.
The exit code is 0 if everything that was sent is in QuickBooks exactly once; with --faults, if everything that can be
there is, exactly once, and everything else has its reason; with --changes, if each change has ended as it is told.`;

const options = readArguments();

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        income: { type: 'string' },
        expense: { type: 'string' },
        'lose-answer': { type: 'boolean', default: false },
        match: { type: 'boolean', default: false },
        faults: { type: 'boolean', default: false },
        changes: { type: 'boolean', default: false },
        'no-wait': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (positionals.length > 1) throw new Error('one file at most');
    const file = positionals[0];
    const others = file ?? values.income ?? values.expense ?? (values['lose-answer'] || undefined);
    if (values.faults && others) throw new Error('--faults has its own list, accounts and faults');
    if (values.match && (others || values.faults))
      throw new Error('--match has its own list and accounts, and no faults');
    if (values.changes && (others || values.faults || values.match))
      throw new Error('--changes has its own list');
    return { ...values, file };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

/** What is to be shown, or why it cannot be. */
async function demonstration(): Promise<((api: Client) => Promise<string[]>) | Error> {
  if (options.faults) return faults;
  if (options.changes) return changes;
  const file = options.file ?? path.join(import.meta.dirname, 'sample-cost-codes.csv');
  const list = await readFile(file).catch((error: Error) => error);
  if (list instanceof Error) return new Error(`The list cannot be read: ${list.message}`);
  if (options.match) return (api) => matching(api, path.basename(file), list);
  return (api) =>
    oneList(api, {
      listName: path.basename(file),
      list,
      income: options.income ?? 'Construction Income',
      expense: options.expense,
      loseAnswer: options['lose-answer'],
    });
}

async function main(): Promise<number> {
  const demonstrate = await demonstration();
  if (demonstrate instanceof Error) {
    console.error(demonstrate.message);
    return 2;
  }
  // Before the service is started: a signal must never leave it behind.
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => interrupted.abort());
  const password = process.env.ADMIN_PASSWORD || randomBytes(12).toString('base64url');
  const service = await startService({ adminPassword: password, mongodbUrl: process.env.MONGODB_URL }).catch(
    (error: Error) => error,
  );
  if (service instanceof Error) {
    console.error(service.message);
    return 1;
  }
  try {
    const work = demonstrate(clientOf(service.url, 'admin', password));
    // When the race is over the rest of it is of no interest.
    work.catch(() => {});
    const problems = await Promise.race([work, service.ended, aborted(interrupted.signal)]);
    if (problems === 'aborted') return 130;
    for (const problem of problems) console.log(`${colour('FAILED', 'red')} ${problem}`);
    if (problems.length === 0) console.log(colour('All checks passed.', 'green'));
    if (!options['no-wait']) {
      console.log(`\nThe service stays open for a look: ${colour(`${service.url}/`, 'bold')}`);
      console.log(`User: admin   Password: ${password}   End: Ctrl-C`);
      await Promise.race([service.ended, aborted(interrupted.signal)]);
    }
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(colour((error as Error).message, 'red'));
    return 1;
  } finally {
    await service.stop();
  }
}

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });

if (options.help) console.log(HELP);
else process.exitCode = await main();
