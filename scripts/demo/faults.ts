// One fault after the other: what the Web Connector shows, what the service says, how it is repaired, and how every code ends.
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client, Company } from '../services/client.ts';
import { BUSY_MS } from '../services/service.ts';
import { colour } from '../terminal.ts';
import { addApplication, QbwcError, type QwcFile, runSession, type Transcript } from '../web-connector.ts';
import { check, endingOf, endingTable } from './fault-checks.ts';
import { ACCOUNT_RULES, asCsv, DEMO_CODES, fill } from './fault-codes.ts';
import { STAGES, type Stage } from './fault-stages.ts';
import { wrapped } from './wrapped.ts';

/** Of one stage until there is no work left. */
const MOST_SESSIONS = 6;
/** Of one session; a service that goes round in circles is stopped here. */
const MOST_EXCHANGES = 100;
const MOST_WAITS = 2;
/** Of a text that the Web Connector shows; alarms are printed whole. */
const SHOWN_CHARACTERS = 160;

/** Returns what was not as it should be. */
export async function faults(api: Client): Promise<string[]> {
  const company = await api.createCompany({
    name: 'Sample Builders',
    incomeAccount: 'Construction Income',
    accountRules: ACCOUNT_RULES,
  });
  const imported = await api.importList(company.id, asCsv(DEMO_CODES));
  console.log(`Company "${company.name}" made, ${imported.added} codes imported.`);
  const quickbooks = new SimulatedQuickBooks({ companyName: company.name });
  fill(quickbooks);
  const office = new Office(api, company, await addApplication(await api.qwc(company.id)), quickbooks);
  office.problems.push(...imported.problems.map(({ code, problem }) => `import of ${code}: ${problem}`));
  for (const [at, stage] of STAGES.entries()) {
    console.log(`\n${colour(`${at + 1}. ${stage.title}`, 'bold')}`);
    // One stage that breaks off says nothing about the next ones.
    await office.play(stage).catch((error: Error) => {
      office.problems.push(`"${stage.title}" broke off: ${error.message}`);
    });
  }
  const ending = await endingOf(api, company.id, quickbooks);
  console.log(`\n${endingTable(ending)}\n`);
  const { synced, failed, accepted } = ending.status.counts;
  console.log(
    `${DEMO_CODES.length} codes: ${synced} in QuickBooks, ${failed} failed, ${accepted} wait for a parent that failed. ` +
      `${office.exchanges} exchanges in ${office.sessions} sessions, ${office.polls} polls without work.`,
  );
  return [...office.problems, ...check(ending)];
}

/** The desktop with QuickBooks and the Web Connector, and a person who looks at the service. */
class Office {
  readonly problems: string[] = [];
  exchanges = 0;
  sessions = 0;
  polls = 0;
  #api: Client;
  #company: Company;
  #qwc: QwcFile;
  #quickbooks: SimulatedQuickBooks;
  #alarms = new Set<string>();
  #waits = 0;

  constructor(api: Client, company: Company, qwc: QwcFile, quickbooks: SimulatedQuickBooks) {
    this.#api = api;
    this.#company = company;
    this.#qwc = qwc;
    this.#quickbooks = quickbooks;
  }

