// A simulated QuickBooks Desktop: one company file and the request processor in front of it. It shares no code with the product, so that
// a mistake there is not repeated here. Comments say of each behaviour whether it is recorded, documented or guessed.
import { onTheWay, withFaults } from './answer-faults.ts';
import { CompanyFile, type Contents, fullNameOf, type Item } from './company-file.ts';
import { Faults, type Words } from './faults.ts';
import { companyRet, type Host, hostRet, preferencesRet } from './host-company.ts';
import { addServiceItem } from './item-service-add.ts';
import { changeServiceItem } from './item-service-mod.ts';
import { type ItemView, viewOf } from './item-view.ts';
import { MessageSets, type StoredSets } from './message-sets.ts';
import type { SimulatedQuickBooksOptions, Work } from './options.ts';
import { Person } from './person.ts';
import { Queries, type QueryAnswer } from './queries.ts';
import { namesIn, type ReadSet, readSet, VersionUnknown } from './read-set.ts';
import { answerName, rs, writeAnswer } from './responses.ts';
import { itemRet, trimmed } from './rets.ts';
import { HRESULT, type Hresult, type Severity, STATUS, type Status } from './status.ts';
import { wrongValue } from './values.ts';
import { childOf, childrenOf, NotReadable, type Out, textOf, writeDocument, type XmlElement } from './xml.ts';

export { AnswerLost } from './faults.ts';
export type { ItemView } from './item-view.ts';
export type { SimulatedQuickBooksOptions, Work } from './options.ts';
export { PRESETS, type PresetName, preset } from './presets.ts';

export interface Backup {
  file: Contents;
  messageSets: StoredSets;
}

export type Processed = { response: string } | (Hresult & { reason: string });

/** Recorded with QuickBooks Pro 2014. */
const VERSIONS = '1.0 1.1 2.0 2.1 3.0 4.0 4.1 5.0 6.0 7.0 8.0 9.0 10.0 11.0 12.0 13.0'.split(' ');
const COMPANY_FILE = 'C:\\Users\\Public\\Documents\\Intuit\\QuickBooks\\Company Files\\Sample Builders.qbw';
const LONGEST_REQUEST_ID = 50;

interface FaultyStatus {
  code: string;
  message?: Words;
  severity?: Severity;
}

/** Whoever speaks to the request processor; what a person sees and does there is in Person. */
export class SimulatedQuickBooks extends Person {
  readonly faults: Faults;
  readonly messageSets: MessageSets;
  /** Where the company file lies; set another one to move it. */
  companyFile: string;
  isOpen: boolean;
  /** Full names in the order in which ItemServiceAdd made them, also those that a restored backup took away again. */
  readonly adds: string[] = [];
  /** What ItemServiceMod has changed, in its order. */
  readonly changes: { readonly before: ItemView; readonly after: ItemView }[] = [];
  setsExecuted = 0;
  requestsExecuted = 0;
  #clock: () => Date;
  #host: Host;
  #queries: Queries;
  #utcOffsetMinutes: number;
  #takesInactive: boolean;
  #takes: (work: Work) => number;
  #onTime: (milliseconds: number) => void;
  #addsOf = new Map<string, number>();

