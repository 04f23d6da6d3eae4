/** Codes as earlier versions stored them, brought to their present form when they are read: the only place that knows of it. */
import type { CostCode, Problem } from './model.ts';

/** The advice was kept with a problem, and in it what has the name of the code. */
type ProblemBefore = Problem & { readonly advice?: string };

/** A problem in its present form. */
export function problemOfBefore(stored: ProblemBefore): Problem {
  if (stored.advice === undefined) return stored;
  const { advice, ...problem } = stored;
  const holder = /^The name is held by (.*): in QuickBooks open /s.exec(advice)?.[1];
  return holder === undefined ? problem : { ...problem, holder };
}

/** A code in its present form. Sessions in which QuickBooks did not come to it were not counted. */
export function codeOfBefore(stored: Omit<CostCode, 'vainSessions'> & Partial<CostCode>): CostCode {
  const { problem, vainSessions = 0 } = stored;
  return { ...stored, problem: problem && problemOfBefore(problem), vainSessions };
}
