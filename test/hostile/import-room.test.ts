/** What an import may cost everybody else: counted, not timed. */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { importCodes, tryImport } from '../../server/codes/importing/importing.ts';
import { createImportRoom, type ImportRoom, type RoomOptions } from '../../server/codes/importing/room.ts';
import { BATCH, TooMuch } from '../../server/codes/importing/steps.ts';
import { Busy } from '../../server/codes/lock.ts';
import { CODES, COMPANIES } from '../../server/codes/model.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

const PIECE_BYTES = 512 * 1024;
const BY = { at: '2026-03-02T08:00:00.000Z', by: 'ann' };
const OPTIONS = { why: 'by import' };

const rooms: ImportRoom[] = [];
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.close();
});

function roomOf(options: RoomOptions = {}): ImportRoom {
  const room = createImportRoom(options);
  rooms.push(room);
  return room;
}

type Ask = { readonly step: string; readonly given: readonly (readonly unknown[])[] };
type Answer = { readonly kind: string; readonly answer?: unknown };

const startThread = (module: URL, memoryMiB: number) =>
  new Worker(module, {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
  });

/** A room whose messages are kept, both ways. */
function watched() {
  const asks: Ask[] = [];
  const answers: Answer[] = [];
  const room = roomOf({
    start(module, memoryMiB) {
      const thread = startThread(module, memoryMiB);
      thread.on('message', (answer: Answer) => answers.push(answer));
      const post = thread.postMessage.bind(thread);
      thread.postMessage = (ask: Ask, given) => {
        asks.push(ask);
        post(ask, given as never);
      };
      return thread;
    },
  });
  return { room, asks, answers };
}

const list = (count: number, description = 'Footings', first = 1) =>
  `code,description\n${Array.from({ length: count }, (_, index) => `${first + index},${description}\n`).join('')}`;
const fileOf = (text: string) =>
  ({ kind: 'file', bytes: new TextEncoder().encode(text), choice: {} }) as const;

async function placeOf(service: Service, room: ImportRoom) {
  const { id } = await newCompany(service);
  const company = await service.store.get(COMPANIES, id);
  if (!company) throw new Error('no company');
  return { place: { store: service.store, random: randomBytes, room }, company };
}

onEmbeddedStore('an import in the room', (start) => {
  it('travels in batches: no message has more codes than one, no piece of what is told is large', async () => {
    const { room, asks, answers } = watched();
    const { place, company } = await placeOf(await start(), room);
    const tells = ['problems', 'warnings', 'badRows'] as const;
    for (const text of [list(3_000), list(3_000, 'Walls'), list(9_000, '')]) {
      const result = await importCodes(place, company, 'quickbooks', fileOf(text), BY, { ...OPTIONS, tells });
      expect(result.ok).toBe(true);
    }
    const pages = asks.flatMap((ask) => (ask.step === 'know' ? [ask.given[0]?.length ?? 0] : []));
    const lists = answers.flatMap((each) =>
      each.kind === 'done' && Array.isArray(each.answer) ? [each.answer.length] : [],
    );
    const pieces = answers.flatMap((each) =>
      each.kind === 'done' && each.answer instanceof Uint8Array ? [each.answer.byteLength] : [],
    );
    expect(pages.reduce((sum, each) => sum + each)).toBe(6_000);
    expect(lists.reduce((sum, each) => sum + each)).toBeGreaterThan(6_000);
    expect(pieces.length).toBeGreaterThan(9);
    expect(Math.max(...pages)).toBe(BATCH);
    expect(Math.max(...lists)).toBe(BATCH);
    expect(Math.max(...pieces)).toBeLessThan(PIECE_BYTES);
    expect(BATCH).toBeLessThanOrEqual(500);
  });

  it('hands its bytes over: there is no second copy of them', async () => {
    const { place, company } = await placeOf(await start(), roomOf());
    const source = fileOf(list(3_000));
    await tryImport(place, company, 'quickbooks', source, BY, OPTIONS);
    expect(source.bytes.byteLength).toBe(0);
  });

  it('a small import over a small list asks for no thread; over a long list it does', async () => {
    const { room, asks } = watched();
    const { place, company } = await placeOf(await start(), room);
    await importCodes(place, company, 'quickbooks', fileOf(list(300)), BY, OPTIONS);
    expect(asks).toEqual([]);
    await importCodes(place, company, 'quickbooks', fileOf(list(5_000)), BY, OPTIONS);
    const many = asks.length;
    expect(many).toBeGreaterThan(0);
    const row = { row: 1, code: 'by hand', description: 'One' };
    const one = await importCodes(place, company, 'quickbooks', { kind: 'rows', rows: [row] }, BY, OPTIONS);
    expect(one).toMatchObject({ added: 1, problemCount: 0 });
    expect(asks.length).toBeGreaterThan(many);
  });

  it('that runs out of memory is refused, changes nothing and takes nobody along', async () => {
    const service = await start();
    const { place, company } = await placeOf(service, roomOf({ memoryMiB: 32 }));
    const source = fileOf(list(180_000));
    const refused = importCodes(place, company, 'quickbooks', source, BY, OPTIONS);
    await expect(refused).rejects.toThrow(TooMuch);
    await expect(refused).rejects.toThrow(/import it in parts/);
    expect(await service.store.count(CODES, 'byOrder', [company.id, 'quickbooks'])).toBe(0);
    expect(await importCodes(place, company, 'quickbooks', fileOf(list(2_000)), BY, OPTIONS)).toMatchObject({
      added: 2_000,
    });
  });

  it('whose thread dies half way tells what was done, and can be repeated', async () => {
    const service = await start();
    let kill = async () => {};
    const room = roomOf({
      start(module, memoryMiB) {
        const thread = startThread(module, memoryMiB);
        kill = async () => void (await thread.terminate());
        return thread;
      },
    });
    const { place, company } = await placeOf(service, room);
    let batches = 0;
    const store = new Proxy(service.store, {
      get(target, key) {
        const value = Reflect.get(target, key);
        if (key !== 'insert') return typeof value === 'function' ? value.bind(target) : value;
        return async (collection: { name: string }, documents: readonly unknown[]) => {
          if (collection.name === CODES.name && ++batches === 2) await kill();
          return value.call(target, collection, documents);
        };
      },
    });
    const dying = importCodes({ ...place, store }, company, 'quickbooks', fileOf(list(3_000)), BY, OPTIONS);
    await expect(dying).rejects.toThrow(/broke off after \d+ codes were added/);
    expect(await importCodes(place, company, 'quickbooks', fileOf(list(3_000)), BY, OPTIONS)).toMatchObject({
      added: 3_000 - 2 * BATCH,
      unchanged: 2 * BATCH,
    });
  });
});

