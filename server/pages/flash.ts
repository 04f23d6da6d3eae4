/** The result of what was just done, told on the page that comes next. */
import type { Refusal } from '../codes/queue.ts';
import type { Flash } from '../identity/web-sessions.ts';

const TOLD_MAX = 20;
const TEXT_MAX = 500;

/** All was done. */
export const done = (message: string): Flash => ({ kind: 'done', message });
/** Nothing was done, and why. */
export const notDone = (message: string): Flash => ({ kind: 'notDone', message });

/** How many, and which not and why: the first twenty by name. */
export function outcomeFlash(message: string, count: number, refused: readonly Refusal[]): Flash {
  const kind = refused.length === 0 ? 'done' : count === 0 ? 'notDone' : 'partly';
  return {
    kind,
    message,
    details: refused.slice(0, TOLD_MAX).map(({ code, reason }) => `${code}: ${reason}`.slice(0, TEXT_MAX)),
    more: Math.max(0, refused.length - TOLD_MAX),
  };
}
