// All answers here are constructions by the XSD, not recordings.
import { describe, expect, it } from 'vitest';
import { buildMessageSet, parseMessageSet } from '../../qbxml/message-set.ts';
import {
  buildCompanyQueryRq,
  buildItemQueryRq,
  chooseVersion,
  type ItemQuery,
  parseCompanyQueryRs,
  parseHostAndCompany,
  parseItemQueryRs,
} from '../../qbxml/queries.ts';
import type { Element } from '../../qbxml/xml.ts';
import { intuitSchemas } from './oracle.ts';

const OWNER = '{0A1B2C3D-0000-4000-8000-00000000000F}';
const document = (request: Element): string =>
  buildMessageSet({ version: '13.0', onError: 'continueOnError', requests: [request] });
const inner = (request: Element): string =>
  /<QBXMLMsgsRq[^>]*>(.*)<\/QBXMLMsgsRq>/.exec(document(request))![1]!;

const data = (ownerID: string, name: string, value: string): string =>
  `<DataExtRet><OwnerID>${ownerID}</OwnerID><DataExtName>${name}</DataExtName><DataExtType>STR255TYPE</DataExtType><DataExtValue>${value}</DataExtValue></DataExtRet>`;
const stamps =
  data('{0A1B2C3D-0000-4000-8000-0000000000EE}', 'FileID', '{another}') +
  data(OWNER, 'AppLock', 'LOCKED:PC:1') +
  data(OWNER.slice(1, -1).toLowerCase(), 'FileID', ' {ABCD-1} ');
const company = (stamped: string): string =>
  `<CompanyQueryRs requestID="1" statusCode="0" statusSeverity="Info"><CompanyRet><CompanyName>Miller &amp; Sons</CompanyName>${stamped}</CompanyRet></CompanyQueryRs>`;
const versions = ['1.0', 'CA2.0', '4.1', 'UK3.0', '9.0', '13.0', '16.0']
  .map((version) => `<SupportedQBXMLVersion>${version}</SupportedQBXMLVersion>`)
  .join('');
const host = `<HostQueryRs requestID="0" statusCode="0" statusSeverity="Info"><HostRet><ProductName>QuickBooks X</ProductName><MajorVersion>34</MajorVersion><MinorVersion>0</MinorVersion><Country>US</Country>${versions}</HostRet></HostQueryRs>`;
const answer = (content: string): string => `<QBXML><QBXMLMsgsRs>${content}</QBXMLMsgsRs></QBXML>`;

describe('host and company', () => {
  it('are read from the first strHCPResponse, the FileID by our OwnerID', () => {
    expect(parseHostAndCompany(answer(host + company(stamps)), OWNER)).toEqual({
      ok: true,
      product: 'QuickBooks X',
      majorVersion: '34',
      minorVersion: '0',
      country: 'US',
      qbxmlVersions: ['1.0', '4.1', '9.0', '13.0', '16.0'],
      companyName: 'Miller & Sons',
      fileId: '{ABCD-1}',
    });
  });

  it.each([
    ['no stamp', ''],
    ["another application's stamp", data('{0A1B2C3D-0000-4000-8000-0000000000EE}', 'FileID', '{1}')],
    ['our other data', data(OWNER, 'AppLock', '{1}')],
    ['an empty stamp', data(OWNER, 'FileID', ' ')],
  ])('have no FileID with %s', (_, stamped) => {
    expect(parseHostAndCompany(answer(host + company(stamped)), OWNER)).toMatchObject({ fileId: null });
  });

  it('may be told in part', () => {
    expect(parseHostAndCompany(answer(''), OWNER)).toEqual({
      ok: true,
      product: null,
      majorVersion: null,
      minorVersion: null,
      country: null,
      qbxmlVersions: [],
      companyName: null,
      fileId: null,
    });
  });

  it('may be unreadable', () => {
    expect(parseHostAndCompany('', OWNER)).toEqual({ ok: false, reason: 'empty' });
    expect(parseHostAndCompany('QuickBooks POS', OWNER)).toEqual({ ok: false, reason: 'malformed' });
  });

  it('are asked for again with our OwnerID', () => {
    expect(inner(buildCompanyQueryRq('c1', OWNER))).toBe(
      `<CompanyQueryRq requestID="c1"><OwnerID>${OWNER}</OwnerID></CompanyQueryRq>`,
    );
    expect(() => buildCompanyQueryRq('c1', OWNER.slice(1, -1))).toThrow();
    const set = parseMessageSet(answer(company(stamps)));
    expect(set.ok && parseCompanyQueryRs(set.responses[0]!, OWNER)).toEqual({
      companyName: 'Miller & Sons',
      fileId: '{ABCD-1}',
    });
  });
});

