/** A code's history has an end: what comes again is one entry, and of what is too long the first and the latest stay. */
import { describe, expect, it } from 'vitest';
import { withEntry } from '../../server/codes/history.ts';
import type { CodeStatus, HistoryEntry } from '../../server/codes/model.ts';

type Step = readonly [from: CodeStatus | null, to: CodeStatus, why: string, by?: string];

let clock = 0;
const entryOf = ([from, to, why, by = 'connector']: Step): HistoryEntry => ({
  at: new Date(Date.UTC(2026, 2, 2) + clock++ * 60_000).toISOString(),
  by,
  from,
  to,
  why,
});

const walked = (...steps: readonly Step[]): HistoryEntry[] => {
  clock = 0;
  return steps.reduce<HistoryEntry[]>((history, step) => withEntry(history, entryOf(step)), []);
};

const times = <T>(count: number, of: (round: number) => readonly T[]): T[] =>
  Array.from({ length: count }, (_, round) => of(round)).flat();

const ADDED: Step = [null, 'unsynced', 'added by import', 'Jane'];
const SENT: Step = ['unsynced', 'pending', 'sent for approval', 'Jane'];
const ACCEPTED: Step = ['pending', 'accepted', 'accepted', 'Max'];
const TAKEN: Step = ['accepted', 'exporting', 'taken into a message set for QuickBooks'];
const NOT_DONE: Step = ['exporting', 'accepted', 'The request has not been processed.'];
const FAILED: Step = ['exporting', 'failed', 'No.'];
const RETRIED: Step = ['failed', 'accepted', 'to be tried again', 'Max'];
const RECALLED: Step = ['failed', 'unsynced', 'recalled', 'Jane'];

const told = (history: readonly HistoryEntry[]) => history.map((each) => [each.why, each.times ?? 1]);

describe('a history', () => {
  it('of a day with a session each minute is a few entries, with how often, since when and the last time', () => {
    const history = walked(ADDED, SENT, ACCEPTED, ...times(1_440, () => [TAKEN, NOT_DONE]));
    expect(told(history)).toEqual([
      ['added by import', 1],
      ['sent for approval', 1],
      ['accepted', 1],
      ['taken into a message set for QuickBooks', 1_440],
      ['The request has not been processed.', 1_440],
    ]);
    expect(history.at(-1)).toEqual({
      at: '2026-03-04T00:02:00.000Z',
      by: 'connector',
      from: 'exporting',
      to: 'accepted',
      why: 'The request has not been processed.',
      times: 1_440,
      since: '2026-03-02T00:04:00.000Z',
    });
    expect(history[0]).not.toHaveProperty('times');
  });

  it.each<{ title: string; round: readonly Step[] }>([
    { title: 'one step', round: [['unsynced', 'unsynced', 'accounts changed', 'Jane']] },
    { title: 'retried and failed again', round: [RETRIED, TAKEN, FAILED] },
    {
      title: 'recalled, sent, accepted and failed again',
      round: [RECALLED, SENT, ACCEPTED, TAKEN, FAILED],
    },
  ])('folds a round of $title', ({ round }) => {
    const history = walked(ADDED, ...times(500, () => round));
    expect(told(history)).toEqual([['added by import', 1], ...round.map(([, , why]) => [why, 500])]);
  });

  it('counts tries of different numbers as one, and shows the last', () => {
    const history = walked(
      ADDED,
      ...times(60, (round): Step[] => [TAKEN, ['exporting', 'accepted', `In use. (try ${round + 1})`]]),
    );
    expect(told(history).slice(1)).toEqual([
      ['taken into a message set for QuickBooks', 60],
      ['In use. (try 60)', 60],
    ]);
  });

  it.each<readonly [string, Step]>([
    ['by somebody else', ['exporting', 'accepted', 'The request has not been processed.', 'Max']],
    ['for another reason', ['exporting', 'accepted', 'In use.']],
    ['with another end', ['exporting', 'failed', 'The request has not been processed.']],
  ])('does not fold what came %s', (_, other) => {
    expect(walked(ADDED, TAKEN, NOT_DONE, TAKEN, other)).toHaveLength(5);
  });

  it('of ten thousand different edits keeps the first and the latest, says how many are left out, and hangs together', () => {
    const edits = times(10_000, (round): Step[] => [
      [round % 2 === 0 ? 'unsynced' : 'pending', round % 2 === 0 ? 'pending' : 'unsynced', `edit ${round}`],
    ]);
    const history = walked(ADDED, ...edits);
    expect(history.length).toBeLessThan(150);
    expect(history[0]?.why).toBe('added by import');
    expect(history[1]?.why).toBe('edit 0');
    expect(history.at(-1)?.why).toBe('edit 9999');
    const gap = history.find(({ leftOut }) => leftOut !== undefined);
    expect(gap?.why).toBe(`${gap?.leftOut?.toLocaleString('en-US')} entries are left out here`);
    expect(history.reduce((sum, { leftOut = 1 }) => sum + leftOut, 0)).toBe(10_001);
    for (const [index, { from }] of history.entries()) expect(from).toBe(history[index - 1]?.to ?? null);
    expect(history.indexOf(gap as HistoryEntry)).toBe(20);
    expect(gap?.since).toBe('2026-03-02T00:20:00.000Z');
    expect(gap && gap.at > (gap.since ?? '')).toBe(true);
  });

  it('has an end in characters, too, whatever QuickBooks says', () => {
    const long = times(300, (round): Step[] => [
      TAKEN,
      ['exporting', 'accepted', `${round} ${'x'.repeat(50_000)}`],
    ]);
    const history = walked(ADDED, ...long);
    expect(JSON.stringify(history).length).toBeLessThan(250_000);
    expect(history.at(-1)?.why.startsWith('299 xxx')).toBe(true);
    expect(history.reduce((sum, { leftOut = 1 }) => sum + leftOut, 0)).toBe(601);
  });
});
