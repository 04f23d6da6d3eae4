/**
 * Answers as the store keeps them: a short one within its handout, a long one in compressed parts beside it, so that neither a list of
 * handouts nor the writing of one is long. Parts are named by the whole text: written again they are the same ones, and those that a
 * dying server left without their handout go with the session.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { New, Store } from '../store/port.ts';
import { turn } from '../turns.ts';
import type { AnswerText } from './answer-text.ts';
import { ANSWER_PARTS, type AnswerPart, type Handout, type KeptText } from './model.ts';

const PLAIN_MAX_CHARS = 256 * 1024;
const KEPT_MAX_BYTES = 8 * 1024 * 1024;
/** Each write waits for the disk; a larger one takes its time. */
const WRITTEN_MAX_BYTES = 256 * 1024;
const CUT_MARK = '\n[cut here: the rest was too long to keep]';

const partID = (handout: Handout, digest: string, number: number) => `${handout.id}/${digest}/${number}`;

/** `inHand`: the text itself, where it is here. */
export async function keep(
  store: Store,
  handout: Handout,
  text: AnswerText,
  inHand: unknown,
): Promise<KeptText> {
  if (typeof inHand === 'string' && inHand.length <= PLAIN_MAX_CHARS) return { form: 'plain', text: inHand };
  const { characters, parts, digest } = await text.measure();
  const { company, session } = handout;
  let bytes = 0;
  let together: New<AnswerPart>[] = [];
  let togetherBytes = 0;
  for (let number = 0; number < parts; number++) {
    const packed = Buffer.from(await text.part(number)).toString('base64');
    bytes += packed.length;
    const isCut = bytes > KEPT_MAX_BYTES;
    if (isCut || togetherBytes + packed.length > WRITTEN_MAX_BYTES) {
      await turn();
      if (together.length > 0) await store.insert(ANSWER_PARTS, together);
      together = [];
      togetherBytes = 0;
    }
    if (isCut) return { form: 'parts', digest, parts: number, characters, isCut };
    const order = `${handout.order}/${digest}/${String(number).padStart(6, '0')}`;
    together.push({ id: partID(handout, digest, number), company, session, order, text: packed });
    togetherBytes += packed.length;
  }
  if (together.length > 0) await store.insert(ANSWER_PARTS, together);
  return { form: 'parts', digest, parts, characters, isCut: false };
}

const unpacked = async (base64: string) =>
  (await promisify(gunzip)(Buffer.from(base64, 'base64'))).toString();

/** What was kept, piece by piece. */
export async function* keptPieces(store: Store, handout: Handout): AsyncGenerator<string> {
  const { response } = handout;
  if (response === null) return;
  if (response.form === 'plain') yield response.text;
  else if (response.form === 'gzip') yield await unpacked(response.text);
  else {
    const { digest, parts, isCut } = response;
    for (let number = 0; number < parts; number++) {
      await turn();
      const part = await store.get(ANSWER_PARTS, partID(handout, digest, number));
      if (part) yield await unpacked(part.text);
    }
    if (isCut) yield CUT_MARK;
  }
}

/** The beginning of a text, and how many characters there are in all. */
export interface KeptStart {
  readonly text: string;
  readonly characters: number;
}

/** Its beginning, at least `characters` where there are so many. */
export async function keptStart(
  store: Store,
  handout: Handout,
  characters: number,
): Promise<KeptStart | null> {
  const { response } = handout;
  if (response === null) return null;
  let text = '';
  for await (const piece of keptPieces(store, handout)) {
    text += piece;
    if (text.length > characters) break;
  }
  return { text, characters: response.form === 'parts' ? response.characters : text.length };
}
