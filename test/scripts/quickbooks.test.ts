import { describe, expect, it } from 'vitest';
import type {
  SimulatedQuickBooks,
  SimulatedQuickBooksOptions,
} from '../../scripts/quickbooks/simulated-quickbooks.ts';
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
  statuses,
  statusesOf,
} from './message-sets.ts';

describe('an answer', () => {
  it('has the shape of the recordings, with the elements of ItemServiceRet in the order of the schema', () => {
    const simulated = quickbooks();
    const guid = '{12345678-1234-1234-1234-123456789ABC}';
    const text = set(
      add('03') + add('03-100', { parent: '03', after: `<ExternalGUID>${guid}</ExternalGUID>` }),
    );
    const response = answerOf(simulated, text);
    const child = response.slice(response.indexOf('<ItemServiceAddRs requestID="03-100"'));
    expect(child.split('\n')).toEqual([
      '<ItemServiceAddRs requestID="03-100" statusCode="0" statusSeverity="Info" statusMessage="Status OK">',
      '<ItemServiceRet>',
      '<ListID>80000002-1772438400</ListID>',
      '<TimeCreated>2026-03-02T00:00:00-08:00</TimeCreated>',
      '<TimeModified>2026-03-02T00:00:00-08:00</TimeModified>',
      '<EditSequence>1772438400</EditSequence>',
      '<Name>03-100</Name>',
      '<FullName>03:03-100</FullName>',
      '<IsActive>true</IsActive>',
      '<ParentRef>',
      '<ListID>80000001-1772438400</ListID>',
      '<FullName>03</FullName>',
      '</ParentRef>',
      '<Sublevel>1</Sublevel>',
      '<SalesOrPurchase>',
      '<Price>0.00</Price>',
      '<AccountRef>',
      '<ListID>80000008-1772438400</ListID>',
      '<FullName>Construction Income</FullName>',
      '</AccountRef>',
      '</SalesOrPurchase>',
      `<ExternalGUID>${guid}</ExternalGUID>`,
      '</ItemServiceRet>',
      '</ItemServiceAddRs>',
      '</QBXMLMsgsRs>',
      '</QBXML>',
      '',
    ]);
    expect(response.startsWith('<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n')).toBe(true);
  });

  it('shows both sides of a SalesAndPurchase item', () => {
    const sides =
      '<SalesAndPurchase><SalesDesc>Footings</SalesDesc><SalesPrice>97.5</SalesPrice>' +
      '<IncomeAccountRef><FullName>construction income:labor</FullName></IncomeAccountRef>' +
      '<PurchaseDesc>Footings</PurchaseDesc>' +
      '<ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef></SalesAndPurchase>';
    const simulated = quickbooks();
    const response = answerOf(simulated, set(add('03-300', { sides })));
    expect(response.replace(/\n/g, '')).toContain(
      '<SalesAndPurchase><SalesDesc>Footings</SalesDesc><SalesPrice>97.50</SalesPrice>' +
        '<IncomeAccountRef><ListID>80000009-1772438400</ListID><FullName>Construction Income:Labor</FullName></IncomeAccountRef>' +
        '<PurchaseDesc>Footings</PurchaseDesc><PurchaseCost>0.00</PurchaseCost>' +
        '<ExpenseAccountRef><ListID>8000000F-1772438400</ListID><FullName>Job Expenses</FullName></ExpenseAccountRef></SalesAndPurchase>',
    );
    expect(simulated.itemByFullName('03-300')).toMatchObject({
      description: 'Footings',
      incomeAccount: 'Construction Income:Labor',
      expenseAccount: 'Job Expenses',
    });
  });

  it('echoes requestID, and has none if none was sent', () => {
    const simulated = quickbooks();
    expect(
      answerOf(
        simulated,
        set('<AccountQueryRq requestID="a/b="><MaxReturned>1</MaxReturned></AccountQueryRq>'),
      ),
    ).toContain('<AccountQueryRs requestID="a/b=" statusCode="0"');
    expect(answerOf(simulated, set('<HostQueryRq/>'))).toContain('<HostQueryRs statusCode="0"');
  });

  it('gives characters of ISO-8859-1 back as text and keeps others as "?"', () => {
    const simulated = quickbooks();
    const response = answerOf(simulated, set(add('B&#233;ton &amp; &#8211; &#128119;')));
    expect(response).toContain('<Name>Béton &amp; ? ?</Name>');
    expect(simulated.itemByFullName('BÉTON & ? ?')).toBeDefined();
  });

  it('holds only the elements that IncludeRetElement names', () => {
    const text = set(
      add('01').replace(
        '</ItemServiceAddRq>',
        '<IncludeRetElement>ListID</IncludeRetElement></ItemServiceAddRq>',
      ),
    );
    expect(answerOf(quickbooks(), text)).toContain(
      '<ItemServiceRet>\n<ListID>80000001-1772438400</ListID>\n</ItemServiceRet>',
    );
  });

  it('holds no Ret with responseData="includeNone"', () => {
    const response = answerOf(quickbooks(), set(add('01'), ' responseData="includeNone"'));
    expect(response).toContain('statusMessage="Status OK" />');
  });
});

