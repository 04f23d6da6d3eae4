// Answers recorded from real installations, where they are at hand beside the checkout.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseItemServiceAddRs } from '../../qbxml/item-service.ts';
import { parseMessageSet } from '../../qbxml/message-set.ts';
import { parseHostAndCompany, parseItemQueryRs } from '../../qbxml/queries.ts';
import { sharedFolder } from '../support/shared.ts';

const folder = sharedFolder('samples', 'qbxml');
if (folder === null) console.log('skipped: recorded answers; ../shared/samples/qbxml is not there');

function recorded(name: string): string {
  return readFileSync(path.join(folder!, name), 'utf8');
}

function read(name: string) {
  const set = parseMessageSet(recorded(name));
  if (!set.ok) throw new Error(set.reason);
  return set.responses;
}

describe.skipIf(folder === null)('a recorded answer', () => {
  it('to an item whose name is in use', () => {
    const [response] = read('ItemServiceAddRs_3100.xml');
    expect(parseItemServiceAddRs(response!)).toEqual({
      requestID: 'SXRlbVNlcnZpY2VBZGR8c2hpcHBpbmc=',
      status: {
        statusCode: '3100',
        statusSeverity: 'Error',
        statusMessage: 'The name "Shipping Item - QuickBooks Inte" of the list element is already in use.',
      },
      item: null,
      recovered: null,
    });
  });

  it('with a service item', () => {
    const [response] = read('ItemQueryRs_ItemServiceRet_Installation.xml');
    expect(parseItemQueryRs(response!).items).toEqual([
      {
        type: 'ItemServiceRet',
        listID: '20000-933272655',
        editSequence: '1197747173',
        name: 'Installation',
        fullName: 'Installation',
        isActive: true,
        class: null,
        parentListID: null,
        parentFullName: null,
        sublevel: 0,
        sides: 'SalesOrPurchase',
        desc: 'Installation labor',
        purchaseDesc: null,
        incomeAccount: 'Construction Income:Labor Income',
        expenseAccount: null,
        externalGUID: null,
        timeCreated: '1999-07-29T11:24:15-08:00',
        timeModified: '2007-12-15T11:32:53-08:00',
      },
    ]);
  });

  it('with responses of several kinds, without request ids', () => {
    expect(
      read('SalesOrderAddRs_mixed_1_1_0_3140.xml').map(({ type, requestID, statusCode }) => [
        type,
        requestID,
        statusCode,
      ]),
    ).toEqual([
      ['ItemInventoryQueryRs', null, '1'],
      ['ItemInventoryQueryRs', null, '1'],
      ['SalesOrderAddRs', null, '0'],
      ['SalesOrderAddRs', null, '3140'],
    ]);
  });

  it('of other queries', () => {
    expect(read('CustomerQueryRs_500.xml')[0]).toMatchObject({ statusCode: '500', statusSeverity: 'Warn' });
    const items = read('ItemInventoryQueryRs_raw.xml').flatMap(
      (response) => parseItemQueryRs(response).items,
    );
    expect(items.length).toBeGreaterThan(0);
    for (const { type, listID } of items)
      expect([type, listID]).toEqual(['ItemInventoryRet', expect.any(String)]);
  });

  it('of host and company', () => {
    const text = recorded('strHCPResponse_QBPro2014_US.xml');
    expect(parseHostAndCompany(text, '512349b1-1111-2222-3333-000de1813d20')).toMatchObject({
      product: 'QuickBooks Pro 2014',
      majorVersion: '24',
      country: 'US',
      companyName: 'myCompany',
      fileId: '{00000ee-1111-ffff-cccc-5ff123456047}',
    });
    expect(parseHostAndCompany(text, '{512349B1-1111-2222-3333-000DE1813D21}')).toMatchObject({
      fileId: null,
    });
  });
});