describe('the room', () => {
  const until = () => Promise.withResolvers<void>();

  it('has one import at a time in the process, in the order in which they came; five at most are in it', async () => {
    const room = roomOf();
    const gates = [1, 2, 3, 4, 5].map(until);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const runs = gates.map(({ promise }, index) =>
      room.run(async (planner) => {
        begun.push(index);
        most = Math.max(most, ++running);
        await planner.open(fileOf('code,description\n1,One\n'));
        await promise;
        running--;
      }),
    );
    await expect(room.run(async () => {})).rejects.toThrow(Busy);
    for (const { resolve } of gates) resolve();
    await Promise.all(runs);
    expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 1]);
    expect(await room.run(async () => 'free again')).toBe('free again');
  });

  it('ends the thread of a step that takes too long, and the next import has a new one', async () => {
    let isLate = true;
    let threads = 0;
    const room = roomOf({
      start(module, memoryMiB) {
        threads++;
        return startThread(module, memoryMiB);
      },
      after(_ms, late) {
        if (isLate) queueMicrotask(late);
        return () => {};
      },
    });
    const step = () => room.run((planner) => planner.open(fileOf('code,description\n1,One\n')));
    await expect(step()).rejects.toThrow(TooMuch);
    isLate = false;
    expect(await step()).toMatchObject({ ok: true });
    expect(threads).toBe(2);
  });

  it('of a thread that breaks says so, and the next import has a new one', async () => {
    let threads = 0;
    const breaking = `require('node:worker_threads').parentPort.on('message', () => { throw new Error('broken'); })`;
    const room = roomOf({
      start: (module, memoryMiB) =>
        threads++ === 0 ? new Worker(breaking, { eval: true }) : startThread(module, memoryMiB),
    });
    const step = () => room.run((planner) => planner.open(fileOf('code,description\n1,One\n')));
    await expect(step()).rejects.toThrow('broken');
    expect(await step()).toMatchObject({ ok: true });
    expect(threads).toBe(2);
  });

  it('that closes lets the import that runs end, begins no other, and ends its thread', async () => {
    const ended = Promise.withResolvers<number>();
    const room = roomOf({
      start(module, memoryMiB) {
        const thread = startThread(module, memoryMiB);
        thread.on('exit', ended.resolve);
        return thread;
      },
    });
    const opened = until();
    const gate = until();
    const running = room.run(async (planner) => {
      await planner.open(fileOf('code,description\n1,One\n'));
      opened.resolve();
      await gate.promise;
      return planner.close();
    });
    await opened.promise;
    const waiting = room.run(async () => {});
    const closed = room.close();
    gate.resolve();
    await running;
    await expect(waiting).rejects.toThrow(/The server is stopping/);
    await closed;
    await ended.promise;
    await expect(room.run(async () => {})).rejects.toThrow(Busy);
  });
});
