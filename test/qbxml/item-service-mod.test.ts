// All answers here are constructions by the XSD, not recordings.
import { describe, expect, it } from 'vitest';
import {
  buildItemServiceModRq,
  type ItemServiceMod,
  parseItemServiceModRs,
} from '../../qbxml/item-service-mod.ts';
import { buildMessageSet, parseMessageSet } from '../../qbxml/message-set.ts';
import { intuitSchemas } from './oracle.ts';

const plain: ItemServiceMod = { listID: '80000012-1', editSequence: '1795600001', sides: 'one' };
const FIRST = '<ListID>80000012-1</ListID><EditSequence>1795600001</EditSequence>';

const document = (item: ItemServiceMod, requestID: string | null = 'r1'): string =>
  buildMessageSet({
    version: '13.0',
    onError: 'continueOnError',
    requests: [buildItemServiceModRq(requestID, item)],
  });
const said = (more: Partial<ItemServiceMod>): string =>
  /<ItemServiceMod>(.*)<\/ItemServiceMod>/.exec(document({ ...plain, ...more }))![1]!;

const all: Partial<ItemServiceMod> = {
  name: '03-300 "A"',
  isActive: false,
  class: 'Région:East',
  parent: '80000011-1',
  desc: 'Béton & Co',
  incomeAccount: 'Recettes:Béton',
  expenseAccount: 'Job Expenses',
  sides: 'two',
};

describe('ItemServiceModRq', () => {
  it.each<[string, Partial<ItemServiceMod>, string]>([
    ['a name', { name: '03-301' }, '<Name>03-301</Name>'],
    ['that it is inactive', { isActive: false }, '<IsActive>false</IsActive>'],
    ['that it is active', { isActive: true }, '<IsActive>true</IsActive>'],
    ['a class', { class: 'East' }, '<ClassRef><FullName>East</FullName></ClassRef>'],
    ['that it has no class', { class: null }, '<ClassRef><ListID></ListID></ClassRef>'],
    ['another parent', { parent: '8-1' }, '<ParentRef><ListID>8-1</ListID></ParentRef>'],
    ['that it has no parent', { parent: null }, '<ParentRef><ListID></ListID></ParentRef>'],
    ['a description', { desc: 'Footings' }, '<SalesOrPurchaseMod><Desc>Footings</Desc></SalesOrPurchaseMod>'],
    ['that it has none', { desc: '' }, '<SalesOrPurchaseMod><Desc></Desc></SalesOrPurchaseMod>'],
    [
      'a description on both sides',
      { desc: 'Footings', sides: 'two' },
      '<SalesAndPurchaseMod><SalesDesc>Footings</SalesDesc><PurchaseDesc>Footings</PurchaseDesc></SalesAndPurchaseMod>',
    ],
    [
      'an account, and that what was posted before keeps its own',
      { incomeAccount: 'Sales' },
      '<SalesOrPurchaseMod><AccountRef><FullName>Sales</FullName></AccountRef>' +
        '<ApplyAccountRefToExistingTxns>false</ApplyAccountRefToExistingTxns></SalesOrPurchaseMod>',
    ],
    [
      'an expense account alone',
      { expenseAccount: 'Job Expenses', sides: 'two' },
      '<SalesAndPurchaseMod><ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef>' +
        '<ApplyExpenseAccountRefToExistingTxns>false</ApplyExpenseAccountRefToExistingTxns></SalesAndPurchaseMod>',
    ],
  ])('says %s, and nothing else', (_, change, expected) => {
    expect(said(change)).toBe(FIRST + expected);
  });

  it('has everything in the order of the grammar', () => {
    expect(said(all)).toBe(
      `${FIRST}<Name>03-300 "A"</Name><IsActive>false</IsActive>` +
        '<ClassRef><FullName>R&#233;gion:East</FullName></ClassRef><ParentRef><ListID>80000011-1</ListID></ParentRef>' +
        '<SalesAndPurchaseMod><SalesDesc>B&#233;ton &amp; Co</SalesDesc>' +
        '<IncomeAccountRef><FullName>Recettes:B&#233;ton</FullName></IncomeAccountRef>' +
        '<ApplyIncomeAccountRefToExistingTxns>false</ApplyIncomeAccountRefToExistingTxns>' +
        '<PurchaseDesc>B&#233;ton &amp; Co</PurchaseDesc>' +
        '<ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef>' +
        '<ApplyExpenseAccountRefToExistingTxns>false</ApplyExpenseAccountRefToExistingTxns></SalesAndPurchaseMod>',
    );
  });

  it.each<[string, Partial<ItemServiceMod>]>([
    ['no ListID', { listID: '' }],
    ['a long ListID', { listID: 'l'.repeat(37) }],
    ['no EditSequence', { editSequence: '' }],
    ['a long EditSequence', { editSequence: '1'.repeat(17) }],
    ['a long name', { name: 'n'.repeat(32) }],
    ['a blank name', { name: ' ' }],
    ['a colon in the name', { name: '03:300' }],
    ['a long description', { desc: 'd'.repeat(4096) }],
    ['an empty account', { incomeAccount: '' }],
    ['an expense account on one side', { expenseAccount: 'E' }],
    ['a long class', { class: 'c'.repeat(160) }],
    ['an empty parent', { parent: '' }],
  ])('takes %s for a bug', (_, wrong) => {
    expect(() => buildItemServiceModRq('r1', { ...plain, ...wrong })).toThrow();
  });

  describe.each(intuitSchemas())("Intuit's schema $version", ({ complaints }) => {
    it.each<[string, Partial<ItemServiceMod>]>([
      ['everything', all],
      ['everything of one side', { ...all, sides: 'one', expenseAccount: undefined } as never],
      [
        'all that can be taken away',
        { class: null, parent: null, desc: '', incomeAccount: 'Sales', sides: 'two' },
      ],
      ['nothing', {}],
      ['the longest texts', { name: 'n'.repeat(31), desc: 'é'.repeat(4095), class: 'c'.repeat(159) }],
    ])('accepts %s', (_, change) => {
      expect(complaints(document({ ...plain, ...change }))).toEqual([]);
    });

    it('refuses another order', () => {
      const text = document({ ...plain, ...all });
      expect(
        complaints(text.replace(/(<ClassRef>.*<\/ClassRef>)(<ParentRef>.*<\/ParentRef>)/, '$2$1')),
      ).toHaveLength(1);
    });
  });
});

