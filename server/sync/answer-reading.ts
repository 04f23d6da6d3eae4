/** What an answer does to the reading that asked: it goes on, or is dropped. */
import { withItems, withLists } from '../quickbooks/running.ts';
import { linked, withHresult } from './alarms.ts';
import type { Answer } from './answer.ts';
import type { Write } from './commit.ts';
import type { Ask, PresentFacts } from './decision.ts';
import type { ReadingSet } from './model.ts';
import { problemOf } from './outcomes.ts';
import { advancing, dropping } from './reading.ts';
import { type Told, toldIn } from './requests/reading.ts';

/** `fault`: why the session is to stop; a reading that is of no use does not keep it from the codes. */
export interface Read {
  readonly writes: readonly Write[];
  readonly fault: string | null;
}

/** What is stored of an answer, beside that it came. `at`: when it came. */
export function afterReading(facts: PresentFacts, set: ReadingSet, answer: Answer, at: string): Ask | Read {
  const { company, connection, known, session, now, page } = facts;
  const { reading, handout } = known;
  if (reading === undefined) return { ask: { reading: true } };
  const running = reading?.running;
  const isAwaited = running?.session === session.session && running.asked === set.set;
  if (!reading || !running || !isAwaited) return { writes: [], fault: null };
  if (answer.kind === 'hresult' && answer.reading.means !== 'notParsed') {
    const { code, help, means } = answer.reading;
    const problem = problemOf(help, answer.message.trim() || 'QuickBooks gave no message.', code);
    const words = `QuickBooks answered ${code}: ${problem.message}`;
    const alarms = withHresult(connection.alarms, means, problem, now);
    return { writes: dropping(facts, reading, words, alarms), fault: `${words} ${linked(problem, page)}` };
  }
  const told: Told =
    answer.kind === 'responses'
      ? toldIn(answer.parsed, set, running, session, company.fileID)
      : { kind: 'nothing', why: whyOf(answer) };
  switch (told.kind) {
    case 'nothing':
      return { writes: dropping(facts, reading, told.why), fault: null };
    case 'lists':
      return { writes: advancing(reading, withLists(company.id, running, told.file, told)), fault: null };
    case 'items': {
      const elapsedMs = handout ? Date.parse(at) - Date.parse(handout.at) : 0;
      const come = withItems(company.id, running, told.items, told.next, elapsedMs);
      return { writes: advancing(reading, come), fault: null };
    }
  }
}

function whyOf(answer: Exclude<Answer, { kind: 'responses' }>): string {
  switch (answer.kind) {
    case 'hresult':
      return 'QuickBooks could not read what it was asked.';
    case 'notTaken':
      return answer.why;
    case 'unreadable':
      return 'The answer of QuickBooks could not be read.';
  }
}
