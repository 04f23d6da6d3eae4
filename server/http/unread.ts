/**
 * What a request still sends after it was answered, because its body was not wanted: a little is read and dropped, so that the answer
 * arrives (a connection that is closed with bytes unread may lose it), and not more, for Node would read on for as long as it comes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bodies } from './bodies.ts';

export const UNREAD_MAX_BYTES = 256 * 1024;

const allowances = new WeakMap<IncomingMessage, number>();

/** For a sender who is known, so that people see why their file was not taken. */
export function allowUnread(request: IncomingMessage, bytes: number): void {
  allowances.set(request, bytes);
}

/** To be called for each request before it is handled. What goes on for too long, or too slowly, is cut off. */
export function boundUnread(request: IncomingMessage, response: ServerResponse, bodies: Bodies): void {
  // Before Node's own listener, which would drop without counting.
  response.prependListener('finish', () => {
    if (request.complete || request.destroyed) return;
    const { socket } = request;
    let left = allowances.get(request) ?? UNREAD_MAX_BYTES;
    const cutOff = () => socket.destroy();
    const body = bodies.open(null, cutOff);
    const over = () => {
      request.off('end', over);
      socket.off('close', over);
      body.release();
    };
    request.once('end', over);
    // Node tells an answered request nothing any more of its connection.
    socket.once('close', over);
    request.on('data', (chunk: Buffer) => {
      body.came(chunk.length);
      left -= chunk.length;
      if (left < 0) cutOff();
    });
    // Makes it ours: what nobody has read from, Node takes over.
    request.read(0);
    request.resume();
  });
}
