/**
 * A long body, step by step, in a thread of its own (long-body-thread.ts): its pieces are put together, decoded, parsed, and what
 * QuickBooks answers in it is read there. What comes back of it is short, and comes in slices.
 */
import type { Wanted } from '../../qbxml/long-answer.ts';
import { type AnswerText, addParts, longText, type Part } from '../sync/answer-text.ts';
import { READING_MS } from '../sync/limits.ts';
import { type Ask, createWorkerThread, type WorkerThread } from '../worker-thread.ts';
import { decoded, type WholeBody } from './body.ts';
import { parseCall } from './envelope.ts';
import type { Call, Refused } from './operations.ts';

/** Shorter ones are read on the main thread, in a few milliseconds. */
export const LONG_BYTES = 256 * 1024;

/** What goes to the thread at once. */
const PIECE_BYTES = 1024 * 1024;
/**
 * What the Web Connector tells about QuickBooks has some thousands of characters; anything longer is ignored, and QuickBooks
 * is asked instead.
 */
const HOST_MAX_CHARS = 256 * 1024;

const IDLE_MS = 60_000;
const WAITING_MAX = 16;
const MIB = 1024 * 1024;

/** A call whose `response` was left where it is. */
export type ReadBody = { readonly kind: 'unread'; readonly reason: string } | Refused | Call;

/** Functions that a thread serves. */
export function longBodySteps() {
  let bytes = Buffer.alloc(0);
  let filled = 0;
  let response = longText('');
  return {
    begin(count: number): void {
      bytes = Buffer.allocUnsafeSlow(count);
      filled = 0;
      response = longText('');
    },
    more(piece: Uint8Array): void {
      bytes.set(piece, filled);
      filled += piece.length;
    },
    read(contentType: string): ReadBody {
      const text = decoded(bytes, contentType);
      bytes = Buffer.alloc(0);
      if (text.kind !== 'text') return { kind: 'unread', reason: text.reason };
      const call = parseCall(text.text);
      if (call.kind === 'refused') return call;
      if (call.operation === 'receiveResponseXML') {
        response = longText(call.params.response);
        return { ...call, params: { ...call.params, response: '' } };
      }
      if (call.operation !== 'sendRequestXML' || call.params.strHCPResponse.length <= HOST_MAX_CHARS)
        return call;
      return { ...call, params: { ...call.params, strHCPResponse: '' } };
    },
    end(): void {
      response = longText('');
    },
    open: () => response.open(),
    pick: (wanted: Wanted) => response.pick(wanted),
    picked: () => response.picked(),
    measure: () => response.measure(),
    part: (number: number) => response.part(number),
  };
}

export type LongBodySteps = ReturnType<typeof longBodySteps>;
export type LongBodies = WorkerThread<LongBodySteps>;

/** One for the process. */
export function createLongBodies(mostBytes: number): LongBodies {
  return createWorkerThread<LongBodySteps>({
    module: new URL('./long-body-thread.ts', import.meta.url),
    // The text twice, with two bytes a character, and what is found in it.
    memoryMiB: 256 + Math.ceil((6 * mostBytes) / MIB),
    stepMs: READING_MS,
    idleMs: IDLE_MS,
    waitingMax: WAITING_MAX,
  });
}

/** What the call is, and its `response` as far as it is one of receiveResponseXML. To be ended with the step `end`. */
export async function readLongBody(
  ask: Ask<LongBodySteps>,
  { pieces, bytes, contentType }: WholeBody,
): Promise<{ readonly read: ReadBody; readonly response: AnswerText }> {
  await ask('begin', bytes);
  // Given away: they need not be here and there.
  while (pieces.length > 0) {
    let [count, size] = [0, 0];
    while (size < PIECE_BYTES && count < pieces.length) size += pieces[count++]!.length;
    await ask('more', joined(pieces.splice(0, count), size));
  }
  return { read: await ask('read', contentType), response: textBehind(ask) };
}

/** In a buffer of its own, which can be handed over. */
function joined(pieces: readonly Buffer[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function textBehind(ask: Ask<LongBodySteps>): AnswerText {
  return {
    open: () => ask('open'),
    async pick(wanted) {
      await ask('pick', wanted);
      const all: Part[] = [];
      for (let slice = await ask('picked'); slice !== ''; slice = await ask('picked')) addParts(all, slice);
      return all;
    },
    measure: () => ask('measure'),
    part: (number) => ask('part', number),
  };
}
