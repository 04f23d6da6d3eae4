import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULTS, type Fault } from '../../scripts/quickbooks/faults.ts';
import { PRESETS, type PresetName, preset } from '../../scripts/quickbooks/presets.ts';
import { AnswerLost } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { needShared } from '../support/shared.ts';
import { add, answerOf, messageOf, quickbooks, REFUSED, set, statuses } from './message-sets.ts';

describe('a fault', () => {
  it('hresult refuses the next set and executes nothing', () => {
    const simulated = quickbooks({
      faults: [{ kind: 'hresult', hresult: '0x80040402', message: 'Unexpected.' }],
    });
    expect(simulated.processRequest(set(add('01')))).toMatchObject({
      hresult: '0x80040402',
      message: 'Unexpected.',
    });
    expect(simulated.items).toEqual([]);
    expect(statuses(simulated, set(add('01')))).toEqual(['0']);
  });

  it('poison refuses each set that holds such a name, until it is switched off', () => {
    const simulated = quickbooks();
    const off = simulated.faults.add({ kind: 'poison', names: ['02'] });
    for (let times = 0; times < 3; times += 1)
      expect(simulated.processRequest(set(add('01') + add('02')))).toMatchObject(REFUSED);
    expect(statuses(simulated, set(add('01')))).toEqual(['0']);
    off();
    expect(statuses(simulated, set(add('02')))).toEqual(['0']);
  });

  it('status answers such a request with it', () => {
    const simulated = quickbooks({
      faults: [{ kind: 'status', names: /^02/, code: '3175', message: 'In use.', times: 1 }],
    });
    expect(statuses(simulated, set(add('01') + add('02')))).toEqual(['0', '3175']);
    expect(statuses(simulated, set(add('02')))).toEqual(['0']);
  });

  it('loseAnswer, cutAnswer and hresultAfter lose the answer of a set that was executed', () => {
    const simulated = quickbooks({ faults: [{ kind: 'loseAnswer', names: ['01'] }] });
    expect(() => simulated.processRequest(set(add('01')))).toThrow(AnswerLost);
    simulated.faults.add({ kind: 'cutAnswer', keep: 0.9 });
    expect(answerOf(simulated, set(add('02')))).not.toContain('</QBXML>');
    simulated.faults.add({ kind: 'hresultAfter', hresult: '0x80040402' });
    expect(simulated.processRequest(set(add('03')))).toMatchObject({ hresult: '0x80040402' });
    expect(simulated.adds).toEqual(['01', '02', '03']);
  });
});

describe('an answer that was tampered with', () => {
  const THREE = set(add('01') + add('02') + add('03'));
  const idsOf = (response: string): string[] =>
    [...response.matchAll(/requestID="([^"]*)"/g)].map(([, id]) => id ?? '');
  const first = (fault: Fault) => {
    const simulated = quickbooks({ faults: [fault] });
    const response = answerOf(simulated, THREE);
    // Everything was done, and the fault is over after one set.
    expect(simulated.adds).toEqual(['01', '02', '03']);
    expect(idsOf(answerOf(simulated, THREE))).toEqual(['01', '02', '03']);
    return response;
  };

  it('lacks the responses to the requests named', () => {
    expect(idsOf(first({ kind: 'dropResponses', names: ['02'] }))).toEqual(['01', '03']);
    expect(idsOf(first({ kind: 'dropResponses' }))).toEqual([]);
  });

  it('has them twice, in the opposite order, or under requestIDs that nobody has sent', () => {
    expect(idsOf(first({ kind: 'doubleResponses', names: ['02'] }))).toEqual(['01', '02', '02', '03']);
    expect(idsOf(first({ kind: 'shuffleResponses' }))).toEqual(['03', '02', '01']);
    expect(idsOf(first({ kind: 'foreignRequestIDs', names: ['02'] }))).toEqual(['01', 'nobody-1', '03']);
  });

  it('lacks the Ret block of what was done', () => {
    const response = first({ kind: 'withoutRet', names: ['02'] });
    expect(response).toContain(
      '<ItemServiceAddRs requestID="02" statusCode="0" statusSeverity="Info" statusMessage="Status OK" />',
    );
    expect(response.match(/<ItemServiceRet>/g)).toHaveLength(2);
  });

  it('is no XML at all', () => {
    expect(first({ kind: 'garbleAnswer' })).toMatch(/^<!DOCTYPE html>/);
    expect(first({ kind: 'garbleAnswer', text: 'Bad Gateway' })).toBe('Bad Gateway');
  });

  it('is stored whole all the same, and waits for sets that hold the names', () => {
    const simulated = quickbooks({ faults: [{ kind: 'dropResponses', names: ['02'] }] });
    expect(idsOf(answerOf(simulated, set(add('00'))))).toEqual(['00']);
    const text = set(add('01') + add('02'), ' newMessageSetID="A"');
    expect(idsOf(answerOf(simulated, text))).toEqual(['01']);
    expect(idsOf(answerOf(simulated, text))).toEqual(['01', '02']);
    expect(simulated.addsOf('02')).toBe(1);
  });

  it('says with a warning what was done', () => {
    const simulated = quickbooks({
      faults: [{ kind: 'warning', names: ['02'], code: '550', message: 'Cannot save notes.' }],
    });
    const response = answerOf(simulated, THREE);
    expect(response).toMatch(
      /requestID="02" statusCode="550" statusSeverity="Warn" statusMessage="Cannot save notes.">\n<ItemServiceRet>/,
    );
    expect(simulated.addsOf('02')).toBe(1);
    // What is not done has its own status.
    expect(statuses(simulated, THREE)).toEqual(['3100', '3100', '3100']);
  });
});

