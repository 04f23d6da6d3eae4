// All answers here are constructions by the XSD, not recordings.
import { describe, expect, it } from 'vitest';
import {
  buildItemServiceAddRq,
  type ItemServiceAdd,
  parseItemServiceAddRs,
} from '../../qbxml/item-service.ts';
import { buildMessageSet, parseMessageSet } from '../../qbxml/message-set.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import { intuitSchemas } from './oracle.ts';

const GUID = '{01234567-89ab-cdef-0123-456789abcdef}';
const plain: ItemServiceAdd = {
  name: '03',
  class: null,
  parent: null,
  desc: 'Concrete',
  incomeAccount: 'Income:Labor',
  expenseAccount: null,
};

const document = (
  item: ItemServiceAdd,
  requestID: string | null = 'r1',
  version: QbxmlVersion = '13.0',
): string =>
  buildMessageSet({
    version,
    onError: 'continueOnError',
    requests: [buildItemServiceAddRq(requestID, item)],
  });
const request = (item: ItemServiceAdd, requestID: string | null = 'r1'): string =>
  /<ItemServiceAddRq.*<\/ItemServiceAddRq>/.exec(document(item, requestID))![0];

describe('ItemServiceAddRq', () => {
  it('has one side without an expense account', () => {
    expect(request(plain)).toBe(
      '<ItemServiceAddRq requestID="r1"><ItemServiceAdd><Name>03</Name>' +
        '<SalesOrPurchase><Desc>Concrete</Desc><AccountRef><FullName>Income:Labor</FullName></AccountRef></SalesOrPurchase>' +
        '</ItemServiceAdd></ItemServiceAddRq>',
    );
  });

  it('has everything in the order of the grammar, and two sides with an expense account', () => {
    const item: ItemServiceAdd = {
      name: '03-300 "A" <&amp;',
      isActive: true,
      class: 'Région:East',
      parent: { fullName: '03:A&B' },
      desc: 'Béton & Co',
      incomeAccount: 'Recettes:Béton',
      expenseAccount: 'Job Expenses',
      externalGUID: GUID,
    };
    expect(request(item)).toBe(
      '<ItemServiceAddRq requestID="r1"><ItemServiceAdd>' +
        '<Name>03-300 "A" &lt;&amp;amp;</Name>' +
        '<IsActive>true</IsActive>' +
        '<ClassRef><FullName>R&#233;gion:East</FullName></ClassRef>' +
        '<ParentRef><FullName>03:A&amp;B</FullName></ParentRef>' +
        '<SalesAndPurchase>' +
        '<SalesDesc>B&#233;ton &amp; Co</SalesDesc>' +
        '<IncomeAccountRef><FullName>Recettes:B&#233;ton</FullName></IncomeAccountRef>' +
        '<PurchaseDesc>B&#233;ton &amp; Co</PurchaseDesc>' +
        '<ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef>' +
        '</SalesAndPurchase>' +
        `<ExternalGUID>${GUID}</ExternalGUID>` +
        '</ItemServiceAdd></ItemServiceAddRq>',
    );
  });

  it('names the parent by its ListID where that is known', () => {
    expect(request({ ...plain, parent: { listID: '80000001-1' } })).toContain(
      '<Name>03</Name><ParentRef><ListID>80000001-1</ListID></ParentRef><SalesOrPurchase>',
    );
  });

  it('can do without requestID, and leaves out an empty description', () => {
    expect(request({ ...plain, desc: '' }, null)).toBe(
      '<ItemServiceAddRq><ItemServiceAdd><Name>03</Name>' +
        '<SalesOrPurchase><AccountRef><FullName>Income:Labor</FullName></AccountRef></SalesOrPurchase>' +
        '</ItemServiceAdd></ItemServiceAddRq>',
    );
    expect(request({ ...plain, desc: '', expenseAccount: 'E' })).not.toContain('Desc');
  });

  it('is the same in every version', () => {
    const [of13, ...others] = (['13.0', '2.0', '8.0', '16.0'] as const).map((version) =>
      document(plain, 'r1', version).replace(`version="${version}"`, ''),
    );
    for (const other of others) expect(other).toBe(of13);
  });

  const longest: ItemServiceAdd = {
    ...plain,
    name: 'n'.repeat(31),
    class: 'c'.repeat(159),
    parent: { fullName: 'p'.repeat(159) },
    desc: 'é'.repeat(4095),
    incomeAccount: 'i'.repeat(159),
    expenseAccount: 'e'.repeat(159),
  };
  it('takes texts of the greatest length', () => {
    expect(request(longest, 'r'.repeat(50))).toContain('n'.repeat(31));
  });

  it.each<[string, Partial<ItemServiceAdd>]>([
    ['a long name', { name: 'n'.repeat(32) }],
    ['a blank name', { name: ' ' }],
    ['a colon in the name', { name: '03:300' }],
    ['a long description', { desc: 'd'.repeat(4096) }],
    ['a long description on two sides', { desc: 'd'.repeat(4096), expenseAccount: 'E' }],
    ['no account', { incomeAccount: '' }],
    ['an empty expense account', { expenseAccount: '' }],
    ['a long account', { incomeAccount: 'i'.repeat(160) }],
    ['a long expense account', { expenseAccount: 'e'.repeat(160) }],
    ['a long class', { class: 'c'.repeat(160) }],
    ['an empty class', { class: '' }],
    ['a long parent', { parent: { fullName: 'p'.repeat(160) } }],
    ['a long ListID', { parent: { listID: 'l'.repeat(37) } }],
    ['a GUID without braces', { externalGUID: GUID.slice(1, -1) }],
  ])('takes %s for a bug', (_, wrong) => {
    expect(() => buildItemServiceAddRq('r1', { ...plain, ...wrong })).toThrow();
  });

  it('takes a long or empty requestID for a bug', () => {
    expect(() => buildItemServiceAddRq('r'.repeat(51), plain)).toThrow();
    expect(() => buildItemServiceAddRq('', plain)).toThrow();
  });

  describe.each(intuitSchemas())("Intuit's schema $version", ({ complaints }) => {
    it('accepts the longest texts, both parents, both sides', () => {
      expect(complaints(document(longest))).toEqual([]);
      expect(
        complaints(document({ ...plain, parent: { listID: 'l'.repeat(36) }, externalGUID: GUID })),
      ).toEqual([]);
    });

    it('refuses one character more', () => {
      const text = document(longest);
      expect(complaints(text.replace('<Name>', '<Name>n'))).toHaveLength(1);
      expect(complaints(text.replace('<SalesDesc>', '<SalesDesc>d'))).toHaveLength(1);
      expect(complaints(text.replace('<FullName>c', '<FullName>cc'))).toHaveLength(1);
    });

    it('wants the class before the parent', () => {
      const text = document(longest);
      const [ref = ''] = /<ClassRef>.*<\/ClassRef>/.exec(text) ?? [];
      const [parent = ''] = /<ParentRef>.*<\/ParentRef>/.exec(text) ?? [];
      expect(complaints(text.replace(ref + parent, parent + ref))).toHaveLength(1);
    });
  });
});

