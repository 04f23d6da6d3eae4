/** Codes as earlier versions stored them, brought to their present form when they are read: the only place that knows of it. */

import type { CostCode, Problem } from './model.ts';
import { onceFailed } from './once-failed.ts';

/** The advice was kept with a problem, and in it what has the name of the code. */
type ProblemBefore = Problem & { readonly advice?: string };

/** A problem in its present form. */
export function problemOfBefore(stored: ProblemBefore): Problem {
  if (stored.advice === undefined) return stored;
  const { advice, ...problem } = stored;
  const holder = /^The name is held by (.*): in QuickBooks open /s.exec(advice)?.[1];
  return holder === undefined ? problem : { ...problem, holder };
}

/** What came with changes of codes in QuickBooks. */
type Later = 'told' | 'toldAt' | 'active' | 'settled' | 'drift' | 'drifted';

/** It was kept with each code whether its parent was to be named by its FullName, and not in how many sessions it was passed over. */
type CodeBefore = Omit<CostCode, 'vainSessions' | Later> &
  Partial<CostCode> & { readonly parentByName?: boolean };

/** A code in its present form. */
export function codeOfBefore(before: CodeBefore): CostCode {
  const { parentByName: _, ...stored } = before;
  const { problem, vainSessions = 0, told = null, toldAt = null, active = true } = stored;
  const { settled = null, drift = null, drifted = '' } = stored;
  const shown = problem && problemOfBefore(problem);
  const present = shown && stored.status === 'failed' ? onceFailed(shown) : shown;
  return { ...stored, problem: present, vainSessions, told, toldAt, active, settled, drift, drifted };
}
