// A simulated QuickBooks Desktop: one company file and the request processor in front of it. It shares no code with the product, so that
// a mistake there is not repeated here. Comments say of each behaviour whether it is recorded, documented or guessed.
import type { AccountGiven } from './accounts.ts';
import { CompanyFile, fullNameOf, type Item, type ItemKind, levelOf } from './company-file.ts';
import { AnswerLost, type Fault, Faults } from './faults.ts';
import { checkRequest } from './grammar.ts';
import { companyRet, type Host, hostRet, preferencesRet } from './host-company.ts';
import { addServiceItem } from './item-service-add.ts';
import { type Memory, MessageSets } from './message-sets.ts';
import { Queries, type QueryAnswer } from './queries.ts';
import { itemRet, trimmed } from './rets.ts';
import { HRESULT, type Hresult, STATUS, type Status } from './status.ts';
import { wrongValue } from './values.ts';
import {
  asStored,
  childOf,
  childrenOf,
  NotReadable,
  type Out,
  readQbxml,
  textOf,
  writeDocument,
  type XmlElement,
} from './xml.ts';

export { AnswerLost } from './faults.ts';

export interface SimulatedQuickBooksOptions {
  clock?: () => Date;
  random?: () => number;
  companyName?: string;
  companyFile?: string;
  accounts?: readonly AccountGiven[];
  product?: string;
  majorVersion?: string;
  minorVersion?: string;
  country?: string;
  qbxmlVersions?: readonly string[];
  itemCapacity?: number;
  /** Of the clock of the desktop. */
  utcOffsetMinutes?: number;
  memory?: Memory;
  fullNameFindsInactive?: boolean;
  /** Whether QuickBooks runs with the company file open; if not, it can only be started with a path. */
  isOpen?: boolean;
  faults?: readonly Fault[];
}

/** An item as a person sees it in the Item List. */
export interface ItemView {
  kind: ItemKind;
  listID: string;
  name: string;
  fullName: string;
  parent: string | null;
  level: number;
  isActive: boolean;
  editSequence: string;
  description: string;
  incomeAccount: string | null;
  expenseAccount: string | null;
  externalGUID: string | null;
}

export type Processed = { response: string } | (Hresult & { reason: string });

/** Recorded with QuickBooks Pro 2014. */
const VERSIONS = '1.0 1.1 2.0 2.1 3.0 4.0 4.1 5.0 6.0 7.0 8.0 9.0 10.0 11.0 12.0 13.0'.split(' ');
const COMPANY_FILE = 'C:\\Users\\Public\\Documents\\Intuit\\QuickBooks\\Company Files\\Sample Builders.qbw';
const LONGEST_REQUEST_ID = 50;

export class SimulatedQuickBooks {
  readonly file: CompanyFile;
  readonly faults: Faults;
  readonly messageSets: MessageSets;
  /** Where the company file lies; set another one to move it. */
  companyFile: string;
  isOpen: boolean;
  /** Full names in the order in which ItemServiceAdd made them. */
  readonly adds: string[] = [];
  setsExecuted = 0;
  requestsExecuted = 0;
  #host: Host;
  #queries: Queries;
  #utcOffsetMinutes: number;
  #addsOf = new Map<string, number>();

