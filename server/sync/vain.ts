/**
 * What came and cannot be used: an hresult in place of an answer, what cannot be read or was not asked, more than can be taken. What
 * comes three times to the same bytes is a fact about these bytes.
 *
 *     it came to                 how often       what follows
 *     ------------------------   -------------   ----------------------------------------------------------------------
 *     a set                      once, twice     asked for; what is not there is sent again, the same bytes (lookup.ts)
 *                                three times     asked for; what is not there is halved (bisect.ts)
 *     a half of such a set, or   once            the same: that one of them is in the way is known, or the same bytes
 *     more than can be taken                     would bring the same
 *     a set of one code          three times     asked for; if it is not there it has failed, with QuickBooks' words
 *     a lookup                   three times     less is asked at once; also once if it was not read, or too much came
 *     one that cannot ask less   three times     its codes have failed: a person has to look
 *
 * That another file is open, or that QuickBooks may only be looked at, says nothing about any bytes.
 */
import type { Problem } from '../codes/model.ts';
import { UNUSABLE_MAX } from '../help/limits.ts';
import type { Answer } from './answer.ts';
import type { Connection, ExportSet, LookupSet, RequestOutcome, Vain, Word } from './model.ts';
import { failed, inItsWords, notDone, problemOf } from './outcomes.ts';

const NO_MESSAGE = 'QuickBooks gave no message.';

/** What came, in QuickBooks' code and words where it gave some. */
export function problemIn(answer: Answer): Problem {
  switch (answer.kind) {
    case 'hresult':
      return problemOf(answer.reading.help, answer.message.trim() || NO_MESSAGE, answer.reading.code);
    case 'notTaken':
      return problemOf('answer-too-large', answer.why);
    case 'unreadable':
      return problemOf('not-answered', 'The answer of QuickBooks could not be read.');
    case 'responses':
      return problemOf('not-answered', 'QuickBooks answered something that it was not asked.');
  }
}

/** It says of the bytes that they were not read, or asked for too much: less may do. */
export const isTooMuch = (answer: Answer): boolean =>
  answer.kind === 'notTaken' || (answer.kind === 'hresult' && answer.reading.means === 'notParsed');

/** Whether it may be because of the bytes that it is said of. */
export const isOfBytes = (answer: Answer): boolean =>
  answer.kind !== 'hresult' || !['otherFile', 'readOnly'].includes(answer.reading.means);

/** How many requests stand in a set's bytes: some of its codes cannot be sent, or are asked about first. */
const sentIn = ({ text }: ExportSet): number => text.match(/<\w+Rq requestID="/g)?.length ?? 0;

/** What has come to the set's bytes by now. */
export function vainBy(set: ExportSet, answer: Answer, { suspicious }: Connection): Vain {
  const times = Math.min((set.vain?.times ?? 0) + 1, UNUSABLE_MAX);
  const isOneKnown = suspicious.length > 0 || answer.kind === 'notTaken';
  const enough = isOneKnown && sentIn(set) > 1 ? 1 : UNUSABLE_MAX;
  return { times, problem: problemIn(answer), isFact: times >= enough };
}

/** What becomes of a request that is not there, once it is a fact that its set comes to nothing. */
export function inTheWay(set: ExportSet, { problem }: Vain): RequestOutcome {
  return sentIn(set) === 1
    ? failed({ ...problem, help: 'breaks-off' })
    : notDone('no', 'now', { ...problem, help: 'with-others' });
}

/** What becomes of one that is not there where nothing came at first, and then what does not tell: that has an end, too. */
export const inDoubt = (set: ExportSet, problem: Problem): RequestOutcome =>
  sentIn(set) === 1
    ? notDone('passing', 'now', problem)
    : notDone('no', 'now', { ...problem, help: 'with-others' });

/** After a lookup to which this came and told nothing; `goesOn`: in the same session. `isLeast`: less cannot be asked at once. */
export function afterVain(
  set: ExportSet,
  lookup: LookupSet,
  isLeast: boolean,
  problem: Problem,
  isLessWanted: boolean,
): { readonly set: ExportSet; readonly words: Map<string, Word>; readonly goesOn: boolean } {
  const words = new Map<string, Word>();
  const from = { ...set, listed: null, lookup: null };
  const vainLookups = set.vainLookups + 1;
  if (isLessWanted && !isLeast) return { set: lessAtOnce(from), words, goesOn: true };
  if (vainLookups < UNUSABLE_MAX) return { set: { ...from, vainLookups }, words, goesOn: false };
  if (!isLeast) return { set: lessAtOnce(from), words, goesOn: false };
  for (const { requestID } of set.requests) {
    const word = set.words[requestID];
    const isAsked = lookup.questions ? lookup.questions.includes(requestID) : word?.kind === 'question';
    if (!isAsked) continue;
    const told = inItsWords(word, { ...problem, help: 'needs-a-look' });
    const why = `QuickBooks was asked for the item several times and gave no answer that can be used: ${problem.message}`;
    words.set(requestID, failed(told, why));
  }
  return { set: { ...from, vainLookups: 0 }, words, goesOn: true };
}

const lessAtOnce = (set: ExportSet): ExportSet => ({ ...set, vainLookups: 0, halvings: set.halvings + 1 });
