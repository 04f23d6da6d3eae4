/**
 * A request, read as it comes. Its one long argument goes on piece by piece, decoded here; the rest of the envelope goes through the strict
 * parser, which sees the argument's tags with nothing between them. Where anything is unusual, the parser reads all of it.
 */
import { CharacterData, LegalReferences } from './character-data.ts';
import { callOf, parserFor, Refusal, RequestReader, refuse, refused } from './envelope.ts';
import type { Call, Refused } from './operations.ts';

/** Where the argument's start tag is looked for: behind the Envelope's own, and a ticket. */
const HEAD_BYTES = 16 * 1024;
const START_TAG = /<(?:[A-Za-z_][\w.-]*:)?(?:response|strHCPResponse)(?:\s[^<>]*)?>/;

/**
 * The strict parser takes half a second for the worst 5 MB, in pieces, and only a live ticket may send that much. The Web Connector's
 * long texts all go past it, so what is left is short.
 */
const STRICT_MAX_CHARS = 4 * 1024 * 1024;

/** Takes the text of what may be long, in pieces of whole characters that are its only as long as it runs. */
export type TakeText = (param: 'response' | 'strHCPResponse', piece: Buffer) => void;

/** One request: written piece by piece, then ended. */
export class StreamedRequest {
  readonly #takeText: TakeText;
  readonly #reader = new RequestReader((operation, param, text) => {
    if (!isLong(operation, param)) return false;
    this.#takeText(param, Buffer.from(text));
    return true;
  });
  readonly #parser = parserFor(this.#reader);
  readonly #references = new LegalReferences();
  #strictChars = 0;
  #argument: CharacterData | null = null;
  #refused: Refused | null = null;
  #isBegun = false;

  constructor(takeText: TakeText) {
    this.#takeText = takeText;
  }

  /** Bytes of UTF-8 that hold no half of a character. The long argument has to begin in the first ones, or the parser reads it. */
  write(bytes: Buffer): void {
    this.#guarded(() => {
      let rest = bytes;
      if (!this.#isBegun && rest.length > 0) {
        this.#isBegun = true;
        rest = this.#begin(rest);
      }
      if (this.#argument !== null && rest.length > 0) {
        const behind = this.#argument.take(rest);
        if (behind === null) refuse('Client', 'an argument that is not well-formed');
        if (behind.length > 0) this.#argument = null;
        rest = behind;
      }
      if (rest.length > 0) this.#strict(rest.toString('utf8'));
    });
  }

  /** No more comes: what the call is, with empty texts where they were taken. */
  end(): Call | Refused {
    const call = this.#guarded(() => {
      if (this.#argument !== null) refuse('Client', 'it breaks off in an argument');
      this.#strict('');
      this.#parser.close();
      return callOf(this.#reader.request());
    });
    return this.#refused ?? call!;
  }

  /** After a refusal the rest goes nowhere. */
  #guarded<T>(work: () => T): T | null {
    if (this.#refused !== null) return null;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refused = refused(error.code, error.message);
      return null;
    }
  }

  /** Reads up to the long argument, if it stands where it should; what is behind its start tag, or all. */
  #begin(bytes: Buffer): Buffer {
    const tag = START_TAG.exec(bytes.toString('latin1', 0, HEAD_BYTES));
    if (tag === null) return bytes;
    const end = tag.index + tag[0].length;
    // The parser says whether this bracket, and no other before it, opens the argument.
    this.#strict(bytes.toString('utf8', 0, end - 1));
    const isWithin = this.#reader.openedParam !== null;
    this.#strict('>');
    const param = this.#reader.openedParam;
    const behind = bytes.subarray(end);
    if (param === null || isWithin) return behind;
    const { operation, name, isNil } = param;
    if (isLong(operation, name))
      this.#argument = new CharacterData((piece) => {
        if (!isNil) this.#takeText(name, piece);
      });
    return behind;
  }

  #strict(xml: string): void {
    this.#strictChars += xml.length;
    if (this.#strictChars > STRICT_MAX_CHARS)
      refuse('Client', `more than ${STRICT_MAX_CHARS} characters that are not one plain argument`);
    this.#parser.write(this.#references.take(xml));
  }
}

/** Only what QuickBooks says may be long. */
function isLong(operation: string, param: string): param is 'response' | 'strHCPResponse' {
  return (
    (operation === 'receiveResponseXML' && param === 'response') ||
    (operation === 'sendRequestXML' && param === 'strHCPResponse')
  );
}
