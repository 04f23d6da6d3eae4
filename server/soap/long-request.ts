/** A request that is too long to be held: from the bytes as they come to the call, QuickBooks' answer in it packed part by part. */
import { LongText } from '../sync/long-text.ts';
import { type Transcoder, transcoderOf } from './body.ts';
import type { Call, Refused } from './operations.ts';
import { StreamedRequest } from './streamed-request.ts';

/** What the Web Connector tells of QuickBooks has some thousands; more tells nothing, and QuickBooks is asked instead. */
const HOST_MAX_CHARS = 256 * 1024;

/** A call whose `response` is in `text`. */
export type LongCall = { readonly kind: 'unread'; readonly reason: string } | Refused | Call;

export class LongRequest {
  readonly #contentType: string;
  #transcoder: Transcoder | null = null;
  #unread: string | null = null;
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

  /** The first piece tells the character set. */
  write(bytes: Buffer): void {
    if (this.#unread !== null) return;
    if (this.#transcoder === null) {
      const transcoder = transcoderOf(bytes, this.#contentType);
      if ('reason' in transcoder) {
        this.#unread = transcoder.reason;
        return;
      }
      this.#transcoder = transcoder;
    }
    const text = this.#transcoder.take(bytes);
    if (text === null) this.#unread = 'not of its character set';
    else this.#request.write(text);
  }

  /** No more comes. */
  end(): LongCall {
    this.write(Buffer.alloc(0));
    this.text.end();
    if (this.#unread !== null) return { kind: 'unread', reason: this.#unread };
    const call = this.#request.end();
    if (call.kind === 'refused' || call.operation !== 'sendRequestXML') return call;
    const strHCPResponse = this.#host.length <= HOST_MAX_CHARS ? this.#host : '';
    return { ...call, params: { ...call.params, strHCPResponse } };
  }
}
