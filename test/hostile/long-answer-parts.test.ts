/** A long answer that is full of what nobody asked for: what comes back of it is bounded, and comes in slices. */
import { expect, it } from 'vitest';
import type { WholeBody } from '../../server/soap/body.ts';
import { type LongBodySteps, longBodySteps, readLongBody } from '../../server/soap/long-body.ts';
import type { Ask } from '../../server/worker-thread.ts';
import { call } from '../soap/requests.ts';

const SLICE_CHARS = 256 * 1024;
const escaped = (xml: string) => xml.replaceAll('<', '&lt;');

/** What is picked of an answer whose one response holds this, and how long the longest slice was. */
async function picked(held: string) {
  const response = `<QBXML><QBXMLMsgsRs><ItemServiceAddRs requestID="1" statusCode="0">${held}</ItemServiceAddRs><ItemServiceAddRs requestID="2" statusCode="0"><b/></ItemServiceAddRs></QBXMLMsgsRs></QBXML>`;
  const bytes = Buffer.from(
    call('receiveResponseXML', `<ticket>t</ticket><response>${escaped(response)}</response>`),
  );
  const steps = longBodySteps();
  let longest = 0;
  const ask = (async (step: keyof LongBodySteps, ...given: unknown[]) => {
    const answer = await (steps[step] as (...all: unknown[]) => unknown)(...given);
    if (step === 'picked') longest = Math.max(longest, String(answer).length);
    return answer;
  }) as Ask<LongBodySteps>;
  const body: WholeBody = { kind: 'whole', pieces: [bytes], bytes: bytes.length, contentType: 'text/xml' };
  const { response: text } = await readLongBody(ask, body);
  await text.open();
  const responses = await text.pick({ requestIDs: ['1', '2'], types: [], items: null });
  return { responses, longest };
}

it('many things in one response come in slices, and all of them', async () => {
  const { responses, longest } = await picked(`<a>${'x'.repeat(1_000)}</a>`.repeat(3_000));
  expect(responses.map(({ body }) => body.length)).toEqual([3_000, 1]);
  expect(responses[0]?.body.at(-1)).toEqual({ a: [{ '#text': 'x'.repeat(1_000) }] });
  expect(responses.map((each) => 'goesOn' in each)).toEqual([false, false]);
  expect(longest).toBeLessThan(2 * SLICE_CHARS);
});

it('one thing with many texts is cut where no item is that long', async () => {
  const { responses, longest } = await picked(`<a>${`<b>${'x'.repeat(9_000)}</b>`.repeat(1_000)}</a>`);
  expect(JSON.stringify(responses[0]).length).toBeLessThan(SLICE_CHARS + 20_000);
  expect(responses[1]?.body).toEqual([{ b: [] }]);
  expect(longest).toBeLessThan(2 * SLICE_CHARS);
});
