// HostQuery, CompanyQuery and PreferencesQuery: what the Web Connector sends along in strHCPResponse. Shape recorded (QuickBooks Pro 2014, US).
import type { CompanyFile } from './company-file.ts';
import { dataExtRet, trimmed } from './rets.ts';
import { asBool } from './values.ts';
import { childOf, childrenOf, type Out, textOf, type XmlElement } from './xml.ts';

export interface Host {
  product: string;
  majorVersion: string;
  minorVersion: string;
  country: string;
  qbxmlVersions: readonly string[];
  companyName: string;
  itemCapacity: number;
  tracksClasses: boolean;
}

/** The lists of ListMetaData in the order of the schema. */
const LISTS = [
  'Account',
  'BillingRate',
  'Class',
  'CustomerMsg',
  'CustomerType',
  'Entity',
  'Item',
  'JobType',
  'PaymentMethod',
  'PayrollItem',
  'PriceLevel',
  'SalesRep',
  'SalesTaxCode',
  'ShipMethod',
  'Template',
  'Terms',
  'ToDo',
  'Vehicle',
  'VendorType',
];
/** Documented for the chart of accounts; the capacities of the other lists do not matter here and are guessed. */
const OTHER_CAPACITY = 10_000;

/** HostRet, with the capacity of the lists where the request asks for it. */
export function hostRet(host: Host, request?: XmlElement): Out {
  const wantsCapacity = asBool(textOf(childOf(request, 'IncludeListMetaData'), 'IncludeMaxCapacity'));
  const listMetaData = LISTS.map((list): Out => {
    const capacity = list === 'Item' ? host.itemCapacity : OTHER_CAPACITY;
    return [`${list}MetaData`, [['MaxCapacity', String(capacity)]]];
  });
  const ret: Out = [
    'HostRet',
    [
      ['ProductName', host.product],
      ['MajorVersion', host.majorVersion],
      ['MinorVersion', host.minorVersion],
      ['Country', host.country],
      ...host.qbxmlVersions.map((version): Out => ['SupportedQBXMLVersion', version]),
      ['IsAutomaticLogin', 'false'],
      ['QBFileMode', 'SingleUser'],
      ...(wantsCapacity ? [['ListMetaData', listMetaData] as Out] : []),
    ],
  ];
  return trimmed(ret, included(request));
}

/** Documented: private data is seen only by who names its OwnerID. */
export function companyRet(
  host: Host,
  file: CompanyFile,
  ownerIDs: readonly string[],
  request?: XmlElement,
): Out {
  const owners = ownerIDs.map((ownerID) => ownerID.toLowerCase());
  const dataExts = file.dataExts.filter((one) => owners.includes(one.ownerID.toLowerCase()));
  const ret: Out = [
    'CompanyRet',
    [
      ['IsSampleCompany', 'false'],
      ['CompanyName', host.companyName],
      ['LegalCompanyName', host.companyName],
      ['FirstMonthFiscalYear', 'January'],
      ['FirstMonthIncomeTaxYear', 'January'],
      ['CompanyType', 'Construction'],
      ['TaxForm', 'OtherOrNone'],
      ['AccountantCopy', [['AccountantCopyExists', 'false']]],
      ...dataExts.map(dataExtRet),
    ],
  ];
  return trimmed(ret, included(request));
}

/** PreferencesRet, as far as the Web Connector asks for it. */
export function preferencesRet({ tracksClasses }: Host, request?: XmlElement): Out {
  const ret: Out = [
    'PreferencesRet',
    [
      [
        'AccountingPreferences',
        [
          ['IsUsingAccountNumbers', 'false'],
          ['IsRequiringAccounts', 'true'],
          ['IsUsingClassTracking', String(tracksClasses)],
          ['IsUsingAuditTrail', 'true'],
          ['IsAssigningJournalEntryNumbers', 'true'],
        ],
      ],
      ['MultiCurrencyPreferences', [['IsMultiCurrencyOn', 'false']]],
      [
        'CurrentAppAccessRights',
        [
          ['IsAutomaticLoginAllowed', 'false'],
          ['IsPersonalDataAccessAllowed', 'false'],
        ],
      ],
    ],
  ];
  return trimmed(ret, included(request));
}

const included = (request: XmlElement | undefined): string[] =>
  childrenOf(request, 'IncludeRetElement').map((element) => element.text);
