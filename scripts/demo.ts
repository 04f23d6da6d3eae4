// The whole way of a cost code list: import, approval, Web Connector, QuickBooks; the last two are simulated. It talks to the service as
// anybody else does, by HTTP and SOAP, and checks in the simulated QuickBooks what has arrived there.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Api, apiOf, type CostCode, type Status } from './demo/api.ts';
import { startService } from './demo/service.ts';
import { SimulatedQuickBooks } from './quickbooks/simulated-quickbooks.ts';
import { colour, progress, table } from './terminal.ts';
import { addApplication, runSession } from './web-connector.ts';

const HELP = `Sends a list of cost codes through the service into a simulated QuickBooks and checks what arrives there.

  npm run demo                              a made-up list of a small builder
  npm run demo -- my-codes.csv              your own list: code,description[,parent] or Procore's template
  npm run demo -- --lose-answer --no-wait   QuickBooks goes down in the middle; ends by itself

Options (npm keeps them for itself unless they stand behind "--")
  --income NAME    income account of the codes, as QuickBooks calls it (default: Construction Income)
  --expense NAME   expense account too, for two-sided items (for example: Job Expenses)
  --lose-answer    the answer to the first set of cost codes is lost after QuickBooks has done it
  --no-wait        do not keep the service open at the end
  --help

The service runs as a process of its own on a free port, with its data in a temporary folder. With MONGODB_URL in the
environment it uses that database instead; its user "admin" then gets a new password unless ADMIN_PASSWORD is set too.
The exit code is 0 if everything that was sent is in QuickBooks exactly once.`;

const MOST_SESSIONS = 20;
/** An unfinished session counts as lost 15 s after its last call; until then the service says "busy". */
const BUSY_MS = 16_000;
const SHOWN_CODES = 8;

const options = readArguments();

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        income: { type: 'string', default: 'Construction Income' },
        expense: { type: 'string' },
        'lose-answer': { type: 'boolean', default: false },
        'no-wait': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (positionals.length > 1) throw new Error('one file at most');
    return { ...values, file: positionals[0] };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

