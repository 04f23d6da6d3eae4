/**
 * Entries as the store has them: compressed, in Base64. A thousand of them are much alike, and whatever a store does with a document
 * (looks into it for its indexes, sends it, writes it twice) it does with all of its length.
 */
import { gunzipSync, gzipSync } from 'node:zlib';

const COMPRESSION_LEVEL = 1;

/** A text of JSON. */
export const packedText = (json: string): string =>
  gzipSync(json, { level: COMPRESSION_LEVEL }).toString('base64');

export const packed = (value: object): string => packedText(JSON.stringify(value));

/** What was packed. */
export const unpacked = <T>(text: string): T =>
  JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as T;

/** A document of the time when entries were stored as they are. */
export function packedOfBefore<T extends { readonly packed: string }>(
  stored: T | (Omit<T, 'packed'> & { readonly entries: object }),
): T {
  if (!('entries' in stored)) return stored as T;
  const { entries, ...rest } = stored;
  return { ...rest, packed: packed(entries) } as unknown as T;
}
