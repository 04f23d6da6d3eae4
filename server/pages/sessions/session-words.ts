/** A session with QuickBooks in words. */
import type { sessionView } from '../../doors/views.ts';

/** A session as the HTTP interface tells it. */
export type SessionView = ReturnType<typeof sessionView>;

/** How it ended, and whether somebody should look at it. */
export interface OutcomeWords {
  readonly words: string;
  readonly tone: 'good' | 'bad' | 'calm';
}

/** Every outcome in words. */
export function outcomeWords({ outcome, failed, notDone }: SessionView): OutcomeWords {
  switch (outcome) {
    case null:
      return { words: 'Under way', tone: 'calm' };
    case 'done':
      return failed > 0
        ? { words: 'Finished, some failed', tone: 'bad' }
        : notDone > 0
          ? { words: 'Finished, some are tried again', tone: 'calm' }
          : { words: 'Finished', tone: 'good' };
    case 'error':
      return { words: 'Stopped by an error', tone: 'bad' };
    case 'file':
      return { words: 'Not the right company file', tone: 'bad' };
    case 'connectionError':
      return { words: 'QuickBooks not reached', tone: 'bad' };
    case 'passwordChanged':
      return { words: 'New connector password', tone: 'calm' };
    case 'superseded':
      return { words: 'Superseded', tone: 'calm' };
    default:
      return { words: String(outcome), tone: 'calm' };
  }
}

const SECOND = 1_000;

/** "4 s", "2 min 5 s", "1 h 3 min". */
export function duration(ms: number): string {
  if (ms < SECOND) return 'under 1 s';
  const seconds = Math.round(ms / SECOND);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** From its start to its end, or to its last call so far. */
export function durationOf({ startedAt, endedAt, lastCallAt }: SessionView): string {
  return duration(Date.parse(endedAt ?? lastCallAt) - Date.parse(startedAt));
}

/** "3 synced (1 taken over), 1 failed", or that there was nothing. */
export function countsOf({ synced, adopted, failed, notDone }: SessionView): string {
  const parts = [
    synced > 0 ? `${synced} synced${adopted > 0 ? ` (${adopted} taken over)` : ''}` : '',
    failed > 0 ? `${failed} failed` : '',
    notDone > 0 ? `${notDone} to be tried again` : '',
  ].filter(Boolean);
  return parts.join(', ') || 'no codes';
}
