import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { Admin, Collection, type CommandStartedEvent, type Document, MongoClient } from 'mongodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FORMAT } from '../../server/store/format.ts';
import { openMongoStore } from '../../server/store/mongo.ts';
import { type DamagedDocument, type Store, StoreUnavailable } from '../../server/store/port.ts';
import { exactMongodbUrl, freshDatabaseUrl as freshDatabaseUrlOf } from '../support/mongodb.ts';
import { eventually } from '../support/until.ts';
import { COLLECTIONS, everyCall, FROZEN, NOTES, type Note, note, storeContract } from './contract.ts';

const MINUTE_MS = 60_000;
const SIGNS = { ...NOTES, name: 'signs', indexes: {}, mayBeLost: true } as const;

const freshDatabaseUrl = () => freshDatabaseUrlOf(exactMongodbUrl());

const stores: Store[] = [];
let told: DamagedDocument[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const store of stores.splice(0)) await store.close();
});

async function open(url: string, clock = () => FROZEN, collections = COLLECTIONS): Promise<Store> {
  told = [];
  const onDamaged = (document: DamagedDocument) => told.push(document);
  const store = await openMongoStore({ url, collections, clock, onDamaged });
  stores.push(store);
  return store;
}

/** A store, and the commands that its driver sends from now on. */
async function watched(url: string, collections = COLLECTIONS) {
  const connecting = vi.spyOn(MongoClient.prototype, 'connect');
  const commands: CommandStartedEvent[] = [];
  const store = await open(
    `${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`,
    undefined,
    collections,
  );
  const client = connecting.mock.contexts[0] as MongoClient;
  client.on('commandStarted', (event) => commands.push(event));
  return { store, commands };
}