describe('the whole set is refused with 0x80040400, and nothing is executed, for', () => {
  const good = add('00');
  const refusals: Record<string, string> = {
    'no <?xml ?>': set(good).replace('<?xml version="1.0"?>\n', ''),
    'something before <?xml ?>': ` ${set(good)}`,
    'no <?qbxml ?>': set(good).replace('<?qbxml version="13.0"?>', ''),
    'a byte beyond ASCII': set(good + add('Béton')),
    'a byte order mark': `\uFEFF${set(good)}`,
    'XML that is not well-formed': set(`${good}<ItemQueryRq>`),
    'a forbidden character reference': set(good + add('a&#7;b')),
    'a bare ampersand': set(good + add('a & b')),
    'a DTD': set(good).replace('<QBXML>', '<!DOCTYPE QBXML><QBXML>'),
    'a CDATA section': set(good + add('<![CDATA[x]]>', { id: '1' })),
    'no onError': set(good).replace(' onError="continueOnError"', ''),
    'onError="rollbackOnError"': set(good).replace('continueOnError', 'rollbackOnError'),
    'an unknown attribute of the set': set(good, ' statusCode="1"'),
    'an unknown request': set(`${good}<ItemServiceMakeRq/>`),
    'a request named like a property of objects': set(`${good}<constructor/>`),
    'two message sets': set(good).replace('</QBXML>', '<QBXMLMsgsRq onError="stopOnError"/></QBXML>'),
    'an unknown element': set(good + add('1', { before: '<Colour>red</Colour>' })),
    'an element out of order': set(good + add('1', { after: '<IsActive>true</IsActive>' })),
    'an element twice': set(good + add('1', { before: '<IsActive>1</IsActive><IsActive>1</IsActive>' })),
    'no Name': set(good + add('1').replace('<Name>1</Name>', '')),
    'no side': set(good + add('1', { sides: '' })),
    'both sides': set(good + add('1', { sides: `${ONE_SIDE}<SalesAndPurchase/>` })),
    'the account before the price': set(
      good + add('1', { sides: ONE_SIDE.replace('</AccountRef>', '</AccountRef><Price>1.00</Price>') }),
    ),
    'Price together with PricePercent': set(
      good +
        add('1', {
          sides: ONE_SIDE.replace(
            '<AccountRef>',
            '<Price>1.00</Price><PricePercent>1</PricePercent><AccountRef>',
          ),
        }),
    ),
    'FullName before ListID': set(
      good +
        add('1', { before: '<ParentRef><FullName>00</FullName><ListID>80000001-1</ListID></ParentRef>' }),
    ),
    'text between elements': set(`${good}stray`),
    'text in an element of elements': set(good + add('1', { before: '<ParentRef>00</ParentRef>' })),
    'elements in a text': set(good + add('<b>1</b>', { id: '1' })),
    'an attribute inside a request': set(good + add('1').replace('<Name>', '<Name a="b">')),
    'what the U.S. edition does not have': set(
      good + add('1', { before: '<IsTaxIncluded>false</IsTaxIncluded>' }),
    ),
    'what the version does not have yet: BarCode': set(add('1', { before: '<BarCode/>' }), '', '11.0'),
    'what the version does not have yet: ExternalGUID': set(
      add('1', { after: '<ExternalGUID>0</ExternalGUID>' }),
      '',
      '7.0',
    ),
    'what the version does not have yet: IncludeRetElement': set(
      `${good}<CompanyQueryRq><IncludeRetElement>CompanyName</IncludeRetElement></CompanyQueryRq>`,
      '',
      '3.0',
    ),
    'ActiveStatus beside FullName': set(
      `${good}<ItemQueryRq><FullName>1</FullName><ActiveStatus>All</ActiveStatus></ItemQueryRq>`,
    ),
    'ListID beside FullName': set(
      `${good}<ItemQueryRq><ListID>1</ListID><FullName>1</FullName></ItemQueryRq>`,
    ),
    'OwnerID before IncludeRetElement': set(
      `${good}<CompanyQueryRq><OwnerID>0</OwnerID><IncludeRetElement>CompanyName</IncludeRetElement></CompanyQueryRq>`,
    ),
    'an iterator on accounts': set(`${good}<AccountQueryRq iterator="Start"/>`),
    'an iterator on classes': set(`${good}<ClassQueryRq iterator="Start"/>`),
    'OwnerID on classes': set(`${good}<ClassQueryRq><OwnerID>0</OwnerID></ClassQueryRq>`),
    'what the version does not have yet: ClassRef': set(
      add('1', { before: '<ClassRef><FullName>Region</FullName></ClassRef>' }),
      '',
      '11.0',
    ),
    'ClassRef before IsActive': set(
      good +
        add('1', { before: '<ClassRef><FullName>Region</FullName></ClassRef><IsActive>true</IsActive>' }),
    ),
    'an unknown iterator': set(`${good}<ItemQueryRq iterator="Next"/>`),
    'ClassFilter on items of all types': set(
      `${good}<ItemQueryRq><ClassFilter><ListID>1</ListID></ClassFilter></ItemQueryRq>`,
    ),
    'NameFilter without MatchCriterion': set(
      `${good}<ItemQueryRq><NameFilter><Name>1</Name></NameFilter></ItemQueryRq>`,
    ),
  };
  it.each(Object.entries(refusals))('%s', (_what, text) => {
    const simulated = quickbooks();
    expect(simulated.processRequest(text)).toMatchObject(REFUSED);
    expect(simulated.items).toEqual([]);
    // The same simulator takes the good one afterwards.
    expect(statuses(simulated, set(good))).toEqual(['0']);
  });

  it('a set that is not refused: white space, comments, references, all elements in order', () => {
    const text = `<?xml version="1.0" encoding="utf-8"?><!-- c -->\n<?qbxml version = '13.0' ?>\n<QBXML>\n <QBXMLMsgsRq onError = "stopOnError">
      <ItemServiceAddRq requestID = "4">
        <ItemServiceAdd>
          <Name>Office Cleaning</Name>
          <BarCode><BarCodeValue>12</BarCodeValue></BarCode>
          <IsActive>1</IsActive>
          <SalesOrPurchase>
            <Desc>Labor for cleaning office</Desc>
            <Price>120.00</Price>
            <AccountRef><FullName>Other Expenses</FullName></AccountRef>
          </SalesOrPurchase>
          <ExternalGUID>0</ExternalGUID>
        </ItemServiceAdd>
        <IncludeRetElement>ListID</IncludeRetElement>
      </ItemServiceAddRq>
    </QBXMLMsgsRq></QBXML>`;
    expect(statuses(quickbooks(), text)).toEqual(['0']);
  });
});

