import { describe, expect, it } from 'vitest';
import { add, answerOf, FILE, OWNER, quickbooks, set, setStatus, statuses } from './message-sets.ts';

describe('a person in QuickBooks', () => {
  it('adds, renames, moves, deactivates and deletes items; sub-items follow', () => {
    const simulated = quickbooks();
    for (const fullName of ['01', '01:01-100', '02']) simulated.addItem(fullName);
    const before = simulated.itemByFullName('01');
    simulated.renameItem('01', 'General');
    expect(simulated.itemByFullName('general:01-100')?.parent).toBe('General');
    expect(simulated.itemByFullName('General')?.listID).toBe(before?.listID);
    expect(simulated.itemByFullName('General')?.editSequence).not.toBe(before?.editSequence);
    simulated.moveItem('General:01-100', '02');
    simulated.deactivateItem('02:01-100');
    expect(simulated.itemByFullName('02:01-100')).toMatchObject({ isActive: false, level: 1 });
    simulated.deleteItem('General');
    expect(simulated.items.map((item) => item.fullName)).toEqual(['02:01-100', '02']);
    expect(() => simulated.addItem('02')).toThrow('in use');
    expect(simulated.addsOf('02')).toBe(0);
  });
});

describe('an edit by a person', () => {
  const GUID = '{12345678-1234-1234-1234-123456789ABC}';
  const ticking = () => {
    let now = Date.parse('2026-03-02T08:00:00Z');
    const simulated = quickbooks({
      clock: () => {
        now += 1_000;
        return new Date(now);
      },
    });
    answerOf(
      simulated,
      set(add('03') + add('03-100', { parent: '03', after: `<ExternalGUID>${GUID}</ExternalGUID>` })),
    );
    return simulated;
  };

  it('moves EditSequence and TimeModified, and nothing else that identifies the item', () => {
    const simulated = ticking();
    const edits: [string, (fullName: string) => void][] = [
      ['description', (fullName) => simulated.editItem(fullName, { description: 'Footings' })],
      ['account', (fullName) => simulated.editItem(fullName, { incomeAccount: 'Service Income' })],
      ['inactive', (fullName) => simulated.deactivateItem(fullName)],
      ['active', (fullName) => simulated.activateItem(fullName)],
      ['parent', (fullName) => simulated.moveItem(fullName, null)],
    ];
    for (const [what, edit] of edits) {
      const before = simulated.items[1]!;
      edit(before.fullName);
      const after = simulated.items[1]!;
      expect(after.modified.getTime(), what).toBeGreaterThan(before.modified.getTime());
      expect(Number(after.editSequence), what).toBeGreaterThan(Number(before.editSequence));
      expect(after, what).toMatchObject({ listID: before.listID, externalGUID: GUID });
    }
    expect(simulated.itemByFullName('03-100')).toMatchObject({
      description: 'Footings',
      incomeAccount: 'Service Income',
    });
  });

  it('keeps an item at one side or at two', () => {
    const simulated = ticking();
    expect(() => simulated.editItem('03', { expenseAccount: 'Job Expenses' })).toThrow('cannot get');
    simulated.addItem('04', { incomeAccount: 'Service Income', expenseAccount: 'Job Expenses' });
    simulated.editItem('04', { expenseAccount: 'Office Supplies', description: 'd' });
    expect(simulated.itemByFullName('04')).toMatchObject({
      description: 'd',
      incomeAccount: 'Service Income',
      expenseAccount: 'Office Supplies',
    });
  });

  it('that renames a parent gives its sub-items another FullName; they themselves are not modified', () => {
    const simulated = ticking();
    const before = simulated.itemByFullName('03:03-100');
    simulated.renameItem('03', 'Concrete');
    expect(simulated.itemByFullName('Concrete:03-100')).toEqual({
      ...before,
      fullName: 'Concrete:03-100',
      parent: 'Concrete',
    });
    const query = set('<ItemQueryRq><FullName>Concrete:03-100</FullName></ItemQueryRq>');
    expect(answerOf(simulated, query)).toContain(`<ExternalGUID>${GUID}</ExternalGUID>`);
  });

  it('is seen in queries: a service item that a person made has an account too', () => {
    const simulated = quickbooks();
    simulated.addItem('05', { description: 'Metals' });
    simulated.deactivateItem('05');
    const query = set('<ItemQueryRq><FullName>05</FullName></ItemQueryRq>');
    expect(answerOf(simulated, query)).toMatch(
      /<IsActive>false<.*<Desc>Metals<.*<AccountRef>.*<FullName>Construction Income</s,
    );
  });
});

describe('a backup that is restored', () => {
  const filled = () => {
    const simulated = quickbooks();
    simulated.setDataExt(OWNER, 'FileID', FILE);
    answerOf(simulated, set(add('01'), ' newMessageSetID="A"'));
    const backup = simulated.backup();
    answerOf(simulated, set(add('02', { parent: '01' }), ' newMessageSetID="B"'));
    simulated.renameItem('01', 'General');
    simulated.addAccount({ fullName: 'Roofing', type: 'Income' });
    return { simulated, backup, before: simulated.itemByFullName('General:02') };
  };

  it('has items, accounts and FileID as they were, again and again', () => {
    const { simulated, backup, before } = filled();
    for (let times = 0; times < 2; times += 1) {
      simulated.restoreBackup(backup);
      expect(simulated.items.map((item) => item.fullName)).toEqual(['01']);
      expect(simulated.file.account('Roofing')).toBeUndefined();
      expect(simulated.dataExt(OWNER, 'FileID')).toBe(FILE);
      simulated.renameItem('01', 'Changed');
      expect(statuses(simulated, set(add('02', { parent: 'Changed' })))).toEqual(['0']);
      expect(simulated.itemByFullName('Changed:02')?.listID).not.toBe(before?.listID);
    }
  });

  it('has forgotten the message sets, keeps them, or knows those of the backup', () => {
    const ids = (memory?: 'gone' | 'kept' | 'asInBackup') => {
      const { simulated, backup } = filled();
      simulated.restoreBackup(backup, memory);
      return simulated.messageSets.ids;
    };
    expect(ids()).toEqual([]);
    expect(ids('kept')).toEqual(['A', 'B']);
    expect(ids('asInBackup')).toEqual(['A']);
  });

  it('may answer from memory what is not in the file any more', () => {
    const { simulated, backup } = filled();
    simulated.restoreBackup(backup, 'kept');
    const text = set(add('02', { parent: '01' }), ' newMessageSetID="B"');
    expect(setStatus(answerOf(simulated, text))).toBe('0');
    expect(simulated.itemByFullName('01:02')).toBeUndefined();
    expect(statuses(simulated, set(add('02', { parent: '01' })))).toEqual(['0']);
  });
});
