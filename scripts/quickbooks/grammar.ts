// The order of the elements of each request that the simulator knows, written down from Intuit's schemas 2.0 to 16.0.
// What is not in here is refused as QuickBooks refuses what its version does not know: the whole set, 0x80040400 (recorded).
import { NotReadable, type XmlElement } from './xml.ts';

export type ValueType = 'string' | 'id' | 'bool' | 'price' | 'percent' | 'guid' | 'date' | 'number';

interface ElementRule {
  element: string;
  min: 0 | 1;
  many?: true;
  /** The first qbXML version that has it; 1.0 if not said. */
  since?: number;
  /** In the U.S. edition it does not exist. */
  notUS?: true;
  value?: { type: ValueType; maximum?: number; oneOf?: readonly string[] };
  content?: Rule[];
}
interface ChoiceRule {
  choice: Rule[][];
  min: 0 | 1;
}
type Rule = ElementRule | ChoiceRule;

interface RequestRule {
  since: number;
  attributes: Record<string, { since: number; oneOf?: readonly string[] }>;
  content: Rule[];
}

const leaf = (
  element: string,
  type: ValueType,
  more: Partial<ElementRule> & { maximum?: number; oneOf?: readonly string[] } = {},
): ElementRule => {
  const { maximum, oneOf, ...rest } = more;
  return {
    element,
    min: 0,
    ...rest,
    value: { type, ...(maximum === undefined ? {} : { maximum }), ...(oneOf ? { oneOf } : {}) },
  };
};
const group = (element: string, content: Rule[], more: Partial<ElementRule> = {}): ElementRule => ({
  element,
  min: 0,
  content,
  ...more,
});
const ref = (element: string, maximum: number | undefined, more: Partial<ElementRule> = {}): ElementRule =>
  group(
    element,
    [leaf('ListID', 'id'), leaf('FullName', 'string', maximum === undefined ? {} : { maximum })],
    more,
  );

const includeRetElement = leaf('IncludeRetElement', 'string', { maximum: 50, many: true, since: 4 });
const ownerID = leaf('OwnerID', 'guid', { many: true, since: 2 });

const barCode = group(
  'BarCode',
  [
    leaf('BarCodeValue', 'string', { maximum: 50 }),
    leaf('AssignEvenIfUsed', 'bool'),
    leaf('AllowOverride', 'bool'),
  ],
  { since: 12 },
);

const itemServiceAdd: Rule[] = [
  leaf('Name', 'string', { min: 1, maximum: 31 }),
  barCode,
  leaf('IsActive', 'bool'),
  ref('ClassRef', 159, { since: 12 }),
  ref('ParentRef', undefined),
  ref('UnitOfMeasureSetRef', 31, { since: 7 }),
  leaf('IsTaxIncluded', 'bool', { since: 6, notUS: true }),
  ref('SalesTaxCodeRef', 3),
  {
    min: 1,
    choice: [
      [
        group('SalesOrPurchase', [
          leaf('Desc', 'string', { maximum: 4095 }),
          { min: 0, choice: [[leaf('Price', 'price')], [leaf('PricePercent', 'percent')]] },
          ref('AccountRef', 159),
        ]),
      ],
      [
        group('SalesAndPurchase', [
          leaf('SalesDesc', 'string', { maximum: 4095 }),
          leaf('SalesPrice', 'price'),
          ref('IncomeAccountRef', 159),
          leaf('PurchaseDesc', 'string', { maximum: 4095 }),
          leaf('PurchaseCost', 'price'),
          ref('PurchaseTaxCodeRef', 3, { since: 6, notUS: true }),
          ref('ExpenseAccountRef', 159),
          ref('PrefVendorRef', 41),
        ]),
      ],
    ],
  },
  leaf('ExternalGUID', 'guid', { since: 8 }),
];