describe('classes', () => {
  const inClass = (name: string, fullName: string) =>
    add(name, { before: `<ClassRef><FullName>${fullName}</FullName></ClassRef>` });

  it('are kept with the item and shown before its parent, by versions that have them', () => {
    const simulated = quickbooks();
    expect(statuses(simulated, set(inClass('1', 'region:EAST')))).toEqual(['0']);
    expect(simulated.itemByFullName('1')?.class).toBe('Region:East');
    const asked = (version: string) =>
      answerOf(simulated, set('<ItemQueryRq><FullName>1</FullName></ItemQueryRq>', '', version)).replace(
        /\n/g,
        '',
      );
    expect(asked('12.0')).toMatch(
      /<IsActive>true<\/IsActive><ClassRef><ListID>80000003-\d+<\/ListID><FullName>Region:East<\/FullName><\/ClassRef><Sublevel>/,
    );
    expect(asked('11.0')).not.toContain('ClassRef');
  });

  it('that are unknown or inactive refuse the item, an unknown ListID as any other', () => {
    const simulated = quickbooks();
    simulated.deactivateClass('Remodel');
    const byID = add('3', { before: '<ClassRef><ListID>1-1</ListID></ClassRef>' });
    const text = set(inClass('1', 'Region:North') + inClass('2', 'Remodel') + byID);
    expect(statuses(simulated, text)).toEqual(['3140', '3140', '3000']);
    expect(messageOf(answerOf(simulated, set(inClass('1', 'Region:North'))))).toMatch(
      /^There is an invalid reference to QuickBooks Class "Region:North" in the ItemService\./,
    );
    expect(simulated.items).toEqual([]);
    simulated.addClass({ fullName: 'Region:North' });
    expect(statuses(simulated, set(inClass('1', 'Region:North')))).toEqual(['0']);
    const taking = quickbooks({ classes: [{ fullName: 'Old', isActive: false }], takesInactive: true });
    expect(statuses(taking, set(inClass('1', 'Old')))).toEqual(['0']);
  });

  it('are listed like other lists, inactive ones when asked for', () => {
    const simulated = quickbooks();
    simulated.deactivateClass('Overhead');
    const listed = (inner: string) => {
      const answer = answerOf(simulated, set(`<ClassQueryRq>${inner}</ClassQueryRq>`));
      return [...answer.matchAll(/<ClassRet>[\s\S]*?<\/ClassRet>/g)].map(([ret]) => ret.replace(/\n/g, ''));
    };
    expect(listed('')).toHaveLength(5);
    expect(listed('<ActiveStatus>All</ActiveStatus>')).toHaveLength(6);
    expect(listed('<FullName>Region:East</FullName>')).toEqual([
      '<ClassRet><ListID>80000003-1772438400</ListID><TimeCreated>2026-03-02T00:00:00-08:00</TimeCreated>' +
        '<TimeModified>2026-03-02T00:00:00-08:00</TimeModified><EditSequence>1772438400</EditSequence>' +
        '<Name>East</Name><FullName>Region:East</FullName><IsActive>true</IsActive>' +
        '<ParentRef><ListID>80000002-1772438400</ListID><FullName>Region</FullName></ParentRef>' +
        '<Sublevel>1</Sublevel></ClassRet>',
    ]);
    expect(listed('<IncludeRetElement>FullName</IncludeRetElement>')[0]).toBe(
      '<ClassRet><FullName>Region</FullName></ClassRet>',
    );
  });

  it('are tracked or not, as the preferences say', () => {
    const said = (tracksClasses: boolean) =>
      /<IsUsingClassTracking>(\w+)</.exec(
        answerOf(quickbooks({ tracksClasses }), set('<PreferencesQueryRq/>')),
      )?.[1];
    expect([said(true), said(false)]).toEqual(['true', 'false']);
  });

  it('come back with a backup', () => {
    const simulated = quickbooks();
    const backup = simulated.backup();
    simulated.addClass({ fullName: 'Region:North' });
    simulated.restoreBackup(backup);
    expect(statuses(simulated, set(inClass('1', 'Region:North') + inClass('2', 'Region')))).toEqual([
      '3140',
      '0',
    ]);
  });
});

