// The ...Ret elements, in the order of Intuit's schema; the values are written as in the recordings.
import type { Account } from './accounts.ts';
import type { Class } from './classes.ts';
import { type CompanyFile, type DataExt, fullNameOf, type Item, levelOf } from './company-file.ts';
import { asLocalTime, asPrice } from './values.ts';
import type { Out } from './xml.ts';

const optional = (name: string, value: string | undefined): Out[] =>
  value === undefined || value === '' ? [] : [[name, value]];

const refTo = (name: string, { listID, fullName }: Pick<Account, 'listID' | 'fullName'>): Out => [
  name,
  [
    ['ListID', listID],
    ['FullName', fullName],
  ],
];

/** By the schema; that an answer of an older version leaves it out is guessed. */
const CLASS_SINCE = 12;

/** Guessed: an item group has neither FullName nor parent (its Ret in the schema has none), all others are shown alike. */
export function itemRet(item: Item, utcOffsetMinutes: number, version: number): Out {
  const flat = item.kind === 'Group';
  return [
    `Item${item.kind}Ret`,
    [
      ['ListID', item.listID],
      ['TimeCreated', asLocalTime(item.created, utcOffsetMinutes)],
      ['TimeModified', asLocalTime(item.modified, utcOffsetMinutes)],
      ['EditSequence', item.editSequence],
      ['Name', item.name],
      ...(flat ? [] : optional('FullName', fullNameOf(item))),
      ...optional('BarCodeValue', item.barCode),
      ['IsActive', String(item.isActive)],
      ...(item.class && version >= CLASS_SINCE ? [refTo('ClassRef', item.class)] : []),
      ...parentRef(item),
      ...(flat ? [] : optional('Sublevel', String(levelOf(item)))),
      ...sides(item),
      ...optional('ExternalGUID', item.externalGUID),
    ],
  ];
}

const parentRef = (item: Item): Out[] =>
  item.parent
    ? [
        [
          'ParentRef',
          [
            ['ListID', item.parent.listID],
            ['FullName', fullNameOf(item.parent)],
          ],
        ],
      ]
    : [];

function sides(item: Item): Out[] {
  if (!item.sides) return [];
  if ('one' in item.sides) {
    const { desc, price, pricePercent, account } = item.sides.one;
    return [
      [
        'SalesOrPurchase',
        [
          ...optional('Desc', desc),
          // Recorded with inventory items: a price that was never given is 0.00.
          pricePercent ? ['PricePercent', asPrice(pricePercent)] : ['Price', asPrice(price)],
          refTo('AccountRef', account),
        ],
      ],
    ];
  }
  const { salesDesc, salesPrice, income, purchaseDesc, purchaseCost, expense } = item.sides.both;
  return [
    [
      'SalesAndPurchase',
      [
        ...optional('SalesDesc', salesDesc),
        ['SalesPrice', asPrice(salesPrice)],
        refTo('IncomeAccountRef', income),
        ...optional('PurchaseDesc', purchaseDesc),
        ['PurchaseCost', asPrice(purchaseCost)],
        refTo('ExpenseAccountRef', expense),
      ],
    ],
  ];
}

/** AccountRet. */
export function accountRet(account: Account, file: CompanyFile, utcOffsetMinutes: number): Out {
  const names = account.fullName.split(':');
  const parent = file.account(names.slice(0, -1).join(':'));
  return [
    'AccountRet',
    [
      ['ListID', account.listID],
      ['TimeCreated', asLocalTime(account.created, utcOffsetMinutes)],
      ['TimeModified', asLocalTime(account.created, utcOffsetMinutes)],
      ['EditSequence', String(Math.floor(account.created.getTime() / 1000))],
      ['Name', names.at(-1) ?? ''],
      ['FullName', account.fullName],
      ['IsActive', String(account.isActive)],
      ...(parent ? [refTo('ParentRef', parent)] : []),
      ['Sublevel', String(names.length - 1)],
      ['AccountType', account.type],
      ...optional('AccountNumber', account.number),
    ],
  ];
}

/** ClassRet. */
export function classRet(one: Class, file: CompanyFile, utcOffsetMinutes: number): Out {
  const names = one.fullName.split(':');
  const parent = file.class(names.slice(0, -1).join(':'));
  return [
    'ClassRet',
    [
      ['ListID', one.listID],
      ['TimeCreated', asLocalTime(one.created, utcOffsetMinutes)],
      ['TimeModified', asLocalTime(one.created, utcOffsetMinutes)],
      ['EditSequence', String(Math.floor(one.created.getTime() / 1000))],
      ['Name', names.at(-1) ?? ''],
      ['FullName', one.fullName],
      ['IsActive', String(one.isActive)],
      ...(parent ? [refTo('ParentRef', parent)] : []),
      ['Sublevel', String(names.length - 1)],
    ],
  ];
}

/** Recorded inside CompanyRet. */
export const dataExtRet = ({ ownerID, name, value }: DataExt): Out => [
  'DataExtRet',
  [
    ['OwnerID', ownerID],
    ['DataExtName', name],
    ['DataExtType', 'STR255TYPE'],
    ['DataExtValue', value],
  ],
];

/** IncludeRetElement: only the elements named are returned (documented). */
export function trimmed(ret: Out, include: readonly string[]): Out {
  const [name, content, attributes] = ret;
  if (include.length === 0 || typeof content === 'string') return ret;
  const kept = content.filter(([child]) => include.includes(child));
  return attributes ? [name, kept, attributes] : [name, kept];
}
