// What faults do to an answer: to its responses while it is put together, and to the whole of it on its way to the Web Connector.
import { AnswerLost, concerns, type Fault, type Faults } from './faults.ts';
import { namesIn, type ReadSet } from './read-set.ts';
import type { Hresult } from './status.ts';
import type { Out } from './xml.ts';

type ResponseFault = 'withoutRet' | 'sameItem' | 'dropResponses' | 'doubleResponses' | 'foreignRequestIDs';

/**
 * Guessed, all of them: a response that lacks, is doubled or belongs to nobody has not been recorded. QuickBooks answers in the order of
 * the requests (recorded).
 */
export function withFaults(faults: Faults, set: ReadSet, responses: Out[]): Out[] {
  // Also of a stored answer: its responses are those of the same requests.
  let answered = responses.map((response, at) => ({ response, names: namesOf(set, at) }));
  const change = (kind: ResponseFault, how: (response: Out, at: number) => Out[]): void => {
    const fault: Fault | undefined = faults.take(kind, set.names);
    if (!fault) return;
    answered = answered.flatMap(({ response, names }, at) =>
      (concerns(fault.names, names) ? how(response, at) : [response]).map((one) => ({
        response: one,
        names,
      })),
    );
  };
  change('withoutRet', ([name, , attributes]) => [attributes ? [name, [], attributes] : [name, []]]);
  const ofFirst = responses.find(([, content]) => Array.isArray(content) && content.length > 0)?.[1];
  change('sameItem', ([name, content, attributes]) => {
    const told = Array.isArray(content) && content.length > 0 && ofFirst ? ofFirst : content;
    return [attributes ? [name, told, attributes] : [name, told]];
  });
  change('foreignRequestIDs', ([name, content, attributes = {}], at) =>
    attributes.requestID === undefined
      ? [[name, content, attributes]]
      : [[name, content, { ...attributes, requestID: `nobody-${at}` }]],
  );
  change('dropResponses', () => []);
  change('doubleResponses', (response) => [response, response]);
  const inOrder = answered.map(({ response }) => response);
  return faults.take('shuffleResponses', set.names) ? inOrder.reverse() : inOrder;
}

const GARBLED =
  '<!DOCTYPE html><html><head><title>Proxy error<br></head><body>The page cannot be shown.</body></html>';
const CUT_AFTER = 0.5;

/** Documented: an hresult comes without a response. Throws AnswerLost where nothing comes at all. */
export function onTheWay(
  faults: Faults,
  { names }: ReadSet,
  response: string,
): { response: string } | (Hresult & { reason: string }) {
  const after = faults.take('hresultAfter', names);
  if (after) return { hresult: after.hresult, message: after.message ?? '', reason: 'fault hresultAfter' };
  if (faults.take('loseAnswer', names)) throw new AnswerLost();
  const garbled = faults.take('garbleAnswer', names);
  if (garbled) return { response: garbled.text ?? GARBLED };
  const cut = faults.take('cutAnswer', names);
  return {
    response: cut ? response.slice(0, Math.floor(response.length * (cut.keep ?? CUT_AFTER))) : response,
  };
}

const namesOf = (set: ReadSet, at: number): string[] => {
  const request = set.requests[at];
  return request ? namesIn(request) : [];
};
