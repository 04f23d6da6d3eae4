/** Why codes wait, who can do something about it, and the next step: one pure function from what is known to causes, ranked. */
import { closedBy } from '../closed.ts';
import { CAUSES, type Cause, ranked } from './causes.ts';
import type { DiagnosisFacts } from './facts.ts';
import { ASIDES, nextCall, RULES } from './rules.ts';

/**
 * - ok: nothing waits. working: a session is under way.
 * - waiting: nobody has to mend anything; what waits goes by itself, or waits for somebody in the queue.
 * - stuck: codes wait for somebody to mend something.
 */
export const DIAGNOSIS_STATES = ['ok', 'working', 'waiting', 'stuck'] as const;
export type DiagnosisState = (typeof DIAGNOSIS_STATES)[number];

export interface Diagnosis {
  readonly state: DiagnosisState;
  /** The most probable first. */
  readonly causes: readonly Cause[];
}

const isInTheWay = ({ code, chance }: Cause): boolean => CAUSES[code].mends && chance !== 'possible';

export function diagnose(facts: DiagnosisFacts): Diagnosis {
  const found = RULES.flatMap((rule) => rule(facts));
  const isStopped = found.some(isInTheWay);
  const goes = isStopped || closedBy(facts.company, facts.now) ? [] : nextCall(facts);
  const asides = isStopped ? ASIDES.flatMap((rule) => rule(facts)) : [];
  const causes = ranked([...found, ...goes, ...asides]);
  return { state: stateOf(facts, causes, isStopped), causes };
}

function stateOf(
  { counts, status }: DiagnosisFacts,
  causes: readonly Cause[],
  isStopped: boolean,
): DiagnosisState {
  if (isStopped && counts.accepted + counts.exporting + counts.failed > 0) return 'stuck';
  if (status.state === 'inSession') return 'working';
  return causes.length > 0 ? 'waiting' : 'ok';
}
