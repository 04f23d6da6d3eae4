/**
 * One sum for the bodies of all requests in the process, whichever door they came to: what each holds counts from its first byte
 * until its request is answered, and who does not get on is dropped. So nobody fills the memory with bodies that never end.
 */
const MIB = 1024 * 1024;

/** In each window an unfinished body has to bring so much; a small one has the whole window. A slow DSL line brings ten times that. */
export const WINDOW_MS = 30_000;
export const WINDOW_LEAST_BYTES = 64 * 1024;

/** Strangers send user names and small forms; a thousand of those fit. */
const STRANGERS_MAX_BYTES = 16 * MIB;
const TOTAL_MIN_BYTES = 128 * MIB;

export interface BodyLimits {
  readonly totalBytes: number;
  /** Of one caller that is known: a user, or the connector of a company. */
  readonly callerBytes: number;
  /** Of all others together. */
  readonly strangersBytes: number;
}

/** Two of the largest bodies fit, from two callers. */
export function bodyLimits(largestBytes: number): BodyLimits {
  const totalBytes = Math.max(TOTAL_MIN_BYTES, 2 * largestBytes);
  return { totalBytes, callerBytes: totalBytes / 2, strangersBytes: STRANGERS_MAX_BYTES };
}

/** `overloaded`: no room at the moment; `too-slow`: it did not keep the least pace. */
export type Dropped = 'overloaded' | 'too-slow';

/** One body. */
export interface Body {
  /** So many bytes have come over the wire. */
  came(bytes: number): void;
  /** Takes room for so many bytes more; false where there is none, and nothing has changed. */
  hold(bytes: number): boolean;
  /** Whose it is has become known: what it holds counts as theirs. False where they have no room for it. */
  belongsTo(caller: string): boolean;
  /** It is whole: pace does not matter any more, and it is not given up for others. */
  finish(): void;
  /** Gives the room back. May be called twice. */
  release(): void;
}

export interface Bodies {
  /** `caller`: null for a stranger. `drop` is called at most once, when the body is given up; it has been released then. */
  open(caller: string | null, drop: (why: Dropped) => void): Body;
  /** Drops what did not keep the least pace. To be called every second or so. */
  dropSlow(): void;
  heldBytes(): number;
  unfinished(): number;
}

interface Entry {
  caller: string | null;
  bytes: number;
  windowFromMs: number;
  windowBytes: number;
  readonly drop: (why: Dropped) => void;
}

/** `now`: milliseconds; only differences count. */
export function createBodies(limits: BodyLimits, now: () => number): Bodies {
  const { totalBytes, callerBytes, strangersBytes } = limits;
  let total = 0;
  const byCaller = new Map<string | null, number>();
  /** In the order in which they began. */
  const unfinished = new Set<Entry>();
  const ofStrangers = new Set<Entry>();

  const heldBy = (caller: string | null) => byCaller.get(caller) ?? 0;

  function add(caller: string | null, bytes: number): void {
    total += bytes;
    const held = heldBy(caller) + bytes;
    if (held === 0) byCaller.delete(caller);
    else byCaller.set(caller, held);
  }

  function finish(entry: Entry): void {
    unfinished.delete(entry);
    ofStrangers.delete(entry);
  }

  function release(entry: Entry): void {
    finish(entry);
    add(entry.caller, -entry.bytes);
    entry.bytes = 0;
  }

  function drop(entry: Entry, why: Dropped): void {
    release(entry);
    entry.drop(why);
  }

  /** An honest stranger's body is there at once, so the oldest one that is not makes room: holding out keeps nobody away. */
  function makeRoom(caller: string | null, bytes: number, mine: Entry): boolean {
    const max = caller === null ? strangersBytes : callerBytes;
    const fits = () => total + bytes <= totalBytes && heldBy(caller) + bytes <= max;
    if (caller !== null && heldBy(caller) + bytes > max) return false;
    for (const entry of ofStrangers) {
      if (fits()) break;
      if (entry !== mine && entry.bytes > 0) drop(entry, 'overloaded');
    }
    return fits();
  }

  return {
    open(caller, onDrop) {
      const entry: Entry = { caller, bytes: 0, windowFromMs: now(), windowBytes: 0, drop: onDrop };
      unfinished.add(entry);
      if (caller === null) ofStrangers.add(entry);
      return {
        came(bytes) {
          entry.windowBytes += bytes;
        },
        hold(bytes) {
          if (!makeRoom(entry.caller, bytes, entry)) return false;
          entry.bytes += bytes;
          add(entry.caller, bytes);
          return true;
        },
        belongsTo(known) {
          if (heldBy(known) + entry.bytes > callerBytes) return false;
          add(entry.caller, -entry.bytes);
          add(known, entry.bytes);
          entry.caller = known;
          ofStrangers.delete(entry);
          return true;
        },
        finish: () => finish(entry),
        release: () => release(entry),
      };
    },
    dropSlow() {
      const at = now();
      for (const entry of unfinished) {
        if (at - entry.windowFromMs < WINDOW_MS) continue;
        if (entry.windowBytes < WINDOW_LEAST_BYTES) drop(entry, 'too-slow');
        entry.windowFromMs = at;
        entry.windowBytes = 0;
      }
    },
    heldBytes: () => total,
    unfinished: () => unfinished.size,
  };
}
