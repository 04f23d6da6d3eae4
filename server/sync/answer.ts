/** What the answer to a message set of adds says of each request: pure, one rule for each row of qbxml/status.ts. */
import { HELP, type HelpTopic } from '../../qbxml/help.ts';
import { type ItemServiceAddResult, parseItemServiceAddRs } from '../../qbxml/item-service.ts';
import type { ParsedMessageSet, Unreadable } from '../../qbxml/message-set.ts';
import { adviceOn, type HresultMeaning, type Reading, readHresult, readStatus } from '../../qbxml/status.ts';
import { accountIn, accountSideIn } from '../../qbxml/words.ts';
import type { Problem } from '../codes/model.ts';
import { sameAccount } from './alarms.ts';
import type { AddRequest, Fault, MessageSet, Question, RequestOutcome, Word } from './model.ts';

/** What came with receiveResponseXML. */
export type Answer =
  | { readonly kind: 'hresult'; readonly reading: Reading<HresultMeaning>; readonly message: string }
  | { readonly kind: 'responses'; readonly parsed: ParsedMessageSet }
  | { readonly kind: 'unreadable'; readonly reason: Unreadable['reason'] | 'empty' }
  /** It was more than can be taken: QuickBooks may have done everything. `why` in words. */
  | { readonly kind: 'notTaken'; readonly why: string };

/** An hresult, as far as there is one. */
export function hresultOf(hresult: string, message: string): Answer | null {
  return hresult.trim() === '' ? null : { kind: 'hresult', reading: readHresult(hresult, message), message };
}

/** requestIDs carry their set, so that an answer tells which set it is to. */
export function requestIDOf(set: string, number: number): string {
  return `${set}-${number}`;
}

export const setOfRequestID = (requestID: string): string => requestID.slice(0, requestID.lastIndexOf('-'));

/** A problem in our words or QuickBooks', with the advice of its topic. */
export function problemOf(help: HelpTopic, message: string, statusCode: string | null = null): Problem {
  return { statusCode, message, advice: HELP[help].advice, help };
}

export const isSettled = (word: Word | undefined): word is RequestOutcome =>
  word !== undefined && word.kind !== 'question';

/**
 * A word for each request that has no outcome yet; empty if the answer says nothing about the set, which is then as good as
 * lost. Only what stands in the answer counts: what it leaves out is asked for, never guessed.
 */
export function wordsOf(answer: Answer, set: MessageSet): Map<string, Word> {
  const open = set.requests.filter((request) => !isSettled(set.words[request.requestID]));
  if (answer.kind === 'hresult' && answer.reading.means === 'notParsed')
    return notParsed(answer.message, set, open);
  // The same bytes would be answered at the same length: QuickBooks is asked for the items, which says less.
  if (answer.kind === 'notTaken') {
    const problem = problemOf('answer-too-large', answer.why);
    return new Map(open.map((request) => [request.requestID, question('unclear', request, problem)]));
  }
  if (answer.kind !== 'responses') return new Map();
  const responses = responsesOf(answer.parsed, open);
  const isRepeated = set.handouts > 1;
  // To the same bytes sent again QuickBooks may answer by a status of the whole set, or by nothing: it remembers nothing.
  if (responses.size === 0 && !isRepeated && isNormal(answer.parsed.messageSetStatusCode)) return new Map();
  const words = new Map<string, Word>();
  const wordOf = (requestID: string) => words.get(requestID) ?? set.words[requestID];
  for (const request of open) {
    const response = responses.get(request.requestID);
    const parent = request.parent === null ? undefined : wordOf(request.parent);
    const isParentMissing = request.parent !== null && parent?.kind !== 'synced';
    const word = response
      ? wordOfResponse(response, request, isParentMissing)
      : notAnswered(request, answer.parsed);
    words.set(request.requestID, isRepeated ? unlessThere(word, request) : word);
  }
  return words;
}

/**
 * A refusal of bytes that were handed out before says nothing about the first time: where QuickBooks remembers nothing it does
 * them again, and may be locked by now. It counts only if QuickBooks does not have the item.
 */
function unlessThere(word: Word, request: AddRequest): Word {
  if (word.kind === 'synced' || word.kind === 'question') return word;
  return { ...question('unclear', request, word.problem), otherwise: word };
}

const isNormal = (messageSetStatusCode: string | null) =>
  messageSetStatusCode === null || messageSetStatusCode.trim() === '0' || messageSetStatusCode.trim() === '';

/** The first response to each request; others and doubled ones don't count. */
function responsesOf(
  parsed: ParsedMessageSet,
  requests: readonly AddRequest[],
): Map<string, ItemServiceAddResult> {
  const asked = new Set(requests.map((request) => request.requestID));
  const responses = new Map<string, ItemServiceAddResult>();
  for (const response of parsed.responses) {
    const { type, requestID } = response;
    if (type !== 'ItemServiceAddRs' || requestID === null) continue;
    if (!asked.has(requestID) || responses.has(requestID)) continue;
    responses.set(requestID, parseItemServiceAddRs(response));
  }
  return responses;
}

