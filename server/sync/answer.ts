/** What the answer to a message set says of each of its requests: pure. What a single response says is its kind's (requests/). */
import type { ParsedMessageSet, Response, Unreadable } from '../../qbxml/message-set.ts';
import { fileKeyOf } from '../codes/company.ts';
import type { CodeRequest, ExportSet, MessageSet, Word } from './model.ts';
import { isSettled, problemOf, UNREAD } from './outcomes.ts';
import { kindOf } from './requests/kinds.ts';
import { type HresultMeaning, isHresult, type Row, readHresult } from './statuses.ts';

/** What came with receiveResponseXML. */
export type Answer =
  | { readonly kind: 'hresult'; readonly reading: Row<HresultMeaning>; readonly message: string }
  | { readonly kind: 'responses'; readonly parsed: ParsedMessageSet }
  | { readonly kind: 'unreadable'; readonly reason: Unreadable['reason'] | 'empty' }
  /** It was more than can be taken: QuickBooks may have done everything. `why` in words. */
  | { readonly kind: 'notTaken'; readonly why: string };

/** An hresult, as far as there is one. */
export function hresultOf(hresult: string, message: string): Answer | null {
  return isHresult(hresult) ? { kind: 'hresult', reading: readHresult(hresult, message), message } : null;
}

/** requestIDs carry their set, so that an answer tells which set it is to. */
export function requestIDOf(set: string, number: number): string {
  return `${set}-${number}`;
}

/** The set that a requestID of ours names. */
export const setOfRequestID = (requestID: string): string => requestID.slice(0, requestID.lastIndexOf('-'));

/**
 * A word for each request that has no outcome yet; empty if the answer says nothing about the set, which is then as good as
 * lost. Only what stands in the answer counts: what it leaves out is asked for, never guessed.
 */
export function wordsOf(answer: Answer, set: ExportSet): Map<string, Word> {
  const open = set.requests.filter(
    (request) => kindOf(request).unsent(request) === null && !isSettled(set.words[request.requestID]),
  );
  if (answer.kind === 'hresult' && answer.reading.means === 'notParsed')
    return notParsed(answer.message, set, open);
  if (answer.kind !== 'responses') return new Map();
  const responses = responsesOf(answer.parsed, open);
  const isRepeated = set.handouts > 1;
  // To the same bytes sent again QuickBooks may answer by a status of the whole set, or by nothing: it remembers nothing.
  if (responses.size === 0 && !isRepeated && isNormal(answer.parsed.messageSetStatusCode)) return new Map();
  const words = new Map<string, Word>();
  for (const request of open) {
    const response = responses.get(request.requestID);
    const word = response ? kindOf(request).wordOf(response, request) : notAnswered(request, answer.parsed);
    const isDoubted = isRepeated || set.words[request.requestID] !== undefined;
    words.set(request.requestID, isDoubted ? doubted(word, request, isRepeated) : word);
  }
  return words;
}

/**
 * What is said of bytes that were handed out before may be of the first time, out of QuickBooks' memory: an item that it claims may
 * be gone by now, and counts once QuickBooks shows it; so may one whose answer is later than that to a question about it. A refusal
 * may be of the second time, and say nothing about the first: it counts only if QuickBooks does not have the item.
 */
function doubted(word: Word, request: CodeRequest, isRepeated: boolean): Word {
  switch (word.kind) {
    case 'synced': {
      const problem = problemOf('not-answered', 'QuickBooks says that it did so before.');
      return { ...kindOf(request).question('claimed', request, problem), listID: word.listID };
    }
    case 'failed':
    case 'notDone':
      return isRepeated
        ? { ...kindOf(request).question('unclear', request, word.problem), otherwise: word }
        : word;
    default:
      return word;
  }
}

const isNormal = (messageSetStatusCode: string | null) =>
  messageSetStatusCode === null || messageSetStatusCode.trim() === '0' || messageSetStatusCode.trim() === '';

