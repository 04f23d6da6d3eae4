/** Long answers as the store keeps them: a document has an end (16 MB in MongoDB), an answer may be longer. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptText } from './model.ts';

const PLAIN_MAX_BYTES = 1024 * 1024;
const KEPT_MAX_BYTES = 8 * 1024 * 1024;
const COMPRESSION_LEVEL = 1;
const CUT_MARK = '\n[cut here: the rest was too long to keep]';

/** A text as it is stored: a long one compressed, and cut where even that is too long. */
export function keep(text: string): KeptText {
  if (Buffer.byteLength(text) <= PLAIN_MAX_BYTES) return { form: 'plain', text };
  for (let kept = text; ; kept = kept.slice(0, kept.length / 2)) {
    const whole = kept.length === text.length ? kept : kept.toWellFormed() + CUT_MARK;
    const packed = gzipSync(whole, { level: COMPRESSION_LEVEL }).toString('base64');
    if (packed.length <= KEPT_MAX_BYTES) return { form: 'gzip', text: packed };
  }
}

/** The text that was kept. */
export function kept(text: KeptText): string {
  return text.form === 'plain' ? text.text : gunzipSync(Buffer.from(text.text, 'base64')).toString();
}
