/**
 * When QuickBooks refuses code after code with the same permanent status in the same words, the codes are hardly to blame: the
 * rule of the alarm `alike`. Codes are counted, not answers, in the order in which they were sent; the count is kept with the
 * connection and changes in the one write that closes their set, so neither a restart nor a death counts anything twice.
 */

import { wordsAside } from '../../qbxml/words.ts';
import type { Problem } from '../codes/model.ts';
import { ALIKE_MAX } from '../help/limits.ts';
import type { Alike, CodeRequest, ExportSet, Word } from './model.ts';
import { kindOf } from './requests/kinds.ts';
import { readStatus, type StatusMeaning } from './statuses.ts';

/** Refused for good by QuickBooks itself. A name in use is not: what holds it is another item each time. */
const PERMANENT: ReadonlySet<StatusMeaning> = new Set(['fails', 'parent', 'account']);

/** `alike` after a set that is over; `raised`: what the alarm is to tell, the count begins anew then. */
export function countAlike(
  before: Alike | null,
  set: ExportSet,
): { readonly alike: Alike | null; readonly raised: Problem | null } {
  let alike = before;
  for (const request of set.requests) {
    const word = set.words[request.requestID];
    if (saysNothing(word)) continue;
    alike = word?.kind === 'failed' ? next(alike, request, word) : null;
    if (alike !== null && alike.codes.length >= ALIKE_MAX && word?.kind === 'failed')
      return { alike: null, raised: word.problem };
  }
  return { alike, raised: null };
}

/** Not tried, not answered, or not for good: the row neither grows nor ends by it. */
const saysNothing = (word: Word | undefined): boolean =>
  word === undefined ||
  word.kind === 'question' ||
  word.kind === 'notDone' ||
  (word.kind === 'failed' && word.problem.statusCode === null);

/** Null: it failed otherwise. What raises an alarm of its own is told by that one. */
function next(
  alike: Alike | null,
  request: CodeRequest,
  { problem, fault }: Word & { readonly kind: 'failed' },
): Alike | null {
  const statusCode = problem.statusCode ?? '';
  if (fault !== null || !PERMANENT.has(readStatus(statusCode, problem.message).means)) return null;
  const words = wordsAside(problem.message, kindOf(request).ownTexts(request));
  const isSame =
    alike !== null && alike.statusCode === statusCode && alike.words.some((each, at) => each === words[at]);
  if (!isSame) return { statusCode, words, codes: [request.code] };
  return { ...alike, codes: [...alike.codes.filter((code) => code !== request.code), request.code] };
}