  async play(stage: Stage): Promise<void> {
    const must = (isTrue: boolean, problem: string): void => {
      if (!isTrue) this.problems.push(`"${stage.title}": ${problem}`);
    };
    const codes = DEMO_CODES.filter(({ code, parent }) => stage.divisions.includes(parent ?? code)).map(
      ({ code }) => code,
    );
    await this.#api.send(this.#company.id, codes);
    await this.#api.accept(this.#company.id, codes);
    const repair = stage.fault(this.#quickbooks);

    await this.#session();
    const { alarm, retry, waiting = [] } = stage;
    if (alarm) must(this.#alarms.has(alarm), `the alarm "${alarm}" is not raised`);
    for (const problem of await this.#notWaiting(waiting)) must(false, problem);
    if (retry) must((await this.#session()) === 'noWork', 'there is work before "Try again" is pressed');

    print(stage.repair);
    repair();
    if (retry) await this.#api.retry(this.#company.id);
    let outcome: Transcript['outcome'] | 'error' | undefined;
    for (let number = 1; number <= MOST_SESSIONS && outcome !== 'noWork'; number += 1)
      outcome = await this.#session();
    must(outcome === 'noWork', `there is still work after ${MOST_SESSIONS} sessions`);
    const { counts } = await this.#api.status(this.#company.id);
    must(counts.exporting === 0, `${counts.exporting} codes are still exporting`);
    if (alarm) must(!this.#alarms.has(alarm), `the alarm "${alarm}" is not lifted`);
  }

  async #notWaiting(codes: string[]): Promise<string[]> {
    if (codes.length === 0) return [];
    const all = await this.#api.codes(this.#company.id);
    return all
      .filter(({ code }) => codes.includes(code))
      .flatMap(({ code, status, problem }) => {
        if (status !== 'accepted') return [`${code} is ${status}, it should wait for another try`];
        if (!problem) return [`${code} does not show why it waits`];
        print(`${code} waits: ${problem.statusCode} ${problem.message} ${problem.advice}`);
        return [];
      });
  }

  async #session(): Promise<Transcript['outcome'] | 'error'> {
    let outcome: Transcript['outcome'] | 'error';
    let shown: string;
    let exchanges = 0;
    try {
      const transcript = await runSession({
        qwc: this.#qwc,
        password: this.#company.connector.password,
        quickbooks: this.#quickbooks,
        onExchange: ({ operation }) => {
          if (operation === 'receiveResponseXML') exchanges += 1;
          if (exchanges > MOST_EXCHANGES) throw new Error(`more than ${MOST_EXCHANGES} exchanges`);
        },
      });
      exchanges = transcript.exchanges;
      outcome = transcript.outcome;
      shown = transcript.statusText || (outcome === 'answerLost' ? '(nothing: it is down)' : '(nothing)');
    } catch (error) {
      // What the real one would show too; anything else is a mistake of the demonstration or of the service.
      outcome = 'error';
      shown = (error as Error).message;
      const kind = error instanceof QbwcError ? 'the Web Connector shows' : 'the session ends with';
      this.problems.push(`${kind} ${shown}`);
    }
    this.exchanges += exchanges;
    if (outcome === 'noWork') this.polls += 1;
    else this.sessions += 1;
    const counted = exchanges === 1 ? '1 exchange' : `${exchanges} exchanges`;
    const isCut = shown.length > SHOWN_CHARACTERS;
    print(
      `Web Connector (${outcome}, ${counted}): ${isCut ? `${shown.slice(0, SHOWN_CHARACTERS - 1)}…` : shown}`,
    );
    await this.#tellAlarms();
    if (outcome === 'busy') await this.#wait();
    return outcome;
  }

  async #tellAlarms(): Promise<void> {
    const { alarms } = await this.#api.status(this.#company.id);
    for (const { code, message } of alarms)
      if (!this.#alarms.has(code)) print(`${colour(`Alarm ${code}`, 'yellow')}: ${message}`);
    const now = new Set(alarms.map(({ code }) => code));
    for (const code of this.#alarms)
      if (!now.has(code)) print(`${colour(`Alarm ${code}`, 'green')} is lifted.`);
    this.#alarms = now;
  }

  async #wait(): Promise<void> {
    this.#waits += 1;
    if (this.#waits > MOST_WAITS) {
      this.problems.push(`the service is busy more than ${MOST_WAITS} times`);
      return;
    }
    print(`The session that broke off is kept for a while; the next try is in ${BUSY_MS / 1000} s.`);
    await delay(BUSY_MS, undefined, { ref: false });
  }
}

const print = (text: string): void => console.log(wrapped(text, '   '));
