import { expect, it } from 'vitest';
import { parseMessageSet } from '../../qbxml/message-set.ts';
import { elementsOf, parseReadItems } from '../../qbxml/read-items.ts';

function read(rets: string) {
  const set = parseMessageSet(
    `<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><ItemQueryRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK">${rets}</ItemQueryRs></QBXMLMsgsRs></QBXML>`,
  );
  return set.ok && set.responses[0] ? parseReadItems(set.responses[0]) : null;
}

const account = (name: string, fullName: string) =>
  `<${name}><ListID>1-1</ListID><FullName>${fullName}</FullName></${name}>`;

// The order of the elements is that of the XSD; no answer to an ItemQuery with all types has been recorded.
it.each([
  [
    'a service item with two sides',
    `<ItemServiceRet><ListID>8-1</ListID><EditSequence>5</EditSequence><Name>Labor</Name><FullName>01:Labor</FullName><IsActive>false</IsActive>${account('ClassRef', 'North')}<ParentRef><ListID>8-0</ListID></ParentRef><SalesAndPurchase><SalesDesc>Sold</SalesDesc>${account('IncomeAccountRef', 'Income')}<PurchaseDesc>Bought</PurchaseDesc>${account('ExpenseAccountRef', 'Job')}</SalesAndPurchase></ItemServiceRet>`,
    {
      type: 'Service',
      name: 'Labor',
      fullName: '01:Labor',
      isActive: false,
      parentListID: '8-0',
      sides: 'two',
      description: 'Sold',
      incomeAccount: 'Income',
      expenseAccount: 'Job',
      class: 'North',
      editSequence: '5',
    },
  ],
  [
    'an inventory part, whose texts and accounts stand beside each other',
    `<ItemInventoryRet><ListID>8-2</ListID><Name>Pipe</Name><FullName>Pipe</FullName><SalesDesc>A pipe</SalesDesc>${account('IncomeAccountRef', 'Sales')}${account('COGSAccountRef', 'Goods')}</ItemInventoryRet>`,
    {
      type: 'Inventory',
      sides: null,
      description: 'A pipe',
      incomeAccount: 'Sales',
      expenseAccount: 'Goods',
      isActive: true,
    },
  ],
  [
    'a discount',
    `<ItemDiscountRet><ListID>8-3</ListID><Name>Off</Name><FullName>Off</FullName><ItemDesc>Ten off</ItemDesc>${account('AccountRef', 'Discounts')}</ItemDiscountRet>`,
    { type: 'Discount', description: 'Ten off', incomeAccount: 'Discounts' },
  ],
  [
    'a group, which has no FullName',
    '<ItemGroupRet><ListID>8-4</ListID><Name>Kit</Name></ItemGroupRet>',
    { type: 'Group', name: 'Kit', fullName: 'Kit', parentListID: null },
  ],
])('%s is read', (_, ret, item) => {
  expect(read(ret)).toEqual([expect.objectContaining(item)]);
});

it('what names nothing is left out', () => {
  expect(
    read(
      '<ItemServiceRet><Name>a</Name></ItemServiceRet><ItemServiceRet><ListID>8-1</ListID></ItemServiceRet><AccountRet><ListID>8-1</ListID><FullName>a</FullName></AccountRet>',
    ),
  ).toEqual([]);
});

it('a class is asked for where items have one', () => {
  expect(elementsOf('13.0')).toContain('ClassRef');
  expect(elementsOf('11.0')).not.toContain('ClassRef');
});
