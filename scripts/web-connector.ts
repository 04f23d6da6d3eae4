// The simulated QuickBooks Web Connector: one update of one application, in the order of calls that the Programmer's Guide documents
// (p. 20-25) and that logs of the real one show. It shares no code with the product.
import { AnswerLost, type SimulatedQuickBooks } from './quickbooks/simulated-quickbooks.ts';
import type { ConnectionOptions, Params, RawReply } from './web-connector/dotnet-http.ts';
import { EXCEPTION_IN, type Operation, QbwcError } from './web-connector/qbwc-error.ts';
import { type QwcFile, readQwcFile } from './web-connector/qwc-file.ts';
import { type Results, readReply } from './web-connector/soap-reply.ts';
import { strongSoapTransport, type Transport } from './web-connector/transports.ts';

export { envelopeOf, type Params, type RawReply } from './web-connector/dotnet-http.ts';
export { type Operation, QbwcError } from './web-connector/qbwc-error.ts';
export { addApplication, type QwcFile, readQwcFile } from './web-connector/qwc-file.ts';
export { readReply } from './web-connector/soap-reply.ts';
export { rawCall, rawTransport, strongSoapTransport, type Transport } from './web-connector/transports.ts';

export interface SessionOptions extends ConnectionOptions {
  /** The .qwc file or its text; the four fields below take precedence over it. */
  qwc?: string | QwcFile;
  url?: string;
  userName?: string;
  ownerID?: string;
  fileID?: string;
  password: string;
  quickbooks: SimulatedQuickBooks;
  /** Without one, strong-soap's client on `url?wsdl`. A transport that is given is left open. */
  transport?: Transport;
  clientVersion?: string;
  /** Called after each call; what it throws ends the session there, as if the connector were killed. */
  onExchange?: (call: Call) => void | Promise<void>;
  /** The pause of 5 s after NoOp; by default none. */
  pause?: (milliseconds: number) => Promise<void>;
}

export interface Call {
  operation: Operation;
  params: Params;
  result: string | number | string[];
}

/**
 * `done`: 100 and closed. `stopped`: "" from sendRequestXML or a negative number, with a text from getLastError. `noWork`, `invalidUser`,
 * `busy`, `postponed`: from authenticate. `refused`: E: or O: from clientVersion. `notOpened`: QuickBooks did not open the company file.
 * `answerLost`: QuickBooks and the connector went down after the set was executed.
 */
export type Outcome =
  | 'done'
  | 'stopped'
  | 'noWork'
  | 'invalidUser'
  | 'busy'
  | 'postponed'
  | 'refused'
  | 'notOpened'
  | 'answerLost';

export interface Transcript {
  calls: Call[];
  outcome: Outcome;
  ticket: string;
  /** What the Status column shows in the end. */
  statusText: string;
  /** Sets that went to QuickBooks. */
  exchanges: number;
  percent: number | undefined;
  postponeSeconds: number | undefined;
  minimumRunEverySeconds: number | undefined;
}

/** The simulator's bounds: the real one goes on for ever. */
const MOST_NOOPS = 20;
const MOST_CONNECTION_ERRORS = 10;
const NOOP_PAUSE_MS = 5_000;
/** Documented: the connector itself tries twice before it tells the service. */
const TRIES_TO_OPEN = 2;
const MACHINE = 'DESKTOP';

/** One update. Throws a QbwcError with the `transcript` so far where the real one would show such an error. */
export async function runSession(options: SessionOptions): Promise<Transcript> {
  const transcript: Transcript = {
    calls: [],
    outcome: 'done',
    ticket: '',
    statusText: '',
    exchanges: 0,
    percent: undefined,
    postponeSeconds: undefined,
    minimumRunEverySeconds: undefined,
  };
  const application = applicationOf(options);
  let transport = options.transport;
  try {
    transport ??= await strongSoapTransport(application.url, options).catch((error: Error) => {
      throw new QbwcError(EXCEPTION_IN.serverVersion, error.message);
    });
    const session = new Session(application, options, transport, transcript);
    transcript.outcome = await session.run();
    return transcript;
  } catch (error) {
    if (error instanceof AnswerLost) {
      transcript.outcome = 'answerLost';
      return transcript;
    }
    throw Object.assign(error as Error, { transcript });
  } finally {
    options.quickbooks.endSession();
    if (!options.transport) transport?.close();
  }
}

