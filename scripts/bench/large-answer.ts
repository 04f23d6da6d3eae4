// A message set that the service has really handed out, and an answer to it as long as one likes.
import { envelopeOf } from '../web-connector/dotnet-http.ts';
import { Books, type Caller, itemServiceAddRs } from './player.ts';

/** How the requestIDs of `filler` begin, and those of the service do not. */
export const FILLER_REQUEST = '#';

/** Answers to requests that nobody made; there is no other way to many MB, as a set is short. They are read and known like any other. */
export function filler(bytes: number): string {
  const responses: string[] = [];
  for (let length = 0, number = 1; length < bytes; number++) {
    const name = `03-${String(number).padStart(5, '0')}`;
    const response = itemServiceAddRs({
      requestID: `${FILLER_REQUEST}${number}`,
      number,
      name,
      fullName: `03:${name}`,
      parent: '03',
      desc: `Slab on Grade &amp; Footings, B&#233;ton, Phase ${number}`,
    });
    responses.push(response);
    length += response.length;
  }
  return responses.join('');
}

export interface Handed {
  ticket: string;
  /** The call of receiveResponseXML. */
  envelope: Buffer;
  answer: string;
}

/** A message set, handed out in a session of its own, and its answer with `more` in it. */
export async function handOut(caller: Caller, more: string): Promise<Handed> {
  const ticket = await caller.open();
  if (ticket === null) throw new Error('there is no work left');
  const request = await caller.calls.send(ticket);
  const answer = new Books().answer(request).replace('</QBXMLMsgsRs>', () => `${more}</QBXMLMsgsRs>`);
  const envelope = envelopeOf('receiveResponseXML', { ticket, response: answer, hresult: '', message: '' });
  return { ticket, answer, envelope: Buffer.from(envelope) };
}