async function main(): Promise<number> {
  const file = options.file ?? path.join(import.meta.dirname, 'sample-cost-codes.csv');
  const list = await readFile(file).catch((error: Error) => error);
  if (list instanceof Error) {
    console.error(`The list cannot be read: ${list.message}`);
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
    const work = demonstrate(apiOf(service.url, 'admin', password), path.basename(file), list);
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

/** The demonstration itself; returns what was not as it should be. */
async function demonstrate(api: Api, listName: string, list: Buffer): Promise<string[]> {
  const company = await api.createCompany({
    name: 'Sample Builders',
    incomeAccount: options.income,
    ...(options.expense === undefined ? {} : { expenseAccount: options.expense }),
  });
  console.log(`Company "${company.name}" made.`);

  const imported = await api.importCsv(company.id, list);
  console.log(
    `Import of ${listName}: ${imported.added} added, ${imported.changed} changed, ${imported.unchanged} unchanged, ` +
      `${imported.problems.length} problems.`,
  );
  if (imported.problems.length > 0)
    console.log(
      table(
        ['row', 'code', 'problem'],
        imported.problems.map((one) => [one.row, one.code, one.problem]),
      ),
    );
  const { sent } = await api.send(company.id);
  const { accepted } = await api.accept(company.id);
  console.log(`${sent} sent for approval, ${accepted} accepted.`);

  const qwc = await addApplication(await api.qwc(company.id));
  console.log(
    `QBWC.qwc taken by the simulated Web Connector: ${qwc.AppName}, ${qwc.AppURL}, user ${qwc.UserName}.\n`,
  );
  const quickbooks = new SimulatedQuickBooks({ companyName: company.name });
  if (options['lose-answer']) quickbooks.faults.add({ kind: 'loseAnswer', names: () => true });

  let milliseconds = 0;
  let exchanges = 0;
  let status = await api.status(company.id);
  const total = status.counts.accepted;
  for (let number = 1; number <= MOST_SESSIONS; number += 1) {
    const bar = progress(`Session ${number}`);
    let percent = 0;
    const started = performance.now();
    const transcript = await runSession({
      qwc,
      password: company.connector.password,
      quickbooks,
      onExchange: ({ operation, result }) => {
        if (operation === 'receiveResponseXML') percent = Number(result);
        bar.update(percent, `${operation}, ${quickbooks.adds.length} items in QuickBooks`);
      },
    });
    milliseconds += performance.now() - started;
    bar.end();
    exchanges += transcript.exchanges;
    console.log(`Session ${number}: ${transcript.outcome}. ${transcript.statusText}`.trimEnd());
    if (transcript.outcome === 'busy') {
      console.log(`The lost session is still held open; the next try is in ${BUSY_MS / 1000} s.`);
      await delay(BUSY_MS, undefined, { ref: false });
    }
    status = await api.status(company.id);
    if (isFinished(status, transcript.outcome)) break;
  }
  const seconds = milliseconds / 1000;

  const codes = await api.codes(company.id);
  console.log(`\n${table(Object.keys(status.counts), [Object.values(status.counts)])}\n`);
  const synced = codes.filter((code) => code.status === 'synced');
  console.log(
    table(
      ['code', 'description', 'FullName', 'ListID'],
      synced.slice(0, SHOWN_CODES).map((code) => [code.code, code.description, code.fullName, code.listId]),
    ),
  );
  if (synced.length > SHOWN_CODES) console.log(`... and ${synced.length - SHOWN_CODES} more`);
  const failed = codes.filter((code) => code.status === 'failed' && code.problem);
  if (failed.length > 0)
    console.log(
      `\n${table(
        ['code', 'status', 'QuickBooks says', 'advice'],
        failed.map(({ code, problem }) => [
          code,
          problem?.statusCode ?? '',
          problem?.message ?? '',
          problem?.advice ?? '',
        ]),
        70,
      )}`,
    );
  for (const { code, message } of status.alarms) console.log(`\nAlarm ${code}: ${message}`);
  console.log(
    `\n${synced.length} of ${total} codes in ${exchanges} exchanges, ${seconds.toFixed(2)} s, ` +
      `${Math.round(synced.length / seconds)} codes/s.`,
  );
  return check(quickbooks, codes, total);
}

/** Nothing waits any more, or waits for a person. */
const isFinished = ({ counts, alarms }: Status, outcome: string): boolean =>
  outcome === 'noWork' || counts.accepted + counts.exporting === 0 || alarms.length > 0;

/** What must be true in the simulated QuickBooks, whatever happened on the way. */
function check(quickbooks: SimulatedQuickBooks, codes: CostCode[], total: number): string[] {
  const problems: string[] = [];
  const synced = codes.filter((code) => code.status === 'synced');
  if (total === 0) problems.push('nothing was accepted');
  if (synced.length !== total)
    problems.push(`${total - synced.length} of ${total} accepted codes are not synced`);
  const order = new Map(quickbooks.adds.map((fullName, at) => [fullName.toLowerCase(), at]));
  for (const { code, description, fullName, listId } of synced) {
    const item = quickbooks.itemByFullName(fullName ?? '');
    if (!item || item.listID !== listId) {
      problems.push(`${code}: no item ${fullName} with ListID ${listId} in QuickBooks`);
      continue;
    }
    const adds = quickbooks.addsOf(item.fullName);
    if (adds !== 1) problems.push(`${code}: added ${adds} times`);
    if (item.description !== description) problems.push(`${code}: "${item.description}" in QuickBooks`);
    const parentAt =
      item.parent === null ? -1 : (order.get(item.parent.toLowerCase()) ?? Number.POSITIVE_INFINITY);
    if (parentAt >= (order.get(item.fullName.toLowerCase()) ?? -1))
      problems.push(`${code}: added before its parent`);
  }
  if (quickbooks.items.length !== synced.length)
    problems.push(`${quickbooks.items.length} items in QuickBooks, ${synced.length} codes synced`);
  return problems;
}

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });

if (options.help) console.log(HELP);
else process.exitCode = await main();
