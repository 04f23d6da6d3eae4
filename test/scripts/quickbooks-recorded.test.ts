import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATUS } from '../../scripts/quickbooks/status.ts';
import { intuitSchemas } from '../qbxml/oracle.ts';
import { sharedFolder, skipReason } from '../support/shared.ts';
import {
  add,
  answerOf,
  FILE,
  messageOf,
  ONE_SIDE,
  OWNER,
  quickbooks,
  REFUSED,
  set,
  setStatus,
} from './message-sets.ts';

const samples = sharedFolder('samples', 'qbxml');
const schemas = intuitSchemas();
if (!samples) console.log(`skipped: recorded answers of QuickBooks; ${skipReason('samples', 'qbxml')}`);

describe.skipIf(!samples)('against the recordings', () => {
  const sample = (name: string): string => readFileSync(`${samples}/${name}`, 'utf8');

  it('3100 is answered letter for letter', () => {
    const simulated = quickbooks();
    simulated.addItem('Shipping Item - QuickBooks Inte');
    const text = set(add('Shipping Item - QuickBooks Inte', { id: 'SXRlbVNlcnZpY2VBZGR8c2hpcHBpbmc=' }));
    expect(answerOf(simulated, text)).toBe(sample('ItemServiceAddRs_3100.xml'));
  });

  it('0x80040400 comes with the recorded message and without a response', () => {
    const recorded = Object.fromEntries(
      [...sample('hresult_0x80040400.txt').matchAll(/(\w+) += '([^']*)'/g)].map(([, name, text]) => [
        name,
        text,
      ]),
    );
    const refused = quickbooks().processRequest(set('<NoRq/>'));
    expect({ response: '', ...refused }).toMatchObject(recorded);
    expect(recorded).toMatchObject(REFUSED);
  });

  it('statuses have the recorded texts', () => {
    const recorded = sample('status_messages_recorded.tsv');
    const simulated = quickbooks();
    const response = answerOf(simulated, set('<ItemQueryRq><FullName>Keith Palmer</FullName></ItemQueryRq>'));
    expect(recorded).toContain(`500\tWarn\t${messageOf(response)}`);
    expect(recorded).toContain(`1\tInfo\t${messageOf(answerOf(simulated, set('<ItemQueryRq/>')))}`);
    // Of other elements than ours, so with their words in the places of ours.
    const same = [
      STATUS.ok,
      STATUS.notProcessed,
      STATUS.nameInUse('Shipping Item - QuickBooks Inte'),
      STATUS.tooLong('a5ad6d73', 'AccountNumber'),
    ];
    for (const { code, severity, message } of same)
      expect(recorded).toContain(`${code}\t${severity}\t${message}\t`);
    const price = STATUS.badPrice('...', 'Rate').message.replace('"..."', '...');
    expect(recorded).toContain(`3045\tError\t${price}\t`);
    const reference = STATUS.badReference('Customer', 'nononononoImNotThereAlrightDylan').message;
    expect(recorded).toContain(`3140\tError\t${reference.replace('the ItemService', 'the SalesOrder')}\t`);
  });

  it('several statuses in one set look like the recorded ones', () => {
    // Of each response the line of its start: 1, 1, 0, 3140, none with a requestID.
    const heads = (text: string): string[] =>
      text.split('\n').filter((line) => /^(<\?xml|<\/?QBXML|<\w+Rs |<\/\w+Rs>)/.test(line));
    const asOurs = (line: string): string =>
      line
        .replace(/SalesOrderAdd|ItemInventoryQuery/g, (name) =>
          name === 'SalesOrderAdd' ? 'ItemServiceAdd' : 'ItemQuery',
        )
        .replace(
          /QuickBooks Customer &quot;.*&quot; in the SalesOrder/,
          'QuickBooks Account &quot;Nowhere&quot; in the ItemService',
        );
    const query =
      '<ItemQueryRq><NameFilter><MatchCriterion>Contains</MatchCriterion><Name>x</Name></NameFilter></ItemQueryRq>';
    const adds = add('01') + add('02', { sides: ONE_SIDE.replace('Construction Income', 'Nowhere') });
    const response = answerOf(quickbooks(), set(query + query + adds.replaceAll(/ requestID="\d+"/g, '')));
    expect(heads(response)).toEqual(heads(sample('SalesOrderAddRs_mixed_1_1_0_3140.xml')).map(asOurs));
  });

  it('500 is answered letter for letter but for the name of the query', () => {
    const text = set('<ItemQueryRq requestID="QnJpZGdlfDEw"><FullName>Keith Palmer</FullName></ItemQueryRq>');
    expect(answerOf(quickbooks(), text)).toBe(
      sample('CustomerQueryRs_500.xml').replace('CustomerQueryRs', 'ItemQueryRs'),
    );
  });

  it('a service item is written letter for letter like the recorded one', () => {
    const recorded = sample('ItemQueryRs_ItemServiceRet_Installation.xml');
    const simulated = quickbooks({
      clock: () => new Date('1999-07-29T11:24:15-08:00'),
      accounts: [
        { fullName: 'Construction Income', type: 'Income' },
        { fullName: 'Construction Income:Labor Income', type: 'Income' },
      ],
    });
    const sides =
      '<SalesOrPurchase><Desc>Installation labor</Desc><Price>35.00</Price><AccountRef>' +
      '<FullName>Construction Income:Labor Income</FullName></AccountRef></SalesOrPurchase>';
    answerOf(simulated, set(add('Installation', { sides })));
    const response = answerOf(
      simulated,
      set('<ItemQueryRq requestID="2"><FullName>Installation</FullName></ItemQueryRq>'),
    );
    // Ids and times are each file's own, and the simulated company charges no sales tax.
    const comparable = (text: string): string =>
      text
        .replace(/<SalesTaxCodeRef>.*?<\/SalesTaxCodeRef>\n/s, '')
        .replaceAll(/<(ListID|TimeModified|EditSequence)>[^<]*</g, '<$1><');
    expect(comparable(response)).toBe(comparable(recorded));
  });

  it('ids, times and numbers of items have the recorded form', () => {
    const recorded = sample('ItemInventoryQueryRs_raw.xml');
    const response = answerOf(quickbooks(), set(add('01')));
    const forms: Record<string, RegExp> = {
      ListID: /^[0-9A-F]{8}-\d{10}$/,
      TimeCreated: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-\d\d:00$/,
      EditSequence: /^\d{10}$/,
      IsActive: /^true$/,
      Sublevel: /^0$/,
    };
    for (const [element, form] of Object.entries(forms))
      for (const text of [recorded, response])
        expect(new RegExp(`<${element}>([^<]*)<`).exec(text)?.[1]).toMatch(form);
  });

  it('strHCPResponse has the recorded elements, in their order', () => {
    const simulated = quickbooks();
    simulated.setDataExt(OWNER, 'AppLock', 'LOCKED:X:1');
    simulated.setDataExt(OWNER, 'FileID', FILE);
    const names = (text: string) =>
      [...text.matchAll(/<(\w+)/g)]
        .map(([, name]) => name)
        .filter((name) => !/^(Address|City|State|PostalCode)$/.test(name ?? ''));
    const recorded = names(sample('strHCPResponse_QBPro2014_US.xml'));
    // The recorded company has an address with a country; ours has none.
    recorded.splice(recorded.indexOf('Country', recorded.indexOf('CompanyRet')), 1);
    expect(names(simulated.hostCompanyPreferences(OWNER))).toEqual(recorded);
  });

  it("Intuit's own recovery samples are read; their CheckAdd is not simulated", () => {
    const simulated = quickbooks();
    expect(setStatus(answerOf(simulated, sample('ErrRecovery2.xml')))).toBe('9002');
    expect(setStatus(answerOf(simulated, sample('ErrRecovery3.xml')))).toBe('600');
    expect(simulated.processRequest(sample('ErrRecovery1.xml'))).toMatchObject({
      reason: 'unknown request CheckAddRq',
    });
  });
});