function parse(inner: string, status = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"') {
  const set = parseMessageSet(
    `<QBXML><QBXMLMsgsRs><ItemServiceAddRs requestID="r1" ${status}>${inner}</ItemServiceAddRs></QBXMLMsgsRs></QBXML>`,
  );
  if (!set.ok) throw new Error(set.reason);
  return parseItemServiceAddRs(set.responses[0]!);
}

const ok = { statusCode: '0', statusSeverity: 'Info', statusMessage: 'Status OK' };
const core = `
<ListID>80000012-1795600000</ListID><TimeCreated>2026-11-25T10:00:00-08:00</TimeCreated>
<TimeModified>2026-11-25T10:00:01-08:00</TimeModified><EditSequence>1795600001</EditSequence>
<Name>03-300</Name><FullName>03:03-300</FullName><IsActive>true</IsActive>
<ClassRef><ListID>70000001-1795600000</ListID><FullName>Region:East</FullName></ClassRef><ParentRef><ListID>80000011-1795600000</ListID><FullName>03</FullName></ParentRef><Sublevel>1</Sublevel>`;
const coreRead = {
  listID: '80000012-1795600000',
  editSequence: '1795600001',
  name: '03-300',
  fullName: '03:03-300',
  isActive: true,
  class: 'Region:East',
  parentListID: '80000011-1795600000',
  parentFullName: '03',
  sublevel: 1,
  timeCreated: '2026-11-25T10:00:00-08:00',
  timeModified: '2026-11-25T10:00:01-08:00',
};

