// The answers are constructions by the XSD; what a real host told of itself is recorded (recorded.test.ts).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  buildHostQueryRq,
  buildPreferencesQueryRq,
  itemCapacityIn,
  parsePreferencesQueryRs,
} from '../../qbxml/host.ts';
import {
  buildAccountQueryRq,
  buildClassQueryRq,
  parseAccountQueryRs,
  parseClassQueryRs,
} from '../../qbxml/lists.ts';
import { buildMessageSet, parseMessageSet, type Response } from '../../qbxml/message-set.ts';
import { needShared } from '../support/shared.ts';
import { intuitSchemas } from './oracle.ts';

const REQUESTS = [
  buildHostQueryRq('1', '13.0'),
  buildPreferencesQueryRq('2'),
  buildAccountQueryRq('3'),
  buildClassQueryRq('4'),
];
const text = buildMessageSet({ version: '13.0', onError: 'continueOnError', requests: REQUESTS });

function answered(content: string): Response {
  const set = parseMessageSet(`<QBXML><QBXMLMsgsRs>${content}</QBXMLMsgsRs></QBXML>`);
  if (!set.ok) throw new Error(set.reason);
  return set.responses[0]!;
}

describe('the questions about a company file', () => {
  it('are written in the order of the XSD', () => {
    expect(text).toContain(
      '<AccountQueryRq requestID="3"><ActiveStatus>All</ActiveStatus><IncludeRetElement>ListID</IncludeRetElement><IncludeRetElement>FullName</IncludeRetElement><IncludeRetElement>IsActive</IncludeRetElement><IncludeRetElement>AccountType</IncludeRetElement><IncludeRetElement>AccountNumber</IncludeRetElement></AccountQueryRq>',
    );
    expect(text).toContain(
      '<HostQueryRq requestID="1"><IncludeListMetaData><IncludeMaxCapacity>true</IncludeMaxCapacity></IncludeListMetaData></HostQueryRq>',
    );
  });

  it("are valid by Intuit's XSD", () => {
    for (const { complaints } of intuitSchemas()) expect(complaints(text)).toEqual([]);
  });
});

describe('an account', () => {
  const ret = (fields: string) => `<AccountRet>${fields}</AccountRet>`;
  const named = '<ListID>80-1</ListID><FullName>Job Expenses:Materials</FullName>';

  it.each([
    [
      'is told with its kind and number',
      `${named}<IsActive>false</IsActive><AccountType>CostOfGoodsSold</AccountType><AccountNumber> 5100 </AccountNumber>`,
      [
        {
          listID: '80-1',
          fullName: 'Job Expenses:Materials',
          isActive: false,
          type: 'CostOfGoodsSold',
          number: '5100',
        },
      ],
    ],
    [
      'may be told with neither, and is active then',
      named,
      [{ listID: '80-1', fullName: 'Job Expenses:Materials', isActive: true, type: null, number: null }],
    ],
    ['without a ListID is none', '<FullName>Sales</FullName>', []],
    ['without a name is none', '<ListID>80-1</ListID><FullName></FullName>', []],
  ])('%s', (_, fields, expected) => {
    const rs = `<AccountQueryRs requestID="3" statusCode="0" statusSeverity="Info">${ret(fields)}</AccountQueryRs>`;
    expect(parseAccountQueryRs(answered(rs))).toEqual(expected);
  });
});

it('classes are told by their full names', () => {
  const rs =
    '<ClassQueryRs requestID="4" statusCode="0"><ClassRet><ListID>9-1</ListID><FullName>East:Site &amp; Yard</FullName><IsActive>true</IsActive></ClassRet><ClassRet><ListID>9-2</ListID></ClassRet></ClassQueryRs>';
  expect(parseClassQueryRs(answered(rs))).toEqual([
    { listID: '9-1', fullName: 'East:Site & Yard', isActive: true },
  ]);
});

describe('the capacity of the list of items', () => {
  const host = (fields: string) =>
    answered(`<HostQueryRs requestID="1" statusCode="0"><HostRet>${fields}</HostRet></HostQueryRs>`);
  const capacity = (most: string) =>
    `<ListMetaData><AccountMetaData><MaxCapacity>1</MaxCapacity></AccountMetaData><ItemMetaData><MaxCapacity>${most}</MaxCapacity></ItemMetaData></ListMetaData>`;

  it.each([
    ['is that of items', capacity('14500'), 14_500],
    ['is unknown without metadata', '<ProductName>QuickBooks</ProductName>', null],
    ['is unknown where it is no number', capacity('many'), null],
  ])('%s', (_, fields, expected) => expect(itemCapacityIn(host(fields))).toBe(expected));
});

describe('preferences', () => {
  it('tell of account numbers, required accounts and classes, null where they do not', () => {
    const rs =
      '<PreferencesQueryRs requestID="2" statusCode="0"><PreferencesRet><AccountingPreferences><IsUsingAccountNumbers>true</IsUsingAccountNumbers><IsUsingClassTracking>false</IsUsingClassTracking></AccountingPreferences></PreferencesRet></PreferencesQueryRs>';
    expect(parsePreferencesQueryRs(answered(rs))).toEqual({
      usesAccountNumbers: true,
      requiresAccounts: null,
      usesClasses: false,
    });
  });

  it('of a recorded QuickBooks Pro 2014 are read', (context) => {
    const file = path.join(needShared(context), 'samples/qbxml/strHCPResponse_QBPro2014_US.xml');
    const set = parseMessageSet(readFileSync(file, 'utf8'));
    const response = set.ok && set.responses.find(({ type }) => type === 'PreferencesQueryRs');
    expect(response && parsePreferencesQueryRs(response)).toMatchObject({
      requiresAccounts: expect.any(Boolean),
    });
  });
});
