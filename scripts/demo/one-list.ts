// One list on its whole way: import, approval, sessions of the Web Connector, and what is in QuickBooks in the end.
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client, CostCode, Status } from '../services/client.ts';
import { BUSY_MS } from '../services/service.ts';
import { progress, table } from '../terminal.ts';
import { addApplication, runSession } from '../web-connector.ts';

const MOST_SESSIONS = 20;
const SHOWN_CODES = 8;

export interface OneListOptions {
  listName: string;
  list: Buffer;
  income: string;
  expense?: string | undefined;
  loseAnswer: boolean;
}

/** The demonstration; returns what was not as it should be. */
export async function oneList(api: Client, options: OneListOptions): Promise<string[]> {
  const company = await api.createCompany({
    name: 'Sample Builders',
    incomeAccount: options.income,
    ...(options.expense === undefined ? {} : { expenseAccount: options.expense }),
  });
  console.log(`Company "${company.name}" made.`);

  const imported = await api.importList(company.id, options.list);
  console.log(
    `Import of ${options.listName}: ${imported.added} added, ${imported.changed} changed, ${imported.unchanged} unchanged, ` +
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
  if (options.loseAnswer) quickbooks.faults.add({ kind: 'loseAnswer', names: () => true });

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