describe('a preset', () => {
  const names = Object.keys(PRESETS) as PresetName[];

  it.each(names)('%s bites where its kind says, until it is switched off', (name) => {
    const simulated = quickbooks();
    const { fault } = PRESETS[name];
    const off = simulated.faults.add(preset(name, { times: 1 }));
    const { at } = FAULTS[fault.kind];
    if (fault.kind === 'cannotOpen') {
      expect(at).toBe('open');
      const { hresult, message } = fault;
      expect(simulated.openCompanyFile('')).toEqual({ hresult, message });
    } else if (fault.kind === 'hresult') {
      expect(simulated.processRequest(set(add('01')))).toMatchObject({ hresult: fault.hresult });
    } else if (fault.kind === 'status') {
      expect(statuses(simulated, set('<CompanyQueryRq/>'))).toEqual(['0']);
      expect(statuses(simulated, set(add('01')))).toEqual([fault.code]);
    } else if (fault.kind === 'query') {
      expect(statuses(simulated, set(`<${fault.request}/>`))).toEqual([fault.code]);
      simulated.faults.add(preset(name, { times: 1 }));
      const told = simulated.hostCompanyPreferences('{11111111-2222-4333-8444-555555555555}');
      expect(told).toContain(
        `<CompanyQueryRs requestID="1" statusCode="${fault.code}" statusSeverity="Error"`,
      );
      expect(told).toContain('<HostQueryRs requestID="0" statusCode="0"');
    } else {
      throw new Error(`no test for a preset of kind ${fault.kind}`);
    }
    expect(simulated.adds).toEqual([]);
    off();
    expect(simulated.openCompanyFile('')).toHaveProperty('companyFile');
    expect(statuses(simulated, set(add('01')))).toEqual(['0']);
  });

  it('is about the names given, and lasts', () => {
    const simulated = quickbooks({ faults: [preset('listModified', { names: ['02'] })] });
    const text = set(add('01') + add('02'));
    expect(statuses(simulated, text)).toEqual(['0', '3180']);
    expect(statuses(simulated, text)).toEqual(['3100', '3180']);
    expect(messageOf(answerOf(simulated, set(add('02'))))).toBe(
      'There was an error when saving a Items list, element "02". QuickBooks error message: This list has been modified by another user.',
    );
  });

  it('that is called recorded has the recorded words', (context) => {
    const folder = needShared(context, 'samples', 'qbxml');
    const recorded = readFileSync(`${folder}/status_messages_recorded.tsv`, 'utf8');
    // The recordings are about another list and its elements.
    const asRecorded = (message: string): string =>
      message
        .replace('a Items list, element "NAME"', 'a Customer list, element "Newcastle Tenants Federation"')
        .replace('NAME', '495-1718624050');
    const claimed = names.map((name) => PRESETS[name]).filter(({ grade }) => grade === 'recorded');
    expect(claimed).not.toEqual([]);
    for (const { fault } of claimed) {
      if (fault.kind !== 'status') throw new Error(`${fault.kind} is not in the table of statuses`);
      const words = typeof fault.message === 'function' ? fault.message('NAME') : (fault.message ?? '');
      expect(recorded).toContain(`${fault.code}\tError\t${asRecorded(words)}\t`);
    }
  });
});

describe('a slow QuickBooks', () => {
  it('tells how long each request takes, and may become slow suddenly', () => {
    let now = Date.parse('2026-03-02T08:00:00Z');
    const simulated = quickbooks({
      clock: () => new Date(now),
      requestTakes: ({ number }) => (number > 2 ? 5_000 : 100),
      onTime: (milliseconds) => {
        now += milliseconds;
      },
    });
    answerOf(simulated, set(add('01') + add('02') + add('03')));
    expect(now).toBe(Date.parse('2026-03-02T08:00:05.200Z'));
    expect(simulated.itemByFullName('03')?.modified).toEqual(new Date('2026-03-02T08:00:05.200Z'));
  });

  it('takes no time for what it does not do: a refused set, a stored answer', () => {
    const times: number[] = [];
    const simulated = quickbooks({ requestTakes: 100, onTime: (milliseconds) => times.push(milliseconds) });
    const text = set(add('01'), ' newMessageSetID="A"');
    answerOf(simulated, text);
    answerOf(simulated, text);
    expect(simulated.processRequest(set('<NoRq/>'))).toMatchObject(REFUSED);
    expect(times).toEqual([100]);
  });
});
