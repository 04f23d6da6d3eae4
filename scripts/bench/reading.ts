// A QuickBooks with a long list of items, and a Web Connector that brings what is asked of it, each call of it kept as it was sent.
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import { envelopeOf } from '../web-connector/dotnet-http.ts';
import { type Application, Caller } from './player.ts';

/** Of the items that are below each division. */
const DIVISION = 200;

/** As a builder may have them: divisions, and below them service items with two descriptions and accounts. */
export function longList(items: number): SimulatedQuickBooks {
  const quickbooks = new SimulatedQuickBooks({ itemCapacity: 2 * items });
  for (let at = 0; at < items; at++) {
    const division = String(Math.floor(at / DIVISION)).padStart(3, '0');
    const name = at % DIVISION === 0 ? division : `${division}:${division}-${String(at).padStart(5, '0')}`;
    quickbooks.addItem(name, {
      description: `Slab on Grade & Footings, B\u00e9ton, Phase ${at}`,
      expenseAccount: 'Job Expenses',
    });
  }
  return quickbooks;
}

export interface Brought {
  readonly exchanges: number;
  /** The calls of receiveResponseXML that the reading was made of. */
  readonly envelopes: readonly Buffer[];
  readonly bytes: number;
}

/** One session in which nothing but what QuickBooks has is asked for. */
export async function bringReading(
  application: Application,
  quickbooks: SimulatedQuickBooks,
): Promise<Brought> {
  const { OwnerID, FileID } = application.qwc;
  quickbooks.setDataExt(OwnerID, 'FileID', FileID);
  const caller = new Caller(application);
  try {
    const ticket = await caller.open();
    if (ticket === null) throw new Error('nobody asks for a reading');
    const envelopes: Buffer[] = [];
    for (let isDone = false; !isDone; ) {
      const request = await caller.calls.send(ticket, envelopes.length === 0 ? {} : { hcp: '' });
      const answer = quickbooks.processRequest(request);
      if (!('response' in answer)) throw new Error(`QuickBooks answered ${answer.hresult}`);
      const { response } = answer;
      const percent = await caller.calls.receive(ticket, { response });
      if (percent < 0) throw new Error(`receiveResponseXML was answered ${percent}`);
      const told = { ticket, response, hresult: '', message: '' };
      envelopes.push(Buffer.from(envelopeOf('receiveResponseXML', told)));
      isDone = percent === 100;
    }
    await caller.calls.close(ticket);
    const bytes = envelopes.reduce((sum, { length }) => sum + length, 0);
    return { exchanges: envelopes.length, envelopes, bytes };
  } finally {
    caller.close();
  }
}