  constructor(options: SimulatedQuickBooksOptions = {}) {
    const clock = options.clock ?? (() => new Date());
    const random = options.random ?? Math.random;
    this.#utcOffsetMinutes = options.utcOffsetMinutes ?? -480;
    this.file = new CompanyFile(clock, options.accounts);
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
    const responses = [
      rs('HostQueryRs', '0', STATUS.ok, [hostRet(this.#host)]),
      rs('CompanyQueryRs', '1', STATUS.ok, [companyRet(this.#host, this.file, [ownerID])]),
      rs('PreferencesQueryRs', '2', STATUS.ok, [preferencesRet()]),
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
    if (this.faults.take('poison', set.names)) return { ...HRESULT.notReadable, reason: 'fault poison' };

    const { responses, statusCode } = this.messageSets.answer(
      { text: qbxml, isEmpty: set.requests.length === 0, newID: set.newID, oldID: set.oldID },
      () => this.#execute(set),
    );
    const response = writeDocument([
      'QBXML',
      [
        [
          'QBXMLMsgsRs',
          set.includeData
            ? responses
            : responses.map(([name, , attributes = {}]): Out => [name, [], attributes]),
          statusCode === undefined
            ? {}
            : {
                ...(set.newID === undefined ? {} : { newMessageSetID: set.newID }),
                messageSetStatusCode: statusCode,
              },
        ],
      ],
    ]);

    const after = this.faults.take('hresultAfter', set.names);
    if (after) return { hresult: after.hresult, message: after.message ?? '', reason: 'fault hresultAfter' };
    if (this.faults.take('loseAnswer', set.names)) throw new AnswerLost();
    const cut = this.faults.take('cutAnswer', set.names);
    return { response: cut ? response.slice(0, Math.floor(response.length * (cut.keep ?? 0.5))) : response };
  }

  #execute(set: ReadSet): Out[] {
    this.setsExecuted += 1;
    let stopped = false;
    return set.requests.map((request) => {
      if (stopped) return rs(answerName(request), request.attributes.requestID, STATUS.notProcessed, []);
      this.requestsExecuted += 1;
      const { status, rets, attributes } = this.#answer(request);
      // Recorded under stopOnError: what was done stays done, the rest gets 3231.
      if (status.severity === 'Error' && set.onError === 'stopOnError') stopped = true;
      return rs(answerName(request), request.attributes.requestID, status, rets, attributes);
    });
  }

  #answer(request: XmlElement): QueryAnswer {
    const failed = (status: Status): QueryAnswer => ({ status, rets: [], attributes: {} });
    if ((request.attributes.requestID ?? '').length > LONGEST_REQUEST_ID)
      return failed(STATUS.requestIdTooLong);
    const wrong = wrongValue(request);
    if (wrong) return failed(wrong);
    const fault = this.faults.take('status', namesIn(request));
    if (fault) {
      const { code, message = `Simulated status ${code}.`, severity = 'Error' } = fault;
      return failed({ code, message, severity });
    }
    const done = (ret: Out): QueryAnswer => ({ status: STATUS.ok, rets: [ret], attributes: {} });
    switch (request.name) {
      case 'ItemServiceAddRq': {
        const added = addServiceItem(this.file, request);
        if ('status' in added) return failed(added.status);
        this.#count(fullNameOf(added.item));
        const include = childrenOf(request, 'IncludeRetElement').map((element) => element.text);
        return done(trimmed(itemRet(added.item, this.#utcOffsetMinutes), include));
      }
      case 'ItemServiceQueryRq':
      case 'ItemQueryRq':
        return this.#queries.items(request);
      case 'AccountQueryRq':
        return this.#queries.accounts(request);
      case 'HostQueryRq':
        return done(hostRet(this.#host, request));
      case 'CompanyQueryRq': {
        const ownerIDs = childrenOf(request, 'OwnerID').map((element) => element.text);
        return done(companyRet(this.#host, this.file, ownerIDs, request));
      }
      case 'PreferencesQueryRq':
        return done(preferencesRet(request));
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

  get items(): ItemView[] {
    return this.file.items.map(view);
  }

  itemByFullName(fullName: string): ItemView | undefined {
    const item = this.file.itemByFullName(fullName);
    return item && view(item);
  }

  /** How many ItemServiceAdd have made an item of this full name: 1, or something is done twice. */
  addsOf(fullName: string): number {
    return this.#addsOf.get(fullName.toLowerCase()) ?? 0;
  }

  // --- what a person does in QuickBooks ---

  /** A new item "Parent:Name"; the parent must exist. */
  addItem(fullName: string, more: { kind?: ItemKind; isActive?: boolean } = {}): ItemView {
    const at = fullName.lastIndexOf(':');
    const parent = at < 0 ? undefined : this.#item(fullName.slice(0, at));
    return view(this.file.add({ name: fullName.slice(at + 1), parent, ...more }));
  }

  renameItem(fullName: string, name: string): void {
    this.file.change(this.#item(fullName), { name });
  }

  moveItem(fullName: string, parent: string | null): void {
    this.file.change(this.#item(fullName), { parent: parent === null ? undefined : this.#item(parent) });
  }

  deactivateItem(fullName: string): void {
    this.file.change(this.#item(fullName), { isActive: false });
  }

  deleteItem(fullName: string): void {
    this.file.remove(this.#item(fullName));
  }

  #item(fullName: string): Item {
    const item = this.file.itemByFullName(fullName);
    if (!item) throw new Error(`no item "${fullName}" in the simulated company file`);
    return item;
  }
}

class VersionUnknown extends Error {}

interface ReadSet {
  requests: XmlElement[];
  names: string[];
  onError: string;
  includeData: boolean;
  newID: string | undefined;
  oldID: string | undefined;
}

const SET_ATTRIBUTES = ['onError', 'newMessageSetID', 'oldMessageSetID', 'responseData'];

/** Reads the whole set before anything is executed: one unreadable request refuses all (recorded). */
function readSet(qbxml: string, host: Host): ReadSet {
  const { qbxmlVersion, root } = readQbxml(qbxml);
  if (!host.qbxmlVersions.includes(qbxmlVersion)) throw new VersionUnknown(`qbXML ${qbxmlVersion}`);
  const [set, ...others] = root.children;
  if (root.name !== 'QBXML' || set?.name !== 'QBXMLMsgsRq' || others.length > 0)
    throw new NotReadable('not one QBXMLMsgsRq in QBXML');
  const { onError = '', responseData = 'includeAll', newMessageSetID, oldMessageSetID } = set.attributes;
  const unknown = Object.keys(set.attributes).find((name) => !SET_ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw new NotReadable(`attribute ${unknown} of QBXMLMsgsRq`);
  // Documented: rollbackOnError "is not valid and will produce an error"; which one is guessed.
  if (onError !== 'continueOnError' && onError !== 'stopOnError')
    throw new NotReadable(`onError="${onError}"`);
  if (responseData !== 'includeAll' && responseData !== 'includeNone')
    throw new NotReadable(`responseData="${responseData}"`);
  if (set.children.length === 0 && set.text.trim() !== '') throw new NotReadable('text in QBXMLMsgsRq');
  for (const request of set.children)
    checkRequest(request, { version: Number(qbxmlVersion), country: host.country });
  return {
    requests: set.children,
    names: set.children.flatMap(namesIn),
    onError,
    includeData: responseData === 'includeAll',
    newID: newMessageSetID,
    oldID: oldMessageSetID,
  };
}

const namesIn = (request: XmlElement): string[] => {
  const name = textOf(childOf(request, 'ItemServiceAdd'), 'Name');
  return name === undefined ? [] : [asStored(name)];
};

const answerName = (request: XmlElement): string => request.name.replace(/Rq$/, 'Rs');

/** Recorded: requestID is echoed, and absent if none was sent. */
const rs = (
  name: string,
  requestID: string | undefined,
  { code, severity, message }: Status,
  rets: Out[],
  more: Record<string, string> = {},
): Out => [
  name,
  rets,
  {
    ...(requestID === undefined ? {} : { requestID }),
    statusCode: code,
    statusSeverity: severity,
    statusMessage: message,
    ...more,
  },
];

function view(item: Item): ItemView {
  const one = item.sides && 'one' in item.sides ? item.sides.one : undefined;
  const both = item.sides && 'both' in item.sides ? item.sides.both : undefined;
  return {
    kind: item.kind,
    listID: item.listID,
    name: item.name,
    fullName: fullNameOf(item),
    parent: item.parent ? fullNameOf(item.parent) : null,
    level: levelOf(item),
    isActive: item.isActive,
    editSequence: item.editSequence,
    description: one?.desc ?? both?.salesDesc ?? '',
    incomeAccount: one?.account.fullName ?? both?.income.fullName ?? null,
    expenseAccount: both?.expense.fullName ?? null,
    externalGUID: item.externalGUID ?? null,
  };
}

function guid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