describe('ItemServiceAddRs', () => {
  it('gives the item of one side', () => {
    const sides = `<SalesOrPurchase><Desc>Footings &amp; B&#233;ton</Desc><Price>0.00</Price>
      <AccountRef><ListID>1-1</ListID><FullName>Income:Labor</FullName></AccountRef></SalesOrPurchase>`;
    expect(
      parse(`<ItemServiceRet>${core}${sides}<ExternalGUID>${GUID}</ExternalGUID></ItemServiceRet>`),
    ).toEqual({
      requestID: 'r1',
      status: ok,
      recovered: null,
      item: {
        ...coreRead,
        sides: 'SalesOrPurchase',
        desc: 'Footings & Béton',
        purchaseDesc: null,
        incomeAccount: 'Income:Labor',
        expenseAccount: null,
        externalGUID: GUID,
      },
    });
  });

  it('gives the item of two sides', () => {
    const sides = `<SalesAndPurchase><SalesDesc>S</SalesDesc><SalesPrice>0.00</SalesPrice>
      <IncomeAccountRef><ListID>1-1</ListID><FullName>Income</FullName></IncomeAccountRef>
      <PurchaseDesc>P</PurchaseDesc><PurchaseCost>0.00</PurchaseCost>
      <ExpenseAccountRef><ListID>2-1</ListID><FullName>Cost</FullName></ExpenseAccountRef></SalesAndPurchase>`;
    expect(parse(`<ItemServiceRet>${core}${sides}</ItemServiceRet>`).item).toEqual({
      ...coreRead,
      sides: 'SalesAndPurchase',
      desc: 'S',
      purchaseDesc: 'P',
      incomeAccount: 'Income',
      expenseAccount: 'Cost',
      externalGUID: null,
    });
  });

  it('does with a ListID alone, and ignores what it does not know', () => {
    expect(
      parse('<ItemServiceRet><New><ListID>9-9</ListID></New><ListID> 8-1 </ListID></ItemServiceRet>').item,
    ).toEqual({
      listID: '8-1',
      editSequence: null,
      name: null,
      fullName: null,
      isActive: null,
      class: null,
      parentListID: null,
      parentFullName: null,
      sublevel: null,
      sides: null,
      desc: null,
      purchaseDesc: null,
      incomeAccount: null,
      expenseAccount: null,
      externalGUID: null,
      timeCreated: null,
      timeModified: null,
    });
  });

  it.each(['', '<ItemServiceRet/>', '<ItemServiceRet><ListID></ListID><Name>03</Name></ItemServiceRet>'])(
    'gives no item for %j',
    (inner) => {
      expect(parse(inner)).toEqual({ requestID: 'r1', status: ok, item: null, recovered: null });
    },
  );

  it('tells an inactive item', () => {
    const inner = '<ItemServiceRet><ListID>8-1</ListID><IsActive>0</IsActive></ItemServiceRet>';
    expect(parse(inner).item?.isActive).toBe(false);
  });

  it("gives QuickBooks' words when it refused", () => {
    expect(
      parse('', 'statusCode="3100" statusSeverity="Error" statusMessage="Taken: &quot;03&quot;."').status,
    ).toEqual({
      statusCode: '3100',
      statusSeverity: 'Error',
      statusMessage: 'Taken: "03".',
    });
  });

  it('gives what a recovered answer still holds', () => {
    const inner = `<ErrorRecovery><ListID>8-1</ListID><EditSequence>17</EditSequence><ExternalGUID>${GUID}</ExternalGUID></ErrorRecovery>`;
    expect(parse(inner).recovered).toEqual({ listID: '8-1', editSequence: '17', externalGUID: GUID });
    expect(parse('<ErrorRecovery><OwnerID>0</OwnerID></ErrorRecovery>').recovered).toBeNull();
  });
});
