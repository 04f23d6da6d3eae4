/** An answer that is there as one text. */
import { parseMessageSet } from '../../qbxml/message-set.ts';
import { type AnswerText, isOurs } from './answer-text.ts';
import { LongText } from './long-text.ts';

/** Read when it is first asked for. */
export function textInHand(text: string): AnswerText {
  let read: ReturnType<typeof parseMessageSet> | null = null;
  let packed: LongText | null = null;
  function parts(): LongText {
    if (packed === null) {
      packed = new LongText();
      packed.write(Buffer.from(text));
      packed.end();
    }
    return packed;
  }
  return {
    async open() {
      if (text.trim() === '') return { ok: false, reason: 'empty' };
      read ??= parseMessageSet(text);
      const set = read;
      if (!set.ok) return { ok: false, reason: set.reason };
      const requestIDs = set.responses.map(({ requestID }) => requestID);
      return {
        ...set,
        requestID: requestIDs.find((requestID) => requestID !== null && isOurs(requestID)) ?? null,
      };
    },
    async pick() {
      read ??= parseMessageSet(text);
      return read.ok ? read.responses : [];
    },
    measure: async () => parts().measure(),
    part: async (number) => parts().part(number),
  };
}