/** Only what is to be changed; an empty element takes away (documented). */
const itemServiceMod: Rule[] = [
  leaf('ListID', 'id', { min: 1 }),
  leaf('EditSequence', 'string', { min: 1, maximum: 16 }),
  leaf('Name', 'string', { maximum: 31 }),
  barCode,
  leaf('IsActive', 'bool'),
  ref('ClassRef', 159, { since: 12 }),
  ref('ParentRef', undefined),
  ref('UnitOfMeasureSetRef', 31, { since: 7 }),
  leaf('ForceUOMChange', 'bool', { since: 7 }),
  leaf('IsTaxIncluded', 'bool', { since: 6, notUS: true }),
  ref('SalesTaxCodeRef', 3),
  {
    min: 0,
    choice: [
      [
        group('SalesOrPurchaseMod', [
          leaf('Desc', 'string', { maximum: 4095 }),
          { min: 0, choice: [[leaf('Price', 'price')], [leaf('PricePercent', 'percent')]] },
          ref('AccountRef', 159, { since: 7 }),
          leaf('ApplyAccountRefToExistingTxns', 'bool', { since: 7 }),
        ]),
      ],
      [
        group('SalesAndPurchaseMod', [
          leaf('SalesDesc', 'string', { maximum: 4095 }),
          leaf('SalesPrice', 'price'),
          ref('IncomeAccountRef', 159, { since: 7 }),
          leaf('ApplyIncomeAccountRefToExistingTxns', 'bool', { since: 7 }),
          leaf('PurchaseDesc', 'string', { maximum: 4095 }),
          leaf('PurchaseCost', 'price'),
          ref('PurchaseTaxCodeRef', 3, { since: 6, notUS: true }),
          ref('ExpenseAccountRef', 159, { since: 7 }),
          leaf('ApplyExpenseAccountRefToExistingTxns', 'bool', { since: 7 }),
          ref('PrefVendorRef', 41),
        ]),
      ],
    ],
  },
];

const listFilter: Rule[] = [
  leaf('MaxReturned', 'number'),
  leaf('ActiveStatus', 'string', { oneOf: ['ActiveOnly', 'InactiveOnly', 'All'] }),
  leaf('FromModifiedDate', 'date'),
  leaf('ToModifiedDate', 'date'),
  {
    min: 0,
    choice: [
      [
        group('NameFilter', [
          leaf('MatchCriterion', 'string', { min: 1, oneOf: ['StartsWith', 'Contains', 'EndsWith'] }),
          leaf('Name', 'string', { min: 1 }),
        ]),
      ],
      [group('NameRangeFilter', [leaf('FromName', 'string'), leaf('ToName', 'string')])],
    ],
  },
];
const listQueryWithoutOwner = (filter: Rule[]): Rule[] => [
  {
    min: 0,
    choice: [
      [leaf('ListID', 'id', { min: 1, many: true })],
      [leaf('FullName', 'string', { min: 1, many: true })],
      filter,
    ],
  },
  includeRetElement,
];
const listQuery = (filter: Rule[]): Rule[] => [...listQueryWithoutOwner(filter), ownerID];
const classFilter = group(
  'ClassFilter',
  [
    {
      min: 1,
      choice: [
        [leaf('ListID', 'id', { min: 1, many: true })],
        [leaf('FullName', 'string', { min: 1, many: true })],
        [leaf('ListIDWithChildren', 'id', { min: 1 })],
        [leaf('FullNameWithChildren', 'string', { min: 1 })],
      ],
    },
  ],
  { since: 12 },
);

export const ACCOUNT_TYPES = [
  'AccountsPayable',
  'AccountsReceivable',
  'Bank',
  'CostOfGoodsSold',
  'CreditCard',
  'Equity',
  'Expense',
  'FixedAsset',
  'Income',
  'LongTermLiability',
  'NonPosting',
  'OtherAsset',
  'OtherCurrentAsset',
  'OtherCurrentLiability',
  'OtherExpense',
  'OtherIncome',
] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

const requestID = { requestID: { since: 1 } };
const metaData = {
  metaData: { since: 4, oneOf: ['NoMetaData', 'MetaDataOnly', 'MetaDataAndResponseData'] },
};
const iterator = { iterator: { since: 5, oneOf: ['Start', 'Continue', 'Stop'] }, iteratorID: { since: 5 } };

export const REQUESTS: Record<string, RequestRule> = {
  ItemServiceAddRq: {
    since: 1,
    attributes: requestID,
    content: [group('ItemServiceAdd', itemServiceAdd, { min: 1 }), includeRetElement],
  },
  /** Which version brought it is guessed: Mods of lists came with 3.0. */
  ItemServiceModRq: {
    since: 3,
    attributes: requestID,
    content: [group('ItemServiceMod', itemServiceMod, { min: 1 }), includeRetElement],
  },
  ItemServiceQueryRq: {
    since: 1,
    attributes: { ...requestID, ...metaData, ...iterator },
    content: listQuery([...listFilter, classFilter]),
  },
  ItemQueryRq: {
    since: 1,
    attributes: { ...requestID, ...metaData, ...iterator },
    content: listQuery(listFilter),
  },
  AccountQueryRq: {
    since: 1,
    attributes: { ...requestID, ...metaData },
    content: listQuery([
      ...listFilter,
      leaf('AccountType', 'string', { many: true, oneOf: ACCOUNT_TYPES }),
      group(
        'CurrencyFilter',
        [
          {
            min: 1,
            choice: [
              [leaf('ListID', 'id', { min: 1, many: true })],
              [leaf('FullName', 'string', { min: 1, many: true, maximum: 64 })],
            ],
          },
        ],
        { since: 8 },
      ),
    ]),
  },
  /** With neither iterators nor OwnerID. */
  ClassQueryRq: {
    since: 1,
    attributes: { ...requestID, ...metaData },
    content: listQueryWithoutOwner(listFilter),
  },
  HostQueryRq: {
    since: 1,
    attributes: requestID,
    content: [
      group('IncludeListMetaData', [leaf('IncludeMaxCapacity', 'bool', { min: 1 })], { since: 6 }),
      includeRetElement,
    ],
  },
  CompanyQueryRq: { since: 1, attributes: requestID, content: [includeRetElement, ownerID] },
  PreferencesQueryRq: { since: 1.1, attributes: requestID, content: [includeRetElement] },
};

