/** Answers of many megabytes: what they may hold, and how much of it is on its way at once. */
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { createPieces, sizedOf } from '../../server/http/piecewise.ts';
import { turn } from '../../server/turns.ts';

/** A reader that takes a piece when it is told to. */
class Reader extends EventEmitter {
  written = 0;
  isEnded = false;
  destroyed = false;
  setHeader() {}
  write(piece: Uint8Array) {
    this.written += piece.length;
    return false;
  }
  end(piece?: Uint8Array) {
    this.written += piece?.length ?? 0;
    this.isEnded = true;
  }
  destroy() {
    this.destroyed = true;
    this.emit('close');
  }
  get response() {
    return this as unknown as ServerResponse;
  }
}

const MIB = 1024 * 1024;
const pieces = (count: number) => sizedOf(Array.from({ length: count }, () => new Uint8Array(MIB)));
/** The next piece takes a turn of the loop. */
async function turns() {
  for (let times = 0; times < 3; times++) await turn();
}

it('a piece goes when the one before it has gone', async () => {
  const reader = new Reader();
  const sent = createPieces().send(reader.response, pieces(3));
  await turns();
  expect(reader.written).toBe(MIB);
  for (let piece = 1; piece <= 3; piece++) {
    reader.emit('drain');
    await turns();
  }
  await sent;
  expect([reader.written, reader.isEnded]).toEqual([3 * MIB, true]);
});

it('answers that nobody reads have one budget: beyond it the one that has waited longest is broken off', async () => {
  const { send } = createPieces(8 * MIB);
  const readers = [new Reader(), new Reader(), new Reader()];
  const sent = readers.map((reader) => send(reader.response, pieces(4)));
  expect(readers.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
  await sent[0];
  expect(readers[0]?.written).toBe(MIB);
  for (const reader of readers) reader.destroy();
  await Promise.all(sent);
});

it('a small answer goes as a whole', async () => {
  const reader = new Reader();
  await createPieces().send(reader.response, sizedOf([new Uint8Array(10), new Uint8Array(20)]));
  expect([reader.written, reader.isEnded]).toEqual([30, true]);
});
