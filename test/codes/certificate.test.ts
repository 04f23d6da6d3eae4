/** The certificate of a code: what its history proves to an auditor. */
import { expect, it } from 'vitest';
import { certificateOf } from '../../server/codes/certificate.ts';
import type { CodeStatus, HistoryEntry } from '../../server/codes/model.ts';

let minute = 0;
const entry = (from: CodeStatus, to: CodeStatus, by: string): HistoryEntry => ({
  at: `2026-03-02T08:${String(minute++).padStart(2, '0')}:00.000Z`,
  by,
  from,
  to,
  why: '',
});

it('names who accepted the code, not who retried it or gave it other accounts', () => {
  const history = [
    entry('unsynced', 'pending', 'ann'),
    entry('pending', 'accepted', 'bob'),
    entry('accepted', 'accepted', 'cid'),
    entry('accepted', 'exporting', 'connector'),
    entry('exporting', 'failed', 'connector'),
    entry('failed', 'accepted', 'dora'),
    entry('accepted', 'exporting', 'connector'),
    entry('exporting', 'synced', 'connector'),
  ];
  const { first } = certificateOf({ history });
  expect(first?.accepted).toEqual({ by: 'bob', at: history[1]?.at });
  expect(first?.sent?.times).toBe(2);
});