describe('the version', () => {
  it.each<[string, Parameters<typeof chooseVersion>, string | null]>([
    ['the highest up to 13.0', [['1.0', '9.0', '13.0', '14.0', '16.0']], '13.0'],
    ['the highest that an older host has', [['10.0', '9.0', '4.1']], '10.0'],
    ['not that of a country', [['3.0', 'CA13.0']], '3.0'],
    ['what the list says, whatever the numbers say', [['8.0'], 13, 0], '8.0'],
    ['what the numbers say without a list', [[], 8, 0], '8.0'],
    ['what the numbers say with a list of no use', [['CA3.0'], 4, 1], '4.1'],
    ['13.0 for a higher number', [[], 16, 0], '13.0'],
    ['13.0 for 13', [[], 13], '13.0'],
    ['a lower one if wanted', [['7.0', '8.0', '13.0'], 13, 0, '8.0'], '8.0'],
    ['none above what is wanted', [['14.0']], null],
    ['none if nobody told', [[]], null],
    ['none for a zero', [[], 0, 0], null],
    ['none for nonsense', [[], -1, 0], null],
  ])('is %s', (_, args, version) => {
    expect(chooseVersion(...args)).toBe(version);
  });
});

const queries: [ItemQuery, string, string?][] = [
  [{ fullNames: ['03', '03:A & B'] }, '<FullName>03</FullName><FullName>03:A &amp; B</FullName>'],
  [{ listIDs: ['8-1', '8-2'] }, '<ListID>8-1</ListID><ListID>8-2</ListID>'],
  [{ activeStatus: 'All' }, '<ActiveStatus>All</ActiveStatus>'],
  [
    { activeStatus: 'All', maxReturned: 100, iteratorID: null, elements: ['ListID', 'Name'] },
    '<MaxReturned>100</MaxReturned><ActiveStatus>All</ActiveStatus>' +
      '<IncludeRetElement>ListID</IncludeRetElement><IncludeRetElement>Name</IncludeRetElement>',
    ' iterator="Start"',
  ],
  [
    { activeStatus: 'All', maxReturned: 100, iteratorID: '{1}', elements: [] },
    '<MaxReturned>100</MaxReturned><ActiveStatus>All</ActiveStatus>',
    ' iterator="Continue" iteratorID="{1}"',
  ],
  [
    {
      activeStatus: 'All',
      fromModifiedDate: '2026-11-25T10:00:00',
      nameFilter: { matchCriterion: 'StartsWith', name: '03' },
    },
    '<ActiveStatus>All</ActiveStatus><FromModifiedDate>2026-11-25T10:00:00</FromModifiedDate>' +
      '<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>03</Name></NameFilter>',
  ],
];

describe('ItemQuery', () => {
  it.each(queries)('asks %j', (query, fields, attributes = '') => {
    expect(inner(buildItemQueryRq('q1', query))).toBe(
      `<ItemQueryRq requestID="q1"${attributes}>${fields}</ItemQueryRq>`,
    );
  });

  it('never asks for every item by mistake, nor with a date that QuickBooks cannot read', () => {
    expect(() => buildItemQueryRq('q1', { fullNames: [] })).toThrow();
    expect(() => buildItemQueryRq('q1', { listIDs: [] })).toThrow();
    expect(() =>
      buildItemQueryRq('q1', { activeStatus: 'All', fromModifiedDate: '2026-11-25T10:00:00Z' }),
    ).toThrow();
  });

  it('finds items of all types', () => {
    const ret = (type: string, id: string, rest = ''): string =>
      `<${type}><ListID>${id}</ListID><EditSequence>1</EditSequence><Name>${id}</Name>${rest}</${type}>`;
    const set = parseMessageSet(
      answer(
        `<ItemQueryRs requestID="q1" statusCode="500" statusSeverity="Warn" statusMessage="w">
${ret('ItemServiceRet', '8-1', '<IsActive>false</IsActive>')}
${ret('ItemSalesTaxRet', '8-2')}<Other><ListID>1</ListID></Other><ItemGroupRet><Name>no id</Name></ItemGroupRet>
${ret('ItemServiceRet', '8-3', '<FullName>a:8-3</FullName>')}
</ItemQueryRs>`,
      ),
    );
    if (!set.ok) throw new Error(set.reason);
    const result = parseItemQueryRs(set.responses[0]!);
    expect(result).toMatchObject({
      requestID: 'q1',
      status: { statusCode: '500', statusSeverity: 'Warn', statusMessage: 'w' },
    });
    expect(
      result.items.map(({ type, listID, isActive, fullName }) => [type, listID, isActive, fullName]),
    ).toEqual([
      ['ItemServiceRet', '8-1', false, null],
      ['ItemSalesTaxRet', '8-2', null, null],
      ['ItemServiceRet', '8-3', null, 'a:8-3'],
    ]);
  });

  it('finds none where there is none', () => {
    const set = parseMessageSet(
      answer('<ItemQueryRs statusCode="1" statusSeverity="Info" statusMessage="none" />'),
    );
    expect(set.ok && parseItemQueryRs(set.responses[0]!).items).toEqual([]);
  });
});

describe.each(intuitSchemas())("Intuit's schema $version", ({ complaints }) => {
  it('accepts the queries', () => {
    for (const [query] of queries) expect(complaints(document(buildItemQueryRq('q1', query)))).toEqual([]);
    expect(complaints(document(buildCompanyQueryRq('c1', OWNER)))).toEqual([]);
  });
});