function parse(inner: string, status: string) {
  const set = parseMessageSet(
    `<QBXML><QBXMLMsgsRs><ItemServiceModRs requestID="r1" ${status}>${inner}</ItemServiceModRs></QBXMLMsgsRs></QBXML>`,
  );
  if (!set.ok) throw new Error(set.reason);
  return parseItemServiceModRs(set.responses[0]!);
}

describe('ItemServiceModRs', () => {
  const ok = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"';

  it('gives the item with its new EditSequence, and what stands on purchases', () => {
    const sides =
      '<SalesAndPurchase><SalesDesc>S</SalesDesc><PurchaseDesc>P</PurchaseDesc></SalesAndPurchase>';
    const inner = `<ItemServiceRet><ListID>8-1</ListID><EditSequence>18</EditSequence><Name>03</Name>${sides}</ItemServiceRet>`;
    expect(parse(inner, ok).item).toMatchObject({
      listID: '8-1',
      editSequence: '18',
      name: '03',
      desc: 'S',
      purchaseDesc: 'P',
    });
  });

  it("gives QuickBooks' words where the item was changed meanwhile", () => {
    const status =
      'statusCode="3200" statusSeverity="Error" statusMessage="The provided edit sequence &quot;17&quot; is out-of-date. "';
    expect(parse('', status)).toEqual({
      requestID: 'r1',
      status: {
        statusCode: '3200',
        statusSeverity: 'Error',
        statusMessage: 'The provided edit sequence "17" is out-of-date. ',
      },
      item: null,
      recovered: null,
    });
  });
});
