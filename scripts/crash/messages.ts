// What the crash test and the preload in the server process tell each other over the process's own channel, never over HTTP.

export type Side = 'before' | 'after';

export type ToServer =
  /** The store is opened and the port listened to only now: until then the process stands by with everything loaded. */
  | { do: 'go'; shiftMs: number; env: Record<string, string> }
  /** Writes are counted from here on; with `kill` the process dies at the one of that number. */
  | { do: 'arm'; kill: { at: number; side: Side } | null }
  | { do: 'report' }
  /** The clock is this much ahead from now on. */
  | { do: 'shift'; shiftMs: number };

export type FromServer =
  | { did: 'standBy' }
  | { did: 'arm' | 'shift' }
  /** The places in the program of the writes since `arm`, in order. */
  | { did: 'report'; places: string[] };

/** The last line of a process that killed itself, on its standard error; then side, number and place. */
export const LAST_WORDS = 'killed itself';