/** The first response to each request; others and doubled ones don't count. */
function responsesOf(parsed: ParsedMessageSet, requests: readonly CodeRequest[]): Map<string, Response> {
  const asked = new Map(requests.map((request) => [request.requestID, kindOf(request).responseType]));
  const responses = new Map<string, Response>();
  for (const response of parsed.responses) {
    const { type, requestID } = response;
    if (requestID === null || responses.has(requestID) || asked.get(requestID) !== type) continue;
    responses.set(requestID, response);
  }
  return responses;
}

/** 0x80040400: nothing was done, by this handing out. What an earlier one did whose answer was lost has to be asked for. */
function notParsed(message: string, set: ExportSet, open: readonly CodeRequest[]): Map<string, Word> {
  const words = new Map<string, Word>();
  const problem = problemOf('with-others', message.trim() || UNREAD, '0x80040400');
  for (const request of open) {
    words.set(
      request.requestID,
      set.handouts > 1
        ? kindOf(request).question('unclear', request, problem)
        : { kind: 'notDone', problem, counts: 'no', again: 'now', fault: null },
    );
  }
  return words;
}

/** The item that a request is said to have become. */
export const listIDTold = (word: Word | undefined): string | null =>
  word?.kind === 'synced' || (word?.kind === 'question' && word.why === 'claimed') ? word.listID : null;

/** The same of all that make items. */
export const listIDsMade = (words: ReadonlyMap<string, Word>, set: ExportSet): string[] =>
  set.requests.flatMap((request) =>
    kindOf(request).makesItem ? (listIDTold(words.get(request.requestID)) ?? []) : [],
  );

/** No two codes have one item, whatever an answer says: then QuickBooks is asked which item the second one became. */
export function withoutOthersItems(
  words: ReadonlyMap<string, Word>,
  set: ExportSet,
  owners: ReadonlyMap<string, string>,
): Map<string, Word> {
  const told = new Map(words);
  /** By ListID, which request has it; null for a code that is not among them. */
  const taken = new Map<string, string | null>([...owners.keys()].map((listID) => [listID, null]));
  const making = set.requests.filter((request) => kindOf(request).makesItem);
  for (const { requestID } of making) {
    const listID = listIDTold(set.words[requestID]);
    if (listID !== null && !taken.has(listID)) taken.set(listID, requestID);
  }
  for (const request of making) {
    const { requestID } = request;
    const listID = listIDTold(words.get(requestID));
    if (listID === null) continue;
    const by = taken.get(listID);
    if (by === undefined) taken.set(listID, requestID);
    if (by === undefined || by === requestID) continue;
    const message = `QuickBooks says that it added the item with the ListID ${listID}, which another code has.`;
    told.set(requestID, kindOf(request).question('done', request, problemOf('unclear', message)));
  }
  return told;
}

/** It went to the company file that has this FileID. What another one says is not so in this one. */
export const wentTo = ({ fileKey }: MessageSet, fileID: string): boolean => fileKey === fileKeyOf(fileID);

/** QuickBooks has read the set: it answers one of its requests, whatever it says of it. */
export const isRead = (answer: Answer, set: ExportSet): boolean =>
  answer.kind === 'responses' && responsesOf(answer.parsed, set.requests).size > 0;

/** A set of one request that was refused unread: whether it is the code's fault, the next adds tell. */
export function isRefusedAlone(answer: Answer, set: ExportSet): boolean {
  const sent = set.requests.filter((request) => set.words[request.requestID] === undefined);
  // Others of it that are to be asked about are no fault of its own.
  const isAlone = set.requests.every((each) => sent.includes(each) || isSettled(set.words[each.requestID]));
  return (
    isAlone &&
    answer.kind === 'hresult' &&
    answer.reading.means === 'notParsed' &&
    set.handouts === 1 &&
    sent.length === 1
  );
}

function notAnswered(request: CodeRequest, { messageSetStatusCode }: ParsedMessageSet): Word {
  const words = isNormal(messageSetStatusCode)
    ? 'QuickBooks left this code out of its answer.'
    : `QuickBooks does not remember what it answered (messageSetStatusCode ${messageSetStatusCode}).`;
  return kindOf(request).question('unclear', request, problemOf('not-answered', words));
}