export interface Edition {
  version: number;
  country: string;
}

/** Throws NotReadable where the real one refuses the whole set: order, unknown or missing elements, what the version does not have. */
export function checkRequest(request: XmlElement, edition: Edition): void {
  // hasOwn: an element named "constructor" must not be found in the prototype.
  const rule = Object.hasOwn(REQUESTS, request.name) ? REQUESTS[request.name] : undefined;
  if (!rule || rule.since > edition.version) throw new NotReadable(`unknown request ${request.name}`);
  for (const [name, value] of Object.entries(request.attributes)) {
    const known = Object.hasOwn(rule.attributes, name) ? rule.attributes[name] : undefined;
    if (!known || known.since > edition.version)
      throw new NotReadable(`attribute ${name} of ${request.name}`);
    if (known.oneOf && !known.oneOf.includes(value)) throw new NotReadable(`${name}="${value}"`);
  }
  checkContent(request, rule.content, edition);
}

function checkContent(element: XmlElement, rules: Rule[], edition: Edition): void {
  if (element.children.length === 0 && element.text.trim() !== '')
    throw new NotReadable(`text in ${element.name}`);
  const rest = [...element.children];
  consume(element, rest, rules, edition);
  if (rest[0]) throw new NotReadable(`${rest[0].name} is unknown or out of order in ${element.name}`);
}

/** Takes from the front of `rest` what the rules allow there. One element of lookahead decides, as in Intuit's schemas. */
function consume(parent: XmlElement, rest: XmlElement[], rules: Rule[], edition: Edition): void {
  for (const rule of rules) {
    if ('choice' in rule) {
      const branch = rule.choice.find((rules) => canStart(rules, rest[0]?.name, edition));
      if (branch) consume(parent, rest, branch, edition);
      else if (rule.min === 1) throw new NotReadable(`nothing of a required choice in ${parent.name}`);
      continue;
    }
    let taken = 0;
    while (rest[0] && rest[0].name === rule.element && exists(rule, edition) && (rule.many || taken === 0)) {
      const child = rest.shift()!;
      taken += 1;
      if (Object.keys(child.attributes).length > 0) throw new NotReadable(`an attribute at ${child.name}`);
      if (rule.content) checkContent(child, rule.content, edition);
      else if (child.children.length > 0) throw new NotReadable(`elements in ${child.name}`);
    }
    if (taken < rule.min) throw new NotReadable(`no ${rule.element} in ${parent.name}`);
  }
}

const exists = (rule: ElementRule, edition: Edition): boolean =>
  (rule.since ?? 1) <= edition.version && !(rule.notUS && edition.country === 'US');

function canStart(rules: Rule[], name: string | undefined, edition: Edition): boolean {
  if (name === undefined) return false;
  for (const rule of rules) {
    if ('choice' in rule) {
      if (rule.choice.some((branch) => canStart(branch, name, edition))) return true;
    } else {
      if (rule.element === name && exists(rule, edition)) return true;
      if (rule.min === 1) return false;
    }
  }
  return false;
}

export interface FoundValue {
  path: string;
  element: XmlElement;
  type: ValueType;
  maximum?: number;
  oneOf?: readonly string[];
}

/** All values of a request that has passed checkRequest, with their types, in document order. */
export function valuesOf(request: XmlElement): FoundValue[] {
  const found: FoundValue[] = [];
  const walk = (element: XmlElement, rules: Rule[]): void => {
    for (const child of element.children) {
      const rule = ruleFor(rules, child.name);
      if (rule?.value) found.push({ path: child.name, element: child, ...rule.value });
      if (rule?.content) walk(child, rule.content);
    }
  };
  walk(request, REQUESTS[request.name]?.content ?? []);
  return found;
}

function ruleFor(rules: Rule[], name: string): ElementRule | undefined {
  for (const rule of rules) {
    const found =
      'choice' in rule
        ? rule.choice.map((branch) => ruleFor(branch, name)).find((one) => one !== undefined)
        : rule.element === name
          ? rule
          : undefined;
    if (found) return found;
  }
  return undefined;
}
