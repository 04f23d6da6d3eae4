/** What can become of a request, in the few ways in which the rules say it. */

import type { Problem } from '../codes/model.ts';
import type { HelpTopic } from '../help/topics.ts';
import type { ExportSet, Fault, RequestOutcome, Word } from './model.ts';
import { readStatus } from './statuses.ts';

/** Said in QuickBooks' place where it gives 0x80040400 without words. */
export const UNREAD = 'QuickBooks refused to read the message set.';

/** A problem in our words or QuickBooks'. */
export function problemOf(help: HelpTopic, message: string, statusCode: string | null = null): Problem {
  return { statusCode, message, help };
}

/** QuickBooks says that it did it ("Status OK"), which is nothing that a code could fail for. */
export const isDone = ({ statusCode, message }: Problem): boolean =>
  statusCode !== null && readStatus(statusCode, message).means === 'done';

/** In QuickBooks' code and words about the request, where it has refused it; else as `problem` says. */
export function inItsWords(word: Word | undefined, problem: Problem): Problem {
  if (word?.kind !== 'question') return problem;
  const { statusCode, message } = word.problem;
  return statusCode === null || isDone(word.problem) ? problem : { ...problem, statusCode, message };
}

/** It has its outcome: nothing is to be asked any more. */
export const isSettled = (word: Word | undefined): word is RequestOutcome =>
  word !== undefined && word.kind !== 'question' && word.kind !== 'absent';

/** Refused for good, as long as nobody changes anything. */
export function failed(problem: Problem, why = problem.message): RequestOutcome & { kind: 'failed' } {
  return { kind: 'failed', problem, why, fault: null };
}

/** Another try is worth it; `counts`: whether this one was a try. */
export function notDone(
  counts: 'no' | 'session' | 'passing' | 'lock',
  again: 'now' | 'nextSession',
  problem: Problem,
  fault: Fault | null = null,
): RequestOutcome & { kind: 'notDone' } {
  return { kind: 'notDone', problem, counts, again, fault };
}

/** What is no fault of what was asked, whatever kind of request it is. */
export function notNow(
  means: 'locked' | 'passing' | 'notProcessed' | 'unavailable' | 'readOnly' | 'permission',
  problem: Problem,
): RequestOutcome {
  switch (means) {
    case 'locked':
      return notDone('lock', 'nextSession', problem);
    case 'passing':
      return notDone('passing', 'nextSession', problem);
    case 'notProcessed':
      return notDone('session', 'nextSession', problem);
    case 'unavailable':
      return notDone('no', 'nextSession', problem, { code: 'connection' });
    case 'readOnly':
      return notDone('no', 'nextSession', problem, { code: 'readOnly' });
    case 'permission':
      return notDone('no', 'now', problem, { code: 'permission' });
  }
}

/** With what is known now; with an outcome for each request the set is answered. */
export function withWords(set: ExportSet, words: ReadonlyMap<string, Word>): ExportSet {
  const all = { ...set.words, ...Object.fromEntries(words) };
  const isWhole = set.requests.every((request) => isSettled(all[request.requestID]));
  return { ...set, words: all, phase: isWhole ? 'answered' : 'open' };
}
