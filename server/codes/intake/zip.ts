/**
 * The zip around a workbook (APPNOTE.TXT of PKWARE, 6.3.10). Its directory is a claim: where the parts lie is checked, how long they
 * are unpacked is counted while that happens, and what was counted and the checksum have to be as claimed.
 */
import { crc32 } from 'node:zlib';
import { Inflate } from 'fflate';
import { damaged, Unreadable } from './unreadable.ts';

export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  /** The packed bytes, within the file. */
  readonly packed: Uint8Array;
}

/** By the name in small letters, with `/` between folders: the names of a package's parts know no case (ECMA-376 part 2, 6.2.2.3). */
export type Zip = ReadonlyMap<string, ZipEntry>;

/** A workbook with a thousand sheets and as many pictures has less. */
const ENTRIES_MAX = 10_000;

/** One byte becomes 1,032 at most (RFC 1951), so one step makes no more than 8 MiB. */
const STEP_BYTES = 8 * 1024;

/** Sheets become 5 to 40 times as large. The ratio is not checked for what is small anyway. */
const TIMES_MAX = 200;
const SMALL_BYTES = 16 * 2 ** 20;

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const DIRECTORY_END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_ENTRY_BYTES = 46;
const DIRECTORY_END_BYTES = 22;
const LOCATOR_64_BYTES = 20;
const COMMENT_BYTES_MAX = 0xffff;
/** Stands for a number that is in the extra field of zip64. */
const SEE_ZIP64 = 0xffffffff;
const ZIP64_FIELD = 1;

const FLAG_ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

const CUT = 'it ends too early, perhaps because it was not copied or uploaded to its end';
const MAZE = 'its directory and its contents do not fit together';

/** Throws Unreadable for what is no whole zip, or one whose parts lie over each other. */
export function openZip(bytes: Uint8Array): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const { count, start } = directoryOf(view);
    if (count > ENTRIES_MAX)
      throw new Unreadable(`This file has ${count} parts; a workbook may have ${ENTRIES_MAX} here.`);
    return entriesOf(bytes, view, count, start);
  } catch (error) {
    // A number that points out of the file.
    if (error instanceof RangeError) throw damaged(MAZE);
    throw error;
  }
}

/**
 * Unpacks one part, piece by piece: whoever stops asking has paid for what came so far. `bytesMax`: what it may have unpacked. Throws
 * Unreadable where it has more, or is damaged.
 */
export function* unpack(entry: ZipEntry, bytesMax: number): Generator<Uint8Array, void, undefined> {
  if (entry.encrypted)
    throw new Unreadable(
      'This workbook is packed with a password. Unpack it, or save it without one, and import that.',
    );
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new Unreadable(
      'This workbook is packed in an unusual way. Open it in Excel, save it and import that.',
    );
  let size = 0;
  let crc = 0;
  for (const piece of entry.method === STORED ? pieces(entry.packed) : inflated(entry.packed)) {
    size += piece.length;
    if (size > bytesMax)
      throw new Unreadable(
        `This workbook is too large: unpacked its part "${entry.name}" has more than ${bytesMax / 2 ** 20} MiB. ` +
          'Copy the rows to be imported into a new workbook and import that.',
      );
    if (size > SMALL_BYTES && size > entry.packed.length * TIMES_MAX)
      throw new Unreadable(
        `The part "${entry.name}" of this workbook becomes more than ${TIMES_MAX} times as large when it is unpacked, ` +
          'which no workbook does that holds something. Open it in Excel, save it and import that.',
      );
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.size || crc !== entry.crc)
    throw damaged(`the checksum of its part "${entry.name}" is wrong`);
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  const length = 64 * 1024;
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

/** Node's own inflate without a callback gives all at once only; this one can be stopped. */
function* inflated(packed: Uint8Array): Generator<Uint8Array, void, undefined> {
  let made: Uint8Array[] = [];
  const inflate = new Inflate((piece) => made.push(piece));
  for (let from = 0; from < packed.length; from += STEP_BYTES) {
    try {
      inflate.push(packed.subarray(from, from + STEP_BYTES), from + STEP_BYTES >= packed.length);
    } catch {
      throw damaged('a part of it cannot be unpacked');
    }
    yield* made;
    made = [];
  }
}

function directoryOf(view: DataView): { count: number; start: number } {
  const end = directoryEnd(view);
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  const locator = end - LOCATOR_64_BYTES;
  const is64 = locator >= 0 && view.getUint32(locator, true) === LOCATOR_64;
  if (!is64) return { count, start };
  const end64 = uint64(view, locator + 8);
  if (view.getUint32(end64, true) !== DIRECTORY_END_64) throw damaged(MAZE);
  return { count: uint64(view, end64 + 32), start: uint64(view, end64 + 48) };
}

/** The last one counts: a comment may follow. */
function directoryEnd(view: DataView): number {
  const last = view.byteLength - DIRECTORY_END_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_BYTES_MAX); at--)
    if (view.getUint32(at, true) === DIRECTORY_END) return at;
  throw damaged(CUT);
}

function entriesOf(bytes: Uint8Array, view: DataView, count: number, start: number): Zip {
  const entries = new Map<string, ZipEntry>();
  const places: { from: number; to: number }[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged(MAZE);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const extraAt = at + DIRECTORY_ENTRY_BYTES + nameLength;
    const name = textOfName(bytes.subarray(at + DIRECTORY_ENTRY_BYTES, extraAt));
    // The order in which zip64 has them: only those that are not in the entry itself.
    const wide = zip64Numbers(view, extraAt, extraLength);
    const size = wide(view.getUint32(at + 24, true));
    const packedSize = wide(view.getUint32(at + 20, true));
    const from = wide(view.getUint32(at + 42, true));
    if (view.getUint32(from, true) !== LOCAL_HEADER) throw damaged(MAZE);
    const dataAt =
      from + LOCAL_HEADER_BYTES + view.getUint16(from + 26, true) + view.getUint16(from + 28, true);
    const to = dataAt + packedSize;
    places.push({ from, to });
    const key = name.toLowerCase();
    if (entries.has(key)) throw damaged(`it has two parts "${name}"`);
    entries.set(key, {
      name,
      encrypted: (view.getUint16(at + 8, true) & FLAG_ENCRYPTED) !== 0,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      size,
      packed: bytes.subarray(dataAt, to),
    });
    at = extraAt + extraLength + view.getUint16(at + 32, true);
  }
  refuseOverlaps(places, start);
  return entries;
}

/** Bytes that belong to many parts are how a small zip unpacks to petabytes. Nothing lies behind where the directory begins. */
function refuseOverlaps(places: { from: number; to: number }[], directory: number): void {
  places.sort((a, b) => a.from - b.from);
  let free = 0;
  for (const { from, to } of places) {
    if (from < free) throw damaged('parts of it lie over each other');
    free = to;
  }
  if (free > directory) throw damaged(MAZE);
}

/** Gives the next number of the zip64 field for each one that says so, else the number itself. */
function zip64Numbers(view: DataView, at: number, length: number): (number: number) => number {
  let next = 0;
  for (let field = at; field + 4 <= at + length; field += 4 + view.getUint16(field + 2, true))
    if (view.getUint16(field, true) === ZIP64_FIELD) next = field + 4;
  return (number) => {
    if (number !== SEE_ZIP64 || next === 0) return number;
    next += 8;
    return uint64(view, next - 8);
  };
}

function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/** Old .NET tools write `\` between folders. */
function textOfName(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll('\\', '/');
}
