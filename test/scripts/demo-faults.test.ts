// The demonstration of faults must not pass by mistake: its list is what it claims to be, and its checks see what is wrong.
import { describe, expect, it } from 'vitest';
import { check, type Ending, endingTable } from '../../scripts/demo/fault-checks.ts';
import {
  asCsv,
  codesOf,
  DEMO_CODES,
  fill,
  KINDS,
  type Kind,
  type KindName,
} from '../../scripts/demo/fault-codes.ts';
import { STAGES } from '../../scripts/demo/fault-stages.ts';
import { wrapped } from '../../scripts/demo/wrapped.ts';
import { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import type { CostCode } from '../../scripts/services/client.ts';
import { add, answerOf, set } from './message-sets.ts';

/** As it ends when everything goes right. */
function ending(): Ending & { codes: Map<string, CostCode>; adopted: Set<string> } {
  const quickbooks = new SimulatedQuickBooks();
  fill(quickbooks);
  const codes = new Map<string, CostCode>();
  const adopted = new Set<string>();
  for (const { code, description, parent, kind } of DEMO_CODES) {
    const { status, adds, statusCode }: Kind = KINDS[kind];
    if (adds === 1) answerOf(quickbooks, set(add(code, parent === null ? {} : { parent })));
    if (kind === 'adopted') adopted.add(code);
    const fullName = parent === null ? code : `${parent}:${code}`;
    codes.set(code, {
      code,
      description,
      parent,
      status,
      itemName: code,
      waitingFor: status === 'accepted' ? parent : null,
      fullName,
      listId: status === 'synced' ? (quickbooks.itemByFullName(fullName)?.listID ?? null) : null,
      preflight: null,
      problem:
        status === 'failed'
          ? { statusCode: statusCode ?? null, message: 'words', advice: 'next step' }
          : null,
    });
  }
  const counts = { unsynced: 0, pending: 0, accepted: 0, exporting: 0, synced: 0, failed: 0, rejected: 0 };
  return { quickbooks, codes, adopted, status: { counts, alarms: [] } };
}

describe('the list of the demonstration of faults', () => {
  it('has codes of every kind, each once, and each is sent in exactly one stage', () => {
    for (const kind of Object.keys(KINDS) as KindName[]) expect(codesOf(kind), kind).not.toEqual([]);
    expect(new Set(DEMO_CODES.map(({ code }) => code)).size).toBe(DEMO_CODES.length);
    const sent = STAGES.flatMap(({ divisions }) => divisions).sort();
    const divisions = DEMO_CODES.filter(({ parent }) => parent === null).map(({ code }) => code);
    expect(sent).toEqual(divisions.sort());
    expect(DEMO_CODES.length).toBeGreaterThanOrEqual(60);
    expect(asCsv(DEMO_CODES).toString().split('\r\n')).toHaveLength(DEMO_CODES.length + 1);
  });
});

describe('the checks of the demonstration of faults', () => {
  it('find nothing where everything ended as it must', () => {
    expect(check(ending())).toEqual([]);
    expect(endingTable(ending())).toContain('in QuickBooks already');
  });

  it('see a code that ended otherwise, or without its reason', () => {
    const wrong = ending();
    const change = (code: string, more: Partial<CostCode>) =>
      wrong.codes.set(code, { ...wrong.codes.get(code)!, ...more });
    change('01-100', { status: 'exporting' });
    change('05-400', { problem: null });
    change('03-700', { problem: { statusCode: '3140', message: '', advice: ' ' } });
    change('90-100', { waitingFor: null });
    change('09-100', { listId: 'another' });
    wrong.codes.delete('10-100');
    wrong.adopted.delete('03-100');
    expect(check(wrong).map((problem) => problem.replace(/ \(.*?\)/, ''))).toEqual([
      '01-100: is exporting, not synced',
      '03-100: its history does not say that it was adopted',
      '03-700: shows 3140, not 3100',
      '03-700: shows no message',
      '03-700: shows no advice',
      '05-400: has no problem to show',
      '90-100: waits for null, not for 90',
      '09-100: no service item 09:09-100 with ListID another in QuickBooks',
      '10-100: the service does not know it',
      '10:10-100 is in QuickBooks, but is no code',
    ]);
  });

  it('see what is in QuickBooks twice, or is not wanted there, and an alarm that stays', () => {
    const wrong = ending();
    wrong.quickbooks.renameItem('06:06-100', 'Old framing');
    answerOf(wrong.quickbooks, set(add('06-100', { parent: '06' }) + add('XX')));
    wrong.codes.get('06-100')!.listId = wrong.quickbooks.itemByFullName('06:06-100')?.listID ?? null;
    wrong.status.alarms.push({ code: 'account', message: 'No such account.', since: '' });
    expect(check(wrong)).toEqual([
      '06-100 (nothing in its way): added 2 times, not 1',
      '06:06-100 was added more than once',
      'alarm account is still on: No such account.',
      'XX is in QuickBooks, but is no code',
    ]);
  });
});

describe('a text that is printed', () => {
  it('is broken at blanks, long words stay whole', () => {
    expect(wrapped('one two  three', '> ', 9)).toBe('> one two\n>   three');
    expect(wrapped('a-very-long-word and more', '> ', 9)).toBe('> a-very-long-word\n>   and\n>   more');
  });
});
