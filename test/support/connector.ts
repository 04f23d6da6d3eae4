/** A desktop that knows where it is in its session, for tests that only want the next call. */
import type { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { type Desktop, desktopOf } from './desktop.ts';
import type { Service } from './service.ts';

export class Connector {
  readonly quickbooks: SimulatedQuickBooks;
  readonly ownerID: string;
  readonly fileID: string;
  #desktop: Desktop;
  #ticket = '';
  #isFirst = true;

  private constructor(desktop: Desktop) {
    this.#desktop = desktop;
    this.quickbooks = desktop.quickbooks;
    this.ownerID = desktop.qwc.OwnerID;
    this.fileID = desktop.qwc.FileID;
  }

  static async of(
    service: Service,
    company: { path: string; userName: string; password: string },
    quickbooks?: SimulatedQuickBooks,
  ): Promise<Connector> {
    return new Connector(await desktopOf(service, company, quickbooks));
  }

  set password(password: string) {
    this.#desktop.password = password;
  }

  /** The second of the four strings: a path, '', `none`, `nvu` or `busy`. */
  async authenticate(): Promise<string> {
    const [ticket = '', second = ''] = await this.#desktop.authenticate();
    this.#ticket = ticket;
    this.#isFirst = true;
    return second;
  }

  send(): Promise<string> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    return this.#desktop.send(this.#ticket, isFirst ? {} : { hcp: '' });
  }

  answer(qbxml: string): Promise<number> {
    return this.#desktop.receive(this.#ticket, this.quickbooks.processRequest(qbxml));
  }

  close(): Promise<string> {
    return this.#desktop.close(this.#ticket);
  }

  lastError(): Promise<string> {
    return this.#desktop.lastError(this.#ticket);
  }

  /** Begins a session and takes its first message set, without an answer. */
  async begin(): Promise<string> {
    const file = await this.authenticate();
    if (['none', 'nvu', 'busy'].includes(file)) throw new Error(`authenticate said ${file}`);
    return this.send();
  }

  /** A whole session; gives the message sets that it carried. */
  async session(): Promise<string[]> {
    const sets: string[] = [];
    for (let qbxml = await this.begin(); ; qbxml = await this.send()) {
      if (qbxml === '') throw new Error(`the session stopped: ${await this.lastError()}`);
      sets.push(qbxml);
      const percent = await this.answer(qbxml);
      if (percent < 0) throw new Error(`the session stopped: ${await this.lastError()}`);
      if (percent === 100) break;
    }
    await this.close();
    return sets;
  }
}