/** 0x80040400: nothing was done, by this handing out. What an earlier one did whose answer was lost has to be asked for. */
function notParsed(message: string, set: MessageSet, open: readonly AddRequest[]): Map<string, Word> {
  const words = new Map<string, Word>();
  const problem = problemOf(
    'with-others',
    message || 'QuickBooks refused to read the message set.',
    '0x80040400',
  );
  for (const request of open) {
    words.set(
      request.requestID,
      set.handouts > 1
        ? question('unclear', request, problem)
        : { kind: 'notDone', problem, counts: 'no', again: 'now', fault: null },
    );
  }
  return words;
}

/** A set of one request that was refused unread: whether it is the code's fault, the next adds tell. */
export function isRefusedAlone(answer: Answer, set: MessageSet): boolean {
  const sent = set.requests.filter((request) => set.words[request.requestID] === undefined);
  return (
    answer.kind === 'hresult' &&
    answer.reading.means === 'notParsed' &&
    set.handouts === 1 &&
    sent.length === 1
  );
}

function question(why: Question['why'], request: AddRequest, problem: Problem): Question {
  return {
    kind: 'question',
    why,
    by: 'name',
    problem,
    fullName: request.fullName,
    rounds: 0,
    otherwise: null,
    candidate: null,
  };
}

function notAnswered(request: AddRequest, { messageSetStatusCode }: ParsedMessageSet): Question {
  const words = isNormal(messageSetStatusCode)
    ? 'QuickBooks left this code out of its answer.'
    : `QuickBooks does not remember what it answered (messageSetStatusCode ${messageSetStatusCode}).`;
  return question('unclear', request, problemOf('not-answered', words));
}

function wordOfResponse(
  { status, item, recovered }: ItemServiceAddResult,
  request: AddRequest,
  isParentMissing: boolean,
): Word {
  const { statusCode, statusMessage } = status;
  const reading = readStatus(statusCode, statusMessage);
  // A code that was sent without a parent is not helped by advice about one.
  const help = reading.means === 'parent' && request.sent.parent === null ? 'reference' : reading.help;
  const problem: Problem = {
    statusCode: statusCode || null,
    message: statusMessage || `QuickBooks answered ${statusCode || 'without a status'}.`,
    advice: adviceOn(help, statusMessage),
    help,
  };
  // Below a parent that is not there every add fails, which says nothing about the child.
  const unlessOrphan = (word: RequestOutcome): RequestOutcome =>
    isParentMissing
      ? notDone('no', 'now', {
          ...problem,
          help: 'waits-for-parent',
          advice: HELP['waits-for-parent'].advice,
        })
      : word;
  switch (reading.means) {
    case 'done': {
      const known = item ?? recovered;
      if (!known) return question('done', request, problem);
      const fullName = item?.fullName ?? request.fullName;
      const { listID, editSequence } = known;
      const words = isWarning(statusCode) ? `; QuickBooks warned: ${problem.message} (${statusCode})` : '';
      const why = `added to QuickBooks as ${fullName}, ListID ${listID}${words}`;
      return { kind: 'synced', listID, fullName, editSequence, why, how: 'added' };
    }
    case 'unclear':
      return question('unclear', request, problem);
    case 'inUse':
      return question('inUse', request, problem);
    case 'fails':
      return unlessOrphan(failed(problem));
    case 'parent': {
      const byName = request.sent.parent !== null && 'listID' in request.sent.parent;
      return unlessOrphan({ ...failed(problem), parentByName: byName });
    }
    case 'account': {
      const account = accountOf(request, problem.message);
      return {
        ...failed(problem),
        fault: account === null ? null : { code: 'account', accounts: [account] },
      };
    }
    case 'locked':
      return unlessOrphan(notDone('lock', 'nextSession', problem));
    case 'passing':
      return unlessOrphan(notDone('passing', 'nextSession', problem));
    case 'notProcessed':
      return notDone('no', 'nextSession', problem);
    case 'unavailable':
      return notDone('no', 'nextSession', problem, { code: 'connection' });
    case 'readOnly':
      return notDone('no', 'nextSession', problem, { code: 'readOnly' });
    case 'permission':
      return notDone('no', 'now', problem, { code: 'permission' });
  }
}

const isWarning = (statusCode: string) => /^[5-9]\d\d$/.test(statusCode.trim());

export function failed(problem: Problem, why = problem.message): RequestOutcome & { kind: 'failed' } {
  return { kind: 'failed', problem, why, parentByName: false, fault: null };
}

export function notDone(
  counts: 'no' | 'passing' | 'lock',
  again: 'now' | 'nextSession',
  problem: Problem,
  fault: Fault | null = null,
): RequestOutcome & { kind: 'notDone' } {
  return { kind: 'notDone', problem, counts, again, fault };
}

/** Which of the request's accounts QuickBooks means: the only one, by its name, or by its side; null if that cannot be told. */
function accountOf({ sent }: AddRequest, message: string): string | null {
  const { incomeAccount, expenseAccount } = sent;
  if (expenseAccount === null || sameAccount(incomeAccount, expenseAccount)) return incomeAccount;
  const named = accountIn(message) ?? '';
  const byName = [incomeAccount, expenseAccount].find((account) => sameAccount(account, named));
  if (byName !== undefined) return byName;
  const side = accountSideIn(message);
  return side === null ? null : side === 'expense' ? expenseAccount : incomeAccount;
}