  constructor(options: SimulatedQuickBooksOptions = {}) {
    const clock = options.clock ?? (() => new Date());
    const random = options.random ?? Math.random;
    super(new CompanyFile(clock, options.accounts, options.classes, options.namesBy));
    this.#clock = clock;
    this.#utcOffsetMinutes = options.utcOffsetMinutes ?? -480;
    this.#takesInactive = options.takesInactive ?? false;
    const { requestTakes = 0 } = options;
    this.#takes = typeof requestTakes === 'number' ? () => requestTakes : requestTakes;
    this.#onTime = options.onTime ?? (() => {});
    this.faults = new Faults(options.faults);
    this.messageSets = new MessageSets(options.memory ?? 'full');
    this.companyFile = options.companyFile ?? COMPANY_FILE;
    this.isOpen = options.isOpen ?? true;
    this.#host = {
      product: options.product ?? 'QuickBooks Pro 2014',
      majorVersion: options.majorVersion ?? '24',
      minorVersion: options.minorVersion ?? '0',
      country: options.country ?? 'US',
      qbxmlVersions: options.qbxmlVersions ?? VERSIONS,
      companyName: options.companyName ?? 'Sample Builders',
      itemCapacity: options.itemCapacity ?? 14_500,
      tracksClasses: options.tracksClasses ?? false,
    };
    this.#queries = new Queries(
      this.file,
      {
        utcOffsetMinutes: this.#utcOffsetMinutes,
        fullNameFindsInactive: options.fullNameFindsInactive ?? true,
      },
      () => guid(random),
    );
  }

  // --- what the Web Connector does with it ---

  get country(): string {
    return this.#host.country;
  }

  /** The highest qbXML version of the request processor, as sendRequestXML tells it. */
  get qbxmlVersion(): { major: number; minor: number } {
    const [major = 1, minor = 0] = (this.#host.qbxmlVersions.at(-1) ?? '1.0').split('.').map(Number);
    return { major, minor };
  }

  /** BeginSession: "" is the file that is open now. Documented codes. */
  openCompanyFile(path: string): { companyFile: string } | Hresult {
    const fault = this.faults.take('cannotOpen', []);
    if (fault) return { hresult: fault.hresult, message: fault.message ?? '' };
    const isThis = path.toLowerCase() === this.companyFile.toLowerCase();
    if (path === '' && !this.isOpen) return HRESULT.notRunning;
    if (path !== '' && !isThis) return this.isOpen ? HRESULT.otherFileOpen : HRESULT.notOpened;
    return { companyFile: this.companyFile };
  }

  /** Another version of QuickBooks opens the file, which reads these versions of qbXML (documented: HostRet lists them). */
  downgrade(qbxmlVersions: readonly string[]): void {
    this.#host = { ...this.#host, qbxmlVersions };
  }

  /** QuickBooks was updated, or is another edition from now on. */
  update(host: Partial<Pick<Host, 'product' | 'majorVersion' | 'minorVersion' | 'country'>>): void {
    this.#host = { ...this.#host, ...host };
  }

  endSession(): void {
    this.#queries.endSession();
  }

  dataExt(ownerID: string, name: string): string | undefined {
    return this.file.dataExt(ownerID, name)?.value;
  }

  setDataExt(ownerID: string, name: string, value: string | undefined): void {
    this.file.setDataExt(ownerID, name, value);
  }

  /** strHCPResponse: three answers in one document. Recorded in one line (2014) and in lines (2006). */
  hostCompanyPreferences(ownerID: string): string {
    const told = (request: 'HostQueryRq' | 'CompanyQueryRq', id: string, ret: () => Out): Out => {
      const fault = this.faults.takeQuery(request);
      const name = request.replace(/Rq$/, 'Rs');
      return fault ? rs(name, id, refused(fault), []) : rs(name, id, STATUS.ok, [ret()]);
    };
    const responses = [
      told('HostQueryRq', '0', () => hostRet(this.#host)),
      told('CompanyQueryRq', '1', () => companyRet(this.#host, this.file, [ownerID])),
      rs('PreferencesQueryRs', '2', STATUS.ok, [preferencesRet(this.#host)]),
    ];
    return writeDocument(['QBXML', [['QBXMLMsgsRs', responses]]], '');
  }

  /** ProcessRequest. `reason` is the simulator's own: the real one keeps it to itself. */
  processRequest(qbxml: string): Processed {
    let set: ReadSet;
    try {
      set = readSet(qbxml, this.#host);
    } catch (error) {
      if (error instanceof VersionUnknown) return { ...HRESULT.versionUnknown, reason: error.message };
      if (error instanceof NotReadable) return { ...HRESULT.notReadable, reason: error.message };
      throw error;
    }
    const before = this.faults.take('hresult', set.names);
    if (before) return { hresult: before.hresult, message: before.message ?? '', reason: 'fault hresult' };
    if (set.asked.length > 0 && this.faults.take('unreadQuery', set.asked))
      return { ...HRESULT.notReadable, reason: 'fault unreadQuery' };
    if (this.faults.take('poison', set.names)) return { ...HRESULT.notReadable, reason: 'fault poison' };

    const { responses, statusCode } = this.messageSets.answer(
      { text: qbxml, isEmpty: set.requests.length === 0, newID: set.newID, oldID: set.oldID },
      () => this.#execute(set),
    );
    const response = writeAnswer(set, withFaults(this.faults, set, responses), statusCode);
    return onTheWay(this.faults, set, response);
  }

  #execute(set: ReadSet): Out[] {
    this.setsExecuted += 1;
    let stopped = false;
    return set.requests.map((request) => {
      if (stopped) return rs(answerName(request), request.attributes.requestID, STATUS.notProcessed, []);
      this.requestsExecuted += 1;
      const milliseconds = this.#takes({
        request: request.name,
        number: this.requestsExecuted,
        at: this.#clock(),
      });
      if (milliseconds > 0) this.#onTime(milliseconds);
      const { status, rets, attributes } = this.#answer(request, set.version);
      // Recorded under stopOnError: what was done stays done, the rest gets 3231.
      if (status.severity === 'Error' && set.onError === 'stopOnError') stopped = true;
      return rs(answerName(request), request.attributes.requestID, status, rets, attributes);
    });
  }

  #answer(request: XmlElement, version: number): QueryAnswer {
    const failed = (status: Status): QueryAnswer => ({ status, rets: [], attributes: {} });
    if ((request.attributes.requestID ?? '').length > LONGEST_REQUEST_ID)
      return failed(STATUS.requestIdTooLong);
    const wrong = wrongValue(request);
    if (wrong) return failed(wrong);
    const fault = this.faults.take('status', namesIn(request));
    if (fault) return failed(statusOf(fault, request));
    const query = this.faults.takeQuery(request.name);
    if (query) return failed(refused(query));
    const done = (ret: Out): QueryAnswer => ({ status: STATUS.ok, rets: [ret], attributes: {} });
    const rules = { takesInactive: this.#takesInactive, itemCapacity: this.#host.itemCapacity };
    /** The item as it is now. */
    const shown = (item: Item): QueryAnswer => {
      const include = childrenOf(request, 'IncludeRetElement').map((element) => element.text);
      const answer = done(trimmed(itemRet(item, this.#utcOffsetMinutes, version), include));
      const warning = this.faults.take('warning', namesIn(request));
      return warning ? { ...answer, status: statusOf({ severity: 'Warn', ...warning }, request) } : answer;
    };
    switch (request.name) {
      case 'ItemServiceAddRq': {
        const added = addServiceItem(this.file, request, rules);
        if ('status' in added) return failed(added.status);
        this.#count(fullNameOf(added.item));
        return shown(added.item);
      }
      case 'ItemServiceModRq': {
        const before = this.file.itemByListID(textOf(childOf(request, 'ItemServiceMod'), 'ListID') ?? '');
        const [was] = before ? [viewOf(before)] : [];
        const changed = changeServiceItem(this.file, request, rules);
        if ('status' in changed) return failed(changed.status);
        if (was) this.changes.push({ before: was, after: viewOf(changed.item) });
        return shown(changed.item);
      }
      case 'ItemServiceQueryRq':
      case 'ItemQueryRq':
        return this.#queries.items(request, version);
      case 'AccountQueryRq':
        return this.#queries.accounts(request);
      case 'ClassQueryRq':
        return this.#queries.classes(request);
      case 'HostQueryRq':
        return done(hostRet(this.#host, request));
      case 'CompanyQueryRq': {
        const ownerIDs = childrenOf(request, 'OwnerID').map((element) => element.text);
        return done(companyRet(this.#host, this.file, ownerIDs, request));
      }
      case 'PreferencesQueryRq':
        return done(preferencesRet(this.#host, request));
      default:
        throw new Error(`the grammar knows ${request.name}, the simulated QuickBooks does not`);
    }
  }

  #count(fullName: string): void {
    this.adds.push(fullName);
    const key = fullName.toLowerCase();
    this.#addsOf.set(key, (this.#addsOf.get(key) ?? 0) + 1);
  }

  // --- what a test looks at ---

  /** How many ItemServiceAdd have made an item of this full name: 1, or something is done twice. */
  addsOf(fullName: string): number {
    return this.#addsOf.get(fullName.toLowerCase()) ?? 0;
  }

  /** Documented: the message-set memory is QuickBooks' own. Whether it lies in the company file is not known, so a restore may choose. */
  backup(): Backup {
    return { file: this.file.contents(), messageSets: this.messageSets.contents() };
  }

  /**
   * Items, accounts, classes and private data (with FileID) as they were. What QuickBooks remembers of message sets is then `gone`, `kept` as it
   * was before the restore, or `asInBackup`.
   */
  restoreBackup(backup: Backup, memory: 'gone' | 'kept' | 'asInBackup' = 'gone'): void {
    this.endSession();
    this.file.restore(backup.file);
    if (memory === 'gone') this.messageSets.forgetAll();
    if (memory === 'asInBackup') this.messageSets.restore(backup.messageSets);
  }
}

const refused = ({
  code,
  message = `Simulated status ${code}.`,
}: FaultyStatus & { message?: string }): Status => ({
  code,
  message,
  severity: 'Error',
});

function statusOf(
  { code, message = `Simulated status ${code}.`, severity = 'Error' }: FaultyStatus,
  request: XmlElement,
): Status {
  const words = typeof message === 'string' ? message : message(namesIn(request)[0] ?? '');
  return { code, message: words, severity };
}

function guid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
