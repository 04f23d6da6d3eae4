/** What an answer to a part of a reading is good for: outside input, so it is bounded, and what does not fit is of no use. */
import { describe, expect, it } from 'vitest';
import { parseMessageSet } from '../../qbxml/message-set.ts';
import { begun, withItems } from '../../server/quickbooks/running.ts';
import { OWNER_ID, type ReadingAsk, type ReadingSet, type Session } from '../../server/sync/model.ts';
import { requestsFor, toldIn } from '../../server/sync/requests/reading.ts';

const FILE = '{0aaaaaaa-1111-4222-8333-444444444444}';
const SET = 'a'.repeat(23);
const RUNNING = begun({ number: 1, session: 's', startedAt: '2026-03-02T08:00:00.000Z', fileKey: 'file' }, 0);
const ITEMS = { ...RUNNING, next: 'items', portion: 3 } as const;
const SESSION = { host: null } as unknown as Session;

const asksOf = (running: typeof RUNNING): readonly ReadingAsk[] => requestsFor(running, SET, '13.0').asks;

function told(running: typeof RUNNING, responses: string) {
  const parsed = parseMessageSet(`<QBXML><QBXMLMsgsRs>${responses}</QBXMLMsgsRs></QBXML>`);
  if (!parsed.ok) throw new Error(parsed.reason);
  const set = { asks: asksOf(running), version: '13.0' } as unknown as ReadingSet;
  return toldIn(parsed, set, running, SESSION, FILE);
}

const OK = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"';
const item = (number: number) =>
  `<ItemServiceRet><ListID>8-${number}</ListID><Name>${number}</Name><FullName>${number}</FullName></ItemServiceRet>`;
const items = (count: number, attributes = '') =>
  `<ItemQueryRs requestID="${SET}-1" ${OK} ${attributes}>${Array.from({ length: count }, (_, at) => item(at)).join('')}</ItemQueryRs>`;
const page = (remaining: number) => `iteratorRemainingCount="${remaining}" iteratorID="{it}"`;

describe('of a portion of the items', () => {
  it.each([
    [
      'that has more behind it, where it goes on',
      ITEMS,
      items(3, page(7)),
      { kind: 'items', next: { iteratorID: '{it}', remaining: 7 } },
    ],
    ['that is the last one, no more', ITEMS, items(3, page(0)), { kind: 'items', next: null }],
    ['that is not full and tells nothing more, no more', ITEMS, items(2), { kind: 'items', next: null }],
    ['that is full and tells nothing more, nothing', ITEMS, items(3), { kind: 'nothing' }],
    [
      'that leaves as many as before, nothing',
      { ...ITEMS, remaining: 7 },
      items(3, page(7)),
      { kind: 'nothing' },
    ],
    [
      'beyond what is kept, nothing',
      { ...ITEMS, counts: { ...ITEMS.counts, items: 249_999 } },
      items(2),
      { kind: 'nothing' },
    ],
    ['that is another request’s, nothing', ITEMS, items(2).replace(SET, 'b'.repeat(23)), { kind: 'nothing' }],
    [
      'that is refused, what QuickBooks said',
      ITEMS,
      items(0).replace(OK, 'statusCode="3260" statusSeverity="Error" statusMessage="No permission."'),
      { kind: 'nothing', why: 'QuickBooks did not tell its items: No permission. (3260)' },
    ],
  ] as const)('%s', (_, running, responses, expected) => {
    expect(told(running, responses)).toMatchObject(expected);
  });

  it('texts are kept as long as QuickBooks has them', () => {
    const long = `<ItemServiceRet><ListID>8-1</ListID><Name>${'n'.repeat(99)}</Name><FullName>${'f'.repeat(999)}</FullName><SalesOrPurchase><Desc>${'d'.repeat(9_999)}</Desc></SalesOrPurchase></ItemServiceRet>`;
    const one = told(ITEMS, items(0).replace('</', `${long}</`));
    expect(one).toMatchObject({
      items: [{ name: 'n'.repeat(31), fullName: 'f'.repeat(159), description: 'd'.repeat(4_095) }],
    });
  });
});

describe('of the lists', () => {
  const company = (fileID: string) =>
    `<CompanyQueryRs requestID="${SET}-2" ${OK}><CompanyRet><DataExtRet><OwnerID>${OWNER_ID}</OwnerID><DataExtName>FileID</DataExtName><DataExtValue>${fileID}</DataExtValue></DataExtRet></CompanyRet></CompanyQueryRs>`;
  const accounts = `<AccountQueryRs requestID="${SET}-4" ${OK}><AccountRet><ListID>1</ListID><FullName>Income</FullName><AccountType>Income</AccountType></AccountRet></AccountQueryRs>`;

  it('those of the company’s file count, also where classes and host are refused', () => {
    expect(told(RUNNING, company(FILE.toUpperCase()) + accounts)).toMatchObject({
      kind: 'lists',
      accounts: [{ fullName: 'Income' }],
      classes: [],
      file: { fileId: FILE, capacity: null, usesClasses: null },
    });
  });

  it.each([
    ['another file', company('{0bbbbbbb-1111-4222-8333-444444444444}') + accounts],
    ['no file', accounts],
    ['no accounts', company(FILE)],
  ])('%s is of no use', (_, responses) => {
    expect(told(RUNNING, responses)).toMatchObject({ kind: 'nothing' });
  });
});

describe('the next portion', () => {
  const next = (portion: number, elapsedMs: number, broken = 0) =>
    withItems('c', { ...begun(RUNNING, broken), portion }, [], { iteratorID: 'i', remaining: 9 }, elapsedMs)
      .running.portion;

  it('has as many items as fit into 15 seconds, not too many more than the one before, and fewer after one that broke off', () => {
    expect(next(100, 100)).toBe(400);
    expect(next(100, 7_500)).toBe(200);
    expect(next(400, 60_000)).toBe(100);
    expect(next(1, 600_000)).toBe(1);
    expect(next(1_600, 100)).toBe(2_000);
    expect(next(100, 100, 1)).toBe(200);
    expect(begun(RUNNING, 5).portion).toBe(20);
  });
});
