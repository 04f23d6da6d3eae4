/** How a session ended. */

import type { Html } from '../../html.ts';
import { badge } from '../components/status.ts';
import { outcomeWords, type SessionView } from './session-words.ts';

const SIGNS = { good: '✓', bad: '✕', calm: '○' } as const;

/** Told in the list and on the session's own page. */
export function outcomeBadge(view: SessionView): Html {
  const { words, tone } = outcomeWords(view);
  return badge(tone, SIGNS[tone], words);
}