describe.skipIf(exactMongodbUrl() === null)('with MongoDB', () => {
  storeContract('MongoDB', async () => {
    const url = freshDatabaseUrl();
    return {
      store: await open(url),
      async reopen() {
        await stores.at(-1)!.close();
        return open(url);
      },
      beside: () => open(url),
      told: () => told,
      async damage({ id, ...rest }) {
        const client = new MongoClient(url, { ignoreUndefined: true });
        await client
          .db()
          .collection<{ _id: string }>('notes')
          .replaceOne({ _id: id as string }, rest);
        await client.close();
      },
      end: async () => {
        for (const store of stores) await store.close();
      },
    };
  });

  describe('the MongoDB store', () => {
    it('has exactly the indexes that the collections declare, also after the next start', async () => {
      const url = freshDatabaseUrl();
      await open(url);
      await open(url);

      const client = new MongoClient(url);
      for (const collection of COLLECTIONS) {
        const indexes = await client.db().collection(collection.name).indexes();
        const declared = Object.values(collection.indexes).map(keyOf);
        expect(indexes.map((index) => Object.keys(index.key)).toSorted()).toEqual(
          [['_id'], ...declared].toSorted(),
        );
        expect(indexes.flatMap((index) => Object.values(index.key)).every((order) => order === 1)).toBe(true);
      }
      await client.close();
    });

    it('of a newer version is refused with one sentence, an older one taken, two starting at once', async () => {
      const url = freshDatabaseUrl();
      const [store] = await Promise.all([open(url), open(url)]);
      await store.insert(NOTES, [note('a')]);
      const client = new MongoClient(url);
      const formats = client.db().collection<{ _id: string; format: number }>('format');
      expect(await formats.find().toArray()).toEqual([{ _id: 'format', format: FORMAT }]);

      await formats.deleteOne({ _id: 'format' });
      expect(await (await open(url)).get(NOTES, 'a')).toMatchObject(note('a'));

      await formats.updateOne({ _id: 'format' }, { $set: { format: FORMAT + 1 } });
      await expect(open(url)).rejects.toMatchObject({
        name: 'StoreUnavailable',
        message: `The database of MONGODB_URL was written by a newer version of Cost Code Sync (format ${FORMAT + 1}, this version knows ${FORMAT}): start that version, or restore a backup from before it.`,
      });
      expect(await formats.findOne()).toEqual({ _id: 'format', format: FORMAT + 1 });
      await client.close();
    });

    it('asks only what one of the indexes answers by itself, in its order', async () => {
      const { store, commands } = await watched(freshDatabaseUrl());
      for (const [index, fields] of Object.entries(NOTES.indexes)) {
        const values = fields.map(() => 'x');
        for (const descending of [false, true]) {
          for (const after of [undefined, 'x']) {
            await store.find(NOTES, index, { equals: values.slice(1), after, descending, limit: 5 });
          }
        }
        await store.find(NOTES, index, { equals: values.slice(1), after: 'x', before: 'y', limit: 5 });
        await store.count(NOTES, index, values, 5);
        // All documents of a collection are counted by going through them.
        for (const [at] of fields.entries()) await store.count(NOTES, index, values.slice(at));
      }
      await store.get(NOTES, 'a');
      await store.getMany(NOTES, ['a', 'b']);

      const keys = [['_id'], ...Object.values(NOTES.indexes).map(keyOf)];
      const reads = commands.map((each) => each.command).filter((each) => each.find || each.aggregate);
      expect(reads.length).toBe(4 * 4 + 2 * 4 + 8 + 2);
      for (const read of reads) {
        expect(
          keys.some((key) => serves(key, read)),
          inspect(read, { depth: 9 }),
        ).toBe(true);
      }
    });

    it('writes to a majority and its journals and reads what has reached one, whatever the URL says', async () => {
      const url = `${freshDatabaseUrl()}&w=1&journal=false&readPreference=secondaryPreferred&readConcernLevel=local`;
      const { store, commands } = await watched(url);
      const [a] = (await store.insert(NOTES, [note('a')])) as Note[];
      const [b] = (await store.replace(NOTES, [a!])) as Note[];
      await store.get(NOTES, 'a');
      await store.remove(NOTES, [b!]);

      const writes = commands.filter((each) => /^(insert|update|delete)$/.test(each.commandName));
      expect(writes.map((each) => each.commandName)).toEqual(['insert', 'update', 'delete']);
      for (const { command } of writes)
        expect(command.writeConcern).toMatchObject({ w: 'majority', j: true });
      const [read] = commands.filter((each) => each.commandName === 'find');
      expect(read!.command.$readPreference?.mode ?? 'primary').toMatch(/^primary/);
      expect(read!.command.readConcern).toMatchObject({ level: 'majority' });
    });

    it('does not wait for a majority where the last writes may be lost', async () => {
      const { store, commands } = await watched(freshDatabaseUrl(), [SIGNS]);
      await store.insert(SIGNS, [note('a')]);
      await store.get(SIGNS, 'a');

      expect(commands.find((each) => each.commandName === 'insert')!.command.writeConcern).toMatchObject({
        w: 1,
        j: false,
      });
      expect(commands.find((each) => each.commandName === 'find')!.command.readConcern).toMatchObject({
        level: 'local',
      });
    });

    describe('many guarded writes', () => {
      const many = Array.from({ length: 60 }, (_, at) => note(`n${at}`));
      const everyThird = <T>(all: readonly T[]): T[] => all.filter((_, at) => at % 3 === 0);

      it('are one command, and one more where some of them are refused', async () => {
        const { store, commands } = await watched(freshDatabaseUrl());
        const all = (await store.insert(NOTES, many)) as Note[];
        const names = () => commands.splice(0).map((each) => each.commandName);
        names();

        const written = (await store.replace(NOTES, all)) as Note[];
        expect(names()).toEqual(['update']);
        expect(written).not.toContain(null);

        const again = (await store.replace(NOTES, everyThird(written))) as Note[];
        names();
        expect((await store.replace(NOTES, written)).map((each) => each === null)).toEqual(
          written.map((_, at) => at % 3 === 0),
        );
        expect(names()).toEqual(['update', 'find']);

        const present = await store.getMany(
          NOTES,
          many.map(({ id }) => id),
        );
        names();
        expect(present).not.toContainEqual(expect.objectContaining({ writtenBy: expect.anything() }));
        expect(await store.remove(NOTES, present)).toEqual(present.map(() => true));
        expect(await store.remove(NOTES, again)).toEqual(again.map(() => false));
        expect(names()).toEqual(['delete', 'delete']);
      });

      it('that are all refused are known to be without a further question', async () => {
        const { store, commands } = await watched(freshDatabaseUrl());
        const all = (await store.insert(NOTES, many)) as Note[];
        await store.replace(NOTES, all);
        commands.splice(0);

        expect(await store.replace(NOTES, all)).toEqual(all.map(() => null));
        expect(commands.map((each) => each.commandName)).toEqual(['update']);
      });

      it('that others have written over before they could be told apart may have happened or not', async () => {
        const url = freshDatabaseUrl();
        const { store } = await watched(url);
        const other = await open(url);
        const all = (await store.insert(NOTES, many)) as Note[];
        const [ahead] = (await other.replace(NOTES, [all[0]!])) as Note[];
        vi.spyOn(Collection.prototype, 'find').mockImplementationOnce(function (this: Collection, ...args) {
          const { id, rev } = all[1]!;
          const over = other.replace(NOTES, [{ ...note(id), rev: rev + 1 }]);
          const marked = this.find(...args);
          const toArray = marked.toArray.bind(marked);
          marked.toArray = async () => {
            expect(await over).not.toContain(null);
            return toArray();
          };
          return marked;
        });

        await expect(store.replace(NOTES, all)).rejects.toThrow(StoreUnavailable);

        expect(await store.get(NOTES, 'n0')).toEqual(ahead);
        expect((await store.get(NOTES, 'n2'))?.rev).toBe(all[2]!.rev + 1);
      });
    });

    it('asks one thing of each collection at a start, and makes the indexes that are missing', async () => {
      const url = freshDatabaseUrl();
      await open(url, undefined, [{ ...NOTES, indexes: { byName: NOTES.indexes.byName! } }]);
      const commands: CommandStartedEvent[] = [];
      const connect = MongoClient.prototype.connect;
      vi.spyOn(MongoClient.prototype, 'connect').mockImplementation(function (this: MongoClient) {
        this.on('commandStarted', (event) => commands.push(event));
        return connect.call(this);
      });
      await open(`${url}&monitorCommands=true`);

      const counted = (name: string) => commands.filter((each) => each.commandName === name).length;
      expect(counted('listIndexes')).toBe(COLLECTIONS.length);
      // NOTES lacks three, OTHERS one.
      expect(counted('createIndexes')).toBe(4);
    });

    it('sends many and large documents in several commands', async () => {
      const { store, commands } = await watched(freshDatabaseUrl());
      const many = Array.from({ length: 1_500 }, (_, at) => note(`n${at}`));
      const large = Array.from({ length: 3 }, (_, at) => note(`l${at}`, { text: 'x'.repeat(3_500_000) }));

      const results = await store.insert(NOTES, [...many, ...large, note('n7'), note('last')]);

      expect(results.length).toBe(1_505);
      expect(results.indexOf(null)).toBe(1_503);
      expect(results.filter((each) => each === null).length).toBe(1);
      expect(results.at(-1)?.id).toBe('last');
      const inserts = commands.filter((each) => each.commandName === 'insert');
      expect(inserts.map((each) => each.command.documents.length)).toEqual([1_000, 502, 3]);
    });

    it('takes the database `cost-code-sync` where the URL names none', async () => {
      const { origin, search } = /^(?<origin>[^:]+:\/\/[^/?]+)[^?]*(?<search>.*)$/.exec(exactMongodbUrl()!)!
        .groups!;
      for (const url of [`${origin}${search}`, `${origin}/${search}`]) {
        // The driver wants the slash before options.
        const { store, commands } = await watched(
          url.includes('?') || url.endsWith('/') ? url : `${url}/`,
          [],
        );
        await store.ping();
        expect(commands.map((each) => each.databaseName)).toEqual(['cost-code-sync']);
        vi.restoreAllMocks();
      }
    });

    it('believes the quickest answer about the time, not one that was held up', async () => {
      const command = Admin.prototype.command;
      let here = FROZEN.getTime();
      let asked = 0;
      vi.spyOn(Admin.prototype, 'command').mockImplementation(async function (this: Admin, ...args) {
        const answered = await command.apply(this, args);
        asked++;
        // Each takes a second, on the way back, but the third.
        if (asked !== 3) here += 1_000;
        return { ...answered, localTime: here - (asked === 3 ? 0 : 1_000) + 60_000 };
      });
      const store = await open(freshDatabaseUrl(), () => new Date(here));

      expect(store.now().getTime() - here).toBe(60_000);
    });

    it("tells the time of the server's clock, and goes on doing so when the own clock is set", async () => {
      let error = -3 * 3_600_000;
      const store = await open(freshDatabaseUrl(), () => new Date(Date.now() + error));
      const wrongBy = () => Math.abs(store.now().getTime() - Date.now());
      expect(wrongBy()).toBeLessThan(MINUTE_MS);

      error = 86_400_000;
      await eventually(() => expect(wrongBy()).toBeLessThan(MINUTE_MS));
    });

    it('is unavailable in time when the server is away, its clock goes on, and it recovers', async () => {
      const url = new URL(freshDatabaseUrl());
      const proxy = await proxyTo(url.hostname, Number(url.port || 27017));
      let now = FROZEN;
      url.host = `127.0.0.1:${proxy.port}`;
      const connecting = vi.spyOn(MongoClient.prototype, 'connect');
      const store = await open(url.href, () => now);
      const client = connecting.mock.contexts[0] as MongoClient;
      // What "in time" means is told to the driver; how long it took would depend on the machine.
      expect(client.options).toMatchObject({ serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000 });
      const [a] = (await store.insert(NOTES, [note('a')])) as Note[];
      const before = store.now();

      proxy.cut();
      now = new Date(FROZEN.getTime() + 3_600_000);
      expect(store.now().getTime() - before.getTime()).toBe(3_600_000);
      const results = await Promise.allSettled(everyCall(store, a!).map((call) => call()));
      for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
        expect((result as PromiseRejectedResult).reason.cause).toBeInstanceOf(Error);
      }
      expect(store.now().getTime() - before.getTime()).toBe(3_600_000);

      proxy.mend();
      await expect(store.get(NOTES, 'a')).resolves.toEqual(a);
      await store.close();
      await proxy.close();
    });
  });
});

