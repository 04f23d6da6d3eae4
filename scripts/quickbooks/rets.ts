// The ...Ret elements, in the order of Intuit's schema; the values are written as in the recordings.
import type { Account } from './accounts.ts';
import { type CompanyFile, type DataExt, fullNameOf, type Item, levelOf } from './company-file.ts';
import { asLocalTime, asPrice } from './values.ts';
import type { Out } from './xml.ts';

const optional = (name: string, value: string | undefined): Out[] =>
  value === undefined || value === '' ? [] : [[name, value]];

const accountRef = (name: string, account: Account): Out => [
  name,
  [
    ['ListID', account.listID],
    ['FullName', account.fullName],
  ],
];

/** Guessed: an item group has neither FullName nor parent (its Ret in the schema has none), all others are shown alike. */
export function itemRet(item: Item, utcOffsetMinutes: number): Out {
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
          accountRef('AccountRef', account),
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
        accountRef('IncomeAccountRef', income),
        ...optional('PurchaseDesc', purchaseDesc),
        ['PurchaseCost', asPrice(purchaseCost)],
        accountRef('ExpenseAccountRef', expense),
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
      ...(parent ? [accountRef('ParentRef', parent)] : []),
      ['Sublevel', String(names.length - 1)],
      ['AccountType', account.type],
      ...optional('AccountNumber', account.number),
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