interface Application {
  url: string;
  userName: string;
  ownerID: string;
  fileID: string;
  isReadOnly: boolean;
}

function applicationOf(options: SessionOptions): Application {
  const qwc = typeof options.qwc === 'string' ? readQwcFile(options.qwc) : options.qwc;
  const application = {
    url: options.url ?? qwc?.AppURL,
    userName: options.userName ?? qwc?.UserName,
    ownerID: options.ownerID ?? qwc?.OwnerID,
    fileID: options.fileID ?? qwc?.FileID,
  };
  for (const [name, value] of Object.entries(application))
    if (!value) throw new Error(`runSession needs "qwc" or "${name}"`);
  return { ...(application as Required<Application>), isReadOnly: qwc?.IsReadOnly ?? false };
}

class Session {
  #application: Application;
  #options: SessionOptions;
  #transport: Transport;
  #transcript: Transcript;
  #noOps = 0;

  constructor(
    application: Application,
    options: SessionOptions,
    transport: Transport,
    transcript: Transcript,
  ) {
    this.#application = application;
    this.#options = options;
    this.#transport = transport;
    this.#transcript = transcript;
  }

  async run(): Promise<Outcome> {
    await this.#call('serverVersion', {});
    const version = await this.#call('clientVersion', {
      strVersion: this.#options.clientVersion ?? '2.3.0.215',
    });
    if (!this.#maySession(version)) return 'refused';

    const answer = await this.#call('authenticate', {
      strUserName: this.#application.userName,
      strPassword: this.#options.password,
    });
    const [ticket = '', file = '', postpone = '', minimum = ''] = answer;
    this.#transcript.ticket = ticket;
    this.#transcript.postponeSeconds = seconds(postpone);
    this.#transcript.minimumRunEverySeconds = seconds(minimum);
    // Documented in lower case; services send either case.
    switch (file.toLowerCase()) {
      case 'nvu':
        await this.#close();
        this.#transcript.statusText = `Invalid password for username. ${this.#transcript.statusText}`.trim();
        return 'invalidUser';
      case 'none':
        // Documented (p. 21): with none and nvu the connector still calls closeConnection.
        await this.#close();
        this.#transcript.statusText = `No Data Exchange. ${this.#transcript.statusText}`.trim();
        return 'noWork';
      case 'busy':
        this.#transcript.statusText = 'Application Busy';
        return 'busy';
    }
    if (this.#transcript.postponeSeconds !== undefined) {
      this.#transcript.statusText = 'Update postponed by application';
      return 'postponed';
    }

    const companyFile = await this.#open(file);
    if (companyFile === undefined) return 'notOpened';
    this.#stamp();
    return await this.#exchange(companyFile);
  }

  /** Guide p. 21, 66 and 96 ff. */
  #maySession(version: string): boolean {
    if (version === '') return true;
    const [, sign, text] = /^([WEO]):(.*)$/s.exec(version) ?? [];
    if (sign === undefined) throw new QbwcError('QBWC1046', `clientVersion returned "${version}"`);
    this.#transcript.statusText = text ?? '';
    // W: opens a dialog; the user of this simulator clicks "continue".
    return sign === 'W';
  }

  async #open(file: string): Promise<string | undefined> {
    const { quickbooks } = this.#options;
    let path = file;
    for (let asked = 0; ; asked += 1) {
      let opened = quickbooks.openCompanyFile(path);
      for (let tries = 1; 'hresult' in opened && tries < TRIES_TO_OPEN; tries += 1)
        opened = quickbooks.openCompanyFile(path);
      if ('companyFile' in opened) return opened.companyFile;
      if (asked >= MOST_CONNECTION_ERRORS)
        throw new QbwcError('QBWC1013', `connectionError asked for another try ${asked} times`);
      const { hresult, message } = opened;
      const result = await this.#call('connectionError', {
        ticket: this.#transcript.ticket,
        hresult,
        message,
      });
      if (result.toLowerCase() === 'done') {
        this.#transcript.statusText = `QBWC1013: ${message}`;
        return undefined;
      }
      // Documented: any other string, "" too, is the company file to try next.
      path = result;
    }
  }

  /** On the first connection FileID is written into the company file under OwnerID (documented); AppLock as in a log. */
  #stamp(): void {
    const { ownerID, fileID, isReadOnly } = this.#application;
    const { quickbooks } = this.#options;
    if (quickbooks.dataExt(ownerID, 'FileID') === undefined) {
      // Seen: read-only keeps the connector from stamping.
      if (isReadOnly) throw new QbwcError('QBWC1080', 'IsReadOnly is true, FileID cannot be written');
      quickbooks.setDataExt(ownerID, 'AppLock', `LOCKED:${MACHINE}:633772023577302500`);
      quickbooks.setDataExt(ownerID, 'FileID', fileID);
    }
  }

  async #exchange(companyFile: string): Promise<Outcome> {
    const { quickbooks } = this.#options;
    const { ticket } = this.#transcript;
    const { major, minor } = quickbooks.qbxmlVersion;
    let hostCompanyPreferences = quickbooks.hostCompanyPreferences(this.#application.ownerID);
    for (;;) {
      const qbxml = await this.#call('sendRequestXML', {
        ticket,
        strHCPResponse: hostCompanyPreferences,
        strCompanyFileName: companyFile,
        qbXMLCountry: quickbooks.country,
        qbXMLMajorVers: major,
        qbXMLMinorVers: minor,
      });
      hostCompanyPreferences = '';
      if (qbxml === '' || qbxml === 'NoOp') {
        if (await this.#noOp()) continue;
        return 'stopped';
      }
      this.#transcript.exchanges += 1;
      const processed = quickbooks.processRequest(qbxml);
      const percent = await this.#call(
        'receiveResponseXML',
        'response' in processed
          ? { ticket, response: processed.response, hresult: '', message: '' }
          : { ticket, response: '', hresult: processed.hresult, message: processed.message },
      );
      this.#transcript.percent = percent;
      if (percent < 0) {
        await this.#lastError();
        await this.#close(false);
        return 'stopped';
      }
      // Guessed: what more than 100 does is not documented; nobody should send it.
      if (percent > 100) throw new QbwcError(EXCEPTION_IN.receiveResponseXML, `progress of ${percent}`);
      if (percent === 100) {
        await this.#close();
        return 'done';
      }
    }
  }

  /** True: pause and ask again. Documented: after "" and NoOp alike getLastError is called, and only its NoOp means another try. */
  async #noOp(): Promise<boolean> {
    const text = await this.#lastError();
    if (text !== 'NoOp') {
      await this.#close(false);
      return false;
    }
    this.#noOps += 1;
    if (this.#noOps > MOST_NOOPS) throw new QbwcError('QBWC1041', `NoOp ${MOST_NOOPS} times`);
    await this.#options.pause?.(NOOP_PAUSE_MS);
    return true;
  }

  async #lastError(): Promise<string> {
    const text = await this.#call('getLastError', { ticket: this.#transcript.ticket });
    if (text === 'Interactive mode') throw new Error('interactive mode is not simulated');
    this.#transcript.statusText = text;
    return text;
  }

  async #close(showText = true): Promise<void> {
    const text = await this.#call('closeConnection', { ticket: this.#transcript.ticket });
    if (showText) this.#transcript.statusText = text;
  }

  async #call<O extends Operation>(operation: O, params: Params): Promise<Results[O]> {
    let reply: RawReply;
    try {
      reply = await this.#transport.call(operation, params);
    } catch (error) {
      if (error instanceof QbwcError) throw error;
      // Recorded: what goes wrong on the way is shown under the number of the call.
      throw new QbwcError(EXCEPTION_IN[operation], (error as Error).message);
    }
    const result = readReply(operation, reply);
    // The strict reader took it, so it is a fine reply; that the library cannot read it must not stay unseen.
    if (reply.problem !== undefined) throw new Error(`${operation}: strong-soap reads ${reply.problem}`);
    const call: Call = { operation, params, result };
    this.#transcript.calls.push(call);
    await this.#options.onExchange?.(call);
    return result;
  }
}

const seconds = (text: string): number | undefined => (/^\d+$/.test(text.trim()) ? Number(text) : undefined);
