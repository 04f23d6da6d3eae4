/** What an answer means for the requests of a message set: pure, so that each rule can be read and tested by itself. */
import { parseItemServiceAddRs } from '../../qbxml/item-service.ts';
import { type ParsedMessageSet, parseMessageSet, type Unreadable } from '../../qbxml/message-set.ts';
import { adviceFor, classOf } from '../../qbxml/status.ts';
import type { AddRequest, RequestOutcome } from './model.ts';

/** "QuickBooks found an error when parsing the provided XML text stream": nothing of the set was done. */
const NOT_PARSED = '0x80040400';

/** What came with receiveResponseXML. */
export type Answer =
  | { readonly kind: 'hresult'; readonly hresult: string; readonly message: string }
  | { readonly kind: 'responses'; readonly parsed: ParsedMessageSet }
  | { readonly kind: 'unreadable'; readonly reason: Unreadable['reason'] | 'empty' };

export function readAnswer(response: string, hresult: string, message: string): Answer {
  if (hresult.trim() !== '') return { kind: 'hresult', hresult: hresult.trim(), message };
  if (response.trim() === '') return { kind: 'unreadable', reason: 'empty' };
  const parsed = parseMessageSet(response);
  return parsed.ok ? { kind: 'responses', parsed } : { kind: 'unreadable', reason: parsed.reason };
}

/** requestIDs carry their set, so that an answer tells which set it is to. */
export function requestIDOf(set: string, number: number): string {
  return `${set}-${number}`;
}

/** The set that an answer names, or null where none can be read. */
export function setOfAnswer(answer: Answer): string | null {
  if (answer.kind !== 'responses') return null;
  for (const { requestID } of answer.parsed.responses) {
    const set = /^([0-9a-z]{23})-\d+$/.exec(requestID ?? '')?.[1];
    if (set !== undefined) return set;
  }
  return null;
}

/** Outcomes by requestID. Requests without one stay as they are: nothing is guessed. */
export function outcomesOf(answer: Answer, requests: readonly AddRequest[]): Map<string, RequestOutcome> {
  const outcomes = new Map<string, RequestOutcome>();
  if (answer.kind === 'hresult' && answer.hresult.toLowerCase() === NOT_PARSED) {
    const { hresult, message } = answer;
    const failed = {
      kind: 'failed',
      statusCode: NOT_PARSED,
      message: message || hresult,
      advice: adviceFor(NOT_PARSED),
    } as const;
    for (const request of requests) outcomes.set(request.requestID, failed);
  }
  if (answer.kind !== 'responses') return outcomes;

  const asked = new Set(requests.map((request) => request.requestID));
  const responses = new Map<string, ReturnType<typeof parseItemServiceAddRs>>();
  for (const response of answer.parsed.responses) {
    const { type, requestID } = response;
    if (type !== 'ItemServiceAddRs' || requestID === null) continue;
    if (!asked.has(requestID) || responses.has(requestID)) continue;
    responses.set(requestID, parseItemServiceAddRs(response));
  }
  for (const request of requests) {
    const response = responses.get(request.requestID);
    if (!response) continue;
    const { statusCode, statusMessage } = response.status;
    const told = {
      statusCode,
      message: statusMessage || `QuickBooks answered ${statusCode || 'without a status'}.`,
    };
    const parent = request.parent === null ? undefined : outcomes.get(request.parent);
    switch (statusCode === '' ? 'unclear' : classOf(statusCode)) {
      case 'done': {
        // Without its ListID the item could not be found again; the answer is as good as lost for this code.
        if (!response.item) break;
        const { listID, fullName, editSequence } = response.item;
        outcomes.set(request.requestID, {
          kind: 'synced',
          listID,
          fullName: fullName ?? request.fullName,
          editSequence,
        });
        break;
      }
      case 'notProcessed':
        outcomes.set(request.requestID, {
          kind: 'notDone',
          ...told,
          advice: adviceFor(statusCode, statusMessage),
        });
        break;
      case 'error':
        // Below a parent that is not there every add fails, which says nothing about the child.
        outcomes.set(
          request.requestID,
          parent && parent.kind !== 'synced'
            ? {
                kind: 'notDone',
                ...told,
                advice: 'It waits for its parent, which QuickBooks did not take: see to that one first.',
              }
            : { kind: 'failed', ...told, advice: adviceFor(statusCode, statusMessage) },
        );
        break;
      case 'unclear':
        break;
    }
  }
  return outcomes;
}

/** Why an answer ends the session, or null if the exchange goes on. */
export function faultOf(answer: Answer, isWhole: boolean): string | null {
  switch (answer.kind) {
    case 'hresult': {
      const words = answer.message.trim() || 'QuickBooks gave no message.';
      if (isWhole) return null;
      return `QuickBooks answered ${answer.hresult}: ${words} ${adviceFor(answer.hresult, answer.message)}`;
    }
    case 'unreadable':
      return 'The answer of QuickBooks could not be read. The same request is sent again in the next session.';
    case 'responses':
      return isWhole
        ? null
        : 'QuickBooks did not answer every request. The same request is sent again in the next session.';
  }
}
