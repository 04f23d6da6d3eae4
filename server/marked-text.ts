/** Text files that editors on Windows save: with a byte order mark in front, or in UTF-16, which always has one here. */

const UTF8_MARK = [0xef, 0xbb, 0xbf];
const UTF16LE_MARK = [0xff, 0xfe];
const UTF16BE_MARK = [0xfe, 0xff];

export interface Unmarked {
  readonly encoding: 'utf8' | 'utf16le';
  /** Without the mark. Nothing is said yet about whether they are text. */
  readonly bytes: Buffer;
}

/** The encoding that the mark names (none: UTF-8), and the bytes after it. */
export function withoutMark(bytes: Uint8Array): Unmarked {
  const begins = (mark: readonly number[]) => mark.every((byte, at) => bytes[at] === byte);
  if (begins(UTF16LE_MARK)) return { encoding: 'utf16le', bytes: Buffer.from(bytes.subarray(2)) };
  if (begins(UTF16BE_MARK)) {
    const even = 2 * Math.floor((bytes.length - 2) / 2);
    const swapped = Buffer.from(bytes.subarray(2, 2 + even)).swap16();
    // Half a character at the end stays, so that it is seen.
    return { encoding: 'utf16le', bytes: Buffer.concat([swapped, bytes.subarray(2 + even)]) };
  }
  return { encoding: 'utf8', bytes: Buffer.from(begins(UTF8_MARK) ? bytes.subarray(3) : bytes) };
}
