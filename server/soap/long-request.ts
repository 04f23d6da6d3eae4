/** A request that is too long to be held: from the bytes as they come to the call, QuickBooks' answer in it packed part by part. */
import { LongText } from '../sync/long-text.ts';
import { type Transcoder, transcoderOf } from './body.ts';
import type { Call, Refused } from './operations.ts';
import { StreamedRequest } from './streamed-request.ts';

/** What the Web Connector tells of QuickBooks has some thousands; more tells nothing, and QuickBooks is asked instead. */
const HOST_MAX_CHARS = 256 * 1024;

/** A call whose `response` is in `text`. `failed`: reading it went wrong here. */
export type LongCall =
  | { readonly kind: 'unread'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: unknown }
  | Refused
  | Call;

/** One request: written piece by piece as its bytes come, then ended. */
export class LongRequest {
  readonly #contentType: string;
  #transcoder: Transcoder | null = null;
  #over: Exclude<LongCall, Call | Refused> | null = null;
  #host = '';
  readonly #request = new StreamedRequest((param, piece) => {
    if (param === 'response') this.text.write(piece);
    else if (this.#host.length <= HOST_MAX_CHARS) this.#host += piece.toString('utf8');
  });
  /** The `response` of receiveResponseXML. */
  readonly text = new LongText();

  constructor(contentType: string) {
    this.#contentType = contentType;
  }

  /** The first piece tells the character set. Never throws: whoever calls is within an event of the connection. */
  write(bytes: Buffer): void {
    if (this.#over !== null) return;
    try {
      this.#take(bytes);
    } catch (error) {
      this.#over = { kind: 'failed', error };
    }
  }

  /** No more comes. */
  end(): LongCall {
    this.write(Buffer.alloc(0));
    if (this.#over !== null) return this.#over;
    try {
      this.text.end();
      return this.#called();
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  #take(bytes: Buffer): void {
    if (this.#transcoder === null) {
      const transcoder = transcoderOf(bytes, this.#contentType);
      if ('reason' in transcoder) {
        this.#over = { kind: 'unread', reason: transcoder.reason };
        return;
      }
      this.#transcoder = transcoder;
    }
    const text = this.#transcoder.take(bytes);
    if (text === null) this.#over = { kind: 'unread', reason: 'not of its character set' };
    else this.#request.write(text);
  }

  #called(): Call | Refused {
    const call = this.#request.end();
    if (call.kind === 'refused' || call.operation !== 'sendRequestXML') return call;
    const strHCPResponse = this.#host.length <= HOST_MAX_CHARS ? this.#host : '';
    return { ...call, params: { ...call.params, strHCPResponse } };
  }
}