describe.skipIf(schemas.length === 0)("against Intuit's schema", () => {
  it.each(schemas)('every kind of answer is valid in $version', ({ complaints }) => {
    const simulated = quickbooks({ memory: 'errorRecovery' });
    simulated.setDataExt(OWNER, 'FileID', FILE);
    for (const kind of ['NonInventory', 'OtherCharge', 'Inventory', 'Discount', 'Group'] as const)
      simulated.addItem(`a ${kind}`, { kind });
    const both =
      '<SalesAndPurchase><SalesDesc>s</SalesDesc><IncomeAccountRef><FullName>Other Income</FullName></IncomeAccountRef>' +
      '<PurchaseDesc>p</PurchaseDesc><ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef></SalesAndPurchase>';
    const guid = '<ExternalGUID>{12345678-1234-1234-1234-123456789ABC}</ExternalGUID>';
    const adds = set(
      add('01') +
        add('01-100', { parent: '01', sides: both, after: guid }) +
        add('01') +
        add('x', { parent: 'y' }),
      ' newMessageSetID="A"',
    );
    const capacity = '<IncludeListMetaData><IncludeMaxCapacity>1</IncludeMaxCapacity></IncludeListMetaData>';
    const answers = [
      answerOf(simulated, adds),
      answerOf(simulated, adds),
      answerOf(simulated, set('<ItemQueryRq><ActiveStatus>All</ActiveStatus></ItemQueryRq>')),
      answerOf(simulated, set('<ItemQueryRq iterator="Start"><MaxReturned>2</MaxReturned></ItemQueryRq>')),
      answerOf(simulated, set('<AccountQueryRq metaData="MetaDataAndResponseData"/>')),
      answerOf(simulated, set(`<HostQueryRq>${capacity}</HostQueryRq><PreferencesQueryRq/>`)),
      answerOf(simulated, set(`<CompanyQueryRq><OwnerID>${OWNER}</OwnerID></CompanyQueryRq>`)),
      answerOf(simulated, set('')),
      simulated.hostCompanyPreferences(OWNER),
    ];
    expect(answers.flatMap(complaints)).toEqual([]);
    expect(
      complaints(answers[0]?.replace('<Name>', '<Nome>').replace('</Name>', '</Nome>') ?? ''),
    ).not.toEqual([]);
  });
});
