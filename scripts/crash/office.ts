// One company: its codes, its QuickBooks, its Web Connector and a person, and what they do until everything has settled, whatever
// dies under them.
import type { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client } from '../services/client.ts';
import {
  type Params,
  QbwcError,
  type QwcFile,
  rawTransport,
  readQwcFile,
  runSession,
  type Transcript,
  type Transport,
} from '../web-connector.ts';
import type { Action, Scenario } from './scenarios.ts';

/** An unfinished session is waited for until 15 s after its last call; the clock goes on by more. */
export const BUSY_MS = 16_000;
/** More than the scenario takes when nobody dies (twelve at most, with everything that can be lost), and a few for each death. */
const MOST_SESSIONS = 30;
const MOST_EXCHANGES = 60;

export interface Surroundings {
  client: Client;
  /** The servers that take the connector's calls now, in turn. */
  urls(): Promise<string[]>;
  /** The clock of all servers goes on. */
  advance(ms: number): Promise<void>;
  /** Called when a call broke or was answered by nobody: true if something had died and lives again. */
  revived(): Promise<boolean>;
}

/** An office that plays one scenario to its end. */
export class Office {
  readonly company: string;
  readonly scenario: Scenario;
  readonly quickbooks: SimulatedQuickBooks;
  sessions = 0;
  /** What the Web Connector showed, session by session. */
  readonly shown: string[] = [];
  #around: Surroundings;
  #qwc: QwcFile;
  #password: string;
  #isActionDue: boolean;
  #isUntouched = true;
  #isReadingDue = true;

  constructor(
    around: Surroundings,
    scenario: Scenario,
    quickbooks: SimulatedQuickBooks,
    company: { id: string; password: string; qwc: QwcFile },
  ) {
    this.#around = around;
    this.scenario = scenario;
    this.quickbooks = quickbooks;
    this.company = company.id;
    this.#password = company.password;
    this.#qwc = company.qwc;
    this.#isActionDue = scenario.inSession !== undefined;
  }

  /** Everything is accepted and waits for the connector. */
  static async open(
    around: Surroundings,
    scenario: Scenario,
    quickbooks: SimulatedQuickBooks,
  ): Promise<Office> {
    const { client } = around;
    const { id, connector } = await client.createCompany({
      name: scenario.name,
      incomeAccount: 'Construction Income',
      ...scenario.settings,
    });
    const { problems } = await client.importCodes(id, scenario.codes);
    if (problems.length > 0) throw new Error(`import: ${JSON.stringify(problems)}`);
    await client.send(id);
    await client.accept(id);
    const qwc = readQwcFile(await client.qwc(id));
    scenario.prepare?.(quickbooks);
    return new Office(around, scenario, quickbooks, { id, password: connector.password, qwc });
  }

  /**
   * Runs sessions until there is no work and nobody has anything left to do, and QuickBooks has been read in the end; says why not if
   * that does not come.
   */
  async settle(): Promise<string | null> {
    const actions = [...(this.scenario.afterwards ?? [])];
    while (this.sessions < MOST_SESSIONS) {
      const outcome = await this.session();
      if (outcome === 'died' || outcome === 'answerLost') this.#meddle();
      if (outcome === 'died') continue;
      await this.#around.advance(BUSY_MS);
      if (outcome !== 'noWork') continue;
      const action = this.#isActionDue ? this.scenario.inSession : actions.shift();
      this.#isActionDue = false;
      if (!action && !this.#isReadingDue) return null;
      await this.#act(action ?? (async (client, company) => void (await client.read(company))));
      if (!action) this.#isReadingDue = false;
    }
    return `there is still work after ${MOST_SESSIONS} sessions`;
  }

  /** `died`: something under it died; it lives again. */
  async session(): Promise<Transcript['outcome'] | 'died'> {
    const { client, revived } = this.#around;
    this.sessions += 1;
    const transport = inTurn(await this.#around.urls());
    let exchanges = 0;
    try {
      const transcript = await runSession({
        qwc: this.#qwc,
        password: this.#password,
        quickbooks: this.quickbooks,
        transport,
        onExchange: async ({ operation, result }) => {
          if (operation !== 'receiveResponseXML') return;
          exchanges += 1;
          if (exchanges > MOST_EXCHANGES) throw new Error(`more than ${MOST_EXCHANGES} exchanges`);
          if (!this.#isActionDue || Number(result) < 0) return;
          await this.scenario.inSession?.(client, this.company, this.quickbooks);
          this.#isActionDue = false;
        },
      });
      this.shown.push(`${transcript.outcome}: ${transcript.statusText}`);
      return transcript.outcome;
    } catch (error) {
      this.shown.push(`broke off: ${(error as Error).message}`);
      if (await revived()) return 'died';
      const who = error instanceof QbwcError ? 'The Web Connector shows ' : '';
      throw new Error(`${who}${(error as Error).message}`);
    } finally {
      transport.close();
    }
  }

  /** A person in QuickBooks, at the worst time. */
  #meddle(): void {
    if (this.#isUntouched) this.#isUntouched = this.scenario.whenBroken?.(this.quickbooks) === false;
  }

  async #act(action: Action): Promise<void> {
    for (;;) {
      try {
        return await action(this.#around.client, this.company, this.quickbooks);
      } catch (error) {
        if (!(await this.#around.revived())) throw error;
      }
    }
  }
}

/** Each call to the next server. */
function inTurn(urls: string[]): Transport {
  const transports = urls.map((url) => rawTransport(`${url}/qbwc`));
  let turn = 0;
  return {
    call(operation: Parameters<Transport['call']>[0], params: Params) {
      const transport = transports[turn % transports.length]!;
      turn += 1;
      return transport.call(operation, params);
    },
    close() {
      for (const transport of transports) transport.close();
    },
  };
}