describe('a qbXML version', () => {
  it('that the request processor does not list gives 0x80040423', () => {
    expect(quickbooks().processRequest(set(add('1'), '', '16.0'))).toMatchObject({ hresult: '0x80040423' });
    const newer = quickbooks({ qbxmlVersions: ['13.0', '16.0'] });
    expect(statuses(newer, set(add('1'), '', '16.0'))).toEqual(['0']);
    expect(newer.qbxmlVersion).toEqual({ major: 16, minor: 0 });
  });

  it('from 2.0 on takes a plain ItemServiceAdd', () => {
    expect(statuses(quickbooks(), set(add('1'), '', '2.0'))).toEqual(['0']);
  });
});

describe('one request alone fails with', () => {
  it('3100 for a name in use under the same parent: other case, other type, inactive', () => {
    const simulated = quickbooks();
    simulated.addItem('Kran', { kind: 'OtherCharge' });
    simulated.addItem('Bagger', { isActive: false });
    simulated.addItem('Paket', { kind: 'Group' });
    simulated.addItem('03');
    const text = set(
      ['KRAN', 'bagger', 'paket', '03'].map((name) => add(name)).join('') + add('03', { parent: '03' }),
    );
    expect(statuses(simulated, text)).toEqual(['3100', '3100', '3100', '3100', '0']);
    expect(messageOf(answerOf(simulated, set(add('KRAN'))))).toBe(
      'The name "KRAN" of the list element is already in use.',
    );
  });

  it('3100 for a name that only looks different: what QuickBooks keeps of it counts', () => {
    expect(statuses(quickbooks(), set(add('&#8211;', { id: '1' }) + add('&#8212;', { id: '2' })))).toEqual([
      '0',
      '3100',
    ]);
  });

  it('3100 below a parent too, but not for the same name below another one', () => {
    const simulated = quickbooks();
    for (const fullName of ['03', '04', '03:Form', '03:Old']) simulated.addItem(fullName);
    simulated.deactivateItem('03:Old');
    const text = set(
      ['form', 'OLD'].map((name) => add(name, { parent: '03' }) + add(name, { parent: '04' })).join(''),
    );
    expect(statuses(simulated, text)).toEqual(['3100', '0', '3100', '0']);
  });

  it('3130 and 3140 for an inactive parent and account, unless the switch says that they are taken', () => {
    for (const takesInactive of [false, true]) {
      const simulated = quickbooks({ takesInactive });
      simulated.addItem('03', { isActive: false });
      simulated.deactivateAccount('Service Income');
      const sides = ONE_SIDE.replace('Construction Income', 'Service Income');
      expect(statuses(simulated, set(add('1', { parent: '03' }) + add('2', { sides })))).toEqual(
        takesInactive ? ['0', '0'] : ['3130', '3140'],
      );
    }
  });

  it('3180 when the item list is full', () => {
    const simulated = quickbooks({ itemCapacity: 1 });
    expect(statuses(simulated, set(add('1') + add('2')))).toEqual(['0', '3180']);
    simulated.deleteItem('1');
    expect(statuses(simulated, set(add('2')))).toEqual(['0']);
  });

  it('3140 for an account that is unknown or of a wrong type', () => {
    const simulated = quickbooks();
    const withAccount = (account: string) =>
      set(add('1', { sides: ONE_SIDE.replace('Construction Income', account) }));
    expect(messageOf(answerOf(simulated, withAccount('Nowhere')))).toBe(
      'There is an invalid reference to QuickBooks Account "Nowhere" in the ItemService.  ' +
        'QuickBooks error message: Invalid argument.  The specified record does not exist in the list.',
    );
    expect(statuses(simulated, withAccount('Labor'))).toEqual(['3140']);
    expect(statuses(simulated, withAccount('Checking'))).toEqual(['3140']);
    const swapped =
      '<SalesAndPurchase><IncomeAccountRef><FullName>Service Income</FullName></IncomeAccountRef>' +
      '<ExpenseAccountRef><FullName>Service Income</FullName></ExpenseAccountRef></SalesAndPurchase>';
    expect(messageOf(answerOf(simulated, set(add('1', { sides: swapped }))))).toMatch(
      /^There is an invalid reference to QuickBooks Account "Service Income" .*The expense account is invalid\.$/,
    );
    expect(simulated.items).toEqual([]);
  });

  it('an error for a missing account, though the schema allows it', () => {
    const simulated = quickbooks();
    const sides = [
      '<SalesOrPurchase/>',
      '<SalesOrPurchase><AccountRef/></SalesOrPurchase>',
      '<SalesAndPurchase/>',
    ];
    expect(statuses(simulated, set(sides.map((one) => add('1', { sides: one })).join('')))).toEqual([
      '3270',
      '3270',
      '3270',
    ]);
  });

  it('3130 for a parent that is missing or of another type, 3000 for its unknown ListID', () => {
    const simulated = quickbooks();
    simulated.addItem('Kran', { kind: 'NonInventory' });
    const byListID = '<ParentRef><ListID>80000099-1</ListID><FullName>03</FullName></ParentRef>';
    const text = set(
      add('1', { parent: '03' }) + add('03') + add('1', { parent: 'Kran' }) + add('2', { before: byListID }),
    );
    expect(statuses(simulated, text)).toEqual(['3130', '0', '3130', '3000']);
  });

  it('3180 for a sixth level', () => {
    const simulated = quickbooks();
    const chain = ['1', '1:2', '1:2:3', '1:2:3:4', '1:2:3:4:5'].map((parent, level) =>
      add(String(level + 2), { parent }),
    );
    expect(statuses(simulated, set(add('1') + chain.join('')))).toEqual(['0', '0', '0', '0', '0', '3180']);
  });

  it('3070 for a text that is too long, counted after decoding', () => {
    const desc = (length: number) =>
      ONE_SIDE.replace('<AccountRef>', `<Desc>${'d'.repeat(length)}</Desc><AccountRef>`);
    const text = set(
      add('n'.repeat(32)) +
        add(`${'&amp;'.repeat(30)}n`) +
        add('2', { sides: desc(4096) }) +
        add('3', { sides: desc(4095) }),
    );
    const response = answerOf(quickbooks(), text);
    expect(statusesOf(response)).toEqual(['3070', '0', '3070', '0']);
    expect(messageOf(response)).toBe(`The string "${'n'.repeat(32)}" in the field "Name" is too long.`);
  });

  it('an error for a name that is empty or has a colon', () => {
    const simulated = quickbooks();
    expect(statuses(simulated, set(add('') + add(' ') + add('03:100')))).toEqual(['3080', '3080', '3080']);
    expect(simulated.items).toEqual([]);
  });

  it('the code of its type for a value that cannot be converted', () => {
    const price = (text: string) => ONE_SIDE.replace('<AccountRef>', `<Price>${text}</Price><AccountRef>`);
    const text = set(
      add('1', { before: '<IsActive>True</IsActive>' }) +
        add('1', { sides: price('1,000.00') }) +
        add('1', { sides: price('1.234567') }) +
        add('1', { after: '<ExternalGUID>12345678-1234-1234-1234-123456789ABC</ExternalGUID>' }) +
        '<ItemQueryRq><FromModifiedDate>yesterday</FromModifiedDate></ItemQueryRq>' +
        '<ItemQueryRq><ActiveStatus>Both</ActiveStatus></ItemQueryRq>',
    );
    expect(statuses(quickbooks(), text)).toEqual(['3010', '3045', '3045', '3065', '3020', '3110']);
  });

  it('1060 for a requestID over 50 characters; the same requestID twice is fine', () => {
    const text = set(add('1', { id: 'i'.repeat(51) }) + add('2', { id: 'i' }) + add('3', { id: 'i' }));
    expect(statuses(quickbooks(), text)).toEqual(['1060', '0', '0']);
  });
});

