/** A code that has failed is not tried again by itself: no advice of one that waits for another try is given to it. */
import type { HelpTopic } from '../help/topics.ts';

/** Topics of codes that wait, each with the one that tells what to do once such a code has failed. */
export const ONCE_FAILED: Readonly<Partial<Record<HelpTopic, HelpTopic>>> = {
  lock: 'still-locked',
  'not-now': 'refused-once',
  'internal-error': 'still-internal-error',
  'not-processed': 'never-told',
  unfinished: 'never-told',
  'not-answered': 'never-told',
  'answer-too-large': 'never-told',
  unclear: 'never-told',
  'with-others': 'unreadable',
  'all-unreadable': 'unreadable',
  'waits-for-parent': 'parent',
  'waits-for-children': 'refused-once',
  'waits-for-active-parent': 'parent',
};

/** The problem of a code that has failed. */
export function onceFailed<P extends { readonly help: HelpTopic }>(problem: P): P {
  const help = ONCE_FAILED[problem.help];
  return help === undefined ? problem : { ...problem, help };
}
