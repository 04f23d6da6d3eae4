/**
 * The open streams of events: how many there may be, and what becomes of those who do not read. Nothing is kept for a slow
 * reader: as long as what was written has not left, no more is written, and the stream of a reader who takes nothing for long
 * is ended.
 */
import type { ServerResponse } from 'node:http';
import type { SignedIn } from '../../../identity/web-sessions.ts';

/** A browser holds six connections to one address, and lets go of the streams of pages that are not seen. */
const PER_SESSION = 4;
const PER_USER = 20;
const IN_ALL = 500;
/** Browsers come back by themselves, through a sign-in that is looked at anew. */
const STREAM_MAX_MS = 10 * 60_000;
/** Proxies close what is silent for long. */
const HEARTBEAT_MS = 15_000;
const STALLED_MS = 15_000;

/** Where a stream writes. */
export type Sink = Pick<ServerResponse, 'write' | 'end' | 'destroy' | 'writableNeedDrain'>;

/**
 * Events that end a stream: `over`, the session or the right is gone; `elsewhere`, newer streams of the same person took its place.
 * Without one it has only had its time, or the server stops, and the browser opens the next one.
 */
export type End = 'over' | 'elsewhere' | null;

/** One open stream. */
export interface Stream {
  readonly company: string;
  readonly session: SignedIn;
  /** Writes the state if it is another one than was told last, and now and then that the stream is alive. */
  tell(state: string): void;
  end(why: End): void;
}

/** All open streams of a server. */
export interface Streams {
  /** Null when there are too many: those of the same session or user give way, oldest first, those of others do not. */
  open(options: {
    readonly company: string;
    readonly session: SignedIn;
    readonly sink: Sink;
    /** The stream was ended, or its reader has gone. */
    readonly onEnd: (stream: Stream) => void;
  }): Stream | null;
  endAll(): void;
}

/** `now` in ms, never goes back. */
export function createStreams(now: () => number): Streams {
  /** Oldest first. */
  const all = new Set<Stream>();

  function makeRoom(session: SignedIn): boolean {
    const ofUser = [...all].filter((each) => each.session.user.id === session.user.id);
    const ofSession = ofUser.filter((each) => each.session.value === session.value);
    if (ofSession.length >= PER_SESSION) ofSession[0]?.end('elsewhere');
    else if (ofUser.length >= PER_USER) ofUser[0]?.end('elsewhere');
    return all.size < IN_ALL;
  }

  return {
    open({ company, session, sink, onEnd }) {
      if (!makeRoom(session)) return null;
      const endsAt = now() + STREAM_MAX_MS;
      let told = '';
      let lastWrite = now();
      let stalledSince: number | null = null;
      const stream: Stream = {
        company,
        session,
        tell(state) {
          if (!all.has(stream)) return;
          if (sink.writableNeedDrain) {
            stalledSince ??= now();
            if (now() - stalledSince >= STALLED_MS) stream.end(null);
            return;
          }
          stalledSince = null;
          if (now() >= endsAt) return stream.end(null);
          const isNews = state !== told;
          if (!isNews && now() - lastWrite < HEARTBEAT_MS) return;
          sink.write(isNews ? `event: state\ndata: ${state}\n\n` : ': still here\n\n');
          told = state;
          lastWrite = now();
        },
        end(why) {
          if (!all.delete(stream)) return;
          onEnd(stream);
          // What has not left yet would never do so.
          if (sink.writableNeedDrain) sink.destroy();
          else sink.end(why === null ? '' : `event: ${why}\ndata: {}\n\n`);
        },
      };
      all.add(stream);
      return stream;
    },
    endAll() {
      for (const stream of [...all]) stream.end(null);
    },
  };
}