describe('onError', () => {
  const text = set(add('01') + add('01') + add('02'));

  it('continueOnError processes the rest', () => {
    expect(statuses(quickbooks(), text)).toEqual(['0', '3100', '0']);
  });

  it('stopOnError gives 3231 to the rest and keeps what was done', () => {
    const simulated = quickbooks();
    const stopping = text.replace('continueOnError', 'stopOnError');
    expect(statuses(simulated, stopping)).toEqual(['0', '3100', '3231']);
    expect(simulated.items.map((item) => item.fullName)).toEqual(['01']);
    expect(statuses(simulated, set(add('02')))).toEqual(['0']);
  });
});

describe('queries', () => {
  const filled = (options: SimulatedQuickBooksOptions = {}) => {
    const simulated = quickbooks(options);
    for (const fullName of ['01', '02', '02:02-100', '03']) simulated.addItem(fullName);
    simulated.addItem('Kran', { kind: 'OtherCharge' });
    simulated.deactivateItem('03');
    return simulated;
  };
  const found = (simulated: SimulatedQuickBooks, text: string): string[] =>
    [...answerOf(simulated, set(text)).matchAll(/<Sublevel>|<FullName>([^<]*)<\/FullName>\n<IsActive>/g)]
      .map(([, fullName]) => fullName)
      .filter((fullName) => fullName !== undefined);

  it('by FullName name the first missing one under 500 and return the others', () => {
    const response = answerOf(
      filled(),
      set(
        '<ItemQueryRq><FullName>02:02-100</FullName><FullName>Keith Palmer</FullName><FullName>kran</FullName></ItemQueryRq>',
      ),
    );
    expect(response).toContain(
      'statusCode="500" statusSeverity="Warn" statusMessage="The query request has not been fully completed. There was a ' +
        'required element (&quot;Keith Palmer&quot;) that could not be found in QuickBooks."',
    );
    expect(response).toMatch(/<ItemServiceRet>.*<ItemOtherChargeRet>/s);
  });

  it('by ListID find items of their own type only', () => {
    const simulated = filled();
    const listIDs = simulated.items.map((item) => `<ListID>${item.listID}</ListID>`).join('');
    expect(found(simulated, `<ItemServiceQueryRq>${listIDs}</ItemServiceQueryRq>`)).toEqual([
      '01',
      '02',
      '02:02-100',
      '03',
    ]);
    expect(statuses(simulated, set(`<ItemServiceQueryRq>${listIDs}</ItemServiceQueryRq>`))).toEqual(['500']);
  });

  it('by a filter return active ones only unless told otherwise, and 1 for nothing', () => {
    const simulated = filled();
    const query = (filter: string) => `<ItemQueryRq>${filter}</ItemQueryRq>`;
    expect(found(simulated, query(''))).toEqual(['01', '02', '02:02-100', 'Kran']);
    expect(found(simulated, query('<ActiveStatus>InactiveOnly</ActiveStatus>'))).toEqual(['03']);
    expect(found(simulated, query('<ActiveStatus>All</ActiveStatus>'))).toHaveLength(5);
    const named = '<NameFilter><MatchCriterion>EndsWith</MatchCriterion><Name>-100</Name></NameFilter>';
    expect(found(simulated, query(named))).toEqual(['02:02-100']);
    const range = '<NameRangeFilter><FromName>02</FromName><ToName>02</ToName></NameRangeFilter>';
    expect(found(simulated, query(range))).toEqual(['02', '02:02-100']);
    const response = answerOf(simulated, set(query(named.replace('-100', '-200'))));
    expect(statusesOf(response)).toEqual(['1']);
    expect(messageOf(response)).toBe('A query request did not find a matching object in QuickBooks');
  });

  it('by FullName find inactive items or not: a switch, as it is not known', () => {
    const text = '<ItemQueryRq><FullName>03</FullName></ItemQueryRq>';
    expect(found(filled(), text)).toEqual(['03']);
    expect(found(filled({ fullNameFindsInactive: false }), text)).toEqual([]);
  });

  it('by FromModifiedDate take a time without an offset as local time', () => {
    const simulated = filled({ utcOffsetMinutes: -480 });
    const query = (from: string) => `<ItemQueryRq><FromModifiedDate>${from}</FromModifiedDate></ItemQueryRq>`;
    expect(found(simulated, query('2026-03-02T00:00:00'))).toHaveLength(4);
    expect(found(simulated, query('2026-03-02T08:00:00+00:00'))).toHaveLength(4);
    expect(found(simulated, query('2026-03-02T00:00:01'))).toHaveLength(0);
    expect(found(simulated, query('2026-03-03'))).toHaveLength(0);
  });

  it('in portions go on where they stopped, within one session', () => {
    const simulated = filled();
    const portion = (attributes: string) =>
      answerOf(simulated, set(`<ItemQueryRq ${attributes}><MaxReturned>3</MaxReturned></ItemQueryRq>`));
    const first = portion('iterator="Start"');
    expect(first).toContain('iteratorRemainingCount="1"');
    const iteratorID = /iteratorID="(\{[-0-9a-f]{36}\})"/.exec(first)?.[1];
    const last = portion(`iterator="Continue" iteratorID="${iteratorID}"`);
    expect(last).toContain('iteratorRemainingCount="0"');
    expect(last).toContain('<FullName>Kran</FullName>');
    portion('iterator="Start"');
    simulated.endSession();
    expect(statusesOf(portion(`iterator="Continue" iteratorID="${iteratorID}"`))).not.toEqual(['0']);
  });

  it('count with metaData', () => {
    const response = answerOf(filled(), set('<ItemQueryRq metaData="MetaDataOnly"/>'));
    expect(response).toContain('statusMessage="Status OK" retCount="4" />');
  });

  it('of accounts give types, levels and parents', () => {
    const simulated = quickbooks();
    const response = answerOf(
      simulated,
      set(
        '<AccountQueryRq><AccountType>Income</AccountType><AccountType>OtherIncome</AccountType></AccountQueryRq>',
      ),
    );
    expect([...response.matchAll(/<AccountType>(\w+)</g)].map(([, type]) => type)).toEqual([
      ...Array.from({ length: 5 }, () => 'Income'),
      'OtherIncome',
    ]);
    expect(response.replace(/\n/g, '')).toContain(
      '<FullName>Construction Income:Labor</FullName><IsActive>true</IsActive><ParentRef>' +
        '<ListID>80000008-1772438400</ListID><FullName>Construction Income</FullName></ParentRef><Sublevel>1</Sublevel>',
    );
  });

  it('of the company show private data to who names its OwnerID', () => {
    const simulated = quickbooks();
    simulated.setDataExt(OWNER, 'FileID', FILE);
    const query = (ownerID: string) =>
      answerOf(simulated, set(`<CompanyQueryRq>${ownerID}</CompanyQueryRq>`));
    expect(query('')).not.toContain('DataExtRet');
    expect(query(`<OwnerID>${OWNER.toLowerCase()}</OwnerID>`)).toContain(
      `<DataExtValue>${FILE}</DataExtValue>`,
    );
    expect(simulated.hostCompanyPreferences(OWNER)).toContain(`<DataExtValue>${FILE}</DataExtValue>`);
  });

  it('of the host tell the capacity of the item list if asked', () => {
    const response = answerOf(
      quickbooks(),
      set(
        '<HostQueryRq><IncludeListMetaData><IncludeMaxCapacity>true</IncludeMaxCapacity></IncludeListMetaData></HostQueryRq>',
      ),
    );
    expect(response).toContain('<ItemMetaData>\n<MaxCapacity>14500</MaxCapacity>\n</ItemMetaData>');
  });

  it('may be no query at all: an empty set has an empty answer', () => {
    expect(answerOf(quickbooks(), set(''))).toBe(
      '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs />\n</QBXML>\n',
    );
  });
});