describe('a MongoDB that cannot be used', () => {
  it('is StoreUnavailable at the start, without the password', async () => {
    const failing = open('mongodb://sync:pass-word@127.0.0.1:1/codes');

    const error = await failing.catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect((error as Error).message).toBe('MongoDB cannot be used: connect ECONNREFUSED 127.0.0.1:1');
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('pass-word');
  });

  it.each([
    'mongodb://sync:pass-word:or@127.0.0.1:1/codes',
    'mongodb://sync:pass-word/or@127.0.0.1:1/codes',
    'mongodb://sync:pass-word?or=1@127.0.0.1:1/codes',
    'mongodb://sync:%pass-word@127.0.0.1:1/codes',
    'mongodb://sync:pass-word@127.0.0.1:1/codes?passw=pass-word',
    'mongodb://sync:pass-word@/codes',
    'https://sync:pass-word@127.0.0.1:1/codes',
  ])('is StoreUnavailable where the URL is wrong, without the password: %s', async (url) => {
    const error = await open(url).catch((thrown: unknown) => thrown as Error);

    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('pass-word');
    expect((error as Error).message).toMatch(/mongodb:\/\/|percent-encoded/);
  });
});

const keyOf = (fields: readonly string[]): string[] =>
  fields.map((field) => (field === 'id' ? '_id' : field));

/** Equal fields first, then the field that the query sorts and pages by: MongoDB reads such a range and sorts nothing. */
function serves(key: string[], read: Document): boolean {
  const filter: Document = read.filter ?? read.pipeline[0].$match;
  const sort = read.sort === undefined ? [] : [...(read.sort as Map<string, number>).keys()];
  const isRange = (field: string) => typeof filter[field] === 'object' && !('$in' in filter[field]);
  const ranges = Object.keys(filter).filter(isRange);
  const equals = Object.keys(filter).filter((field) => !isRange(field));
  return (
    equals.every((field) => key.slice(0, equals.length).includes(field)) &&
    [...ranges, ...sort].every((field) => field === key[equals.length])
  );
}

/** Between a store and its server, to be cut and mended. */
async function proxyTo(host: string, serverPort: number) {
  const sockets = new Set<Socket>();
  let cut = false;
  const proxy = createServer((client) => {
    if (cut) {
      client.destroy();
      return;
    }
    const server = connect(serverPort, host);
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
  });
  const port = await new Promise<number>((resolve) => {
    proxy.listen(0, '127.0.0.1', () => resolve((proxy.address() as { port: number }).port));
  });
  return {
    port,
    cut() {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      cut = false;
    },
    async close() {
      this.cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