describe('error recovery', () => {
  const withID = (requests: string, newID?: string, oldID?: string) =>
    set(
      requests,
      (newID === undefined ? '' : ` newMessageSetID="${newID}"`) +
        (oldID === undefined ? '' : ` oldMessageSetID="${oldID}"`),
    );

  it('sends messageSetStatusCode only if a recovery attribute was sent', () => {
    const simulated = quickbooks();
    expect(setStatus(answerOf(simulated, set(add('01'))))).toBeUndefined();
    expect(answerOf(simulated, withID(add('02'), 'A'))).toContain(
      '<QBXMLMsgsRs newMessageSetID="A" messageSetStatusCode="0">',
    );
  });

  it('answers a repeated set from memory and does not execute it again', () => {
    const simulated = quickbooks();
    const text = withID(add('01') + add('01'), 'A');
    const first = answerOf(simulated, text);
    expect(answerOf(simulated, text)).toBe(first);
    expect(simulated.addsOf('01')).toBe(1);
    expect(simulated.setsExecuted).toBe(1);
    expect(statusesOf(answerOf(simulated, withID('', 'A', 'A')))).toEqual(['0', '3100']);
  });

  it('refuses a changed set under a known ID with 9001', () => {
    const simulated = quickbooks();
    answerOf(simulated, withID(add('01'), 'A'));
    expect(setStatus(answerOf(simulated, withID(`${add('01')} `, 'A')))).toBe('9001');
    expect(setStatus(answerOf(simulated, withID(add('02'), 'B')))).toBe('0');
  });

  it('says 9002 when nothing is stored, 600 when there is nothing to clear, 9004 for an ID over 24 characters', () => {
    const simulated = quickbooks();
    expect(setStatus(answerOf(simulated, withID('', 'A', 'A')))).toBe('9002');
    expect(setStatus(answerOf(simulated, withID('', undefined, 'A')))).toBe('600');
    expect(setStatus(answerOf(simulated, withID(add('01'), 'x'.repeat(25))))).toBe('9004');
    expect(simulated.items).toEqual([]);
    expect(setStatus(answerOf(simulated, withID(add('01'), 'x'.repeat(24))))).toBe('0');
  });

  it('forgets a set when the old ID is sent alone, and all of them on ClearAllMessageSets', () => {
    const simulated = quickbooks();
    for (const id of ['A', 'B', 'C']) answerOf(simulated, withID(add(id), id));
    expect(setStatus(answerOf(simulated, withID('', undefined, 'A')))).toBe('0');
    expect(simulated.messageSets.ids).toEqual(['B', 'C']);
    expect(statuses(simulated, withID(add('A'), 'A'))).toEqual(['3100']);
    answerOf(simulated, withID('', undefined, 'ClearAllMessageSets'));
    expect(simulated.messageSets.ids).toEqual([]);
  });

  it('clears the old set and stores the new one when both IDs are sent', () => {
    const simulated = quickbooks();
    answerOf(simulated, withID(add('01'), 'A'));
    expect(setStatus(answerOf(simulated, withID(add('02'), 'B', 'A')))).toBe('0');
    expect(simulated.messageSets.ids).toEqual(['B']);
  });

  it('may remember statuses only, or with ErrorRecovery, or nothing, or refuse to store', () => {
    const text = withID(add('01'), 'A');
    const twice = (memory: NonNullable<SimulatedQuickBooksOptions['memory']>): string => {
      const simulated = quickbooks({ memory });
      answerOf(simulated, text);
      return answerOf(simulated, text);
    };
    expect(twice('statuses')).toContain('statusMessage="Status OK" />');
    expect(twice('errorRecovery')).toContain('<ErrorRecovery>\n<ListID>80000001-1772438400</ListID>');
    expect(statusesOf(twice('none'))).toEqual(['3100']);
    expect(setStatus(twice('refused'))).toBe('9005');
  });
});

describe('opening the company file', () => {
  it('tells by hresult what is open instead', () => {
    const simulated = quickbooks({ companyFile: 'C:\\a.qbw' });
    expect(simulated.openCompanyFile('')).toEqual({ companyFile: 'C:\\a.qbw' });
    expect(simulated.openCompanyFile('c:\\A.QBW')).toEqual({ companyFile: 'C:\\a.qbw' });
    expect(simulated.openCompanyFile('C:\\b.qbw')).toMatchObject({ hresult: '0x8004040A' });
    simulated.isOpen = false;
    expect(simulated.openCompanyFile('')).toMatchObject({ hresult: '0x80040416' });
    expect(simulated.openCompanyFile('C:\\b.qbw')).toMatchObject({ hresult: '0x80040403' });
    expect(simulated.openCompanyFile('C:\\a.qbw')).toEqual({ companyFile: 'C:\\a.qbw' });
  });
});
